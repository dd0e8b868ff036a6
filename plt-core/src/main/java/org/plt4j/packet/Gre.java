// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A GRE header (RFC 2784, RFC 2890), also PPTP's (RFC 2637) and that of ERSPAN.
 *
 * <pre>
 *  C R K S ... version (16 bits)  protocol (16)
 *  checksum and reserved (32), key (32), sequence number (32), acknowledgment (32): each if its flag says so
 * </pre>
 *
 * The source routes of RFC 1701 are not walked.
 */
public final class Gre extends Layer {
  private static final int CHECKSUM = 0x8000;
  private static final int ROUTING = 0x4000;
  private static final int KEY = 0x2000;
  private static final int SEQUENCE = 0x1000;
  private static final int ACKNOWLEDGMENT = 0x0080;

  private static final int ETHERNET = 0x6558;
  private static final int PPP = 0x880b;
  private static final int ERSPAN = 0x88be;
  private static final int ERSPAN_3 = 0x22eb;

  Gre(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Gre of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.GRE)).layer(Gre.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Gre of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.GRE)).layer(Gre.class);
  }

  @Override
  public String name() {
    return "gre";
  }

  /** The first 16 bits: flags and version. */
  public int flags() {
    return u16(0);
  }

  /** What follows: an {@link EtherType}, or one of GRE's own numbers. */
  public int protocol() {
    return u16(2);
  }

  /** The key, unsigned 32 bits (PPTP: length and call), or {@link #NOT_CAPTURED} without one. */
  public long key() {
    return has(KEY) ? u32(4 + words(CHECKSUM | ROUTING)) : NOT_CAPTURED;
  }

  /** The sequence number, unsigned 32 bits, or {@link #NOT_CAPTURED} without one. */
  public long sequenceNumber() {
    return has(SEQUENCE) ? u32(4 + words(CHECKSUM | ROUTING) + words(KEY)) : NOT_CAPTURED;
  }

  private boolean has(int flag) {
    return flags() != NOT_CAPTURED && (flags() & flag) != 0;
  }

  private int words(int flags) {
    return has(flags) ? 4 : 0;
  }

  /** The packet inside, or null. */
  @Override
  public @Nullable Packet inner() {
    int header = headerBytes();
    if (header < 0) {
      return null;
    }
    return switch (protocol()) {
      case NOT_CAPTURED -> null;
      case ETHERNET -> inner(header, LinkType.ETHERNET);
      case PPP -> inner(header, LinkType.PPP);
      // type I has no header of its own, and no sequence number; type II has eight bytes
      case ERSPAN -> inner(has(SEQUENCE) ? header + 8 : header, LinkType.ETHERNET);
      case ERSPAN_3 ->
          inner(header + (bits(u8(header + 11), 0, 1) == 1 ? 20 : 12), LinkType.ETHERNET);
      default -> inner(header, LinkType.ofEtherType(protocol()));
    };
  }

  @Override
  int headerBytes() {
    return flags() == NOT_CAPTURED || has(ROUTING)
        ? NOT_CAPTURED
        : 4
            + words(CHECKSUM)
            + words(KEY)
            + words(SEQUENCE)
            + ((flags() & 7) == 1 ? words(ACKNOWLEDGMENT) : 0);
  }
}
