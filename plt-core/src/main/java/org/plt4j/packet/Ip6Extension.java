// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 extension header whose length is in its second byte: hop-by-hop options, routing,
 * destination options (RFC 8200, sections 4.3, 4.4, 4.6).
 *
 * <pre>
 *  next header (1)  length in units of 8 bytes beyond the first (1)  what the header makes of it
 * </pre>
 */
public final class Ip6Extension extends Layer {
  private final int protocol;

  /**
   * A view.
   *
   * @param protocol the next-header value that announced it
   */
  Ip6Extension(Packet packet, int offset, int protocol) {
    super(packet, offset);
    this.protocol = protocol;
  }

  /**
   * A header at the start of these bytes, which are copied; null if there are none.
   *
   * @param protocol the next-header value that announces it
   */
  public static @Nullable Ip6Extension of(byte[] bytes, int protocol) {
    return of(ByteBuffer.wrap(bytes), protocol);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   *
   * @param protocol the next-header value that announces it
   */
  public static @Nullable Ip6Extension of(ByteBuffer bytes, int protocol) {
    return bytes.hasRemaining()
        ? new Ip6Extension(Packet.of(bytes, LinkType.OPAQUE), 0, protocol)
        : null;
  }

  @Override
  public String name() {
    return switch (protocol) {
      case IpProtocol.HOP_BY_HOP -> "ip6-hop-by-hop";
      case IpProtocol.ROUTING -> "ip6-routing";
      default -> "ip6-destination";
    };
  }

  /** What kind it is: the next-header value that announced it. */
  public int protocol() {
    return protocol;
  }

  /** What follows. */
  public int nextHeader() {
    return u8(0);
  }

  /** The header's length in bytes. */
  public int headerLength() {
    int units = u8(1);
    return units == NOT_CAPTURED ? NOT_CAPTURED : (units + 1) << 3;
  }

  @Override
  int headerBytes() {
    return headerLength();
  }
}
