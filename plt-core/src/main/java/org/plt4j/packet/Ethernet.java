// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An Ethernet header (IEEE 802.3): of type II, or with a length.
 *
 * <pre>
 *  destination (6)  source (6)  EtherType, or the length of the LLC frame (2)
 * </pre>
 */
public final class Ethernet extends Layer {
  private static final int DST = 0;
  private static final int SRC = 6;
  private static final int ETHER_TYPE = 12;

  Ethernet(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Ethernet of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ETHERNET).layer(Ethernet.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Ethernet of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ETHERNET).layer(Ethernet.class);
  }

  @Override
  public String name() {
    return "ethernet";
  }

  /** The destination address, or null if it was not captured whole. */
  public @Nullable MacAddress dst() {
    return mac(DST);
  }

  /** The source address, or null if it was not captured whole. */
  public @Nullable MacAddress src() {
    return mac(SRC);
  }

  /**
   * The field behind the addresses: an {@link EtherType}, or up to {@link EtherType#MAX_LENGTH} a
   * length.
   */
  public int etherType() {
    return u16(ETHER_TYPE);
  }

  /** Whether the field is a length: an 802.3 frame. */
  public boolean hasLength() {
    int field = etherType();
    return field != NOT_CAPTURED && field <= EtherType.MAX_LENGTH;
  }

  /** An 802.3 frame ends where its length says; padding may follow. */
  @Override
  long end() {
    return hasLength() ? Math.min(super.end(), offset() + 14L + etherType()) : super.end();
  }

  @Override
  int headerBytes() {
    return 14;
  }
}
