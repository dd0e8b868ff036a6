// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame relay header: a Q.922 address of two to four bytes, then RFC 2427's control and NLPID, or
 * Cisco's EtherType.
 */
public final class FrameRelay extends Layer {
  FrameRelay(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable FrameRelay of(byte[] bytes) {
    return Packet.of(bytes, LinkType.FRAME_RELAY).layer(FrameRelay.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable FrameRelay of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.FRAME_RELAY).layer(FrameRelay.class);
  }

  @Override
  public String name() {
    return "frame-relay";
  }

  /** Data link connection identifier: 10 bits of a 2-byte address, more of a longer one. */
  public int dlci() {
    int dlci = bits(u8(0), 2, 0x3f);
    if (dlci == NOT_CAPTURED || u8(1) == NOT_CAPTURED) {
      return NOT_CAPTURED;
    }
    dlci = dlci << 4 | u8(1) >>> 4;
    for (int at = 2; at < 4 && (u8(at - 1) & 1) == 0; at++) {
      if (u8(at) == NOT_CAPTURED) {
        return NOT_CAPTURED;
      }
      boolean last = (u8(at) & 1) == 1;
      dlci = last ? dlci << 6 | u8(at) >>> 2 : dlci << 7 | u8(at) >>> 1;
    }
    return dlci;
  }

  @Override
  int headerBytes() {
    int at = 0;
    while (at < 3 && bits(u8(at), 0, 1) == 0) {
      at++;
    }
    return at + 1;
  }
}
