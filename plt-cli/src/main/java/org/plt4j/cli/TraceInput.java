// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.plt4j.filter.PacketFilter;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormat;
import org.plt4j.trace.TraceFormatException;

/**
 * The traces that a subcommand reads, one after the other as if they were one, and the options that
 * all such subcommands share.
 */
final class TraceInput {
  private static final int MAX_THREADS = 1024;

  /**
   * The least that is worth a thread, if it was not said how many are wanted: the virtual machine
   * compiles on other processors while the first few hundred MiB are read, and a second reader only
   * takes them away.
   */
  private static final long LEAST_PART = 512 << 20;

  /** What help says of the traces to read. */
  static final String DESCRIPTION =
      "Traces to read, one after the other as one: files (pcap, pcapng, ERF, also compressed; found"
          + " from the content), a format and a file (erf:a, tsh:a, legacyatm:a ...), or - for"
          + " standard input.";

  /** Operands that are traces to read, and nothing else. */
  static final Synopsis.Operands OPERANDS =
      new Synopsis.Operands("TRACE...", DESCRIPTION, 1, Synopsis.Operands.MANY);

  private static final Option FILTER =
      Option.text(
          "--filter",
          "EXPR",
          "Leave out packets that do not match this expression (as tcpdump has them).");
  private static final Option SNAP_LENGTH =
      Option.number(
          "--snap-length",
          "BYTES",
          Integer.MAX_VALUE,
          "Cut packets that are longer, as captures do.");
  private static final Option SKIP =
      Option.number(
          "--skip", "N", Long.MAX_VALUE / 10, "Leave out the first N packets that match.");
  private static final Option COUNT =
      Option.number(
          "--count", "N", Long.MAX_VALUE / 10, "Stop after N packets (not skipped ones).");
  private static final Option NO_PROGRESS =
      Option.flag("--no-progress", "Show no progress on the terminal.");

  /** The shared options. */
  static final List<Option> OPTIONS = List.of(FILTER, SNAP_LENGTH, SKIP, COUNT, NO_PROGRESS);

  /** By how many threads a trace is read; for subcommands that put parts together. */
  static final Option THREADS =
      Option.number(
          "--threads",
          "N",
          MAX_THREADS,
          "Read a trace by N threads, each a part of it (the default is the number of processors,"
              + " for large files). The output is the same for any number.");

  /** Packets between two looks at the clock; also keeps the loop in a method of its own. */
  private static final int BATCH = 1 << 12;

  /** What is done with each packet. */
  interface Sink {
    void accept(Packet packet);

    /** Called before the first packet of a trace is read. */
    default void begin(Trace trace) {}

    /** Called when a trace was read, as far as that could be done. */
    default void end(Trace trace) {}
  }

  /** What is done with parts of a trace. */
  interface Parts<S extends Sink> {
    /**
     * What the packets of a part go to that is not the first.
     *
     * @param own for each filter that the subcommand applies, one for this part
     */
    S later(List<PacketFilter> own);

    /** Puts a part to what precedes it. */
    void merge(S whole, S later);
  }

  /** What can take packets from a trace by itself. */
  interface TraceSink extends Sink {
    /**
     * Does with the next packets what {@link #accept(Packet)} does.
     *
     * @param max how many at most
     * @return how many; fewer at the end of the trace
     */
    long accept(Trace trace, long max) throws IOException;
  }

  private final List<String> uris;
  private final int snapLength;
  private final Streams streams;
  private final Progress progress;

  /** What a packet must match to be counted at all. */
  private final List<PacketFilter> filters = new ArrayList<>();

  /** Those that the subcommand itself applies. */
  private final List<PacketFilter> applied = new ArrayList<>();

  /** Packets whose link type has no program, as far as parts of traces found them. */
  private final Map<PacketFilter, Long> unsupported = new HashMap<>();

  private final long threads;

  private long from = Long.MIN_VALUE;
  private long to = Long.MAX_VALUE;
  private long skip;
  private long count;
  private long packets;
  private @Nullable TraceFormat format;

  /** Reads all operands. */
  TraceInput(Arguments arguments, Streams streams) {
    this(arguments.operands(), arguments, streams);
  }

  /** Reads these traces, which are some of the operands. */
  TraceInput(List<String> uris, Arguments arguments, Streams streams) {
    this.uris = uris;
    this.snapLength = (int) arguments.number(SNAP_LENGTH, Integer.MAX_VALUE);
    this.skip = arguments.number(SKIP, 0);
    this.count = arguments.number(COUNT, Long.MAX_VALUE);
    this.threads = arguments.number(THREADS, 0);
    if (threads == 0 && arguments.has(THREADS)) {
      throw new UsageException(THREADS + " 0: one at least has to read");
    }
    this.streams = streams;
    this.progress = new Progress(streams.err(), !arguments.has(NO_PROGRESS));
    if (arguments.has(FILTER)) {
      filter(Filters.compile(arguments.text(FILTER, "")));
    }
  }

  /** Leaves out packets that do not match this filter either. */
  TraceInput filter(PacketFilter filter) {
    filters.add(filter);
    return this;
  }

