// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An FDDI header: frame control (1), destination (6), source (6). */
public final class Fddi extends Layer {
  Fddi(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Fddi of(byte[] bytes) {
    return Packet.of(bytes, LinkType.FDDI).layer(Fddi.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Fddi of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.FDDI).layer(Fddi.class);
  }

  @Override
  public String name() {
    return "fddi";
  }

  /** The frame control field; 0x50 to 0x5f are LLC frames. */
  public int frameControl() {
    return u8(0);
  }

  /** The destination address, or null. */
  public @Nullable MacAddress dst() {
    return mac(1);
  }

  /** The source address, or null. */
  public @Nullable MacAddress src() {
    return mac(7);
  }

  @Override
  int headerBytes() {
    return 13;
  }
}
