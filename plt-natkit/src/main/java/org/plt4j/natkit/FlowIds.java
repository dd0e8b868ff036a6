// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import org.plt4j.packet.Geneve;
import org.plt4j.packet.Gre;
import org.plt4j.packet.GtpU;
import org.plt4j.packet.L2tp;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Mpls;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Vlan;
import org.plt4j.packet.Vxlan;

/**
 * Identifiers that keep flows with the same key apart: of customers who use the same addresses,
 * say. Each is {@link #NONE} where the packet has none, or where it is not looked at.
 *
 * @param vlan the identifier of the outermost VLAN tag (IEEE 802.1Q)
 * @param mpls the label of the outermost MPLS header (RFC 3032)
 * @param tunnel the identifier of the outermost tunnel: VXLAN's or GENEVE's VNI, GTP-U's TEID,
 *     GRE's key, L2TP's tunnel
 */
public record FlowIds(long vlan, long mpls, long tunnel) {
  /** There is no such identifier. */
  public static final long NONE = -1;

  /** None of them. */
  public static final FlowIds NO_IDS = new FlowIds(NONE, NONE, NONE);

  boolean isNone() {
    return vlan == NONE && mpls == NONE && tunnel == NONE;
  }

  /** The identifiers that are asked for. */
  static FlowIds of(Packet packet, boolean vlan, boolean mpls, boolean tunnel) {
    long tag = NONE;
    long label = NONE;
    long id = NONE;
    for (Layer layer : packet.layers()) {
      if (vlan && tag < 0 && layer instanceof Vlan v) {
        tag = v.id();
      } else if (mpls && label < 0 && layer instanceof Mpls m) {
        label = m.label();
      } else if (tunnel && id < 0) {
        id = tunnel(layer);
      }
    }
    return new FlowIds(tag, label, id);
  }

  private static long tunnel(Layer layer) {
    if (layer instanceof Vxlan vxlan) {
      return vxlan.vni();
    }
    if (layer instanceof Geneve geneve) {
      return geneve.vni();
    }
    if (layer instanceof GtpU gtp) {
      return gtp.teid();
    }
    if (layer instanceof Gre gre) {
      return gre.key();
    }
    return layer instanceof L2tp l2tp ? l2tp.tunnelId() : NONE;
  }
}
