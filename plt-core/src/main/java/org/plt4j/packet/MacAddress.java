// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A 48-bit link-layer address: a value that owns its bits, ordered as an unsigned number. */
public final class MacAddress implements Comparable<MacAddress> {
  private static final HexFormat HEX = HexFormat.ofDelimiter(":");

  private final long bits;

  private MacAddress(long bits) {
    this.bits = bits;
  }

  /** The address with these 48 bits; those above are left out. */
  public static MacAddress of(long bits) {
    return new MacAddress(bits & 0xffff_ffff_ffffL);
  }

  /**
   * The address with these bytes, in the order of the wire.
   *
   * @throws IllegalArgumentException unless there are 6
   */
  public static MacAddress of(byte[] bytes) {
    if (bytes.length != 6) {
      throw new IllegalArgumentException("a MAC address of " + bytes.length + " bytes");
    }
    return of(ByteBuffer.allocate(8).put(2, bytes).getLong(0));
  }

  /**
   * Reads six pairs of hex digits with colons between them.
   *
   * @throws IllegalArgumentException if the text is no such address
   */
  public static MacAddress parse(String text) {
    try {
      return of(HEX.parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a MAC address: \"" + text + '"', e);
    }
  }

  /** The address as a number, its first byte on the wire the highest. */
  public long bits() {
    return bits;
  }

  /** The six bytes in the order of the wire; a fresh array. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(bits).array(), 2, 8);
  }

  @Override
  public int compareTo(MacAddress other) {
    return Long.compare(bits, other.bits);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof MacAddress other && bits == other.bits;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits);
  }

  /** Lower-case hex digits with colons. */
  @Override
  public String toString() {
    return HEX.formatHex(toBytes());
  }
}
