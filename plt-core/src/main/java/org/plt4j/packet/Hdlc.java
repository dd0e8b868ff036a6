// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A Cisco HDLC header.
 *
 * <pre>
 *  address (8 bits: 0x0f unicast, 0x8f broadcast)  control (8)  EtherType (16)
 * </pre>
 */
public final class Hdlc extends Layer {
  Hdlc(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Hdlc of(byte[] bytes) {
    return Packet.of(bytes, LinkType.C_HDLC).layer(Hdlc.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Hdlc of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.C_HDLC).layer(Hdlc.class);
  }

  @Override
  public String name() {
    return "hdlc";
  }

  /** The address. */
  public int address() {
    return u8(0);
  }

  /** What follows, an {@link EtherType}. */
  public int protocol() {
    return u16(2);
  }

  @Override
  int headerBytes() {
    return 4;
  }
}
