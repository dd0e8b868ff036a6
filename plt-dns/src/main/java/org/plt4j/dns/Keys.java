// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.nio.ByteBuffer;

/** What is told of a DNSKEY beside its fields. */
final class Keys {
  private static final int ZONE_KEY = 0x0100;
  private static final int SECURE_ENTRY_POINT = 0x0001;

  private static final int KEY = 4;

  private Keys() {}

  /** Appends such as {@code ;{id = 16527 (ksk), size = 536b}}. */
  static void appendComment(ByteBuffer message, int at, int end, StringBuilder text) {
    int flags = end - at < 2 ? 0 : Wire.u16(message, at);
    text.append(" ;{id = ").append(tag(message, at, end));
    if ((flags & ZONE_KEY) != 0) {
      text.append((flags & SECURE_ENTRY_POINT) != 0 ? " (ksk)" : " (zsk)");
    }
    text.append(", size = ").append(size(message, at, end)).append("b}");
  }

  /** RFC 4034, appendix B. */
  private static int tag(ByteBuffer message, int at, int end) {
    if (end - at < KEY) {
      return 0;
    }
    if (Wire.u8(message, at + 3) == 1) { // RSA/MD5, appendix B.1
      return end - at == KEY ? 0 : Wire.u16(message, end - 3);
    }
    int sum = 0;
    for (int i = at; i < end; i++) {
      sum += (i - at) % 2 == 0 ? Wire.u8(message, i) << 8 : Wire.u8(message, i);
    }
    return sum + (sum >>> 16) & 0xffff;
  }

  /** The key's size in bits, 0 where it is not known; below 0 if the key says that it is longer. */
  private static int size(ByteBuffer message, int at, int end) {
    int key = at + KEY;
    int length = end - key;
    if (length < 1) {
      return 0;
    }
    return switch (Wire.u8(message, at + 3)) {
      case 1, 5, 7, 8, 10 -> rsaSize(message, key, length);
      case 3, 6 -> 512 + 64 * Wire.u8(message, key); // RFC 2536, section 2
      case 13, 15 -> 256;
      case 14 -> 384;
      case 16 -> 456;
      case 157 -> length; // HMAC-MD5, which ldns counts in bytes
      default -> 0;
    };
  }

  /** What is behind the exponent (RFC 3110, section 2). */
  private static int rsaSize(ByteBuffer message, int key, int length) {
    int exponent = Wire.u8(message, key);
    if (exponent > 0) {
      return (length - 1 - exponent) * 8;
    }
    return length < 4 ? 0 : (length - 3 - Wire.u16(message, key + 1)) * 8;
  }
}
