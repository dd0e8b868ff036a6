// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** The checksums of RFC 1071, of SCTP (RFC 9260, appendix A) and of Ethernet. */
final class Checksums {
  private Checksums() {}

  /** The Internet checksum of the bytes, an odd last one counted as if a zero followed. */
  static int internet(byte[] bytes) {
    long sum = 0;
    for (int i = 0; i < bytes.length; i++) {
      sum += (bytes[i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) (~sum & 0xffff);
  }

  /** The datagram with its checksum filled in, if the protocol has one that is known here. */
  static byte[] filled(int protocol, byte[] src, byte[] dst, byte[] datagram) {
    byte[] pseudo =
        new Bytes().raw(src).raw(dst).u32(datagram.length).u32(protocol).raw(datagram).array();
    return switch (protocol) {
      case Transports.TCP -> withU16(datagram, 16, internet(pseudo));
      case Transports.UDP, Transports.UDP_LITE -> withU16(datagram, 6, neverZero(internet(pseudo)));
      case Transports.DCCP -> withU16(datagram, 6, internet(pseudo));
      case Transports.ICMP6 -> withU16(datagram, 2, internet(pseudo));
      case Transports.MOBILITY, Transports.HIP -> withU16(datagram, 4, internet(pseudo));
      case Transports.ICMP, Transports.IGMP -> withU16(datagram, 2, internet(datagram));
      case Transports.SCTP -> withCrc32c(datagram);
      default -> datagram;
    };
  }

  // RFC 768: a computed zero is sent as all ones, since zero says that there is no checksum.
  private static int neverZero(int checksum) {
    return checksum == 0 ? 0xffff : checksum;
  }

  private static byte[] withCrc32c(byte[] packet) {
    CRC32C crc = new CRC32C();
    crc.update(packet);
    int value = Integer.reverseBytes((int) crc.getValue());
    return withU16(withU16(packet, 8, value >>> 16), 10, value & 0xffff);
  }

  /** The four bytes of the Ethernet frame check sequence, in the order in which they are sent. */
  static byte[] ethernet(byte[] frame) {
    CRC32 crc = new CRC32();
    crc.update(frame);
    return new Bytes().u32(Integer.reverseBytes((int) crc.getValue()) & 0xffffffffL).array();
  }

  /** A copy with these two bytes changed. */
  static byte[] withU16(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) (value >>> 8);
    copy[at + 1] = (byte) value;
    return copy;
  }
}
