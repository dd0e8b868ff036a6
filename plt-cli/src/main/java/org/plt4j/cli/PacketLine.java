// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Ah;
import org.plt4j.packet.Arp;
import org.plt4j.packet.Esp;
import org.plt4j.packet.EtherType;
import org.plt4j.packet.Ethernet;
import org.plt4j.packet.Geneve;
import org.plt4j.packet.Gre;
import org.plt4j.packet.GtpU;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Ip6Fragment;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.L2tp;
import org.plt4j.packet.Layer;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Llc;
import org.plt4j.packet.MacAddress;
import org.plt4j.packet.Mpls;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Pppoe;
import org.plt4j.packet.Sctp;
import org.plt4j.packet.SctpChunk;
import org.plt4j.packet.Stop;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;
import org.plt4j.packet.Vlan;
import org.plt4j.packet.Vxlan;
import org.plt4j.packet.Wlan;

/**
 * One line of text about a packet: number, time, length, and what a person wants to see of its
 * layers, the packets in tunnels behind a bar.
 */
final class PacketLine {
  private static final int NUMBER_WIDTH = 6;
  private static final int LENGTH_WIDTH = 6;

  /** One letter for each of TCP's flags, the highest bit first: NS, CWR, ECE, URG ... FIN. */
  private static final String FLAGS = "NWEUAPRSF";

  private final StringBuilder text;
  private final Times times = new Times();

  PacketLine(StringBuilder text) {
    this.text = text;
  }

  void append(long n, Packet packet) {
    right(n, NUMBER_WIDTH);
    text.append("  ");
    times.appendUtc(text, packet.timestampNanos());
    right(packet.originalLength(), LENGTH_WIDTH);
    text.append(' ');
    List<Layer> layers = packet.layers();
    Packet current = packet;
    boolean said = false;
    for (Layer layer : layers) {
      if (layer.packet() != current) {
        current = layer.packet();
        text.append(" |");
        said = false;
      }
      said |= layer(layer);
    }
    if (!said) {
      link(current, layers);
    }
    stop(packet.innermost().stop());
  }

  private void right(long number, int width) {
    int start = text.length();
    text.append(number);
    while (text.length() - start < width) {
      text.insert(start, ' ');
    }
  }

  /** Appends what is worth saying; answers whether it says where the packet goes. */
  private boolean layer(Layer layer) {
    if (layer instanceof Ip ip) {
      ip(ip);
    } else if (layer instanceof Tcp tcp) {
      tcp(tcp);
    } else if (layer instanceof Udp udp) {
      word("UDP");
      payload(udp);
    } else if (layer instanceof Sctp sctp) {
      sctp(sctp);
    } else if (layer instanceof Icmp icmp) {
      icmp(icmp);
    } else if (layer instanceof Icmp6 icmp6) {
      icmp6(icmp6);
    } else if (layer instanceof Arp arp) {
      arp(arp);
    } else if (layer instanceof Ip6Fragment fragment) {
      number("fragment", fragment.identification());
      number("at", 8L * Math.max(0, fragment.fragmentOffset()));
    } else if (layer instanceof Vlan vlan) {
      number("vlan", vlan.id());
      return false;
    } else if (layer instanceof Mpls mpls) {
      number("mpls", mpls.label());
      return false;
    } else if (layer instanceof Pppoe pppoe) {
      number("PPPoE session", pppoe.sessionId());
      return false;
    } else if (layer instanceof Ah ah) {
      number("AH spi", ah.spi());
    } else if (layer instanceof Esp esp) {
      number("ESP spi", esp.spi());
    } else if (layer instanceof Gre gre) {
      number("key", gre.key());
    } else if (layer instanceof Vxlan vxlan) {
      number("VXLAN", vxlan.vni());
    } else if (layer instanceof Geneve geneve) {
      number("GENEVE", geneve.vni());
    } else if (layer instanceof GtpU gtpU) {
      number("GTP-U", gtpU.teid());
    } else if (layer instanceof L2tp l2tp) {
      number("L2TP", l2tp.tunnelId());
      number("session", l2tp.sessionId());
    } else {
      return false;
    }
    return true;
  }

  private void word(String word) {
    text.append(' ').append(word);
  }

