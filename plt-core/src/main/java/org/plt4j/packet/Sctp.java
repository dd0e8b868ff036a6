// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Sctp of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.SCTP)).layer(Sctp.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Sctp of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.SCTP)).layer(Sctp.class);
  }

  @Override
  public String name() {
    return "sctp";
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

  /** Whether the CRC32c over the whole packet is right (RFC 9260, appendix A). */
  public Checksum checksumStatus() {
    return Checksums.ofSctp(this);
  }

  /** The chunks, the last one perhaps not captured whole. */
  public List<SctpChunk> chunks() {
    return SctpChunk.list(payload());
  }

  @Override
  int headerBytes() {
    return HEADER_LENGTH;
  }
}
