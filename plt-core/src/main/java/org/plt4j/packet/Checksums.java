// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.plt4j.internal.Bytes;

/**
 * Computes checksums over a packet's bytes without writing any: the internet checksum (RFC 1071)
 * with the pseudo headers of RFC 9293 (3.1) and RFC 8200 (8.1), and SCTP's CRC32c.
 */
final class Checksums {
  private static final int SCTP_CHECKSUM = 8;
  private static final int SCTP_HEADER = 12;

  // options of IPv4 that name the final destination
  private static final int LOOSE_SOURCE_ROUTE = 131;
  private static final int STRICT_SOURCE_ROUTE = 137;

  // kinds of routing headers whose final destination is in them
  private static final int SOURCE_ROUTE = 0;
  private static final int MOBILE = 2;
  private static final int SEGMENT_ROUTE = 4;

  // options of IPv6
  private static final int PAD1 = 0;
  private static final int HOME_ADDRESS = 201;

  private Checksums() {}

  /** The test of an IPv4 header's checksum. */
  static Checksum ofIp4Header(Ip4 ip) {
    return test(computeIp4Header(ip), ip.headerChecksum());
  }

  /** The right checksum of an IPv4 header, or -1 where it was not captured whole. */
  static int computeIp4Header(Ip4 ip) {
    int length = ip.headerLength();
    if (length < 20 || !ip.has(0, length)) {
      return -1;
    }
    Packet packet = ip.packet();
    return ~fold(sum(packet.bytes(), packet.at(ip.offset()), length) - ip.headerChecksum())
        & 0xffff;
  }

  /** The test of a transport checksum that covers the whole datagram. */
  static Checksum ofTransport(Layer layer, int checksumAt, int asSent) {
    if (asSent == Layer.NOT_CAPTURED) {
      return Checksum.UNKNOWN;
    }
    if (layer instanceof Udp && asSent == 0) {
      return layer.packet().ip6() != null ? Checksum.BAD : Checksum.NONE;
    }
    return test(compute(layer, checksumAt), asSent);
  }

  private static Checksum test(int computed, int asSent) {
    if (computed < 0) {
      return Checksum.UNKNOWN;
    }
    // as sums, 0 and 0xffff are the same, and UDP sends the latter for the former
    boolean same = computed == asSent || (computed == 0 && asSent == 0xffff);
    return same ? Checksum.GOOD : Checksum.BAD;
  }

  /**
   * The right checksum of a transport header, or -1 where it cannot be told.
   *
   * @param checksumAt where the field is in the header; it is left out of the sum
   */
  static int compute(Layer layer, int checksumAt) {
    Packet packet = layer.packet();
    int offset = layer.offset();
    long length = layer.end() - offset;
    if (!isWhole(packet, layer) || length < checksumAt + 2) {
      return -1;
    }
    ByteBuffer bytes = packet.bytes();
    int at = packet.at(offset);
    long sum = sum(bytes, at, (int) length) - Bytes.u16(bytes, at + checksumAt);
    if (!(layer instanceof Icmp)) {
      int protocol =
          layer instanceof Tcp
              ? IpProtocol.TCP
              : layer instanceof Udp ? IpProtocol.UDP : IpProtocol.ICMP6;
      Ip ip = packet.ip();
      if (ip == null || !ip.hasAddresses()) {
        return -1;
      }
      sum += pseudoHeader(ip, protocol, length);
    }
    return ~fold(sum) & 0xffff;
  }

  /** The test of an SCTP packet's CRC32c, which is sent little endian. */
  static Checksum ofSctp(Sctp sctp) {
    long computed = computeSctp(sctp);
    return computed < 0
        ? Checksum.UNKNOWN
        : computed == sctp.checksum() ? Checksum.GOOD : Checksum.BAD;
  }

  /** The right CRC32c of an SCTP packet as its field holds it, or -1 where it cannot be told. */
  static long computeSctp(Sctp sctp) {
    long length = sctp.end() - sctp.offset();
    if (!isWhole(sctp.packet(), sctp) || length < SCTP_HEADER) {
      return -1;
    }
    ByteBuffer data = sctp.data();
    CRC32C crc = new CRC32C();
    crc.update(data.slice(0, SCTP_CHECKSUM));
    crc.update(new byte[4]);
    crc.update(data.slice(SCTP_HEADER, (int) length - SCTP_HEADER));
    return Integer.toUnsignedLong(Integer.reverseBytes((int) crc.getValue()));
  }

