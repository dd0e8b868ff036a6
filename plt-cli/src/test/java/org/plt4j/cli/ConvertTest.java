// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Compression;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceBlock;
import org.plt4j.trace.TraceFormat;
import org.plt4j.trace.TraceWriter;
import org.plt4j.trace.spi.Codec;

class ConvertTest {
  private static final Path DAY = TestTraces.path("flows.pcap");
  private static final Path BLOCKS = TestTraces.path("pcapng-blocks.pcapng");
  private static final int PACKETS = 228;

  @TempDir private Path folder;

  private Path out(String name) {
    return folder.resolve(name);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<Packet> packets(Path file) throws IOException {
    try (Trace trace = Trace.open(file)) {
      List<Packet> packets = new ArrayList<>();
      trace.forEach(packets::add);
      assertThat(trace.endedInsideRecord()).isFalse();
      return packets;
    }
  }

  private static List<Long> times(Path file) throws IOException {
    return packets(file).stream().map(Packet::timestampNanos).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "a.pcap, PCAP, none",
    "a.pcapng, PCAPNG, none",
    "a.erf, ERF, none",
    "a, PCAP, none",
    "a.pcapng.gz, PCAPNG, gzip",
    "a.gz, PCAP, gzip"
  })
  void endingTellsFormatAndCompression(String name, TraceFormat format, String compression)
      throws IOException {
    Run run = Run.plt("convert", DAY, out(name));

    assertThat(run).isEqualTo(new Run(Main.DONE, "", "228 packets written\n"));
    try (Trace trace = Trace.open(out(name))) {
      assertThat(trace.format()).isEqualTo(format);
      assertThat(trace.compression()).isEqualTo(compression);
      assertThat(trace.packets()).hasSize(PACKETS);
    }
  }

  @Test
  void optionsTellFormatAndCompression() throws IOException {
    Path file = out("a.pcap");
    Run.plt("convert", "--format", "pcapng", "--compress", "gzip", "--level", 1, DAY, file);

    try (Trace trace = Trace.open(file)) {
      assertThat(trace.format()).isEqualTo(TraceFormat.PCAPNG);
      assertThat(trace.compression()).isEqualTo("gzip");
    }
    Run.plt("convert", "--compress", "none", DAY, out("b.erf.gz"));
    try (Trace trace = Trace.open(out("b.erf.gz"))) {
      assertThat(trace.format()).isEqualTo(TraceFormat.ERF);
      assertThat(trace.compression()).isEqualTo("none");
    }
  }

  /** Every codec, by suffix and by option; the programs of the codecs accept what is written. */
  @ParameterizedTest
  @CsvSource({
    "GZIP, gz, gzip -t, 9",
    "BZIP2, bz2, bzip2 -t, 1",
    "XZ, xz, xz -t, 0",
    "ZSTD, zst, zstd -t -q, 0",
    "LZ4, lz4, lz4 -t -q, 0"
  })
  void compresses(Compression compression, String suffix, String check, int level)
      throws IOException, InterruptedException {
    Codec.Levels levels = Objects.requireNonNull(compression.codec()).levels();
    int other = Math.max(levels.min(), Math.min(levels.max(), level));
    Path byName = out("a.pcap." + suffix);
    Path byOption = out("b.pcap");
    assertThat(Run.plt("convert", DAY, byName).code()).isEqualTo(Main.DONE);
    Run.plt("convert", "--compress", compression, "--level", other, DAY, byOption);
    Files.copy(byOption, out("c.pcap." + suffix));

    for (Path file : List.of(byName, byOption)) {
      try (Trace trace = Trace.open(file)) {
        assertThat(trace.compression()).isEqualTo(compression.toString());
      }
      assertThat(times(file)).isEqualTo(times(DAY));
    }
    for (Path file : List.of(byName, out("c.pcap." + suffix))) {
      List<String> command = new ArrayList<>(List.of(check.split(" ")));
      command.add(file.toString());
      try {
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(program.getInputStream().readAllBytes()).isEmpty();
        assertThat(program.waitFor()).isZero();
      } catch (IOException e) {
        System.out.println(command.get(0) + " is not installed: it does not check what is written");
      }
    }
    Run.plt("convert", "--append", DAY, byName);
    assertThat(times(byName)).hasSize(2 * PACKETS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pcapng-blocks.pcapng",
        "pcapng-sections.pcapng",
        "pcapng-interfaces.pcapng",
        "pcapng-simple-packets.pcapng",
        "pcapng-obsolete-packets.pcapng",
        "pcapng-time-resolutions.pcapng",
        "container-be.pcapng"
      })
  void pcapngStaysAsItIs(String name) {
    assertThat(Run.plt("convert", TestTraces.path(name), out(name)).code()).isEqualTo(Main.DONE);

    assertThat(out(name)).hasSameBinaryContentAs(TestTraces.path(name));
  }

