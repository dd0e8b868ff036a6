// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts of one trace at the same time.
 *
 * <pre>{@code
 * long count = TraceSplits.read("a.pcap", 8, part -> part.packets().count(), Long::sum);
 * }</pre>
 *
 * <p>Regular files that are not compressed have parts, in all formats; everything else is one part.
 */
public final class TraceSplits {
  private TraceSplits() {}

  /** Makes a result of a part of a trace. */
  @FunctionalInterface
  public interface PartReader<R> {
    /**
     * Reads a part to its end, or to the exception that reading it throws. Parts are read by
     * several threads at once, each as a trace of its own, whose filter and snap length are to be
     * set as wanted; the one with the {@link Trace#startOffset} 0 is the first. A result may be
     * thrown away and a part, or some of it, be read again: so a result must depend on nothing but
     * its part. The trace is not to be closed.
     */
    R read(Trace part) throws IOException;
  }

  /**
   * The ranges of a trace, in order and about equal in size.
   *
   * @param count how many, at most: a range has a byte at least
   * @return one range for what has no parts
   * @throws IllegalArgumentException if the count is not positive, or for a live source
   * @throws TraceFormatException if the file's beginning is not that of a trace
   * @throws IOException if the file cannot be read
   */
  public static List<TraceSplit> of(String uri, int count) throws IOException {
    if (count < 1) {
      throw new IllegalArgumentException("a trace cannot have " + count + " parts");
    }
    if (TraceUri.parse(uri, "capture has no parts").path().equals("-")) {
      return List.of(whole(uri));
    }
    try (Trace trace = Trace.open(uri)) {
      if (count == 1 || !trace.canBeSplit()) {
        return List.of(whole(uri));
      }
      List<TraceSplit> splits = new ArrayList<>();
      long each = trace.size() / count;
      long rest = trace.size() % count;
      for (long from = 0; from < trace.size(); ) {
        long to = from + each + (splits.size() < rest ? 1 : 0);
        splits.add(new TraceSplit(uri, from, to));
        from = to;
      }
      return splits;
    }
  }

  private static TraceSplit whole(String uri) {
    return new TraceSplit(uri, 0, Long.MAX_VALUE);
  }

  /**
   * Reads a trace by several threads, each a part of it, and puts the results together. What comes
   * out is what one thread makes of the whole, exactly: each part must begin where the one before
   * it ended, else what lies between them, or that part, is read again in order. So it is where
   * packets look like records, where pcapng describes interfaces or sections behind the first
   * packet, and where a file is bad: the {@link TraceFormatException} has the record's number in
   * the file, and everything before the fault was delivered.
   *
   * <p>If a reader throws, so does this method, and there is no result. A reader that wants to keep
   * what came before a fault catches the exception and puts it into its result, which is then the
   * last one: nothing behind a fault is put together.
   *
   * @param threads how many parts are read at the same time, one of them by this thread; with 1 the
   *     trace is read as if opened by {@link Trace#open(String, Trace.Option...)}
   * @param reader reads a part
   * @param merge puts two results together, the one of the earlier part first; this thread does it
   * @throws IllegalArgumentException if the number of threads is not positive, or for a live source
   * @throws TraceFormatException if the file is bad
   * @throws IOException if the file cannot be read
   */
  public static <R> R read(
      String uri, int threads, PartReader<? extends R> reader, BinaryOperator<R> merge)
      throws IOException {
    return read(of(uri, threads), reader, merge, Window.MAPPED, Probe.QUICK);
  }

  static <R> R read(
      List<TraceSplit> splits,
      PartReader<? extends R> reader,
      BinaryOperator<R> merge,
      int mappedSize,
      int zone)
      throws IOException {
    List<Part<R>> parts = new ArrayList<>();
    for (TraceSplit split : splits) {
      parts.add(new Part<>(split, reader, mappedSize, zone));
    }
    List<Part<R>> later = parts.subList(1, parts.size());
    later.forEach(Part::start);
    try {
      Part<R> first = parts.get(0);
      first.run();
      return putTogether(first.result(), first.trace(), later, merge);
    } finally {
      for (Part<R> part : parts) {
        part.join();
        part.close();
      }
    }
  }

  /**
   * Adds parts to what precedes them.
   *
   * @param before the trace that has read it, rightly, and is at its end
   */
  private static <R> R putTogether(
      R first, Trace before, List<Part<R>> later, BinaryOperator<R> merge) throws IOException {
    R result = first;
    Trace trace = before;
    long records = trace.records();
    for (Part<R> part : later) {
      part.join();
      // what precedes the part's first record; all of the part, if it cannot be used
      for (long to = part.begin(); !trace.isOver() && !part.follows(trace); to = part.end()) {
        if (trace.offset() < to) {
          trace.goOn(to, records);
          result = merge.apply(result, part.read(trace));
          records += trace.records();
        } else if (to == part.end()) {
          break;
        }
      }
      if (trace.isOver()) {
        break;
      }
      if (part.follows(trace)) {
        trace = part.trace();
        result = merge.apply(result, part.result());
        records += trace.records();
      }
    }
    return result;
  }

  /** A part that a thread of its own reads. */
  private static final class Part<R> implements Runnable {
    private final TraceSplit split;
    private final PartReader<? extends R> reader;
    private final int mappedSize;
    private final int zone;
    private final Thread thread;

    private @Nullable Trace trace;
    private long begin;
    private int descriptions;
    private @Nullable R result;
    private @Nullable Throwable failure;

    Part(TraceSplit split, PartReader<? extends R> reader, int mappedSize, int zone) {
      this.split = split;
      this.reader = reader;
      this.mappedSize = mappedSize;
      this.zone = zone;
      begin = split.to();
      thread = new Thread(this, "plt reads " + split);
      thread.setDaemon(true);
    }

    void start() {
      thread.start();
    }

    @Override
    public void run() {
      try {
        Trace opened = Trace.open(split, mappedSize, zone);
        trace = opened;
        begin = Math.min(begin, opened.startOffset());
        descriptions = opened.descriptions();
        result = read(opened);
      } catch (Throwable e) { // for the thread that puts parts together
        failure = e;
      }
    }

    /** Lets the reader read a part. */
    R read(Trace part) throws IOException {
      R made = reader.read(part);
      if (!part.isAtEnd()) {
        throw new IllegalStateException("some of a part of " + part.name() + " was not read");
      }
      return made;
    }

    /** Waits for the thread, also if this one is interrupted. */
    void join() {
      Uninterruptibles.joinUninterruptibly(thread);
    }

    /** Where its first record starts. */
    long begin() {
      return begin;
    }

    /** Where its last record starts before. */
    long end() {
      return split.to();
    }

    /** Whether it was read rightly, seen from the end of what precedes it. */
    boolean follows(Trace before) {
      return trace != null
          && result != null
          && !trace.hasFailed()
          && trace.startOffset() == before.offset()
          && descriptions == before.descriptions();
    }

    Trace trace() {
      return Objects.requireNonNull(trace);
    }

    R result() throws IOException {
      if (failure != null) {
        Throwables.throwIfInstanceOf(failure, IOException.class);
        Throwables.throwIfUnchecked(failure);
      }
      return Objects.requireNonNull(result);
    }

    void close() throws IOException {
      if (trace != null) {
        trace.close();
      }
    }
  }
}