  /** Sees to it that these filters, which the subcommand applies, are good for the traces. */
  TraceInput check(List<PacketFilter> more) {
    applied.addAll(more);
    return this;
  }

  /** Leaves out packets before a time, and at and after another: nanoseconds since 1970. */
  TraceInput between(long newFrom, long newTo) {
    from = newFrom;
    to = newTo;
    return this;
  }

  /**
   * Reads all traces. A trace that is missing, cut or bad is told on standard error, and the next
   * one is read.
   *
   * @return whether there was no such trace
   * @throws UsageException for a live source, or a filter that is not good for a trace
   */
  boolean read(Sink sink) {
    return read(sink, null);
  }

  /**
   * Reads all traces, each by several threads where that is wanted or pays. It makes no difference
   * to what comes out: parts are put together in order.
   *
   * @param sink what all packets come to in the end
   * @return as {@link #read(Sink)}
   */
  <S extends Sink> boolean read(S sink, @Nullable Parts<S> parts) {
    boolean whole = true;
    for (String uri : uris) {
      if (count == 0) {
        break;
      }
      whole &= read(uri, sink, parts);
    }
    end();
    return whole;
  }

  /** Sees to it that the filters are good for what is known of a trace. */
  private void check(Trace trace) {
    if (filters.isEmpty() && applied.isEmpty()) {
      return;
    }
    int[] linkTypes = trace.linkTypes();
    for (PacketFilter filter : checked()) {
      Filters.check(filter, linkTypes);
    }
  }

  private List<PacketFilter> checked() {
    List<PacketFilter> all = new ArrayList<>(filters);
    all.addAll(applied);
    return all;
  }

  private void end() {
    progress.end();
    for (PacketFilter filter : checked()) {
      long count = filter.unsupported() + unsupported.getOrDefault(filter, 0L);
      if (count > 0) {
        streams.note(
            "plt: "
                + count
                + " packets have a link type for which there is no filter \""
                + filter
                + '"');
      }
    }
  }

  /** The number of the packet that was read last, from 1, counted over all traces. */
  long number() {
    return packets;
  }

  /** The format of the trace that is being read, or null before. */
  @Nullable TraceFormat format() {
    return format;
  }

  private <S extends Sink> boolean read(String uri, S sink, @Nullable Parts<S> parts) {
    try (Trace trace = open(uri)) {
      format = trace.format();
      check(trace);
      int readers = parts == null ? 1 : readers(trace);
      if (parts != null && readers > 1) {
        return readParts(uri, trace, readers, sink, parts);
      }
      sink.begin(trace);
      try {
        boolean more = true;
        while (more && count > 0) {
          more = readBatch(trace, sink);
          progress.update(trace, packets);
        }
      } finally {
        sink.end(trace);
      }
      return isWhole(trace);
    } catch (IOException e) {
      tell(sentence(uri, e));
    } catch (InternalError e) { // so the virtual machine says that mapped bytes are gone
      tell(shorter(uri));
    }
    return false;
  }

  private boolean isWhole(Trace trace) {
    if (trace.endedInsideRecord()) {
      tell(cut(trace, trace.records(), trace.position()));
      return false;
    }
    return true;
  }

  // ----------------------------------------------------------------------------------------- parts

  /** By how many threads a trace is read. */
  private int readers(Trace trace) {
    boolean hasParts = trace.size() >= 0 && trace.compression().equals("none");
    boolean isLimited = skip > 0 || count < Long.MAX_VALUE; // to packets that are told by order
    boolean isBounded = from > Long.MIN_VALUE || to < Long.MAX_VALUE; // nobody needs it in parts
    if (!hasParts || isLimited || isBounded) {
      return 1;
    }
    if (threads > 0) {
      return (int) threads;
    }
    long worthwhile = Math.max(1, trace.size() / LEAST_PART);
    return (int) Math.min(worthwhile, Runtime.getRuntime().availableProcessors());
  }

  private <S extends Sink> boolean readParts(
      String uri, Trace trace, int readers, S sink, Parts<S> parts) throws IOException {
    ParallelRead.Reading<S> all = new ParallelRead.Reading<>(sink, filters, applied);
    all = new ParallelRead<>(uri, trace, all, applied, snapLength, parts, progress).read(readers);
    packets += all.packets;
    for (int i = 0; i < all.unsupported.length; i++) {
      PacketFilter filter = all.all.get(i);
      unsupported.put(filter, unsupported.getOrDefault(filter, 0L) + all.unsupported[i]);
    }
    if (all.fault != null) {
      tell(all.fault);
    } else if (all.cutAt >= 0) {
      tell(cut(trace, all.packets, all.cutAt));
    }
    return all.fault == null && all.cutAt < 0;
  }

  private void tell(String fault) {
    progress.end();
    streams.fault(fault);
  }

