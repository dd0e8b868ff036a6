// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How libtrace divides the front of a packet: meta-data that the capturing system put there, layer
 * 2, and layer 3 behind the link layer's header and at most one 802.1Q tag.
 *
 * @param libtraceType what layer 2 starts with, a TRACE_TYPE_ value, or {@link #UNKNOWN}
 * @param layer2 where layer 2 starts
 * @param layer3 where layer 3 starts, which may be behind what was captured, or {@link #UNKNOWN}
 * @param etherType what layer 3 is, or {@link #UNKNOWN}
 */
record LinkView(int libtraceType, int layer2, int layer3, int etherType) {
  static final int UNKNOWN = Layer.NOT_CAPTURED;

  // TRACE_TYPE_ values
  private static final int HDLC_POS = 1;
  private static final int ETH = 2;
  private static final int ATM = 3;
  private static final int IEEE80211 = 4;
  private static final int NONE = 5;
  private static final int POS = 9;
  private static final int AAL5 = 13;
  private static final int DUCK = 14;
  private static final int LLCSNAP = 16;
  private static final int PPP = 17;
  private static final int OPENBSD_LOOP = 20;

  static LinkView of(Packet packet) {
    List<Layer> layers = Layers.ofOutermost(packet);
    int layer2 = 0;
    int announced = UNKNOWN;
    int at = 0;
    for (; at < layers.size() && isMetaData(layers.get(at)); at++) {
      Layer meta = layers.get(at);
      layer2 =
          at + 1 < layers.size()
              ? layers.get(at + 1).offset()
              : meta.headerBytes() < 0
                  ? packet.capturedLength()
                  : Math.min(packet.capturedLength(), meta.offset() + meta.headerBytes());
      announced = announcedBy(meta);
    }
    List<Layer> rest = layers.subList(at, layers.size());
    Layer link = rest.isEmpty() ? null : rest.get(0);
    int type = typeOf(packet.linkType(), link, announced);
    Layer last = lastOfLink(rest);
    if (last == null && announced <= EtherType.MAX_LENGTH && packet.stop() == Stop.CUT) {
      announced = UNKNOWN; // no EtherType: what it stands for was cut off
    }
    int etherType = last == null ? announced : announcedBy(last);
    int layer3 = last == null ? layer2 : last.offset() + last.headerBytes();
    if (etherType == UNKNOWN) {
      // a link layer that announces otherwise, or none: the network header tells by itself
      Layer network = networkLayer(rest);
      if (network == null) {
        return new LinkView(type, layer2, UNKNOWN, UNKNOWN);
      }
      etherType = etherTypeOf(network);
      layer3 = network.offset();
    }
    if (etherType == EtherType.VLAN) {
      for (Layer layer : rest) {
        if (layer instanceof Vlan tag && tag.offset() == layer3) {
          return new LinkView(type, layer2, layer3 + tag.headerBytes(), tag.etherType());
        }
      }
      if (layer3 >= packet.capturedLength()) {
        return new LinkView(type, layer2, layer3, UNKNOWN); // what the tag announces was cut off
      }
    }
    return new LinkView(type, layer2, layer3, etherType);
  }

  private static boolean isMetaData(Layer layer) {
    return layer instanceof LinuxSll
        || layer instanceof LinuxSll2
        || layer instanceof Radiotap
        || layer instanceof LinkHeader;
  }

  /** The layer of the link's header that names what follows, or null. */
  private static @Nullable Layer lastOfLink(List<Layer> layers) {
    if (layers.isEmpty()) {
      return null;
    }
    Layer first = layers.get(0);
    if (first instanceof Ethernet || first instanceof Hdlc || first instanceof Ppp) {
      return first;
    }
    for (Layer layer : layers) {
      if (layer instanceof Snap) {
        return layer;
      }
    }
    return null;
  }

  private static int announcedBy(Layer layer) {
    if (layer instanceof Ethernet ethernet) {
      return ethernet.etherType();
    }
    if (layer instanceof LinuxSll sll) {
      return sll.protocol();
    }
    if (layer instanceof LinuxSll2 sll) {
      return sll.protocol();
    }
    if (layer instanceof Hdlc hdlc) {
      return hdlc.protocol();
    }
    if (layer instanceof Snap snap) {
      return snap.etherType();
    }
    if (layer instanceof Ppp ppp) {
      return switch (ppp.protocol()) {
        case 0x0021 -> EtherType.IP4;
        case 0x0057 -> EtherType.IP6;
        case 0x0281 -> EtherType.MPLS;
        case 0x0283 -> EtherType.MPLS_UPSTREAM;
        default -> UNKNOWN;
      };
    }
    return UNKNOWN;
  }

  private static @Nullable Layer networkLayer(List<Layer> layers) {
    for (Layer layer : layers) {
      if (layer instanceof Ip || layer instanceof Arp) {
        return layer;
      }
    }
    return null;
  }

  private static int etherTypeOf(Layer network) {
    return network instanceof Ip4
        ? EtherType.IP4
        : network instanceof Ip6 ? EtherType.IP6 : EtherType.ARP;
  }

  private static int typeOf(int linkType, @Nullable Layer link, int announced) {
    return switch (linkType) {
      case LinkType.C_HDLC -> HDLC_POS;
      case LinkType.ETHERNET -> ETH;
      case LinkType.ERF_ATM -> ATM;
      case LinkType.IEEE802_11 -> IEEE80211;
      case LinkType.RAW_12, LinkType.RAW_14, LinkType.RAW, LinkType.IPV4, LinkType.IPV6 -> NONE;
      case LinkType.PPP_HDLC -> POS;
      case LinkType.ERF_AAL5 -> AAL5;
      case LinkType.DUCK -> DUCK;
      case LinkType.ATM_RFC1483 -> LLCSNAP;
      case LinkType.PPP -> PPP;
      case LinkType.LOOP -> OPENBSD_LOOP;
      default -> // behind meta-data
          link instanceof Ethernet
              ? ETH
              : link instanceof Wlan
                  ? IEEE80211
                  : link instanceof Ip || announced > EtherType.MAX_LENGTH ? NONE : UNKNOWN;
    };
  }
}
