// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A VLAN tag (IEEE 802.1Q), also a stacked one (802.1ad, 0x9100, 0x9200): what follows the
 * EtherType that announced it.
 *
 * <pre>
 *  priority (3 bits)  drop eligible (1)  identifier (12)  EtherType of what follows (16)
 * </pre>
 */
public final class Vlan extends Layer {
  Vlan(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Vlan of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ofEtherType(EtherType.VLAN)).layer(Vlan.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Vlan of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ofEtherType(EtherType.VLAN)).layer(Vlan.class);
  }

  @Override
  public String name() {
    return "vlan";
  }

  /** Priority code point, 0 to 7. */
  public int priority() {
    return bits(u16(0), 13, 7);
  }

  /** Drop eligible indicator. */
  public boolean isDropEligible() {
    return bits(u16(0), 12, 1) == 1;
  }

  /** VLAN identifier, 12 bits; 0 is a priority tag without a VLAN. */
  public int id() {
    return bits(u16(0), 0, 0xfff);
  }

  /** What follows: an {@link EtherType}, or a length. */
  public int etherType() {
    return u16(2);
  }

  @Override
  long end() {
    int field = etherType();
    return field == NOT_CAPTURED || field > EtherType.MAX_LENGTH
        ? super.end()
        : Math.min(super.end(), offset() + 4L + field);
  }

  @Override
  int headerBytes() {
    return 4;
  }
}
