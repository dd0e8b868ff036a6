// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Ip6Builder.ip6;
import static org.plt4j.testdata.LinkLayers.IP4;
import static org.plt4j.testdata.LinkLayers.IP6;
import static org.plt4j.testdata.LinkLayers.MPLS;
import static org.plt4j.testdata.LinkLayers.PPPOE_SESSION;
import static org.plt4j.testdata.LinkLayers.VLAN;
import static org.plt4j.testdata.LinkLayers.ethernet;
import static org.plt4j.testdata.LinkLayers.mpls;
import static org.plt4j.testdata.LinkLayers.ppp;
import static org.plt4j.testdata.LinkLayers.pppInHdlc;
import static org.plt4j.testdata.LinkLayers.tag;
import static org.plt4j.testdata.Samples.DST;
import static org.plt4j.testdata.Samples.DST6;
import static org.plt4j.testdata.Samples.SRC;
import static org.plt4j.testdata.Samples.SRC6;
import static org.plt4j.testdata.Transports.ACK;
import static org.plt4j.testdata.Transports.AH;
import static org.plt4j.testdata.Transports.ESP;
import static org.plt4j.testdata.Transports.GRE;
import static org.plt4j.testdata.Transports.ICMP;
import static org.plt4j.testdata.Transports.ICMP6;
import static org.plt4j.testdata.Transports.IP6_IN_IP;
import static org.plt4j.testdata.Transports.IP_IN_IP;
import static org.plt4j.testdata.Transports.SCTP;
import static org.plt4j.testdata.Transports.TCP;
import static org.plt4j.testdata.Transports.UDP;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What stands in IP headers and behind them, in Ethernet frames: the common, the rare, the bad. */
final class HeaderTraces {
  private static final long START = 1_700_000_000_000_000_000L;
  private static final byte[] NOTHING = {};

  private HeaderTraces() {}

  static void addTo(Map<String, byte[]> traces) {
    put(traces, "fragments-ip4", fragmentsOfIp4());
    put(traces, "fragments-ip6", fragmentsOfIp6());
    put(traces, "ip6-extension-headers", extensionHeaders());
    put(traces, "ip4-options", options());
    put(traces, "length-zero", lengthZero());
    put(traces, "transports", transports());
    put(traces, "icmp-errors", icmpErrors());
    put(traces, "tunnels", tunnels());
    put(traces, "malformed", malformed());
  }

  private static void put(Map<String, byte[]> traces, String name, List<byte[]> frames) {
    traces.put(name + ".pcap", PcapFile.of(1, Frame.sequence(START, frames)));
  }

  private static List<byte[]> inEthernet(List<byte[]> packets) {
    return packets.stream().map(LinkLayers::ethernet).toList();
  }

  private static List<byte[]> fragmentsOfIp4() {
    byte[] udp = Transports.udp(40002, 9, Bytes.pattern(200));
    byte[] tcp = Transports.tcp(40001, 9, 1, 2, ACK, Bytes.pattern(100));
    byte[] echo = Transports.echo(8, 1, 2, Bytes.pattern(100));
    List<byte[]> packets = new ArrayList<>();
    packets.addAll(ip4(SRC, DST).identification(1).fragments(UDP, udp, 80));
    packets.addAll(ip4(SRC, DST).identification(2).fragments(TCP, tcp, 48));
    packets.addAll(ip4(SRC, DST).identification(3).fragments(ICMP, echo, 64));
    packets.addAll(
        ip4(SRC, DST).identification(4).options(Bytes.ofHex("94040000")).fragments(UDP, udp, 120));
    // Of one part of eight bytes only: no whole TCP header in it (RFC 1858).
    packets.addAll(ip4(SRC, DST).identification(5).fragments(TCP, Arrays.copyOf(tcp, 24), 8));
    packets.add(ip4(SRC, DST).identification(6).fragment(8191, false).carryAsIs(UDP, udp));
    return inEthernet(packets);
  }

