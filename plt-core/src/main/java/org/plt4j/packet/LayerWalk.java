// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.plt4j.internal.Bytes.i32;
import static org.plt4j.internal.Bytes.i32le;
import static org.plt4j.internal.Bytes.plain64;
import static org.plt4j.internal.Bytes.u16;
import static org.plt4j.internal.Bytes.u16le;
import static org.plt4j.internal.Bytes.u8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The walk from a packet's first byte to its transport header: one static function per kind of
 * header, chained by tail calls, that allocates nothing and cannot throw. Its answer is one {@code
 * long}, which a packet keeps:
 *
 * <pre>
 *  bits   0-15  offset of the network header from the packet's first byte
 *  bits  16-17  kind of network header: none, IPv4, IPv6, ARP
 *  bits  18-20  {@link Stop}
 *  bit   21     the protocol was captured
 *  bit   22     ports were captured that are a flow's: of TCP, UDP or SCTP, and not behind AH
 *  bit   31     always 1
 *  bits  32-47  offset of the transport header
 *  bits  48-55  protocol: IPv4's field; IPv6: the last next-header value reached, AH not crossed
 *  bits  56-58  kind of transport header, AH crossed: none, TCP, UDP, SCTP, ICMP, ICMPv6, other
 *               (also where too little of the header was captured to tell more)
 *  bit   63     always 1
 * </pre>
 *
 * Each half has a bit that is always 1, so that a packet may keep it in a plain field: a thread
 * that sees one half of it, as a 32-bit machine may show it, sees that the other is missing.
 *
 * <p>In every function {@code start} is the index of the packet's first byte, {@code at} that of
 * the header to look at and {@code end} that behind the last captured byte. Room is compared with
 * need, {@code end - at < need}, which cannot overflow; every turn of a loop consumes bytes. A new
 * link type is one new function and one entry in {@link #link}.
 */
final class LayerWalk {
  // kinds of network header
  static final int IP4 = 1;
  static final int IP6 = 2;
  static final int ARP = 3;

  // kinds of transport header
  static final int NONE = 0;
  static final int TCP = 1;
  static final int UDP = 2;
  static final int SCTP = 3;
  static final int ICMP = 4;
  static final int ICMP6 = 5;
  private static final int OTHER = 6;

  /** Both bits that are always 1. */
  static final long DONE = 1L << 31 | 1L << 63;

  private static final int KIND = 16;
  private static final int STOP = 18;
  private static final long PROTOCOL_CAPTURED = 1L << 21;
  private static final long HAS_PORTS = 1L << 22;
  private static final int TRANSPORT_OFFSET = 32;
  private static final int PROTOCOL = 48;
  private static final int TRANSPORT = 56;
  private static final int MAX_OFFSET = 0xffff;
  private static final int ETHERNET_HEADER = 14;

  /** The least that an Ethernet frame holds behind its header. */
  private static final int MIN_DATA = 46;

  /** What Cisco's keep-alive protocol has in HDLC, where others have RARP. */
  private static final int SLARP = 0x8035;

  /** IPv4 at 14, its transport at 34, with ports. */
  private static final long ETHERNET_IP4 =
      DONE | HAS_PORTS | PROTOCOL_CAPTURED | IP4 << KIND | 34L << TRANSPORT_OFFSET | 14;

  /** Where both addresses are in a packet of the common kind. */
  static final int COMMON_ADDRESSES = 26;

  /** Where both ports are in a packet of the common kind. */
  static final int COMMON_PORTS = 34;

  private static final Stop[] STOPS = Stop.values();

  private LayerWalk() {}

  // ---- what the packed long holds

  static int kind(long walk) {
    return (int) walk >>> KIND & 3;
  }

  static int networkOffset(long walk) {
    return (int) walk & 0xffff;
  }

  @SuppressWarnings("EnumOrdinal") // three bits of a long: nothing outlives the class
  static Stop stop(long walk) {
    return STOPS[(int) walk >>> STOP & 7];
  }

  /** The protocol as flows have it, or -1. */
  static int protocol(long walk) {
    return (walk & PROTOCOL_CAPTURED) != 0 ? (int) (walk >>> PROTOCOL) & 0xff : -1;
  }

  /** Whether the ports that a flow has were captured, where the transport header starts. */
  static boolean hasPorts(long walk) {
    return (walk & HAS_PORTS) != 0;
  }

  static int transport(long walk) {
    return (int) (walk >>> TRANSPORT) & 7;
  }

  static int transportOffset(long walk) {
    return (int) (walk >>> TRANSPORT_OFFSET) & 0xffff;
  }

  @SuppressWarnings("EnumOrdinal") // as in stop(long)
  private static long stopAt(Stop stop) {
    return DONE | stop.ordinal() << STOP;
  }

  // ---- link layer

  /**
   * Walks a packet of a link type.
   *
   * @param out what wants to know each header on the way, or null
   */
  static long walk(ByteBuffer b, @Nullable Layers out, int start, int end, int linkType) {
    return link(b, out, start, start, end, linkType, true);
  }

  /** Walks a packet of a link type. */
  static long walk(ByteBuffer b, int start, int end, int linkType) {
    return link(b, null, start, start, end, linkType, true);
  }

  /**
   * The walk of most packets by far: Ethernet II, IPv4 without options, TCP or UDP, not a later
   * fragment. Two reads hold all that decides. The answer is the one that {@link #walk} would give,
   * or 0 where a packet is not of this kind.
   */
  static long ofCommonEthernet(ByteBuffer b, int start, int captured) {
    if (captured < 38) {
      return 0;
    }
    long first =
        plain64(b, start + 12); // EtherType, version and IHL, class, length, identification
    long second = plain64(b, start + 20); // flags and offset, TTL, protocol, checksum, source
    int protocol = (int) (second >>> 32) & 0xff;
    return first >>> 40 == 0x080045
            && (second & 0x1fff_0000_0000_0000L) == 0
            && (first & 0xffff_0000L) >= 24 << 16
            && (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP)
        ? ETHERNET_IP4
            | (long) protocol << PROTOCOL
            | (protocol == IpProtocol.TCP ? (long) TCP << TRANSPORT : (long) UDP << TRANSPORT)
        : 0;
  }

  /**
   * The one switch over link types.
   *
   * @param nest whether a header that names another link type may still follow: such headers do not
   *     nest, which bounds the depth of the calls
   */
  private static long link(
      ByteBuffer b, @Nullable Layers out, int start, int at, int end, int linkType, boolean nest) {
    return switch (linkType) {
      case LinkType.ETHERNET -> ethernet(b, out, start, at, end);
      case LinkType.NULL, LinkType.LOOP -> loopback(b, out, start, at, end);
      case LinkType.RAW_12, LinkType.RAW_14, LinkType.RAW -> raw(b, out, start, at, end);
      case LinkType.IPV4 -> ip4(b, out, start, at, end);
      case LinkType.IPV6 -> ip6(b, out, start, at, end);
      case LinkType.PPP -> ppp(b, out, start, at, end);
      case LinkType.PPP_HDLC, LinkType.C_HDLC -> hdlc(b, out, start, at, end);
      case LinkType.PPP_WITH_DIR ->
          end - at < 1 ? stopAt(Stop.CUT) : hdlc(b, out, start, at + 1, end);
      case LinkType.PPP_ETHER -> pppoe(b, out, start, at, end, true);
      case LinkType.FRAME_RELAY -> frameRelay(b, out, start, at, end);
      case LinkType.FDDI -> fddi(b, out, start, at, end);
      case LinkType.TOKEN_RING -> tokenRing(b, out, start, at, end);
      case LinkType.ARCNET_BSD -> arcnet(b, out, start, at, end, 2);
      case LinkType.ARCNET_LINUX -> arcnet(b, out, start, at, end, 4);
      case LinkType.ATM_RFC1483 -> llc(b, out, start, at, end);
      case LinkType.SUNATM -> sunAtm(b, out, start, at, end);
      case LinkType.ERF_ATM, LinkType.ERF_AAL5 ->
          end - at < 4 ? stopAt(Stop.CUT) : llc(b, out, start, at + 4, end);
      case LinkType.ERF_MC_HDLC, LinkType.ERF_COLOR_MC_HDLC ->
          end - at < 4 ? stopAt(Stop.CUT) : hdlc(b, out, start, at + 4, end);
      case LinkType.ERF_MC_ATM, LinkType.ERF_MC_AAL5 ->
          end - at < 8 ? stopAt(Stop.CUT) : llc(b, out, start, at + 8, end);
      case LinkType.LINUX_SLL -> sll(b, out, start, at, end);
      case LinkType.LINUX_SLL2 -> sll2(b, out, start, at, end);
      case LinkType.IEEE802_11 -> wlan(b, out, start, at, end, false);
      case LinkType.IEEE802_11_RADIOTAP -> radiotap(b, out, start, at, end);
      case LinkType.IEEE802_11_PRISM -> prism(b, out, start, at, end);
      case LinkType.IEEE802_11_AVS -> avs(b, out, start, at, end);
      case LinkType.IPOIB -> ipoib(b, out, start, at, end);
      case LinkType.PFLOG -> pflog(b, out, start, at, end);
      case LinkType.NFLOG -> nflog(b, out, start, at, end);
      case LinkType.PPI -> nest ? ppi(b, out, start, at, end) : stopAt(Stop.UNKNOWN);
      case LinkType.PKTAP, LinkType.USER2 ->
          nest ? pktap(b, out, start, at, end) : stopAt(Stop.UNKNOWN);
      default ->
          LinkType.isEtherType(linkType)
              ? etherType(b, out, start, at, end, linkType & 0xffff, false, true)
              : LinkType.isIpProtocol(linkType)
                  ? transport(out, start, at, end, Stop.CUT, linkType & 0xff, stopAt(Stop.NONE))
                  : stopAt(Stop.UNKNOWN);
    };
  }

  /** Ethernet II or IEEE 802.3: destination, source, then a type or a length. */
  private static long ethernet(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new Ethernet(out.packet, at - start));
    }
    return end - at < 14
        ? stopAt(Stop.CUT)
        : etherType(b, out, start, at + 14, end, u16(b, at + 12), true, true);
  }

  /** BSD loopback: the address family, in the byte order of whoever captured. */
  private static long loopback(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new Loopback(out.packet, at - start));
    }
    if (end - at < 4) {
      return stopAt(Stop.CUT);
    }
    int family = i32(b, at);
    if ((family & 0xffff_0000) != 0) {
      family = Integer.reverseBytes(family);
    }
    return switch (family) {
      case 2 -> ip4(b, out, start, at + 4, end);
      // AF_INET6 of Linux, Windows, NetBSD/OpenBSD, FreeBSD, macOS
      case 10, 23, 24, 28, 30 -> ip6(b, out, start, at + 4, end);
      default -> stopAt(Stop.UNKNOWN);
    };
  }

  /** No link header: the version nibble tells. */
  private static long raw(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (end - at < 1) {
      return stopAt(Stop.CUT);
    }
    return switch (u8(b, at) >>> 4) {
      case 4 -> ip4(b, out, start, at, end);
      case 6 -> ip6(b, out, start, at, end);
      default -> stopAt(Stop.MALFORMED);
    };
  }

  /**
   * PPP (RFC 1661, RFC 1662): address and control bytes and the protocol's first may be left out.
   */
  private static long ppp(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new Ppp(out.packet, at - start));
    }
    int protocolAt = end - at >= 2 && u16(b, at) == 0xff03 ? at + 2 : at;
    if (end - protocolAt < 1) {
      return stopAt(Stop.CUT);
    }
    int protocol = u8(b, protocolAt);
    int next = protocolAt + 1;
    if (protocol == 0xff && next == end) { // an address: no protocol has this number
      return stopAt(Stop.CUT);
    }
    if ((protocol & 1) == 0) {
      if (end - next < 1) {
        return stopAt(Stop.CUT);
      }
      protocol = protocol << 8 | u8(b, next++);
    }
    return switch (protocol) {
      case 0x0021 -> ip4(b, out, start, next, end);
      case 0x0057 -> ip6(b, out, start, next, end);
      case 0x0281, 0x0283 -> etherType(b, out, start, next, end, EtherType.MPLS, false, false);
      default -> stopAt(Stop.UNKNOWN);
    };
  }

  /** Cisco HDLC: address (unicast or broadcast), control, EtherType; or PPP in such frames. */
  private static long hdlc(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (end - at < 1) {
      return stopAt(Stop.CUT);
    }
    int address = u8(b, at);
    if (address != 0x0f && address != 0x8f) {
      return ppp(b, out, start, at, end);
    }
    if (out != null) {
      out.add(new Hdlc(out.packet, at - start));
    }
    if (end - at < 4) {
      return stopAt(Stop.CUT);
    }
    int protocol = u16(b, at + 2);
    return protocol == SLARP
        ? stopAt(Stop.UNKNOWN)
        : etherType(b, out, start, at + 4, end, protocol, false, true);
  }

  /** PPPoE (RFC 2516): version and type, code, session, length; PPP in a session. */
  private static long pppoe(
      ByteBuffer b, @Nullable Layers out, int start, int at, int end, boolean session) {
    if (out != null) {
      out.add(new Pppoe(out.packet, at - start));
    }
    if (end - at < 6) {
      return stopAt(Stop.CUT);
    }
    return session ? ppp(b, out, start, at + 6, end) : stopAt(Stop.UNKNOWN);
  }

  /** Frame relay: a Q.922 address, then RFC 2427's control and NLPID, or Cisco's EtherType. */
  private static long frameRelay(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new FrameRelay(out.packet, at - start));
    }
    int next = at;
    do {
      if (end - next < 1) {
        return stopAt(Stop.CUT);
      }
      if (next - at == 4) {
        return stopAt(Stop.MALFORMED);
      }
    } while ((u8(b, next++) & 1) == 0);
    if (next - at < 2) {
      return stopAt(Stop.MALFORMED);
    }
    if (end - next < 2) {
      return stopAt(Stop.CUT);
    }
    if (u8(b, next) != 0x03) {
      return etherType(b, out, start, next + 2, end, u16(b, next), false, true);
    }
    int nlpidAt = u8(b, next + 1) == 0 ? next + 2 : next + 1;
    return nlpid(b, out, start, nlpidAt, end);
  }

  /** A network layer protocol identifier (ISO/IEC TR 9577, RFC 2427). */
  private static long nlpid(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (end - at < 1) {
      return stopAt(Stop.CUT);
    }
    return switch (u8(b, at)) {
      case 0xcc -> ip4(b, out, start, at + 1, end);
      case 0x8e -> ip6(b, out, start, at + 1, end);
      case 0x80 -> snap(b, out, start, at + 1, end);
      default -> stopAt(Stop.UNKNOWN);
    };
  }

  /** FDDI: frame control, destination, source; LLC in its LLC frames. */
  private static long fddi(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new Fddi(out.packet, at - start));
    }
    if (end - at < 13) {
      return stopAt(Stop.CUT);
    }
    return (u8(b, at) & 0xf0) == 0x50 ? llc(b, out, start, at + 13, end) : stopAt(Stop.UNKNOWN);
  }

  /**
   * Token ring: access and frame control, addresses, source route if the source's top bit says so.
   */
  private static long tokenRing(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new TokenRing(out.packet, at - start));
    }
    if (end - at < 14) {
      return stopAt(Stop.CUT);
    }
    if ((u8(b, at + 1) & 0xc0) != 0x40) {
      return stopAt(Stop.UNKNOWN); // a MAC frame
    }
    if ((u8(b, at + 8) & 0x80) == 0) {
      return llc(b, out, start, at + 14, end);
    }
    if (end - at < 15) {
      return stopAt(Stop.CUT);
    }
    int route = u8(b, at + 14) & 0x1f;
    if (route < 2) {
      return stopAt(Stop.MALFORMED);
    }
    return end - at < 14 + route ? stopAt(Stop.CUT) : llc(b, out, start, at + 14 + route, end);
  }

  /** ARCNET: source, destination, system code; RFC 1201's fragmentation header, or RFC 1051. */
  private static long arcnet(
      ByteBuffer b, @Nullable Layers out, int start, int at, int end, int typeAt) {
    if (out != null) {
      out.add(new Arcnet(out.packet, at - start, typeAt));
    }
    if (end - at < typeAt + 1) {
      return stopAt(Stop.CUT);
    }
    int code = u8(b, at + typeAt);
    int next = at + typeAt + 1;
    if (code == 240) { // RFC 1051: IP follows at once
      return ip4(b, out, start, next, end);
    }
    if (code == 241) {
      return arp(out, start, next, end);
    }
    if (code != 212 && code != 213 && code != 196) {
      return stopAt(Stop.UNKNOWN);
    }
    if (end - next < 1) {
      return stopAt(Stop.CUT);
    }
    // RFC 1201: split flag and 16-bit sequence number; 0xff announces an exception header of four
    int split = u8(b, next);
    next += split == 0xff ? 7 : 3;
    if (end - next < 1) {
      return stopAt(Stop.CUT);
    }
    return switch (code) {
      case 212 -> ip4(b, out, start, next, end);
      case 213 -> arp(out, start, next, end);
      default -> ip6(b, out, start, next, end);
    };
  }

  /** SunATM: the traffic type in the low four bits, VPI, VCI; LLC for type 2. */
  private static long sunAtm(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new LinkHeader(out.packet, at - start, "sunatm"));
    }
    if (end - at < 4) {
      return stopAt(Stop.CUT);
    }
    return (u8(b, at) & 0x0f) == 2 ? llc(b, out, start, at + 4, end) : stopAt(Stop.UNKNOWN);
  }

  /** Linux cooked capture: packet type, ARPHRD_ type, address length, address (8), protocol. */
  private static long sll(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new LinuxSll(out.packet, at - start));
    }
    return end - at < 16
        ? stopAt(Stop.CUT)
        : cooked(b, out, start, at + 16, end, u16(b, at + 2), u16(b, at + 14));
  }

  /** Linux cooked capture v2: protocol, reserved, interface, ARPHRD_ type, packet type, address. */
  private static long sll2(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new LinuxSll2(out.packet, at - start));
    }
    return end - at < 20
        ? stopAt(Stop.CUT)
        : cooked(b, out, start, at + 20, end, u16(b, at + 8), u16(b, at));
  }

  private static long cooked(
      ByteBuffer b, @Nullable Layers out, int start, int at, int end, int arphrd, int protocol) {
    return switch (arphrd) {
      case 770 -> frameRelay(b, out, start, at, end); // ARPHRD_FRAD
      case 801 -> wlan(b, out, start, at, end, false); // ARPHRD_IEEE80211
      case 803 -> radiotap(b, out, start, at, end); // ARPHRD_IEEE80211_RADIOTAP
      case 824 -> stopAt(Stop.UNKNOWN); // ARPHRD_NETLINK: the protocol is a netlink family
      default ->
          switch (protocol) {
            case 0x0004 -> llc(b, out, start, at, end); // LINUX_SLL_P_802_2
            // ETH_P_LOOP: where libtrace wraps an Ethernet frame in such a header
            case 0x0060 -> ethernet(b, out, start, at, end);
            default -> etherType(b, out, start, at, end, protocol, false, true);
          };
    };
  }

  /** Radiotap: version, length (little endian), presence words; the flags tell of padding. */
  private static long radiotap(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new Radiotap(out.packet, at - start));
    }
    if (end - at < 8) {
      return stopAt(Stop.CUT);
    }
    int length = u16le(b, at + 2);
    if (length < 8) {
      return stopAt(Stop.MALFORMED);
    }
    if (end - at < length) {
      return stopAt(Stop.CUT);
    }
    int field = at + 8;
    int present = i32le(b, at + 4);
    for (int word = present; word < 0; field += 4) { // bit 31: another presence word follows
      if (at + length - field < 4) {
        return stopAt(Stop.MALFORMED);
      }
      word = i32le(b, field);
    }
    boolean padded = false;
    if ((present & 2) != 0) { // the flags, behind the timestamp (aligned to 8) if there is one
      int flagsAt = (present & 1) != 0 ? at + ((field - at + 7) & ~7) + 8 : field;
      padded = at + length - flagsAt >= 1 && (u8(b, flagsAt) & 0x20) != 0;
    }
    return wlan(b, out, start, at + length, end, padded);
  }

  /** Prism: a fixed length in its third word. */
  private static long prism(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (end - at < 8) {
      return stopAt(Stop.CUT);
    }
    // an AVS header begins with its magic number even under this link type
    if ((i32(b, at) & 0xffff_f000) == 0x8021_1000) {
      return avs(b, out, start, at, end);
    }
    if (out != null) {
      out.add(new LinkHeader(out.packet, at - start, "prism"));
    }
    return end - at < 144 ? stopAt(Stop.CUT) : wlan(b, out, start, at + 144, end, false);
  }

  /** AVS: magic, length (big endian). */
  private static long avs(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new LinkHeader(out.packet, at - start, "avs"));
    }
    if (end - at < 8) {
      return stopAt(Stop.CUT);
    }
    int length = i32(b, at + 4);
    if (length < 8) {
      return stopAt(Stop.MALFORMED);
    }
    return end - at < length ? stopAt(Stop.CUT) : wlan(b, out, start, at + length, end, false);
  }

  /** IEEE 802.11: LLC in its data frames that are neither empty nor encrypted. */
  private static long wlan(
      ByteBuffer b, @Nullable Layers out, int start, int at, int end, boolean padded) {
    if (out != null) {
      out.add(new Wlan(out.packet, at - start, padded));
    }
    if (end - at < 24) {
      return stopAt(Stop.CUT);
    }
    int control = u8(b, at);
    int flags = u8(b, at + 1);
    boolean data = (control & 0x0c) == 0x08;
    boolean empty = (control & 0x40) != 0;
    boolean encrypted = (flags & 0x40) != 0;
    if (!data || empty || encrypted) {
      return stopAt(Stop.UNKNOWN);
    }
    int length = (flags & 3) == 3 ? 30 : 24; // to and from the distribution system: a 4th address
    boolean aggregated = false;
    if ((control & 0x80) != 0) { // QoS control, and HT control if the order flag is set
      if (end - at < length + 2) {
        return stopAt(Stop.CUT);
      }
      aggregated = (u8(b, at + length) & 0x80) != 0;
      length += (flags & 0x80) != 0 ? 6 : 2;
    }
    if (padded) {
      length = (length + 3) & ~3;
    }
    if (aggregated) {
      length += 14; // the first A-MSDU subframe: destination, source, length
    }
    return end - at < length ? stopAt(Stop.CUT) : llc(b, out, start, at + length, end);
  }

  /** IP over InfiniBand: a global route header, EtherType, reserved. */
  private static long ipoib(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new LinkHeader(out.packet, at - start, "ipoib"));
    }
    return end - at < 44
        ? stopAt(Stop.CUT)
        : etherType(b, out, start, at + 44, end, u16(b, at + 40), false, true);
  }

  /**
   * PFLOG of OpenBSD's packet filter: its length, which padding to four bytes follows, family ...
   */
  private static long pflog(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new LinkHeader(out.packet, at - start, "pflog"));
    }
    if (end - at < 1) {
      return stopAt(Stop.CUT);
    }
    int length = u8(b, at) + 3 & ~3;
    if (length < 28) { // the least that any system writes
      return stopAt(Stop.MALFORMED);
    }
    return end - at < length ? stopAt(Stop.CUT) : raw(b, out, start, at + length, end);
  }

  /**
   * NFLOG: family, version, resource; then attributes (length, type, value) in the byte order of
   * whoever captured. The payload's attribute is 9.
   */
  private static long nflog(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new LinkHeader(out.packet, at - start, "nflog"));
    }
    if (end - at < 4) {
      return stopAt(Stop.CUT);
    }
    int next = at + 4;
    while (end - next >= 4) {
      // only the low byte of a type is used, so a type beyond 255 tells the other byte order
      boolean little = u16le(b, next + 2) <= 255;
      int length = little ? u16le(b, next) : u16(b, next);
      int type = little ? u16le(b, next + 2) : u16(b, next + 2);
      if (length < 4) {
        return stopAt(Stop.MALFORMED);
      }
      if (type == 9) {
        return raw(b, out, start, next + 4, end);
      }
      if (end - next < length) {
        return stopAt(Stop.CUT);
      }
      next += (length + 3) & ~3;
    }
    return stopAt(Stop.CUT);
  }

  /** PPI: version, flags, length, link type, all little endian. */
  private static long ppi(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new LinkHeader(out.packet, at - start, "ppi"));
    }
    if (end - at < 8) {
      return stopAt(Stop.CUT);
    }
    int length = u16le(b, at + 2);
    if (length < 8) {
      return stopAt(Stop.MALFORMED);
    }
    return end - at < length
        ? stopAt(Stop.CUT)
        : link(b, out, start, at + length, end, i32le(b, at + 4), false);
  }

  /** PKTAP: length, record type (1: a packet), link type, all little endian. */
  private static long pktap(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new LinkHeader(out.packet, at - start, "pktap"));
    }
    if (end - at < 12) {
      return stopAt(Stop.CUT);
    }
    int length = i32le(b, at);
    if (length < 12 || i32le(b, at + 4) != 1) {
      return stopAt(Stop.UNKNOWN);
    }
    return end - at < length
        ? stopAt(Stop.CUT)
        : link(b, out, start, at + length, end, i32le(b, at + 8), false);
  }

  // ---- between link and network layer

  /**
   * What an EtherType announces, behind any stack of tags, labels and tunnels of layer 2: VLAN
   * tags, MPLS labels, Ethernet in an MPLS pseudowire, FabricPath, MACsec in clear text and the
   * like. All of it is one loop, so that no stack deepens the calls.
   *
   * @param orLength whether up to 1500 it may be a length, with LLC behind it. Not behind SNAP, so
   *     that LLC and EtherTypes cannot go on in turns either.
   * @param orPppoe whether it may be PPPoE. Not behind PPP, where MPLS may carry Ethernet, for the
   *     same reason.
   */
  private static long etherType(
      ByteBuffer b,
      @Nullable Layers out,
      int start,
      int at,
      int end,
      int etherType,
      boolean orLength,
      boolean orPppoe) {
    int type = etherType;
    int next = at;
    while (true) {
      int length; // of the header at next, whose last two bytes are the next EtherType
      switch (type) {
        case EtherType.IP4 -> {
          return ip4(b, out, start, next, end);
        }
        case EtherType.IP6 -> {
          return ip6(b, out, start, next, end);
        }
        case EtherType.ARP, EtherType.RARP -> {
          return arp(out, start, next, end);
        }
        case EtherType.PPPOE_SESSION, EtherType.PPPOE_DISCOVERY -> {
          return orPppoe
              ? pppoe(b, out, start, next, end, type == EtherType.PPPOE_SESSION)
              : stopAt(Stop.UNKNOWN);
        }
        case EtherType.VLAN, EtherType.SERVICE_VLAN, EtherType.VLAN_9100, EtherType.VLAN_9200 -> {
          if (out != null) {
            out.add(new Vlan(out.packet, next - start));
          }
          length = 4;
        }
        case EtherType.MPLS, EtherType.MPLS_UPSTREAM -> {
          boolean bottom;
          do {
            if (out != null) {
              out.add(new Mpls(out.packet, next - start));
            }
            if (end - next < 4) {
              return stopAt(Stop.CUT);
            }
            bottom = (u8(b, next + 2) & 1) != 0;
            next += 4;
          } while (!bottom);
          if (end - next < 1) {
            return stopAt(Stop.CUT);
          }
          int version = u8(b, next) >>> 4;
          if (version == 4 || version == 6) {
            type = version == 4 ? EtherType.IP4 : EtherType.IP6;
            continue;
          }
          // a pseudowire: Ethernet, perhaps behind a control word (RFC 4448)
          if (end - next >= 18 && u16(b, next) == 0 && isInnerType(b, next + 16, end)) {
            if (out != null) {
              out.add(new LinkHeader(out.packet, next - start, "pseudowire"));
            }
            next += 4;
          } else if (end - next < 14
              || (end - next < 18 && u16(b, next) == 0) // perhaps a control word: not to be told
              || !isInnerType(b, next + 12, end)) {
            return stopAt(Stop.UNKNOWN);
          }
          length = ETHERNET_HEADER;
          if (out != null) {
            out.add(new Ethernet(out.packet, next - start));
          }
        }
        case EtherType.FABRIC_PATH -> { // forwarding tag and TTL, then an Ethernet header
          if (out != null) {
            out.add(new LinkHeader(out.packet, next - start, "fabricpath"));
            if (end - next > 2) {
              out.add(new Ethernet(out.packet, next + 2 - start));
            }
          }
          length = 2 + ETHERNET_HEADER;
        }
        case EtherType.VN_TAG -> {
          if (out != null) {
            out.add(new LinkHeader(out.packet, next - start, "vn-tag"));
          }
          length = 6;
        }
        case EtherType.E_TAG -> {
          if (out != null) {
            out.add(new LinkHeader(out.packet, next - start, "e-tag"));
          }
          length = 8;
        }
        case EtherType.I_TAG -> { // IEEE 802.1ah: flags and service, then the customer's header
          if (out != null) {
            out.add(new LinkHeader(out.packet, next - start, "i-tag"));
            if (end - next > 4) {
              out.add(new Ethernet(out.packet, next + 4 - start));
            }
          }
          length = 4 + ETHERNET_HEADER;
        }
        case EtherType.MACSEC -> {
          if (out != null) {
            out.add(new LinkHeader(out.packet, next - start, "macsec"));
          }
          if (end - next < 1) {
            return stopAt(Stop.CUT);
          }
          int control = u8(b, next);
          if ((control & 0x0c) != 0) { // encrypted or changed
            return stopAt(Stop.UNKNOWN);
          }
          length = (control & 0x20) != 0 ? 16 : 8; // with or without the channel identifier
        }
        default -> {
          return orLength && type <= EtherType.MAX_LENGTH
              ? llc(b, out, start, next, end)
              : stopAt(Stop.UNKNOWN);
        }
      }
      if (end - next < length) {
        return stopAt(Stop.CUT);
      }
      type = u16(b, next + length - 2);
      next += length;
    }
  }

  /** Whether the EtherType or length of an Ethernet frame in a pseudowire may stand here. */
  private static boolean isInnerType(ByteBuffer b, int at, int end) {
    int type = u16(b, at);
    return switch (type) {
      case EtherType.IP4,
          EtherType.IP6,
          EtherType.ARP,
          EtherType.RARP,
          EtherType.VLAN,
          EtherType.SERVICE_VLAN,
          EtherType.VLAN_9100,
          EtherType.VLAN_9200,
          EtherType.MPLS,
          EtherType.PPPOE_DISCOVERY,
          EtherType.PPPOE_SESSION ->
          true;
      // behind a frame as long as it says comes no more than padding to the least length
      default -> type <= EtherType.MAX_LENGTH && end - at - 2 <= Math.max(type, MIN_DATA);
    };
  }

  /** LLC (IEEE 802.2): SNAP, IP by its own SAP (RFC 948), or ISO's network layer identifiers. */
  private static long llc(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new Llc(out.packet, at - start));
    }
    if (end - at < 3) {
      return stopAt(Stop.CUT);
    }
    if (u8(b, at + 2) != 0x03) { // only unnumbered information carries IP
      return stopAt(Stop.UNKNOWN);
    }
    return switch (u16(b, at)) {
      case 0xaaaa -> snap(b, out, start, at + 3, end);
      case 0x0606 -> ip4(b, out, start, at + 3, end);
      case 0xfefe -> nlpid(b, out, start, at + 3, end);
      default -> stopAt(Stop.UNKNOWN);
    };
  }

  /** SNAP: an EtherType under the OUI of encapsulated Ethernet (RFC 1042), or of 802.1H. */
  private static long snap(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    if (out != null) {
      out.add(new Snap(out.packet, at - start));
    }
    if (end - at < 5) {
      return stopAt(Stop.CUT);
    }
    int oui = u8(b, at) << 16 | u16(b, at + 1);
    return oui == 0 || oui == 0x0000f8
        ? etherType(b, out, start, at + 5, end, u16(b, at + 3), false, true)
        : stopAt(Stop.UNKNOWN);
  }

  private static long arp(@Nullable Layers out, int start, int at, int end) {
    if (end - at < 1) {
      return stopAt(Stop.CUT);
    }
    if (at - start > MAX_OFFSET) {
      return stopAt(Stop.LIMIT);
    }
    if (out != null) {
      out.add(new Arp(out.packet, at - start));
    }
    return stopAt(Stop.NONE) | ARP << KIND | at - start;
  }

  // ---- network layer

  /** IPv4 (RFC 791). */
  private static long ip4(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    int room = end - at;
    if (room < 1) {
      return stopAt(Stop.CUT);
    }
    if (at - start > MAX_OFFSET) {
      return stopAt(Stop.LIMIT);
    }
    int first = u8(b, at);
    if (first >>> 4 != 4) {
      // what announced IPv4 may be wrong: the header's own version counts, as for tshark
      return first >>> 4 == 6 ? ip6(b, out, start, at, end) : stopAt(Stop.MALFORMED);
    }
    if (out != null) {
      out.add(new Ip4(out.packet, at - start));
    }
    long found = DONE | IP4 << KIND | at - start;
    if (room < 10) {
      return found | stopAt(Stop.CUT);
    }
    int protocol = u8(b, at + 9);
    found = reached(found, protocol);
    int headerLength = (first & 0x0f) << 2;
    int totalLength = u16(b, at + 2);
    // a total length of 0 is what segmentation offload leaves: no limit
    if (headerLength < 20 || (totalLength != 0 && totalLength < headerLength)) {
      return found | stopAt(Stop.MALFORMED);
    }
    if ((u16(b, at + 6) & 0x1fff) != 0) {
      return found | stopAt(Stop.FRAGMENT);
    }
    if (room < headerLength) {
      return found | stopAt(Stop.CUT);
    }
    boolean declared = totalLength != 0 && totalLength <= room;
    int limit = declared ? at + totalLength : end;
    Stop beyond = declared ? Stop.MALFORMED : Stop.CUT;
    return protocol == IpProtocol.AH
        ? behindAh4(b, out, start, at + headerLength, limit, beyond, found)
        : transport(out, start, at + headerLength, limit, beyond, protocol, found);
  }

  /** Authentication headers (RFC 4302) in IPv4: the length field counts 32-bit words, less two. */
  private static long behindAh4(
      ByteBuffer b, @Nullable Layers out, int start, int at, int limit, Stop beyond, long found) {
    int next = at;
    int protocol = IpProtocol.AH;
    while (protocol == IpProtocol.AH) {
      if (out != null) {
        out.addExtension(protocol, next - start);
      }
      if (limit - next < 2) {
        return found | stopAt(beyond);
      }
      int length = (u8(b, next + 1) + 2) << 2;
      protocol = u8(b, next);
      if (limit - next < length) {
        return found | stopAt(beyond);
      }
      next += length;
    }
    return transport(out, start, next, limit, beyond, protocol, found);
  }

  /** IPv6 (RFC 8200) and its extension headers. */
  private static long ip6(ByteBuffer b, @Nullable Layers out, int start, int at, int end) {
    int room = end - at;
    if (room < 1) {
      return stopAt(Stop.CUT);
    }
    if (at - start > MAX_OFFSET) {
      return stopAt(Stop.LIMIT);
    }
    if (u8(b, at) >>> 4 != 6) {
      return stopAt(Stop.MALFORMED);
    }
    if (out != null) {
      out.add(new Ip6(out.packet, at - start));
    }
    long found = DONE | IP6 << KIND | at - start;
    if (room < 7) {
      return found | stopAt(Stop.CUT);
    }
    int protocol = u8(b, at + 6);
    if (room < 40) {
      return reached(found, protocol) | stopAt(Stop.CUT);
    }
    // a payload length of 0 is a jumbogram (RFC 2675) or segmentation offload: no limit
    int payloadLength = u16(b, at + 4);
    boolean declared = payloadLength != 0 && payloadLength <= room - 40;
    int limit = declared ? at + 40 + payloadLength : end;
    int next = at + 40;
    Stop beyond = declared ? Stop.MALFORMED : Stop.CUT;
    while (true) {
      if (out != null) {
        out.addExtension(protocol, next - start);
      }
      int length;
      switch (protocol) {
        case IpProtocol.HOP_BY_HOP, IpProtocol.ROUTING, IpProtocol.DESTINATION_OPTIONS -> {
          if (limit - next < 8) { // the least that such a header has
            return reached(found, protocol) | stopAt(beyond);
          }
          length = (u8(b, next + 1) + 1) << 3;
        }
        case IpProtocol.FRAGMENT -> {
          if (limit - next < 8) {
            return reached(found, protocol) | stopAt(beyond);
          }
          if ((u16(b, next + 2) & 0xfff8) != 0) {
            return reached(found, u8(b, next)) | stopAt(Stop.FRAGMENT);
          }
          length = 8;
        }
        case IpProtocol.AH -> {
          // flows end here, transport headers are looked for behind it
          found = reached(found, protocol);
          if (limit - next < 2) {
            return found | stopAt(beyond);
          }
          length = (u8(b, next + 1) + 2) << 2;
        }
        default -> {
          return transport(out, start, next, limit, beyond, protocol, reached(found, protocol));
        }
      }
      protocol = u8(b, next);
      if (limit - next < length) {
        return reached(found, protocol) | stopAt(beyond);
      }
      next += length;
    }
  }

  /** Notes the protocol that flows have, but for what comes behind AH. */
  private static long reached(long found, int protocol) {
    return (found & PROTOCOL_CAPTURED) != 0
        ? found
        : found | PROTOCOL_CAPTURED | (long) protocol << PROTOCOL;
  }

  // ---- transport layer

  /** Whether the bytes that identify a transport header are within the capture and its datagram. */
  private static long transport(
      @Nullable Layers out, int start, int at, int limit, Stop beyond, int protocol, long found) {
    int need = 1;
    long transport = OTHER;
    Stop stop = Stop.NONE;
    switch (protocol) {
      case IpProtocol.TCP -> {
        need = 4;
        transport = TCP;
      }
      case IpProtocol.UDP -> {
        need = 4;
        transport = UDP;
      }
      case IpProtocol.SCTP -> {
        need = 4;
        transport = SCTP;
      }
      case IpProtocol.ICMP -> transport = ICMP;
      case IpProtocol.ICMP6 -> transport = ICMP6;
      case IpProtocol.ESP -> {}
      case IpProtocol.NO_NEXT_HEADER -> need = 0;
      default -> stop = Stop.UNKNOWN;
    }
    if (at - start > MAX_OFFSET) {
      return found | stopAt(limit - at < need ? beyond : Stop.LIMIT);
    }
    long place = (long) (at - start) << TRANSPORT_OFFSET;
    if (limit - at < need) { // no header, but its place is known
      return found | (long) OTHER << TRANSPORT | place | stopAt(beyond);
    }
    if (out != null) {
      out.addTransport(protocol, at - start);
    }
    // behind AH the flow's protocol is AH's, and its ports are 0
    boolean ports = need == 4 && protocol == protocol(found);
    return found | (ports ? HAS_PORTS : 0) | transport << TRANSPORT | place | stopAt(stop);
  }
}
