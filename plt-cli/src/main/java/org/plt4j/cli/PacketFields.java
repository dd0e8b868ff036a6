// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Ah;
import org.plt4j.packet.Arcnet;
import org.plt4j.packet.Arp;
import org.plt4j.packet.Ayiya;
import org.plt4j.packet.Checksum;
import org.plt4j.packet.Esp;
import org.plt4j.packet.Ethernet;
import org.plt4j.packet.Fddi;
import org.plt4j.packet.FrameRelay;
import org.plt4j.packet.Geneve;
import org.plt4j.packet.Gre;
import org.plt4j.packet.GtpU;
import org.plt4j.packet.Hdlc;
import org.plt4j.packet.HeaderOption;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.Ip6Extension;
import org.plt4j.packet.Ip6Fragment;
import org.plt4j.packet.L2tp;
import org.plt4j.packet.Layer;
import org.plt4j.packet.LinkHeader;
import org.plt4j.packet.LinuxSll;
import org.plt4j.packet.LinuxSll2;
import org.plt4j.packet.Lisp;
import org.plt4j.packet.Llc;
import org.plt4j.packet.Loopback;
import org.plt4j.packet.Mpls;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Ppp;
import org.plt4j.packet.Pppoe;
import org.plt4j.packet.Radiotap;
import org.plt4j.packet.Sctp;
import org.plt4j.packet.SctpChunk;
import org.plt4j.packet.Snap;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Teredo;
import org.plt4j.packet.TokenRing;
import org.plt4j.packet.Udp;
import org.plt4j.packet.Vlan;
import org.plt4j.packet.Vxlan;
import org.plt4j.packet.Wlan;

/**
 * Which fields a packet and each of its layers has, what they are called and in which order they
 * come: the one description that all forms of output share.
 */
final class PacketFields {
  /** Quotes within quotes, of which there should be none (RFC 1122, 3.2.2). */
  private static final int MAX_QUOTES = 16;

  private final Fields fields;
  private final Packet outermost;
  private int quotes;

  private PacketFields(Packet outermost, Fields fields) {
    this.outermost = outermost;
    this.fields = fields;
  }

  /**
   * Tells all of a packet.
   *
   * @param n the packet's number
   * @param isErf whether the packet's own time is an ERF timestamp
   */
  static void of(long n, Packet packet, boolean isErf, Fields fields) {
    fields.number("n", n);
    fields.nanos("timestampNanos", packet.timestampNanos());
    if (isErf) {
      fields.text("erfTimestamp", Hex.of(packet.erfTimestamp()));
    }
    fields.number("linkType", packet.linkType());
    fields.number("capturedLength", packet.capturedLength());
    fields.number("originalLength", packet.originalLength());
    fields.number("wireLength", packet.wireLength());
    fields.number("interface", packet.interfaceId());
    fields.number("direction", packet.direction());
    fields.text("stop", packet.innermost().stop().name());
    new PacketFields(packet, fields).layers("layers", packet.layers());
  }

  private void layers(String name, List<Layer> layers) {
    fields.beginList(name);
    for (Layer layer : layers) {
      fields.beginLayer(layer.name(), layer.offsetIn(outermost));
      layer(layer);
      fields.endItem();
    }
    fields.endList();
  }

