// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.plt4j.filter.PacketFilter;
import org.plt4j.filter.PacketFilterException;
import org.plt4j.internal.FlowCounting;
import org.plt4j.internal.FlowSink;
import org.plt4j.packet.Packet;

/**
 * A trace that is read from its beginning to its end, once.
 *
 * <pre>{@code
 * try (Trace trace = Trace.open("a.pcap")) {
 *   for (Packet packet : trace) {
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>The format and the compression are found from the content. A regular file that is not
 * compressed is mapped; everything else is read into the heap. Closing the trace closes the file,
 * not its packets.
 */
public final class Trace implements Iterable<Packet>, Closeable {
  /** The value of {@link #dropped} and {@link #size} where the trace does not tell. */
  public static final long NOT_KNOWN = -1;

  private static final String LIVE = "capture is not supported, traces are read from files only";
  private static final long NANOS = 1_000_000_000;

  static {
    FlowCounting.set(
        new FlowCounting() {
          @Override
          public long count(Trace trace, FlowSink flows, long max) throws IOException {
            return trace.count(flows, max);
          }
        });
  }

  /** How a trace is opened. */
  public enum Option {
    /**
     * Read into the heap and do not map: for files that are still growing, and for files that
     * another process may truncate while their packets are in use.
     */
    HEAP
  }

  private final String name;

  /** The file, to begin again with, or null for a stream. */
  private final @Nullable Path path;

  private final int mappedSize;

  /** Whether only a part of the file is read. */
  private boolean isPart;

  private long startOffset;
  private Source source;
  private RecordReader reader;

  /** The packet to which {@link #seek} went and that is to be read next. */
  private @Nullable Packet found;

  private long passedOver;
  private @Nullable Predicate<? super Packet> filter;
  private int snapLength = Integer.MAX_VALUE;
  private long filtered;
  private boolean closed;
  private @Nullable TraceFormatException fault;

  /** Whether it was a fault that reading ended with, as {@link #isAtEnd} found. */
  private boolean failed;

  /** Whether a packet can be handed out as the reader makes it: nothing below stands in the way. */
  private boolean plain = true;

