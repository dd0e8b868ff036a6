// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Ip;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;

/**
 * What makes packets one flow in one direction: IP version, protocol, addresses and ports. A value
 * that owns its bits.
 *
 * <p>The protocol is that of the outermost IP header: IPv4's field, or the last next-header value
 * reached in IPv6; AH and ESP are not crossed. Ports are those of TCP, UDP and SCTP; 0 for other
 * protocols, for fragments other than the first and where they were not captured.
 *
 * <p>Ordered by version, protocol, source and destination address as numbers, source and
 * destination port.
 */
public final class FlowKey implements Comparable<FlowKey> {
  private final int protocol;
  private final IpAddress src;
  private final int srcPort;
  private final IpAddress dst;
  private final int dstPort;

  FlowKey(int protocol, IpAddress src, int srcPort, IpAddress dst, int dstPort) {
    this.protocol = protocol;
    this.src = src;
    this.srcPort = srcPort;
    this.dst = dst;
    this.dstPort = dstPort;
  }

  /** The key of a packet, or null if it has no IP header or its addresses were not captured. */
  public static @Nullable FlowKey of(Packet packet) {
    Ip ip = packet.ip();
    if (ip == null) {
      return null;
    }
    IpAddress src = ip.src();
    IpAddress dst = ip.dst();
    return src == null || dst == null
        ? null
        : new FlowKey(packet.protocol(), src, packet.srcPort(), dst, packet.dstPort());
  }

  /** The key of the packets that go the other way. */
  public FlowKey reverse() {
    return new FlowKey(protocol, dst, dstPort, src, srcPort);
  }

  /** 4 or 6. */
  public int version() {
    return src.version();
  }

  /** The protocol, one of {@link IpProtocol}. */
  public int protocol() {
    return protocol;
  }

  /** The source address. */
  public IpAddress src() {
    return src;
  }

  /** The source port, or 0. */
  public int srcPort() {
    return srcPort;
  }

  /** The destination address. */
  public IpAddress dst() {
    return dst;
  }

  /** The destination port, or 0. */
  public int dstPort() {
    return dstPort;
  }

  @Override
  public int compareTo(FlowKey other) {
    int order = Integer.compare(version(), other.version());
    if (order == 0) {
      order = Integer.compare(protocol, other.protocol);
    }
    if (order == 0) {
      order = src.compareTo(other.src);
    }
    if (order == 0) {
      order = dst.compareTo(other.dst);
    }
    // both ports are below 65,536: one comparison serves
    return order != 0 ? order : Integer.compareUnsigned(ports(), other.ports());
  }

  private int ports() {
    return srcPort << 16 | dstPort;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof FlowKey other
        && protocol == other.protocol
        && srcPort == other.srcPort
        && dstPort == other.dstPort
        && src.equals(other.src)
        && dst.equals(other.dst);
  }

  @Override
  public int hashCode() {
    return Objects.hash(protocol, src, srcPort, dst, dstPort);
  }

  @Override
  public String toString() {
    return IpProtocol.name(protocol) + " " + end(src, srcPort) + " > " + end(dst, dstPort);
  }

  private String end(IpAddress address, int port) {
    if (!IpProtocol.hasPorts(protocol)) {
      return address.toString();
    }
    return (address.version() == 4 ? address.toString() : "[" + address + "]") + ":" + port;
  }
}