  /** One entry for each layer that there is; a test holds it to the permitted ones. */
  private void layer(Layer layer) {
    if (layer instanceof Ethernet ethernet) {
      ethernet(ethernet);
    } else if (layer instanceof Ip4 ip4) {
      ip4(ip4);
    } else if (layer instanceof Tcp tcp) {
      tcp(tcp);
    } else if (layer instanceof Udp udp) {
      udp(udp);
    } else if (layer instanceof Ip6 ip6) {
      ip6(ip6);
    } else if (layer instanceof Icmp icmp) {
      icmp(icmp);
    } else if (layer instanceof Icmp6 icmp6) {
      icmp6(icmp6);
    } else if (layer instanceof Arp arp) {
      arp(arp);
    } else if (layer instanceof Vlan vlan) {
      vlan(vlan);
    } else if (layer instanceof Mpls mpls) {
      mpls(mpls);
    } else if (layer instanceof Pppoe pppoe) {
      pppoe(pppoe);
    } else if (layer instanceof Ppp ppp) {
      ppp(ppp);
    } else if (layer instanceof Llc llc) {
      llc(llc);
    } else if (layer instanceof Snap snap) {
      snap(snap);
    } else if (layer instanceof Hdlc hdlc) {
      hdlc(hdlc);
    } else if (layer instanceof LinuxSll sll) {
      sll(sll);
    } else if (layer instanceof LinuxSll2 sll2) {
      sll2(sll2);
    } else if (layer instanceof Loopback loopback) {
      loopback(loopback);
    } else if (layer instanceof Radiotap radiotap) {
      radiotap(radiotap);
    } else if (layer instanceof Wlan wlan) {
      wlan(wlan);
    } else if (layer instanceof FrameRelay frameRelay) {
      frameRelay(frameRelay);
    } else if (layer instanceof Arcnet arcnet) {
      arcnet(arcnet);
    } else if (layer instanceof Fddi fddi) {
      fddi(fddi);
    } else if (layer instanceof TokenRing tokenRing) {
      tokenRing(tokenRing);
    } else if (layer instanceof Ip6Extension extension) {
      ip6Extension(extension);
    } else if (layer instanceof Ip6Fragment fragment) {
      ip6Fragment(fragment);
    } else if (layer instanceof Ah ah) {
      ah(ah);
    } else if (layer instanceof Esp esp) {
      esp(esp);
    } else if (layer instanceof Sctp sctp) {
      sctp(sctp);
    } else if (layer instanceof Gre gre) {
      gre(gre);
    } else if (layer instanceof Vxlan vxlan) {
      vxlan(vxlan);
    } else if (layer instanceof Geneve geneve) {
      geneve(geneve);
    } else if (layer instanceof GtpU gtpU) {
      gtpU(gtpU);
    } else if (layer instanceof L2tp l2tp) {
      l2tp(l2tp);
    } else if (layer instanceof Ayiya ayiya) {
      ayiya(ayiya);
    } else if (layer instanceof Lisp lisp) {
      lisp(lisp);
    } else if (!(layer instanceof LinkHeader || layer instanceof Teredo)) { // which have no fields
      throw new IllegalStateException("no description of " + layer.getClass());
    }
  }

  // ------------------------------------------------------------------------------------ link layer

  private void ethernet(Ethernet ethernet) {
    fields.mac("src", ethernet.src());
    fields.mac("dst", ethernet.dst());
    if (ethernet.hasLength()) {
      fields.number("length", ethernet.etherType());
    } else {
      fields.etherType("etherType", ethernet.etherType());
    }
  }

  private void llc(Llc llc) {
    fields.number("dsap", llc.dsap());
    fields.number("ssap", llc.ssap());
    fields.number("control", llc.control());
  }

  private void snap(Snap snap) {
    fields.number("oui", snap.oui());
    fields.etherType("etherType", snap.etherType());
  }

  private void vlan(Vlan vlan) {
    fields.number("id", vlan.id());
    fields.number("priority", vlan.priority());
    flag("dropEligible", vlan.isDropEligible(), vlan, 1);
    fields.etherType("etherType", vlan.etherType());
  }

  private void mpls(Mpls mpls) {
    fields.number("label", mpls.label());
    fields.number("trafficClass", mpls.trafficClass());
    flag("bottom", mpls.isBottom(), mpls, 2);
    fields.number("ttl", mpls.ttl());
  }

  private void pppoe(Pppoe pppoe) {
    fields.number("version", pppoe.version());
    fields.number("type", pppoe.type());
    fields.number("code", pppoe.code());
    fields.number("sessionId", pppoe.sessionId());
    fields.number("length", pppoe.length());
  }

  private void ppp(Ppp ppp) {
    fields.number("protocol", ppp.protocol());
  }

  private void hdlc(Hdlc hdlc) {
    fields.number("address", hdlc.address());
    fields.etherType("protocol", hdlc.protocol());
  }

  private void sll(LinuxSll sll) {
    fields.number("packetType", sll.packetType());
    fields.number("arphrd", sll.arphrd());
    fields.mac("address", sll.address());
    fields.etherType("protocol", sll.protocol());
  }

  private void sll2(LinuxSll2 sll2) {
    fields.number("packetType", sll2.packetType());
    fields.number("arphrd", sll2.arphrd());
    fields.mac("address", sll2.address());
    fields.etherType("protocol", sll2.protocol());
    fields.number("interfaceIndex", sll2.interfaceIndex());
  }

  private void loopback(Loopback loopback) {
    fields.number("family", loopback.family());
  }

  private void radiotap(Radiotap radiotap) {
    fields.number("headerLength", radiotap.headerLength());
  }

  private void wlan(Wlan wlan) {
    fields.number("type", wlan.type());
    fields.number("subtype", wlan.subtype());
    flag("toDs", wlan.isToDs(), wlan, 1);
    flag("fromDs", wlan.isFromDs(), wlan, 1);
    fields.mac("addr1", wlan.addr1());
    fields.mac("addr2", wlan.addr2());
    fields.mac("addr3", wlan.addr3());
    fields.mac("addr4", wlan.addr4());
    fields.number("sequence", wlan.sequence());
  }