  /** A number behind its name, if there is one. */
  private void number(String name, long number) {
    if (number != Layer.NOT_CAPTURED) {
      text.append(' ').append(name).append(' ').append(number);
    }
  }

  // --------------------------------------------------------------------------------- network layer

  private void ip(Ip ip) {
    Packet packet = ip.packet();
    Tcp tcp = packet.tcp();
    Udp udp = packet.udp();
    Sctp sctp = packet.sctp();
    if (tcp != null) {
      ends(ip, tcp.srcPort(), tcp.dstPort());
    } else if (udp != null) {
      ends(ip, udp.srcPort(), udp.dstPort());
    } else if (sctp != null) {
      ends(ip, sctp.srcPort(), sctp.dstPort());
    } else {
      ends(ip, Layer.NOT_CAPTURED, Layer.NOT_CAPTURED);
      boolean told = packet.icmp() != null || packet.icmp6() != null;
      if (!told && ip.protocol() != Layer.NOT_CAPTURED && ip.protocol() != IpProtocol.ESP) {
        word(IpProtocol.name(ip.protocol()));
      }
    }
    if (ip instanceof Ip4 ip4 && (ip4.isMoreFragments() || ip4.fragmentOffset() > 0)) {
      number("fragment", ip4.identification());
      number("at", 8L * ip4.fragmentOffset());
    }
  }

  private void ends(Ip ip, int srcPort, int dstPort) {
    end(ip.src(), srcPort);
    text.append(" >");
    end(ip.dst(), dstPort);
  }

  private void end(@Nullable IpAddress address, int port) {
    text.append(' ');
    if (address == null) {
      text.append('?');
    } else if (address.version() == 6 && port >= 0) {
      text.append('[');
      address.appendTo(text);
      text.append(']');
    } else {
      address.appendTo(text);
    }
    if (port >= 0) {
      text.append(':').append(port);
    }
  }

  private void arp(Arp arp) {
    word("ARP");
    switch (arp.operation()) {
      case 1 -> {
        who(arp.senderIp(), arp.senderMac());
        text.append(" asks for");
        who(arp.targetIp(), null);
      }
      case 2 -> {
        who(arp.senderIp(), null);
        text.append(" is at");
        who(null, arp.senderMac());
      }
      default -> number("operation", arp.operation());
    }
  }

  private void who(@Nullable IpAddress address, @Nullable MacAddress mac) {
    text.append(' ');
    if (address != null) {
      address.appendTo(text);
    } else if (mac != null) {
      Hex.appendMac(text, mac.bits());
    } else {
      text.append('?');
    }
  }

  // ------------------------------------------------------------------------------- transport layer

  private void tcp(Tcp tcp) {
    word("TCP");
    flags(tcp.flags());
    number("seq", tcp.sequenceNumber());
    if (tcp.isAck()) {
      number("ack", tcp.acknowledgmentNumber());
    }
    number("win", tcp.window());
    payload(tcp);
  }

  private void flags(int flags) {
    if (flags == Layer.NOT_CAPTURED) {
      return;
    }
    text.append(" [");
    for (int i = 0; i < FLAGS.length(); i++) {
      if ((flags & 0x100 >> i) != 0) {
        text.append(FLAGS.charAt(i));
      }
    }
    text.append(']');
  }

  private void payload(Layer layer) {
    number("payload", layer.payload().limit());
  }

  private void sctp(Sctp sctp) {
    word("SCTP");
    for (SctpChunk chunk : sctp.chunks()) {
      text.append(' ').append(chunkName(chunk.type()));
    }
  }

  /** RFC 9260, section 3.2. */
  private static String chunkName(int type) {
    return switch (type) {
      case 0 -> "DATA";
      case 1 -> "INIT";
      case 2 -> "INIT-ACK";
      case 3 -> "SACK";
      case 4 -> "HEARTBEAT";
      case 5 -> "HEARTBEAT-ACK";
      case 6 -> "ABORT";
      case 7 -> "SHUTDOWN";
      case 8 -> "SHUTDOWN-ACK";
      case 9 -> "ERROR";
      case 10 -> "COOKIE-ECHO";
      case 11 -> "COOKIE-ACK";
      case 14 -> "SHUTDOWN-COMPLETE";
      default -> "chunk-" + type;
    };
  }

