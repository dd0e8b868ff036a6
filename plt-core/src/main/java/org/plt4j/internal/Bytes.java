// SPDX-License-Identifier: Apache-2.0
package org.plt4j.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Absolute reads of unsigned numbers, the byte order said at each access. A view handle keeps its
 * speed where the two buffer classes meet (mapped and heap); {@code ByteBuffer.getInt} does not.
 * The buffers are never positioned. Every method throws {@link IndexOutOfBoundsException} beyond
 * the buffer: callers compare room with need first.
 */
public final class Bytes {
  private static final VarHandle SHORT_BE =
      MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_BE =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_BE =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_LE =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  // ---- of a buffer that was left big endian, as those of traces are

  /**
   * What {@link #i64} reads. A plain read is half the work for the compiler and slow for less long
   * before it is compiled, so the loops over records use it, with which every process begins.
   */
  public static long plain64(ByteBuffer bytes, int at) {
    return bytes.getLong(at);
  }

  /** What {@link #i64le} reads; see {@link #plain64}. */
  public static long plain64le(ByteBuffer bytes, int at) {
    return Long.reverseBytes(bytes.getLong(at));
  }

  /** What {@link #i32} reads; see {@link #plain64}. */
  public static int plain32(ByteBuffer bytes, int at) {
    return bytes.getInt(at);
  }

  // ---- of any buffer

  /** One byte. */
  public static int u8(ByteBuffer bytes, int at) {
    return bytes.get(at) & 0xff;
  }

  /** Two bytes, big endian: network order. */
  public static int u16(ByteBuffer bytes, int at) {
    return (short) SHORT_BE.get(bytes, at) & 0xffff;
  }

  /** Two bytes, little endian. */
  public static int u16le(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(Short.reverseBytes((short) SHORT_BE.get(bytes, at)));
  }

  /** Four bytes, big endian, as the bits of an {@code int}. */
  public static int i32(ByteBuffer bytes, int at) {
    return (int) INT_BE.get(bytes, at);
  }

  /** Four bytes, little endian, as the bits of an {@code int}. */
  public static int i32le(ByteBuffer bytes, int at) {
    return (int) INT_LE.get(bytes, at);
  }

  /** Four bytes, big endian. */
  public static long u32(ByteBuffer bytes, int at) {
    return (int) INT_BE.get(bytes, at) & 0xffff_ffffL;
  }

  /** Eight bytes, big endian, as the bits of a {@code long}. */
  public static long i64(ByteBuffer bytes, int at) {
    return (long) LONG_BE.get(bytes, at);
  }

  /** Eight bytes, little endian, as the bits of a {@code long}. */
  public static long i64le(ByteBuffer bytes, int at) {
    return (long) LONG_LE.get(bytes, at);
  }
}
