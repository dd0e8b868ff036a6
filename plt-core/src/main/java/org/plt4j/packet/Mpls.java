// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an MPLS label stack (RFC 3032, RFC 5462).
 *
 * <pre>
 *  label (20 bits)  traffic class (3)  bottom of stack (1)  time to live (8)
 * </pre>
 */
public final class Mpls extends Layer {
  Mpls(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Mpls of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ofEtherType(EtherType.MPLS)).layer(Mpls.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Mpls of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ofEtherType(EtherType.MPLS)).layer(Mpls.class);
  }

  @Override
  public String name() {
    return "mpls";
  }

  /** The label, 20 bits; 0 to 15 are reserved (RFC 3032, 2.1; RFC 7274). */
  public int label() {
    long entry = u32(0);
    return entry == NOT_CAPTURED ? NOT_CAPTURED : (int) (entry >>> 12);
  }

  /** Traffic class, 3 bits, once called EXP (RFC 5462). */
  public int trafficClass() {
    return bits(u8(2), 1, 7);
  }

  /** Whether this is the last entry of the stack. */
  public boolean isBottom() {
    return bits(u8(2), 0, 1) == 1;
  }

  /** Time to live. */
  public int ttl() {
    return u8(3);
  }

  @Override
  int headerBytes() {
    return 4;
  }
}
