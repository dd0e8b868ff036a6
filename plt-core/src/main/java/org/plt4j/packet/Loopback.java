// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A BSD loopback header: the address family in the byte order of the machine that captured
 * (LINKTYPE_NULL), or in network order (LINKTYPE_LOOP).
 */
public final class Loopback extends Layer {
  Loopback(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Loopback of(byte[] bytes) {
    return Packet.of(bytes, LinkType.NULL).layer(Loopback.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Loopback of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.NULL).layer(Loopback.class);
  }

  @Override
  public String name() {
    return "null";
  }

  /**
   * The address family: 2 is IPv4; 10, 23, 24, 28 and 30 are IPv6 on one system or another. The
   * byte order is the one in which the number is below 65,536.
   */
  public long family() {
    long family = u32(0);
    return family > 0xffff ? Integer.toUnsignedLong(Integer.reverseBytes((int) family)) : family;
  }

  @Override
  int headerBytes() {
    return 4;
  }
}
