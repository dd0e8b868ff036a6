// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Ip;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;

/**
 * What makes packets one flow in one direction: IP version, protocol, addresses and ports. A value
 * that owns its bits, in one object of numbers.
 *
 * <p>The protocol is that of the outermost IP header: IPv4's field, or the last next-header value
 * reached in IPv6; AH and ESP are not crossed. Ports are those of TCP, UDP and SCTP; 0 for other
 * protocols, for fragments other than the first and where they were not captured.
 *
 * <p>As bytes, a key is version (1), protocol (1), source port (2), destination port (2), source
 * address and destination address (4 or 16 each), in network order: 14 or 38 bytes.
 *
 * <p>Ordered by version, protocol, source and destination address as numbers, source and
 * destination port.
 */
public final class FlowKey implements Comparable<FlowKey> {
  private static final int BYTES_BEFORE_ADDRESSES = 6;

  private final byte version;
  private final short protocol;
  private final int ports;
  private final long srcHigh;
  private final long srcLow;
  private final long dstHigh;
  private final long dstLow;

  private FlowKey(
      int version, int protocol, int ports, long srcHigh, long srcLow, long dstHigh, long dstLow) {
    this.version = (byte) version;
    this.protocol = (short) protocol;
    this.ports = ports;
    this.srcHigh = srcHigh;
    this.srcLow = srcLow;
    this.dstHigh = dstHigh;
    this.dstLow = dstLow;
  }

  FlowKey(int protocol, IpAddress src, int srcPort, IpAddress dst, int dstPort) {
    this(
        src.version(),
        protocol,
        srcPort << 16 | dstPort,
        src.high(),
        src.low(),
        dst.high(),
        dst.low());
  }

  /** The key of a packet, or null if it has no IP header or its addresses were not captured. */
  public static @Nullable FlowKey of(Packet packet) {
    Ip ip = packet.ip();
    return ip == null || !ip.hasAddresses()
        ? null
        : new FlowKey(
            ip.version(),
            packet.protocol(),
            packet.ports(),
            ip.srcHigh(),
            ip.srcLow(),
            ip.dstHigh(),
            ip.dstLow());
  }

  /** The key of the packets that go the other way. */
  public FlowKey reverse() {
    return new FlowKey(
        version, protocol, Integer.rotateLeft(ports, 16), dstHigh, dstLow, srcHigh, srcLow);
  }

  /**
   * The one of this key and its {@link #reverse} that goes forward from the lower end, by address
   * and then port: the same for both directions, so that they meet in one entry of a map.
   */
  public FlowKey forward() {
    return isForward() ? this : reverse();
  }

  /** Whether this key is its own {@link #forward}. */
  boolean isForward() {
    int order = compare(srcHigh, srcLow, dstHigh, dstLow);
    return order == 0 ? srcPort() <= dstPort() : order < 0;
  }

  /** Whether both ends are the same. */
  boolean isSelf() {
    return srcHigh == dstHigh && srcLow == dstLow && srcPort() == dstPort();
  }

  /** 4 or 6. */
  public int version() {
    return version;
  }

  /** The protocol, one of {@link IpProtocol}. */
  public int protocol() {
    return protocol;
  }

  /** The source address. */
  public IpAddress src() {
    return address(srcHigh, srcLow);
  }

  /** The source port, or 0. */
  public int srcPort() {
    return ports >>> 16;
  }

  /** The destination address. */
  public IpAddress dst() {
    return address(dstHigh, dstLow);
  }

  /** The destination port, or 0. */
  public int dstPort() {
    return ports & 0xffff;
  }

  private IpAddress address(long high, long low) {
    return version == 4 ? IpAddress.ofIp4((int) low) : IpAddress.ofIp6(high, low);
  }

  /** The key's 14 or 38 bytes; a fresh array. */
  public byte[] toBytes() {
    int addresses = version == 4 ? 8 : 32;
    ByteBuffer bytes = ByteBuffer.allocate(BYTES_BEFORE_ADDRESSES + addresses);
    bytes.put(version).put((byte) protocol).putInt(ports);
    if (version == 4) {
      bytes.putInt((int) srcLow).putInt((int) dstLow);
    } else {
      bytes.putLong(srcHigh).putLong(srcLow).putLong(dstHigh).putLong(dstLow);
    }
    return bytes.array();
  }

  @Override
  public int compareTo(FlowKey other) {
    int order = Integer.compare(version, other.version);
    if (order == 0) {
      order = Integer.compare(protocol, other.protocol);
    }
    if (order == 0) {
      order = compare(srcHigh, srcLow, other.srcHigh, other.srcLow);
    }
    if (order == 0) {
      order = compare(dstHigh, dstLow, other.dstHigh, other.dstLow);
    }
    // both ports are below 65,536: one comparison serves
    return order != 0 ? order : Integer.compareUnsigned(ports, other.ports);
  }

  private static int compare(long highA, long lowA, long highB, long lowB) {
    int order = Long.compareUnsigned(highA, highB);
    return order != 0 ? order : Long.compareUnsigned(lowA, lowB);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof FlowKey other
        && version == other.version
        && protocol == other.protocol
        && ports == other.ports
        && srcHigh == other.srcHigh
        && srcLow == other.srcLow
        && dstHigh == other.dstHigh
        && dstLow == other.dstLow;
  }

  @Override
  public int hashCode() {
    return hash(srcHigh, srcLow, dstHigh, dstLow, ports);
  }

  /** A hash that is the same for both directions, evenly spread: to share flows among threads. */
  public int symmetricHash() {
    return isForward()
        ? hash(srcHigh, srcLow, dstHigh, dstLow, ports)
        : hash(dstHigh, dstLow, srcHigh, srcLow, Integer.rotateLeft(ports, 16));
  }

  private int hash(long a, long b, long c, long d, int ports) {
    long last = (long) version << 48 | (long) protocol << 32 | (ports & 0xffff_ffffL);
    long hash = LongTable.hash(a, b, c, d, last);
    return (int) (hash ^ hash >>> 32);
  }

  @Override
  public String toString() {
    return IpProtocol.name(protocol) + " " + end(src(), srcPort()) + " > " + end(dst(), dstPort());
  }

  private String end(IpAddress address, int port) {
    if (!IpProtocol.hasPorts(protocol)) {
      return address.toString();
    }
    return (address.version() == 4 ? address.toString() : "[" + address + "]") + ":" + port;
  }
}
