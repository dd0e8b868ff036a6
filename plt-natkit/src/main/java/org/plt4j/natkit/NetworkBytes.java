// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.plt4j.packet.Layer;

/**
 * Unsigned numbers in network order from any bytes. What does not lie wholly within them is {@link
 * Layer#NOT_CAPTURED}, as in the fields of headers.
 *
 * <p>A buffer is read up to its limit at absolute indices, whatever its position and byte order,
 * and is not changed. A negative index is the caller's mistake: {@link IndexOutOfBoundsException}.
 */
public final class NetworkBytes {
  private NetworkBytes() {}

  /** The 16 bits at an index, or {@link Layer#NOT_CAPTURED}. */
  public static int u16(byte[] bytes, int index) {
    return u16(ByteBuffer.wrap(bytes), index);
  }

  /** The 16 bits at an index, or {@link Layer#NOT_CAPTURED}. */
  public static int u16(ByteBuffer bytes, int index) {
    return isBeyond(bytes, index, 2)
        ? Layer.NOT_CAPTURED
        : (bytes.get(index) & 0xff) << 8 | (bytes.get(index + 1) & 0xff);
  }

  /** The 32 bits at an index, or {@link Layer#NOT_CAPTURED}. */
  public static long u32(byte[] bytes, int index) {
    return u32(ByteBuffer.wrap(bytes), index);
  }

  /** The 32 bits at an index, or {@link Layer#NOT_CAPTURED}. */
  public static long u32(ByteBuffer bytes, int index) {
    return isBeyond(bytes, index, 4)
        ? Layer.NOT_CAPTURED
        : (long) u16(bytes, index) << 16 | u16(bytes, index + 2);
  }

  private static boolean isBeyond(ByteBuffer bytes, int index, int size) {
    Objects.checkIndex(index, Integer.MAX_VALUE);
    return bytes.limit() - index < size;
  }
}
