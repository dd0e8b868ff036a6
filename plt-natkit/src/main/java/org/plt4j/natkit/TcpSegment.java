// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a {@link TcpAnalyzer} found out about one segment.
 *
 * @param connection the connection it belongs to
 * @param isForward whether it goes the way of the connection's first segment
 * @param timeNanos when it was captured, nanoseconds since 1970
 * @param sequenceNumber the number of its first byte
 * @param payload bytes of payload on the wire, or -1 where they cannot be told
 * @param acknowledgmentNumber the acknowledgment number; meaningful with the flag ACK
 * @param window the window, scaled where the factor is known
 * @param inFlight bytes that this end had sent and had not seen acknowledged, this segment
 *     included; 0 without payload, and where the capture has a gap before it
 * @param ackNanos the time since the segment that this one acknowledges was sent first, or {@link
 *     #NONE}
 * @param bits the events, a bit for each
 */
public record TcpSegment(
    TcpConnection connection,
    boolean isForward,
    long timeNanos,
    long sequenceNumber,
    int payload,
    long acknowledgmentNumber,
    long window,
    long inFlight,
    long ackNanos,
    int bits) {
  /** There is no such time. */
  public static final long NONE = Long.MIN_VALUE;

  /** Whether the segment is one of these. */
  public boolean is(TcpEvent event) {
    return (bits & event.bit()) != 0;
  }

  /** What the segment is, none of it for most. */
  public Set<TcpEvent> events() {
    EnumSet<TcpEvent> events = EnumSet.noneOf(TcpEvent.class);
    for (TcpEvent event : TcpEvent.values()) {
      if (is(event)) {
        events.add(event);
      }
    }
    return Collections.unmodifiableSet(events);
  }
}