  private static List<byte[]> fragmentsOfIp6() {
    byte[] udp = Transports.udp(40002, 9, Bytes.pattern(200));
    byte[] tcp = Transports.tcp(40001, 9, 1, 2, ACK, Bytes.pattern(100));
    byte[] echo = Transports.echo(128, 1, 2, Bytes.pattern(100));
    List<byte[]> packets = new ArrayList<>();
    packets.addAll(ip6(SRC6, DST6).fragments(UDP, udp, 80, 1));
    packets.addAll(ip6(SRC6, DST6).hopByHop().fragments(TCP, tcp, 48, 2));
    packets.addAll(ip6(SRC6, DST6).fragments(ICMP6, echo, 64, 3));
    // Destination options behind the fragment header: in the first fragment only.
    byte[] summed = Checksums.filled(UDP, Bytes.ofAddress(SRC6), Bytes.ofAddress(DST6), udp);
    byte[] rest = Arrays.copyOf(summed, 40);
    packets.add(ip6(SRC6, DST6).fragment(0, true, 4).destination().carryAsIs(UDP, rest));
    packets.add(ip6(SRC6, DST6).fragment(6, false, 4).carryAsIs(60, Bytes.pattern(40)));
    // Whole, although it has a fragment header: an atomic fragment (RFC 6946).
    packets.add(ip6(SRC6, DST6).fragment(0, false, 5).carry(UDP, udp));
    return inEthernet(packets);
  }

  private static List<byte[]> extensionHeaders() {
    byte[] tcp = Samples.tcpData();
    byte[] udp = Samples.udp();
    byte[] bindingUpdate = Bytes.ofHex("3b01 0500 0000 0001 8000 001e 0102 0000");
    byte[] hip = new Bytes().hex("3b04 0711 0000 0000").raw(Bytes.pattern(32)).array();
    byte[] shim = Bytes.ofHex("0000 800000000001");
    byte[] longOptions = new Bytes().u8(0x1e).u8(120).raw(Bytes.pattern(120)).array();
    return inEthernet(
        List.of(
            ip6(SRC6, DST6).hopByHop().carry(UDP, udp),
            ip6(SRC6, DST6).destination().carry(TCP, tcp),
            ip6(SRC6, DST6).destination(longOptions).carry(UDP, udp),
            ip6(SRC6, DST6).routing(0, 0, "2001:db8:3::1").carry(TCP, tcp),
            ip6(SRC6, DST6).routing(0, 2, "2001:db8:3::1", "2001:db8:3::2").carry(UDP, udp),
            ip6(SRC6, DST6).routing(2, 1, "2001:db8:4::1").carry(TCP, tcp),
            ip6(SRC6, DST6).routing(4, 0, "2001:db8:5::1", "2001:db8:5::2").carry(TCP, tcp),
            ip6(SRC6, DST6).fragment(0, true, 77).carry(UDP, udp),
            ip6(SRC6, DST6).ah(256, 1, 12).carry(TCP, tcp),
            ip6(SRC6, DST6).ah(256, 2, 20).destination().carry(UDP, udp),
            ip6(SRC6, DST6).carryAsIs(ESP, Transports.esp(512, 3, 60)),
            ip6(SRC6, DST6).destination().carryAsIs(ESP, Transports.esp(513, 4, 60)),
            ip6(SRC6, DST6).carryAsIs(Ip6Builder.NO_NEXT_HEADER, NOTHING),
            ip6(SRC6, DST6).hopByHop().carryAsIs(Ip6Builder.NO_NEXT_HEADER, Bytes.pattern(12)),
            ip6(SRC6, DST6).carry(Transports.MOBILITY, bindingUpdate),
            ip6(SRC6, DST6)
                .hopByHop((byte) 5, (byte) 2, (byte) 0, (byte) 0)
                .destination()
                .routing(4, 1, "2001:db8:5::1", "2001:db8:5::2")
                .ah(256, 5, 12)
                .destination()
                .carry(TCP, tcp),
            ip6(SRC6, DST6).carry(Transports.HIP, hip),
            ip6(SRC6, DST6).extension(Transports.SHIM6, shim).carry(UDP, udp),
            ip6(SRC6, DST6).carryAsIs(253, Bytes.pattern(16)),
            ip6(SRC6, DST6).ah(256, 6, 12).carryAsIs(ESP, Transports.esp(514, 7, 40))));
  }

