// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An authentication header (RFC 4302, section 2).
 *
 * <pre>
 *  next header (1)  length in 32-bit words, less two (1)  reserved (2)  SPI (4)  sequence number (4)
 *  integrity check value
 * </pre>
 */
public final class Ah extends Layer {
  Ah(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Ah of(byte[] bytes) {
    return bytes.length == 0 ? null : new Ah(Packet.of(bytes, LinkType.OPAQUE), 0);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Ah of(ByteBuffer bytes) {
    return bytes.hasRemaining() ? new Ah(Packet.of(bytes, LinkType.OPAQUE), 0) : null;
  }

  @Override
  public String name() {
    return "ah";
  }

  /** What follows. */
  public int nextHeader() {
    return u8(0);
  }

  /** The header's length in bytes. */
  public int headerLength() {
    int words = u8(1);
    return words == NOT_CAPTURED ? NOT_CAPTURED : (words + 2) << 2;
  }

  /** Security parameters index, unsigned 32 bits. */
  public long spi() {
    return u32(4);
  }

  /** The sequence number, unsigned 32 bits. */
  public long sequenceNumber() {
    return u32(8);
  }

  @Override
  int headerBytes() {
    return headerLength();
  }
}
