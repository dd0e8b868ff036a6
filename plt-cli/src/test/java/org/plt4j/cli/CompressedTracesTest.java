// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Reference.Capture;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Scores;
import org.plt4j.testdata.Table.Group;
import org.plt4j.testdata.Table.Row;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Compression;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormatException;
import org.plt4j.trace.spi.Codec;

/** Every compression, as other programs write it, whole and damaged; {@link CutFilesTest} cuts. */
class CompressedTracesTest {
  private static final long NANOS = 1_000_000_000;

  static Stream<Path> compressed() throws IOException {
    try (Stream<Path> files = Files.list(TestTraces.folder().resolve("compressed"))) {
      return files.sorted().toList().stream();
    }
  }

  /** The packets up to the end or the fault, which the last element tells. */
  private static List<String> packets(Trace opened) throws IOException {
    List<String> packets = new ArrayList<>();
    try (Trace trace = opened) {
      for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
        packets.add(packet.timestampNanos() + " " + packet.originalLength() + " " + crc32(packet));
      }
      packets.add(trace.endedInsideRecord() ? "cut" : "end");
    } catch (TraceFormatException e) {
      assertThat(e.record()).isEqualTo(packets.size() + 1);
      packets.add("fault");
    }
    return packets;
  }

  private static String crc32(Packet packet) {
    CRC32 crc = new CRC32();
    crc.update(packet.data());
    return String.format("%08x", crc.getValue());
  }

  private static List<String> flows() throws IOException {
    return packets(Trace.open(TestTraces.path("flows.pcap")));
  }

  @ParameterizedTest
  @MethodSource("compressed")
  void everyProgramsFileIsRead(Path file) throws IOException {
    assertThat(packets(Trace.open(file))).isEqualTo(flows());
    try (Trace trace = Trace.open(file)) {
      String name = file.getFileName().toString();
      Compression outer = Compression.ofFileName(name);
      assertThat(trace.compression())
          .isEqualTo(name.contains(".xz.gz") ? "gzip+xz" : String.valueOf(outer));
    }
  }

  /** A pipe gives as many bytes as it likes. */
  @ParameterizedTest
  @MethodSource("compressed")
  void bytesMayComeOneByOne(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    InputStream slow =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 1));
          }
        };
    assertThat(packets(Trace.open(slow))).isEqualTo(flows());
  }

  /** What is whole before the damage is delivered, and nothing else is thrown. */
  @ParameterizedTest
  @MethodSource("compressed")
  void damageIsOneFault(Path file) throws IOException {
    List<String> flows = flows();
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(5);
    for (int i = 0; i < 150; i++) {
      byte[] bent = bytes.clone();
      int at = 20 + random.nextInt(bytes.length - 20);
      bent[at] ^= (byte) (1 << random.nextInt(8));
      List<String> read;
      try {
        read = packets(Trace.open(new ByteArrayInputStream(bent)));
      } catch (TraceFormatException e) {
        continue; // the fault came before the file header was there
      }
      assertThat(read.size()).isLessThanOrEqualTo(flows.size() + 1);
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void whatACodecWritesItReads(Compression compression) throws IOException {
    Codec codec = compression.codec();
    assertThat(codec).as(compression.artifact()).isNotNull();
    Codec.Levels levels = codec.levels();
    if (levels == null) {
      assertThat(compression).isEqualTo(Compression.COMPRESS);
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> codec.compress(OutputStream.nullOutputStream(), 1));
      return;
    }
    byte[] flows = Files.readAllBytes(TestTraces.path("flows.pcap"));
    for (int level : new int[] {levels.min(), levels.preset(), levels.max()}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (OutputStream packed = codec.compress(out, level)) {
        packed.write(flows);
      }
      assertThat(out.size()).isLessThan(flows.length);
      InputStream in = codec.decompress(new ByteArrayInputStream(out.toByteArray()));
      assertThat(in.readAllBytes()).isEqualTo(flows);
    }
  }

  /** Closing ends the thread that reads ahead, wherever it is. */
  @Test
  void noThreadIsLeftBehind() throws IOException {
    for (Path file : compressed().toList()) {
      for (int packets = 0; packets < 300; packets += 60) {
        try (Trace trace = Trace.open(file)) {
          for (int i = 0; i < packets && trace.read() != null; i++) {
            assertThat(trace.records()).isEqualTo(i + 1);
          }
        }
        assertThat(Thread.getAllStackTraces().keySet())
            .noneMatch(t -> t.isAlive() && t.getName().startsWith("plt reads " + file));
      }
    }
  }

  // ------------------------------------------------------------------------------ real captures

  /** Compressions that plt-core alone does not read; the others are compared there. */
  @Test
  void compressedCapturesEqualLibpcap() throws IOException {
    Score score = new Score(20);
    Map<String, List<Row>> expected = new HashMap<>();
    try (Stream<Group> groups = Reference.records().groups()) {
      groups.forEach(group -> expected.put(group.id(), group.rows()));
    }
    int files = 0;
    for (Capture capture : Reference.captures()) {
      if (!capture.isClean() || capture.compression().equals("-")) {
        continue;
      }
      files++;
      List<Row> rows = expected.getOrDefault(capture.id(), List.of());
      try (Trace trace = Trace.open(capture.file())) {
        for (Row row : rows) {
          Packet packet = trace.read();
          long n = row.number("n");
          assertThat(packet).as(capture.id() + " " + n).isNotNull();
          String[] time = row.get("timestamp").split("\\.", 2);
          long nanos = Long.parseLong(time[0]) * NANOS + Long.parseLong(time[1]);
          score.compare("time", capture.id(), n, nanos, packet.timestampNanos());
          int captured = (int) row.number("captured");
          score.compare("captured", capture.id(), n, captured, packet.capturedLength());
          score.compare(
              "original", capture.id(), n, row.number("original"), packet.originalLength());
          score.compare("crc32", capture.id(), n, row.get("crc32"), crc32(packet));
        }
        score.compare("end", capture.id(), rows.size(), null, trace.read());
      }
    }
    Scores.report("records-compressed", files + " captures:\n\n" + score.toMarkdown());
    score.differences().forEach(System.out::println);
    assertThat(score.differences()).isEmpty();
    assertThat(files).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bz2", "xz"})
  void libtracesOwnFilesAreTheSame(String suffix) throws IOException {
    List<String> plain = packets(Trace.open(Reference.require("traces/5_packets.erf")));
    assertThat(packets(Trace.open(Reference.require("traces/5_packets.erf." + suffix))))
        .isEqualTo(plain)
        .hasSize(6);
  }
}