  /** An interface that is described later than the first packet's decides too. */
  @Test
  void pcapHasNanosecondsIfAnInterfaceHasThem() throws IOException {
    Path file = Reference.require("captures/data/a0d5f3e1b3cc.pcapng");
    Run.plt("convert", file, out("a.pcap"));

    assertThat(times(out("a.pcap"))).isEqualTo(times(file)).anyMatch(time -> time % 1000 != 0);
  }

  @Test
  void originalFilesAreReproduced() {
    Path nanos = Reference.require("traces/100_packetsns.pcap");
    Path erf = Reference.require("traces/100_packets.erf");
    Run.plt("convert", "--micros", nanos, out("a.pcap"));
    Run.plt("convert", erf, out("b.pcap"));

    assertThat(out("a.pcap"))
        .hasSameBinaryContentAs(Reference.require("original/written/ns2pcap.pcap"));
    assertThat(out("b.pcap"))
        .hasSameBinaryContentAs(Reference.require("original/written/erf2pcap.pcap"));
  }

  @Test
  void severalTracesBecomeOne() throws IOException {
    Run.plt("convert", DAY, BLOCKS, DAY, out("a.pcapng"));

    List<Long> expected = new ArrayList<>(times(DAY));
    expected.addAll(times(BLOCKS));
    expected.addAll(times(DAY));
    assertThat(times(out("a.pcapng"))).isEqualTo(expected);
    Run.plt("convert", DAY, out("b.pcap"));
    Run.plt("convert", "--append", DAY, out("b.pcap"));
    assertThat(times(out("b.pcap"))).hasSize(2 * PACKETS);
  }

  // ---- a part

  @Test
  void takesAPart() throws IOException {
    Run.plt("convert", "--skip", 10, "--count", 5, "--snap-length", 40, DAY, out("a.pcap"));

    List<Packet> part = packets(out("a.pcap"));
    assertThat(times(out("a.pcap"))).isEqualTo(times(DAY).subList(10, 15));
    assertThat(part).allMatch(packet -> packet.capturedLength() == 40);
    assertThat(part.get(0).originalLength()).isEqualTo(packets(DAY).get(10).originalLength());
  }

  @ParameterizedTest
  @CsvSource({
    "2024-06-05 09:00:00, 2024-06-05T13:00:00Z",
    "1717578000, 2024-06-05 15:00:00+02:00",
    "1717578000.000000000, 1717592400.0"
  })
  void takesASpanOfTime(String from, String to) throws IOException {
    Run.plt("convert", "--from", from, "--to", to, DAY, out("a.pcap"));

    assertThat(times(out("a.pcap")))
        .isNotEmpty()
        .isEqualTo(
            times(DAY).stream()
                .filter(t -> t >= 1_717_578_000_000_000_000L && t < 1_717_592_400_000_000_000L)
                .toList());
  }

  // ---- split

  @Test
  void splitsByPackets() throws IOException {
    Run run = Run.plt("convert", "--split-packets", 100, DAY, out("a.b.pcap.gz"));

    assertThat(run.err()).isEqualTo("228 packets written to 3 files\n");
    assertThat(names())
        .containsExactly("a.b-00001.pcap.gz", "a.b-00002.pcap.gz", "a.b-00003.pcap.gz");
    List<Long> all = new ArrayList<>();
    for (String name : names()) {
      all.addAll(times(out(name)));
    }
    assertThat(all).isEqualTo(times(DAY));
  }

  @Test
  void splitsByBytes() throws IOException {
    Run.plt("convert", "--split-bytes", 5000, DAY, out("a"));

    assertThat(names()).hasSizeGreaterThan(5).startsWith("a-00001");
    for (String name : names().subList(0, names().size() - 1)) {
      assertThat(Files.size(out(name))).isBetween(5000L, 5000L + 1600);
    }
  }

  @Test
  void splitsBySeconds() throws IOException {
    Run.plt("convert", "--split-seconds", 3600, DAY, out("a.pcapng"));

    long first = times(DAY).get(0);
    long hour = 3600L * 1_000_000_000;
    assertThat(names()).hasSizeGreaterThan(3);
    long previous = -1;
    for (String name : names()) {
      List<Long> times = times(out(name));
      long number = (times.get(0) - first) / hour;
      assertThat(number).isGreaterThan(previous);
      assertThat(times).allMatch(time -> time - first < (number + 1) * hour);
      previous = number;
    }
  }

  /** Each file of several describes the interfaces of its packets. */
  @Test
  void splitPcapngIsWholeInEachFile() throws IOException {
    Path source = TestTraces.path("pcapng-interfaces.pcapng");
    Run.plt("convert", "--split-packets", 3, source, out("a.pcapng"));

    List<Long> all = new ArrayList<>();
    for (String name : names()) {
      all.addAll(times(out(name)));
    }
    assertThat(all).isEqualTo(times(source));
  }

  /** Each file tells what its section's header told. */
  @Test
  void splitPcapngKeepsTheSectionsOptions() throws IOException {
    Path source = TestTraces.path("pcapng-blocks.pcapng");
    Run.plt("convert", "--split-packets", 1, source, out("a.pcapng"));

    List<String> told = sectionOptions(source);
    assertThat(told).contains("1 every block");
    assertThat(names()).hasSize(3);
    for (String name : names()) {
      assertThat(sectionOptions(out(name))).isEqualTo(told);
    }
  }

