// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.i32;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Bytes;
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

  /** How a trace is opened. */
  public enum Option {
    /**
     * Read into the heap and do not map: for files that are still growing, and for files that
     * another process may truncate while their packets are in use.
     */
    HEAP
  }

  private final String name;
  private final Closeable file;
  private final Window window;
  private final RecordReader reader;
  private final String compression;
  private final Decompression.@Nullable Counting raw;
  private final long size;

  private @Nullable Predicate<? super Packet> filter;
  private int snapLength = Integer.MAX_VALUE;
  private long filtered;
  private boolean closed;
  private @Nullable TraceFormatException fault;

  /** Whether a packet can be handed out as the reader makes it: nothing below stands in the way. */
  private boolean plain = true;

  /** The regular file to map, if it is to be mapped; else the stream to read. */
  private Trace(
      String name,
      Closeable file,
      @Nullable FileChannel mapped,
      int mappedSize,
      @Nullable InputStream stream,
      @Nullable TraceFormat format,
      long size)
      throws IOException {
    this.name = name;
    this.file = file;
    this.size = size;
    if (mapped != null) {
      raw = null;
      compression = "none";
      window = Window.map(mapped, mappedSize);
    } else {
      raw = new Decompression.Counting(stream == null ? InputStream.nullInputStream() : stream);
      InputStream buffered = new BufferedInputStream(raw, 1 << 16);
      Decompression decompression = new Decompression(name, buffered);
      compression = decompression.toString();
      InputStream content = decompression.content();
      window =
          decompression.isCompressed()
              ? Window.read(new ReadAhead(name, content))
              : Window.read(content);
    }
    try {
      reader = reader(format);
    } catch (IOException | RuntimeException e) {
      window.close();
      throw e;
    }
  }

  private RecordReader reader(@Nullable TraceFormat format) throws IOException {
    TraceFormat found = format != null ? format : detect();
    return switch (found) {
      case PCAP -> new PcapReader(name, window);
      case PCAPNG -> new PcapngReader(name, window);
      case ERF -> new ErfReader(name, window);
      case LEGACY_ATM, LEGACY_POS, LEGACY_ETH, TSH, DUCK -> new FixedReader(name, window, found);
    };
  }

  private TraceFormat detect() throws IOException {
    if (window.ensure(4)) {
      int magic = i32(window.bytes, window.at);
      if (magic == PcapngReader.SECTION_HEADER) {
        return TraceFormat.PCAPNG;
      }
      if (PcapReader.isMagic(magic) || PcapReader.isMagic(Integer.reverseBytes(magic))) {
        return TraceFormat.PCAP;
      }
      if (ErfReader.looksLikeErf(window)) {
        return TraceFormat.ERF;
      }
    }
    IOException failure = window.failure();
    if (failure != null) {
      throw new TraceFormatException(name, 0, 0, String.valueOf(failure.getMessage()), failure);
    }
    StringBuilder head = new StringBuilder();
    for (int i = window.at; i < Math.min(window.limit, window.at + 4); i++) {
      head.append(String.format(Locale.ROOT, " %02x", Bytes.u8(window.bytes, i)));
    }
    throw new TraceFormatException(
        name,
        0,
        0,
        head.length() == 0
            ? "the file is empty"
            : "neither pcap, pcapng nor ERF: it begins with" + head,
        null);
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
    TraceUri parsed =
        TraceUri.parse(uri, "capture is not supported, traces are read from files only");
    TraceFormat format = parsed.format();
    return parsed.path().equals("-")
        ? new Trace("-", System.in, null, 0, System.in, format, NOT_KNOWN)
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
    return new Trace("-", stream, null, 0, stream, null, NOT_KNOWN);
  }

  static Trace open(Path path, @Nullable TraceFormat format, int mappedSize, Option... options)
      throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      boolean regular = Files.isRegularFile(path);
      boolean map = regular && !Set.of(options).contains(Option.HEAP) && !isCompressed(channel);
      Trace trace =
          new Trace(
              path.toString(),
              channel,
              map ? channel : null,
              mappedSize,
              map ? null : Channels.newInputStream(channel),
              format,
              regular ? channel.size() : NOT_KNOWN);
      OpenFiles.add(trace, path);
      return trace;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isCompressed(FileChannel channel) throws IOException {
    byte[] head = new byte[Compression.MAGIC];
    int count = Math.max(0, channel.read(ByteBuffer.wrap(head), 0));
    return Compression.of(head, count) != null || Compression.isSkippable(head, count);
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
    return filter == null && snapLength == Integer.MAX_VALUE && !closed && fault == null;
  }

  private @Nullable Packet readPlain() throws IOException {
    try {
      return reader.next();
    } catch (TraceFormatException e) {
      fault = e;
      plain = false;
      throw e;
    }
  }

  private @Nullable Packet readWithCare() throws IOException {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
    if (fault != null) {
      throw fault;
    }
    while (true) {
      Packet packet = readPlain();
      if (packet == null) {
        return null;
      }
      if (filter == null || filter.test(packet)) {
        return packet.withSnapLength(snapLength);
      }
      filtered++;
    }
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
   * @return this
   */
  public Trace setFilter(@Nullable Predicate<? super Packet> newFilter) {
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
    return compression;
  }

  /** Packet records read so far, accepted or not. */
  public long records() {
    return reader.records;
  }

  /** Packets delivered so far. */
  public long accepted() {
    return reader.records - filtered;
  }

  /** Packets that the filter held back so far. */
  public long filtered() {
    return filtered;
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

  /** Where reading is: bytes from the beginning of the uncompressed file. */
  public long offset() {
    return window.offset();
  }

  /** How many bytes of the file, as it is stored, were used so far; see {@link #size}. */
  public long position() {
    return raw != null ? raw.count() : window.offset();
  }

  /** The size of the file as it is stored when it was opened, or {@link #NOT_KNOWN}. */
  public long size() {
    return size;
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
    window.close();
    OpenFiles.remove(this);
    file.close();
    window.join();
  }
}