  private void frameRelay(FrameRelay frameRelay) {
    fields.number("dlci", frameRelay.dlci());
  }

  private void arcnet(Arcnet arcnet) {
    fields.number("src", arcnet.src());
    fields.number("dst", arcnet.dst());
  }

  private void fddi(Fddi fddi) {
    fields.mac("src", fddi.src());
    fields.mac("dst", fddi.dst());
  }

  private void tokenRing(TokenRing tokenRing) {
    fields.mac("src", tokenRing.src());
    fields.mac("dst", tokenRing.dst());
  }

  // --------------------------------------------------------------------------------- network layer

  private void arp(Arp arp) {
    fields.number("operation", arp.operation());
    fields.mac("senderMac", arp.senderMac());
    fields.address("senderIp", arp.senderIp());
    fields.mac("targetMac", arp.targetMac());
    fields.address("targetIp", arp.targetIp());
  }

  private void ip4(Ip4 ip) {
    fields.address("src", ip.src());
    fields.address("dst", ip.dst());
    fields.number("headerLength", ip.headerLength());
    fields.number("trafficClass", ip.trafficClass());
    fields.number("totalLength", ip.totalLength());
    fields.number("identification", ip.identification());
    flag("reserved", ip.isReserved(), ip, 6);
    flag("dontFragment", ip.isDontFragment(), ip, 6);
    flag("moreFragments", ip.isMoreFragments(), ip, 6);
    fields.number("fragmentOffset", ip.fragmentOffset());
    fields.number("ttl", ip.ttl());
    fields.protocol("protocol", ip.protocol());
    fields.number("headerChecksum", ip.headerChecksum());
    if (ip.headerChecksum() != Layer.NOT_CAPTURED) {
      checksum(ip.headerChecksumStatus());
    }
    options(ip.options());
  }

  private void ip6(Ip6 ip) {
    fields.address("src", ip.src());
    fields.address("dst", ip.dst());
    fields.number("trafficClass", ip.trafficClass());
    fields.number("flowLabel", ip.flowLabel());
    fields.number("payloadLength", ip.payloadLength());
    fields.protocol("nextHeader", ip.nextHeader());
    fields.number("hopLimit", ip.hopLimit());
    fields.protocol("protocol", ip.protocol());
  }

  private void ip6Extension(Ip6Extension extension) {
    fields.protocol("nextHeader", extension.nextHeader());
    fields.number("headerLength", extension.headerLength());
  }

  private void ip6Fragment(Ip6Fragment fragment) {
    fields.protocol("nextHeader", fragment.nextHeader());
    fields.number("headerLength", fragment.headerLength());
    fields.number("fragmentOffset", fragment.fragmentOffset());
    flag("moreFragments", fragment.isMoreFragments(), fragment, 3);
    fields.number("identification", fragment.identification());
  }

  private void ah(Ah ah) {
    fields.protocol("nextHeader", ah.nextHeader());
    fields.number("headerLength", ah.headerLength());
    fields.number("spi", ah.spi());
    fields.number("sequenceNumber", ah.sequenceNumber());
  }

  private void esp(Esp esp) {
    fields.number("spi", esp.spi());
    fields.number("sequenceNumber", esp.sequenceNumber());
  }

  // ------------------------------------------------------------------------------- transport layer

  private void tcp(Tcp tcp) {
    fields.number("srcPort", tcp.srcPort());
    fields.number("dstPort", tcp.dstPort());
    fields.number("sequenceNumber", tcp.sequenceNumber());
    fields.number("acknowledgmentNumber", tcp.acknowledgmentNumber());
    fields.number("dataOffset", tcp.dataOffset());
    fields.number("headerLength", tcp.headerLength());
    fields.number("flags", tcp.flags());
    fields.number("window", tcp.window());
    fields.number("checksumField", tcp.checksum());
    if (tcp.checksum() != Layer.NOT_CAPTURED) {
      checksum(tcp.checksumStatus());
    }
    fields.number("urgentPointer", tcp.urgentPointer());
    options(tcp.options());
    payloadLength(tcp);
  }

  private void udp(Udp udp) {
    fields.number("srcPort", udp.srcPort());
    fields.number("dstPort", udp.dstPort());
    fields.number("length", udp.length());
    fields.number("checksumField", udp.checksum());
    if (udp.checksum() != Layer.NOT_CAPTURED) {
      checksum(udp.checksumStatus());
    }
    payloadLength(udp);
  }

