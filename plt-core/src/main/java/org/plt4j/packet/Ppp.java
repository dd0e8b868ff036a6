// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A PPP header (RFC 1661, RFC 1662): address and control if they are there, and the protocol, whose
 * first byte may be left out.
 */
public final class Ppp extends Layer {
  Ppp(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Ppp of(byte[] bytes) {
    return Packet.of(bytes, LinkType.PPP).layer(Ppp.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Ppp of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.PPP).layer(Ppp.class);
  }

  @Override
  public String name() {
    return "ppp";
  }

  /** The protocol (IANA's PPP DLL Protocol Numbers): 0x0021 is IPv4, 0x0057 IPv6. */
  public int protocol() {
    int at = protocolAt();
    if (u8(at) == 0xff && !has(at, 2)) { // an address: no protocol has this number
      return NOT_CAPTURED;
    }
    return bits(u8(at), 0, 1) == 1 ? u8(at) : u16(at);
  }

  private int protocolAt() {
    return u16(0) == 0xff03 ? 2 : 0;
  }

  @Override
  long end() {
    return packet().linkEndOf(offset());
  }

  @Override
  int headerBytes() {
    int at = protocolAt();
    return bits(u8(at), 0, 1) == 1 ? at + 1 : at + 2;
  }
}
