// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.plt4j.natkit.SequenceNumber;
import org.plt4j.natkit.TcpConnection;
import org.plt4j.natkit.TcpDirection;
import org.plt4j.natkit.TcpEvent;
import org.plt4j.natkit.TcpSegment;

/**
 * What is drawn of TCP connections: collected here in bounded memory, drawn by {@link TcpCharts},
 * whose classes are loaded only then.
 */
final class TcpPlot {
  /** Connections whose sequence numbers are kept; it is one of the first that is drawn. */
  private static final int MAX_CONNECTIONS = 1000;

  private final Path file;
  private final Map<TcpConnection, Sequence> sequences = new HashMap<>();
  private final Points roundTrips = new Points();

  TcpPlot(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".png") && !name.endsWith(".svg")) {
      throw new UsageException("--plot " + file + ": neither a .png nor a .svg file");
    }
    this.file = file;
  }

  /** Points in the order of time; when there are too many, every other is forgotten. */
  static final class Points {
    private static final int MAX = 1 << 12;

    private long[] times = new long[16];
    private long[] values = new long[16];
    private int size;
    private int stride = 1;
    private int skipped;

    void add(long time, long value) {
      if (++skipped < stride) {
        return;
      }
      skipped = 0;
      if (size == MAX) {
        for (int i = 0; i < MAX / 2; i++) {
          times[i] = times[2 * i];
          values[i] = values[2 * i];
        }
        size = MAX / 2;
        stride *= 2;
      }
      if (size == times.length) {
        times = Arrays.copyOf(times, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      times[size] = time;
      values[size++] = value;
    }

    int size() {
      return size;
    }

    long time(int i) {
      return times[i];
    }

    long value(int i) {
      return values[i];
    }
  }

  /** A connection's sequence numbers, those of each direction counted from its first. */
  static final class Sequence {
    final Points[] sent = {new Points(), new Points()};
    final Points[] again = {new Points(), new Points()};
    final Points[] acknowledged = {new Points(), new Points()};
    private final long[] highest = new long[2];
    private final boolean[] hasFirst = new boolean[2];
    private final long[] base = new long[2];

    private void add(TcpSegment segment) {
      int way = segment.isForward() ? 0 : 1;
      if (segment.payload() > 0) {
        long end = relative(way, segment.sequenceNumber()) + segment.payload();
        boolean repeats = segment.is(TcpEvent.RETRANSMISSION);
        (repeats ? again : sent)[way].add(segment.timeNanos(), end);
        highest[way] = Math.max(highest[way], end);
      }
      if (hasFirst[1 - way] && segment.acknowledgmentNumber() != 0) {
        long number = relative(1 - way, segment.acknowledgmentNumber());
        acknowledged[1 - way].add(segment.timeNanos(), number);
      }
    }

    /** A number counted from the direction's first, which may be more than 2^32 behind it. */
    private long relative(int way, long number) {
      if (!hasFirst[way]) {
        hasFirst[way] = true;
        base[way] = number;
      }
      long expected = SequenceNumber.add(base[way], highest[way]);
      return highest[way] + SequenceNumber.difference(number, expected);
    }
  }

  void add(TcpSegment segment) {
    TcpConnection connection = segment.connection();
    Sequence sequence = sequences.get(connection);
    if (sequence == null && sequences.size() < MAX_CONNECTIONS) {
      sequence = new Sequence();
      sequences.put(connection, sequence);
    }
    if (sequence != null) {
      sequence.add(segment);
    }
    if (segment.ackNanos() != TcpSegment.NONE) {
      roundTrips.add(segment.timeNanos(), segment.ackNanos());
    }
  }

  /**
   * Draws what was added.
   *
   * @throws UsageException if the file cannot be written
   */
  void draw(Intervals intervals) {
    TcpConnection largest = largest();
    try {
      TcpCharts.draw(
          file, intervals, largest, largest == null ? null : sequences.get(largest), roundTrips);
    } catch (IOException e) {
      throw new UsageException("--plot " + file + ": " + e.getMessage());
    }
  }

  private @Nullable TcpConnection largest() {
    TcpConnection largest = null;
    for (TcpConnection connection : sequences.keySet()) {
      long more = largest == null ? 1 : payload(connection) - payload(largest);
      if (largest == null || more > 0 || (more == 0 && connection.number() < largest.number())) {
        largest = connection;
      }
    }
    return largest;
  }

  private static long payload(TcpConnection connection) {
    TcpDirection forward = connection.forward();
    return forward.newPayload() + connection.reverse().newPayload();
  }
}
