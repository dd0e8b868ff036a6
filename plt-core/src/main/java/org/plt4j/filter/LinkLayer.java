// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the language needs to know of a link type, as libpcap has it; a new link type is one line in
 * {@link #of}. Offsets are from the packet's first byte.
 *
 * @param name for messages
 * @param typing how it says what it carries
 * @param addressing where its MAC addresses are
 * @param header where the link layer's header begins
 * @param type where the field is that says what is carried; {@link #NONE} without
 * @param payload where what is carried begins
 * @param network from payload to the network layer's header
 * @param noSnap the same where no SNAP header is there
 * @param direction where it says which way the packet went
 */
record LinkLayer(
    String name,
    Typing typing,
    Addressing addressing,
    int header,
    int type,
    int payload,
    int network,
    int noSnap,
    Direction direction) {

  /** An offset that there is not; libpcap computes with it. */
  static final int NONE = -1;

  /** How a link type says what it carries. */
  enum Typing {
    ETHERNET,
    /** An LLC header. */
    LLC,
    /** 802.11: an LLC header in data frames. */
    WLAN,
    /** SunATM: by the packet's first byte, an LLC header or LAN emulation. */
    SUN_ATM,
    SLL,
    /** Nothing but IP, of any version. */
    RAW,
    ONLY_IP4,
    ONLY_IP6,
    /** A PPP protocol number. */
    PPP,
    /** The same, with compressed TCP/IP counting as IP. */
    PPP_BSDOS,
    CISCO_HDLC,
    /** An address family, in the byte order of the machine that captured. */
    FAMILY_HOST,
    /** An address family in network byte order. */
    FAMILY_NETWORK,
    PFLOG,
    ARCNET,
    LOCALTALK,
    FRAME_RELAY,
    /** "MGC" in front: any protocol is believed. */
    JUNIPER,
    BACNET,
    IPNET,
    /** An EtherType. */
    ETHER_TYPE,
    /** The language does not know. */
    NONE
  }

  /**
   * Where a link type has addresses: the destination from the header's begin, the source behind.
   */
  enum Addressing {
    NONE(0, 0),
    ETHERNET(0, 6),
    FDDI(1, 7),
    TOKEN_RING(2, 8),
    FIBRE_CHANNEL(2, 10),
    WLAN(0, 0),
    ARCNET(1, 0);

    final int destination;
    final int source;

    Addressing(int destination, int source) {
      this.destination = destination;
      this.source = source;
    }
  }

  /** Where a link type says whether a packet came or went: a field under a mask, and its values. */
  record Direction(int offset, int size, int mask, int inbound, int outbound) {
    static final Direction NONE = new Direction(0, 0, 0, -1, -1);

    /** The value that is -1 is all that is not the other. */
    static Direction of(int offset, int size, int inbound, int outbound) {
      return new Direction(offset, size, -1, inbound, outbound);
    }
  }

  private static final int B = BpfInstruction.B;
  private static final int H = BpfInstruction.H;
  private static final Map<Integer, LinkLayer> BY_LINK_TYPE = new HashMap<>();

  private static LinkLayer layer(
      String name,
      Typing typing,
      Addressing addressing,
      int type,
      int payload,
      int net,
      int noSnap) {
    return new LinkLayer(name, typing, addressing, 0, type, payload, net, noSnap, Direction.NONE);
  }

  private static LinkLayer plain(String name, Typing typing, int type, int payload) {
    return layer(name, typing, Addressing.NONE, type, payload, 0, 0);
  }

  private static LinkLayer juniper(String name, int type, int payload, int network, int noSnap) {
    return layer(name, Typing.JUNIPER, Addressing.NONE, type, payload, network, noSnap)
        .directed(new Direction(3, B, 1, 1, 0));
  }

  private LinkLayer directed(Direction where) {
    return new LinkLayer(name, typing, addressing, header, type, payload, network, noSnap, where);
  }

  private LinkLayer behind(int bytes) {
    return new LinkLayer(
        name, typing, addressing, bytes, type, payload, network, noSnap, direction);
  }

  static {
    put(plain("BSD loopback", Typing.FAMILY_HOST, 0, 4), 0);
    put(layer("Ethernet", Typing.ETHERNET, Addressing.ETHERNET, 12, 14, 0, 3), 1);
    put(layer("Token ring", Typing.LLC, Addressing.TOKEN_RING, 14, 14, 8, 3), 6);
    put(layer("BSD ARCNET", Typing.ARCNET, Addressing.ARCNET, 2, 6, 0, 0), 7);
    put(plain("SLIP", Typing.RAW, NONE, 16).directed(Direction.of(0, B, 0, -1)), 8);
    put(plain("PPP", Typing.PPP, 2, 4), 9);
    put(layer("FDDI", Typing.LLC, Addressing.FDDI, 13, 13, 8, 3), 10);
    put(layer("RFC 1483 ATM", Typing.LLC, Addressing.NONE, 0, 0, 8, 3), 11, 19, 100, 106);
    put(plain("raw IP", Typing.RAW, NONE, 0), 12, 101);
    put(plain("BSD/OS SLIP", Typing.RAW, NONE, 24), 15, 102);
    put(plain("BSD/OS PPP", Typing.PPP_BSDOS, 5, 24), 16, 103);
    put(plain("PPP over serial", Typing.PPP, 2, 4), 50);
    put(plain("PPPoE", Typing.PPP, 6, 8), 51);
    put(plain("Symantec firewall", Typing.ETHER_TYPE, 6, 44), 99);
    put(plain("Cisco HDLC", Typing.CISCO_HDLC, 2, 4), 104, 112);
    put(layer("802.11", Typing.WLAN, Addressing.WLAN, 0, 0, 8, 3), 105, 119, 127, 163, 192);
    put(plain("frame relay", Typing.FRAME_RELAY, NONE, 0), 107);
    put(plain("OpenBSD loopback", Typing.FAMILY_NETWORK, 0, 4), 108);
    put(plain("OpenBSD encapsulated IP", Typing.FAMILY_HOST, 0, 12), 109);
    put(plain("Linux cooked v1", Typing.SLL, 14, 16).directed(Direction.of(0, H, -1, 4)), 113);
    put(plain("LocalTalk", Typing.LOCALTALK, NONE, 0), 114);
    put(plain("PFLOG", Typing.PFLOG, 0, 0).directed(Direction.of(60, B, 1, 2)), 117);
    put(layer("IP over Fibre Channel", Typing.LLC, Addressing.FIBRE_CHANNEL, 16, 16, 8, 3), 122);
    put(layer("SunATM", Typing.SUN_ATM, Addressing.NONE, 4, 4, 8, 3), 123);
    put(layer("Linux ARCNET", Typing.ARCNET, Addressing.ARCNET, 4, 8, 0, 0), 129);
    put(juniper("Juniper", 4, 4, 0, NONE), 130, 131, 134, 179, 180, 181);
    put(juniper("Juniper PPPoE over ATM", 4, 6, 0, NONE), 168);
    put(juniper("Juniper encryption", 6, NONE, NONE, NONE), 132);
    put(juniper("Juniper GGSN", 6, 12, 0, NONE), 133, 164);
    put(juniper("Juniper ATM2", 8, 8, 0, 10), 135);
    put(juniper("Juniper services", 12, NONE, NONE, NONE), 136);
    put(juniper("Juniper ATM1", 4, 4, 0, 10), 137);
    put(plain("IP over IEEE 1394", Typing.ETHER_TYPE, 16, 18), 138);
    put(layer("BACnet MS/TP", Typing.BACNET, Addressing.NONE, NONE, NONE, NONE, NONE), 165);
    put(plain("PPP of pppd", Typing.PPP, 2, 4).directed(Direction.of(0, B, 0, 1)), 166);
    put(juniper("Juniper PPPoE", 16, 14, 18, 21), 167, 178);
    put(juniper("Juniper voice", 18, NONE, NONE, NONE), 183, 200);
    put(juniper("Juniper services", 8, NONE, NONE, NONE), 194, 232, 233, 234, 238);
    put(plain("IPNET", Typing.IPNET, 1, 24).directed(Direction.of(2, H, 2, 1)), 226);
    put(plain("IPv4", Typing.ONLY_IP4, NONE, 0), 228);
    put(plain("IPv6", Typing.ONLY_IP6, NONE, 0), 229);
    put(layer("netANALYZER", Typing.ETHERNET, Addressing.ETHERNET, 16, 18, 0, 3).behind(4), 240);
    put(
        layer("netANALYZER, transparent", Typing.ETHERNET, Addressing.ETHERNET, 24, 26, 0, 3)
            .behind(12),
        241);
    put(
        plain("Linux cooked v2", Typing.ETHER_TYPE, 0, 20).directed(Direction.of(10, B, -1, 4)),
        276);
  }

  private static void put(LinkLayer layer, int... linkTypes) {
    for (int linkType : linkTypes) {
      BY_LINK_TYPE.put(linkType, layer);
    }
  }

  /** What is known of the link type of this LINKTYPE_ value; null if it is no link type at all. */
  static @Nullable LinkLayer of(int linkType) {
    LinkLayer known = BY_LINK_TYPE.get(linkType);
    if (known != null) {
      return known;
    }
    return linkType >= 104 && linkType <= 289
        ? layer("link type " + linkType, Typing.NONE, Addressing.NONE, NONE, NONE, NONE, NONE)
        : null;
  }

  /** The link types that the language knows protocols of. */
  static Iterable<Integer> linkTypes() {
    return BY_LINK_TYPE.keySet();
  }
}
