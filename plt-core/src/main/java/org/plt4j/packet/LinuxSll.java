// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A Linux "cooked" capture header, version 1 (LINKTYPE_LINUX_SLL).
 *
 * <pre>
 *  packet type (2)  ARPHRD_ type (2)  address length (2)  address (8)  protocol (2)
 * </pre>
 */
public final class LinuxSll extends Layer {
  LinuxSll(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable LinuxSll of(byte[] bytes) {
    return Packet.of(bytes, LinkType.LINUX_SLL).layer(LinuxSll.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable LinuxSll of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.LINUX_SLL).layer(LinuxSll.class);
  }

  @Override
  public String name() {
    return "sll";
  }

  /** 0 to this host, 1 broadcast, 2 multicast, 3 to another host, 4 sent by this host. */
  public int packetType() {
    return u16(0);
  }

  /** The type of the link: Linux's ARPHRD_ value. */
  public int arphrd() {
    return u16(2);
  }

  /** The sender's link-layer address if it is one of six bytes, else null. */
  public @Nullable MacAddress address() {
    return u16(4) == 6 ? mac(6) : null;
  }

  /** What follows: an {@link EtherType}, or for some links a number of their own. */
  public int protocol() {
    return u16(14);
  }

  @Override
  int headerBytes() {
    return 16;
  }
}
