// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Ip6Builder.ip6;
import static org.plt4j.testdata.Transports.ACK;
import static org.plt4j.testdata.Transports.ICMP;
import static org.plt4j.testdata.Transports.ICMP6;
import static org.plt4j.testdata.Transports.PSH;
import static org.plt4j.testdata.Transports.SCTP;
import static org.plt4j.testdata.Transports.SYN;
import static org.plt4j.testdata.Transports.TCP;
import static org.plt4j.testdata.Transports.UDP;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The IP packets that one link layer after the other carries: every transport over either version.
 * TCP and UDP go to port 9 (discard), whose payload means nothing to anybody.
 */
final class Samples {
  static final String SRC = "192.0.2.10";
  static final String DST = "198.51.100.20";
  static final String SRC6 = "2001:db8:1::10";
  static final String DST6 = "2001:db8:2::20";

  private static final byte[] SYN_OPTIONS = Bytes.ofHex("020405b4 01 030307 0101 0402");
  private static final int DISCARD = 9;

  private Samples() {}

  static byte[] tcpSyn() {
    return Transports.tcp(40001, DISCARD, 0x10203040L, 0, SYN, 64240, SYN_OPTIONS, new byte[0]);
  }

  static byte[] tcpData() {
    return Transports.tcp(DISCARD, 40001, 0xfffffff0L, 0x10203041L, ACK | PSH, Bytes.pattern(21));
  }

  static byte[] udp() {
    return Transports.udp(40002, DISCARD, Bytes.pattern(17));
  }

  static byte[] sctp() {
    byte[] init = Transports.sctpChunk(1, 0, Transports.sctpInit(0x0a0b0c0dL, 7));
    return Transports.sctp(40003, DISCARD, 0, init);
  }

  static byte[] sctpData() {
    byte[] sack = Transports.sctpChunk(3, 0, Bytes.ofHex("00000006 00010000 0000 0000"));
    byte[] data = Transports.sctpChunk(0, 3, Transports.sctpData(7, Bytes.pattern(13)));
    return Transports.sctp(40003, DISCARD, 0x0a0b0c0dL, sack, data);
  }

  /** IPv4 with TCP, UDP, ICMP, SCTP, and a later fragment. */
  static List<byte[]> overIp4() {
    return List.of(
        ip4(SRC, DST).carry(TCP, tcpSyn()),
        ip4(DST, SRC).ttl(57).identification(2).carry(TCP, tcpData()),
        ip4(SRC, DST).identification(3).carry(UDP, udp()),
        ip4(SRC, DST).identification(4).carry(ICMP, Transports.echo(8, 1, 2, Bytes.pattern(16))),
        ip4(SRC, DST).identification(5).carry(SCTP, sctp()),
        ip4(SRC, DST).identification(6).fragment(185, false).carryAsIs(UDP, Bytes.pattern(24)));
  }

  /** IPv6 with TCP, UDP, ICMPv6, SCTP, and TCP behind extension headers. */
  static List<byte[]> overIp6() {
    return List.of(
        ip6(SRC6, DST6).flowLabel(0x12345).carry(TCP, tcpSyn()),
        ip6(DST6, SRC6).hopLimit(57).trafficClass(0xb8).carry(TCP, tcpData()),
        ip6(SRC6, DST6).carry(UDP, udp()),
        ip6(SRC6, DST6).carry(ICMP6, Transports.echo(128, 1, 2, Bytes.pattern(16))),
        ip6(SRC6, DST6).carry(SCTP, sctp()),
        ip6(SRC6, DST6).hopByHop().destination().carry(TCP, tcpData()));
  }

  static List<byte[]> overIp() {
    return Stream.concat(overIp4().stream(), overIp6().stream()).toList();
  }

  /** Forty bytes of IPv4 options: an empty record of a route, and the end of the list. */
  static byte[] recordRoute() {
    return new Bytes().hex("07 27 04").zeros(36).u8(0).array();
  }

  static byte[] arpRequest() {
    return LinkLayers.arp(1, LinkLayers.NEAR, SRC, "000000000000", DST);
  }

  /** One Ethernet frame of nearly everything, for snap lengths to cut. */
  static List<byte[]> everything() {
    List<byte[]> frames = new ArrayList<>();
    overIp().forEach(ip -> frames.add(LinkLayers.ethernet(ip)));
    byte[] tcp4 = ip4(SRC, DST).carry(TCP, tcpSyn());
    byte[] udp6 = ip6(SRC6, DST6).carry(UDP, udp());
    byte[] longTcp = Transports.tcp(40001, DISCARD, 1, 2, ACK, Bytes.pattern(200));
    frames.add(LinkLayers.padded(LinkLayers.ethernet(LinkLayers.ARP, arpRequest())));
    frames.add(LinkLayers.ethernet(LinkLayers.VLAN, LinkLayers.tag(0, 10, LinkLayers.IP4, tcp4)));
    byte[] inner = LinkLayers.tag(0, 20, LinkLayers.IP6, udp6);
    frames.add(
        LinkLayers.ethernet(
            LinkLayers.SERVICE_VLAN, LinkLayers.tag(3, 100, LinkLayers.VLAN, inner)));
    frames.add(LinkLayers.ethernet(LinkLayers.MPLS, LinkLayers.mpls(tcp4, 16, 17, 18)));
    byte[] session = LinkLayers.pppoe(0, 5, LinkLayers.ppp(udp6));
    frames.add(LinkLayers.ethernet(LinkLayers.PPPOE_SESSION, session));
    frames.add(LinkLayers.ieee8023(LinkLayers.snap(LinkLayers.IP4, tcp4)));
    frames.add(LinkLayers.ethernet(ip4(SRC, DST).options(recordRoute()).carry(UDP, udp())));
    frames.add(LinkLayers.ethernet(ip4(SRC, DST).carry(TCP, longTcp)));
    frames.add(LinkLayers.ethernet(ip6(SRC6, DST6).carry(TCP, longTcp)));
    frames.add(
        LinkLayers.ethernet(
            ip6(SRC6, DST6)
                .hopByHop()
                .routing(4, 0, "2001:db8:3::1")
                .fragment(0, true, 99)
                .destination()
                .carry(UDP, udp())));
    frames.add(LinkLayers.ethernet(ip6(SRC6, DST6).ah(1, 2, 12).carry(TCP, tcpSyn())));
    frames.add(LinkLayers.ethernet(ip4(SRC, DST).carry(SCTP, sctpData())));
    return List.copyOf(frames);
  }
}
