// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where the bytes of a trace go: collected to large writes. {@link #begin} starts each record; as
 * far as a record fits the buffer, only whole ones are passed on, so that what a crash leaves ends
 * between two records.
 */
final class Sink {
  private static final int CAPACITY = 1 << 16;

  private final OutputStream out;
  private final byte[] bytes = new byte[CAPACITY];
  private int count;
  private long passed;

  /** The byte order of {@link #u16}, {@link #u32} and {@link #u64}. */
  private boolean bigEndian;

  /**
   * A sink that passes its bytes on.
   *
   * @param start how many there are before them
   */
  Sink(OutputStream out, long start) {
    this.out = out;
    this.passed = start;
  }

  void setOrder(ByteOrder order) {
    bigEndian = order == ByteOrder.BIG_ENDIAN;
  }

  /** How many bytes there are so far. */
  long position() {
    return passed + count;
  }

  /** Starts a record of so many bytes. */
  void begin(long size) throws IOException {
    if (size > CAPACITY - count) {
      pass();
    }
  }

  /** Room for a few bytes within the record. */
  private void room(int need) throws IOException {
    if (CAPACITY - count < need) {
      pass();
    }
  }

  void u8(int value) throws IOException {
    room(1);
    bytes[count++] = (byte) value;
  }

  void u16(int value) throws IOException {
    room(2);
    int inOrder = bigEndian ? value : Short.reverseBytes((short) value);
    bytes[count++] = (byte) (inOrder >> 8);
    bytes[count++] = (byte) inOrder;
  }

  void u32(int value) throws IOException {
    room(4);
    int inOrder = bigEndian ? value : Integer.reverseBytes(value);
    bytes[count++] = (byte) (inOrder >> 24);
    bytes[count++] = (byte) (inOrder >> 16);
    bytes[count++] = (byte) (inOrder >> 8);
    bytes[count++] = (byte) inOrder;
  }

  void u64(long value) throws IOException {
    u32((int) (bigEndian ? value >> 32 : value));
    u32((int) (bigEndian ? value : value >> 32));
  }

  void zeros(int number) throws IOException {
    for (int i = 0; i < number; i++) {
      u8(0);
    }
  }

  /** Bytes of a buffer, whose position does not matter and is not touched. */
  void put(ByteBuffer source, int from, int length) throws IOException {
    int at = from;
    for (int left = length; left > 0; ) {
      room(1);
      int step = Math.min(left, CAPACITY - count);
      source.get(at, bytes, count, step);
      count += step;
      at += step;
      left -= step;
    }
  }

  private void pass() throws IOException {
    out.write(bytes, 0, count);
    passed += count;
    count = 0;
  }

  void flush() throws IOException {
    pass();
    out.flush();
  }
}
