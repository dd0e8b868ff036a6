// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

/**
 * Protocol numbers of IPv4 and next-header values of IPv6 (IANA's Assigned Internet Protocol
 * Numbers). The set is open: a value is an {@code int}, and {@link #name} knows some of them.
 */
public final class IpProtocol {
  /** IPv6 hop-by-hop options (RFC 8200, 4.3). */
  public static final int HOP_BY_HOP = 0;

  /** Internet Control Message Protocol (RFC 792). */
  public static final int ICMP = 1;

  /** Internet Group Management Protocol (RFC 3376). */
  public static final int IGMP = 2;

  /** IPv4 encapsulated (RFC 2003). */
  public static final int IP4 = 4;

  /** Transmission Control Protocol (RFC 9293). */
  public static final int TCP = 6;

  /** User Datagram Protocol (RFC 768). */
  public static final int UDP = 17;

  /** IPv6 encapsulated (RFC 2473). */
  public static final int IP6 = 41;

  /** IPv6 routing header (RFC 8200, 4.4). */
  public static final int ROUTING = 43;

  /** IPv6 fragment header (RFC 8200, 4.5). */
  public static final int FRAGMENT = 44;

  /** Generic Routing Encapsulation (RFC 2784). */
  public static final int GRE = 47;

  /** Encapsulating Security Payload (RFC 4303). */
  public static final int ESP = 50;

  /** Authentication Header (RFC 4302). */
  public static final int AH = 51;

  /** ICMP for IPv6 (RFC 4443). */
  public static final int ICMP6 = 58;

  /** IPv6 no next header (RFC 8200, 4.7). */
  public static final int NO_NEXT_HEADER = 59;

  /** IPv6 destination options (RFC 8200, 4.6). */
  public static final int DESTINATION_OPTIONS = 60;

  /** Open Shortest Path First (RFC 2328). */
  public static final int OSPF = 89;

  /** Stream Control Transmission Protocol (RFC 9260). */
  public static final int SCTP = 132;

  private IpProtocol() {}

  /** Whether flows of the protocol have ports: TCP, UDP, SCTP. */
  public static boolean hasPorts(int protocol) {
    return protocol == TCP || protocol == UDP || protocol == SCTP;
  }

  /** The usual name of a value, or its decimal digits where we know none. */
  public static String name(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP -> "HOPOPT";
      case ICMP -> "ICMP";
      case IGMP -> "IGMP";
      case IP4 -> "IPv4";
      case TCP -> "TCP";
      case UDP -> "UDP";
      case IP6 -> "IPv6";
      case ROUTING -> "IPv6-Route";
      case FRAGMENT -> "IPv6-Frag";
      case GRE -> "GRE";
      case ESP -> "ESP";
      case AH -> "AH";
      case ICMP6 -> "ICMPv6";
      case NO_NEXT_HEADER -> "IPv6-NoNxt";
      case DESTINATION_OPTIONS -> "IPv6-Opts";
      case OSPF -> "OSPF";
      case SCTP -> "SCTP";
      default -> Integer.toString(protocol);
    };
  }
}