  private void icmp(Icmp icmp) {
    word("ICMP ");
    text.append(
        switch (icmp.type()) {
          case Icmp.ECHO -> "echo request";
          case Icmp.ECHO_REPLY -> "echo reply";
          case Icmp.UNREACHABLE -> "unreachable";
          case Icmp.SOURCE_QUENCH -> "source quench";
          case Icmp.REDIRECT -> "redirect";
          case Icmp.TIME_EXCEEDED -> "time exceeded";
          case Icmp.PARAMETER_PROBLEM -> "parameter problem";
          default -> "type " + icmp.type();
        });
    if (icmp.code() > 0) {
      number("code", icmp.code());
    }
    number("id", icmp.identifier());
    number("seq", icmp.sequenceNumber());
    number("mtu", icmp.mtu());
    about("gateway", icmp.gateway());
    quoted(icmp.quoted());
  }

  private void icmp6(Icmp6 icmp) {
    word("ICMPv6 ");
    text.append(
        switch (icmp.type()) {
          case Icmp6.UNREACHABLE -> "unreachable";
          case Icmp6.PACKET_TOO_BIG -> "packet too big";
          case Icmp6.TIME_EXCEEDED -> "time exceeded";
          case Icmp6.PARAMETER_PROBLEM -> "parameter problem";
          case Icmp6.ECHO_REQUEST -> "echo request";
          case Icmp6.ECHO_REPLY -> "echo reply";
          case Icmp6.ROUTER_SOLICITATION -> "router solicitation";
          case Icmp6.ROUTER_ADVERTISEMENT -> "router advertisement";
          case Icmp6.NEIGHBOUR_SOLICITATION -> "neighbour solicitation";
          case Icmp6.NEIGHBOUR_ADVERTISEMENT -> "neighbour advertisement";
          case Icmp6.REDIRECT -> "redirect";
          default -> "type " + icmp.type();
        });
    if (icmp.code() > 0) {
      number("code", icmp.code());
    }
    number("id", icmp.identifier());
    number("seq", icmp.sequenceNumber());
    number("mtu", icmp.mtu());
    about("of", icmp.target());
    about("for", icmp.destination());
    quoted(icmp.quoted());
  }

  private void about(String name, @Nullable IpAddress address) {
    if (address != null) {
      text.append(' ').append(name).append(' ');
      address.appendTo(text);
    }
  }

  /** The ends of the quoted datagram. */
  private void quoted(@Nullable Packet quoted) {
    if (quoted == null) {
      return;
    }
    Ip ip = quoted.ip();
    if (ip != null) {
      text.append(" about");
      ip(ip);
      if (quoted.tcp() != null || quoted.udp() != null || quoted.sctp() != null) {
        word(IpProtocol.name(quoted.protocol()));
      }
    }
  }

  // ------------------------------------------------------------------------------------ link layer

  /** What is known of a packet without a network layer. */
  private void link(Packet packet, List<Layer> layers) {
    Layer last = null;
    for (Layer layer : layers) {
      if (layer.packet() != packet) {
        continue;
      }
      last = layer;
      if (layer instanceof Ethernet ethernet) {
        who(null, ethernet.src());
        text.append(" >");
        who(null, ethernet.dst());
        if (ethernet.etherType() != Layer.NOT_CAPTURED && !ethernet.hasLength()) {
          word(EtherType.name(ethernet.etherType()));
        }
      } else if (layer instanceof Wlan wlan) {
        who(null, wlan.addr2());
        text.append(" >");
        who(null, wlan.addr1());
        number("802.11 type", wlan.type());
        number("subtype", wlan.subtype());
      } else if (layer instanceof Llc llc) {
        number("LLC dsap", llc.dsap());
        number("ssap", llc.ssap());
      }
    }
    if (last == null) {
      word(LinkType.name(packet.linkType()));
    }
  }

  private void stop(Stop stop) {
    switch (stop) {
      case CUT -> text.append(" (cut)");
      case MALFORMED -> text.append(" (malformed)");
      case LIMIT -> text.append(" (too many headers)");
      case NONE, FRAGMENT, UNKNOWN -> {}
    }
  }
}
