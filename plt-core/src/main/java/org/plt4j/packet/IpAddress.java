// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import com.google.common.base.CharMatcher;
import com.google.common.net.InetAddresses;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address: a value that owns its bits.
 *
 * <p>Ordered by version, then as an unsigned number. An IPv4-mapped IPv6 address is an IPv6
 * address, different from the IPv4 address within it. There are no zone identifiers.
 */
public final class IpAddress implements Comparable<IpAddress> {
  private final int version;
  private final long high;
  private final long low;

  private IpAddress(int version, long high, long low) {
    this.version = version;
    this.high = high;
    this.low = low;
  }

  /** The IPv4 address with these 32 bits, the first octet the highest. */
  public static IpAddress ofIp4(int bits) {
    return new IpAddress(4, 0, bits & 0xffff_ffffL);
  }

  /** The IPv6 address with these 128 bits. */
  public static IpAddress ofIp6(long high, long low) {
    return new IpAddress(6, high, low);
  }

  /**
   * The address with these bytes, in network order.
   *
   * @throws IllegalArgumentException unless there are 4 or 16
   */
  public static IpAddress of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> ofIp4(ByteBuffer.wrap(bytes).getInt());
      case 16 -> ofIp6(ByteBuffer.wrap(bytes).getLong(0), ByteBuffer.wrap(bytes).getLong(8));
      default -> throw new IllegalArgumentException("an address of " + bytes.length + " bytes");
    };
  }

  /**
   * Reads an address as inet_pton does: dotted decimal, or the forms of RFC 4291, section 2.2.
   *
   * @throws IllegalArgumentException if the text is no address
   */
  public static IpAddress parse(String text) {
    // Guava takes zone identifiers, and digits of other scripts than Latin
    boolean plain = text.indexOf('%') < 0 && CharMatcher.ascii().matchesAllOf(text);
    if (!plain || !InetAddresses.isInetAddress(text)) {
      throw new IllegalArgumentException("not an IP address: \"" + text + '"');
    }
    byte[] bytes = InetAddresses.forString(text).getAddress();
    if (bytes.length == 4 && text.indexOf(':') >= 0) { // java.net takes ::ffff:1.2.3.4 for IPv4
      return ofIp6(0, 0xffff_0000_0000L | (ByteBuffer.wrap(bytes).getInt() & 0xffff_ffffL));
    }
    return of(bytes);
  }

  /** 4 or 6. */
  public int version() {
    return version;
  }

  /** The upper 64 bits; 0 for IPv4. */
  public long high() {
    return high;
  }

  /** The lower 64 bits; for IPv4 the address as an unsigned 32-bit number. */
  public long low() {
    return low;
  }

  /** The 4 or 16 bytes in network order; a fresh array. */
  public byte[] toBytes() {
    return version == 4
        ? ByteBuffer.allocate(4).putInt((int) low).array()
        : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  @Override
  public int compareTo(IpAddress other) {
    int byVersion = Integer.compare(version, other.version);
    if (byVersion != 0) {
      return byVersion;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof IpAddress other
        && version == other.version
        && high == other.high
        && low == other.low;
  }

  @Override
  public int hashCode() {
    long mixed = (high * 31 + low) * 0x9e37_79b9_7f4a_7c15L + version;
    return (int) (mixed >>> 32);
  }

  /**
   * The text that inet_ntop prints: for IPv6 RFC 5952's, with a dotted tail for IPv4-mapped ({@code
   * ::ffff:1.2.3.4}) and IPv4-compatible ({@code ::1.2.3.4}) addresses.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(version == 4 ? 15 : 39);
    appendTo(text);
    return text.toString();
  }

  /** Appends {@link #toString()} without making a string of it. */
  public void appendTo(StringBuilder text) {
    if (version == 4) {
      appendDotted(text, (int) low);
      return;
    }
    int[] groups = new int[8];
    Arrays.setAll(groups, i -> (int) ((i < 4 ? high : low) >>> (48 - (i & 3) * 16)) & 0xffff);
    int zeros = 0;
    int zerosAt = -1;
    for (int i = 0, run = 0; i < 8; i++) {
      run = groups[i] == 0 ? run + 1 : 0;
      if (run > zeros) {
        zeros = run;
        zerosAt = i + 1 - run;
      }
    }
    if (zeros < 2) { // a single group of zeros is not shortened
      zeros = 0;
      zerosAt = -1;
    }
    boolean dotted = zerosAt == 0 && (zeros == 6 || (zeros == 5 && groups[5] == 0xffff));
    for (int i = 0; i < 8; i++) {
      if (i == zerosAt) {
        text.append(i == 0 ? "::" : ":");
        i += zeros - 1;
      } else if (dotted && i == 6) {
        appendDotted(text, (int) low);
        return;
      } else {
        text.append(Integer.toHexString(groups[i]));
        if (i < 7) {
          text.append(':');
        }
      }
    }
  }

  private static void appendDotted(StringBuilder text, int bits) {
    text.append(bits >>> 24).append('.').append(bits >>> 16 & 0xff).append('.');
    text.append(bits >>> 8 & 0xff).append('.').append(bits & 0xff);
  }
}