  private static List<String> sectionOptions(Path file) throws IOException {
    try (Trace trace = Trace.open(file)) {
      trace.read();
      return trace.sections().get(0).options().stream()
          .map(option -> option.code() + " " + option.text())
          .toList();
    }
  }

  /** A section's names and secrets are in front of the packets of each file that follows them. */
  @Test
  void splitPcapngKeepsNamesAndSecrets() throws IOException {
    List<TraceBlock> blocks = new ArrayList<>();
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(TestTraces.path("pcapng-blocks.pcapng"))) {
      trace.forEach(packets::add);
      blocks.addAll(trace.blocks());
    }
    try (TraceWriter writer = TraceWriter.open(out("source.pcapng"))) {
      for (int type : new int[] {TraceBlock.DECRYPTION_SECRETS, TraceBlock.NAME_RESOLUTION}) {
        for (TraceBlock block : blocks) {
          assertThat(block.type() != type || writer.write(block)).isTrue();
        }
        writer.write(packets.get(0));
      }
      writer.write(packets.get(1));
    }
    Run.plt("convert", "--split-packets", 1, out("source.pcapng"), out("a.pcapng"));

    int[] names = {0, 1, 1};
    for (int i = 0; i < 3; i++) {
      try (Trace part = Trace.open(out("a-0000" + (i + 1) + ".pcapng"))) {
        assertThat(part.read()).isNotNull();
        assertThat(part.names()).hasSize(names[i]);
        assertThat(part.blocks()).hasSize(1 + names[i]);
        assertThat(part.blocks().get(0).type()).isEqualTo(TraceBlock.DECRYPTION_SECRETS);
        assertThat(part.read()).isNull();
      }
    }
  }

  // ---- faults

  @Test
  void whatTheFormatCannotHoldLeavesNothing() throws IOException {
    Run run = Run.plt("convert", TestTraces.path("pcapng-interfaces.pcapng"), out("a.pcap"));

    assertThat(run.code()).isEqualTo(Main.BAD_USAGE);
    assertThat(run.err()).contains("a.pcap: a pcap file holds one link type", "--format pcapng");
    assertThat(names()).isEmpty();
    assertThat(Run.plt("convert", TestTraces.path("link-sll-113.pcap"), out("a.erf")).err())
        .isEqualTo(
            "plt: "
                + out("a.erf")
                + ": an ERF file cannot hold link type LINUX_SLL (113)"
                + " (--format pcapng holds more)\n");
  }

  @Test
  void cutTraceIsWrittenAsFarAsItGoes() throws IOException {
    Run run = Run.plt("convert", TestTraces.path("cut-in-record.pcap"), out("a.pcap"));

    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
    assertThat(run.err()).contains("the file ends inside record").endsWith(" packets written\n");
    assertThat(packets(out("a.pcap"))).isNotEmpty();
  }

  @Test
  void missingTraceMakesNoFile() throws IOException {
    Run run = Run.plt("convert", "missing", out("a.pcap"));

    assertThat(run).isEqualTo(new Run(Main.BAD_TRACE, "", "plt: missing: no such file\n"));
    assertThat(names()).isEmpty();
  }

  @Test
  void refusesToWriteWhatItReads() throws IOException {
    Path file = Files.copy(DAY, out("a.pcap"));
    Path link = Files.createSymbolicLink(out("link"), file);

    for (Path name : List.of(file, link)) {
      assertThat(Run.plt("convert", DAY, "pcapfile:" + file, name))
          .isEqualTo(
              new Run(
                  Main.BAD_USAGE,
                  "",
                  "plt: pcapfile:" + file + ": a trace cannot be read and written at once\n"));
    }
    assertThat(file).hasSameBinaryContentAs(DAY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--level 77 x.gz | gzip has the levels 1 to 9",
        "--micros --nanos x | --micros and --nanos exclude each other",
        "--split-packets 0 x | --split-packets 0: there must be something in a file",
        "--split-packets 5 - | standard output cannot be split",
        "x.pcap.Z | compress can be read, but not written",
        "--from yesterday x | yesterday: not a time like '2024-06-05 09:10:27.33' or 1717578627",
        "--format erf pcapng:x | pcapng:x: not erf",
        "int:eth0 | int:eth0: live output is not supported, traces are written to files only"
      })
  void misuseIsTold(String options, String fault) {
    List<Object> args = new ArrayList<>(List.of("convert", DAY));
    args.addAll(List.of(options.split(" ")));

    assertThat(Run.plt(args.toArray()))
        .isEqualTo(new Run(Main.BAD_USAGE, "", "plt: " + fault + "\n"));
  }

  @Test
  void targetThatCannotBeMadeIsTold() {
    Path file = out("no/such.pcap");

    assertThat(Run.plt("convert", DAY, file))
        .isEqualTo(new Run(Main.BAD_TRACE, "", "plt: " + file + ": no such folder\n"));
  }
}
