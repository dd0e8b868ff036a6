// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.Arrays;

/**
 * Packets and bytes of one interval of time after another. Their number is bounded: when there
 * would be more, two and two of them become one, unless the length was asked for.
 */
final class Intervals {
  private static final int MAX = 1 << 8;
  private static final int MAX_ASKED = 1 << 20;
  private static final long SHORTEST = 1_000_000;

  private long length = SHORTEST;
  private boolean isAsked;
  private boolean hasFirst;
  private long first; // the number of the first interval, counted from 1970
  private long[] packets = new long[64];
  private long[] bytes = new long[64];
  private int size;

  /** Sets the length of an interval in nanoseconds; 0 for what suits. */
  void setLength(long nanos) {
    if (nanos != 0) {
      length = nanos;
      isAsked = true;
    }
  }

  /** Counts a packet. */
  void add(long time, long size) {
    long number = Math.floorDiv(time, length);
    if (!hasFirst) {
      hasFirst = true;
      first = number;
    }
    while (!fits(number)) {
      if (isAsked) {
        throw new UsageException(
            "more than " + MAX_ASKED + " intervals: choose a longer --interval");
      }
      halve();
      number = Math.floorDiv(time, length);
    }
    int at = (int) (number - first);
    packets[at]++;
    bytes[at] += size;
  }

  /** Makes room for an interval if that is allowed. */
  private boolean fits(long number) {
    long from = Math.min(first, number);
    long to = Math.max(first + size - 1, number);
    long needed = to - from + 1;
    if (needed <= 0 || needed > (isAsked ? MAX_ASKED : MAX)) {
      return false;
    }
    if (needed > packets.length) {
      int room = (int) Math.max(needed, Math.min(2L * packets.length, MAX_ASKED));
      packets = Arrays.copyOf(packets, room);
      bytes = Arrays.copyOf(bytes, room);
    }
    int shift = (int) (first - from);
    if (shift > 0) {
      System.arraycopy(packets, 0, packets, shift, size);
      System.arraycopy(bytes, 0, bytes, shift, size);
      Arrays.fill(packets, 0, shift, 0);
      Arrays.fill(bytes, 0, shift, 0);
    }
    first = from;
    size = (int) needed;
    return true;
  }

  private void halve() {
    long[] oldPackets = packets;
    long[] oldBytes = bytes;
    packets = new long[oldPackets.length];
    bytes = new long[oldBytes.length];
    long oldFirst = first;
    first = Math.floorDiv(first, 2);
    length *= 2;
    int last = 0;
    for (int i = 0; i < size; i++) {
      int at = (int) (Math.floorDiv(oldFirst + i, 2) - first);
      packets[at] += oldPackets[i];
      bytes[at] += oldBytes[i];
      last = at + 1;
    }
    size = last;
  }

  /** How many there are, from the first with a packet to the last. */
  int size() {
    return size;
  }

  /** When an interval begins: a whole number of lengths since 1970. */
  long start(int i) {
    return (first + i) * length;
  }

  long length() {
    return length;
  }

  long packets(int i) {
    return packets[i];
  }

  long bytes(int i) {
    return bytes[i];
  }

  double bitsPerSecond(int i) {
    return bytes[i] * 8 / (length / 1e9);
  }
}
