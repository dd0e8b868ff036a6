// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import org.jspecify.annotations.Nullable;

/** An Internet Protocol header of either version: {@link Ip4} or {@link Ip6}. */
public abstract sealed class Ip extends Layer permits Ip4, Ip6 {
  Ip(Packet packet, int offset) {
    super(packet, offset);
  }

  /** 4 or 6. */
  public abstract int version();

  /** The source address, or null where it was not captured whole. */
  public abstract @Nullable IpAddress src();

  /** The destination address, or null where it was not captured whole. */
  public abstract @Nullable IpAddress dst();

  /** Whether both addresses were captured. */
  public abstract boolean hasAddresses();

  /**
   * The upper 64 bits of the source address; 0 for IPv4, and where it was not captured. Together
   * with {@link #srcLow} the address as numbers, without an object.
   */
  public abstract long srcHigh();

  /** The lower 64 bits of the source address: for IPv4 the address as an unsigned 32-bit number. */
  public abstract long srcLow();

  /** The upper 64 bits of the destination address; 0 for IPv4, and where it was not captured. */
  public abstract long dstHigh();

  /** The lower 64 bits of the destination address: for IPv4 an unsigned 32-bit number. */
  public abstract long dstLow();

  /**
   * The protocol of what the header carries ({@link IpProtocol}). IPv4: the protocol field. IPv6:
   * the last next-header value that was reached behind the extension headers; AH and ESP are not
   * crossed. {@link #NOT_CAPTURED} if it was not captured.
   */
  public abstract int protocol();

  /** Time to live (IPv4) or hop limit (IPv6): routers that it may still pass. */
  public abstract int hopLimit();

  /** DSCP and ECN: IPv4's type of service, IPv6's traffic class (RFC 2474, RFC 3168). */
  public abstract int trafficClass();

  /** The packet in a tunnel of IP in IP (protocol 4 or 41), MPLS or Ethernet in IP, or null. */
  @Override
  public @Nullable Packet inner() {
    return Layers.innerOfIp(packet());
  }
}
