// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.util.List;

/**
 * A bidirectional flow with its statistics, as a {@link FlowMeter} took them.
 *
 * @param key the key in the forward direction, that of the flow's first packet
 * @param ids the identifiers beside the key; without any where the meter does not look at them
 * @param forward what went the forward way
 * @param reverse what went the other way; nothing if both ends are the same
 * @param end why the flow ended
 */
public record MeteredFlow(
    FlowKey key, FlowIds ids, Direction forward, Direction reverse, FlowEnd end) {

  /**
   * One direction of a flow.
   *
   * @param packets how many packets
   * @param bytes the sum of their original lengths
   * @param ipBytes the sum of the lengths that their IP headers declare, headers included
   * @param firstNanos the smallest timestamp, nanoseconds since 1970; 0 without packets
   * @param lastNanos the largest timestamp; 0 without packets
   * @param sizes their original lengths
   * @param gaps nanoseconds from each packet to the next of this direction, in the order of the
   *     trace; negative where times run backwards
   * @param flags how many had each TCP flag, FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, NS
   */
  public record Direction(
      long packets,
      long bytes,
      long ipBytes,
      long firstNanos,
      long lastNanos,
      Summary sizes,
      Summary gaps,
      List<Long> flags) {
    static final List<Long> NO_FLAGS = List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    static final Direction NONE =
        new Direction(0, 0, 0, 0, 0, Summary.NONE, Summary.NONE, NO_FLAGS);

    public Direction {
      flags = List.copyOf(flags);
    }
  }

  /** Packets in both directions. */
  public long packets() {
    return forward.packets + reverse.packets;
  }

  /** Bytes in both directions. */
  public long bytes() {
    return forward.bytes + reverse.bytes;
  }

  /** The smallest timestamp of either direction, nanoseconds since 1970. */
  public long firstNanos() {
    return reverse.packets == 0
        ? forward.firstNanos
        : Math.min(forward.firstNanos, reverse.firstNanos);
  }

  /** The largest timestamp of either direction, nanoseconds since 1970. */
  public long lastNanos() {
    return reverse.packets == 0
        ? forward.lastNanos
        : Math.max(forward.lastNanos, reverse.lastNanos);
  }
}
