// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.MacAddress;

/**
 * An IPv4 or IPv6 prefix (RFC 4632, section 3.1; RFC 4291, section 2.3): an address and how many of
 * its first bits name the network. Also an address alone, without a length, which counts as all of
 * its bits.
 *
 * <p>The bits behind the length are kept as given: {@code fe80::1/64} is printed as it was written;
 * {@link #network()} clears them. Length 0 is that of {@code 0.0.0.0/0} and {@code ::/0} alone:
 * with any other address it is refused as the mistake that it mostly is.
 *
 * <p>Ordered by version, address, length; of the same address the shorter, less specific prefix
 * first, the address without a length last. Equal are prefixes that print the same: {@code
 * 10.0.0.1} is not {@code 10.0.0.1/32}, nor is {@code 10.0.0.1/8} {@code 10.0.0.0/8}; {@link
 * #isSameAddress} and {@link #contains(IpPrefix)} compare less.
 */
public final class IpPrefix implements Comparable<IpPrefix> {
  /** 192.168.0.0/16, private (RFC 1918). */
  public static final IpPrefix RFC1918_16 = parse("192.168.0.0/16");

  /** 172.16.0.0/12, private (RFC 1918). */
  public static final IpPrefix RFC1918_12 = parse("172.16.0.0/12");

  /** 10.0.0.0/8, private (RFC 1918). */
  public static final IpPrefix RFC1918_8 = parse("10.0.0.0/8");

  private static final int NO_LENGTH = 255;
  private static final int INTERFACE_BITS = 64;

  private final IpAddress address;

  /** 0 to 128, or NO_LENGTH: then it sorts behind them all. */
  private final int given;

  private IpPrefix(IpAddress address, int given) {
    this.address = address;
    this.given = given;
  }

  /** The address alone, without a length. */
  public static IpPrefix of(IpAddress address) {
    return new IpPrefix(address, NO_LENGTH);
  }

  /**
   * The address with a length.
   *
   * @param length bits of the network: 1 to 32 or 128, or 0 with the address 0.0.0.0 or ::
   * @throws IllegalArgumentException for any other length
   */
  public static IpPrefix of(IpAddress address, int length) {
    int width = width(address);
    if (length < 0 || length > width) {
      throw new IllegalArgumentException(
          "IPv" + address.version() + " length " + length + " is not from 0 to " + width);
    }
    if (length == 0 && (address.high() | address.low()) != 0) {
      throw new IllegalArgumentException(
          "length 0 leaves nothing of " + address + ": only 0.0.0.0/0 and ::/0 have it");
    }
    return new IpPrefix(address, length);
  }

