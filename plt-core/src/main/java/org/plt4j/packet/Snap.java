// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A SNAP header (IEEE 802): behind LLC, or behind an NLPID.
 *
 * <pre>
 *  organisation (3)  protocol of the organisation (2)
 * </pre>
 */
public final class Snap extends Layer {
  Snap(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Snap of(byte[] bytes) {
    return bytes.length == 0 ? null : new Snap(Packet.of(bytes, LinkType.OPAQUE), 0);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Snap of(ByteBuffer bytes) {
    return bytes.hasRemaining() ? new Snap(Packet.of(bytes, LinkType.OPAQUE), 0) : null;
  }

  @Override
  public String name() {
    return "snap";
  }

  /** The organisation; 0 means that the next field is an {@link EtherType} (RFC 1042). */
  public int oui() {
    return has(0, 3) ? u8(0) << 16 | u16(1) : NOT_CAPTURED;
  }

  /** The organisation's protocol number. */
  public int etherType() {
    return u16(3);
  }

  @Override
  long end() {
    return packet().linkEndOf(offset());
  }

  @Override
  int headerBytes() {
    return 5;
  }
}
