// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Puts bytes together, big endian unless told otherwise. */
final class Bytes {
  private static final HexFormat HEX = HexFormat.of();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final boolean little;

  Bytes() {
    this(ByteOrder.BIG_ENDIAN);
  }

  Bytes(ByteOrder order) {
    little = order == ByteOrder.LITTLE_ENDIAN;
  }

  Bytes u8(int value) {
    out.write(value);
    return this;
  }

  Bytes u16(int value) {
    return number(value, 2);
  }

  Bytes u32(long value) {
    return number(value, 4);
  }

  Bytes u64(long value) {
    return number(value, 8);
  }

  private Bytes number(long value, int width) {
    for (int i = 0; i < width; i++) {
      int shift = 8 * (little ? i : width - 1 - i);
      out.write((int) (value >>> shift));
    }
    return this;
  }

  Bytes raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Bytes hex(String digits) {
    return raw(ofHex(digits));
  }

  Bytes text(String text) {
    return raw(text.getBytes(StandardCharsets.US_ASCII));
  }

  Bytes zeros(int count) {
    return raw(new byte[count]);
  }

  /** Zeros up to a multiple of {@code unit}. */
  Bytes align(int unit) {
    return zeros(Math.floorMod(-out.size(), unit));
  }

  /** Zeros up to this size, if there is less. */
  Bytes fill(int size) {
    return zeros(Math.max(0, size - out.size()));
  }

  int size() {
    return out.size();
  }

  byte[] array() {
    return out.toByteArray();
  }

  /** Bytes of hex digits, blanks and colons between them allowed. */
  static byte[] ofHex(String digits) {
    return HEX.parseHex(digits.replaceAll("[ :\n]", ""));
  }

  /** The 4 or 16 bytes of an address in text. */
  static byte[] ofAddress(String address) {
    if (!address.matches("[0-9a-fA-F.:]+")) {
      throw new IllegalArgumentException("Not an address: " + address);
    }
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("Not an address: " + address, e);
    }
  }

  static byte[] ofText(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] concat(byte[]... parts) {
    Bytes all = new Bytes();
    for (byte[] part : parts) {
      all.raw(part);
    }
    return all.array();
  }

  /** {@code count} bytes that differ from each other, for payloads that nobody reads. */
  static byte[] pattern(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 7 + 33);
    }
    return bytes;
  }
}
