// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Teredo (RFC 4380, section 5.1.1), behind UDP port 3544: an IPv6 packet, perhaps behind an
 * authentication header (0x0001) and an origin indication (0x0000).
 */
public final class Teredo extends Layer {
  Teredo(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Teredo of(byte[] bytes) {
    return bytes.length == 0 ? null : new Teredo(Packet.of(bytes, LinkType.OPAQUE), 0);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Teredo of(ByteBuffer bytes) {
    return bytes.hasRemaining() ? new Teredo(Packet.of(bytes, LinkType.OPAQUE), 0) : null;
  }

  @Override
  public String name() {
    return "teredo";
  }

  /** The IPv6 packet inside, or null. */
  @Override
  public @Nullable Packet inner() {
    return inner(headerBytes(), LinkType.IPV6);
  }

  @Override
  int headerBytes() {
    int at = 0;
    if (u16(at)
        == 1) { // lengths of client identifier and authentication value, nonce, confirmation
      if (u8(at + 3) == NOT_CAPTURED) {
        return NOT_CAPTURED;
      }
      at += 13 + u8(at + 2) + u8(at + 3);
    }
    return u16(at) == 0 ? at + 8 : at;
  }
}
