// SPDX-License-Identifier: Apache-2.0
package org.plt4j.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the options of a pcapng block: code (2), length (2), value, padded to 4 bytes. The walk
 * ends at the end-of-options code, at the end of the block, and at an option that is longer than
 * its block.
 */
public final class BlockOptions {
  /** The code of a comment in every block. */
  public static final int COMMENT = 1;

  private static final int END = 0;
  private static final int HEADER = 4;

  private final ByteBuffer bytes;
  private final boolean bigEndian;
  private final int end;
  private int next;
  private int code;
  private int length;
  private int value;

  /** The options between two places of a buffer. */
  public BlockOptions(ByteBuffer bytes, int from, int end, ByteOrder order) {
    this.bytes = bytes;
    this.bigEndian = order == ByteOrder.BIG_ENDIAN;
    this.next = from;
    this.end = end;
  }

  /** Goes to the next option; false if there is none. */
  public boolean next() {
    if (end - next < HEADER) {
      return false;
    }
    code = half(next);
    length = half(next + 2);
    value = next + HEADER;
    if (code == END || end - value < length) {
      return false;
    }
    next = value + (length + 3 & ~3); // behind the end where the padding is missing: no option
    return true;
  }

  private int half(int at) {
    return bigEndian ? Bytes.u16(bytes, at) : Bytes.u16le(bytes, at);
  }

  /** The option's code. */
  public int code() {
    return code;
  }

  /** How long its value is, without padding. */
  public int length() {
    return length;
  }

  /** Where its value starts. */
  public int value() {
    return value;
  }
}