  /**
   * Whether all was captured that the packet held of the datagram, and it is no fragment. One that
   * says it is longer than its packet, which was captured whole, is as wrong as its checksum; but a
   * UDP header that says so of its IP datagram does not tell what the checksum covers.
   */
  private static boolean isWhole(Packet packet, Layer layer) {
    if (layer.isCut() || (layer instanceof Udp udp && udp.length() > udp.end() - udp.offset())) {
      return false;
    }
    // a cell may hold no more than the beginning of its frame
    if (packet.linkType() == LinkType.ERF_ATM && packet.datagramEnd() > packet.originalLength()) {
      return false;
    }
    Ip4 ip4 = packet.ip4();
    if (ip4 != null) {
      return !ip4.isMoreFragments();
    }
    Ip6Fragment fragment = packet.ip6() == null ? null : packet.layer(Ip6Fragment.class);
    return fragment == null || (fragment.fragmentOffset() == 0 && !fragment.isMoreFragments());
  }

  private static long pseudoHeader(Ip ip, int protocol, long length) {
    return protocol + (length >>> 16) + (length & 0xffff) + addressSum(ip);
  }

  /** The sum of the addresses in a pseudo header, which must have been captured; not folded. */
  static long addressSum(Ip ip) {
    Packet packet = ip.packet();
    ByteBuffer bytes = packet.bytes();
    if (ip instanceof Ip4 ip4) {
      long dst = finalDestination(ip4);
      return sum(bytes, packet.at(ip.offset() + 12), 4) + (dst >>> 16) + (dst & 0xffff);
    }
    int src = packet.at(ip.offset() + 8);
    int dst = src + 16;
    for (Layer layer : Layers.ofOutermost(packet)) {
      if (layer instanceof Ip6Extension header && header.has(0, header.headerLength())) {
        src = header.protocol() == IpProtocol.DESTINATION_OPTIONS ? sender(header, src) : src;
        dst = header.protocol() == IpProtocol.ROUTING ? finalDestination(header, dst) : dst;
      }
    }
    return sum(bytes, src, 16) + sum(bytes, dst, 16);
  }

  /**
   * The address of an IPv4 datagram's final destination: the last of a source route (RFC 791, 3.1)
   * that is not at its end, else the header's own.
   */
  private static long finalDestination(Ip4 ip) {
    for (HeaderOption option : ip.options()) {
      ByteBuffer route = option.value(); // a pointer that counts from 1 at the kind; addresses
      if ((option.kind() == LOOSE_SOURCE_ROUTE || option.kind() == STRICT_SOURCE_ROUTE)
          && route.limit() >= 5
          && (route.get(0) & 0xff) + 3 <= option.length()) {
        return route.getInt((route.limit() - 1) / 4 * 4 - 3) & 0xffff_ffffL;
      }
    }
    return ip.dstLow();
  }

  /**
   * Where the address of an IPv6 packet's sender is: the home address that destination options name
   * (RFC 6275, 6.3), else where it was.
   */
  private static int sender(Ip6Extension options, int src) {
    int at = 2;
    while (options.headerLength() - at >= 18) {
      int type = options.u8(at);
      if (type == HOME_ADDRESS && options.u8(at + 1) == 16) {
        return options.packet().at(options.offset() + at + 2);
      }
      at += type == PAD1 ? 1 : 2 + options.u8(at + 1);
    }
    return src;
  }

  /**
   * Where the address of an IPv6 packet's final destination is: the last that a routing header
   * names, while segments are left, else where it was.
   */
  private static int finalDestination(Ip6Extension routing, int dst) {
    int addresses = (routing.headerLength() - 8) / 16;
    if (routing.u8(3) <= 0 || addresses < 1) {
      return dst;
    }
    int first = routing.packet().at(routing.offset() + 8);
    return switch (routing.u8(2)) {
      case SOURCE_ROUTE -> first + 16 * (addresses - 1);
      case MOBILE, SEGMENT_ROUTE -> first;
      default -> dst;
    };
  }

  /** The sum of the 16-bit words, an odd last byte filled up with 0; not folded. */
  static long sum(ByteBuffer bytes, int from, int length) {
    long sum = 0;
    int at = from;
    int end = from + length;
    for (; end - at >= 4; at += 4) {
      long word = Bytes.u32(bytes, at);
      sum += (word >>> 16) + (word & 0xffff);
    }
    if (end - at >= 2) {
      sum += Bytes.u16(bytes, at);
      at += 2;
    }
    return at < end ? sum + (Bytes.u8(bytes, at) << 8) : sum;
  }

  /** Adds the carries until 16 bits are left. */
  static int fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (int) folded;
  }
}
