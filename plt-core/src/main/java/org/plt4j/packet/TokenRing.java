// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A token ring header (IEEE 802.5): access control (1), frame control (1), destination (6), source
 * (6), a source route if the source's top bit is set.
 */
public final class TokenRing extends Layer {
  TokenRing(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable TokenRing of(byte[] bytes) {
    return Packet.of(bytes, LinkType.TOKEN_RING).layer(TokenRing.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable TokenRing of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.TOKEN_RING).layer(TokenRing.class);
  }

  @Override
  public String name() {
    return "token-ring";
  }

  /** The destination address, or null. */
  public @Nullable MacAddress dst() {
    return mac(2);
  }

  /** The source address as sent, the routing bit included, or null. */
  public @Nullable MacAddress src() {
    return mac(8);
  }

  @Override
  int headerBytes() {
    return bits(u8(8), 7, 1) == 1 && u8(14) != NOT_CAPTURED ? 14 + (u8(14) & 0x1f) : 14;
  }
}
