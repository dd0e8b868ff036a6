// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A VXLAN header (RFC 7348, section 5), behind UDP port 4789.
 *
 * <pre>
 *  flags (1)  reserved (3)  network identifier (3)  reserved (1)
 * </pre>
 */
public final class Vxlan extends Layer {
  Vxlan(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Vxlan of(byte[] bytes) {
    return bytes.length == 0 ? null : new Vxlan(Packet.of(bytes, LinkType.OPAQUE), 0);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Vxlan of(ByteBuffer bytes) {
    return bytes.hasRemaining() ? new Vxlan(Packet.of(bytes, LinkType.OPAQUE), 0) : null;
  }

  @Override
  public String name() {
    return "vxlan";
  }

  /** VXLAN network identifier, 24 bits. */
  public int vni() {
    long word = u32(4);
    return word == NOT_CAPTURED ? NOT_CAPTURED : (int) (word >>> 8);
  }

  /** The Ethernet frame inside, or null. */
  @Override
  public @Nullable Packet inner() {
    return inner(headerBytes(), LinkType.ETHERNET);
  }

  @Override
  int headerBytes() {
    return 8;
  }
}
