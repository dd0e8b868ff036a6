// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Ip6Builder.ip6;
import static org.plt4j.testdata.LinkLayers.ethernet;
import static org.plt4j.testdata.LinkLayers.ieee8023;
import static org.plt4j.testdata.LinkLayers.llc;
import static org.plt4j.testdata.LinkLayers.mpls;
import static org.plt4j.testdata.LinkLayers.padded;
import static org.plt4j.testdata.LinkLayers.ppp;
import static org.plt4j.testdata.LinkLayers.pppInHdlc;
import static org.plt4j.testdata.LinkLayers.pppoe;
import static org.plt4j.testdata.LinkLayers.snap;
import static org.plt4j.testdata.LinkLayers.tag;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.testdata.Ip4Builder;
import org.plt4j.testdata.Ip6Builder;
import org.plt4j.testdata.LinkLayers;
import org.plt4j.testdata.Transports;

/** Where the walk ends and what it finds on the way, in packets that no capture holds together. */
class LayerWalkTest {
  private static final int SRC_PORT = 40001;
  private static final int DST_PORT = 9;
  private static final byte[] NOTHING = {};

  private static final byte[] UDP = Transports.udp(SRC_PORT, DST_PORT, new byte[12]);
  private static final byte[] TCP = Transports.tcp(SRC_PORT, DST_PORT, 1, 2, 0x10, new byte[16]);
  private static final byte[] SCTP =
      Transports.sctp(SRC_PORT, DST_PORT, 7, Transports.sctpChunk(0, 3, new byte[16]));
  private static final byte[] IP4 = four().carry(IpProtocol.UDP, UDP);
  private static final byte[] IP6 = six().carry(IpProtocol.UDP, UDP);

  private static Ip4Builder four() {
    return ip4("192.0.2.1", "198.51.100.2");
  }

  private static Ip6Builder six() {
    return ip6("2001:db8::1", "2001:db8::2");
  }

  /**
   * What the walk found, such as {@code "ip4@14 udp@34 17 40001>9 NONE"}: headers with their
   * offsets ({@code -}: none), protocol, ports, stop.
   */
  private static String walk(int linkType, byte[] bytes) {
    Packet packet = Packet.of(bytes, linkType);
    return String.join(
        " ",
        at(packet.ip()),
        transport(packet),
        Integer.toString(packet.protocol()),
        packet.srcPort() + ">" + packet.dstPort(),
        packet.stop().name());
  }

  private static String transport(Packet packet) {
    List<String> found =
        Stream.of(packet.tcp(), packet.udp(), packet.sctp(), packet.icmp(), packet.icmp6())
            .map(LayerWalkTest::at)
            .filter(text -> !text.equals("-"))
            .toList();
    assertThat(found).hasSizeLessThan(2);
    return found.isEmpty() ? "-" : found.get(0);
  }

