// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An L2TP header, version 2 (RFC 2661, section 3.1), behind UDP port 1701.
 *
 * <pre>
 *  T L . . S . O P . . . . version (16 bits)  length (16, if L)  tunnel (16)  session (16)
 *  Ns (16), Nr (16): if S  offset size (16) and that many bytes: if O
 * </pre>
 */
public final class L2tp extends Layer {
  private static final int CONTROL = 0x8000;
  private static final int LENGTH = 0x4000;
  private static final int SEQUENCE = 0x0800;
  private static final int OFFSET = 0x0200;

  L2tp(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable L2tp of(byte[] bytes) {
    return bytes.length == 0 ? null : new L2tp(Packet.of(bytes, LinkType.OPAQUE), 0);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable L2tp of(ByteBuffer bytes) {
    return bytes.hasRemaining() ? new L2tp(Packet.of(bytes, LinkType.OPAQUE), 0) : null;
  }

  @Override
  public String name() {
    return "l2tp";
  }

  /** The tunnel, 16 bits, as the receiver numbers it (RFC 2661, 3.1). */
  public int tunnelId() {
    return isVersion2() ? u16(idsAt()) : NOT_CAPTURED;
  }

  /** The session within the tunnel, 16 bits. */
  public int sessionId() {
    return isVersion2() ? u16(idsAt() + 2) : NOT_CAPTURED;
  }

  private boolean isVersion2() {
    return bits(u16(0), 0, 0xf) == 2;
  }

  private boolean has(int flag) {
    return (u16(0) & flag) != 0;
  }

  private int idsAt() {
    return has(LENGTH) ? 4 : 2;
  }

  /** The PPP packet inside, or null. */
  @Override
  public @Nullable Packet inner() {
    return isVersion2() && !has(CONTROL) ? inner(headerBytes(), LinkType.PPP) : null;
  }

  @Override
  int headerBytes() {
    if (!isVersion2()) {
      return NOT_CAPTURED;
    }
    int at = idsAt() + 4 + (has(SEQUENCE) ? 4 : 0);
    if (!has(OFFSET)) {
      return at;
    }
    return u16(at) == NOT_CAPTURED ? NOT_CAPTURED : at + 2 + u16(at);
  }
}