  private Trace(Source source, @Nullable Path path, int mappedSize, @Nullable TraceFormat format)
      throws IOException {
    this.name = source.name();
    this.path = path;
    this.mappedSize = mappedSize;
    this.source = source;
    try {
      reader = source.reader(format);
      if (path != null) {
        OpenFiles.add(this, path);
      }
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  // ---- opening

  /**
   * Opens a trace by URI: {@code pcapfile:}, {@code pcapng:}, {@code erf:}, {@code legacyatm:},
   * {@code legacypos:}, {@code legacyeth:}, {@code tsh:} or {@code duck:} and a path, which settles
   * the format; a bare path; or {@code -} (also behind a format) for standard input.
   *
   * @throws IllegalArgumentException for a live source ({@code int:eth0}, {@code ring:} ...):
   *     traces are read from files only
   * @throws TraceFormatException if the file's beginning is not that of a trace
   * @throws IOException if the file cannot be read
   */
  public static Trace open(String uri, Option... options) throws IOException {
    TraceUri parsed = TraceUri.parse(uri, LIVE);
    TraceFormat format = parsed.format();
    return parsed.path().equals("-")
        ? new Trace(Source.of(System.in), null, 0, format)
        : open(Path.of(parsed.path()), format, Window.MAPPED, options);
  }

  /**
   * Opens a trace file.
   *
   * @throws TraceFormatException if the file's beginning is not that of a trace
   * @throws IOException if the file cannot be read
   */
  public static Trace open(Path file, Option... options) throws IOException {
    return open(file, null, Window.MAPPED, options);
  }

  /**
   * Opens a trace that comes from a stream. Closing the trace closes the stream.
   *
   * @throws TraceFormatException if the stream's beginning is not that of a trace
   * @throws IOException if the stream cannot be read
   */
  public static Trace open(InputStream stream) throws IOException {
    Objects.requireNonNull(stream);
    return new Trace(Source.of(stream), null, 0, null);
  }

  static Trace open(Path path, @Nullable TraceFormat format, int mappedSize, Option... options)
      throws IOException {
    int size = Set.of(options).contains(Option.HEAP) ? 0 : mappedSize;
    Path file = Files.isRegularFile(path) ? path : null;
    return new Trace(Source.of(path, size), file, size, format);
  }

  /**
   * Opens a part of a trace: the records that start in a range of bytes.
   *
   * @param zone how many bytes a probe looks at at first
   */
  static Trace open(TraceSplit split, int mappedSize, int zone) throws IOException {
    TraceUri parsed = TraceUri.parse(split.uri(), LIVE);
    if (split.isWhole()) {
      return open(split.uri());
    }
    if (parsed.path().equals("-")) {
      throw new IllegalArgumentException(split + ": standard input has no parts");
    }
    Trace trace = open(Path.of(parsed.path()), parsed.format(), mappedSize);
    try {
      trace.readPart(split, zone);
    } catch (IOException | RuntimeException e) {
      trace.close();
      throw e;
    }
    return trace;
  }

  private void readPart(TraceSplit split, int zone) throws IOException {
    if (!canBeSplit()) {
      throw new IllegalArgumentException(split + ": only regular, uncompressed files have parts");
    }
    isPart = true;
    if (split.from() == 0) {
      source.window.readUntil(split.to());
    } else {
      reader.readPart(split.from(), split.to(), zone);
      startOffset = Math.max(split.from(), source.window.offset()); // a cut record is not its own
    }
  }

  /** Whether parts of it can be read by themselves. */
  boolean canBeSplit() {
    return source.window.isMapped();
  }

  /**
   * Begins the part that follows the one that was read to its end.
   *
   * @param to where it ends
   * @param before how many records there are before it
   */
  void goOn(long to, long before) {
    reader.goOn(to, before);
    reader.setListener(null);
    startOffset = source.window.offset();
    filter = null;
    snapLength = Integer.MAX_VALUE;
    filtered = 0;
    plain = isPlain();
  }

  /** Whether all was read, or as much as can be. */
  boolean isAtEnd() {
    filter = null;
    plain = isPlain();
    try {
      return read() == null;
    } catch (IOException | InternalError e) { // the latter where mapped bytes are gone
      failed = true;
      return true;
    }
  }

  /** Whether reading met with a fault, now that it is at the end. */
  boolean hasFailed() {
    return failed;
  }

  /** Whether there is nothing behind the end, wherever else the file may hold records. */
  boolean isOver() {
    return failed || endedInsideRecord();
  }

  /** How many descriptions were read that later records depend on. */
  int descriptions() {
    return reader.descriptions();
  }

  // ---- reading

  /**
   * Reads the next packet that the filter accepts.
   *
   * @return null at the end
   * @throws TraceFormatException if the next record is bad; every later call throws it again
   * @throws IOException if the file cannot be read
   * @throws IllegalStateException if the trace was closed
   */
  public @Nullable Packet read() throws IOException {
    return plain ? readPlain() : readWithCare();
  }

  private boolean isPlain() {
    return filter == null
        && snapLength == Integer.MAX_VALUE
        && !closed
        && fault == null
        && found == null;
  }

  private @Nullable Packet readPlain() throws IOException {
    try {
      return reader.next();
    } catch (TraceFormatException e) {
      throw remember(e);
    }
  }

  private TraceFormatException remember(TraceFormatException e) {
    fault = e;
    plain = false;
    return e;
  }

  private @Nullable Packet readWithCare() throws IOException {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
    if (fault != null) {
      throw fault;
    }
    while (true) {
      Packet packet = found != null ? found : readPlain();
      found = null;
      plain = isPlain();
      if (packet == null) {
        return null;
      }
      if (filter == null || filter.test(packet)) {
        return packet.withSnapLength(snapLength);
      }
      filtered++;
    }
  }

  /** Does with the next packets what {@link #read} and {@link FlowSink#packet} would do. */
  private long count(FlowSink flows, long max) throws IOException {
    long left = max;
    while (left > 0 && !isCountable()) {
      Packet packet = read();
      if (packet == null) {
        return max - left;
      }
      flows.packet(packet);
      left--;
    }
    try {
      return max - left + reader.count(flows, left);
    } catch (TraceFormatException e) {
      throw remember(e);
    }
  }

  /** Whether the reader may go ahead by itself; a listener might set a filter on the way. */
  private boolean isCountable() {
    return plain && !reader.hasListener();
  }

  /**
   * Goes to the first packet in the file's order whose time is the instant or later, from wherever
   * reading is; {@link #read} then delivers that packet and those behind it, as far as the filter
   * accepts them. Times need not ascend in a file: packets behind the place may be earlier than the
   * instant, none before it is as late. If there is no such packet, reading is at the end.
   *
   * <p>The file is read again from its beginning to the place, whatever its format and compression,
   * so that interfaces and sections are known there, and {@link #records} is the number of the
   * packet as ever; a block listener gets the blocks before it once more. Iterators made before do
   * not know of it.
   *
   * @return this
   * @throws UnsupportedOperationException for a stream, standard input or a pipe, and for a part of
   *     a trace
   * @throws IllegalStateException if the trace was closed
   * @throws TraceFormatException if a record before the place is bad
   * @throws IOException if the file cannot be read
   */
  public Trace seek(Instant instant) throws IOException {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
    if (path == null) {
      throw new UnsupportedOperationException(name + " is a stream: no place in it can be sought");
    }
    if (isPart) {
      throw new UnsupportedOperationException(name + " is read in part: no place can be sought");
    }
    long seconds = instant.getEpochSecond();
    TraceFormat format = reader.format();
    TraceBlock.Listener listener = reader.listener();
    close();
    source = Source.of(path, mappedSize);
    reader = source.reader(format);
    OpenFiles.add(this, path);
    closed = false;
    reader.setListener(listener);
    fault = null;
    filtered = 0;
    passedOver = 0;
    for (found = readPlain(); found != null && isBefore(found, seconds, instant.getNano()); ) {
      passedOver++;
      found = readPlain();
    }
    plain = isPlain();
    return this;
  }

  private static boolean isBefore(Packet packet, long seconds, int nano) {
    long nanos = packet.timestampNanos();
    long whole = Math.floorDiv(nanos, NANOS);
    return whole < seconds || (whole == seconds && Math.floorMod(nanos, NANOS) < nano);
  }

  /**
   * The packets from here to the end. All iterators of a trace share its place in the file. What
   * {@link #read} throws comes wrapped in {@link UncheckedIOException}.
   */
  @Override
  public Iterator<Packet> iterator() {
    return new Iterator<>() {
      private @Nullable Packet next;

      @Override
      public boolean hasNext() {
        if (next == null) {
          try {
            next = read();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
        return next != null;
      }

      @Override
      public Packet next() {
        Packet packet = hasNext() ? next : null;
        if (packet == null) {
          throw new NoSuchElementException(name + " has no more packets");
        }
        next = null;
        return packet;
      }
    };
  }

  /** The packets from here to the end as a sequential stream; closing it closes the trace. */
  public Stream<Packet> packets() {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), traits), false)
        .onClose(
            () -> {
              try {
                close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /**
   * Lets only packets through that satisfy the filter, from the next read on; null lets all
   * through. The filter sees packets as the file has them, before the snap length cuts them.
   *
   * <p>A {@link PacketFilter} must be good for one at least of the {@link #linkTypes}. Packets of
   * others are held back, and counted by {@link PacketFilter#unsupported} as well as by {@link
   * #filtered}.
   *
   * @return this
   * @throws PacketFilterException if the expression can be compiled for none of them; the trace
   *     keeps the filter it had
   */
  public Trace setFilter(@Nullable Predicate<? super Packet> newFilter) {
    if (newFilter instanceof PacketFilter expression) {
      expression.check(linkTypes());
    }
    filter = newFilter;
    plain = isPlain();
    return this;
  }

  /**
   * Delivers at most so many bytes of each packet, from the next read on.
   *
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public Trace setSnapLength(int newSnapLength) {
    if (newSnapLength < 0) {
      throw new IllegalArgumentException("negative snap length " + newSnapLength);
    }
    snapLength = newSnapLength;
    plain = isPlain();
    return this;
  }

  /** The interface that was described last. */
  @Nullable TraceInterface latestInterface() {
    return reader.latestInterface;
  }

  /** The reader, if it is that of pcap. */
  @Nullable PcapReader pcap() {
    return reader instanceof PcapReader pcap ? pcap : null;
  }

  // ---- about the trace

  /** The name under which the trace was opened, without a format; {@code -} for a stream. */
  public String name() {
    return name;
  }

  /** The format. */
  public TraceFormat format() {
    return reader.format();
  }

  /** The byte order of the file, of its latest section if it is pcapng; null for ERF. */
  public @Nullable ByteOrder byteOrder() {
    return reader.byteOrder();
  }

  /**
   * The name of the {@link Compression}; of several, one inside the other, {@code gzip+xz} with the
   * outermost first; {@code none} without.
   */
  public String compression() {
    return source.compression;
  }

  /** Packet records read so far, accepted or not. */
  public long records() {
    return reader.records - (found == null ? 0 : 1);
  }

  /** Packets delivered so far. */
  public long accepted() {
    return records() - filtered - passedOver;
  }

  /** Packets that the filter held back so far. */
  public long filtered() {
    return filtered;
  }

  /**
   * The link types that the file is known to have: those of the {@link #interfaces} by now and of
   * those that pcapng describes ahead of the next packet. Empty for an ERF file before its first
   * packet.
   */
  public int[] linkTypes() {
    return reader.linkTypes();
  }

  /**
   * Packets that the capture lost, as far as the records read so far tell: ERF's loss counters,
   * pcapng's interface statistics and drop counts. {@link #NOT_KNOWN} where nothing was told.
   */
  public long dropped() {
    return reader.dropped();
  }

  /** Whether the end was reached and the file ends inside a record, or a compressed file is cut. */
  public boolean endedInsideRecord() {
    return reader.endedInsideRecord;
  }

  /**
   * Where the records start that are read: 0, or for a {@link TraceSplit} the offset of the first
   * record in it (of the one behind it, if none starts in it).
   */
  public long startOffset() {
    return startOffset;
  }

  /**
   * Where reading is: bytes from the beginning of the uncompressed file. At the end of a {@link
   * TraceSplit} it is where the first record of the next one starts.
   */
  public long offset() {
    return source.window.offset();
  }

  /** How many bytes of the file, as it is stored, were used so far; see {@link #size}. */
  public long position() {
    return source.position();
  }

  /** The size of the file as it is stored when it was opened, or {@link #NOT_KNOWN}. */
  public long size() {
    return source.size;
  }

  // ---- what it knows beside packets

  /**
   * The interfaces that were described so far: pcapng describes each before its first packet, pcap
   * has one, ERF one for each kind of record and port that was met. {@link TraceInterface#of} tells
   * a packet's.
   */
  public List<TraceInterface> interfaces() {
    return reader.interfaces();
  }

  /** The sections of a pcapng file that were begun so far; none in other formats. */
  public List<TraceSection> sections() {
    return reader.sections();
  }

  /**
   * The blocks read so far that hold names, decryption secrets or custom data, copies of their own.
   * A trace keeps at most 8 MiB of options and such blocks together; {@link #setBlockListener} gets
   * them all.
   */
  public List<TraceBlock> blocks() {
    return reader.blocks();
  }

  /** Those of {@link #blocks} that are of the section that is being read. */
  List<TraceBlock> sectionBlocks() {
    return reader.sectionBlocks();
  }

  /** The names of addresses in {@link #blocks}. */
  public List<NameRecord> names() {
    return reader.blocks().stream().flatMap(block -> block.names().stream()).toList();
  }

  /**
   * From the next read on, hands every block that holds no packet to a listener, in the order of
   * the file and before the packet that follows it is delivered: section headers, interface
   * descriptions, unknown blocks and all others, also those whose packets a filter holds back. With
   * {@link TraceBlock#of} for the packets this is all that a pcapng file holds. With a listener a
   * block of more than 16 MiB is a bad file.
   *
   * @param listener null for none
   * @return this
   */
  public Trace setBlockListener(TraceBlock.@Nullable Listener listener) {
    reader.setListener(listener);
    return this;
  }

  /** Closes the file. Its packets stay as they are. */
  @Override
  public void close() throws IOException {
    closed = true;
    plain = false;
    OpenFiles.remove(this);
    source.close();
  }
}
