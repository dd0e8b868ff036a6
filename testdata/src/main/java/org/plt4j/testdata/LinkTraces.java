// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.plt4j.testdata.LinkLayers.ARP;
import static org.plt4j.testdata.LinkLayers.IP4;
import static org.plt4j.testdata.LinkLayers.IP6;
import static org.plt4j.testdata.LinkLayers.MPLS;
import static org.plt4j.testdata.LinkLayers.MPLS_MULTICAST;
import static org.plt4j.testdata.LinkLayers.OLD_SERVICE_VLAN;
import static org.plt4j.testdata.LinkLayers.PPPOE_DISCOVERY;
import static org.plt4j.testdata.LinkLayers.PPPOE_SESSION;
import static org.plt4j.testdata.LinkLayers.SERVICE_VLAN;
import static org.plt4j.testdata.LinkLayers.VLAN;
import static org.plt4j.testdata.LinkLayers.arp;
import static org.plt4j.testdata.LinkLayers.etherType;
import static org.plt4j.testdata.LinkLayers.ethernet;
import static org.plt4j.testdata.LinkLayers.llc;
import static org.plt4j.testdata.LinkLayers.padded;
import static org.plt4j.testdata.LinkLayers.ppp;
import static org.plt4j.testdata.LinkLayers.pppInHdlc;
import static org.plt4j.testdata.LinkLayers.snap;
import static org.plt4j.testdata.LinkLayers.tag;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One pcap file per link layer, each carrying the same IP packets, and what else it carries. */
final class LinkTraces {
  private static final long START = 1_700_000_000_123_456_000L;

  private static final byte[] LCP_ECHO = Bytes.ofHex("c021 09 01 0008 01020304");
  private static final byte[] SPANNING_TREE =
      Bytes.ofHex(
          "0000 00 00 00 8000 02005e0053f0 00000000 8000 02005e0053f0 8001"
              + " 0000 1400 0200 0f00");

  private LinkTraces() {}

  static void addTo(Map<String, byte[]> traces) {
    ethernetTraces(traces);
    rawTraces(traces);
    pointToPointTraces(traces);
    ringAndBusTraces(traces);
    linuxTraces(traces);
    wirelessTraces(traces);
  }

  private static void put(
      Map<String, byte[]> traces, String name, int linkType, List<byte[]> frames) {
    traces.put("link-" + name + ".pcap", PcapFile.of(linkType, Frame.sequence(START, frames)));
  }

  /** The samples of both versions, each inside what {@code carrier} puts around it. */
  private static List<byte[]> carried(UnaryOperator<byte[]> carrier, byte[]... others) {
    List<byte[]> frames = new ArrayList<>();
    Samples.overIp().forEach(ip -> frames.add(carrier.apply(ip)));
    frames.addAll(List.of(others));
    return frames;
  }

  private static byte[] ip4() {
    return Samples.overIp4().get(1);
  }

  private static byte[] ip6() {
    return Samples.overIp6().get(1);
  }

