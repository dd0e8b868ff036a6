// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One option of an IPv4 or TCP header (RFC 791, section 3.1; RFC 9293, section 3.2): kind, length,
 * value. The kinds 0 (end of options) and 1 (no operation) are one byte long.
 */
public final class HeaderOption {
  /** End of the options. */
  public static final int END = 0;

  /** No operation. */
  public static final int NO_OPERATION = 1;

  private final int kind;
  private final ByteBuffer value;

  private HeaderOption(int kind, ByteBuffer value) {
    this.kind = kind;
    this.value = value;
  }

  /** The option's kind. */
  public int kind() {
    return kind;
  }

  /** The option's length in bytes with kind and length: 1 for kinds 0 and 1. */
  public int length() {
    return kind <= NO_OPERATION ? 1 : value.limit() + 2;
  }

  /** The value, which may be empty: read only, big endian, positioned at 0. */
  public ByteBuffer value() {
    return value.asReadOnlyBuffer();
  }

  /**
   * Walks options up to their end, or to one that is not whole or whose length cannot be: below two
   * or beyond the options. That one and what follows are left out.
   */
  static List<HeaderOption> list(ByteBuffer options) {
    List<HeaderOption> list = new ArrayList<>();
    int at = 0;
    while (at < options.limit()) {
      int kind = options.get(at) & 0xff;
      if (kind <= NO_OPERATION) {
        list.add(new HeaderOption(kind, options.slice(at, 0)));
        at++;
        if (kind == END) {
          break;
        }
        continue;
      }
      if (options.limit() - at < 2) {
        break;
      }
      int length = options.get(at + 1) & 0xff;
      if (length < 2 || options.limit() - at < length) {
        break;
      }
      list.add(new HeaderOption(kind, options.slice(at + 2, length - 2)));
      at += length;
    }
    return list;
  }
}