  /**
   * Reads {@code address} or {@code address/length}: the address as inet_pton does, the length in
   * decimal without leading zeros.
   *
   * @throws IllegalArgumentException if the text is no prefix
   */
  public static IpPrefix parse(String text) {
    int slash = text.indexOf('/');
    try {
      return slash < 0
          ? of(IpAddress.parse(text))
          : of(IpAddress.parse(text.substring(0, slash)), length(text, slash + 1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a prefix: \"" + text + "\" (" + e.getMessage() + ')', e);
    }
  }

  private static int length(String text, int at) {
    int digits = text.length() - at;
    boolean plain = digits >= 1 && digits <= 3 && (digits == 1 || text.charAt(at) != '0');
    int length = 0;
    for (int i = at; plain && i < text.length(); i++) {
      char digit = text.charAt(i);
      plain = digit >= '0' && digit <= '9';
      length = length * 10 + digit - '0';
    }
    if (!plain) {
      throw new IllegalArgumentException("\"" + text.substring(at) + "\" is no length");
    }
    return length;
  }

  private static int width(IpAddress address) {
    return address.version() == 4 ? 32 : 128;
  }

  /** 4 or 6. */
  public int version() {
    return address.version();
  }

  /** The address with all bits as given, those behind the length too. */
  public IpAddress address() {
    return address;
  }

  /** How many bits name the network: 0 to 32 or 128; without a given length all of them. */
  public int length() {
    return given == NO_LENGTH ? width(address) : given;
  }

  /** Whether a length was given; without one this is an address, not a network. */
  public boolean hasLength() {
    return given != NO_LENGTH;
  }

  /**
   * One less than {@link #length}: the index of the network's last bit, as python-libtrace has it.
   */
  public int width() {
    return length() - 1;
  }

  // ---- bits

  /**
   * A bit of the address, those behind the length too.
   *
   * @param n 0 for the first, the highest, to 31 or 127
   * @throws IndexOutOfBoundsException for a bit that there is not
   */
  public boolean hasBit(int n) {
    if (n < 0 || n >= width(address)) {
      throw new IndexOutOfBoundsException("bit " + n + " of the IPv" + version() + " address");
    }
    int at = width(address) - 1 - n;
    long word = at < 64 ? address.low() : address.high();
    return (word >>> (at & 63) & 1) != 0;
  }

  /**
   * The first bit in which two addresses differ: 0 for the highest; the shorter of the two lengths
   * where none before it does.
   *
   * @throws IllegalArgumentException if the other is of another version
   */
  public int firstBitDifferent(IpPrefix other) {
    if (version() != other.version()) {
      throw new IllegalArgumentException(this + " and " + other + " are of different versions");
    }
    return Math.min(
        Bits.common(address.high(), address.low(), other.address.high(), other.address.low())
            - (128 - width(address)),
        Math.min(length(), other.length()));
  }

  /** Whether both have the same version and address; the lengths are not compared. */
  public boolean isSameAddress(IpPrefix other) {
    return address.equals(other.address);
  }

  /** Whether the address is in this network; false for one of the other version. */
  public boolean contains(IpAddress other) {
    return version() == other.version() && agrees(other);
  }

  /**
   * Whether the other network lies within this one or is the same: its length is not less, and the
   * first {@link #length} bits agree. False for one of the other version.
   */
  public boolean contains(IpPrefix other) {
    return length() <= other.length() && contains(other.address);
  }

  private boolean agrees(IpAddress other) {
    int at = 128 - width(address) + length();
    return (((address.high() ^ other.high()) & Bits.highMask(at))
            | ((address.low() ^ other.low()) & Bits.lowMask(at)))
        == 0;
  }

  /** Whether it lies within one of the private networks of RFC 1918. */
  public boolean isRfc1918() {
    return RFC1918_8.contains(this) || RFC1918_12.contains(this) || RFC1918_16.contains(this);
  }

  // ---- derived

  /** All bits of the address inverted, the length the same. Length 0 has none: the same again. */
  public IpPrefix complement() {
    if (given == 0) {
      return this;
    }
    IpAddress inverted =
        version() == 4
            ? IpAddress.ofIp4((int) ~address.low())
            : IpAddress.ofIp6(~address.high(), ~address.low());
    return new IpPrefix(inverted, given);
  }

  /** The same network with the bits behind its length cleared; with a length if it had none. */
  public IpPrefix network() {
    return network(length());
  }

  /**
   * The network of the address's first bits.
   *
   * @param bits 0 to 32 or 128; more than {@link #length} takes in bits behind it
   * @throws IllegalArgumentException for any other number
   */
  public IpPrefix network(int bits) {
    if (bits < 0 || bits > width(address)) {
      throw new IllegalArgumentException(
          "IPv" + version() + " length " + bits + " is not from 0 to " + width(address));
    }
    return new IpPrefix(first(bits), bits);
  }

  /** The network that is twice as large, or null for that of length 0. */
  public @Nullable IpPrefix parent() {
    return length() == 0 ? null : network(length() - 1);
  }

  /** The network's lowest address. */
  public IpAddress first() {
    return first(length());
  }

  private IpAddress first(int bits) {
    int at = 128 - width(address) + bits;
    return version() == 4
        ? IpAddress.ofIp4((int) (address.low() & Bits.lowMask(at)))
        : IpAddress.ofIp6(address.high() & Bits.highMask(at), address.low() & Bits.lowMask(at));
  }

  /** The network's highest address. */
  public IpAddress last() {
    int at = 128 - width(address) + length();
    return version() == 4
        ? IpAddress.ofIp4((int) (address.low() | ~Bits.lowMask(at)))
        : IpAddress.ofIp6(address.high() | ~Bits.highMask(at), address.low() | ~Bits.lowMask(at));
  }

  /** How many addresses the network has: 1 to 2^128. */
  public BigInteger size() {
    return BigInteger.ONE.shiftLeft(width(address) - length());
  }

  /**
   * The address of an interface in this network by its MAC address: the modified EUI-64 (RFC 4291,
   * appendix A) behind the first 64 bits.
   *
   * @throws IllegalStateException unless this is an IPv6 network of at most 64 bits
   */
  public IpAddress interfaceAddress(MacAddress mac) {
    if (version() != 6 || length() > INTERFACE_BITS) {
      throw new IllegalStateException(this + " has no room for an interface identifier of 64 bits");
    }
    long bits = mac.bits();
    long id = (bits >>> 24) << 40 | 0xff_fe00_0000L | (bits & 0xff_ffff);
    return IpAddress.ofIp6(first().high(), id ^ 0x0200_0000_0000_0000L);
  }

  /**
   * The fewest networks that hold the same addresses as all of these, in order: those within others
   * are left out, halves that are both there become one.
   */
  public static List<IpPrefix> aggregate(Collection<IpPrefix> prefixes) {
    List<IpPrefix> networks = new ArrayList<>(prefixes.size());
    for (IpPrefix prefix : prefixes) {
      networks.add(prefix.network());
    }
    networks.sort(null);
    List<IpPrefix> fewest = new ArrayList<>();
    for (IpPrefix network : networks) {
      int last = fewest.size() - 1;
      if (last >= 0 && fewest.get(last).contains(network)) {
        continue;
      }
      IpPrefix next = network;
      for (; last >= 0 && fewest.get(last).isOtherHalf(next); last--) {
        fewest.remove(last);
        next = next.network(next.length() - 1);
      }
      fewest.add(next);
    }
    return fewest;
  }

  private boolean isOtherHalf(IpPrefix other) {
    int length = length();
    return length > 0
        && length == other.length()
        && version() == other.version()
        && firstBitDifferent(other) == length - 1;
  }

  // ---- value

  @Override
  public int compareTo(IpPrefix other) {
    int byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Integer.compare(given, other.given);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof IpPrefix other
        && given == other.given
        && address.equals(other.address);
  }

  @Override
  public int hashCode() {
    return address.hashCode() * 31 + given;
  }

  /** The address as inet_ntop prints it, behind it {@code /length} if there is one. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(version() == 4 ? 18 : 43);
    appendTo(text);
    return text.toString();
  }

  /** Appends {@link #toString()} without making a string of it. */
  public void appendTo(StringBuilder text) {
    address.appendTo(text);
    if (given != NO_LENGTH) {
      text.append('/').append(given);
    }
  }
}
