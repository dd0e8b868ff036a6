// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A Linux "cooked" capture header, version 2 (LINKTYPE_LINUX_SLL2).
 *
 * <pre>
 *  protocol (2)  reserved (2)  interface (4)  ARPHRD_ type (2)  packet type (1)  address length (1)
 *  address (8)
 * </pre>
 */
public final class LinuxSll2 extends Layer {
  LinuxSll2(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable LinuxSll2 of(byte[] bytes) {
    return Packet.of(bytes, LinkType.LINUX_SLL2).layer(LinuxSll2.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable LinuxSll2 of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.LINUX_SLL2).layer(LinuxSll2.class);
  }

  @Override
  public String name() {
    return "sll2";
  }

  /** 0 to this host, 1 broadcast, 2 multicast, 3 to another host, 4 sent by this host. */
  public int packetType() {
    return u8(10);
  }

  /** The type of the link: Linux's ARPHRD_ value. */
  public int arphrd() {
    return u16(8);
  }

  /** The sender's link-layer address if it is one of six bytes, else null. */
  public @Nullable MacAddress address() {
    return u8(11) == 6 ? mac(12) : null;
  }

  /** What follows: an {@link EtherType}, or for some links a number of their own. */
  public int protocol() {
    return u16(0);
  }

  /** The interface's index on the machine that captured. */
  public long interfaceIndex() {
    return u32(4);
  }

  @Override
  int headerBytes() {
    return 20;
  }
}