  private static void ethernetTraces(Map<String, byte[]> traces) {
    byte[] arp = Samples.arpRequest();
    put(
        traces,
        "ethernet",
        1,
        carried(
            LinkLayers::ethernet,
            padded(ethernet(ARP, arp)),
            padded(ethernet(Samples.overIp4().get(2))),
            ethernet(0x88cc, Bytes.ofHex("0207 04 02005e005321 0404 05 657468 0602 0078 0000"))));
    byte[] discovery = Bytes.ofHex("02b4 0000 0001 0006 4142");
    discovery = Checksums.withU16(discovery, 2, Checksums.internet(discovery));
    put(
        traces,
        "802.3",
        1,
        carried(
            ip -> LinkLayers.ieee8023(snap(etherType(ip), ip)),
            padded(LinkLayers.ieee8023(snap(ARP, arp))),
            LinkLayers.ieee8023(llc(0x06, 0x06, ip4())),
            LinkLayers.ieee8023(snap(0xf8, IP4, ip4())),
            padded(LinkLayers.ieee8023(snap(IP4, Samples.overIp4().get(3)))),
            padded(LinkLayers.ieee8023(llc(0x42, 0x42, SPANNING_TREE))),
            LinkLayers.ieee8023(snap(0x00000c, 0x2000, discovery))));
    List<byte[]> vlans = carried(ip -> ethernet(VLAN, tag(2, 10, etherType(ip), ip)));
    byte[] inner = tag(0, 20, IP4, ip4());
    byte[] inner6 = tag(0, 20, IP6, ip6());
    vlans.addAll(
        List.of(
            ethernet(SERVICE_VLAN, tag(3, 100, VLAN, inner)),
            ethernet(SERVICE_VLAN, tag(3, 100, VLAN, inner6)),
            ethernet(OLD_SERVICE_VLAN, tag(3, 200, VLAN, inner)),
            ethernet(VLAN, tag(0, 1, VLAN, tag(0, 2, VLAN, inner6))),
            ethernet(VLAN, tag(7, 0, IP4, ip4())),
            ethernet(VLAN, tag(1, 4095, ARP, arp)),
            ethernet(VLAN, tag(0, 30, snap(IP4, ip4()).length, snap(IP4, ip4()))),
            ethernet(VLAN, tag(0, 31, MPLS, LinkLayers.mpls(ip4(), 100))),
            ethernet(VLAN, tag(0, 32, PPPOE_SESSION, LinkLayers.pppoe(0, 9, ppp(ip6()))))));
    put(traces, "vlan", 1, vlans);
    byte[] controlWord = new Bytes().u32(0).raw(ethernet(ip4())).array();
    put(
        traces,
        "mpls",
        1,
        carried(
            ip -> ethernet(MPLS, LinkLayers.mpls(ip, 1000)),
            ethernet(MPLS, LinkLayers.mpls(ip4(), 16, 17, 0xfffff)),
            ethernet(MPLS, LinkLayers.mpls(ip6(), 2)),
            ethernet(MPLS, LinkLayers.mpls(ip4(), 0)),
            ethernet(MPLS_MULTICAST, LinkLayers.mpls(ip4(), 3000)),
            ethernet(MPLS, LinkLayers.mpls(controlWord, 4000))));
    byte[] padi = Bytes.ofHex("0101 0000 0103 0004 01020304");
    put(
        traces,
        "pppoe",
        1,
        carried(
            ip -> ethernet(PPPOE_SESSION, LinkLayers.pppoe(0, 0x1a2b, ppp(ip))),
            padded(ethernet(PPPOE_DISCOVERY, LinkLayers.pppoe(0x09, 0, padi))),
            padded(ethernet(PPPOE_SESSION, LinkLayers.pppoe(0, 0x1a2b, LCP_ECHO)))));
  }

