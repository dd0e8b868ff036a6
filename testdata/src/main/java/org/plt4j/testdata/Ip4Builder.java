// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds IPv4 packets (RFC 791). Every field has a sane value unless it is set; lengths and
 * checksums are computed unless they are set.
 */
public final class Ip4Builder {
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int MORE_FRAGMENTS = 0x2000;

  private final byte[] src;
  private final byte[] dst;
  private byte[] finalDst;
  private int version = 4;
  private int headerWords = -1;
  private int trafficClass;
  private int totalLength = -1;
  private int identification = 0x1234;
  private int flags = DONT_FRAGMENT;
  private int fragmentOffset;
  private int ttl = 64;
  private int checksum = -1;
  private byte[] options = {};

  private Ip4Builder(byte[] src, byte[] dst) {
    this.src = src;
    this.dst = dst;
    finalDst = dst;
  }

  /** Packets from one address to another, in text. */
  public static Ip4Builder ip4(String src, String dst) {
    return new Ip4Builder(Bytes.ofAddress(src), Bytes.ofAddress(dst));
  }

  /** The version field, to contradict what the layer below says. */
  public Ip4Builder version(int value) {
    version = value;
    return this;
  }

  /** The header length field (32-bit words) as it shall be sent, whatever the header has. */
  public Ip4Builder headerWords(int value) {
    headerWords = value;
    return this;
  }

  /** Type of service: DSCP and ECN. */
  public Ip4Builder trafficClass(int value) {
    trafficClass = value;
    return this;
  }

  /** The total length field as it shall be sent, whatever the packet has. */
  public Ip4Builder totalLength(int value) {
    totalLength = value;
    return this;
  }

  /** Identification. */
  public Ip4Builder identification(int value) {
    identification = value;
    return this;
  }

  /** Fragment offset in units of 8 bytes and the flag that says that more follow. */
  public Ip4Builder fragment(int offset, boolean more) {
    fragmentOffset = offset;
    flags = more ? MORE_FRAGMENTS : 0;
    return this;
  }

  /** Time to live. */
  public Ip4Builder ttl(int value) {
    ttl = value;
    return this;
  }

  /** The header checksum as it shall be sent, right or wrong. */
  public Ip4Builder headerChecksum(int value) {
    checksum = value;
    return this;
  }

  /** Options, a multiple of 4 bytes. */
  public Ip4Builder options(byte[] value) {
    options = value.clone();
    return this;
  }

  /** The end of a source route, which the transport checksum covers in place of the header's. */
  public Ip4Builder finalDestination(String address) {
    finalDst = Bytes.ofAddress(address);
    return this;
  }

  /** A packet with this payload, whose own checksum is filled in. */
  public byte[] carry(int protocol, byte[] payload) {
    return carryAsIs(protocol, Checksums.filled(protocol, src, finalDst, payload));
  }

  /** A packet with this payload, byte for byte. */
  public byte[] carryAsIs(int protocol, byte[] payload) {
    int headerLength = 20 + options.length;
    int words = headerWords < 0 ? headerLength / 4 : headerWords;
    int total = totalLength < 0 ? headerLength + payload.length : totalLength;
    byte[] header =
        new Bytes()
            .u8(version << 4 | words)
            .u8(trafficClass)
            .u16(total)
            .u16(identification)
            .u16(flags | fragmentOffset)
            .u8(ttl)
            .u8(protocol)
            .u16(0)
            .raw(src)
            .raw(dst)
            .raw(options)
            .array();
    int sum = checksum < 0 ? Checksums.internet(header) : checksum;
    return Bytes.concat(Checksums.withU16(header, 10, sum), payload);
  }

  /** The fragments of a packet with this payload, each with at most {@code room} bytes of it. */
  public List<byte[]> fragments(int protocol, byte[] payload, int room) {
    byte[] whole = Checksums.filled(protocol, src, finalDst, payload);
    List<byte[]> fragments = new ArrayList<>();
    for (int from = 0; from < whole.length; from += room) {
      int to = Math.min(whole.length, from + room);
      fragment(from / 8, to < whole.length);
      fragments.add(carryAsIs(protocol, Arrays.copyOfRange(whole, from, to)));
    }
    return fragments;
  }
}
