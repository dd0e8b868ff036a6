// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A LISP header (RFC 9300, section 5.3), behind UDP port 4341: an IP packet follows.
 *
 * <pre>
 *  flags N L E V I R K K (8 bits)  nonce or map versions (24)  instance, locator status bits (32)
 * </pre>
 */
public final class Lisp extends Layer {
  private static final int INSTANCE = 0x08;

  Lisp(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Lisp of(byte[] bytes) {
    return bytes.length == 0 ? null : new Lisp(Packet.of(bytes, LinkType.OPAQUE), 0);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Lisp of(ByteBuffer bytes) {
    return bytes.hasRemaining() ? new Lisp(Packet.of(bytes, LinkType.OPAQUE), 0) : null;
  }

  @Override
  public String name() {
    return "lisp";
  }

  /** The instance identifier, 24 bits, or {@link #NOT_CAPTURED} if its flag is not set. */
  public int instanceId() {
    boolean has = bits(u8(0), 0, INSTANCE) == INSTANCE;
    return has && u32(4) != NOT_CAPTURED ? (int) (u32(4) >>> 8) : NOT_CAPTURED;
  }

  /** The IP packet inside, or null. */
  @Override
  public @Nullable Packet inner() {
    return inner(headerBytes(), LinkType.RAW);
  }

  @Override
  int headerBytes() {
    return 8;
  }
}