  private static void rawTraces(Map<String, byte[]> traces) {
    UnaryOperator<byte[]> bare = ip -> ip;
    put(traces, "raw-12", 12, carried(bare));
    put(traces, "raw-14", 14, carried(bare));
    put(traces, "raw-101", 101, carried(bare));
    put(traces, "ipv4-228", 228, Samples.overIp4());
    put(traces, "ipv6-229", 229, Samples.overIp6());
    // AF_INET6 is 24, 28 or 30 among the BSDs and 10 in Linux.
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      boolean little = order == ByteOrder.LITTLE_ENDIAN;
      byte[] file =
          new PcapFile(PcapFile.Variant.MICROSECONDS, order, 0, 65535)
              .addAll(Frame.sequence(START, loopback(order)))
              .bytes();
      traces.put(little ? "link-null-le.pcap" : "link-null-be.pcap", file);
    }
    // A host of the other byte order than the program that wrote the file.
    put(traces, "null-swapped", 0, loopback(ByteOrder.BIG_ENDIAN));
    put(traces, "loop-108", 108, loopback(ByteOrder.BIG_ENDIAN));
  }

  private static List<byte[]> loopback(ByteOrder order) {
    return carried(
        ip -> LinkLayers.loopback(order, etherType(ip) == IP6 ? 30 : 2, ip),
        LinkLayers.loopback(order, 24, ip6()),
        LinkLayers.loopback(order, 28, ip6()),
        LinkLayers.loopback(order, 10, ip6()));
  }

  private static void pointToPointTraces(Map<String, byte[]> traces) {
    put(
        traces,
        "ppp-9",
        9,
        carried(
            ip -> pppInHdlc(ppp(ip)),
            ppp(ip4()),
            ppp(ip6()),
            LinkLayers.pppCompressed(ip4()),
            pppInHdlc(LinkLayers.pppCompressed(ip4())),
            pppInHdlc(ppp(0x0281, LinkLayers.mpls(ip4(), 500))),
            pppInHdlc(LCP_ECHO)));
    put(
        traces,
        "ppp-hdlc-50",
        50,
        carried(
            ip -> pppInHdlc(ppp(ip)),
            pppInHdlc(LCP_ECHO),
            LinkLayers.ciscoHdlc(IP4, ip4()),
            LinkLayers.ciscoHdlc(IP6, ip6())));
    put(
        traces,
        "ppp-ether-51",
        51,
        carried(ip -> LinkLayers.pppoe(0, 0x0007, ppp(ip)), LinkLayers.pppoe(0, 7, LCP_ECHO)));
    byte[] keepAlive = Bytes.ofHex("8f00 8035 00000002 00000001 00000001 ffff 0000");
    put(
        traces,
        "hdlc-104",
        104,
        carried(
            ip -> LinkLayers.ciscoHdlc(etherType(ip), ip),
            LinkLayers.ciscoHdlc(MPLS, LinkLayers.mpls(ip4(), 600)),
            keepAlive));
    byte[] fourByteAddress = new Bytes().hex("18404001 03 cc").raw(ip4()).array();
    put(
        traces,
        "frame-relay-107",
        107,
        carried(
            ip -> LinkLayers.frameRelay(100, etherType(ip) == IP6 ? 0x8e : 0xcc, ip),
            LinkLayers.frameRelaySnap(101, IP4, ip4()),
            LinkLayers.frameRelaySnap(101, IP6, ip6()),
            LinkLayers.frameRelayCisco(102, IP4, ip4()),
            LinkLayers.frameRelayCisco(102, IP6, ip6()),
            fourByteAddress));
  }

  private static void ringAndBusTraces(Map<String, byte[]> traces) {
    byte[] arp = Samples.arpRequest();
    put(
        traces,
        "fddi-10",
        10,
        carried(ip -> LinkLayers.fddi(snap(etherType(ip), ip)), LinkLayers.fddi(snap(ARP, arp))));
    byte[] noRoute = {};
    byte[] route = Bytes.ofHex("0630 0011 0022");
    put(
        traces,
        "token-ring-6",
        6,
        carried(
            ip -> LinkLayers.tokenRing(noRoute, snap(etherType(ip), ip)),
            LinkLayers.tokenRing(route, snap(IP4, ip4())),
            LinkLayers.tokenRing(route, snap(IP6, ip6())),
            LinkLayers.tokenRing(noRoute, snap(ARP, arp))));
    // RFC 1201: IP 212, ARP 213; RFC 1051: IP 240, ARP 241; RFC 2497: IPv6 196.
    byte[] shortArp = arp(7, 1, "11", Samples.SRC, "00", Samples.DST);
    put(
        traces,
        "arcnet-7",
        7,
        carried(
            ip -> LinkLayers.arcnet(etherType(ip) == IP6 ? 196 : 212, ip),
            LinkLayers.arcnet(240, ip4()),
            LinkLayers.arcnet(213, shortArp),
            LinkLayers.arcnet(241, shortArp)));
    put(
        traces,
        "arcnet-linux-129",
        129,
        carried(
            ip -> LinkLayers.arcnetLinux(etherType(ip) == IP6 ? 196 : 212, ip),
            LinkLayers.arcnetLinux(240, ip4()),
            LinkLayers.arcnetLinux(213, shortArp)));
  }

  private static void linuxTraces(Map<String, byte[]> traces) {
    byte[] arp = Samples.arpRequest();
    List<byte[]> sll = carried(ip -> LinkLayers.sll(4, 1, etherType(ip), ip));
    List<byte[]> sll2 = carried(ip -> LinkLayers.sll2(4, 1, etherType(ip), ip));
    for (int packetType = 0; packetType <= 4; packetType++) {
      sll.add(LinkLayers.sll(packetType, 1, IP4, ip4()));
      sll2.add(LinkLayers.sll2(packetType, 1, IP4, ip4()));
    }
    sll.add(LinkLayers.sll(1, 1, ARP, arp));
    sll2.add(LinkLayers.sll2(1, 1, ARP, arp));
    sll.add(LinkLayers.sll(0, 1, VLAN, tag(0, 10, IP4, ip4())));
    sll2.add(LinkLayers.sll2(0, 1, VLAN, tag(0, 10, IP4, ip4())));
    sll.add(LinkLayers.sll(0, 1, MPLS, LinkLayers.mpls(ip4(), 700)));
    sll2.add(LinkLayers.sll2(0, 1, MPLS, LinkLayers.mpls(ip4(), 700)));
    // Protocol 4: an 802.3 frame with LLC; hardware types: loopback, none, PPP.
    sll.add(LinkLayers.sll(0, 1, 4, snap(IP4, ip4())));
    sll2.add(LinkLayers.sll2(0, 1, 4, snap(IP4, ip4())));
    for (int arphrd : new int[] {772, 0xfffe, 512}) {
      sll.add(LinkLayers.sll(0, arphrd, IP6, ip6()));
      sll2.add(LinkLayers.sll2(0, arphrd, IP6, ip6()));
    }
    put(traces, "sll-113", 113, sll);
    put(traces, "sll2-276", 276, sll2);
  }

  private static void wirelessTraces(Map<String, byte[]> traces) {
    byte[] beacon =
        new Bytes()
            .hex("8000 0000 ffffffffffff 02005e1000fe 02005e1000fe 2003")
            .hex("0001020304050607 6400 2104 0004 74657374 0104 82848b96")
            .array();
    byte[] acknowledgement = Bytes.ofHex("d400 0000 02005e100001");
    byte[] data = LinkLayers.wlanData(snap(IP4, ip4()));
    List<byte[]> frames =
        carried(
            ip -> LinkLayers.wlanData(snap(etherType(ip), ip)),
            LinkLayers.wlanQosData(snap(IP4, ip4())),
            LinkLayers.wlanQosData(snap(IP6, ip6())),
            LinkLayers.wlanFourAddresses(snap(IP4, ip4())),
            LinkLayers.wlanData(snap(ARP, Samples.arpRequest())),
            LinkLayers.wlanProtected(Bytes.pattern(40)),
            beacon,
            acknowledgement);
    put(traces, "802.11-105", 105, frames);
    // Present words and fields: flags, rate and channel; a time stamp but no flags; flags that say
    // that a frame check sequence follows; a second present word.
    List<byte[]> tapped = new ArrayList<>();
    frames.forEach(frame -> tapped.add(LinkLayers.radiotap("0e000000 00 02 6c09 a000", frame)));
    byte[] checked = Bytes.concat(data, Checksums.ethernet(data));
    tapped.add(LinkLayers.radiotap("0d000000 1122334455667788 02 00 6c09 a000", data));
    tapped.add(LinkLayers.radiotap("02000000 10", checked));
    tapped.add(LinkLayers.radiotap("2e000080 20000000 00 02 6c09 a000 c4 c4", data));
    put(traces, "radiotap-127", 127, tapped);
  }
}
