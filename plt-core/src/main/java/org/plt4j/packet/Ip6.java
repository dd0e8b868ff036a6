// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 header (RFC 8200, section 3). Its extension headers are behind it.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+---------------+---------------------------------------+
 * |Version| Traffic class |              Flow label               |
 * +-------+---------------+-------+---------------+---------------+
 * |        Payload length         |  Next header  |   Hop limit   |
 * +-------------------------------+---------------+---------------+
 * |                   Source address (128 bits)                   |
 * +---------------------------------------------------------------+
 * |                Destination address (128 bits)                 |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class Ip6 extends Ip {
  private static final int FLOW_LABEL = 0;
  private static final int PAYLOAD_LENGTH = 4;
  private static final int NEXT_HEADER = 6;
  private static final int HOP_LIMIT = 7;
  private static final int SRC = 8;
  private static final int DST = 24;
  private static final int HEADER_LENGTH = 40;

  Ip6(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Ip6 of(byte[] bytes) {
    return Packet.of(bytes, LinkType.IPV6).layer(Ip6.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Ip6 of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.IPV6).layer(Ip6.class);
  }

  @Override
  public String name() {
    return "ip6";
  }

  @Override
  public int version() {
    return 6;
  }

  @Override
  public int trafficClass() {
    int field = u16(0);
    return field == NOT_CAPTURED ? NOT_CAPTURED : field >>> 4 & 0xff;
  }

  /** The flow label, 20 bits (RFC 6437). */
  public int flowLabel() {
    long field = u32(FLOW_LABEL);
    return field == NOT_CAPTURED ? NOT_CAPTURED : (int) field & 0xfffff;
  }

  /** Bytes behind this header, extension headers included; 0 for a jumbogram (RFC 2675). */
  public int payloadLength() {
    return u16(PAYLOAD_LENGTH);
  }

  /** What follows this header at once: an extension header or a transport protocol. */
  public int nextHeader() {
    return u8(NEXT_HEADER);
  }

  @Override
  public int protocol() {
    return packet().protocol();
  }

  @Override
  public int hopLimit() {
    return u8(HOP_LIMIT);
  }

  @Override
  public @Nullable IpAddress src() {
    return ip6Address(SRC);
  }

  @Override
  public @Nullable IpAddress dst() {
    return ip6Address(DST);
  }

  @Override
  public boolean hasAddresses() {
    return has(SRC, 32);
  }

  @Override
  public long srcHigh() {
    return bits64(SRC);
  }

  @Override
  public long srcLow() {
    return bits64(SRC + 8);
  }

  @Override
  public long dstHigh() {
    return bits64(DST);
  }

  @Override
  public long dstLow() {
    return bits64(DST + 8);
  }

  @Override
  int headerBytes() {
    return HEADER_LENGTH;
  }
}
