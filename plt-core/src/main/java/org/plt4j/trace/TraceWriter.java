// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Packet;

/**
 * A trace that is written from its beginning to its end.
 *
 * <pre>{@code
 * try (Trace trace = Trace.open("a.pcap");
 *     TraceWriter writer = TraceWriter.open("dns.pcap")) {
 *   for (Packet packet : trace) {
 *     Udp udp = packet.udp();
 *     if (udp != null && udp.dstPort() == 53) {
 *       writer.write(packet);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>A file appears under its name when it is closed; until then it grows under another name beside
 * it, so that no half of a trace can be taken for a whole one, and what a crash leaves can be read.
 * A file that a {@link Trace} of this process reads is not overwritten. Pipes and devices are
 * written as they are.
 *
 * <p>Times keep what the format can hold: a pcap file has nanoseconds if its first packet's trace
 * had them, microseconds if not, and microseconds too from ERF, whose 2^-32 s libtrace also cuts
 * so; {@link WriteOptions} can say otherwise. Packets that the format cannot hold are refused with
 * an {@link UnwritablePacketException}.
 *
 * <p>Any packet can be written, from whatever trace, edited or kept for long. A writer belongs to
 * one thread at a time; no packet costs an allocation.
 */
public final class TraceWriter implements Closeable {
  private final Target target;
  private final TraceFormat format;
  private final RecordWriter writer;
  private long written;
  private boolean closed;
  private @Nullable IOException failure;

  private TraceWriter(
      Target target, TraceFormat format, WriteOptions options, Existing.@Nullable PcapHeader pcap) {
    this.target = target;
    this.format = format;
    this.writer =
        switch (format) {
          case PCAP -> new PcapWriter(target, options, pcap);
          case ERF -> new ErfWriter(target, options);
          case PCAPNG -> new PcapngWriter(target, options);
          default -> throw new AssertionError(format);
        };
  }

  // ---- opening

  /**
   * Opens a trace by URI: {@code pcapfile:}, {@code pcapng:} or {@code erf:} and a path; a bare
   * path, whose ending tells the format as in {@link #open(Path)}; or {@code -} (also behind a
   * format) for standard output.
   *
   * @throws IllegalArgumentException for a live target ({@code int:eth0}, {@code ring:} ...), or if
   *     the URI's format is not the one that the options ask for
   * @throws IOException if the file cannot be made, or is being read
   */
  public static TraceWriter open(String uri, WriteOptions options) throws IOException {
    TraceUri parsed =
        TraceUri.parse(uri, "output is not supported, traces are written to files only");
    TraceFormat format = parsed.format();
    if (format != null && options.format() != null && format != options.format()) {
      throw new IllegalArgumentException(uri + ": not " + options.format());
    }
    if (format != null && !format.isWritten()) {
      throw new IllegalArgumentException(uri + ": " + format + " is only read");
    }
    return open(parsed.path(), format, options);
  }

  /** The same with {@link WriteOptions#DEFAULT}. */
  public static TraceWriter open(String uri) throws IOException {
    return open(uri, WriteOptions.DEFAULT);
  }

  /**
   * Opens a trace file. Unless the options tell the format, the name's ending does: {@code .pcapng}
   * and {@code .erf}; all others are pcap. So does {@code .gz} or the like behind it the
   * compression.
   *
   * @throws IOException if the file cannot be made, or is being read
   */
  public static TraceWriter open(Path file, WriteOptions options) throws IOException {
    return open(file.toString(), null, options);
  }

  /** The same with {@link WriteOptions#DEFAULT}. */
  public static TraceWriter open(Path file) throws IOException {
    return open(file, WriteOptions.DEFAULT);
  }

  /**
   * Writes a trace to a stream, which is closed with it. Without a format in the options: pcap.
   *
   * @throws IOException if the options' compression is not there
   */
  public static TraceWriter open(OutputStream stream, WriteOptions options) throws IOException {
    Objects.requireNonNull(stream);
    TraceFormat format = options.format() == null ? TraceFormat.PCAP : options.format();
    Target.Packing packing = Target.Packing.of(options.compressionOf("-"), options.level());
    return new TraceWriter(Target.stream(stream, packing), format, options, null);
  }

  /** The same in this format and with otherwise {@link WriteOptions#DEFAULT}. */
  public static TraceWriter open(OutputStream stream, TraceFormat format) throws IOException {
    return open(stream, WriteOptions.DEFAULT.format(format));
  }

  private static TraceWriter open(String path, @Nullable TraceFormat named, WriteOptions options)
      throws IOException {
    TraceFormat wanted = named != null ? named : options.format();
    if (options.isAppend() && !Target.isStandardOutput(path)) {
      Path file = Path.of(path);
      Existing existing = Existing.of(file);
      if (existing != null) {
        return append(file, existing, wanted, options);
      }
    }
    Compression compression = options.compressionOf(path);
    TraceFormat format = wanted != null ? wanted : formatOf(path);
    Target.Packing packing = Target.Packing.of(compression, options.level());
    return new TraceWriter(Target.file(path, packing), format, options, null);
  }

