// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An LLC header (IEEE 802.2).
 *
 * <pre>
 *  destination access point (1)  source access point (1)  control (1; 2 but for unnumbered frames)
 * </pre>
 */
public final class Llc extends Layer {
  Llc(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Llc of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ATM_RFC1483).layer(Llc.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Llc of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ATM_RFC1483).layer(Llc.class);
  }

  @Override
  public String name() {
    return "llc";
  }

  /** Destination service access point. */
  public int dsap() {
    return u8(0);
  }

  /** Source service access point. */
  public int ssap() {
    return u8(1);
  }

  /** The control field's first byte; 0x03 is unnumbered information. */
  public int control() {
    return u8(2);
  }

  @Override
  long end() {
    return packet().linkEndOf(offset());
  }

  @Override
  int headerBytes() {
    return bits(u8(2), 0, 3) == 3 ? 3 : 4;
  }
}
