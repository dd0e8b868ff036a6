// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 fragment header (RFC 8200, section 4.5).
 *
 * <pre>
 *  next header (8 bits)  reserved (8)  fragment offset (13)  reserved (2)  more fragments (1)
 *  identification (32)
 * </pre>
 */
public final class Ip6Fragment extends Layer {
  static final int HEADER_LENGTH = 8;

  Ip6Fragment(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Ip6Fragment of(byte[] bytes) {
    return bytes.length == 0 ? null : new Ip6Fragment(Packet.of(bytes, LinkType.OPAQUE), 0);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Ip6Fragment of(ByteBuffer bytes) {
    return bytes.hasRemaining() ? new Ip6Fragment(Packet.of(bytes, LinkType.OPAQUE), 0) : null;
  }

  @Override
  public String name() {
    return "ip6-fragment";
  }

  /** What follows in the first fragment. */
  public int nextHeader() {
    return u8(0);
  }

  /** The header's length in bytes, 8. */
  public int headerLength() {
    return HEADER_LENGTH;
  }

  /** Where the fragment belongs in its datagram, in units of 8 bytes. */
  public int fragmentOffset() {
    return bits(u16(2), 3, 0x1fff);
  }

  /** Whether more fragments follow. */
  public boolean isMoreFragments() {
    return bits(u16(2), 0, 1) == 1;
  }

  /** The identification of the datagram's fragments, unsigned 32 bits. */
  public long identification() {
    return u32(4);
  }

  @Override
  int headerBytes() {
    return HEADER_LENGTH;
  }
}
