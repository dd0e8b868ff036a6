// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.util.Arrays;

/**
 * The sequence numbers that one end of a connection sent: up to where, with which gaps, and which
 * segments wait for their acknowledgment. What it holds is bounded, whatever is sent.
 */
final class TcpSent {
  /** Segments that wait: when there are more, the oldest is forgotten. */
  private static final int MAX_WAITING = 1 << 12;

  /** Gaps whose filling is new payload: when there are more, the oldest is forgotten. */
  private static final int MAX_GAPS = 64;

  /** Times of the timestamps option whose echo is awaited. */
  private static final int TIMES = 64;

  boolean hasFirst;
  long first; // the initial sequence number
  boolean hasNext;
  long next; // the end of what was sent
  long nextTime; // when that was

  /** The end of what came without a gap, where that is not next. */
  private long contiguous;

  private boolean hasContiguous;

  /**
   * How often this end repeated its last acknowledgment; {@link #AGAIN} after the peer had
   * acknowledged more than is known to have been sent, which is taken for the same kind of trouble.
   */
  int repeatedAcks;

  static final int AGAIN = 2;

  // the segments that wait, a ring, oldest first
  private long[] ends = new long[4];
  private long[] times = new long[4];
  private boolean[] repeated = new boolean[4];
  private int head;
  private int waiting;

  private long[] gaps = {}; // start and end of each
  private int gapWords;

  private long[] stamps = {}; // time values and when they were seen, a ring
  private int stampCount;
  private long lastStamp = -1;

  /** The numbers that are held, which have a bound. */
  int size() {
    return ends.length + times.length + repeated.length + gaps.length;
  }

  // ---- numbers

  boolean isAtNext(long number) {
    return hasNext && number == next;
  }

  boolean isBeforeNext(long number) {
    return hasNext && SequenceNumber.lt(number, next);
  }

  boolean isBehindNext(long number) {
    return hasNext && SequenceNumber.gt(number, next);
  }

  boolean isOneBelowNext(long number) {
    return hasNext && number == SequenceNumber.subtract(next, 1);
  }

  /** Whether what came without a gap ends there, short of next. */
  boolean isContiguousTo(long number) {
    return hasContiguous && number == contiguous;
  }

  /** Whether a SYN with this number is another than the direction's first. */
  boolean isOther(long number) {
    return hasFirst && number != first;
  }

  /** Takes note of a segment. */
  void add(TcpHeader header) {
    long start = header.sequenceNumber;
    long end = SequenceNumber.add(start, header.span());
    boolean moves = !hasNext || SequenceNumber.gt(end, next);
    if (hasContiguous && contiguous == start) {
      hasContiguous = false;
    } else if (hasNext && moves && start != next && !hasContiguous) {
      // after a gap, or repeats and goes on
      contiguous = next;
      hasContiguous = true;
    }
    if (isBehindNext(start)) {
      addGap(next, start);
    }
    if (moves) {
      next = end;
      hasNext = true;
      nextTime = header.time;
    }
  }

  void setFirst(TcpHeader header) {
    if (!hasFirst || header.syn) {
      hasFirst = true;
      first =
          header.syn ? header.sequenceNumber : SequenceNumber.subtract(header.sequenceNumber, 1);
    }
  }

  /**
   * Whether a number that the peer acknowledges was not sent, as far as was captured. That is not
   * known while this end repeats its acknowledgments, unless there is a gap.
   */
  boolean isAckOfLost(long number) {
    if (!hasNext || !(hasContiguous || repeatedAcks == 0)) {
      return false;
    }
    boolean isLost = SequenceNumber.gt(number, hasContiguous ? contiguous : next);
    if (isLost && !hasContiguous) {
      repeatedAcks = AGAIN;
    }
    hasContiguous &= !isLost;
    return isLost;
  }

  // ---- payload that was not sent before

  private void addGap(long start, long end) {
    if (gapWords == gaps.length) {
      if (gapWords == 2 * MAX_GAPS) {
        removeGap(0);
      } else {
        gaps = Arrays.copyOf(gaps, Math.max(4, 2 * gapWords));
      }
    }
    gaps[gapWords++] = start;
    gaps[gapWords++] = end;
  }