  private static List<byte[]> options() {
    byte[] udp = Samples.udp();
    byte[] tcp = Samples.tcpData();
    byte[] recordRoute = Samples.recordRoute();
    byte[] sourceRoute = new Bytes().hex("83 07 04").raw(Bytes.ofAddress("203.0.113.1")).array();
    byte[] timeStamps = new Bytes().hex("44 24 05 01").zeros(32).u32(0).array();
    return inEthernet(
        List.of(
            ip4(SRC, DST).options(Bytes.ofHex("94040000")).carry(UDP, udp),
            ip4(SRC, DST).options(Bytes.ofHex("01010100")).carry(TCP, tcp),
            ip4(SRC, DST).options(recordRoute).carry(UDP, udp),
            ip4(SRC, DST).options(recordRoute).carry(TCP, tcp),
            ip4(SRC, DST)
                .options(new Bytes().raw(sourceRoute).align(4).array())
                .finalDestination("203.0.113.1")
                .carry(TCP, tcp),
            ip4(SRC, DST).options(timeStamps).carry(ICMP, Transports.echo(8, 1, 1, NOTHING)),
            ip4(SRC, DST).options(Bytes.ofHex("88 04 1234")).carry(SCTP, Samples.sctpData()),
            ip4(SRC, DST).options(Bytes.ofHex("00000000")).carry(UDP, udp),
            ip4(SRC, DST).options(Bytes.ofHex("1e 06 01020304 01 01")).carry(UDP, udp)));
  }

  /** Length fields of zero, as a host with segmentation offload captures them. */
  private static List<byte[]> lengthZero() {
    byte[] tcp = Transports.tcp(40001, 9, 1, 2, ACK, Bytes.pattern(600));
    return inEthernet(
        List.of(
            ip4(SRC, DST).totalLength(0).carry(TCP, tcp),
            ip4(DST, SRC).totalLength(0).carry(TCP, Samples.tcpData()),
            ip4(SRC, DST).totalLength(0).carry(UDP, Samples.udp()),
            ip6(SRC6, DST6).payloadLength(0).carry(TCP, tcp),
            ip6(SRC6, DST6)
                .payloadLength(0)
                .hopByHop(new Bytes().hex("c204").u32(8 + tcp.length).array())
                .carry(TCP, tcp),
            ip4(SRC, DST).carry(UDP, Transports.udpWithLength(40002, 9, 0, Bytes.pattern(300)))));
  }

  private static List<byte[]> transports() {
    byte[] options =
        Bytes.ofHex("0101 080a 01020304 05060708 0101 0512 00000001 00000009 00000010 00000020");
    byte[] dccp = Bytes.ofHex("9c41 0009 05 00 0000 01 00 000000000001 64697363");
    byte[] udpLite = Bytes.ofHex("9c42 0009 0000 0000 61626364");
    byte[] abort = Transports.sctpChunk(6, 1, NOTHING);
    byte[] hopByHop = Bytes.ofHex("3b00 0104 00000000");
    byte[] summed =
        Checksums.filled(TCP, Bytes.ofAddress(SRC), Bytes.ofAddress(DST), Samples.tcpData());
    byte[] zeroSum = Transports.udp(40002, 9, Bytes.pattern(11));
    byte[] tcp = Transports.tcp(40009, 9, 7, 8, ACK, 4096, options, Bytes.pattern(30));
    return inEthernet(
        List.of(
            ip4(SRC, DST).carry(TCP, tcp),
            ip6(SRC6, DST6).carry(TCP, tcp),
            ip4(SRC, DST).carry(TCP, Transports.tcp(40001, 9, 1, 2, 0x1ff, NOTHING)),
            ip4(SRC, DST).carryAsIs(UDP, zeroSum),
            ip6(SRC6, DST6).carryAsIs(UDP, zeroSum),
            ip4(SRC, DST).carry(UDP, Transports.udp(0, 0, NOTHING)),
            ip4(SRC, DST).carry(SCTP, Samples.sctp()),
            ip6(SRC6, DST6).carry(SCTP, Samples.sctpData()),
            ip4(SRC, DST).carry(SCTP, Transports.sctp(40003, 9, 5, abort)),
            ip4(SRC, DST).carry(Transports.DCCP, dccp),
            ip4(SRC, DST).carry(Transports.UDP_LITE, udpLite),
            ip4(SRC, DST).carry(Transports.IGMP, Bytes.ofHex("11640000 00000000")),
            ip4(SRC, DST).carryAsIs(ESP, Transports.esp(1, 2, 40)),
            ip4(SRC, DST).carryAsIs(AH, Bytes.concat(Transports.ah(TCP, 1, 2, 12), summed)),
            ip4(SRC, DST).carryAsIs(253, Bytes.pattern(9)),
            ip4(SRC, DST).carryAsIs(0, hopByHop),
            ip4(SRC, SRC).carry(UDP, Samples.udp()),
            ip4(SRC, DST).headerChecksum(0xdead).carry(UDP, Samples.udp()),
            ip4(SRC, DST).carryAsIs(TCP, Checksums.withU16(Samples.tcpData(), 16, 0xbeef)),
            ip4(SRC, DST).carry(ICMP, Transports.icmp(13, 0, 0x00010001, new byte[12])),
            ip6(SRC6, DST6)
                .hopLimit(255)
                .carry(ICMP6, Transports.icmp(136, 0, 0x60000000L, Bytes.ofAddress(SRC6)))));
  }

