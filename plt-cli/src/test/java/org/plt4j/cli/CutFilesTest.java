// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormatException;

/**
 * Files of every format, byte order and compression, cut at up to 500 places: exactly the records
 * that are whole before the cut are delivered. Which those are is computed here, from the formats'
 * own lengths, from those of the compressions, and from what other programs decompress of a cut
 * file.
 */
class CutFilesTest {
  private static final int PLACES = 500;

  private static final int MAX = Integer.MAX_VALUE;

  /** At how many of them another program is asked. */
  private static final int ASKED = 20;

  @TempDir private Path folder;

  /** A file, and the format of what it holds once it is decompressed. */
  private static final class Sample {
    final String name;
    final String scheme;
    final byte[] bytes;
    final String format;

    Sample(String name, String scheme, byte[] bytes, String format) {
      this.name = name;
      this.scheme = scheme;
      this.bytes = bytes;
      this.format = format;
    }

    String suffix() {
      return name.substring(name.lastIndexOf('.') + 1);
    }
  }

  private static Sample sample(Path file) throws IOException {
    String name = file.getFileName().toString();
    String format = name.contains(".pcapng") ? "pcapng" : name.contains(".erf") ? "erf" : "pcap";
    return new Sample(name, format.equals("erf") ? "erf:" : "", Files.readAllBytes(file), format);
  }

