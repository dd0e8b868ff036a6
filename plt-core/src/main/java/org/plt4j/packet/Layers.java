// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects a packet's layers while {@link LayerWalk} goes over them. */
final class Layers {
  /** Tunnels within tunnels: a deeper nest is a trap. */
  private static final int MAX_TUNNELS = 16;

  private static final int VXLAN = 4789;
  private static final int GENEVE = 6081;
  private static final int GTP_U = 2152;
  private static final int L2TP = 1701;
  private static final int TEREDO = 3544;
  private static final int AYIYA = 5072;
  private static final int GRE_IN_UDP = 4754; // RFC 8086
  private static final int LISP = 4341;

  private static final int ETHER_IP = 97;
  private static final int MPLS_IN_IP = 137;
  private static final int ETHERNET = 143;

  final Packet packet;
  private final List<Layer> list;
  private @Nullable Packet inner;
  private boolean innerOfIp;

  private Layers(Packet packet, List<Layer> list) {
    this.packet = packet;
    this.list = list;
  }

  /** The layers of a packet, outermost first, and those inside its tunnels. */
  static List<Layer> of(Packet packet) {
    List<Layer> list = new ArrayList<>();
    Packet next = packet;
    for (int depth = 0; next != null && depth <= MAX_TUNNELS; depth++) {
      Layers layers = new Layers(next, list);
      next.walkLayers(layers);
      next = layers.inner;
    }
    return list;
  }

  /** The packet inside all tunnels that {@link #of} goes through. */
  static Packet innermost(Packet packet) {
    Packet innermost = packet;
    for (int depth = 0; depth < MAX_TUNNELS; depth++) {
      Layers layers = new Layers(innermost, new ArrayList<>());
      innermost.walkLayers(layers);
      if (layers.inner == null) {
        break;
      }
      innermost = layers.inner;
    }
    return innermost;
  }

  /** The packet's own layers, without those inside a tunnel. */
  static List<Layer> ofOutermost(Packet packet) {
    Layers layers = new Layers(packet, new ArrayList<>());
    packet.walkLayers(layers);
    return layers.list;
  }

  /** The packet that this one's IP header carries at once, or null. */
  static @Nullable Packet innerOfIp(Packet packet) {
    Layers layers = new Layers(packet, new ArrayList<>());
    packet.walkLayers(layers);
    return layers.innerOfIp ? layers.inner : null;
  }

  /** Adds a layer if anything of it was captured. */
  void add(Layer layer) {
    if (layer.offset() < packet.capturedLength()) {
      list.add(layer);
    }
  }

  /** Adds the extension header that a next-header value announces, if it is one. */
  void addExtension(int protocol, int offset) {
    switch (protocol) {
      case IpProtocol.HOP_BY_HOP, IpProtocol.ROUTING, IpProtocol.DESTINATION_OPTIONS ->
          add(new Ip6Extension(packet, offset, protocol));
      case IpProtocol.FRAGMENT -> add(new Ip6Fragment(packet, offset));
      case IpProtocol.AH -> add(new Ah(packet, offset));
      default -> {}
    }
  }

  /** Adds the header with which the packet's own layers end, and looks for a tunnel. */
  void addTransport(int protocol, int offset) {
    switch (protocol) {
      case IpProtocol.TCP -> add(new Tcp(packet, offset));
      case IpProtocol.UDP -> {
        Udp udp = new Udp(packet, offset);
        add(udp);
        addTunnel(udp);
      }
      case IpProtocol.SCTP -> add(new Sctp(packet, offset));
      case IpProtocol.ICMP -> add(new Icmp(packet, offset));
      case IpProtocol.ICMP6 -> add(new Icmp6(packet, offset));
      case IpProtocol.ESP -> add(new Esp(packet, offset));
      case IpProtocol.GRE -> addTunnel(new Gre(packet, offset));
      case IpProtocol.IP4 -> tunnelOfIp(offset, LinkType.IPV4);
      case IpProtocol.IP6 -> tunnelOfIp(offset, LinkType.IPV6);
      case MPLS_IN_IP -> tunnelOfIp(offset, LinkType.ofEtherType(EtherType.MPLS));
      case ETHER_IP -> tunnelOfIp(offset + 2, LinkType.ETHERNET);
      case ETHERNET -> tunnelOfIp(offset, LinkType.ETHERNET);
      default -> {}
    }
  }

  private void tunnelOfIp(int offset, int linkType) {
    inner = packet.inner(offset, packet.endOf(offset), linkType);
    innerOfIp = true;
  }

  /** The tunnel behind a well-known port, whichever end has it. */
  private void addTunnel(Udp udp) {
    Layer tunnel = tunnelOf(udp, udp.dstPort());
    if (tunnel == null) {
      tunnel = tunnelOf(udp, udp.srcPort());
    }
    if (tunnel != null) {
      addTunnel(tunnel);
    }
  }

  private @Nullable Layer tunnelOf(Udp udp, int port) {
    int offset = udp.offset() + Udp.HEADER_LENGTH;
    if (offset >= Math.min(packet.capturedLength(), udp.end())) {
      return null;
    }
    return switch (port) {
      case VXLAN -> new Vxlan(packet, offset);
      case GENEVE -> new Geneve(packet, offset);
      case GTP_U -> new GtpU(packet, offset);
      case L2TP -> new L2tp(packet, offset);
      case TEREDO -> new Teredo(packet, offset);
      case AYIYA -> new Ayiya(packet, offset);
      case GRE_IN_UDP -> new Gre(packet, offset);
      case LISP -> new Lisp(packet, offset);
      default -> null;
    };
  }

  private void addTunnel(Layer tunnel) {
    add(tunnel);
    inner = tunnel.inner();
  }
}
