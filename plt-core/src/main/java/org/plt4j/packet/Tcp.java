// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

/**
 * A TCP header (RFC 9293, section 3.1). It exists as soon as both ports were captured.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +-------------------------------+-------------------------------+
 * |                        Sequence number                        |
 * +---------------------------------------------------------------+
 * |                    Acknowledgment number                      |
 * +-------+-------+---------------+-------------------------------+
 * | Data  | Reser-|C E U A P R S F|                               |
 * |offset | ved   |W C R C S S Y I|            Window             |
 * |       |       |R E G K H T N N|                               |
 * +-------+-------+---------------+-------------------------------+
 * |           Checksum            |        Urgent pointer         |
 * +-------------------------------+-------------------------------+
 * |                 Options, if data offset &gt; 5                   |
 * </pre>
 */
public final class Tcp extends Layer {
  private static final int SRC_PORT = 0;
  private static final int DST_PORT = 2;
  private static final int SEQUENCE_NUMBER = 4;
  private static final int ACKNOWLEDGMENT_NUMBER = 8;
  private static final int OFFSET_AND_FLAGS = 12;
  private static final int WINDOW = 14;
  private static final int CHECKSUM = 16;
  private static final int URGENT_POINTER = 18;

  Tcp(Packet packet, int offset) {
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

  /** The sequence number, unsigned 32 bits. */
  public long sequenceNumber() {
    return u32(SEQUENCE_NUMBER);
  }

  /** The acknowledgment number, unsigned 32 bits; meaningful where the flag ACK is set. */
  public long acknowledgmentNumber() {
    return u32(ACKNOWLEDGMENT_NUMBER);
  }

  /** The header's length in 32-bit words; below 5 the header is malformed. */
  public int dataOffset() {
    int field = u8(OFFSET_AND_FLAGS);
    return field == NOT_CAPTURED ? NOT_CAPTURED : field >>> 4;
  }

  /** The 12 bits behind the data offset: reserved bits and flags, FIN the lowest. */
  public int flags() {
    int field = u16(OFFSET_AND_FLAGS);
    return field == NOT_CAPTURED ? NOT_CAPTURED : field & 0xfff;
  }

  /** The window as sent, unscaled. */
  public int window() {
    return u16(WINDOW);
  }

  /** The checksum as sent. */
  public int checksum() {
    return u16(CHECKSUM);
  }

  /** The urgent pointer; meaningful where the flag URG is set. */
  public int urgentPointer() {
    return u16(URGENT_POINTER);
  }

  @Override
  int headerBytes() {
    return dataOffset() < 5 ? NOT_CAPTURED : dataOffset() << 2;
  }
}
