// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Scores;

/** What is written reads as what was read, whatever formats it goes through. */
class RoundTripTest {
  /** A row for each test. */
  private static final Scores.Rows WRITTEN =
      new Scores.Rows("captures", "come back:", "different:", "refused:");

  @TempDir private Path folder;

  @AfterAll
  static void report() {
    Scores.report("writing", WRITTEN.toString());
  }

  /** What a record is. */
  private record Row(int linkType, long nanos, int captured, long original, long crc) {
    static Row of(Packet packet) {
      CRC32 crc = new CRC32();
      crc.update(packet.data());
      return new Row(
          packet.linkType(),
          packet.timestampNanos(),
          packet.capturedLength(),
          packet.originalLength(),
          crc.getValue());
    }

    Row inMicroseconds() {
      return new Row(linkType, Math.floorDiv(nanos, 1000) * 1000, captured, original, crc);
    }
  }

  private static List<Row> records(List<Packet> packets) {
    return packets.stream().map(Row::of).toList();
  }

  private static List<Packet> read(byte[] file) throws IOException {
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(new ByteArrayInputStream(file))) {
      trace.forEach(packets::add);
      assertThat(trace.endedInsideRecord()).isFalse();
    }
    return packets;
  }

  private static byte[] write(List<Packet> packets, WriteOptions options) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TraceWriter writer = TraceWriter.open(bytes, options)) {
      for (Packet packet : packets) {
        writer.write(packet);
      }
    }
    return bytes.toByteArray();
  }

  private static final WriteOptions PCAP = WriteOptions.DEFAULT.format(TraceFormat.PCAP);
  private static final WriteOptions PCAPNG = WriteOptions.DEFAULT.format(TraceFormat.PCAPNG);

  @Test
  void everyCaptureComesBack() throws IOException, InterruptedException {
    int same = 0;
    int refused = 0;
    int large = 0;
    Wireshark wireshark = new Wireshark();
    List<String> different = new ArrayList<>();
    for (Reference.Capture capture : Reference.captures()) {
      List<Packet> packets = new ArrayList<>();
      Trace trace = open(capture.file());
      if (trace == null) {
        continue;
      }
      try (trace) {
        for (Packet packet; (packet = trace.read()) != null; ) {
          packets.add(packet);
        }
      } catch (TraceFormatException e) {
        // what came before the fault is written
      }
      List<Row> expected = records(packets);
      if (!packets.isEmpty() && packets.get(0).linkType() > 0xffff) {
        assertThatExceptionOfType(UnwritablePacketException.class)
            .isThrownBy(() -> write(packets, PCAPNG));
        assertThat(records(read(write(packets, PCAP)))).isEqualTo(expected);
        large++;
        continue;
      }
      byte[] pcapng = write(packets, PCAPNG);
      Path file = Files.write(folder.resolve(capture.id() + ".pcapng"), pcapng);
      wireshark.wrote(file, packets.size(), capture.file());
      List<Packet> viaPcapng = read(pcapng);
      if (!records(viaPcapng).equals(expected)) {
        different.add(capture.id() + " in pcapng");
      }
      if (packets.stream().mapToInt(Packet::linkType).distinct().count() > 1) {
        assertThatExceptionOfType(UnwritablePacketException.class)
            .isThrownBy(() -> write(packets, PCAP));
        refused++;
        continue;
      }
      byte[] pcap = write(packets, PCAP);
      file = Files.write(folder.resolve(capture.id() + ".pcap"), pcap);
      wireshark.wrote(file, packets.size(), capture.file());
      boolean fine = expected.stream().anyMatch(record -> record.nanos() % 1000 != 0);
      if (!records(read(write(viaPcapng, fine ? PCAP.nanoseconds() : PCAP))).equals(expected)) {
        different.add(capture.id() + " in pcap");
      }
      byte[] nanos = write(viaPcapng, PCAP.nanoseconds());
      if (!records(read(nanos)).equals(expected)) {
        different.add(capture.id() + " in nanoseconds");
      }
      List<Packet> micros = read(write(read(nanos), PCAP.microseconds()));
      if (!records(micros).equals(expected.stream().map(Row::inMicroseconds).toList())) {
        different.add(capture.id() + " in microseconds");
      }
      same++;
    }
    long others =
        different.stream().map(each -> each.substring(0, each.indexOf(' '))).distinct().count();
    WRITTEN.add("through pcapng, pcap, nanosecond pcap", same - others, others, refused + large);
    assertThat(different)
        .containsExactly( // a time in 2107, and one whose 4,399 s of fraction are too many ns
            "ad9e0b6f8718 in pcap",
            "ad9e0b6f8718 in nanoseconds",
            "ad9e0b6f8718 in microseconds",
            "d1fd81544843 in nanoseconds",
            "d1fd81544843 in microseconds");
    wireshark.readsAll(folder);
  }

  private static @Nullable Trace open(Path file) throws IOException {
    try {
      return Trace.open(file);
    } catch (TraceFormatException e) {
      return null;
    }
  }

  @Test
  void pcapngIsCopiedByteForByte() throws IOException {
    int same = 0;
    List<String> different = new ArrayList<>();
    Path copy = folder.resolve("copy.pcapng");
    for (Reference.Capture capture : Reference.captures()) {
      Trace trace = open(capture.file());
      if (trace == null) {
        continue;
      }
      if (trace.format() != TraceFormat.PCAPNG) {
        trace.close();
        continue;
      }
      long end;
      try (trace;
          TraceWriter writer = TraceWriter.open(copy)) {
        writer.follow(trace);
        try {
          for (Packet packet; (packet = trace.read()) != null; ) {
            writer.write(packet);
          }
        } catch (TraceFormatException e) {
          // what came before the fault is written
        }
        end = trace.offset();
      }
      if (end == 0) {
        continue; // a bad first block
      }
      byte[] expected = Arrays.copyOf(uncompressed(capture), (int) end);
      if (Arrays.equals(expected, Files.readAllBytes(copy))) {
        same++;
      } else {
        different.add(capture.id());
      }
    }
    WRITTEN.add("pcapng to pcapng, byte for byte", same, different.size(), 0);
    assertThat(different).isEmpty();
  }

  private static byte[] uncompressed(Reference.Capture capture) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(capture.file()))) {
      Compression compression = Compression.ofFileName(capture.file().toString());
      InputStream plain = compression == null ? in : compression.codec().decompress(in);
      return plain.readAllBytes();
    }
  }
}
