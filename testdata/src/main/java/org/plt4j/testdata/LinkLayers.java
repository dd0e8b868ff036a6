// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.nio.ByteOrder;

/** Builds link-layer headers in front of what they carry. */
public final class LinkLayers {
  static final int IP4 = 0x0800;
  static final int ARP = 0x0806;
  static final int VLAN = 0x8100;
  static final int IP6 = 0x86dd;
  static final int MPLS = 0x8847;
  static final int MPLS_MULTICAST = 0x8848;
  static final int PPPOE_DISCOVERY = 0x8863;
  static final int PPPOE_SESSION = 0x8864;
  static final int SERVICE_VLAN = 0x88a8;
  static final int OLD_SERVICE_VLAN = 0x9100;

  /** The two stations of every link that needs no others. */
  static final String NEAR = "02:00:5e:10:00:01";

  static final String FAR = "02:00:5e:10:00:02";

  private static final int ETHERNET_MINIMUM = 60;

  private LinkLayers() {}

  /** The EtherType of an IP packet, by its version. */
  static int etherType(byte[] ip) {
    return ip[0] >>> 4 == 6 ? IP6 : IP4;
  }

  /** An Ethernet II frame around an IP packet. */
  public static byte[] ethernet(byte[] ip) {
    return ethernet(etherType(ip), ip);
  }

  /** An Ethernet II frame between the two usual stations. */
  public static byte[] ethernet(int etherType, byte[] payload) {
    return ethernet(FAR, NEAR, etherType, payload);
  }

  /** An Ethernet II frame, or an 802.3 frame if the last field is a length. */
  public static byte[] ethernet(String dst, String src, int etherTypeOrLength, byte[] payload) {
    return new Bytes().hex(dst).hex(src).u16(etherTypeOrLength).raw(payload).array();
  }

  /** The frame with zeros up to 60 bytes, as a station sends it. */
  public static byte[] padded(byte[] frame) {
    return new Bytes().raw(frame).fill(ETHERNET_MINIMUM).array();
  }

  /** An IEEE 802.3 frame around an LLC packet. */
  public static byte[] ieee8023(byte[] llc) {
    return ethernet(FAR, NEAR, llc.length, llc);
  }

  /** LLC (IEEE 802.2), unnumbered information. */
  public static byte[] llc(int dsap, int ssap, byte[] payload) {
    return new Bytes().u8(dsap).u8(ssap).u8(3).raw(payload).array();
  }

  /** LLC and SNAP around an EtherType's packet. */
  public static byte[] snap(int etherType, byte[] payload) {
    return snap(0, etherType, payload);
  }

  /** LLC and SNAP with an organisation's own protocol number. */
  public static byte[] snap(int oui, int protocol, byte[] payload) {
    byte[] snap = new Bytes().u8(oui >>> 16).u16(oui).u16(protocol).raw(payload).array();
    return llc(0xaa, 0xaa, snap);
  }

  /** A VLAN tag without its tag protocol identifier: tag control information and EtherType. */
  public static byte[] tag(int priority, int id, int etherType, byte[] payload) {
    return new Bytes().u16(priority << 13 | id).u16(etherType).raw(payload).array();
  }

  /** A stack of MPLS labels (RFC 3032), the last one at the bottom. */
  public static byte[] mpls(byte[] payload, int... labels) {
    Bytes stack = new Bytes();
    for (int i = 0; i < labels.length; i++) {
      int bottom = i == labels.length - 1 ? 1 : 0;
      stack.u32((long) labels[i] << 12 | bottom << 8 | 63);
    }
    return stack.raw(payload).array();
  }

  /** PPPoE (RFC 2516): code 0 is a session's data. */
  public static byte[] pppoe(int code, int sessionId, byte[] payload) {
    return pppoe(code, sessionId, payload.length, payload);
  }

  /** PPPoE with a length field of its own. */
  public static byte[] pppoe(int code, int sessionId, int length, byte[] payload) {
    return new Bytes().u8(0x11).u8(code).u16(sessionId).u16(length).raw(payload).array();
  }

  /** PPP (RFC 1661): the protocol and its packet, without address and control. */
  public static byte[] ppp(int protocol, byte[] payload) {
    return new Bytes().u16(protocol).raw(payload).array();
  }

  /** PPP around an IP packet. */
  public static byte[] ppp(byte[] ip) {
    return ppp(etherType(ip) == IP6 ? 0x57 : 0x21, ip);
  }

  /** PPP with the protocol field compressed to one byte (RFC 1661 section 6.5). */
  public static byte[] pppCompressed(byte[] ip) {
    return Bytes.concat(new byte[] {(byte) (etherType(ip) == IP6 ? 0x57 : 0x21)}, ip);
  }

  /** PPP in HDLC-like framing (RFC 1662): address and control first. */
  public static byte[] pppInHdlc(byte[] ppp) {
    return new Bytes().u16(0xff03).raw(ppp).array();
  }

  /** Cisco's HDLC, unicast. */
  public static byte[] ciscoHdlc(int etherType, byte[] payload) {
    return new Bytes().u16(0x0f00).u16(etherType).raw(payload).array();
  }

  /** Frame relay, two address bytes, with a network layer identifier (RFC 2427). */
  public static byte[] frameRelay(int dlci, int nlpid, byte[] payload) {
    return new Bytes().u16(q922(dlci)).u8(3).u8(nlpid).raw(payload).array();
  }

