// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ICMPv6 message (RFC 4443). It exists as soon as its type was captured.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     Type      |     Code      |           Checksum            |
 * +---------------+---------------+-------------------------------+
 * |                  what the type makes of it                    |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class Icmp6 extends Layer {
  /** Destination unreachable. */
  public static final int UNREACHABLE = 1;

  /** Packet too big. */
  public static final int PACKET_TOO_BIG = 2;

  /** Time exceeded. */
  public static final int TIME_EXCEEDED = 3;

  /** Parameter problem. */
  public static final int PARAMETER_PROBLEM = 4;

  /** Echo request. */
  public static final int ECHO_REQUEST = 128;

  /** Echo reply. */
  public static final int ECHO_REPLY = 129;

  /** Router solicitation (RFC 4861). */
  public static final int ROUTER_SOLICITATION = 133;

  /** Router advertisement (RFC 4861). */
  public static final int ROUTER_ADVERTISEMENT = 134;

  /** Neighbour solicitation (RFC 4861). */
  public static final int NEIGHBOUR_SOLICITATION = 135;

  /** Neighbour advertisement (RFC 4861). */
  public static final int NEIGHBOUR_ADVERTISEMENT = 136;

  /** Redirect (RFC 4861). */
  public static final int REDIRECT = 137;

  private static final int TYPE = 0;
  private static final int CODE = 1;
  private static final int CHECKSUM = 2;
  private static final int HEADER_LENGTH = 8;

  Icmp6(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Icmp6 of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.ICMP6)).layer(Icmp6.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Icmp6 of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.ICMP6)).layer(Icmp6.class);
  }

  @Override
  public String name() {
    return "icmp6";
  }

  /** The message's type. */
  public int type() {
    return u8(TYPE);
  }

  /** The code, which refines the type. */
  public int code() {
    return u8(CODE);
  }

  /** The checksum as sent. */
  public int checksum() {
    return u16(CHECKSUM);
  }

  /** The identifier of an echo message; {@link #NOT_CAPTURED} in others. */
  public int identifier() {
    return isEcho() ? u16(4) : NOT_CAPTURED;
  }

  /** The sequence number of an echo message; {@link #NOT_CAPTURED} in others. */
  public int sequenceNumber() {
    return isEcho() ? u16(6) : NOT_CAPTURED;
  }

  boolean isEcho() {
    return type() == ECHO_REQUEST || type() == ECHO_REPLY;
  }

  /**
   * The next hop's MTU of a packet too big in bytes, unsigned 32 bits (RFC 4443, 3.2); {@link
   * #NOT_CAPTURED} in other messages.
   */
  public long mtu() {
    return type() == PACKET_TOO_BIG ? u32(4) : NOT_CAPTURED;
  }

  /**
   * The octet of the quoted packet at which a parameter problem was found, unsigned 32 bits (RFC
   * 4443, 3.4); {@link #NOT_CAPTURED} in other messages.
   */
  public long pointer() {
    return type() == PARAMETER_PROBLEM ? u32(4) : NOT_CAPTURED;
  }

  /** The target of a neighbour solicitation, advertisement or redirect (RFC 4861), or null. */
  public @Nullable IpAddress target() {
    return switch (type()) {
      case NEIGHBOUR_SOLICITATION, NEIGHBOUR_ADVERTISEMENT, REDIRECT -> ip6Address(8);
      default -> null;
    };
  }

  /** The destination of a redirect (RFC 4861, 4.5), or null. */
  public @Nullable IpAddress destination() {
    return type() == REDIRECT ? ip6Address(24) : null;
  }

  /**
   * The options of a neighbour discovery message (RFC 4861, 4.6) up to one that is malformed or was
   * not captured whole; none in other messages.
   */
  public List<NeighbourOption> options() {
    int at =
        switch (type()) {
          case ROUTER_SOLICITATION -> 8;
          case ROUTER_ADVERTISEMENT -> 16;
          case NEIGHBOUR_SOLICITATION, NEIGHBOUR_ADVERTISEMENT -> 24;
          case REDIRECT -> 40;
          default -> Integer.MAX_VALUE;
        };
    return NeighbourOption.list(header(at, Integer.MAX_VALUE));
  }

  /** The packet that an error quotes, as a packet of its own, perhaps cut; else null. */
  public @Nullable Packet quoted() {
    return type() >= UNREACHABLE && type() <= PARAMETER_PROBLEM
        ? quoted(HEADER_LENGTH, LinkType.IPV6)
        : null;
  }

  /** Whether the checksum is right, with the pseudo header (RFC 4443, 2.3). */
  public Checksum checksumStatus() {
    return Checksums.ofTransport(this, CHECKSUM, checksum());
  }

  @Override
  int headerBytes() {
    return HEADER_LENGTH;
  }
}
