// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Compression;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceBlock;
import org.plt4j.trace.TraceFormat;
import org.plt4j.trace.TraceWriter;
import org.plt4j.trace.UnwritablePacketException;
import org.plt4j.trace.WriteOptions;

/**
 * The trace that a subcommand writes, perhaps split into several files, and the options that say
 * how.
 *
 * <p>Nothing is kept of a trace that cannot be finished because its format does not hold a packet.
 */
final class TraceOutput {
  /** What help says of the trace to write. */
  static final String DESCRIPTION =
      "a file, whose ending tells the format (.pcapng, .erf, all others pcap) and the compression"
          + " (.gz ...); a format and a file (pcapfile:a, pcapng:a, erf:a); or - for standard"
          + " output.";

  private static final Option FORMAT =
      Option.choice(
          "--format",
          "FORMAT",
          "pcap, pcapng or erf, whatever the file's ending.",
          "pcap",
          "pcapng",
          "erf");
  private static final Option COMPRESS =
      Option.choice(
          "--compress",
          "CODEC",
          "gzip, bzip2, xz, zstd, lz4 or none, whatever the file's ending.",
          "none",
          "gzip",
          "bzip2",
          "xz",
          "zstd",
          "lz4");
  private static final Option LEVEL =
      Option.number(
          "--level",
          "N",
          99,
          "The compression's level: 1 is fast, 9 is small; other compressions than gzip have"
              + " others.");
  private static final Option MICROS =
      Option.flag(
          "--micros",
          "Write times in microseconds: pcap, and pcapng from other formats. Without this or"
              + " --nanos as the first trace has them; ERF gives pcap microseconds.");
  private static final Option NANOS = Option.flag("--nanos", "Write times in nanoseconds.");
  private static final Option APPEND =
      Option.flag("--append", "Add to the file if it is there, in its own format.");
  private static final Option SPLIT_PACKETS =
      Option.number(
          "--split-packets",
          "N",
          Long.MAX_VALUE / 10,
          "Write files of N packets each, whose names are numbered: out-00001.pcap ...");
  private static final Option SPLIT_SECONDS =
      Option.number(
          "--split-seconds",
          "N",
          Integer.MAX_VALUE,
          "Begin another file for each N seconds, counted from the first packet's time.");
  private static final Option SPLIT_BYTES =
      Option.number(
          "--split-bytes",
          "N",
          Long.MAX_VALUE / 10,
          "Begin another file when one has N bytes (before compression).");

  /** How a trace is written. */
  static final List<Option> OPTIONS = List.of(FORMAT, COMPRESS, LEVEL, MICROS, NANOS, APPEND);

  /** How it is split into several. */
  static final List<Option> SPLITTING = List.of(SPLIT_PACKETS, SPLIT_SECONDS, SPLIT_BYTES);

  private static final String WITH_FORMAT = "(pcap|pcapfile|pcapng|erf):.*";
  private static final long SECOND = 1_000_000_000;

  private final String uri;
  private WriteOptions options;
  private final boolean formatGiven;
  private final long splitPackets;
  private final long splitNanos;
  private final long splitBytes;
  private final boolean splits;

  private @Nullable TraceWriter writer;
  private @Nullable Trace followed;

  /** Blocks of gathered traces that were read since the last packet. */
  private final List<TraceBlock> ahead = new ArrayList<>();

  private int files;
  private long written;
  private String kind = "";

  /** The time from which packets go to another file. */
  private long until;

  /**
   * An output that makes no file yet.
   *
   * @throws UsageException if the options do not go together
   */
  TraceOutput(String uri, Arguments arguments) {
    this.uri = uri;
    this.formatGiven = arguments.has(FORMAT) || uri.matches(WITH_FORMAT);
    this.options = options(arguments);
    this.splitPackets = split(arguments, SPLIT_PACKETS);
    this.splitNanos = split(arguments, SPLIT_SECONDS) * SECOND;
    this.splitBytes = split(arguments, SPLIT_BYTES);
    this.splits = splitPackets > 0 || splitNanos > 0 || splitBytes > 0;
    if (splits && path().equals("-")) {
      throw new UsageException("standard output cannot be split");
    }
  }

  private static long split(Arguments arguments, Option option) {
    long value = arguments.number(option, 0);
    if (value == 0 && arguments.has(option)) {
      throw new UsageException(option + " 0: there must be something in a file");
    }
    return value;
  }

  private static WriteOptions options(Arguments arguments) {
    WriteOptions options = WriteOptions.DEFAULT;
    if (arguments.has(FORMAT)) {
      String format = arguments.text(FORMAT, "").toUpperCase(Locale.ROOT);
      options = options.format(TraceFormat.valueOf(format));
    }
    if (arguments.has(COMPRESS)) {
      String name = arguments.text(COMPRESS, "").toUpperCase(Locale.ROOT);
      options = options.compression(name.equals("NONE") ? null : Compression.valueOf(name));
    }
    if (arguments.has(LEVEL)) {
      options = options.level((int) arguments.number(LEVEL, 0));
    }
    if (arguments.has(MICROS) && arguments.has(NANOS)) {
      throw new UsageException("--micros and --nanos exclude each other");
    }
    if (arguments.has(MICROS)) {
      options = options.microseconds();
    } else if (arguments.has(NANOS)) {
      options = options.nanoseconds();
    }
    return arguments.has(APPEND) ? options.append() : options;
  }

