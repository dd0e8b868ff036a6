// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

/**
 * Link types: the LINKTYPE_ values of pcap and pcapng files (tcpdump.org's registry). The set is
 * open: a value is an {@code int}, and {@link #name} knows those that are registered. ERF record
 * types that have no LINKTYPE_ value are {@link #ERF_BASE} plus the record type.
 */
public final class LinkType {
  /** BSD loopback: a 4-byte address family in the byte order of the machine that captured. */
  public static final int NULL = 0;

  /** Ethernet (IEEE 802.3), without preamble and usually without FCS. */
  public static final int ETHERNET = 1;

  /** Token ring (IEEE 802.5). */
  public static final int TOKEN_RING = 6;

  /** ARCNET with the headers of BSD. */
  public static final int ARCNET_BSD = 7;

  /** PPP (RFC 1661), possibly with the address and control bytes of RFC 1662. */
  public static final int PPP = 9;

  /** FDDI (ANSI INCITS 239). */
  public static final int FDDI = 10;

  /** Raw IP of some BSDs: the version is in the header. */
  public static final int RAW_12 = 12;

  /** Raw IP of OpenBSD: the version is in the header. */
  public static final int RAW_14 = 14;

  /** PPP in HDLC-like framing (RFC 1662), or Cisco HDLC. */
  public static final int PPP_HDLC = 50;

  /** PPPoE session: starts with the PPPoE header (RFC 2516). */
  public static final int PPP_ETHER = 51;

  /** LLC-encapsulated ATM, AAL5 (RFC 2684). */
  public static final int ATM_RFC1483 = 100;

  /** Raw IP: the version is in the header. */
  public static final int RAW = 101;

  /** Cisco HDLC. */
  public static final int C_HDLC = 104;

  /** IEEE 802.11. */
  public static final int IEEE802_11 = 105;

  /** Frame relay (RFC 2427). */
  public static final int FRAME_RELAY = 107;

  /** OpenBSD loopback: a 4-byte address family in network byte order. */
  public static final int LOOP = 108;

  /** Linux "cooked" capture, version 1. */
  public static final int LINUX_SLL = 113;

  /** OpenBSD's packet filter log. */
  public static final int PFLOG = 117;

  /** IEEE 802.11 behind a Prism header. */
  public static final int IEEE802_11_PRISM = 119;

  /** SunATM: a 4-byte header, then the AAL5 frame. */
  public static final int SUNATM = 123;

  /** IEEE 802.11 behind a radiotap header. */
  public static final int IEEE802_11_RADIOTAP = 127;

  /** ARCNET with the headers of Linux. */
  public static final int ARCNET_LINUX = 129;

  /** Reserved for private use (RESERVED_03); Apple's PKTAP was written with it. */
  public static final int USER2 = 149;

  /** IEEE 802.11 behind an AVS header. */
  public static final int IEEE802_11_AVS = 163;

  /** Per-packet information header, which names the link type that follows. */
  public static final int PPI = 192;

  /** PPP behind a byte that tells the direction. */
  public static final int PPP_WITH_DIR = 204;

  /** Raw IPv4. */
  public static final int IPV4 = 228;

  /** Raw IPv6. */
  public static final int IPV6 = 229;

  /** D-Bus messages, whose records may be larger than others. */
  public static final int DBUS = 231;

  /** Linux netlink NFLOG messages. */
  public static final int NFLOG = 239;

  /** IP over InfiniBand (RFC 4391), behind a global route header. */
  public static final int IPOIB = 242;

  /** Apple's PKTAP header, which names the link type that follows. */
  public static final int PKTAP = 258;

  /** Linux "cooked" capture, version 2. */
  public static final int LINUX_SLL2 = 276;

  /** ERF records without a LINKTYPE_ value: this plus the ERF type. Beyond all 16-bit values. */
  public static final int ERF_BASE = 0x10000;

  /** One ATM cell of an ERF record: a 4-byte header and 48 bytes. */
  public static final int ERF_ATM = ERF_BASE + 3;

  /** One AAL5 frame of an ERF record behind the 4-byte header of its ATM cells. */
  public static final int ERF_AAL5 = ERF_BASE + 4;

  /** One HDLC frame of a multi-channel ERF record behind the 4-byte multi-channel header. */
  public static final int ERF_MC_HDLC = ERF_BASE + 5;

  /** The same where a colour stands for the loss counter. */
  public static final int ERF_COLOR_MC_HDLC = ERF_BASE + 17;

  /** One ATM cell of a multi-channel ERF record: multi-channel header, {@link #ERF_ATM}. */
  public static final int ERF_MC_ATM = ERF_BASE + 7;

  /** One AAL5 frame of a multi-channel ERF record: multi-channel header, {@link #ERF_AAL5}. */
  public static final int ERF_MC_AAL5 = ERF_BASE + 9;

  /** The state of a DAG card's clock: no packet. */
  public static final int DUCK = ERF_BASE + 0x100;

  /** Bytes that are not walked: for a view of a header alone. */
  static final int OPAQUE = 0x40000;

  private static final int ETHER_TYPE_BASE = 0x20000;
  private static final int IP_PROTOCOL_BASE = 0x30000;

  private LinkType() {}

  /** The link type of bytes that are what an EtherType announces: a VLAN tag, an ARP message ... */
  public static int ofEtherType(int etherType) {
    return ETHER_TYPE_BASE + (etherType & 0xffff);
  }

  /** The link type of bytes that are what an IP protocol number announces: a TCP segment ... */
  public static int ofIpProtocol(int protocol) {
    return IP_PROTOCOL_BASE + (protocol & 0xff);
  }

  /** Whether it is one of the values of our own, which no file has. */
  public static boolean isInternal(int linkType) {
    return linkType >= ERF_BASE && linkType <= OPAQUE + 0xffff;
  }

  static boolean isEtherType(int linkType) {
    return linkType >>> 16 == ETHER_TYPE_BASE >>> 16;
  }

  static boolean isIpProtocol(int linkType) {
    return linkType >>> 16 == IP_PROTOCOL_BASE >>> 16;
  }

  /**
   * The registry's name of a value without the prefix LINKTYPE_, such as {@code "LINUX_SLL"}; one
   * of ours where the value is one; else its decimal digits.
   */
  public static String name(int linkType) {
    return switch (linkType) {
      case RAW_12, RAW_14 -> "RAW";
      case ERF_ATM -> "ERF ATM";
      case ERF_AAL5 -> "ERF AAL5";
      case DUCK -> "DUCK";
      default ->
          linkType >>> 16 == ERF_BASE >>> 16
              ? "ERF type " + (linkType - ERF_BASE)
              : isEtherType(linkType)
                  ? EtherType.name(linkType - ETHER_TYPE_BASE)
                  : isIpProtocol(linkType)
                      ? IpProtocol.name(linkType - IP_PROTOCOL_BASE)
                      : LinkTypeNames.name(linkType);
    };
  }

  /**
   * The LINKTYPE_ value of a name, or -1 if there is no such: a name of the registry or the one
   * that tcpdump has for it ({@code "EN10MB"}), in upper or lower case, with or without the prefix
   * LINKTYPE_ or DLT_.
   */
  public static int ofName(String name) {
    return LinkTypeNames.value(name);
  }
}
