// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * AYIYA (draft-massar-v6ops-ayiya, section 3), behind UDP port 5072: the tunnel of SixXS.
 *
 * <pre>
 *  identity's length, a power of two (4 bits)  identity's type (4)
 *  signature's length in words (4)  hash (4)  authentication (4)  operation (4)  next header (8)
 *  epoch (32)  identity  signature
 * </pre>
 */
public final class Ayiya extends Layer {
  private static final int FORWARD = 1;

  Ayiya(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Ayiya of(byte[] bytes) {
    return bytes.length == 0 ? null : new Ayiya(Packet.of(bytes, LinkType.OPAQUE), 0);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Ayiya of(ByteBuffer bytes) {
    return bytes.hasRemaining() ? new Ayiya(Packet.of(bytes, LinkType.OPAQUE), 0) : null;
  }

  @Override
  public String name() {
    return "ayiya";
  }

  /** What follows, an {@link IpProtocol}. */
  public int nextHeader() {
    return u8(3);
  }

  /** The packet inside, or null. */
  @Override
  public @Nullable Packet inner() {
    return bits(u8(2), 0, 0xf) == FORWARD && nextHeader() == IpProtocol.IP6
        ? inner(headerBytes(), LinkType.IPV6)
        : null;
  }

  @Override
  int headerBytes() {
    return u8(1) == NOT_CAPTURED ? NOT_CAPTURED : 8 + (1 << (u8(0) >>> 4)) + (u8(1) >>> 4 << 2);
  }
}