  /** Writes pcapng in place of what the file's ending tells. */
  void preferPcapng() {
    if (!formatGiven) {
      options = options.format(TraceFormat.PCAPNG);
      kind = " (pcapng: there are several link types)";
    }
  }

  /** Writes nanoseconds unless the user chose otherwise. */
  void preferNanoseconds(Arguments arguments) {
    if (!arguments.has(MICROS)) {
      options = options.nanoseconds();
    }
  }

  /** The file of the URI, or {@code -}. */
  private String path() {
    return uri.matches(WITH_FORMAT) ? uri.substring(uri.indexOf(':') + 1) : uri;
  }

  /**
   * Sees to it that none of these traces is the one that is written.
   *
   * @throws UsageException if one is
   */
  TraceOutput refuse(List<String> inputs) {
    for (String input : inputs) {
      if (isSame(path(), input) || isSame(path(), input.substring(input.indexOf(':') + 1))) {
        throw new UsageException(input + ": a trace cannot be read and written at once");
      }
    }
    return this;
  }

  private static boolean isSame(String one, String other) {
    try {
      Path path = Path.of(one);
      return Files.isRegularFile(path) && Files.isSameFile(path, Path.of(other));
    } catch (IOException | InvalidPathException e) {
      return false; // one is not there
    }
  }

  /** Follows a trace whose packets are going to be written. */
  void follow(Trace trace) {
    followed = trace;
    writer().follow(trace);
  }

  /** Writes the names and secrets that a trace of several tells, before the next packet. */
  void gather(Trace trace) {
    trace.blocks().forEach(this::gather);
    trace.setBlockListener(this::gather);
  }

  private void gather(TraceBlock block) {
    if (block.type() == TraceBlock.NAME_RESOLUTION
        || block.type() == TraceBlock.DECRYPTION_SECRETS) {
      ahead.add(block);
    }
  }

  private void writeAhead(TraceWriter current) throws IOException {
    for (TraceBlock block : ahead) {
      current.write(block); // other formats than pcapng have none
    }
    ahead.clear();
  }

  /** Writes a packet. */
  void write(Packet packet) {
    if (splits && written > 0 && isFull(packet)) {
      finish();
    }
    TraceWriter current = writer();
    if (splitNanos > 0 && current.written() == 0) {
      until(packet.timestampNanos());
    }
    try {
      if (!ahead.isEmpty()) {
        writeAhead(current);
      }
      current.write(packet);
    } catch (UnwritablePacketException e) {
      discard();
      throw new UsageException(e.getMessage() + other(current.format()));
    } catch (IOException e) {
      throw fault(e);
    }
    written++;
  }

  private static String other(TraceFormat format) {
    return format == TraceFormat.PCAPNG ? "" : " (--format pcapng holds more)";
  }

  private boolean isFull(Packet packet) {
    TraceWriter current = writer();
    return current.written() > 0
        && ((splitPackets > 0 && current.written() >= splitPackets)
            || (splitNanos > 0 && packet.timestampNanos() >= until)
            || (splitBytes > 0 && current.size() >= splitBytes));
  }

  /** Finds the end of the span of time that a packet begins or lies in. */
  private void until(long nanos) {
    if (files == 1) {
      until = nanos + splitNanos;
    } else if (nanos >= until) {
      until += ((nanos - until) / splitNanos + 1) * splitNanos;
    }
  }

  private TraceWriter writer() {
    if (writer == null) {
      files++;
      writer = open(splits ? numbered(uri, files) : uri, options);
      if (followed != null) {
        writer.follow(followed);
      }
    }
    return writer;
  }

  private static TraceWriter open(String name, WriteOptions options) {
    try {
      return TraceWriter.open(name, options);
    } catch (InvalidPathException e) {
      throw new UsageException(name + ": this is no file name");
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new OutputException(sentence(name, e), e);
    }
  }

  /** The name of a file of several: {@code out-00001.pcap.gz}. */
  static String numbered(String name, int number) {
    Compression compression = Compression.ofFileName(name);
    int end = name.length() - (compression == null ? 0 : compression.suffix().length() + 1);
    int folder = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
    int dot = name.lastIndexOf('.', end - 1);
    int at = dot > folder + 1 ? dot : end;
    return name.substring(0, at) + String.format(Locale.ROOT, "-%05d", number) + name.substring(at);
  }

  private void finish() {
    if (writer != null) {
      TraceWriter finished = writer;
      writer = null;
      try {
        finished.close();
      } catch (IOException e) {
        throw fault(e);
      }
    }
  }

  /** Finishes the trace; it is there even if no packet was written. */
  void close() {
    TraceWriter last = writer();
    try {
      writeAhead(last);
    } catch (IOException e) {
      throw fault(e);
    }
    finish();
  }

  /** Gives up what is not finished. Does nothing after {@link #close}. */
  void discard() {
    if (writer != null) {
      try {
        writer.discard();
      } catch (IOException e) {
        throw fault(e);
      }
      writer = null;
    }
  }

  /** How many packets were written, as a sentence. */
  String summary() {
    return written + " packets written" + (splits ? " to " + files + " files" : "") + kind;
  }

  private OutputException fault(IOException e) {
    return new OutputException(sentence(uri, e), e);
  }

  private static String sentence(String name, IOException fault) {
    if (fault instanceof NoSuchFileException) {
      return name + ": no such folder";
    }
    if (fault instanceof AccessDeniedException) {
      return name + ": permission denied";
    }
    if (fault instanceof FileSystemException system && system.getReason() != null) {
      return name + ": " + system.getReason();
    }
    return name + ": " + fault.getMessage();
  }
}