  /**
   * Reads all traces at once, each packet before those of later times; those of the same time in
   * the order of the traces. A trace is taken in its own order, also where its times go back. All
   * traces begin before the first packet is delivered.
   *
   * @return as {@link #read}
   */
  boolean readByTime(Sink sink) {
    boolean whole = true;
    List<Source> sources = new ArrayList<>();
    try {
      for (String uri : uris) {
        try {
          Source source = new Source(uri, sources.size(), open(uri));
          sources.add(source);
          check(source.trace);
        } catch (IOException e) {
          whole = false;
          tell(sentence(uri, e));
        }
      }
      PriorityQueue<Source> queue = new PriorityQueue<>();
      for (Source source : sources) {
        advance(source, queue);
        sink.begin(source.trace);
      }
      for (Source next; count > 0 && (next = queue.poll()) != null; ) {
        format = next.trace.format();
        Packet packet = next.packet;
        if (packet != null) { // as always when it waits
          accept(packet, sink);
        }
        advance(next, queue);
      }
    } finally {
      for (Source source : sources) {
        whole &= source.whole;
        close(source.trace);
      }
    }
    end();
    return whole;
  }

  /** A trace among several that are read at once. */
  private static final class Source implements Comparable<Source> {
    final String uri;
    final int number;
    final Trace trace;

    /** Its next packet, once it has been read. */
    @Nullable Packet packet;

    long time;
    boolean whole = true;

    Source(String uri, int number, Trace trace) {
      this.uri = uri;
      this.number = number;
      this.trace = trace;
    }

    @Override
    public int compareTo(Source other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Integer.compare(number, other.number);
    }
  }

  /** Reads a trace's next packet and lets it wait for its turn. */
  private void advance(Source source, PriorityQueue<Source> queue) {
    try {
      source.packet = source.trace.read();
      if (source.packet == null) {
        source.whole = isWhole(source.trace);
        return;
      }
      source.time = source.packet.timestampNanos();
      queue.add(source);
      if ((packets & (BATCH - 1)) == 0) {
        progress.update(source.trace, packets);
      }
    } catch (IOException e) {
      source.whole = false;
      tell(sentence(source.uri, e));
    } catch (InternalError e) {
      source.whole = false;
      tell(shorter(source.uri));
    }
  }

  private void close(Trace trace) {
    try {
      trace.close();
    } catch (IOException e) {
      tell(sentence(trace.name(), e));
    }
  }

  private static Trace open(String uri) throws IOException {
    try {
      return Trace.open(uri);
    } catch (InvalidPathException e) { // this system can have no file of that name
      throw new NoSuchFileException(uri);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** Reads some packets; false at the end of the trace. */
  private boolean readBatch(Trace trace, Sink sink) throws IOException {
    if (takesAll() && sink instanceof TraceSink reading) {
      long wanted = Math.min(BATCH, count);
      long before = trace.records();
      try {
        return reading.accept(trace, wanted) == wanted;
      } finally {
        packets += trace.records() - before;
        count -= trace.records() - before;
      }
    }
    for (int i = 0; i < BATCH && count > 0; i++) {
      Packet packet = trace.read();
      if (packet == null) {
        return false;
      }
      accept(packet, sink);
    }
    return true;
  }

  /** Whether all packets are wanted from here on, and as they are. */
  private boolean takesAll() {
    return filters.isEmpty()
        && skip == 0
        && snapLength == Integer.MAX_VALUE
        && from == Long.MIN_VALUE
        && to == Long.MAX_VALUE;
  }

  /** Counts a packet and delivers it, if it is one that is wanted. */
  private void accept(Packet packet, Sink sink) {
    packets++;
    long time = from == Long.MIN_VALUE && to == Long.MAX_VALUE ? from : packet.timestampNanos();
    if (time < from || time >= to || !matches(packet)) {
      return;
    }
    if (skip > 0) {
      skip--;
    } else {
      count--;
      sink.accept(packet.withSnapLength(snapLength)); // behind the filter, which sees it whole
    }
  }

  private boolean matches(Packet packet) {
    return matches(filters, packet);
  }

  /** Whether a packet matches all filters. */
  static boolean matches(List<PacketFilter> filters, Packet packet) {
    for (PacketFilter filter : filters) {
      if (!filter.matches(packet)) {
        return false;
      }
    }
    return true;
  }

  private static String cut(Trace trace, long records, long position) {
    StringBuilder text = new StringBuilder(trace.name());
    text.append(": the file ends inside record ").append(records + 1);
    if (trace.size() >= 0 && trace.compression().equals("none")) { // else the place is not known
      text.append(" at offset ").append(position);
    }
    return text.toString();
  }

  /** What is told where mapped bytes are gone. */
  static String shorter(String uri) {
    return uri + ": the file was made shorter while it was read";
  }

  /** What is told of a trace that could not be read. */
  static String sentence(String uri, IOException fault) {
    String message = String.valueOf(fault.getMessage());
    if (fault instanceof TraceFormatException) {
      return message;
    }
    if (fault instanceof NoSuchFileException) {
      return uri + ": no such file";
    }
    if (fault instanceof AccessDeniedException) {
      return uri + ": permission denied";
    }
    if (fault instanceof FileSystemException system && system.getReason() != null) {
      return uri + ": " + system.getReason();
    }
    return uri + ": " + message;
  }
}
