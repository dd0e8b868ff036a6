// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Absolute reads of unsigned numbers in network order, without positioning the buffer. Callers
 * compare room with need first.
 */
final class Wire {
  private static final VarHandle SHORT =
      MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Wire() {}

  static int u8(ByteBuffer bytes, int at) {
    return bytes.get(at) & 0xff;
  }

  static int u16(ByteBuffer bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xffff;
  }

  static int i32(ByteBuffer bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long u32(ByteBuffer bytes, int at) {
    return (int) INT.get(bytes, at) & 0xffff_ffffL;
  }

  static long i64(ByteBuffer bytes, int at) {
    return (long) LONG.get(bytes, at);
  }
}
