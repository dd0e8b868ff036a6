// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A GENEVE header (RFC 8926, section 3.4), behind UDP port 6081.
 *
 * <pre>
 *  version (2 bits)  options' length in 32-bit words (6)  flags (8)  protocol (16)
 *  network identifier (24)  reserved (8)  options
 * </pre>
 */
public final class Geneve extends Layer {
  private static final int ETHERNET = 0x6558;

  Geneve(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Geneve of(byte[] bytes) {
    return bytes.length == 0 ? null : new Geneve(Packet.of(bytes, LinkType.OPAQUE), 0);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Geneve of(ByteBuffer bytes) {
    return bytes.hasRemaining() ? new Geneve(Packet.of(bytes, LinkType.OPAQUE), 0) : null;
  }

  @Override
  public String name() {
    return "geneve";
  }

  /** What follows, an EtherType; 0x6558 is Ethernet. */
  public int protocol() {
    return u16(2);
  }

  /** Virtual network identifier, 24 bits. */
  public int vni() {
    long word = u32(4);
    return word == NOT_CAPTURED ? NOT_CAPTURED : (int) (word >>> 8);
  }

  /** The packet inside, or null. */
  @Override
  public @Nullable Packet inner() {
    return switch (protocol()) {
      case NOT_CAPTURED -> null;
      case ETHERNET -> inner(headerBytes(), LinkType.ETHERNET);
      default -> inner(headerBytes(), LinkType.ofEtherType(protocol()));
    };
  }

  @Override
  int headerBytes() {
    int words = bits(u8(0), 0, 0x3f);
    return words == NOT_CAPTURED ? NOT_CAPTURED : 8 + (words << 2);
  }
}
