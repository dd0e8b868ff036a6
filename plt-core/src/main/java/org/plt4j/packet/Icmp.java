// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An ICMP message (RFC 792). It exists as soon as its type was captured.
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
public final class Icmp extends Layer {
  /** Echo reply. */
  public static final int ECHO_REPLY = 0;

  /** Destination unreachable. */
  public static final int UNREACHABLE = 3;

  /** Source quench (deprecated by RFC 6633). */
  public static final int SOURCE_QUENCH = 4;

  /** Redirect. */
  public static final int REDIRECT = 5;

  /** Echo request. */
  public static final int ECHO = 8;

  /** Time exceeded. */
  public static final int TIME_EXCEEDED = 11;

  /** Parameter problem. */
  public static final int PARAMETER_PROBLEM = 12;

  private static final int TYPE = 0;
  private static final int CODE = 1;
  private static final int CHECKSUM = 2;
  private static final int HEADER_LENGTH = 8;

  Icmp(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Icmp of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.ICMP)).layer(Icmp.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Icmp of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.ICMP)).layer(Icmp.class);
  }

  @Override
  public String name() {
    return "icmp";
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

  /**
   * The identifier of an echo, timestamp, information or address mask message; {@link
   * #NOT_CAPTURED} in others.
   */
  public int identifier() {
    return isQuery() ? u16(4) : NOT_CAPTURED;
  }

  /**
   * The sequence number of an echo, timestamp, information or address mask message; {@link
   * #NOT_CAPTURED} in others.
   */
  public int sequenceNumber() {
    return isQuery() ? u16(6) : NOT_CAPTURED;
  }

  boolean isQuery() {
    return switch (type()) {
      case ECHO_REPLY, ECHO, 13, 14, 15, 16, 17, 18 -> true;
      default -> false;
    };
  }

  /** The gateway of a redirect (RFC 792), or null in others. */
  public @Nullable IpAddress gateway() {
    return type() == REDIRECT ? ip4Address(4) : null;
  }

  /**
   * The next hop's MTU in bytes where fragmentation was needed (RFC 1191, 4), 0 from old routers;
   * {@link #NOT_CAPTURED} in other messages.
   */
  public int mtu() {
    return type() == UNREACHABLE && code() == 4 ? u16(6) : NOT_CAPTURED;
  }

  /**
   * The octet of the quoted datagram at which a parameter problem was found, from 0; {@link
   * #NOT_CAPTURED} in other messages.
   */
  public int pointer() {
    return type() == PARAMETER_PROBLEM ? u8(4) : NOT_CAPTURED;
  }

  /** The datagram that an error quotes, as a packet of its own, usually cut; else null. */
  public @Nullable Packet quoted() {
    return switch (type()) {
      case UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM ->
          quoted(HEADER_LENGTH, LinkType.IPV4);
      default -> null;
    };
  }

  /** Whether the checksum over the whole message is right (RFC 792). */
  public Checksum checksumStatus() {
    return Checksums.ofTransport(this, CHECKSUM, checksum());
  }

  @Override
  int headerBytes() {
    return HEADER_LENGTH;
  }
}