  private static List<Sample> samples() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (String name :
        List.of(
            "flows.pcap",
            "flows.pcapng",
            "flows.erf",
            "container-us-be.pcap",
            "container-ns-le.pcap",
            "container-ns-be.pcap",
            "container-modified-le.pcap",
            "container-modified-be.pcap",
            "container-le.pcapng",
            "container-be.pcapng",
            "container-members.pcap.gz",
            "container-stored.pcap.gz",
            "container.erf.gz",
            "container.pcapng.gz",
            "pcapng-sections.pcapng",
            "pcapng-interfaces.pcapng",
            "pcapng-blocks.pcapng",
            "pcapng-simple-packets.pcapng",
            "pcapng-obsolete-packets.pcapng",
            "pcapng-time-resolutions.pcapng",
            "erf-extension-headers.erf",
            "erf-all-types.erf")) {
      samples.add(sample(TestTraces.path(name)));
    }
    try (Stream<Path> files = Files.list(TestTraces.folder().resolve("compressed"))) {
      for (Path file : files.sorted().toList()) {
        samples.add(sample(file));
      }
    }
    byte[] flows = Files.readAllBytes(TestTraces.path("flows.pcap"));
    for (String format : List.of("legacyatm", "legacypos", "legacyeth", "tsh")) {
      samples.add(new Sample(format, format + ":", Arrays.copyOf(flows, 64 * 44), format));
    }
    byte[] duck = ByteBuffer.allocate(4 + 20 * 112).put(0, (byte) 13).array();
    samples.add(new Sample("duck", "duck:", duck, "duck"));
    return samples;
  }

  // ------------------------------------------------------------------------------- what is whole

  /** Where records end: those that hold packets, and all. */
  private record Ends(List<Integer> packets, Set<Integer> all) {
    /** How many packets are whole in so many bytes. */
    int within(long length) {
      int count = 0;
      while (count < packets.size() && packets.get(count) <= length) {
        count++;
      }
      return count;
    }
  }

  private static Ends ends(String format, byte[] plain) {
    Ends ends = new Ends(new ArrayList<>(), new TreeSet<>());
    ByteBuffer bytes = ByteBuffer.wrap(plain);
    switch (format) {
      case "pcap" -> pcap(bytes, ends);
      case "pcapng" -> pcapng(bytes, ends);
      case "erf" -> erf(bytes, ends);
      case "tsh" -> fixed(0, 44, plain.length, ends);
      case "duck" -> fixed(4, 112, plain.length, ends);
      default -> fixed(0, 64, plain.length, ends);
    }
    return ends;
  }

  private static void fixed(int start, int size, int length, Ends ends) {
    ends.all.add(start);
    for (int end = start + size; end <= length; end += size) {
      ends.packets.add(end);
      ends.all.add(end);
    }
  }

  private static void pcap(ByteBuffer bytes, Ends ends) {
    boolean big = bytes.getShort(0) == (short) 0xa1b2;
    bytes.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int header = (bytes.getInt(0) & 0xffff) == 0xcd34 ? 24 : 16;
    int at = 24;
    ends.all.add(at);
    while (bytes.limit() - at >= header) {
      at += header + bytes.getInt(at + 8);
      ends.packets.add(at);
      ends.all.add(at);
    }
  }

  private static void pcapng(ByteBuffer bytes, Ends ends) {
    int at = 0;
    while (at < bytes.limit()) {
      if (bytes.getInt(at) == 0x0a0d0d0a) {
        boolean big = bytes.order(ByteOrder.BIG_ENDIAN).getInt(at + 8) == 0x1a2b3c4d;
        bytes.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      }
      int type = bytes.getInt(at);
      at += bytes.getInt(at + 4);
      ends.all.add(at);
      if (type == 2 || type == 3 || type == 6) {
        ends.packets.add(at);
      }
    }
  }

  private static void erf(ByteBuffer bytes, Ends ends) {
    int at = 0;
    ends.all.add(at);
    while (at < bytes.limit()) {
      int type = bytes.get(at + 8) & 0x7f;
      at += bytes.getShort(at + 10) & 0xffff;
      ends.all.add(at);
      if (type != 27 && type != 48) { // meta-data and padding
        ends.packets.add(at);
      }
    }
  }

  // -------------------------------------------------------------------- what can be decompressed

  /** How many bytes java.util.zip makes of a cut gzip file, and those bytes. */
  private static byte[] gunzip(byte[] file, int length) {
    byte[] plain = new byte[1 << 20];
    int count = 0;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(file, 0, length))) {
      for (int more; (more = in.read(plain, count, plain.length - count)) > 0; ) {
        count += more;
      }
    } catch (EOFException e) {
      // this is all that there is
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Arrays.copyOf(plain, count);
  }

  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};

  /**
   * How many bytes the whole LZMA2 chunks of a cut .xz file hold: each says so itself, behind the
   * stream's header (12 bytes) and the block's; padding and a check are behind a block.
   */
  private static int wholeChunks(byte[] file, int length) {
    int plain = 0;
    for (int stream = 0; stream + 13 <= length; stream = nextStream(file, stream, length)) {
      int check = file[stream + 7] == 0 ? 0 : 4 << ((file[stream + 7] - 1) / 3);
      int at = stream + 12;
      while (at < length && file[at] != 0) { // 0 is the index
        at += ((file[at] & 0xff) + 1) * 4;
        while (at < length && file[at] != 0) {
          int control = file[at] & 0xff;
          int header = control < 3 ? 3 : control < 0xc0 ? 5 : 6;
          if (length - at < header) {
            return plain;
          }
          int size = ((control < 3 ? 0 : control & 0x1f) << 16) + half(file, at + 1) + 1;
          int packed = control < 3 ? size : half(file, at + 3) + 1;
          if (length - at < header + packed) {
            return plain;
          }
          at += header + packed;
          plain += size;
        }
        at = ((at + 4) & ~3) + check;
      }
    }
    return plain;
  }

  private static int nextStream(byte[] file, int stream, int length) {
    for (int at = stream + 12; at <= length - XZ.length; at += 4) {
      if (Arrays.equals(file, at, at + XZ.length, XZ, 0, XZ.length)) {
        return at;
      }
    }
    return length;
  }

  /**
   * How many bytes LZ4's whole sequences of a cut file hold, and those that the last one begins.
   */
  private static int[] wholeSequences(byte[] file, int length) {
    ByteBuffer in = ByteBuffer.wrap(file, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    int[] plain = new int[2];
    try {
      boolean isLegacy = false;
      while (in.hasRemaining()) {
        int word = in.getInt();
        if (word == 0x184c2102) {
          isLegacy = true;
          continue;
        }
        if (isLegacy) {
          sequences(in, word, plain);
          continue;
        }
        if ((word & ~15) == 0x184d2a50) { // to be skipped
          int size = in.getInt();
          in.position(in.position() + size);
          continue;
        }
        assertThat(word).isEqualTo(0x184d2204);
        int flags = in.get();
        in.position(in.position() + 2 + ((flags & 8) == 0 ? 0 : 8) + ((flags & 1) == 0 ? 0 : 4));
        for (int size; (size = in.getInt()) != 0; ) {
          if (size < 0) {
            plain[1] = Math.min(in.remaining(), size & 0x7fff_ffff);
            in.position(in.position() + (size & 0x7fff_ffff));
            plain[0] += plain[1];
          } else {
            sequences(in, size, plain);
          }
          in.position(in.position() + ((flags & 16) == 0 ? 0 : 4));
        }
        in.position(in.position() + ((flags & 4) == 0 ? 0 : 4));
      }
      plain[1] = 0;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      // here it was cut
    }
    return plain;
  }

  private static void sequences(ByteBuffer in, int size, int[] plain) {
    int end = in.position() + size;
    while (in.position() < end) {
      int token = in.get() & 0xff;
      int literals = number(in, token >>> 4);
      plain[1] = Math.min(literals, in.remaining());
      in.position(in.position() + literals);
      int copied = 0;
      if (in.position() < end) {
        in.getShort();
        copied = number(in, token & 15) + 4;
      }
      plain[0] += literals + copied;
      plain[1] = 0;
    }
  }

  private static int number(ByteBuffer in, int four) {
    int number = four;
    for (int more = four == 15 ? 255 : 0; more == 255; number += more) {
      more = in.get() & 0xff;
    }
    return number;
  }

  private static int half(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  private static List<String> program(String suffix) {
    return switch (suffix) {
      case "bz2" -> List.of("bzip2", "-dc");
      case "zst" -> List.of("zstd", "-dcq");
      case "Z" -> List.of("uncompress", "-c");
      default -> List.of();
    };
  }

  /** How many bytes another program makes of the cut file, or -1 where it is not installed. */
  private static int ask(List<String> program, Path cut) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(program)
              .redirectInput(cut.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return -1;
    }
    long count = process.getInputStream().transferTo(OutputStream.nullOutputStream());
    process.waitFor();
    return (int) count;
  }

  // ---------------------------------------------------------------------------------------- tests

  /** What was delivered, packet by packet, and how it ended. */
  private record Delivered(List<Long> packets, String end) {}

  private static Delivered read(String uri) throws IOException {
    List<Long> packets = new ArrayList<>();
    CRC32 crc = new CRC32();
    try (Trace trace = Trace.open(uri)) {
      try {
        for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
          crc.update(packet.data()); // of all packets so far
          packets.add(31 * packet.timestampNanos() + packet.originalLength() + crc.getValue());
        }
      } catch (TraceFormatException e) {
        assertThat(e.record()).isEqualTo(packets.size() + 1);
        return new Delivered(packets, "fault");
      }
      return new Delivered(packets, trace.endedInsideRecord() ? "cut" : "end");
    }
  }

  @Test
  void exactlyWhatIsWholeBeforeTheCutIsDelivered() throws IOException, InterruptedException {
    List<Sample> samples = samples();
    assertThat(samples).hasSizeGreaterThanOrEqualTo(40);
    int cuts = 0;
    int exact = 0;
    List<String> wrong = new ArrayList<>();
    for (Sample sample : samples) {
      Path file = folder.resolve(sample.name);
      Files.write(file, sample.bytes);
      String uri = sample.scheme + file;
      Delivered whole = read(uri);
      Ends ends = ends(sample.format, plain(sample));
      assertThat(whole.packets).as(sample.name).hasSameSizeAs(ends.packets);
      assertThat(whole.end).isEqualTo("end");

      int places = Math.min(PLACES, sample.bytes.length);
      int last = whole.packets.size();
      for (int i = places - 1; i >= 0; i--) { // the file is cut shorter and shorter
        int length = (int) ((long) i * sample.bytes.length / places);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(length);
        }
        Range range = range(sample, length, file, i % (PLACES / ASKED) == 0, ends);
        Delivered read;
        try {
          read = read(uri);
        } catch (TraceFormatException e) {
          read = new Delivered(List.of(), "no header");
          assertThat(length).as(sample.name).isLessThan(range.header);
        }
        cuts++;
        exact += range.least == range.most ? 1 : 0;
        int count = read.packets.size();
        boolean isRight = range.least <= count && count <= range.most && count <= last;
        isRight &= read.packets.equals(whole.packets.subList(0, count));
        isRight &= range.end == null || read.end.equals(range.end) || read.end.equals("no header");
        if (!isRight || read.end.equals("fault")) {
          wrong.add(
              sample.name + " cut at " + length + ": " + count + " " + read.end + ", " + range);
        }
        last = count;
      }
    }
    System.out.println(cuts + " cuts of " + samples.size() + " files, " + exact + " exact");
    assertThat(wrong).isEmpty();
  }

  /**
   * What a cut file may deliver.
   *
   * @param end how it must end, or null
   * @param header the file may be refused where it is shorter
   */
  private record Range(int least, int most, @Nullable String end, int header) {}

  private Range range(Sample sample, int length, Path cut, boolean asked, Ends ends)
      throws IOException, InterruptedException {
    int all = ends.packets.size();
    String suffix = sample.suffix();
    if (suffix.equals("gz")) {
      byte[] plain = gunzip(sample.bytes, length);
      if (sample.name.contains(".xz.gz")) {
        return chunks(plain, plain.length, ends);
      }
      int count = ends.within(plain.length);
      return new Range(count, count, null, count == 0 ? MAX : 0);
    }
    if (suffix.equals("xz")) {
      return chunks(sample.bytes, length, ends);
    }
    if (suffix.equals("lz4")) {
      int[] plain = wholeSequences(sample.bytes, length);
      int least = ends.within(plain[0]);
      return new Range(least, ends.within(plain[0] + plain[1]), null, least == 0 ? MAX : 0);
    }
    List<String> program = program(suffix);
    if (program.isEmpty()) {
      int count = ends.within(length);
      String end = ends.all.contains(length) ? "end" : "cut";
      return new Range(count, count, end, sample.format.equals("pcap") ? 24 : 28);
    }
    int count = asked ? ask(program, cut) : -1;
    return count < 0
        ? new Range(0, all, null, MAX)
        : new Range(ends.within(count), ends.within(count), null, MAX);
  }

  /** Up to fifteen bytes before a fault may be lost: XZ is decoded in steps of sixteen. */
  private static Range chunks(byte[] file, int length, Ends ends) {
    int plain = wholeChunks(file, length);
    return new Range(ends.within(Math.max(0, plain - 15)), ends.within(plain), null, MAX);
  }

  private static byte[] plain(Sample sample) throws IOException {
    if (sample.suffix().equals("gz") && !sample.name.contains(".xz.gz")) {
      return gunzip(sample.bytes, sample.bytes.length);
    }
    // all others that are compressed hold this trace
    return sample.name.startsWith("flows") && sample.format.equals("pcap")
        ? Files.readAllBytes(TestTraces.path("flows.pcap"))
        : sample.bytes;
  }
}