  private static TraceWriter append(
      Path file, Existing existing, @Nullable TraceFormat wanted, WriteOptions options)
      throws IOException {
    Compression compression = existing.compression();
    if (wanted != null && wanted != existing.format()) {
      throw Existing.refuse(file, "it is " + existing.format() + ", not " + wanted);
    }
    if (options.isCompressionGiven() && options.compressionOf("") != compression) {
      throw Existing.refuse(
          file, compression == null ? "it is not compressed" : "it is compressed: " + compression);
    }
    Existing.PcapHeader pcap = existing.pcap();
    if (pcap != null) {
      if (options.resolution() == WriteOptions.Resolution.MICROSECONDS && pcap.nanos()) {
        throw Existing.refuse(file, "it has nanoseconds");
      }
      if (options.resolution() == WriteOptions.Resolution.NANOSECONDS && !pcap.nanos()) {
        throw Existing.refuse(file, "it has microseconds");
      }
      if (options.linkType() >= 0 && options.linkType() != pcap.linkType()) {
        throw Existing.refuse(file, "it has " + RecordWriter.describe(pcap.linkType()));
      }
    }
    Target.Packing packing = Target.Packing.of(compression, options.level());
    Target target = Target.append(file, packing);
    return new TraceWriter(target, existing.format(), options, pcap);
  }

  private static TraceFormat formatOf(String path) {
    Compression compression = Compression.ofFileName(path);
    int end = path.length() - (compression == null ? 0 : compression.suffix().length() + 1);
    String name = path.substring(0, end).toLowerCase(Locale.ROOT);
    if (name.endsWith(".pcapng")) {
      return TraceFormat.PCAPNG;
    }
    return name.endsWith(".erf") ? TraceFormat.ERF : TraceFormat.PCAP;
  }

  // ---- writing

  /**
   * Writes a packet.
   *
   * @throws UnwritablePacketException if the format cannot hold it; others can still be written
   * @throws IOException if it cannot be written; then the file is not finished when it is closed
   * @throws IllegalStateException if the writer was closed
   */
  public void write(Packet packet) throws IOException {
    check();
    try {
      writer.write(packet);
    } catch (IOException e) {
      throw failed(e);
    }
    written++;
  }

  /**
   * Writes a pcapng block of names or decryption secrets ({@link TraceBlock#NAME_RESOLUTION},
   * {@link TraceBlock#DECRYPTION_SECRETS}) to a pcapng file, for those who put a trace together of
   * several and hence do not {@link #follow} them. Secrets belong before the packets that need
   * them.
   *
   * @return false if nothing was written: the block is another, or the format has none
   * @throws IOException if it cannot be written; then the file is not finished when it is closed
   * @throws IllegalStateException if the writer was closed
   */
  public boolean write(TraceBlock block) throws IOException {
    check();
    try {
      return block.standsForItself() && writer.writeBlock(block);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void check() throws IOException {
    if (closed) {
      throw new IllegalStateException(target.name() + " is closed");
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Remembers a fault of the system; a packet that cannot be written harms no other. */
  private IOException failed(IOException fault) {
    if (!(fault instanceof UnwritablePacketException)) {
      failure = fault;
    }
    return fault;
  }

  /**
   * Follows a trace whose packets are going to be written, to lose nothing of what it tells beside
   * them. From the trace's next read on, a pcapng file gets all blocks that hold no packets: its
   * sections, interfaces, names, statistics and unknown blocks, so that a pcapng file of all its
   * packets becomes the same byte for byte. A pcap file gets nanoseconds if any interface that was
   * described by its first packet has them. Other formats can hold no more.
   *
   * <p>Where a trace is followed from its midst, as by each but the first of the files that it is
   * split into, it begins with the header's options of the section that the trace is in, and the
   * names and decryption secrets told there before ({@link Trace#blocks}) are in front of the first
   * packet.
   *
   * <p>It takes the trace's block listener.
   */
  public void follow(Trace trace) {
    writer.follow(trace);
    trace.setBlockListener(
        block -> {
          check();
          try {
            writer.writeBlock(block, trace);
          } catch (IOException e) {
            throw failed(e);
          }
        });
  }

  /** The format. */
  public TraceFormat format() {
    return format;
  }

  /** How many bytes the trace has so far, before compression. */
  public long size() {
    return target.sink().position();
  }

  /** How many packets were written. */
  public long written() {
    return written;
  }

  /**
   * Finishes the trace and gives the file its name. If a packet could not be written because of the
   * system, the file keeps its temporary name.
   *
   * @throws IOException if that cannot be done
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (failure == null) {
      try {
        writer.finish();
        target.finish();
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    Path part = target.abandon();
    if (part == null) {
      throw failure;
    }
    throw new IOException(
        "not finished, what was written is " + part + ": " + failure.getMessage(), failure);
  }

  /**
   * Gives up: a new file does not appear, one that was added to has its old length. Does nothing if
   * the writer was closed.
   *
   * @throws IOException if that cannot be done
   */
  public void discard() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    target.discard();
  }
}
