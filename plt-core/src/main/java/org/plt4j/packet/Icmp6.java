// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

/**
 * An ICMPv6 message (RFC 4443). It exists as soon as its type was captured.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     Type      |     Code      |           Checksum            |
 * +---------------+---------------+-------------------------------+
 * |                  what the type makes of it                    |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class Icmp6 extends Layer {
  private static final int TYPE = 0;
  private static final int CODE = 1;
  private static final int CHECKSUM = 2;
  private static final int HEADER_LENGTH = 8;

  Icmp6(Packet packet, int offset) {
    super(packet, offset);
  }

  /** The message's type. */
  public int type() {
    return u8(TYPE);
  }

  /** The code, which refines the type. */
  public int code() {
    return u8(CODE);
  }

  /** The checksum as sent. */
  public int checksum() {
    return u16(CHECKSUM);
  }

  @Override
  int headerBytes() {
    return HEADER_LENGTH;
  }
}
