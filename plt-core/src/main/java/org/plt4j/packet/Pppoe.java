// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A PPPoE header (RFC 2516, section 4).
 *
 * <pre>
 *  version (4 bits)  type (4)  code (8)  session (16)  length (16)
 * </pre>
 */
public final class Pppoe extends Layer {
  Pppoe(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Pppoe of(byte[] bytes) {
    return Packet.of(bytes, LinkType.PPP_ETHER).layer(Pppoe.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Pppoe of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.PPP_ETHER).layer(Pppoe.class);
  }

  @Override
  public String name() {
    return "pppoe";
  }

  /** The version, 1. */
  public int version() {
    return bits(u8(0), 4, 0xf);
  }

  /** The type, 1. */
  public int type() {
    return bits(u8(0), 0, 0xf);
  }

  /** The code: 0 in a session, else that of the discovery message (RFC 2516, 5). */
  public int code() {
    return u8(1);
  }

  /** The session, 16 bits; 0 before there is one. */
  public int sessionId() {
    return u16(2);
  }

  /** Bytes behind this header. */
  public int length() {
    return u16(4);
  }

  @Override
  long end() {
    return length() == NOT_CAPTURED ? super.end() : Math.min(super.end(), offset() + 6L + length());
  }

  @Override
  int headerBytes() {
    return 6;
  }
}