  private void sctp(Sctp sctp) {
    fields.number("srcPort", sctp.srcPort());
    fields.number("dstPort", sctp.dstPort());
    fields.number("verificationTag", sctp.verificationTag());
    fields.number("checksumField", sctp.checksum());
    if (sctp.checksum() != Layer.NOT_CAPTURED) {
      checksum(sctp.checksumStatus());
    }
    List<SctpChunk> chunks = sctp.chunks();
    if (chunks.isEmpty()) {
      return;
    }
    fields.beginList("chunks");
    for (SctpChunk chunk : chunks) {
      fields.beginItem();
      fields.number("type", chunk.type());
      fields.number("flags", chunk.flags());
      fields.number("length", chunk.length());
      fields.flag("captured", chunk.isCaptured());
      fields.endItem();
    }
    fields.endList();
  }

  private void icmp(Icmp icmp) {
    fields.number("type", icmp.type());
    fields.number("code", icmp.code());
    fields.number("checksumField", icmp.checksum());
    if (icmp.checksum() != Layer.NOT_CAPTURED) {
      checksum(icmp.checksumStatus());
    }
    fields.number("identifier", icmp.identifier());
    fields.number("sequenceNumber", icmp.sequenceNumber());
    fields.address("gateway", icmp.gateway());
    fields.number("mtu", icmp.mtu());
    fields.number("pointer", icmp.pointer());
    payloadLength(icmp);
    quoted(icmp.quoted());
  }

  private void icmp6(Icmp6 icmp) {
    fields.number("type", icmp.type());
    fields.number("code", icmp.code());
    fields.number("checksumField", icmp.checksum());
    if (icmp.checksum() != Layer.NOT_CAPTURED) {
      checksum(icmp.checksumStatus());
    }
    fields.number("identifier", icmp.identifier());
    fields.number("sequenceNumber", icmp.sequenceNumber());
    fields.number("mtu", icmp.mtu());
    fields.number("pointer", icmp.pointer());
    fields.address("target", icmp.target());
    fields.address("destination", icmp.destination());
    payloadLength(icmp);
    quoted(icmp.quoted());
  }

  // --------------------------------------------------------------------------------------- tunnels

  private void gre(Gre gre) {
    fields.etherType("protocol", gre.protocol());
    fields.number("flags", gre.flags());
    fields.number("key", gre.key());
    fields.number("sequenceNumber", gre.sequenceNumber());
  }

  private void vxlan(Vxlan vxlan) {
    fields.number("vni", vxlan.vni());
  }

  private void geneve(Geneve geneve) {
    fields.number("vni", geneve.vni());
    fields.etherType("protocol", geneve.protocol());
  }

  private void gtpU(GtpU gtpU) {
    fields.number("messageType", gtpU.messageType());
    fields.number("teid", gtpU.teid());
  }

  private void l2tp(L2tp l2tp) {
    fields.number("tunnelId", l2tp.tunnelId());
    fields.number("sessionId", l2tp.sessionId());
  }

  private void ayiya(Ayiya ayiya) {
    fields.protocol("nextHeader", ayiya.nextHeader());
  }

  private void lisp(Lisp lisp) {
    fields.number("instanceId", lisp.instanceId());
  }

  // ---------------------------------------------------------------------------- what several have

  /** A flag, if the byte that it is in was captured. */
  private void flag(String name, boolean value, Layer layer, int at) {
    if (layer.packet().capturedLength() - layer.offset() > at) {
      fields.flag(name, value);
    }
  }

  private void checksum(Checksum checksum) {
    fields.text(
        "checksum",
        switch (checksum) {
          case GOOD -> "good";
          case BAD -> "bad";
          case UNKNOWN -> "unknown";
          case NONE -> "none";
        });
  }

  private void options(List<HeaderOption> options) {
    if (options.isEmpty()) {
      return;
    }
    fields.beginList("options");
    for (HeaderOption option : options) {
      fields.beginItem();
      fields.number("kind", option.kind());
      fields.number("length", option.length());
      if (option.kind() > HeaderOption.NO_OPERATION) {
        fields.bytes("data", option.value());
      }
      fields.endItem();
    }
    fields.endList();
  }

  private void payloadLength(Layer layer) {
    fields.number("payloadLength", layer.payload().limit());
  }

  private void quoted(@Nullable Packet quoted) {
    if (quoted != null && quotes < MAX_QUOTES) {
      quotes++;
      layers("quoted", quoted.layers());
      quotes--;
    }
  }
}
