// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A GTP-U header (3GPP TS 29.281, section 5), behind UDP port 2152.
 *
 * <pre>
 *  version (3 bits)  protocol type (1)  reserved (1)  E S PN (3)  message type (8)  length (16)
 *  tunnel endpoint identifier (32)
 *  sequence number (16)  N-PDU number (8)  next extension (8): if any of E, S, PN is set
 *  extension headers
 * </pre>
 */
public final class GtpU extends Layer {
  private static final int G_PDU = 255;

  GtpU(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable GtpU of(byte[] bytes) {
    return bytes.length == 0 ? null : new GtpU(Packet.of(bytes, LinkType.OPAQUE), 0);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable GtpU of(ByteBuffer bytes) {
    return bytes.hasRemaining() ? new GtpU(Packet.of(bytes, LinkType.OPAQUE), 0) : null;
  }

  @Override
  public String name() {
    return "gtp-u";
  }

  /** The message type; 255 carries a packet. */
  public int messageType() {
    return u8(1);
  }

  /** Tunnel endpoint identifier, unsigned 32 bits. */
  public long teid() {
    return u32(4);
  }

  /** The IP packet inside, or null. */
  @Override
  public @Nullable Packet inner() {
    return messageType() == G_PDU ? inner(headerBytes(), LinkType.RAW) : null;
  }

  @Override
  int headerBytes() {
    int flags = u8(0);
    if (flags >>> 4 != 3) { // version 1, protocol type GTP
      return NOT_CAPTURED;
    }
    if ((flags & 7) == 0) {
      return 8;
    }
    int at = 12;
    int next = (flags & 4) != 0 ? u8(11) : 0;
    while (next > 0) { // each has its length in words, and what follows in its last byte
      int length = u8(at) << 2;
      if (length <= 0) {
        return NOT_CAPTURED;
      }
      at += length;
      next = u8(at - 1);
    }
    return next == NOT_CAPTURED ? NOT_CAPTURED : at;
  }
}