  /** Frame relay with SNAP (RFC 2427 section 4.1). */
  public static byte[] frameRelaySnap(int dlci, int etherType, byte[] payload) {
    byte[] snap = new Bytes().u8(0).u16(0).u16(etherType).raw(payload).array();
    return new Bytes().u16(q922(dlci)).u8(3).u8(0).u8(0x80).raw(snap).array();
  }

  /** Frame relay in Cisco's encapsulation: an EtherType behind the address. */
  public static byte[] frameRelayCisco(int dlci, int etherType, byte[] payload) {
    return new Bytes().u16(q922(dlci)).u16(etherType).raw(payload).array();
  }

  private static int q922(int dlci) {
    return dlci >>> 4 << 10 | (dlci & 0xf) << 4 | 1;
  }

  /** FDDI, an LLC frame of priority 0. */
  public static byte[] fddi(byte[] llc) {
    return new Bytes().u8(0x50).hex(FAR).hex(NEAR).raw(llc).array();
  }

  /** Token ring, without source routing or with a routing field, which marks the source address. */
  public static byte[] tokenRing(byte[] route, byte[] llc) {
    byte[] src = Bytes.ofHex(NEAR);
    if (route.length > 0) {
      src[0] |= (byte) 0x80;
    }
    return new Bytes().u8(0x10).u8(0x40).hex(FAR).raw(src).raw(route).raw(llc).array();
  }

  /** ARCNET as BSD captures it; RFC 1201 types have a split flag and a sequence number. */
  public static byte[] arcnet(int type, byte[] payload) {
    return new Bytes().u8(0x11).u8(0x22).raw(arcnetType(type, payload)).array();
  }

  /** ARCNET as Linux captures it: an offset behind the addresses. */
  public static byte[] arcnetLinux(int type, byte[] payload) {
    return new Bytes().u8(0x11).u8(0x22).u16(0).raw(arcnetType(type, payload)).array();
  }

  private static byte[] arcnetType(int type, byte[] payload) {
    Bytes packet = new Bytes().u8(type);
    boolean rfc1051 = type == 0xf0 || type == 0xf1;
    if (!rfc1051) {
      packet.u8(0).u16(0x0102);
    }
    return packet.raw(payload).array();
  }

  /** BSD loopback: the address family in the order of the capturing host. */
  public static byte[] loopback(ByteOrder order, int family, byte[] payload) {
    return new Bytes(order).u32(family).raw(payload).array();
  }

  /** Linux cooked capture; packet type 0 is to us, 4 is from us. */
  public static byte[] sll(int packetType, int arphrd, int protocol, byte[] payload) {
    return new Bytes()
        .u16(packetType)
        .u16(arphrd)
        .u16(6)
        .hex(NEAR)
        .u16(0)
        .u16(protocol)
        .raw(payload)
        .array();
  }

  /** Linux cooked capture, version 2. */
  public static byte[] sll2(int packetType, int arphrd, int protocol, byte[] payload) {
    return new Bytes()
        .u16(protocol)
        .u16(0)
        .u32(3)
        .u16(arphrd)
        .u8(packetType)
        .u8(6)
        .hex(NEAR)
        .u16(0)
        .raw(payload)
        .array();
  }

  /** An 802.11 data frame from a station to its access point. */
  public static byte[] wlanData(byte[] llc) {
    return wlan(0x0801).raw(llc).array();
  }

  /** An 802.11 QoS data frame. */
  public static byte[] wlanQosData(byte[] llc) {
    return wlan(0x8801).u16(0x0500).raw(llc).array();
  }

  /** An 802.11 data frame between access points: four addresses. */
  public static byte[] wlanFourAddresses(byte[] llc) {
    return wlan(0x0803).hex(NEAR).raw(llc).array();
  }

  /** An 802.11 data frame whose body is encrypted (CCMP): nothing behind the header is known. */
  public static byte[] wlanProtected(byte[] body) {
    return wlan(0x0841).hex("0100002000000000").raw(body).zeros(8).array();
  }

  // The frame control field is little endian; written here as its two bytes stand in the frame.
  private static Bytes wlan(int frameControl) {
    return new Bytes()
        .u16(frameControl)
        .u16(0x2c00)
        .hex("02:00:5e:10:00:fe")
        .hex(NEAR)
        .hex(FAR)
        .u16(0x1003);
  }

  /** A radiotap header whose present word and fields are given, little endian as they stand. */
  public static byte[] radiotap(String presentAndFields, byte[] frame) {
    byte[] fields = Bytes.ofHex(presentAndFields);
    return new Bytes(ByteOrder.LITTLE_ENDIAN)
        .u16(0)
        .u16(4 + fields.length)
        .raw(fields)
        .raw(frame)
        .array();
  }

  /** ARP (RFC 826) for Ethernet and IPv4. */
  public static byte[] arp(
      int operation, String senderMac, String senderIp, String targetMac, String targetIp) {
    return arp(1, operation, senderMac, senderIp, targetMac, targetIp);
  }

  /** ARP of another hardware type, whose addresses may be of another length. */
  static byte[] arp(
      int hardware,
      int operation,
      String senderMac,
      String senderIp,
      String targetMac,
      String targetIp) {
    byte[] sender = Bytes.ofHex(senderMac);
    return new Bytes()
        .u16(hardware)
        .u16(IP4)
        .u8(sender.length)
        .u8(4)
        .u16(operation)
        .raw(sender)
        .raw(Bytes.ofAddress(senderIp))
        .hex(targetMac)
        .raw(Bytes.ofAddress(targetIp))
        .array();
  }
}
