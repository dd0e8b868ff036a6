// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.primitives.Shorts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Allocation;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.TestTraces;

/** Writing traces: what the original writes, names and formats, safety. */
class TraceWriterTest {
  @TempDir private Path folder;

  /** Byte for byte what the original wrote. */
  @ParameterizedTest
  @CsvSource({
    "original/icmp-sample.pcap, copy-icmp.icmp-sample-out.pcap, 1000",
    "original/icmp-sample.pcap, copy-first-n.icmp-sample-out.pcap, 10",
    "original/icmp6-sample.pcap, icmp6-sample-out.pcap, 1000",
    "original/anon-v4.pcap, pcap2pcap.pcap, 1000",
    "traces/100_packets.erf, erf2pcap.pcap, 1000",
    "traces/100_packetsns.pcap, ns2pcap.pcap, 1000"
  })
  void writesPcapAsTheOriginalDoes(String input, String output, int most) throws IOException {
    WriteOptions options =
        input.endsWith("ns.pcap") ? WriteOptions.DEFAULT.microseconds() : WriteOptions.DEFAULT;
    Path file = folder.resolve("out.pcap");
    try (Trace trace = Trace.open(Reference.require(input));
        TraceWriter writer = TraceWriter.open(file, options)) {
      Packet packet;
      while (writer.written() < most && (packet = trace.read()) != null) {
        writer.write(packet);
      }
    }
    assertThat(file).hasSameBinaryContentAs(Reference.require("original/written/" + output));
  }

  /** The original leaves garbage in the two bytes before an Ethernet frame, ours are zero. */
  @Test
  void writesErfAsTheOriginalDoes() throws IOException {
    Path file = folder.resolve("out.erf");
    write(Reference.require("original/anon-v4.pcap"), TraceWriter.open(file));
    byte[] expected = Files.readAllBytes(Reference.require("original/written/pcap2erf.erf"));
    for (int at = 0; at < expected.length; ) {
      expected[at + 16] = 0;
      expected[at + 17] = 0;
      at += Shorts.fromBytes(expected[at + 10], expected[at + 11]);
    }
    assertThat(file).hasBinaryContent(expected);
  }

  private static List<Packet> packets(Path file) throws IOException {
    try (Trace trace = Trace.open(file)) {
      List<Packet> packets = new ArrayList<>();
      trace.forEach(packets::add);
      assertThat(trace.endedInsideRecord()).isFalse();
      return packets;
    }
  }

  private static void write(Path source, TraceWriter writer) throws IOException {
    try (Trace trace = Trace.open(source);
        writer) {
      for (Packet packet : trace) {
        writer.write(packet);
      }
    }
  }

  @Test
  void keepsNanosecondsUnlessMicrosecondsAreAskedFor() throws IOException {
    Path source = TestTraces.path("times-ns.pcap");
    Path nanos = folder.resolve("nanos.pcap");
    Path micros = folder.resolve("micros.pcap");
    write(source, TraceWriter.open(nanos));
    write(source, TraceWriter.open("pcapfile:" + micros, WriteOptions.DEFAULT.microseconds()));
    List<Packet> expected = packets(source);
    assertThat(packets(nanos).stream().map(Packet::timestampNanos))
        .containsExactlyElementsOf(expected.stream().map(Packet::timestampNanos).toList());
    assertThat(packets(micros).stream().map(Packet::timestampNanos))
        .containsExactlyElementsOf(
            expected.stream().map(p -> p.timestampNanos() / 1000 * 1000).toList());
  }

  @Test
  void nameAppearsWhenTheTraceIsFinished() throws IOException {
    Path file = folder.resolve("out.pcap");
    Files.writeString(file, "old");
    TraceWriter writer = TraceWriter.open(file);
    writer.write(Packet.of(new byte[60], LinkType.ETHERNET));
    assertThat(file).hasContent("old");
    writer.close();
    assertThat(packets(file)).hasSize(1);
    writer.close();
    assertThat(names()).containsExactly("out.pcap");
  }