  /** ICMP messages that quote the datagram they are about, whole or cut. */
  private static List<byte[]> icmpErrors() {
    byte[] quoted = ip4(SRC, DST).ttl(1).carry(UDP, Transports.udp(41001, 33434, new byte[24]));
    byte[] quotedTcp = ip4(SRC, DST).carry(TCP, Samples.tcpSyn());
    byte[] quoted6 = ip6(SRC6, DST6).hopLimit(1).carry(UDP, Samples.udp());
    byte[] router = Bytes.ofAddress("192.0.2.1");
    long gateway = (router[0] & 0xffL) << 24 | router[1] << 16 | router[2] << 8 | router[3];
    Ip4Builder from4 = ip4("203.0.113.1", SRC);
    Ip6Builder from6 = ip6("2001:db8:9::1", SRC6);
    return inEthernet(
        List.of(
            from4.carry(ICMP, Transports.icmp(3, 3, 0, Arrays.copyOf(quoted, 28))),
            from4.carry(ICMP, Transports.icmp(3, 4, 1400, quotedTcp)),
            from4.carry(ICMP, Transports.icmp(11, 0, 0, quoted)),
            from4.carry(ICMP, Transports.icmp(5, 1, gateway, Arrays.copyOf(quotedTcp, 28))),
            from4.carry(ICMP, Transports.icmp(12, 0, 0x14000000L, Arrays.copyOf(quoted, 28))),
            from4.carry(ICMP, Transports.icmp(3, 1, 0, Arrays.copyOf(quoted, 16))),
            from4.carry(ICMP, Transports.icmp(3, 1, 0, NOTHING)),
            from6.carry(ICMP6, Transports.icmp(1, 4, 0, quoted6)),
            from6.carry(ICMP6, Transports.icmp(2, 0, 1280, quoted6)),
            from6.carry(ICMP6, Transports.icmp(3, 0, 0, quoted6)),
            from6.carry(ICMP6, Transports.icmp(4, 1, 6, quoted6)),
            from6.carry(ICMP6, Transports.icmp(3, 0, 0, Arrays.copyOf(quoted6, 44)))));
  }

  private static List<byte[]> tunnels() {
    byte[] in4 = ip4("10.0.0.1", "10.0.0.2").carry(TCP, Samples.tcpData());
    byte[] in6 = ip6("fd00::1", "fd00::2").carry(UDP, Samples.udp());
    byte[] frame = ethernet("02:00:00:00:00:02", "02:00:00:00:00:01", IP4, in4);
    byte[] frame6 = ethernet("02:00:00:00:00:02", "02:00:00:00:00:01", IP6, in6);
    byte[] bubble = ip6("2001:0:c633:6401::1", "2001:0:c633:6401::2").carry(59, NOTHING);
    Ip4Builder out4 = ip4(SRC, DST);
    Ip6Builder out6 = ip6(SRC6, DST6);
    return inEthernet(
        List.of(
            out4.carry(IP_IN_IP, in4),
            out4.carry(IP6_IN_IP, in6),
            out6.carry(IP_IN_IP, in4),
            out6.carry(IP6_IN_IP, in6),
            out4.carry(IP_IN_IP, ip4("10.1.0.1", "10.1.0.2").carry(IP_IN_IP, in4)),
            out4.carry(GRE, Tunnels.gre(IP4, in4)),
            out6.carry(GRE, Tunnels.gre(IP6, in6)),
            out4.carry(GRE, Tunnels.greWithAll(IP4, 0xabcd, 17, in4)),
            out4.carry(GRE, Tunnels.gre(0x6558, frame)),
            out4.carry(GRE, Tunnels.gre(MPLS, mpls(in4, 800))),
            out4.carry(GRE, Tunnels.gre1(5, 6, pppInHdlc(ppp(in4)))),
            out4.carry(UDP, overUdp(50001, Tunnels.VXLAN_PORT, Tunnels.vxlan(0x123456, frame))),
            out6.carry(UDP, overUdp(50001, Tunnels.VXLAN_PORT, Tunnels.vxlan(7, frame6))),
            out4.carry(
                UDP,
                overUdp(50002, Tunnels.GENEVE_PORT, Tunnels.geneve(99, 0x6558, NOTHING, frame))),
            out4.carry(
                UDP,
                overUdp(
                    50002,
                    Tunnels.GENEVE_PORT,
                    Tunnels.geneve(99, IP4, Bytes.ofHex("0102 03 01 01020304"), in4))),
            out4.carry(UDP, overUdp(2152, Tunnels.GTP_U_PORT, Tunnels.gtpU(0x11223344L, in4))),
            out4.carry(
                UDP, overUdp(2152, Tunnels.GTP_U_PORT, Tunnels.gtpUWithExtension(5, 6, in6))),
            out4.carry(
                UDP,
                overUdp(1701, Tunnels.L2TP_PORT, Tunnels.l2tp(3, 4, true, pppInHdlc(ppp(in4))))),
            out4.carry(UDP, overUdp(1701, Tunnels.L2TP_PORT, Tunnels.l2tp(3, 4, false, ppp(in6)))),
            out4.carry(UDP, overUdp(50003, Tunnels.TEREDO_PORT, bubble)),
            out4.carry(
                UDP,
                overUdp(
                    Tunnels.TEREDO_PORT, 50003, Tunnels.teredoOrigin(50003, "192.0.2.10", bubble))),
            out4.carry(Transports.ETHERIP, Tunnels.etherIp(frame)),
            out4.carry(Transports.MPLS_IN_IP, mpls(in4, 900))));
  }

