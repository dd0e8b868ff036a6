// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The clear beginning of an encapsulating security payload (RFC 4303, section 2): SPI (4), sequence
 * number (4). What follows is encrypted.
 */
public final class Esp extends Layer {
  Esp(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Esp of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.ESP)).layer(Esp.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Esp of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.ESP)).layer(Esp.class);
  }

  @Override
  public String name() {
    return "esp";
  }

  /** Security parameters index, unsigned 32 bits. */
  public long spi() {
    return u32(0);
  }

  /** The sequence number, unsigned 32 bits. */
  public long sequenceNumber() {
    return u32(4);
  }

  @Override
  int headerBytes() {
    return 8;
  }
}
