// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

/**
 * Builds what IP carries. Checksums are left zero: {@link Ip4Builder#carry} and {@link
 * Ip6Builder#carry} fill them in, since they cover the addresses.
 */
public final class Transports {
  /** Protocol numbers. */
  static final int ICMP = 1;

  static final int IGMP = 2;
  static final int IP_IN_IP = 4;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int DCCP = 33;
  static final int IP6_IN_IP = 41;
  static final int GRE = 47;
  static final int ESP = 50;
  static final int AH = 51;
  static final int ICMP6 = 58;
  static final int ETHERIP = 97;
  static final int MOBILITY = 135;
  static final int SCTP = 132;
  static final int UDP_LITE = 136;
  static final int MPLS_IN_IP = 137;
  static final int HIP = 139;
  static final int SHIM6 = 140;

  /** TCP flags. */
  static final int FIN = 0x01;

  static final int SYN = 0x02;
  static final int RST = 0x04;
  static final int PSH = 0x08;
  static final int ACK = 0x10;

  private static final byte[] NONE = {};

  private Transports() {}

  /** A TCP segment (RFC 9293) without options. */
  public static byte[] tcp(
      int srcPort, int dstPort, long sequence, long acknowledgment, int flags, byte[] payload) {
    return tcp(srcPort, dstPort, sequence, acknowledgment, flags, 64240, NONE, payload);
  }

  /** A TCP segment; the options are padded with zeros to whole words. */
  public static byte[] tcp(
      int srcPort,
      int dstPort,
      long sequence,
      long acknowledgment,
      int flags,
      int window,
      byte[] options,
      byte[] payload) {
    byte[] padded = new Bytes().raw(options).align(4).array();
    return tcpHeader(srcPort, dstPort, sequence, acknowledgment)
        .u16((5 + padded.length / 4) << 12 | flags)
        .u16(window)
        .u32(0)
        .raw(padded)
        .raw(payload)
        .array();
  }

  /** A TCP segment whose data offset is what is given here, whatever follows the header. */
  public static byte[] tcpWithDataOffset(int dataOffset, byte[] afterHeader) {
    return tcpHeader(40001, 80, 1000, 2000)
        .u16(dataOffset << 12 | ACK)
        .u16(1024)
        .u32(0)
        .raw(afterHeader)
        .array();
  }

  private static Bytes tcpHeader(int srcPort, int dstPort, long sequence, long acknowledgment) {
    return new Bytes().u16(srcPort).u16(dstPort).u32(sequence).u32(acknowledgment);
  }

  /** A UDP datagram (RFC 768). */
  public static byte[] udp(int srcPort, int dstPort, byte[] payload) {
    return udpWithLength(srcPort, dstPort, 8 + payload.length, payload);
  }

  /** A UDP datagram whose length field is what is given here. */
  public static byte[] udpWithLength(int srcPort, int dstPort, int length, byte[] payload) {
    return new Bytes().u16(srcPort).u16(dstPort).u16(length).u16(0).raw(payload).array();
  }

  /** An SCTP packet (RFC 9260) of chunks as {@link #sctpChunk} makes them. */
  public static byte[] sctp(int srcPort, int dstPort, long verificationTag, byte[]... chunks) {
    return new Bytes()
        .u16(srcPort)
        .u16(dstPort)
        .u32(verificationTag)
        .u32(0)
        .raw(Bytes.concat(chunks))
        .array();
  }

  /** An SCTP chunk, padded to four bytes. */
  public static byte[] sctpChunk(int type, int flags, byte[] value) {
    return new Bytes().u8(type).u8(flags).u16(4 + value.length).raw(value).align(4).array();
  }

  /** The value of an SCTP DATA chunk. */
  static byte[] sctpData(long tsn, byte[] userData) {
    return new Bytes().u32(tsn).u16(1).u16(0).u32(0).raw(userData).array();
  }

  /** The value of an SCTP INIT chunk without parameters. */
  static byte[] sctpInit(long tag, long tsn) {
    return new Bytes().u32(tag).u32(65536).u16(10).u16(10).u32(tsn).array();
  }

  /** An ICMP (RFC 792) or ICMPv6 (RFC 4443) message; the second word is what the type makes it. */
  public static byte[] icmp(int type, int code, long secondWord, byte[] payload) {
    return new Bytes().u8(type).u8(code).u16(0).u32(secondWord).raw(payload).array();
  }

  /** An echo message of either version. */
  public static byte[] echo(int type, int identifier, int sequence, byte[] payload) {
    return icmp(type, 0, (long) identifier << 16 | sequence, payload);
  }

  /** An authentication header (RFC 4302) with a check value of this many bytes. */
  public static byte[] ah(int nextHeader, long spi, long sequenceNumber, int checkBytes) {
    return new Bytes()
        .u8(nextHeader)
        .u8((12 + checkBytes) / 4 - 2)
        .u16(0)
        .u32(spi)
        .u32(sequenceNumber)
        .raw(Bytes.pattern(checkBytes))
        .array();
  }

  /** An encapsulating security payload (RFC 4303): nothing behind its two words can be read. */
  public static byte[] esp(long spi, long sequenceNumber, int encryptedBytes) {
    return new Bytes().u32(spi).u32(sequenceNumber).raw(Bytes.pattern(encryptedBytes)).array();
  }
}
