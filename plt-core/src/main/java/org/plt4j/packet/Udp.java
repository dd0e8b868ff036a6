// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

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
  private static final int HEADER_LENGTH = 8;
  private static final int LENGTH = 4;
  private static final int SRC_PORT = 0;
  private static final int DST_PORT = 2;
  private static final int CHECKSUM = 6;

  Udp(Packet packet, int offset) {
    super(packet, offset);
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

  @Override
  int headerBytes() {
    return HEADER_LENGTH;
  }

  /** The datagram may end before the IP datagram does, never behind it. */
  @Override
  long end() {
    long end = super.end();
    return length() < HEADER_LENGTH ? end : Math.min(end, offset() + length());
  }
}
