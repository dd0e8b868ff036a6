// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An ARP or RARP message (RFC 826, RFC 903).
 *
 * <pre>
 *  hardware type (2)  protocol type (2)  hardware length (1)  protocol length (1)  operation (2)
 *  sender hardware, sender protocol, target hardware, target protocol address
 * </pre>
 */
public final class Arp extends Layer {
  Arp(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Arp of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ofEtherType(EtherType.ARP)).layer(Arp.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Arp of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ofEtherType(EtherType.ARP)).layer(Arp.class);
  }

  @Override
  public String name() {
    return "arp";
  }

  /** The hardware type; 1 is Ethernet. */
  public int hardwareType() {
    return u16(0);
  }

  /** The protocol type, an {@link EtherType}. */
  public int protocolType() {
    return u16(2);
  }

  /** Bytes of a hardware address. */
  public int hardwareLength() {
    return u8(4);
  }

  /** Bytes of a protocol address. */
  public int protocolLength() {
    return u8(5);
  }

  /** 1 request, 2 reply, 3 and 4 those of RARP. */
  public int operation() {
    return u16(6);
  }

  /** The sender's hardware address if it is one of six bytes, else null. */
  public @Nullable MacAddress senderMac() {
    return hardwareLength() == 6 ? mac(8) : null;
  }

  /** The sender's IPv4 address, or null. */
  public @Nullable IpAddress senderIp() {
    return protocolLength() == 4 && hardwareLength() >= 0 ? ip4Address(8 + hardwareLength()) : null;
  }

  /** The target's hardware address if it is one of six bytes, else null. */
  public @Nullable MacAddress targetMac() {
    return hardwareLength() == 6 && protocolLength() >= 0 ? mac(14 + protocolLength()) : null;
  }

  /** The target's IPv4 address, or null. */
  public @Nullable IpAddress targetIp() {
    return protocolLength() == 4 && hardwareLength() >= 0
        ? ip4Address(12 + 2 * hardwareLength())
        : null;
  }

  /** The message ends with its addresses; what follows is padding. */
  @Override
  long end() {
    int length = headerBytes();
    return length < 0 ? super.end() : Math.min(super.end(), (long) offset() + length);
  }

  @Override
  int headerBytes() {
    return hardwareLength() < 0 || protocolLength() < 0
        ? NOT_CAPTURED
        : 8 + 2 * (hardwareLength() + protocolLength());
  }
}
