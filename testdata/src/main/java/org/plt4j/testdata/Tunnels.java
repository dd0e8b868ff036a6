// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

/** Builds the headers of tunnels, for a transport to carry. */
public final class Tunnels {
  static final int VXLAN_PORT = 4789;
  static final int GENEVE_PORT = 6081;
  static final int GTP_U_PORT = 2152;
  static final int L2TP_PORT = 1701;
  static final int TEREDO_PORT = 3544;

  private Tunnels() {}

  /** GRE (RFC 2784) without optional fields. */
  public static byte[] gre(int etherType, byte[] payload) {
    return new Bytes().u16(0).u16(etherType).raw(payload).array();
  }

  /** GRE with checksum, key and sequence number (RFC 2890). */
  public static byte[] greWithAll(int etherType, long key, long sequenceNumber, byte[] payload) {
    byte[] packet =
        new Bytes()
            .u16(0xb000)
            .u16(etherType)
            .u32(0)
            .u32(key)
            .u32(sequenceNumber)
            .raw(payload)
            .array();
    return Checksums.withU16(packet, 4, Checksums.internet(packet));
  }

  /** PPTP's GRE, version 1 (RFC 2637), with PPP inside. */
  public static byte[] gre1(int callId, long sequenceNumber, byte[] ppp) {
    return new Bytes()
        .u16(0x3001)
        .u16(0x880b)
        .u16(ppp.length)
        .u16(callId)
        .u32(sequenceNumber)
        .raw(ppp)
        .array();
  }

  /** VXLAN (RFC 7348) around an Ethernet frame. */
  public static byte[] vxlan(int vni, byte[] frame) {
    return new Bytes().u32(0x08000000).u32((long) vni << 8).raw(frame).array();
  }

  /** GENEVE (RFC 8926); the options are whole words. */
  public static byte[] geneve(int vni, int etherType, byte[] options, byte[] payload) {
    return new Bytes()
        .u8(options.length / 4)
        .u8(0)
        .u16(etherType)
        .u32((long) vni << 8)
        .raw(options)
        .raw(payload)
        .array();
  }

  /** A GTP-U G-PDU (3GPP TS 29.281) without optional fields. */
  public static byte[] gtpU(long teid, byte[] packet) {
    return new Bytes().u8(0x30).u8(255).u16(packet.length).u32(teid).raw(packet).array();
  }

  /** A GTP-U G-PDU with a sequence number and a PDU session container (type 0x85). */
  public static byte[] gtpUWithExtension(long teid, int sequenceNumber, byte[] packet) {
    return new Bytes()
        .u8(0x36)
        .u8(255)
        .u16(8 + packet.length)
        .u32(teid)
        .u16(sequenceNumber)
        .u8(0)
        .u8(0x85)
        .hex("01 1009 00")
        .raw(packet)
        .array();
  }

  /** An L2TPv2 data message (RFC 2661), with a length field or without, around PPP. */
  public static byte[] l2tp(int tunnelId, int sessionId, boolean withLength, byte[] ppp) {
    Bytes message = new Bytes();
    if (withLength) {
      message.u16(0x4002).u16(8 + ppp.length);
    } else {
      message.u16(0x0002);
    }
    return message.u16(tunnelId).u16(sessionId).raw(ppp).array();
  }

  /** Teredo's origin indication (RFC 4380 section 5.1.1) before an IPv6 packet. */
  public static byte[] teredoOrigin(int port, String address, byte[] packet) {
    Bytes message = new Bytes().u16(0).u16(port ^ 0xffff);
    for (byte b : Bytes.ofAddress(address)) {
      message.u8(b ^ 0xff);
    }
    return message.raw(packet).array();
  }

  /** EtherIP (RFC 3378) around an Ethernet frame. */
  public static byte[] etherIp(byte[] frame) {
    return new Bytes().u16(0x3000).raw(frame).array();
  }
}