  private static String at(@Nullable Layer layer) {
    return layer == null
        ? "-"
        : layer.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT)
            + '@'
            + layer.offset();
  }

  private static String walk(byte[] frame) {
    return walk(LinkType.ETHERNET, frame);
  }

  /** IP at this offset, with the datagram that carries UDP. */
  private static String udp4At(int offset) {
    return "ip4@" + offset + " udp@" + (offset + 20) + " 17 40001>9 NONE";
  }

  private static String udp6At(int offset) {
    return "ip6@" + offset + " udp@" + (offset + 40) + " 17 40001>9 NONE";
  }

  private static String none(Stop stop) {
    return "- - -1 0>0 " + stop;
  }

  private static byte[] hex(String digits, byte[]... rest) {
    return concat(HexFormat.of().parseHex(digits.replace(" ", "")), concat(rest));
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  // ---- VLAN, LLC, MPLS, PPP

  @ParameterizedTest
  @ValueSource(
      ints = {EtherType.VLAN, EtherType.SERVICE_VLAN, EtherType.VLAN_9100, EtherType.VLAN_9200})
  void anyNumberOfTagsIsCrossed(int tpid) {
    for (int tags : new int[] {0, 1, 2, 5}) {
      assertThat(walk(tagged(tpid, tags, EtherType.IP4, IP4))).isEqualTo(udp4At(14 + 4 * tags));
      assertThat(walk(tagged(tpid, tags, EtherType.IP6, IP6))).isEqualTo(udp6At(14 + 4 * tags));
      byte[] llc = snap(EtherType.IP4, IP4);
      assertThat(walk(tagged(tpid, tags, llc.length, llc))).isEqualTo(udp4At(22 + 4 * tags));
    }
    byte[] frame = tagged(tpid, 5, EtherType.IP4, IP4);
    for (int captured = 0; captured <= 34; captured++) {
      assertThat(walk(Arrays.copyOf(frame, captured))).isEqualTo(none(Stop.CUT));
    }
  }

  private static byte[] tagged(int tpid, int tags, int etherType, byte[] payload) {
    byte[] bytes = payload;
    int type = etherType;
    for (int i = 0; i < tags; i++) {
      bytes = tag(i & 7, 100 + i, type, bytes);
      type = tpid;
    }
    return ethernet(type, bytes);
  }

  @Test
  void tagsOfDifferentKindsNest() {
    byte[] inner = tag(0, 1, EtherType.VLAN_9200, tag(0, 2, EtherType.VLAN, tag(0, 3, 0x800, IP4)));
    byte[] frame = ethernet(EtherType.SERVICE_VLAN, tag(0, 4, EtherType.VLAN_9100, inner));
    assertThat(walk(frame)).isEqualTo(udp4At(14 + 4 * 4));
    assertThat(walk(ethernet(EtherType.VLAN, tag(0, 5, 0x88cc, IP4))))
        .isEqualTo(none(Stop.UNKNOWN));
  }

  @Test
  void llcAndSnapLeadToIp() {
    assertThat(walk(ieee8023(snap(0, EtherType.IP4, IP4)))).isEqualTo(udp4At(22));
    assertThat(walk(ieee8023(snap(0, EtherType.IP6, IP6)))).isEqualTo(udp6At(22));
    assertThat(walk(ieee8023(snap(0x0000f8, EtherType.IP4, IP4)))).isEqualTo(udp4At(22));
    assertThat(walk(ieee8023(snap(0x00000c, EtherType.IP4, IP4)))).isEqualTo(none(Stop.UNKNOWN));
    byte[] tagged = tag(0, 7, EtherType.IP4, IP4);
    assertThat(walk(ieee8023(snap(0, EtherType.VLAN, tagged)))).isEqualTo(udp4At(26));
    // no EtherType but a length, where no length can stand
    assertThat(walk(ieee8023(snap(0, 1500, llc(6, 6, IP4))))).isEqualTo(none(Stop.UNKNOWN));
    // IP by its own SAP, and behind ISO's network layer identifier
    assertThat(walk(ieee8023(llc(0x06, 0x06, IP4)))).isEqualTo(udp4At(17));
    assertThat(walk(ieee8023(llc(0xfe, 0xfe, hex("cc", IP4))))).isEqualTo(udp4At(18));
    assertThat(walk(ieee8023(llc(0xfe, 0xfe, hex("8e", IP6))))).isEqualTo(udp6At(18));
    assertThat(walk(ieee8023(llc(0xfe, 0xfe, hex("83", IP6))))).isEqualTo(none(Stop.UNKNOWN));
    // spanning tree, NetWare, and anything that is not unnumbered information
    assertThat(walk(ieee8023(llc(0x42, 0x42, IP4)))).isEqualTo(none(Stop.UNKNOWN));
    assertThat(walk(ieee8023(hex("ffff", IP4)))).isEqualTo(none(Stop.UNKNOWN));
    assertThat(walk(ieee8023(hex("aaaa 00 000000 0800", IP4)))).isEqualTo(none(Stop.UNKNOWN));
  }

  /** Each turn of the two would deepen the calls. */
  @Test
  void llcAndLengthsDoNotTakeTurns() {
    byte[] bytes = IP4;
    for (int i = 0; i < 5000; i++) {
      bytes = tag(0, 1, 100, snap(EtherType.VLAN, bytes));
    }
    assertThat(walk(ethernet(EtherType.VLAN, bytes))).isEqualTo(none(Stop.UNKNOWN));
  }

  @Test
  void typeFieldUpTo1500IsALength() {
    byte[] llc = snap(EtherType.IP4, IP4);
    assertThat(walk(ethernet(0, llc))).isEqualTo(udp4At(22));
    assertThat(walk(ethernet(1500, llc))).isEqualTo(udp4At(22));
    assertThat(walk(ethernet(1501, llc))).isEqualTo(none(Stop.UNKNOWN));
    assertThat(walk(ethernet(1535, llc))).isEqualTo(none(Stop.UNKNOWN));
    assertThat(walk(ethernet(0xffff, llc))).isEqualTo(none(Stop.UNKNOWN));
  }

  @Test
  void packetFilterLogIsPaddedToFourBytes() {
    assertThat(walk(LinkType.PFLOG, hex("3d02" + "00".repeat(62), IP4))).isEqualTo(udp4At(64));
    assertThat(walk(LinkType.PFLOG, hex("3d18" + "00".repeat(62), IP6))).isEqualTo(udp6At(64));
    assertThat(walk(LinkType.PFLOG, hex("3d02" + "00".repeat(20)))).isEqualTo(none(Stop.CUT));
    assertThat(walk(LinkType.PFLOG, hex("0202" + "00".repeat(20)))).isEqualTo(none(Stop.MALFORMED));
  }

  @Test
  void versionSixCountsWhereFourWasAnnounced() {
    assertThat(walk(ethernet(EtherType.IP4, IP6))).isEqualTo(udp6At(14));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 20, 100})
  void anyNumberOfLabelsIsCrossed(int depth) {
    int[] labels = new int[depth];
    Arrays.setAll(labels, i -> 16 + i);
    int offset = 14 + 4 * depth;
    for (int type : new int[] {EtherType.MPLS, EtherType.MPLS_UPSTREAM}) {
      assertThat(walk(ethernet(type, mpls(IP4, labels)))).isEqualTo(udp4At(offset));
      assertThat(walk(ethernet(type, mpls(IP6, labels)))).isEqualTo(udp6At(offset));
    }
    byte[] pseudowire = mpls(hex("00000000", ethernet(IP4)), labels);
    assertThat(walk(ethernet(EtherType.MPLS, pseudowire))).isEqualTo(udp4At(offset + 18));
    byte[] noBottom = ethernet(EtherType.MPLS, mpls(IP4, labels));
    noBottom[offset - 2] &= (byte) ~1;
    assertThat(walk(Arrays.copyOf(noBottom, offset))).isEqualTo(none(Stop.CUT));
    assertThat(walk(Arrays.copyOf(ethernet(EtherType.MPLS, mpls(IP4, labels)), offset)))
        .isEqualTo(none(Stop.CUT));
  }

  @Test
  void pppoeSessionsLeadToIp() {
    int session = EtherType.PPPOE_SESSION;
    assertThat(walk(ethernet(session, pppoe(0, 1, ppp(IP4))))).isEqualTo(udp4At(22));
    assertThat(walk(ethernet(session, pppoe(0, 1, ppp(IP6))))).isEqualTo(udp6At(22));
    byte[] compressed = LinkLayers.pppCompressed(IP4);
    assertThat(walk(ethernet(session, pppoe(0, 1, compressed)))).isEqualTo(udp4At(21));
    byte[] tagged = tag(0, 9, session, pppoe(0, 1, ppp(IP6)));
    assertThat(walk(ethernet(EtherType.VLAN, tagged))).isEqualTo(udp6At(26));
    byte[] labelled = pppoe(0, 1, ppp(0x281, mpls(IP4, 17)));
    assertThat(walk(ethernet(session, labelled))).isEqualTo(udp4At(26));
    assertThat(walk(ethernet(session, pppoe(0, 1, ppp(0xc021, new byte[8])))))
        .isEqualTo(none(Stop.UNKNOWN));
    assertThat(walk(ethernet(EtherType.PPPOE_DISCOVERY, pppoe(9, 0, new byte[4]))))
        .isEqualTo(none(Stop.UNKNOWN));
  }

  @Test
  void arpEndsTheWalk() {
    byte[] arp = LinkLayers.arp(1, "020000000001", "192.0.2.1", "000000000000", "192.0.2.2");
    assertThat(walk(ethernet(EtherType.ARP, arp))).isEqualTo(none(Stop.NONE));
    assertThat(walk(ethernet(EtherType.RARP, arp))).isEqualTo(none(Stop.NONE));
    assertThat(walk(ethernet(EtherType.ARP, NOTHING))).isEqualTo(none(Stop.CUT));
  }

  // ---- link types

  /** Every link type: name, number, the header in front of an IP datagram, the datagram. */
  static Stream<Arguments> links() {
    byte[] snap4 = hex("aaaa03 000000 0800");
    byte[] snap6 = hex("aaaa03 000000 86dd");
    byte[] addresses = new byte[18];
    byte[] prism = hex("44000000 90000000", new byte[136]);
    byte[] avs = hex("80211001 00000040", new byte[56]);
    return Stream.of(
        link("NULL, little endian", LinkType.NULL, hex("02000000"), IP4),
        link("NULL, big endian", LinkType.NULL, hex("00000002"), IP4),
        link("NULL, IPv6 of NetBSD", LinkType.NULL, hex("18000000"), IP6),
        link("NULL, IPv6 of FreeBSD", LinkType.NULL, hex("0000001c"), IP6),
        link("NULL, IPv6 of macOS", LinkType.NULL, hex("1e000000"), IP6),
        link("LOOP", LinkType.LOOP, hex("00000002"), IP4),
        link("LOOP, IPv6", LinkType.LOOP, hex("00000018"), IP6),
        link("RAW 12", LinkType.RAW_12, NOTHING, IP4),
        link("RAW 14", LinkType.RAW_14, NOTHING, IP6),
        link("RAW", LinkType.RAW, NOTHING, IP4),
        link("RAW, IPv6", LinkType.RAW, NOTHING, IP6),
        link("IPV4", LinkType.IPV4, NOTHING, IP4),
        link("IPV6", LinkType.IPV6, NOTHING, IP6),
        link("PPP", LinkType.PPP, hex("ff03 0021"), IP4),
        link("PPP, no address", LinkType.PPP, hex("0057"), IP6),
        link("PPP, one-byte protocol", LinkType.PPP, hex("ff03 21"), IP4),
        link("PPP, nothing but it", LinkType.PPP, hex("57"), IP6),
        link("PPP, MPLS", LinkType.PPP, hex("ff03 0281 00010140"), IP4),
        link("PPP_HDLC", LinkType.PPP_HDLC, hex("ff03 0021"), IP4),
        link("PPP_HDLC, Cisco", LinkType.PPP_HDLC, hex("0f00 0800"), IP4),
        link("C_HDLC", LinkType.C_HDLC, hex("0f00 86dd"), IP6),
        link("C_HDLC, broadcast", LinkType.C_HDLC, hex("8f00 0800"), IP4),
        link("C_HDLC, MPLS", LinkType.C_HDLC, hex("0f00 8847 00010140"), IP4),
        link("PPP_WITH_DIR", LinkType.PPP_WITH_DIR, hex("01 ff03 0021"), IP4),
        link("PPP_ETHER", LinkType.PPP_ETHER, hex("1100 0001 0030 0021"), IP4),
        link("FRELAY, NLPID", LinkType.FRAME_RELAY, hex("1841 03 cc"), IP4),
        link("FRELAY, NLPID, IPv6", LinkType.FRAME_RELAY, hex("1841 03 8e"), IP6),
        link("FRELAY, padded", LinkType.FRAME_RELAY, hex("1841 03 00 cc"), IP4),
        link("FRELAY, SNAP", LinkType.FRAME_RELAY, hex("1841 03 00 80 000000 0800"), IP4),
        link("FRELAY, Cisco", LinkType.FRAME_RELAY, hex("1841 0800"), IP4),
        link("FRELAY, three-byte address", LinkType.FRAME_RELAY, hex("184001 03 cc"), IP4),
        link("FRELAY, four-byte address", LinkType.FRAME_RELAY, hex("18404001 03 cc"), IP4),
        link("FDDI", LinkType.FDDI, hex("50", new byte[12], snap4), IP4),
        link("IEEE802_5", LinkType.TOKEN_RING, hex("1040", new byte[12], snap4), IP4),
        link(
            "IEEE802_5, source route",
            LinkType.TOKEN_RING,
            hex("1040", new byte[6], hex("820000000001"), hex("0630 0011 0022"), snap6),
            IP6),
        link("ARCNET_BSD", LinkType.ARCNET_BSD, hex("1122 d4 00 0001"), IP4),
        link("ARCNET_BSD, IPv6", LinkType.ARCNET_BSD, hex("1122 c4 00 0001"), IP6),
        link("ARCNET_BSD, exception", LinkType.ARCNET_BSD, hex("1122 d4 ffffffff 00 0001"), IP4),
        link("ARCNET_BSD, RFC 1051", LinkType.ARCNET_BSD, hex("1122 f0"), IP4),
        link("ARCNET_LINUX", LinkType.ARCNET_LINUX, hex("1122 0000 d4 00 0001"), IP4),
        link("ATM_RFC1483", LinkType.ATM_RFC1483, snap4, IP4),
        link("SUNATM", LinkType.SUNATM, hex("02 00 0064", snap4), IP4),
        link("ERF ATM", LinkType.ERF_ATM, hex("00100642", snap4), IP4),
        link("ERF AAL5", LinkType.ERF_AAL5, hex("00100642", snap6), IP6),
        link("LINUX_SLL", LinkType.LINUX_SLL, hex("0000 0001 0006", new byte[8], hex("0800")), IP4),
        link(
            "LINUX_SLL, 802.2",
            LinkType.LINUX_SLL,
            hex("0000 0001 0006", new byte[8], hex("0004"), snap4),
            IP4),
        link(
            "LINUX_SLL, frame relay",
            LinkType.LINUX_SLL,
            hex("0000 0302 0006", new byte[8], hex("0000 1841 03 cc")),
            IP4),
        link(
            "LINUX_SLL2",
            LinkType.LINUX_SLL2,
            hex("86dd 0000 00000003 0001 00 06", new byte[8]),
            IP6),
        link(
            "IEEE802_11",
            LinkType.IEEE802_11,
            hex("0801 0000", addresses, new byte[2], snap4),
            IP4),
        link(
            "IEEE802_11, QoS",
            LinkType.IEEE802_11,
            hex("8801 0000", addresses, new byte[2], hex("0500"), snap6),
            IP6),
        link(
            "IEEE802_11, QoS, HT control",
            LinkType.IEEE802_11,
            hex("8881 0000", addresses, new byte[2], hex("0500 00000000"), snap4),
            IP4),
        link(
            "IEEE802_11, A-MSDU",
            LinkType.IEEE802_11,
            hex("8801 0000", addresses, new byte[2], hex("8000"), new byte[12], hex("0040"), snap4),
            IP4),
        link(
            "IEEE802_11, four addresses",
            LinkType.IEEE802_11,
            hex("0803 0000", addresses, new byte[8], snap4),
            IP4),
        link(
            "IEEE802_11_RADIOTAP",
            LinkType.IEEE802_11_RADIOTAP,
            hex("0000 0800 00000000 0801 0000", addresses, new byte[2], snap4),
            IP4),
        link(
            "IEEE802_11_RADIOTAP, padded header",
            LinkType.IEEE802_11_RADIOTAP,
            hex("0000 0900 02000000 20 8801 0000", addresses, new byte[2], hex("0000 0000"), snap4),
            IP4),
        link(
            "IEEE802_11_RADIOTAP, time stamp, padded header",
            LinkType.IEEE802_11_RADIOTAP,
            hex(
                "0000 1900 03000080 00000000 00000000 1122334455667788 20",
                hex("8801 0000"),
                addresses,
                new byte[2],
                hex("0000 0000"),
                snap4),
            IP4),
        link(
            "IEEE802_11_PRISM",
            LinkType.IEEE802_11_PRISM,
            concat(prism, hex("0801 0000", addresses, new byte[2], snap4)),
            IP4),
        link(
            "IEEE802_11_PRISM, AVS after all",
            LinkType.IEEE802_11_PRISM,
            concat(avs, hex("0801 0000", addresses, new byte[2], snap4)),
            IP4),
        link(
            "IEEE802_11_AVS",
            LinkType.IEEE802_11_AVS,
            concat(avs, hex("0801 0000", addresses, new byte[2], snap4)),
            IP4),
        link("IPOIB", LinkType.IPOIB, concat(new byte[40], hex("0800 0000")), IP4),
        link(
            "NFLOG, little endian",
            LinkType.NFLOG,
            hex("02 00 0000  0800 0100 0800 0100  0500 0a00 00 000000  2c00 0900"),
            IP4),
        link(
            "NFLOG, big endian",
            LinkType.NFLOG,
            hex("0a 00 0000  0008 0001 0800 0100  0005 000a 00 000000  0040 0009"),
            IP6),
        link("PPI", LinkType.PPI, hex("00 00 0800 01000000", new byte[12], hex("0800")), IP4),
        link("PPI, fields", LinkType.PPI, hex("00 00 0c00 65000000 02000000"), IP4),
        link("PKTAP", LinkType.PKTAP, hex("6c000000 01000000 0c000000", new byte[96]), IP4),
        link("USER2", LinkType.USER2, hex("6c000000 01000000 65000000", new byte[96]), IP6));
  }

  private static Arguments link(String name, int linkType, byte[] header, byte[] ip) {
    return arguments(name, linkType, header, ip);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("links")
  void linkHeaderLeadsToIp(String name, int linkType, byte[] header, byte[] ip) {
    byte[] packet = concat(header, ip);
    String found = ip[0] >>> 4 == 4 ? udp4At(header.length) : udp6At(header.length);
    assertThat(walk(linkType, packet)).isEqualTo(found);
    for (int captured = 0; captured <= header.length; captured++) {
      assertThat(walk(linkType, Arrays.copyOf(packet, captured)))
          .as(name + " cut at " + captured)
          .isEqualTo(none(Stop.CUT));
    }
    byte[] otherVersion = packet.clone();
    otherVersion[header.length] = 0x50;
    assertThat(Packet.of(otherVersion, linkType).ip()).isNull();
  }

  /** Every link type with what carries no IP, and why the walk ends. */
  static Stream<Arguments> linksWithoutIp() {
    byte[] rest = new byte[60];
    byte[] snap = concat(hex("aaaa03 000000 0800"), IP4);
    return Stream.of(
        arguments("NULL, AppleTalk", LinkType.NULL, hex("10000000", IP4), Stop.UNKNOWN),
        arguments("RAW, version 5", LinkType.RAW, hex("50", rest), Stop.MALFORMED),
        arguments("IPV6, version 4", LinkType.IPV6, IP4, Stop.MALFORMED),
        arguments("ETHERNET, version 4 as 6", 1, ethernet(EtherType.IP6, IP4), Stop.MALFORMED),
        arguments("PPP, LCP", LinkType.PPP, pppInHdlc(ppp(0xc021, rest)), Stop.UNKNOWN),
        arguments("C_HDLC, SLARP", LinkType.C_HDLC, hex("8f00 8035", rest), Stop.UNKNOWN),
        arguments("C_HDLC, a length", LinkType.C_HDLC, hex("0f00 0040", snap), Stop.UNKNOWN),
        arguments("FRELAY, LMI", LinkType.FRAME_RELAY, hex("0001 03 08", rest), Stop.UNKNOWN),
        arguments("FRELAY, address of one", LinkType.FRAME_RELAY, hex("01", rest), Stop.MALFORMED),
        arguments("FRELAY, no end", LinkType.FRAME_RELAY, new byte[60], Stop.MALFORMED),
        arguments("FDDI, SMT", LinkType.FDDI, hex("41", rest), Stop.UNKNOWN),
        arguments("IEEE802_5, MAC frame", LinkType.TOKEN_RING, hex("1000", rest), Stop.UNKNOWN),
        arguments(
            "IEEE802_5, empty source route",
            LinkType.TOKEN_RING,
            hex("1040", new byte[6], hex("820000000001 0000"), snap),
            Stop.MALFORMED),
        arguments("ARCNET, ARP", LinkType.ARCNET_BSD, hex("1122 d5 00 0001", rest), Stop.NONE),
        arguments("ARCNET, ARP of RFC 1051", LinkType.ARCNET_BSD, hex("1122 f1", rest), Stop.NONE),
        arguments("ARCNET, IPX", LinkType.ARCNET_BSD, hex("1122 fa", rest), Stop.UNKNOWN),
        arguments("SUNATM, LANE", LinkType.SUNATM, hex("01 00 0064", snap), Stop.UNKNOWN),
        arguments(
            "LINUX_SLL, netlink",
            LinkType.LINUX_SLL,
            hex("0004 0338 0000", new byte[8], hex("0800"), IP4),
            Stop.UNKNOWN),
        arguments(
            "LINUX_SLL, Novell's 802.3",
            LinkType.LINUX_SLL,
            hex("0000 0001 0006", new byte[8], hex("0001 ffff"), rest),
            Stop.UNKNOWN),
        arguments("IEEE802_11, beacon", LinkType.IEEE802_11, hex("8000", rest), Stop.UNKNOWN),
        arguments("IEEE802_11, no data", LinkType.IEEE802_11, hex("4801", rest), Stop.UNKNOWN),
        arguments("IEEE802_11, protected", LinkType.IEEE802_11, hex("0841", rest), Stop.UNKNOWN),
        arguments(
            "IEEE802_11_RADIOTAP, length below its own",
            LinkType.IEEE802_11_RADIOTAP,
            hex("0000 0700 00000000", rest),
            Stop.MALFORMED),
        arguments(
            "IEEE802_11_RADIOTAP, presence words without end",
            LinkType.IEEE802_11_RADIOTAP,
            hex("0000 0c00 00000080 00000080", rest),
            Stop.MALFORMED),
        arguments(
            "IEEE802_11_AVS, length below its own",
            LinkType.IEEE802_11_AVS,
            hex("80211001 00000007", rest),
            Stop.MALFORMED),
        arguments(
            "IEEE802_11_AVS, negative length",
            LinkType.IEEE802_11_AVS,
            hex("80211001 ffffffff", rest),
            Stop.MALFORMED),
        arguments(
            "NFLOG, attribute below its own length",
            LinkType.NFLOG,
            hex("02 00 0000 0300 0100", rest),
            Stop.MALFORMED),
        arguments(
            "PPI in PPI",
            LinkType.PPI,
            hex("00 00 0800 c0000000 00 00 0800 65000000", IP4),
            Stop.UNKNOWN),
        arguments(
            "PKTAP in PPI",
            LinkType.PPI,
            hex("00 00 0800 02010000 0c000000 01000000 65000000", IP4),
            Stop.UNKNOWN),
        arguments("PPI, length below", LinkType.PPI, hex("00 00 0700", rest), Stop.MALFORMED),
        arguments("PKTAP, no packet", LinkType.PKTAP, hex("0c000000 00", rest), Stop.UNKNOWN),
        arguments("PKTAP, negative length", LinkType.PKTAP, hex("ffffffff 01", rest), Stop.UNKNOWN),
        arguments("USER0", 147, IP4, Stop.UNKNOWN),
        arguments("a number of nobody", 60_000, IP4, Stop.UNKNOWN),
        arguments("ERF type 5", LinkType.ERF_BASE + 5, IP4, Stop.UNKNOWN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("linksWithoutIp")
  void linkHeaderEndsTheWalk(String name, int linkType, byte[] bytes, Stop stop) {
    assertThat(walk(linkType, bytes)).as(name).isEqualTo(none(stop));
  }

  // ---- IPv4

  @Test
  void headerLengthBelowFiveWordsIsMalformed() {
    for (int words = 0; words < 5; words++) {
      byte[] ip = four().headerWords(words).carry(IpProtocol.UDP, UDP);
      assertThat(walk(ethernet(ip))).isEqualTo("ip4@14 - 17 0>0 MALFORMED");
    }
    byte[] beyond = four().headerWords(15).totalLength(60).carry(IpProtocol.UDP, UDP);
    assertThat(walk(ethernet(beyond))).isEqualTo("ip4@14 - 17 0>0 CUT");
  }

  @Test
  void totalLengthBoundsTheDatagram() {
    assertThat(withTotalLength(0)).isEqualTo(udp4At(14)); // segmentation offload
    for (int tooShort = 1; tooShort < 24; tooShort++) {
      assertThat(withTotalLength(tooShort)).isEqualTo("ip4@14 - 17 0>0 MALFORMED");
    }
    assertThat(withTotalLength(24)).isEqualTo(udp4At(14));
    assertThat(withTotalLength(1500)).isEqualTo(udp4At(14));
    assertThat(withTotalLength(65535)).isEqualTo(udp4At(14));
  }

  private static String withTotalLength(int totalLength) {
    return walk(ethernet(four().totalLength(totalLength).carry(IpProtocol.UDP, UDP)));
  }

  @Test
  void onlyTheFirstFragmentHasATransportHeader() {
    byte[] first = four().fragment(0, true).carry(IpProtocol.TCP, TCP);
    assertThat(walk(ethernet(first))).isEqualTo("ip4@14 tcp@34 6 40001>9 NONE");
    byte[] later = four().fragment(1, true).carryAsIs(IpProtocol.TCP, TCP);
    assertThat(walk(ethernet(later))).isEqualTo("ip4@14 - 6 0>0 FRAGMENT");
    byte[] last = four().fragment(8191, false).carryAsIs(IpProtocol.UDP, UDP);
    assertThat(walk(ethernet(last))).isEqualTo("ip4@14 - 17 0>0 FRAGMENT");
    assertThat(walk(Arrays.copyOf(ethernet(last), 24))).isEqualTo("ip4@14 - 17 0>0 FRAGMENT");
  }

  @Test
  void optionsAreCrossed() {
    for (int length = 4; length <= 40; length += 4) {
      byte[] frame = ethernet(four().options(new byte[length]).carry(IpProtocol.TCP, TCP));
      int transport = 34 + length;
      assertThat(walk(frame)).isEqualTo("ip4@14 tcp@" + transport + " 6 40001>9 NONE");
      for (int captured = 34; captured < transport + 4; captured++) {
        assertThat(walk(Arrays.copyOf(frame, captured))).isEqualTo("ip4@14 - 6 0>0 CUT");
      }
    }
  }

  @Test
  void headerCutAtEveryByte() {
    byte[] frame = ethernet(four().carry(IpProtocol.TCP, TCP));
    for (int captured = 15; captured < frame.length; captured++) {
      String expected =
          captured < 24
              ? "ip4@14 - -1 0>0 CUT"
              : captured < 38 ? "ip4@14 - 6 0>0 CUT" : "ip4@14 tcp@34 6 40001>9 NONE";
      assertThat(walk(Arrays.copyOf(frame, captured))).as("%d bytes", captured).isEqualTo(expected);
      Packet packet = Packet.of(Arrays.copyOf(frame, captured), LinkType.ETHERNET);
      Ip4 ip = packet.ip4();
      assertThat(ip).isNotNull();
      assertThat(ip.src() == null).isEqualTo(captured < 30);
      assertThat(ip.dst() == null).isEqualTo(captured < 34);
      assertThat(ip.hasAddresses()).isEqualTo(captured >= 34);
    }
  }

  @Test
  void transportsBehindIp4() {
    assertThat(behind4(IpProtocol.SCTP, SCTP)).isEqualTo("ip4@14 sctp@34 132 40001>9 NONE");
    byte[] echo = Transports.echo(8, 1, 2, new byte[8]);
    assertThat(behind4(IpProtocol.ICMP, echo)).isEqualTo("ip4@14 icmp@34 1 0>0 NONE");
    assertThat(behind4(IpProtocol.ICMP6, echo)).isEqualTo("ip4@14 icmp6@34 58 0>0 NONE");
    byte[] esp = Transports.esp(1, 2, 30);
    assertThat(behind4(IpProtocol.ESP, esp)).isEqualTo("ip4@14 - 50 0>0 NONE");
    assertThat(behind4(IpProtocol.NO_NEXT_HEADER, NOTHING)).isEqualTo("ip4@14 - 59 0>0 NONE");
    assertThat(behind4(IpProtocol.GRE, UDP)).isEqualTo("ip4@14 - 47 0>0 UNKNOWN");
    assertThat(behind4(IpProtocol.IP4, IP4)).isEqualTo("ip4@14 - 4 0>0 UNKNOWN");
    assertThat(behind4(136, UDP)).isEqualTo("ip4@14 - 136 0>0 UNKNOWN"); // UDP-Lite
    // extension headers of IPv6 are not crossed in IPv4
    assertThat(behind4(IpProtocol.HOP_BY_HOP, hex("1100 0104 00000000", UDP)))
        .isEqualTo("ip4@14 - 0 0>0 UNKNOWN");
    assertThat(behind4(IpProtocol.FRAGMENT, hex("1100 0000 00000001", UDP)))
        .isEqualTo("ip4@14 - 44 0>0 UNKNOWN");
  }

  private static String behind4(int protocol, byte[] payload) {
    return walk(ethernet(four().carryAsIs(protocol, payload)));
  }

  @Test
  void transportsBehindAhHaveNoFlowPorts() {
    byte[] ah = Transports.ah(IpProtocol.TCP, 1, 2, 12);
    assertThat(behind4(IpProtocol.AH, concat(ah, TCP))).isEqualTo("ip4@14 tcp@58 51 0>0 NONE");
    byte[] outer = Transports.ah(IpProtocol.AH, 1, 2, 20);
    assertThat(behind4(IpProtocol.AH, concat(outer, ah, TCP)))
        .isEqualTo("ip4@14 tcp@90 51 0>0 NONE");
    byte[] esp = concat(Transports.ah(IpProtocol.ESP, 1, 2, 12), Transports.esp(3, 4, 30));
    assertThat(behind4(IpProtocol.AH, esp)).isEqualTo("ip4@14 - 51 0>0 NONE");
    assertThat(walk(ethernet(six().ah(1, 2, 12).carry(IpProtocol.TCP, TCP))))
        .isEqualTo("ip6@14 tcp@78 51 0>0 NONE");
    assertThat(walk(ethernet(six().ah(1, 2, 12).destination().carry(IpProtocol.UDP, UDP))))
        .isEqualTo("ip6@14 udp@86 51 0>0 NONE");
    Packet packet = Packet.of(ethernet(six().ah(1, 2, 12).carry(IpProtocol.TCP, TCP)), 1);
    Tcp tcp = packet.tcp();
    assertThat(tcp).isNotNull();
    assertThat(tcp.srcPort()).isEqualTo(SRC_PORT); // the header's, not the flow's
    byte[] frame = ethernet(four().carryAsIs(IpProtocol.AH, concat(ah, TCP)));
    for (int captured = 34; captured < 62; captured++) {
      assertThat(walk(Arrays.copyOf(frame, captured))).isEqualTo("ip4@14 - 51 0>0 CUT");
    }
  }

  // ---- IPv6

  @Test
  void extensionHeadersAreCrossed() {
    assertThat(behind6(six().hopByHop())).isEqualTo("ip6@14 udp@62 17 40001>9 NONE");
    assertThat(behind6(six().destination(new byte[30]))).isEqualTo("ip6@14 udp@86 17 40001>9 NONE");
    assertThat(behind6(six().routing(0, 1, "2001:db8::3", "2001:db8::4")))
        .isEqualTo("ip6@14 udp@94 17 40001>9 NONE");
    assertThat(behind6(six().hopByHop().destination().routing(4, 0, "2001:db8::3").destination()))
        .isEqualTo("ip6@14 udp@102 17 40001>9 NONE");
    assertThat(behind6(six().extension(IpProtocol.DESTINATION_OPTIONS, longest())))
        .isEqualTo("ip6@14 udp@2102 17 40001>9 NONE");
    Ip6Builder many = six();
    for (int i = 0; i < 100; i++) {
      many.destination();
    }
    assertThat(behind6(many)).isEqualTo("ip6@14 udp@854 17 40001>9 NONE");
  }

  private static String behind6(Ip6Builder ip) {
    return walk(ethernet(ip.carry(IpProtocol.UDP, UDP)));
  }

  /** An extension header of 256 units of 8 bytes. */
  private static byte[] longest() {
    return hex("00 ff", new byte[2046]);
  }

  @Test
  void whatEndsAChain() {
    byte[] esp = Transports.esp(1, 2, 20);
    assertThat(walk(ethernet(six().carryAsIs(IpProtocol.ESP, esp))))
        .isEqualTo("ip6@14 - 50 0>0 NONE");
    assertThat(walk(ethernet(six().hopByHop().carryAsIs(IpProtocol.ESP, esp))))
        .isEqualTo("ip6@14 - 50 0>0 NONE");
    assertThat(walk(ethernet(six().carryAsIs(IpProtocol.NO_NEXT_HEADER, NOTHING))))
        .isEqualTo("ip6@14 - 59 0>0 NONE");
    assertThat(walk(ethernet(six().destination().carryAsIs(IpProtocol.NO_NEXT_HEADER, UDP))))
        .isEqualTo("ip6@14 - 59 0>0 NONE");
    byte[] echo = Transports.echo(128, 1, 2, NOTHING);
    assertThat(walk(ethernet(six().hopByHop().carry(IpProtocol.ICMP6, echo))))
        .isEqualTo("ip6@14 icmp6@62 58 0>0 NONE");
    assertThat(walk(ethernet(six().carry(IpProtocol.SCTP, SCTP))))
        .isEqualTo("ip6@14 sctp@54 132 40001>9 NONE");
    for (int mobilityHipShim : new int[] {135, 139, 140}) {
      assertThat(walk(ethernet(six().destination().carryAsIs(mobilityHipShim, new byte[16]))))
          .isEqualTo("ip6@14 - " + mobilityHipShim + " 0>0 UNKNOWN");
    }
  }

  @Test
  void fragmentsOfIp6() {
    assertThat(behind6(six().fragment(0, true, 1))).isEqualTo("ip6@14 udp@62 17 40001>9 NONE");
    assertThat(behind6(six().fragment(0, false, 1))) // atomic (RFC 6946)
        .isEqualTo("ip6@14 udp@62 17 40001>9 NONE");
    assertThat(behind6(six().fragment(0, true, 1).destination()))
        .isEqualTo("ip6@14 udp@70 17 40001>9 NONE");
    assertThat(behind6(six().fragment(1, true, 1))).isEqualTo("ip6@14 - 17 0>0 FRAGMENT");
    assertThat(behind6(six().fragment(8191, false, 1))).isEqualTo("ip6@14 - 17 0>0 FRAGMENT");
    assertThat(behind6(six().hopByHop().fragment(5, false, 1)))
        .isEqualTo("ip6@14 - 17 0>0 FRAGMENT");
    // what follows the first fragment's header, although it is not in this one
    assertThat(behind6(six().fragment(5, false, 1).destination()))
        .isEqualTo("ip6@14 - 60 0>0 FRAGMENT");
    assertThat(behind6(six().ah(1, 2, 12).fragment(5, false, 1)))
        .isEqualTo("ip6@14 - 51 0>0 FRAGMENT");
  }

  @Test
  void payloadLengthBoundsTheChain() {
    for (int tooShort = 1; tooShort < 4; tooShort++) {
      assertThat(behind6(six().payloadLength(tooShort))).isEqualTo("ip6@14 - 17 0>0 MALFORMED");
    }
    assertThat(behind6(six().payloadLength(4))).isEqualTo(udp6At(14));
    assertThat(behind6(six().payloadLength(60_000))).isEqualTo(udp6At(14));
    for (int tooShort = 1; tooShort < 8; tooShort++) {
      assertThat(behind6(six().hopByHop().payloadLength(tooShort)))
          .isEqualTo("ip6@14 - 0 0>0 MALFORMED");
    }
    for (int tooShort = 8; tooShort < 12; tooShort++) {
      assertThat(behind6(six().hopByHop().payloadLength(tooShort)))
          .isEqualTo("ip6@14 - 17 0>0 MALFORMED");
    }
    // RFC 2675, and segmentation offload, which leaves the option out
    byte[] jumbo = hex("c204 00020000");
    assertThat(behind6(six().payloadLength(0).hopByHop(jumbo)))
        .isEqualTo("ip6@14 udp@62 17 40001>9 NONE");
    assertThat(behind6(six().payloadLength(0))).isEqualTo(udp6At(14));
  }

  @Test
  void chainCutAtEveryByte() {
    byte[] frame =
        ethernet(six().hopByHop().routing(4, 0, "2001:db8::3").carry(IpProtocol.TCP, TCP));
    for (int captured = 14; captured < frame.length; captured++) {
      String expected;
      if (captured < 15) {
        expected = none(Stop.CUT);
      } else if (captured < 21) {
        expected = "ip6@14 - -1 0>0 CUT";
      } else if (captured < 62) { // the next header of the fixed header
        expected = "ip6@14 - 0 0>0 CUT";
      } else if (captured < 70) { // that of the options, until so much of the next is there
        expected = "ip6@14 - 43 0>0 CUT";
      } else if (captured < 90) {
        expected = "ip6@14 - 6 0>0 CUT";
      } else {
        expected = "ip6@14 tcp@86 6 40001>9 NONE";
      }
      assertThat(walk(Arrays.copyOf(frame, captured))).as("%d bytes", captured).isEqualTo(expected);
    }
  }

  // ---- transport

  @ParameterizedTest
  @ValueSource(ints = {IpProtocol.TCP, IpProtocol.UDP, IpProtocol.SCTP})
  void portsMustBeCapturedAndDeclared(int protocol) {
    byte[] payload = {(byte) (SRC_PORT >>> 8), (byte) SRC_PORT, 0, DST_PORT, 0, 0, 0, 0};
    String name = IpProtocol.name(protocol).toLowerCase(java.util.Locale.ROOT);
    String found = "ip4@14 " + name + "@34 " + protocol + " 40001>9 NONE";
    String missing = "ip4@14 - " + protocol + " 0>0 ";
    byte[] whole = ethernet(four().carryAsIs(protocol, payload));
    for (int bytes = 0; bytes <= 8; bytes++) {
      boolean enough = bytes >= 4;
      assertThat(walk(Arrays.copyOf(whole, 34 + bytes)))
          .isEqualTo(enough ? found : missing + "CUT");
      byte[] declared = four().totalLength(20 + bytes).carryAsIs(protocol, payload);
      String bounded = enough || bytes == 8 ? found : missing + "MALFORMED";
      assertThat(walk(ethernet(declared))).isEqualTo(bounded);
    }
  }

  @Test
  void paddingIsNoPayload() {
    byte[] frame = padded(ethernet(four().carry(IpProtocol.UDP, Transports.udp(1, 2, NOTHING))));
    assertThat(frame).hasSize(60);
    Packet packet = Packet.of(frame, LinkType.ETHERNET);
    Ip4 ip = packet.ip4();
    Udp udp = packet.udp();
    assertThat(ip).isNotNull();
    assertThat(udp).isNotNull();
    assertThat(ip.data().remaining()).isEqualTo(46);
    assertThat(ip.payload().remaining()).isEqualTo(8);
    assertThat(udp.data().remaining()).isEqualTo(26); // 18 of them behind the header
    assertThat(udp.payload().remaining()).isZero();
    assertThat(ip.isCut()).isFalse();
    assertThat(udp.isCut()).isFalse();
  }

  @Test
  void payloadEndsAtTheTightestDeclaredLength() {
    byte[] data = new byte[20];
    assertThat(payloadOfUdp(four().carry(17, Transports.udp(1, 2, data)))).isEqualTo(20);
    byte[] shorter = Transports.udpWithLength(1, 2, 13, data);
    assertThat(payloadOfUdp(four().carryAsIs(17, shorter))).isEqualTo(5);
    byte[] longer = Transports.udpWithLength(1, 2, 500, data);
    assertThat(payloadOfUdp(four().carryAsIs(17, longer))).isEqualTo(20);
    byte[] tooShort = Transports.udpWithLength(1, 2, 7, data); // says nothing
    assertThat(payloadOfUdp(four().carryAsIs(17, tooShort))).isEqualTo(20);
    assertThat(payloadOfUdp(four().totalLength(30).carryAsIs(17, longer))).isEqualTo(2);
    assertThat(payloadOfUdp(four().totalLength(0).carryAsIs(17, longer))).isEqualTo(20 + 6);
    assertThat(payloadOfUdp(six().carryAsIs(17, longer))).isEqualTo(20);
    assertThat(payloadOfUdp(six().payloadLength(10).carryAsIs(17, longer))).isEqualTo(2);
    assertThat(payloadOfUdp(six().payloadLength(0).carryAsIs(17, longer))).isEqualTo(20 + 6);
  }

  /** In a frame with six bytes behind the datagram. */
  private static int payloadOfUdp(byte[] ip) {
    Udp udp = Packet.of(concat(ethernet(ip), new byte[6]), LinkType.ETHERNET).udp();
    assertThat(udp).isNotNull();
    assertThat(udp.payload().position()).isZero();
    assertThat(udp.payload().isReadOnly()).isTrue();
    return udp.payload().remaining();
  }

  @Test
  void payloadOfTcpBeginsBehindItsOptions() {
    byte[] options = Transports.tcp(1, 2, 3, 4, 0x10, 5, new byte[40], new byte[7]);
    assertThat(payloadOfTcp(four().carry(6, options))).isEqualTo(7);
    assertThat(payloadOfTcp(six().hopByHop().carry(6, options))).isEqualTo(7);
    for (int dataOffset = 0; dataOffset < 5; dataOffset++) {
      byte[] malformed = Transports.tcpWithDataOffset(dataOffset, new byte[9]);
      assertThat(payloadOfTcp(four().carry(6, malformed))).isZero();
    }
    assertThat(payloadOfTcp(four().carry(6, Transports.tcpWithDataOffset(5, new byte[9]))))
        .isEqualTo(9);
    assertThat(payloadOfTcp(four().carry(6, Transports.tcpWithDataOffset(15, new byte[9]))))
        .isZero();
  }

  private static int payloadOfTcp(byte[] ip) {
    Tcp tcp = Packet.of(padded(ethernet(ip)), LinkType.ETHERNET).tcp();
    assertThat(tcp).isNotNull();
    return tcp.payload().remaining();
  }

  // ---- limits

  @Test
  void headersBeyondOffset65535AreOutOfReach() {
    assertThat(walk(manyTags(16_000, 200_000))).isEqualTo(udp4At(14 + 4 * 16_000));
    // IP just within reach: its transport is not
    assertThat(walk(manyTags(16_380, 200_000))).isEqualTo("ip4@65534 - 17 0>0 LIMIT");
    assertThat(walk(manyTags(16_381, 200_000))).isEqualTo(none(Stop.LIMIT));
    assertThat(walk(manyTags(49_000, 200_000))).isEqualTo(none(Stop.LIMIT));
    byte[] onlyTags = manyTags(49_996, 200_000);
    assertThat(walk(Arrays.copyOf(onlyTags, 199_998))).isEqualTo(none(Stop.CUT));
  }

  /** A frame of so many bytes with so many tags and a datagram behind them. */
  private static byte[] manyTags(int tags, int length) {
    ByteBuffer frame = ByteBuffer.allocate(length).position(12);
    for (int i = 0; i < tags; i++) {
      frame.putShort((short) EtherType.VLAN).putShort((short) i);
    }
    frame.putShort((short) EtherType.IP4);
    frame.put(IP4, 0, Math.min(IP4.length, frame.remaining()));
    return frame.array();
  }

  @Test
  void otherHeadersBeyondOffset65535AreOutOfReach() {
    byte[] labels = new byte[70_000];
    byte[] bottom = hex("00010140", IP4);
    assertThat(walk(ethernet(EtherType.MPLS, concat(labels, bottom)))).isEqualTo(none(Stop.LIMIT));
    byte[] tags = manyTags(16_381, 100_000);
    tags[12 + 4 * 16_381 + 1] = 0x06; // ARP
    assertThat(walk(tags)).isEqualTo(none(Stop.LIMIT));
    tags[12 + 4 * 16_381] = (byte) 0x86;
    tags[12 + 4 * 16_381 + 1] = (byte) 0xdd;
    assertThat(walk(tags)).isEqualTo(none(Stop.LIMIT));
    Ip6Builder jumbo = six().payloadLength(0);
    for (int i = 0; i < 32; i++) { // 65,536 bytes
      jumbo.extension(IpProtocol.DESTINATION_OPTIONS, longest());
    }
    assertThat(behind6(jumbo)).isEqualTo("ip6@14 - 17 0>0 LIMIT");
  }

  // ---- fast path

  @Test
  void fastPathAnswersAsTheGeneralWalkOrNotAtAll() {
    List<byte[]> frames =
        List.of(
            ethernet(four().carry(IpProtocol.TCP, TCP)),
            ethernet(IP4),
            ethernet(four().fragment(0, true).carry(IpProtocol.UDP, UDP)),
            ethernet(four().fragment(3, false).carry(IpProtocol.UDP, UDP)),
            ethernet(four().options(new byte[4]).carry(IpProtocol.TCP, TCP)),
            ethernet(four().totalLength(0).carry(IpProtocol.TCP, TCP)),
            ethernet(four().carry(IpProtocol.SCTP, SCTP)),
            ethernet(four().carry(IpProtocol.ICMP, Transports.echo(8, 1, 2, NOTHING))),
            padded(ethernet(four().carry(IpProtocol.UDP, Transports.udp(1, 2, NOTHING)))),
            ethernet(six().carry(IpProtocol.TCP, TCP)),
            ethernet(EtherType.VLAN, tag(0, 1, EtherType.IP4, IP4)),
            ieee8023(snap(EtherType.IP4, IP4)));
    SplittableRandom random = new SplittableRandom(20_250_101);
    ByteBuffer buffer = ByteBuffer.allocate(256);
    int known = 0;
    for (int i = 0; i < 1_000_000; i++) {
      byte[] frame = frames.get(random.nextInt(frames.size()));
      int start = random.nextInt(64);
      buffer.put(start, frame);
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        int at = 12 + random.nextInt(26); // EtherType to ports
        int value = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextInt(256);
        buffer.put(start + at, (byte) value);
      }
      int captured = random.nextInt(8) == 0 ? random.nextInt(frame.length + 1) : frame.length;
      long fast = LayerWalk.ofCommonEthernet(buffer, start, captured);
      if (fast != 0) {
        known++;
        long general = LayerWalk.walk(buffer, start, start + captured, LinkType.ETHERNET);
        if (fast != general) {
          assertThat(Long.toHexString(fast))
              .as("mutation %d", i)
              .isEqualTo(Long.toHexString(general));
        }
      }
    }
    assertThat(known).isBetween(200_000, 800_000);
    assertThat(LayerWalk.ofCommonEthernet(ByteBuffer.wrap(frames.get(0)), 0, 38)).isNotZero();
    assertThat(LayerWalk.ofCommonEthernet(ByteBuffer.wrap(frames.get(0)), 0, 37)).isZero();
  }
}
