// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.nio.ByteBuffer;

/** Lower-case hexadecimal digits. */
final class Hex {
  private static final String DIGITS = "0123456789abcdef";

  private Hex() {}

  /** The lowest so many digits of a number. */
  static void append(StringBuilder text, long value, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      text.append(DIGITS.charAt((int) (value >>> shift) & 15));
    }
  }

  /** Two digits for each byte up to the buffer's limit. */
  static void append(StringBuilder text, ByteBuffer bytes) {
    for (int i = 0; i < bytes.limit(); i++) {
      append(text, bytes.get(i), 2);
    }
  }

  /** The six bytes of a link-layer address with colons between them. */
  static void appendMac(StringBuilder text, long bits) {
    for (int shift = 40; shift >= 0; shift -= 8) {
      append(text, bits >>> shift, 2);
      if (shift > 0) {
        text.append(':');
      }
    }
  }

  /** All 16 digits of a number. */
  static String of(long value) {
    StringBuilder text = new StringBuilder(16);
    append(text, value, 16);
    return text.toString();
  }
}
