// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

/**
 * A SNAP header (IEEE 802): behind LLC, or behind an NLPID.
 *
 * <pre>
 *  organisation (3)  protocol of the organisation (2)
 * </pre>
 */
public final class Snap extends Layer {
  Snap(Packet packet, int offset) {
    super(packet, offset);
  }

  @Override
  public String name() {
    return "snap";
  }

  /** The organisation; 0 means that the next field is an {@link EtherType} (RFC 1042). */
  public int oui() {
    return has(0, 3) ? u8(0) << 16 | u16(1) : NOT_CAPTURED;
  }

  /** The organisation's protocol number. */
  public int etherType() {
    return u16(3);
  }

  @Override
  long end() {
    return packet().linkEndOf(offset());
  }

  @Override
  int headerBytes() {
    return 5;
  }
}