  private void removeGap(int at) {
    System.arraycopy(gaps, at + 2, gaps, at, gapWords - at - 2);
    gapWords -= 2;
  }

  /** How much of a segment's payload is new; asked before the segment is added. */
  long newPayload(TcpHeader header) {
    long start = SequenceNumber.add(header.sequenceNumber, header.syn ? 1 : 0);
    long end = SequenceNumber.add(start, header.payload);
    if (!hasNext || SequenceNumber.ge(start, next)) {
      return header.payload;
    }
    long fresh = Math.max(0, SequenceNumber.difference(end, next));
    for (int at = 0; at < gapWords; ) {
      long from = SequenceNumber.gt(start, gaps[at]) ? start : gaps[at];
      long to = SequenceNumber.lt(end, gaps[at + 1]) ? end : gaps[at + 1];
      int filled = SequenceNumber.difference(to, from);
      if (filled <= 0) {
        at += 2;
        continue;
      }
      fresh += filled;
      long gapEnd = gaps[at + 1];
      if (from == gaps[at]) {
        gaps[at] = to;
      } else {
        gaps[at + 1] = from;
        if (to != gapEnd) {
          addGap(to, gapEnd);
        }
      }
      if (gaps[at] == gaps[at + 1]) {
        removeGap(at);
      } else {
        at += 2;
      }
    }
    return fresh;
  }

  // ---- segments that wait for their acknowledgment

  /** A segment that takes up numbers was sent; asked before it is added. */
  void await(TcpHeader header) {
    long end = SequenceNumber.add(header.sequenceNumber, header.span());
    if (hasNext && SequenceNumber.ge(next, end)) { // again
      for (int i = 0; i < waiting; i++) {
        int at = (head + i) % ends.length;
        repeated[at] |= SequenceNumber.gt(ends[at], header.sequenceNumber);
      }
      return;
    }
    if (waiting == ends.length) {
      if (waiting < MAX_WAITING) {
        grow();
      } else {
        head = (head + 1) % ends.length;
        waiting--;
      }
    }
    int at = (head + waiting++) % ends.length;
    ends[at] = end;
    times[at] = header.time;
    repeated[at] = false;
  }

  private void grow() {
    int size = ends.length;
    long[] moreEnds = new long[2 * size];
    long[] moreTimes = new long[2 * size];
    boolean[] moreRepeated = new boolean[2 * size];
    for (int i = 0; i < size; i++) {
      int at = (head + i) % size;
      moreEnds[i] = ends[at];
      moreTimes[i] = times[at];
      moreRepeated[i] = repeated[at];
    }
    ends = moreEnds;
    times = moreTimes;
    repeated = moreRepeated;
    head = 0;
  }

  /**
   * The peer acknowledges everything before a number: nothing that ended there or before waits any
   * longer.
   *
   * @return when the segment that ends exactly there was sent first, or {@link TcpSegment#NONE}
   */
  long acknowledged(long number) {
    long time = TcpSegment.NONE;
    lastWasRepeated = false;
    while (waiting > 0 && SequenceNumber.ge(number, ends[head])) {
      if (ends[head] == number) {
        time = times[head];
      }
      lastWasRepeated |= repeated[head];
      head = (head + 1) % ends.length;
      waiting--;
    }
    return time;
  }

  /** Whether any segment of the last {@link #acknowledged} had been sent again. */
  boolean lastWasRepeated;

  // ---- the timestamps option

  /** A segment carried this time. */
  void stamp(long value, long time) {
    if (value < 0 || value == lastStamp) {
      return;
    }
    if (stamps.length == 0) {
      stamps = new long[2 * TIMES];
    }
    int at = 2 * (stampCount++ % TIMES);
    stamps[at] = value;
    stamps[at + 1] = time;
    lastStamp = value;
  }

  /** When a time that is echoed was seen first, or {@link TcpSegment#NONE} if that is forgotten. */
  long stampTime(long value) {
    for (int i = 1; i <= Math.min(stampCount, TIMES); i++) {
      int at = 2 * ((stampCount - i) % TIMES);
      if (stamps[at] == value) {
        return stamps[at + 1];
      }
    }
    return TcpSegment.NONE;
  }
}
