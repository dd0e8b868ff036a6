// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

/**
 * An SCTP common header (RFC 9260, section 3.1); the chunks are its payload. It exists as soon as
 * both ports were captured.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +-------------------------------+-------------------------------+
 * |                       Verification tag                        |
 * +---------------------------------------------------------------+
 * |                           Checksum                            |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class Sctp extends Layer {
  private static final int SRC_PORT = 0;
  private static final int DST_PORT = 2;
  private static final int VERIFICATION_TAG = 4;
  private static final int CHECKSUM = 8;
  private static final int HEADER_LENGTH = 12;

  Sctp(Packet packet, int offset) {
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

  /** The verification tag, unsigned 32 bits. */
  public long verificationTag() {
    return u32(VERIFICATION_TAG);
  }

  /** The CRC32c as sent, unsigned 32 bits, its first byte on the wire the highest. */
  public long checksum() {
    return u32(CHECKSUM);
  }

  @Override
  int headerBytes() {
    return HEADER_LENGTH;
  }
}
