// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.plt4j.filter.PacketFilter;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceSplits;

/**
 * One trace of {@link TraceInput}, read by several threads: each a part, with a sink of its own.
 */
final class ParallelRead<S extends TraceInput.Sink>
    implements TraceSplits.PartReader<ParallelRead.Reading<S>>,
        BinaryOperator<ParallelRead.Reading<S>> {
  /** Packets between two reports; also keeps the loop in a method of its own. */
  private static final int BATCH = 1 << 12;

  /** What was read: a part, or several that follow each other. */
  static final class Reading<S> {
    final S sink;

    /** What a packet must match. */
    final List<PacketFilter> filters;

    /** These, and those that the sink applies. */
    final List<PacketFilter> all;

    /** How many packets of later parts had a link type for which each of these has no program. */
    final long[] unsupported;

    long packets;

    /** What ended it too early, or null. */
    @Nullable String fault;

    /** Where the record starts that the file ends inside of, or -1. */
    long cutAt = -1;

    Reading(S sink, List<PacketFilter> filters, List<PacketFilter> applied) {
      this.sink = sink;
      this.filters = filters;
      all = new ArrayList<>(filters);
      all.addAll(applied);
      unsupported = new long[all.size()];
    }
  }

  private final String uri;
  private final Trace trace;
  private final Reading<S> first;
  private final List<PacketFilter> applied;
  private final int snapLength;
  private final TraceInput.Parts<S> parts;
  private final Progress progress;

  private final Thread caller = Thread.currentThread();
  private final AtomicLong packets = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * Prepares reading.
   *
   * @param first where it begins
   * @param applied the filters that sinks apply
   */
  ParallelRead(
      String uri,
      Trace trace,
      Reading<S> first,
      List<PacketFilter> applied,
      int snapLength,
      TraceInput.Parts<S> parts,
      Progress progress) {
    this.uri = uri;
    this.trace = trace;
    this.first = first;
    this.applied = applied;
    this.snapLength = snapLength;
    this.parts = parts;
    this.progress = progress;
  }

  /**
   * Reads the trace.
   *
   * @return what all came to, with the first sink
   */
  Reading<S> read(int threads) throws IOException {
    return TraceSplits.read(uri, threads, this, this);
  }

  @Override
  public Reading<S> read(Trace part) {
    Reading<S> reading = part.startOffset() == 0 ? first : later();
    try {
      long from = part.position();
      boolean more = true;
      while (more) {
        long before = reading.packets;
        more = readBatch(part, reading);
        long to = part.position();
        long sum = packets.addAndGet(reading.packets - before);
        long position = bytes.addAndGet(to - from);
        from = to;
        if (Thread.currentThread() == caller) {
          progress.update(trace, position, sum);
        }
      }
      if (part.endedInsideRecord()) {
        reading.cutAt = part.position();
      }
    } catch (IOException e) {
      reading.fault = TraceInput.sentence(uri, e);
    } catch (InternalError e) {
      reading.fault = TraceInput.shorter(uri);
    }
    return reading;
  }

  private Reading<S> later() {
    List<PacketFilter> own = forks(applied);
    return new Reading<>(parts.later(own), forks(first.filters), own);
  }

  private static List<PacketFilter> forks(List<PacketFilter> filters) {
    List<PacketFilter> forks = new ArrayList<>();
    for (PacketFilter filter : filters) {
      forks.add(filter.fork());
    }
    return forks;
  }

  private boolean readBatch(Trace part, Reading<S> reading) throws IOException {
    if (reading.filters.isEmpty()
        && snapLength == Integer.MAX_VALUE
        && reading.sink instanceof TraceInput.TraceSink all) {
      long before = part.records();
      try {
        return all.accept(part, BATCH) == BATCH;
      } finally {
        reading.packets += part.records() - before;
      }
    }
    int count = 0;
    try {
      for (; count < BATCH; count++) {
        Packet packet = part.read();
        if (packet == null) {
          return false;
        }
        if (TraceInput.matches(reading.filters, packet)) {
          reading.sink.accept(packet.withSnapLength(snapLength));
        }
      }
      return true;
    } finally {
      reading.packets += count; // at once: threads may share the cache line
    }
  }

  @Override
  public Reading<S> apply(Reading<S> before, Reading<S> after) {
    parts.merge(before.sink, after.sink);
    before.packets += after.packets;
    before.fault = after.fault;
    before.cutAt = after.cutAt;
    for (int i = 0; i < before.unsupported.length; i++) {
      before.unsupported[i] += after.all.get(i).unsupported();
    }
    return before;
  }
}
