// SPDX-License-Identifier: Apache-2.0
package org.plt4j.internal;

import java.nio.ByteBuffer;

/**
 * The ERF record around a packet's bytes.
 *
 * <pre>
 *  timestamp (8), type (1), flags (1), rlen (2), lost packets or colour (2), wlen (2),
 *  extension headers, the packet, padding
 * </pre>
 */
public final class ErfRecord {
  private static final int TYPE = 8;
  private static final int RECORD_LENGTH = 10;
  private static final int LOST = 12;
  private static final int WIRE_LENGTH = 14;

  private ErfRecord() {}

  /** How many bytes the record has whose packet starts at a place of a buffer. */
  public static int length(ByteBuffer bytes, int start, int head) {
    return Bytes.u16(bytes, start - head + RECORD_LENGTH);
  }

  /** The record's type, with the bit that says that extension headers follow. */
  public static int type(ByteBuffer bytes, int start, int head) {
    return Bytes.u8(bytes, start - head + TYPE);
  }

  /** The packets that were lost before this one; another type's colour. */
  public static int lost(ByteBuffer bytes, int start, int head) {
    return Bytes.u16(bytes, start - head + LOST);
  }

  /** Whether the record holds more of the packet than so many bytes. */
  public static boolean isCut(int captured, ByteBuffer bytes, int start, int head) {
    int wireLength = Bytes.u16(bytes, start - head + WIRE_LENGTH);
    return captured < Math.min(length(bytes, start, head) - head, wireLength);
  }

  /** The same record around other bytes, which are copied from their beginning on. */
  public static byte[] around(byte[] data, int captured, ByteBuffer bytes, int start, int head) {
    boolean cut = isCut(captured, bytes, start, head);
    int length = cut ? head + captured : length(bytes, start, head);
    byte[] copy = new byte[length];
    bytes.get(start - head, copy, 0, cut ? head : length);
    System.arraycopy(data, 0, copy, head, captured);
    copy[RECORD_LENGTH] = (byte) (length >> 8);
    copy[RECORD_LENGTH + 1] = (byte) length;
    return copy;
  }
}
