// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A UDP header (RFC 768). It exists as soon as both ports were captured.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +-------------------------------+-------------------------------+
 * |            Length             |           Checksum            |
 * +-------------------------------+-------------------------------+
 * </pre>
 */
public final class Udp extends Layer {
  static final int HEADER_LENGTH = 8;
  private static final int LENGTH = 4;
  private static final int SRC_PORT = 0;
  private static final int DST_PORT = 2;
  private static final int CHECKSUM = 6;

  Udp(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Udp of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.UDP)).layer(Udp.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Udp of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.UDP)).layer(Udp.class);
  }

  @Override
  public String name() {
    return "udp";
  }

  /** The source port. */
  public int srcPort() {
    return u16(SRC_PORT);
  }

  /** The destination port. */
  public int dstPort() {
    return u16(DST_PORT);
  }

  /** The datagram's length in bytes, header included; 0 for a jumbogram (RFC 2675). */
  public int length() {
    return u16(LENGTH);
  }

  /** The checksum as sent; over IPv4, 0 says that there is none. */
  public int checksum() {
    return u16(CHECKSUM);
  }

  /**
   * Whether the checksum is right, with the pseudo header of either IP version; over IPv4, 0 is
   * {@link Checksum#NONE}, over IPv6 {@link Checksum#BAD} (RFC 8200, 8.1).
   */
  public Checksum checksumStatus() {
    return Checksums.ofTransport(this, CHECKSUM, checksum());
  }

  @Override
  int headerBytes() {
    return HEADER_LENGTH;
  }
}