  @Test
  void discardedTraceDoesNotAppear() throws IOException {
    TraceWriter writer = TraceWriter.open(folder.resolve("out.pcap"));
    writer.write(Packet.of(new byte[60], LinkType.ETHERNET));
    writer.discard();
    writer.close();
    assertThat(names()).isEmpty();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void refusesToOverwriteWhatIsRead() throws IOException {
    Path file = Files.copy(TestTraces.path("flows.pcap"), folder.resolve("a.pcap"));
    Path link = Files.createSymbolicLink(folder.resolve("b.pcap"), file);
    Path hard = Files.createLink(folder.resolve("c.pcap"), file);
    try (Trace trace = Trace.open(file)) {
      for (Path name : List.of(file, link, hard)) {
        assertThatExceptionOfType(FileSystemException.class)
            .isThrownBy(() -> TraceWriter.open(name))
            .withMessageContaining("is being read");
      }
      assertThat(trace.read()).isNotNull();
    }
    List<Packet> before = packets(file);
    Packet kept = before.get(0);
    String bytes = kept.toString() + kept.data();
    try (TraceWriter writer = TraceWriter.open(link)) {
      writer.write(kept);
    }
    assertThat(link).isSymbolicLink();
    assertThat(packets(file)).hasSize(1);
    assertThat(kept.toString() + kept.data()).isEqualTo(bytes);
  }

  @Test
  void refusesASecondLinkType() throws IOException {
    Path file = folder.resolve("out.pcap");
    try (TraceWriter writer = TraceWriter.open(file)) {
      writer.write(Packet.of(new byte[20], LinkType.RAW));
      assertThatExceptionOfType(UnwritablePacketException.class)
          .isThrownBy(() -> writer.write(Packet.of(new byte[60], LinkType.ETHERNET)))
          .withMessage(
              file
                  + ": a pcap file holds one link type, this one link type RAW (101);"
                  + " the packet has link type ETHERNET (1)");
      writer.write(Packet.of(new byte[21], LinkType.RAW));
      assertThat(writer.written()).isEqualTo(2);
    }
    assertThat(packets(file)).hasSize(2);
  }

  @Test
  void refusesLinkTypesThatPcapHasNoNumberFor() throws IOException {
    try (TraceWriter writer = TraceWriter.open(folder.resolve("out.pcap"))) {
      assertThatExceptionOfType(UnwritablePacketException.class)
          .isThrownBy(() -> writer.write(Packet.of(new byte[52], LinkType.ERF_ATM)))
          .withMessageEndingWith("a pcap file cannot hold link type ERF ATM");
    }
  }

  @Test
  void refusesLiveTargets() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TraceWriter.open("int:eth0"))
        .withMessage("int:eth0: live output is not supported, traces are written to files only");
  }

  @Test
  void traceWithoutPacketsHasAHeader() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    WriteOptions raw = WriteOptions.DEFAULT.linkType(LinkType.RAW).snapLength(96).nanoseconds();
    TraceWriter.open(bytes, raw).close();
    assertThat(bytes.toByteArray())
        .containsExactly(
            0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 96, 0, 0, 0, 101, 0, 0, 0);
    try (Trace trace = Trace.open(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(trace.read()).isNull();
    }
  }

  @Test
  void lengthOfFrameCheckSequencesIsKept() throws IOException {
    Path source = TestTraces.path("fcs-bits.pcap");
    Path pcap = folder.resolve("out.pcap");
    Path pcapng = folder.resolve("out.pcapng");
    write(source, TraceWriter.open(pcapng));
    write(pcapng, TraceWriter.open(pcap));
    for (Path file : List.of(source, pcapng, pcap)) {
      try (Trace trace = Trace.open(file)) {
        assertThat(trace.read()).isNotNull();
        assertThat(trace.interfaces().get(0).fcsLength()).isEqualTo(4);
      }
    }
  }

  /** libpcap cuts to the header's snap length what is longer. */
  @Test
  void snapLengthInTheHeaderGrowsWithThePackets() throws IOException {
    Path file = folder.resolve("out.pcap");
    try (TraceWriter writer = TraceWriter.open(file)) {
      writer.write(Packet.of(new byte[60], LinkType.ETHERNET));
      writer.write(Packet.of(new byte[100_000], LinkType.ETHERNET));
    }
    assertThat(Files.readAllBytes(file)).startsWith(header(262_144));
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    try (TraceWriter writer = TraceWriter.open(stream, TraceFormat.PCAP)) {
      writer.write(Packet.of(new byte[5 << 20], LinkType.DBUS));
    }
    try (Trace trace = Trace.open(new ByteArrayInputStream(stream.toByteArray()))) {
      assertThat(trace.read().capturedLength()).isEqualTo(5 << 20);
    }
  }

  private static byte[] header(int snapLength) {
    byte[] header = {
      (byte) 0x4d, 0x3c, (byte) 0xb2, (byte) 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    header[17] = (byte) (snapLength >> 8);
    header[18] = (byte) (snapLength >> 16);
    return header;
  }

  @Test
  void cutsToTheSnapLength() throws IOException {
    Path file = folder.resolve("out.pcap");
    try (TraceWriter writer = TraceWriter.open(file, WriteOptions.DEFAULT.snapLength(40))) {
      writer.write(Packet.of(new byte[60], LinkType.ETHERNET));
    }
    Packet packet = packets(file).get(0);
    assertThat(packet.capturedLength()).isEqualTo(40);
    assertThat(packet.originalLength()).isEqualTo(60);
  }

  @Test
  void pipesAndDevicesAreWrittenAsTheyAre() throws IOException {
    Path device = Path.of("/dev/null");
    if (Files.exists(device)) {
      try (TraceWriter writer = TraceWriter.open(device)) {
        writer.write(Packet.of(new byte[60], LinkType.ETHERNET));
      }
      assertThat(Files.isRegularFile(device)).isFalse();
    }
  }

  @Test
  void perPacketNothingIsAllocated() throws Exception {
    Packet packet = packets(TestTraces.path("flows.pcap")).get(0);
    try (TraceWriter writer = TraceWriter.open(folder.resolve("out.pcap"))) {
      writer.write(packet);
      long before = Allocation.bytes();
      for (int i = 0; i < 50_000; i++) {
        writer.write(packet);
      }
      long bytes = Allocation.bytes() - before;
      assertThat(bytes / 50_000).isLessThan(8);
    }
  }

  // ---- ERF

  @ParameterizedTest
  @ValueSource(
      strings = {
        "erf-all-types.erf",
        "erf-extension-headers.erf",
        "erf-flags-and-loss.erf",
        "erf-aligned.erf",
        "erf-snapped.erf",
        "erf-times.erf",
        "erf-atm.erf",
        "erf-color-eth.erf",
        "flows.erf"
      })
  void erfRecordsStayAsTheyAre(String name) throws IOException {
    Path source = TestTraces.path(name);
    Path file = folder.resolve("out.erf");
    Path copied = folder.resolve("copied.erf");
    try (Trace trace = Trace.open(source);
        TraceWriter writer = TraceWriter.open(file);
        TraceWriter copies = TraceWriter.open(copied)) {
      writer.follow(trace);
      for (Packet packet : trace) {
        writer.write(packet);
        copies.write(packet.edit().toPacket().copy());
      }
    }
    byte[] expected = withoutPads(Files.readAllBytes(source));
    assertThat(file).hasBinaryContent(expected);
    if (!name.contains("all-types")) { // which has meta-data too
      assertThat(copied).hasBinaryContent(expected);
    }
  }

  /** The records but those of padding, which are passed over. */
  private static byte[] withoutPads(byte[] file) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    for (int at = 0; at < file.length; ) {
      int length = Short.toUnsignedInt(Shorts.fromBytes(file[at + 10], file[at + 11]));
      if (file[at + 8] != 48) {
        kept.write(file, at, length);
      }
      at += length;
    }
    return kept.toByteArray();
  }

  @Test
  void erfRecordIsCutByASnapLength() throws IOException {
    Path source = TestTraces.path("erf-extension-headers.erf");
    Path file = folder.resolve("out.erf");
    write(source, TraceWriter.open(file, WriteOptions.DEFAULT.snapLength(20)));
    List<Packet> whole = packets(source);
    List<Packet> cut = packets(file);
    assertThat(cut).hasSameSizeAs(whole);
    for (int i = 0; i < cut.size(); i++) {
      Packet expected = whole.get(i).withSnapLength(20);
      assertThat(describe(cut.get(i))).isEqualTo(describe(expected));
      assertThat(cut.get(i).direction()).isEqualTo(expected.direction());
    }
  }

  /** Lost packets and directions are told in pcapng too. */
  @Test
  void erfKeepsLossAndDirectionInPcapng() throws IOException {
    Path source = TestTraces.path("erf-flags-and-loss.erf");
    Path file = folder.resolve("out.pcapng");
    write(source, TraceWriter.open(file));
    try (Trace erf = Trace.open(source);
        Trace pcapng = Trace.open(file)) {
      for (Packet packet : erf) {
        int direction = packet.direction();
        assertThat(pcapng.read().direction()).isEqualTo(direction > 1 ? Packet.UNKNOWN : direction);
      }
      assertThat(pcapng.dropped()).isEqualTo(erf.dropped()).isPositive();
    }
  }

  // ---- adding

  /** A trace to which its own packets were added has each twice. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "container-us-le.pcap",
        "container-us-be.pcap",
        "container-ns-le.pcap",
        "container-ns-be.pcap",
        "container-le.pcapng",
        "container-be.pcapng",
        "flows.erf",
        "flows.pcap.gz",
        "container.pcapng.gz",
        "container.erf.gz"
      })
  void addsToATrace(String name) throws IOException {
    Path file = Files.copy(TestTraces.path(name), folder.resolve("x" + name));
    List<Packet> once = packets(file);
    try (TraceWriter writer = TraceWriter.open(file, WriteOptions.DEFAULT.append())) {
      for (Packet packet : once) {
        writer.write(packet);
      }
    }
    List<Packet> twice = packets(file);
    List<Packet> expected = new ArrayList<>(once);
    expected.addAll(once);
    assertThat(twice.stream().map(TraceWriterTest::describe))
        .containsExactlyElementsOf(expected.stream().map(TraceWriterTest::describe).toList());
    long size = Files.size(file);
    TraceWriter writer = TraceWriter.open(file, WriteOptions.DEFAULT.append());
    writer.write(once.get(0));
    writer.discard();
    assertThat(file).hasSize(size);
    assertThat(names()).containsExactly("x" + name);
  }

  private static String describe(Packet packet) {
    return packet.linkType()
        + " "
        + packet.timestampNanos()
        + " "
        + packet.originalLength()
        + " "
        + packet.data().hashCode();
  }

  @Test
  void addsToWhatIsNotThere() throws IOException {
    Path file = folder.resolve("new.pcap");
    for (int i = 0; i < 2; i++) {
      try (TraceWriter writer = TraceWriter.open(file, WriteOptions.DEFAULT.append())) {
        writer.write(Packet.of(new byte[60], LinkType.ETHERNET));
      }
    }
    assertThat(packets(file)).hasSize(2);
  }

  @Test
  void refusesToAddToWhatDoesNotFit() throws IOException {
    Path pcap = Files.copy(TestTraces.path("container-us-be.pcap"), folder.resolve("a.pcap"));
    byte[] before = Files.readAllBytes(pcap);
    WriteOptions append = WriteOptions.DEFAULT.append();
    refuses(pcap, append.format(TraceFormat.ERF), "it is pcap, not erf");
    refuses(pcap, append.nanoseconds(), "it has microseconds");
    refuses(pcap, append.linkType(LinkType.RAW), "it has link type ETHERNET (1)");
    refuses(pcap, append.compression(Compression.GZIP), "it is not compressed");
    try (Trace reading = Trace.open(pcap)) {
      assertThat(reading.read()).isNotNull();
      refuses(pcap, append, "is being read, a trace cannot be added to meanwhile");
    }
    try (TraceWriter writer = TraceWriter.open(pcap, append)) {
      assertThatExceptionOfType(UnwritablePacketException.class)
          .isThrownBy(() -> writer.write(Packet.of(new byte[20], LinkType.RAW)));
    }
    assertThat(pcap).hasBinaryContent(before);
    refuses(TestTraces.path("cut-in-record.pcap"), append, "it ends inside record");
    refuses(TestTraces.path("cut-in-trailer.pcap.gz"), append, "it ends inside record");
    refuses(TestTraces.path("container-modified-le.pcap"), append, "an unusual kind of pcap");
  }

  private static void refuses(Path file, WriteOptions options, String why) {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> TraceWriter.open(file, options))
        .withMessageContaining(file.toString())
        .withMessageContaining(why);
  }

  // ---- compression

  @Test
  void compressesAsTheNameTells() throws IOException {
    Path source = TestTraces.path("flows.pcap");
    Path plain = folder.resolve("a.pcap");
    Path fast = folder.resolve("fast.pcapng.gz");
    Path small = folder.resolve("small");
    write(source, TraceWriter.open(plain));
    write(source, TraceWriter.open(fast, WriteOptions.DEFAULT.level(1)));
    WriteOptions best =
        WriteOptions.DEFAULT.compression(Compression.GZIP).level(9).format(TraceFormat.PCAPNG);
    write(source, TraceWriter.open(small, best));
    write(source, TraceWriter.open(folder.resolve("b.gz").toString()));
    assertThat(Files.size(small)).isLessThan(Files.size(fast));
    for (Path file : List.of(fast, small, folder.resolve("b.gz"))) {
      try (Trace trace = Trace.open(file)) {
        assertThat(trace.compression()).isEqualTo("gzip");
        assertThat(trace.format())
            .isEqualTo(file.endsWith("b.gz") ? TraceFormat.PCAP : TraceFormat.PCAPNG);
        assertThat(trace.packets().map(TraceWriterTest::describe))
            .containsExactlyElementsOf(
                packets(plain).stream().map(TraceWriterTest::describe).toList());
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TraceWriter.open(small, best.level(12)))
        .withMessage("gzip has the levels 1 to 9");
  }

  // ---- faults

  @Test
  void whatACrashLeavesCanBeRead() throws IOException {
    List<Packet> source = packets(TestTraces.path("flows.pcap"));
    TraceWriter crashed = TraceWriter.open(folder.resolve("out.pcap"));
    for (int i = 0; i < 20; i++) {
      for (Packet packet : source) {
        crashed.write(packet);
      }
    }
    Path part = folder.resolve(names().get(0));
    assertThat(part.toString()).endsWith(".part");
    assertThat(packets(part)).hasSizeBetween(1000, 20 * source.size());
    crashed.discard();
  }

  @Test
  void faultOfTheSystemLeavesNoFinishedFile() throws IOException {
    Path full = Path.of("/dev/full");
    if (Files.exists(full)) {
      TraceWriter writer = TraceWriter.open(full);
      Packet packet = Packet.of(new byte[60_000], LinkType.ETHERNET);
      writer.write(packet);
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> writer.write(packet));
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> writer.write(packet));
      assertThatExceptionOfType(IOException.class).isThrownBy(writer::close);
      writer.close();
    }
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TraceWriter.open(folder.resolve("no/such/folder.pcap")));
  }

  @Test
  void closedWriterTakesNoPackets() throws IOException {
    TraceWriter writer = TraceWriter.open(folder.resolve("out.pcap"));
    writer.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> writer.write(Packet.of(new byte[60], LinkType.ETHERNET)))
        .withMessageContaining("is closed");
  }
}
