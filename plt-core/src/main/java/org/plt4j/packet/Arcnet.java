// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An ARCNET header: source (1), destination (1), in Linux's form an offset (2), system code (1).
 */
public final class Arcnet extends Layer {
  private final int systemCodeAt;

  /**
   * A view.
   *
   * @param systemCodeAt where the system code is: 2 in BSD's form, 4 in Linux's
   */
  Arcnet(Packet packet, int offset, int systemCodeAt) {
    super(packet, offset);
    this.systemCodeAt = systemCodeAt;
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Arcnet of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ARCNET_LINUX).layer(Arcnet.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Arcnet of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ARCNET_LINUX).layer(Arcnet.class);
  }

  @Override
  public String name() {
    return "arcnet";
  }

  /** The source's number. */
  public int src() {
    return u8(0);
  }

  /** The destination's number; 0 is broadcast. */
  public int dst() {
    return u8(1);
  }

  /** The system code: 212 IPv4, 213 ARP (RFC 1201), 240 and 241 the same of RFC 1051. */
  public int systemCode() {
    return u8(systemCodeAt);
  }

  @Override
  int headerBytes() {
    return systemCodeAt + 1;
  }
}