  private static byte[] overUdp(int srcPort, int dstPort, byte[] payload) {
    return Transports.udp(srcPort, dstPort, payload);
  }

  private static List<byte[]> malformed() {
    List<byte[]> frames = new ArrayList<>();
    frames.addAll(inEthernet(malformedIp4()));
    frames.addAll(inEthernet(malformedTransports()));
    frames.addAll(inEthernet(malformedIp6()));
    frames.addAll(malformedLinks());
    return frames;
  }

  private static List<byte[]> malformedIp4() {
    byte[] udp = Samples.udp();
    return List.of(
        ip4(SRC, DST).headerWords(4).carry(UDP, udp),
        ip4(SRC, DST).headerWords(0).carry(UDP, udp),
        ip4(SRC, DST).headerWords(15).carry(UDP, udp),
        ip4(SRC, DST).totalLength(19).carry(UDP, udp),
        ip4(SRC, DST).totalLength(20).carry(UDP, udp),
        ip4(SRC, DST).totalLength(24).carry(UDP, udp),
        ip4(SRC, DST).totalLength(1500).carry(UDP, udp),
        ip4(SRC, DST).options(Bytes.ofHex("07000000")).carry(UDP, udp),
        ip4(SRC, DST).options(Bytes.ofHex("07010000")).carry(UDP, udp),
        ip4(SRC, DST).options(Bytes.ofHex("07270400")).carry(UDP, udp),
        ip4(SRC, DST).options(Bytes.ofHex("01010107")).carry(UDP, udp),
        Arrays.copyOf(ip4(SRC, DST).carry(UDP, udp), 19),
        Arrays.copyOf(ip4(SRC, DST).carry(UDP, udp), 1));
  }

  private static List<byte[]> malformedTransports() {
    byte[] tcp = Samples.tcpSyn();
    byte[] zeroChunk = Bytes.ofHex("0003 0000");
    byte[] longChunk = Bytes.ofHex("0003 ffff 00000001");
    return List.of(
        ip4(SRC, DST).carry(TCP, Transports.tcpWithDataOffset(0, Bytes.pattern(8))),
        ip4(SRC, DST).carry(TCP, Transports.tcpWithDataOffset(4, Bytes.pattern(8))),
        ip4(SRC, DST).carry(TCP, Transports.tcpWithDataOffset(15, Bytes.pattern(8))),
        ip4(SRC, DST).carry(TCP, Transports.tcpWithDataOffset(6, Bytes.ofHex("08000101"))),
        ip4(SRC, DST).carry(TCP, Transports.tcpWithDataOffset(6, Bytes.ofHex("08010101"))),
        ip4(SRC, DST).carry(TCP, Transports.tcpWithDataOffset(6, Bytes.ofHex("01010108"))),
        ip4(SRC, DST).carryAsIs(TCP, Arrays.copyOf(tcp, 3)),
        ip4(SRC, DST).carryAsIs(TCP, Arrays.copyOf(tcp, 4)),
        ip4(SRC, DST).carryAsIs(TCP, Arrays.copyOf(tcp, 13)),
        ip4(SRC, DST).carryAsIs(TCP, NOTHING),
        ip4(SRC, DST).carry(UDP, Transports.udpWithLength(40002, 9, 7, Bytes.pattern(8))),
        ip4(SRC, DST).carry(UDP, Transports.udpWithLength(40002, 9, 500, Bytes.pattern(8))),
        ip4(SRC, DST).carry(SCTP, Transports.sctp(40003, 9, 5, zeroChunk)),
        ip4(SRC, DST).carry(SCTP, Transports.sctp(40003, 9, 5, longChunk)),
        ip4(SRC, DST).carryAsIs(ICMP, Bytes.ofHex("08")),
        ip4(SRC, DST).carryAsIs(ICMP, Bytes.ofHex("08000000")));
  }

