// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds IPv6 packets (RFC 8200) with extension headers, which stand in the packet in the order in
 * which they were added here. Lengths and checksums are computed unless they are set.
 */
public final class Ip6Builder {
  static final int HOP_BY_HOP = 0;
  static final int ROUTING = 43;
  static final int FRAGMENT = 44;
  static final int AH = 51;
  static final int NO_NEXT_HEADER = 59;
  static final int DESTINATION = 60;

  private final byte[] src;
  private final byte[] dst;
  private byte[] finalDst;
  private int version = 6;
  private int trafficClass;
  private int flowLabel;
  private int payloadLength = -1;
  private int hopLimit = 64;
  private final List<Integer> types = new ArrayList<>();
  private final List<byte[]> extensions = new ArrayList<>();

  private Ip6Builder(byte[] src, byte[] dst) {
    this.src = src;
    this.dst = dst;
    finalDst = dst;
  }

  /** Packets from one address to another, in text. */
  public static Ip6Builder ip6(String src, String dst) {
    return new Ip6Builder(Bytes.ofAddress(src), Bytes.ofAddress(dst));
  }

  /** The version field, to contradict what the layer below says. */
  public Ip6Builder version(int value) {
    version = value;
    return this;
  }

  /** Traffic class: DSCP and ECN. */
  public Ip6Builder trafficClass(int value) {
    trafficClass = value;
    return this;
  }

  /** Flow label, 20 bits. */
  public Ip6Builder flowLabel(int value) {
    flowLabel = value;
    return this;
  }

  /** The payload length field as it shall be sent, whatever the packet has. */
  public Ip6Builder payloadLength(int value) {
    payloadLength = value;
    return this;
  }

  /** Hop limit. */
  public Ip6Builder hopLimit(int value) {
    hopLimit = value;
    return this;
  }

  /** Adds an extension header; its first byte is replaced by the number of what follows it. */
  public Ip6Builder extension(int type, byte[] header) {
    types.add(type);
    extensions.add(header.clone());
    return this;
  }

  /** Adds a hop-by-hop header with these options, padded as RFC 8200 section 4.2 says. */
  public Ip6Builder hopByHop(byte... options) {
    return extension(HOP_BY_HOP, padded(options));
  }

  /** Adds a destination options header. */
  public Ip6Builder destination(byte... options) {
    return extension(DESTINATION, padded(options));
  }

  private static byte[] padded(byte[] options) {
    int padding = Math.floorMod(-(2 + options.length), 8);
    Bytes header = new Bytes().u8(0).u8((2 + options.length + padding) / 8 - 1).raw(options);
    if (padding == 1) {
      header.u8(0);
    } else if (padding > 1) {
      header.u8(1).u8(padding - 2).zeros(padding - 2);
    }
    return header.array();
  }

  /**
   * Adds a routing header with these addresses. With segments left, the last one (of a segment
   * routing header, the first: RFC 8754) is the final destination, which the transport checksum
   * covers (RFC 8200 section 8.1).
   */
  public Ip6Builder routing(int routingType, int segmentsLeft, String... addresses) {
    Bytes header = new Bytes().u8(0).u8(addresses.length * 2).u8(routingType).u8(segmentsLeft);
    header.u32(0);
    for (String address : addresses) {
      header.raw(Bytes.ofAddress(address));
    }
    if (segmentsLeft > 0) {
      finalDst = Bytes.ofAddress(addresses[routingType == 4 ? 0 : addresses.length - 1]);
    }
    return extension(ROUTING, header.array());
  }

  /** Adds a fragment header; the offset is in units of 8 bytes. */
  public Ip6Builder fragment(int offset, boolean more, long identification) {
    byte[] header =
        new Bytes().u16(0).u16(offset << 3 | (more ? 1 : 0)).u32(identification).array();
    return extension(FRAGMENT, header);
  }

  /** Adds an authentication header (RFC 4302) with a check value of this many bytes. */
  public Ip6Builder ah(long spi, long sequenceNumber, int checkBytes) {
    return extension(AH, Transports.ah(0, spi, sequenceNumber, checkBytes));
  }

  /** A packet with this payload, whose own checksum is filled in. */
  public byte[] carry(int protocol, byte[] payload) {
    return carryAsIs(protocol, Checksums.filled(protocol, src, finalDst, payload));
  }

  /** A packet with this payload, byte for byte. */
  public byte[] carryAsIs(int protocol, byte[] payload) {
    Bytes chain = new Bytes();
    for (int i = 0; i < extensions.size(); i++) {
      byte[] header = extensions.get(i).clone();
      header[0] = (byte) (i + 1 < types.size() ? types.get(i + 1) : protocol);
      chain.raw(header);
    }
    chain.raw(payload);
    return new Bytes()
        .u32((long) version << 28 | (long) trafficClass << 20 | flowLabel)
        .u16(payloadLength < 0 ? chain.size() : payloadLength)
        .u8(types.isEmpty() ? protocol : types.get(0))
        .u8(hopLimit)
        .raw(src)
        .raw(dst)
        .raw(chain.array())
        .array();
  }

  /**
   * The fragments of a packet with this payload, each with at most {@code room} bytes of it, behind
   * the extension headers added so far.
   */
  public List<byte[]> fragments(int protocol, byte[] payload, int room, long identification) {
    byte[] whole = Checksums.filled(protocol, src, finalDst, payload);
    List<byte[]> fragments = new ArrayList<>();
    for (int from = 0; from < whole.length; from += room) {
      int to = Math.min(whole.length, from + room);
      fragment(from / 8, to < whole.length, identification);
      fragments.add(carryAsIs(protocol, Arrays.copyOfRange(whole, from, to)));
      types.remove(types.size() - 1);
      extensions.remove(extensions.size() - 1);
    }
    return fragments;
  }
}
