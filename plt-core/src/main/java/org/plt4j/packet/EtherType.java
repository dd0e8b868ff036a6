// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

/**
 * EtherType values (IEEE 802 Numbers registry of IANA). The set is open: a value is an {@code int},
 * and {@link #name} knows some of them.
 */
public final class EtherType {
  /** The largest value of the field that is a length (IEEE 802.3) and not a type. */
  public static final int MAX_LENGTH = 1500;

  /** Internet Protocol version 4. */
  public static final int IP4 = 0x0800;

  /** Address Resolution Protocol (RFC 826). */
  public static final int ARP = 0x0806;

  /** Reverse ARP (RFC 903). */
  public static final int RARP = 0x8035;

  /** Customer VLAN tag (IEEE 802.1Q). */
  public static final int VLAN = 0x8100;

  /** Internet Protocol version 6. */
  public static final int IP6 = 0x86dd;

  /** MPLS with a downstream-assigned label (RFC 5332). */
  public static final int MPLS = 0x8847;

  /** MPLS with an upstream-assigned label (RFC 5332). */
  public static final int MPLS_UPSTREAM = 0x8848;

  /** PPPoE discovery (RFC 2516). */
  public static final int PPPOE_DISCOVERY = 0x8863;

  /** PPPoE session (RFC 2516). */
  public static final int PPPOE_SESSION = 0x8864;

  /** Service VLAN tag (IEEE 802.1ad). */
  public static final int SERVICE_VLAN = 0x88a8;

  /** MAC security (IEEE 802.1AE). */
  public static final int MACSEC = 0x88e5;

  /** Backbone service instance tag (IEEE 802.1ah). */
  public static final int I_TAG = 0x88e7;

  /** Cisco FabricPath. */
  public static final int FABRIC_PATH = 0x8903;

  /** Cisco's virtual network tag (before IEEE 802.1BR). */
  public static final int VN_TAG = 0x8926;

  /** Port extension tag (IEEE 802.1BR). */
  public static final int E_TAG = 0x893f;

  /** Stacked VLAN tag of equipment older than 802.1ad. */
  public static final int VLAN_9100 = 0x9100;

  /** Another stacked VLAN tag of equipment older than 802.1ad. */
  public static final int VLAN_9200 = 0x9200;

  private EtherType() {}

  /** The usual name of a value, or its four hex digits where we know none. */
  public static String name(int etherType) {
    return switch (etherType) {
      case IP4 -> "IPv4";
      case ARP -> "ARP";
      case RARP -> "RARP";
      case VLAN -> "802.1Q";
      case IP6 -> "IPv6";
      case MPLS -> "MPLS";
      case MPLS_UPSTREAM -> "MPLS upstream";
      case PPPOE_DISCOVERY -> "PPPoE discovery";
      case PPPOE_SESSION -> "PPPoE session";
      case SERVICE_VLAN -> "802.1ad";
      case MACSEC -> "802.1AE";
      case I_TAG -> "802.1ah";
      case FABRIC_PATH -> "FabricPath";
      case VN_TAG -> "VN-Tag";
      case E_TAG -> "802.1BR";
      case VLAN_9100 -> "VLAN 0x9100";
      case VLAN_9200 -> "VLAN 0x9200";
      default -> String.format("0x%04x", etherType);
    };
  }
}
