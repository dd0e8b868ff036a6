// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts flows in a {@code HashMap}: what one writes on a library that has no table of its own. The
 * same keys and counters as ours: an entry for both directions of a 5-tuple, address pairs derived
 * at the end.
 */
final class HashedFlows {
  private record Key(
      long srcHigh, long srcLow, long dstHigh, long dstLow, int ports, int versionAndProtocol) {
    Key reverse() {
      return new Key(
          dstHigh, dstLow, srcHigh, srcLow, Integer.rotateLeft(ports, 16), versionAndProtocol);
    }

    boolean isForward() {
      int order = Long.compareUnsigned(srcHigh, dstHigh);
      if (order == 0) {
        order = Long.compareUnsigned(srcLow, dstLow);
      }
      return order < 0 || (order == 0 && ports >>> 16 <= (ports & 0xffff));
    }

    @Override
    public int hashCode() {
      long hash = (srcHigh * 31 + srcLow) * 0x9e37_79b9_7f4a_7c15L;
      hash = (hash + dstHigh * 31 + dstLow) * 0x9e37_79b9_7f4a_7c15L;
      hash = (hash + ((long) versionAndProtocol << 32 | ports)) * 0x9e37_79b9_7f4a_7c15L;
      return (int) (hash >>> 32);
    }
  }

  private record Pair(long srcHigh, long srcLow, long dstHigh, long dstLow) {}

  private static final class Counts {
    private long forwardPackets;
    private long forwardBytes;
    private long reversePackets;
    private long reverseBytes;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
  }

  private final Map<Key, Counts> flows = new HashMap<>();
  private long packets;
  private long otherBytes;
  private long ipPackets;

  /** Counts a packet that is not IP. */
  void addOther(long length) {
    packets++;
    otherBytes += length;
  }

  /** Counts an IP packet; addresses have 4 or 16 bytes. */
  void add(byte[] src, byte[] dst, int protocol, int srcPort, int dstPort, long length, long time) {
    packets++;
    ipPackets++;
    int ports = srcPort << 16 | dstPort;
    Key key;
    if (src.length == 4) {
      key = new Key(0, ip4(src), 0, ip4(dst), ports, 4 << 16 | protocol);
    } else {
      ByteBuffer from = ByteBuffer.wrap(src);
      ByteBuffer to = ByteBuffer.wrap(dst);
      key =
          new Key(
              from.getLong(0),
              from.getLong(8),
              to.getLong(0),
              to.getLong(8),
              ports,
              6 << 16 | protocol);
    }
    boolean isForward = key.isForward();
    Counts counts = flows.computeIfAbsent(isForward ? key : key.reverse(), k -> new Counts());
    if (isForward) {
      counts.forwardPackets++;
      counts.forwardBytes += length;
    } else {
      counts.reversePackets++;
      counts.reverseBytes += length;
    }
    counts.first = Math.min(counts.first, time);
    counts.last = Math.max(counts.last, time);
  }

  private static long ip4(byte[] address) {
    return ByteBuffer.wrap(address).getInt(0) & 0xffff_ffffL;
  }

  /** What {@link Work#totals} says of them. */
  String totals() {
    Set<Pair> pairs = new HashSet<>();
    flows.forEach(
        (key, counts) -> {
          if (counts.forwardPackets > 0) {
            pairs.add(new Pair(key.srcHigh, key.srcLow, key.dstHigh, key.dstLow));
          }
          if (counts.reversePackets > 0) {
            pairs.add(new Pair(key.dstHigh, key.dstLow, key.srcHigh, key.srcLow));
          }
        });
    long bytes = otherBytes;
    for (Counts counts : flows.values()) {
      bytes += counts.forwardBytes + counts.reverseBytes;
    }
    return Work.totals(packets, bytes, ipPackets, pairs.size(), flows.size());
  }
}
