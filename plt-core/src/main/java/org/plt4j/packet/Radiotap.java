// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A radiotap header before IEEE 802.11: version, length (little endian), presence words, fields.
 */
public final class Radiotap extends Layer {
  Radiotap(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Radiotap of(byte[] bytes) {
    return Packet.of(bytes, LinkType.IEEE802_11_RADIOTAP).layer(Radiotap.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Radiotap of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.IEEE802_11_RADIOTAP).layer(Radiotap.class);
  }

  @Override
  public String name() {
    return "radiotap";
  }

  /** The header's length in bytes. */
  public int headerLength() {
    return u16le(2);
  }

  @Override
  int headerBytes() {
    return headerLength();
  }
}
