// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 header (RFC 791, section 3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+-------------------------------+
 * |Version|  IHL  | Traffic class |         Total length          |
 * +-------+-------+---------------+-----+-------------------------+
 * |        Identification         |R|D|M|    Fragment offset      |
 * +---------------+---------------+-----+-------------------------+
 * | Time to live  |   Protocol    |        Header checksum        |
 * +---------------+---------------+-------------------------------+
 * |                        Source address                         |
 * +---------------------------------------------------------------+
 * |                      Destination address                      |
 * +---------------------------------------------------------------+
 * |                      Options, if IHL &gt; 5                      |
 * </pre>
 */
public final class Ip4 extends Ip {
  private static final int TRAFFIC_CLASS = 1;
  private static final int TOTAL_LENGTH = 2;
  private static final int IDENTIFICATION = 4;
  private static final int FLAGS_AND_OFFSET = 6;
  private static final int TTL = 8;
  private static final int PROTOCOL = 9;
  private static final int HEADER_CHECKSUM = 10;
  private static final int SRC = 12;
  private static final int DST = 16;

  Ip4(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Ip4 of(byte[] bytes) {
    return Packet.of(bytes, LinkType.IPV4).layer(Ip4.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Ip4 of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.IPV4).layer(Ip4.class);
  }

  @Override
  public String name() {
    return "ip4";
  }

  @Override
  public int version() {
    return 4;
  }

  /** The header's length in bytes: four times the IHL field. */
  public int headerLength() {
    return (u8(0) & 0x0f) << 2;
  }

  @Override
  public int trafficClass() {
    return u8(TRAFFIC_CLASS);
  }

  /**
   * The datagram's length in bytes, header included; 0 where segmentation offload left it empty.
   */
  public int totalLength() {
    return u16(TOTAL_LENGTH);
  }

  /** The identification of the datagram's fragments, 16 bits (RFC 6864). */
  public int identification() {
    return u16(IDENTIFICATION);
  }

  /** The reserved flag, which is to be 0 (RFC 791, 3.1). */
  public boolean isReserved() {
    return flag(0x80);
  }

  /** The flag DF: no router is to fragment the datagram. */
  public boolean isDontFragment() {
    return flag(0x40);
  }

  /** The flag MF: this fragment is not the datagram's last. */
  public boolean isMoreFragments() {
    return flag(0x20);
  }

  private boolean flag(int bit) {
    int flags = u8(FLAGS_AND_OFFSET);
    return flags != NOT_CAPTURED && (flags & bit) != 0;
  }

  /** Where the fragment belongs in its datagram, in units of 8 bytes. */
  public int fragmentOffset() {
    int field = u16(FLAGS_AND_OFFSET);
    return field == NOT_CAPTURED ? NOT_CAPTURED : field & 0x1fff;
  }

  /** Time to live. */
  public int ttl() {
    return u8(TTL);
  }

  /** The same as {@link #ttl}. */
  @Override
  public int hopLimit() {
    return ttl();
  }

  @Override
  public int protocol() {
    return u8(PROTOCOL);
  }

  /** The header checksum as sent, 16 bits. */
  public int headerChecksum() {
    return u16(HEADER_CHECKSUM);
  }

  @Override
  public @Nullable IpAddress src() {
    return ip4Address(SRC);
  }

  @Override
  public @Nullable IpAddress dst() {
    return ip4Address(DST);
  }

  @Override
  public boolean hasAddresses() {
    return has(SRC, 8);
  }

  /**
   * Both addresses in one read, the source in the upper 32 bits, for those who make keys of their
   * own; 0 where they were not captured.
   */
  public long addresses() {
    return bits64(SRC);
  }

  @Override
  public long srcHigh() {
    return 0;
  }

  @Override
  public long srcLow() {
    return Math.max(0, u32(SRC));
  }

  @Override
  public long dstHigh() {
    return 0;
  }

  @Override
  public long dstLow() {
    return Math.max(0, u32(DST));
  }

  /** Whether the header checksum is right; unknown if the header was not captured whole. */
  public Checksum headerChecksumStatus() {
    return Checksums.ofIp4Header(this);
  }

  /**
   * The options, which may be none: up to their end, or to one that is malformed or was not
   * captured whole.
   */
  public List<HeaderOption> options() {
    return HeaderOption.list(header(20, headerBytes()));
  }

  @Override
  int headerBytes() {
    return headerLength() < 20 ? NOT_CAPTURED : headerLength();
  }
}