  private static List<byte[]> malformedIp6() {
    byte[] udp = Samples.udp();
    Ip6Builder deep = ip6(SRC6, DST6);
    for (int i = 0; i < 40; i++) {
      deep.destination();
    }
    byte[] beyond = new Bytes().u8(0).u8(255).zeros(6).array();
    byte[] shortAh = Bytes.ofHex("0000 0000 00000001 00000002");
    return List.of(
        ip6(SRC6, DST6).payloadLength(1500).carry(UDP, udp),
        ip6(SRC6, DST6).payloadLength(4).carry(UDP, udp),
        ip6(SRC6, DST6).extension(Ip6Builder.HOP_BY_HOP, beyond).carry(UDP, udp),
        ip6(SRC6, DST6).extension(Ip6Builder.AH, shortAh).carry(UDP, udp),
        ip6(SRC6, DST6).destination().hopByHop().carry(UDP, udp),
        ip6(SRC6, DST6).fragment(0, true, 1).fragment(0, true, 2).carry(UDP, udp),
        deep.carry(UDP, udp),
        Arrays.copyOf(ip6(SRC6, DST6).carry(UDP, udp), 39),
        Arrays.copyOf(ip6(SRC6, DST6).carry(UDP, udp), 7),
        Arrays.copyOf(ip6(SRC6, DST6).fragment(0, true, 3).carry(UDP, udp), 43),
        Arrays.copyOf(ip6(SRC6, DST6).hopByHop().carry(UDP, udp), 41));
  }

  private static List<byte[]> malformedLinks() {
    byte[] ip = ip4(SRC, DST).carry(UDP, Samples.udp());
    byte[] ip6 = ip6(SRC6, DST6).carry(UDP, Samples.udp());
    byte[] tags = ip;
    int type = IP4;
    for (int i = 12; i > 0; i--) {
      tags = tag(0, i, type, tags);
      type = VLAN;
    }
    byte[] noBottom = new Bytes().u32(16L << 12 | 64).u32(17L << 12 | 64).array();
    int[] labels = new int[20];
    Arrays.setAll(labels, i -> 100 + i);
    return List.of(
        // The EtherType of one version around a packet of the other, and around neither.
        ethernet(IP4, ip6),
        ethernet(IP6, ip),
        ethernet(IP4, ip4(SRC, DST).version(5).carry(UDP, Samples.udp())),
        ethernet(IP6, ip6(SRC6, DST6).version(0).carry(UDP, Samples.udp())),
        NOTHING,
        Bytes.pattern(1),
        Arrays.copyOf(ethernet(ip), 13),
        Arrays.copyOf(ethernet(ip), 14),
        Arrays.copyOf(ethernet(VLAN, tag(0, 10, IP4, ip)), 17),
        ethernet(VLAN, tags),
        ethernet(MPLS, mpls(ip, labels)),
        ethernet(MPLS, noBottom),
        Arrays.copyOf(ethernet(MPLS, mpls(ip, 16)), 17),
        Arrays.copyOf(ethernet(MPLS, mpls(ip, 16)), 18),
        ethernet(PPPOE_SESSION, LinkLayers.pppoe(0, 1, 4000, ppp(ip))),
        ethernet(PPPOE_SESSION, LinkLayers.pppoe(0, 1, 0, ppp(ip))),
        Arrays.copyOf(ethernet(PPPOE_SESSION, LinkLayers.pppoe(0, 1, ppp(ip))), 21),
        ethernet(1500, LinkLayers.snap(IP4, ip)),
        ethernet(4, LinkLayers.snap(IP4, ip)),
        // Neither a length nor an EtherType.
        ethernet(1510, LinkLayers.snap(IP4, ip)),
        ethernet(0xffff, ip),
        Arrays.copyOf(LinkLayers.ieee8023(LinkLayers.snap(IP4, ip)), 20));
  }
}
