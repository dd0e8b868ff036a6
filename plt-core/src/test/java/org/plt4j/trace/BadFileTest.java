// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Allocation;
import org.plt4j.testdata.TestTraces;

/** Files that are cut, damaged or traps. */
class BadFileTest {
  private static final String PCAP_HEADER =
      "d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000";
  private static final String SECTION =
      "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000";
  private static final String INTERFACE = "01000000 14000000 0100 0000 00000000 14000000";

  /** No trap makes us allocate more than a few chunks and windows. */
  private static final long MOST_BYTES = 8 << 20;

  @TempDir private Path folder;

  private static byte[] bytes(String... hex) {
    return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
  }

  private static byte[] content(String trace) throws IOException {
    return Files.readAllBytes(TestTraces.path(trace));
  }

  private static Trace open(byte[] bytes) throws IOException {
    return Trace.open(new ByteArrayInputStream(bytes));
  }

  private static void readToEnd(Trace trace) throws IOException {
    while (trace.read() != null) {
      assertThat(trace.records()).isPositive();
    }
  }

  private static TraceFormatException fault(Trace trace) {
    return catchThrowableOfType(TraceFormatException.class, () -> readToEnd(trace));
  }

  // -------------------------------------------------------------------------------- no trace at
  // all

  @ParameterizedTest
  @CsvSource({
    "'', the file is empty",
    "d4, neither pcap%2C pcapng nor ERF: it begins with d4",
    "7f454c46 02010100, neither pcap%2C pcapng nor ERF: it begins with 7f 45 4c 46",
    "d4c3b2a1 0200 0400 0000, the file ends inside the header",
    "0a0d0d0a 1c000000, the file ends inside the header"
  })
  void fileHeader(String hex, String fault) {
    TraceFormatException e =
        catchThrowableOfType(TraceFormatException.class, () -> open(bytes(hex)));
    assertThat(e).hasMessage("-: file header at offset 0: " + fault.replace("%2C", ","));
    assertThat(e.trace()).isEqualTo("-");
    assertThat(e.record()).isZero();
    assertThat(e.offset()).isZero();
  }

  // ---------------------------------------------------------------------------------- cut anywhere

  /** Cut after every byte: the whole records before the cut, and no exception. */
  @ParameterizedTest
  @CsvSource({"container-us-le.pcap, 24, 0", "container.erf, 0, 0", "container-be.pcapng, 28, 1"})
  void fileThatIsCut(String name, int header, int blocksBeforePackets) throws IOException {
    byte[] bytes = content(name);
    List<Packet> all;
    try (Trace trace = open(bytes)) {
      all = trace.packets().toList();
    }
    int notInsideRecord = 0;
    int delivered = 0;
    for (int length = header; length <= bytes.length; length++) {
      try (Trace trace = open(Arrays.copyOf(bytes, length))) {
        List<Packet> packets = trace.packets().toList();
        assertThat(packets.size()).isBetween(delivered, delivered + 1);
        delivered = packets.size();
        for (int i = 0; i < delivered; i++) {
          assertThat(packets.get(i).data()).isEqualTo(all.get(i).data());
        }
        notInsideRecord += trace.endedInsideRecord() ? 0 : 1;
      } catch (TraceFormatException e) {
        // ERF cannot be told from anything else by less than a record
        assertThat(delivered).isZero();
        assertThat(header).isZero();
      }
    }
    assertThat(delivered).isEqualTo(all.size()).isPositive();
    int headers = header > 0 ? 1 : 0;
    assertThat(notInsideRecord).isEqualTo(headers + blocksBeforePackets + all.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut-in-record", "cut-in-record-header"})
  void committedCutTraces(String name) throws IOException {
    for (String suffix : List.of(".pcap", ".pcapng", ".erf")) {
      Path file = TestTraces.path(name + suffix);
      for (Trace.Option[] options : List.of(new Trace.Option[0], Trace.Option.values())) {
        try (Trace trace = Trace.open(file, options)) {
          readToEnd(trace);
          assertThat(trace.records()).isEqualTo(10);
          assertThat(trace.endedInsideRecord()).isTrue();
        }
      }
    }
  }

  // ------------------------------------------------------------------------------------ bad
  // records

  @Test
  void badRecordIsNamedAndStaysBad() throws IOException {
    byte[] good = content("container-us-le.pcap");
    Path file = folder.resolve("bad.pcap");
    Files.write(file, concat(good, bytes("00000000 00000000 ffffffff 40000000 0000")));
    long records;
    try (Trace trace = open(good)) {
      records = trace.packets().count();
    }
    try (Trace trace = Trace.open(file)) {
      TraceFormatException e = fault(trace);
      assertThat(trace.records()).isEqualTo(records);
      assertThat(e)
          .hasMessage(
              "%s: record %d at offset %d: captured length 4294967295 is beyond the maximum of"
                  + " 262144",
              file, records + 1, good.length);
      assertThat(e.record()).isEqualTo(records + 1);
      assertThat(e.offset()).isEqualTo(good.length);
      assertThat(e.trace()).isEqualTo(file.toString());
      assertThat(fault(trace)).isSameAs(e);
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> trace.iterator().hasNext())
          .withCause(e);
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> trace.packets().count())
          .withCause(e);
    }
  }

  /** The offset counts all bytes before it, however many chunks and windows they filled. */
  @Test
  void badRecordFarBehindTheBeginning() throws IOException {
    byte[] file = new byte[5 << 20];
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).put(bytes(PCAP_HEADER));
    int records = 0;
    for (; b.remaining() >= 16 + 3000; records++) {
      b.putInt(records).putInt(0).putInt(3000).putInt(3000).position(b.position() + 3000);
    }
    int end = b.position();
    b.putInt(0).putInt(0).putInt(-1).putInt(-1);
    Path path = Files.write(folder.resolve("far"), file);
    for (Trace trace :
        List.of(
            open(file),
            Trace.open(path),
            Trace.open(path, Trace.Option.HEAP),
            Trace.open(path, null, 4096))) {
      try (trace) {
        TraceFormatException e = fault(trace);
        assertThat(e.record()).isEqualTo(records + 1);
        assertThat(e.offset()).isEqualTo(end);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "80000000, 1, captured length 2147483648 is beyond the maximum of 262144",
    "00040001, 1, captured length 262145 is beyond the maximum of 262144",
    "08000001, 231, captured length 134217729 is beyond the maximum of 134217728"
  })
  void pcapLengthBomb(String captured, int linkType, String fault) throws IOException {
    assertFault(TraceFormat.PCAP, pcap(linkType, captured), 24, fault);
  }

  /** A record of D-Bus may be large, but is believed only as far as bytes really come. */
  @Test
  void largeRecordThatDoesNotComeAllocatesLittle() throws Exception {
    long before = Allocation.bytes();
    try (Trace trace = open(pcap(LinkType.DBUS, "08000000"))) {
      readToEnd(trace);
      assertThat(trace.endedInsideRecord()).isTrue();
    }
    assertThat(Allocation.bytes() - before).isLessThan(MOST_BYTES);
  }

  private static byte[] pcap(int linkType, String captured) {
    ByteBuffer file = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
    file.put(bytes(PCAP_HEADER)).putInt(20, linkType);
    return file.putInt(32, Integer.parseUnsignedInt(captured, 16)).array();
  }

  @ParameterizedTest
  @CsvSource({
    "0b000000, block length 11 is impossible",
    "00000000, block length 0 is impossible",
    "1e000000, block length 30 is impossible",
    "ffffffff, block length 4294967295 is impossible"
  })
  void pcapngBlockLength(String length, String fault) throws IOException {
    assertFault(TraceFormat.PCAPNG, bytes(SECTION, "ad0b0000", length, "00000000"), 28, fault);
  }

  @ParameterizedTest
  @CsvSource({
    // a packet block of 4 GiB, too small a one, one without an interface
    "06000000 fcffffff 00000000 0000000000000000 04000000 04000000, 48, is beyond the maximum of",
    "06000000 1c000000 00000000 0000000000000000 00000000 1c000000, 48, packet block of 28 bytes",
    "06000000 20000000 07000000 0000000000000000 00000000 00000000 20000000, 48, interface 7",
    "03000000 0c000000 0c000000, 48, packet block of 12 bytes",
    // lengths beyond the block, beyond the maximum, and lengths that differ
    "06000000 20000000 00000000 0000000000000000 04000000 04000000 20000000, 48, beyond its block",
    "06000000 20000000 00000000 0000000000000000 00000080 04000000 20000000, 48, captured length",
    "06000000 20000000 00000000 0000000000000000 00000000 04000000 24000000, 48, lengths differ",
    "ad0b0000 0c000000 10000000, 48, block lengths differ: 12 before%2C 16 behind",
    // an interface without a snap length, and one that is too large
    "01000000 10000000 01000000 10000000, 48, interface description of 16 bytes",
    "01000000 00000070 01000000 00000000 00000070, 48, block length 1879048192 is beyond",
    // another section of an unknown version, and one whose byte order cannot be told
    "0a0d0d0a 1c000000 4d3c2b1a 0200 0000 ffffffffffffffff 1c000000, 48, pcapng version 2",
    "0a0d0d0a 1c000000 deadbeef 0100 0000 ffffffffffffffff 1c000000, 48, byte order magic deadbeef"
  })
  void pcapngBlock(String block, long offset, String fault) throws IOException {
    byte[] file = bytes(SECTION, INTERFACE, block);
    assertFault(TraceFormat.PCAPNG, file, offset, fault.replace("%2C", ","));
  }

  @Test
  void pcapngOptionBeyondItsBlockEndsTheOptions() throws IOException {
    byte[] file =
        bytes(
            SECTION,
            "01000000 18000000 0100 0000 00000000 0900 ffff 18000000",
            "06000000 28000000 00000000 0000000001000000 04000000 04000000 01020304",
            "0200 0400 28000000");
    try (Trace trace = open(file)) {
      Packet packet = trace.read();
      assertThat(packet).isNotNull();
      assertThat(packet.timestampNanos()).isEqualTo(1000);
      assertThat(packet.direction()).isEqualTo(Packet.UNKNOWN);
      assertThat(trace.read()).isNull();
      assertThat(trace.endedInsideRecord()).isFalse();
    }
  }

  /** Microseconds: the last that nanoseconds in 64 bits can hold, the next, and the last of all. */
  @ParameterizedTest
  @CsvSource({
    "20c49ba5e353f7, 9223372036854775000",
    "20c49ba5e353f8, 9223372036854775807",
    "ffffffffe1dfd279, 9223372036854775807",
    "ffffffffffffffff, 9223372036854775807"
  })
  void pcapngTimeBeyondAllNanoseconds(String micros, long nanos) throws IOException {
    byte[] block = bytes("06000000 20000000 00000000 0000000000000000 00000000 00000000 20000000");
    long time = Long.parseUnsignedLong(micros, 16);
    ByteBuffer.wrap(block)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(12, (int) (time >>> 32))
        .putInt(16, (int) time);
    try (Trace trace = open(concat(bytes(SECTION, INTERFACE), block))) {
      assertThat(trace.read().timestampNanos()).isEqualTo(nanos);
    }
  }

  /** An unknown block may be as long as it likes; it is passed over, never held. */
  @Test
  void pcapngBlockOfFourGibibytesIsPassedOver() throws Exception {
    long before = Allocation.bytes();
    try (Trace trace = open(bytes(SECTION, "ad0b0000 fcffffff 00000000"))) {
      readToEnd(trace);
      assertThat(trace.endedInsideRecord()).isTrue();
    }
    assertThat(Allocation.bytes() - before).isLessThan(MOST_BYTES);
  }

  @ParameterizedTest
  @CsvSource({
    "02 04 000f 0000 0000, ERF record length 15 is below the header's 16",
    "02 04 0000 0000 0000, ERF record length 0 is below the header's 16",
    "02 04 0010 0000 0000, the ERF record ends before its Ethernet frame",
    "82 04 0014 0000 0000 00000000, the ERF record ends inside its extension headers",
    "82 04 0018 0000 0000 8000000000000000, the ERF record ends inside its extension headers"
  })
  void erfRecord(String header, String fault) throws IOException {
    assertFault(TraceFormat.ERF, bytes("0000000000000000", header), 0, fault);
  }

  private void assertFault(TraceFormat format, byte[] bytes, long offset, String message)
      throws IOException {
    Path file = Files.write(folder.resolve("bad"), bytes);
    try (Trace trace = Trace.open(file, format, Window.MAPPED)) {
      TraceFormatException e = fault(trace);
      assertThat(e)
          .hasMessageContaining(message)
          .hasMessageStartingWith(file + ": record 1 at offset " + offset + ": ");
    }
  }

  // -------------------------------------------------------------------------------------------
  // gzip

  @Test
  void gzipOfSeveralMembers() throws IOException {
    byte[] whole = content("flows.pcap");
    byte[] members =
        concat(
            gzip(Arrays.copyOf(whole, 1000)), gzip(Arrays.copyOfRange(whole, 1000, whole.length)));
    try (Trace expected = open(whole);
        Trace trace = open(members)) {
      assertThat(trace.packets().count()).isEqualTo(expected.packets().count());
      assertThat(trace.endedInsideRecord()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cut-in-deflate.pcap.gz", "cut-in-trailer.pcap.gz", "cut-in-record.pcap.gz"})
  void gzipThatIsCut(String name) throws IOException {
    try (Trace trace = Trace.open(TestTraces.path(name))) {
      readToEnd(trace);
      assertThat(trace.records()).isPositive();
      assertThat(trace.endedInsideRecord()).isTrue();
    }
  }

  @Test
  void gzipCutAnywhereNeverThrowsBehindTheHeader() throws IOException {
    byte[] zipped = content("container-stored.pcap.gz");
    long records = 0;
    for (int length = 200; length < zipped.length; length++) {
      try (Trace trace = open(Arrays.copyOf(zipped, length))) {
        readToEnd(trace);
        assertThat(trace.records()).isGreaterThanOrEqualTo(records);
        assertThat(trace.endedInsideRecord()).isTrue();
        records = trace.records();
      }
    }
    assertThat(records).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 9})
  void gzipCutInsideItsHeader(int length) throws IOException {
    byte[] zipped = Arrays.copyOf(content("flows.pcap.gz"), length);
    assertThatExceptionOfType(TraceFormatException.class).isThrownBy(() -> open(zipped));
  }

  @Test
  void gzipWithWrongChecksumDeliversItsRecordsFirst() throws IOException {
    byte[] zipped = content("flows.pcap.gz");
    zipped[zipped.length - 6] ^= 1;
    try (Trace expected = Trace.open(TestTraces.path("flows.pcap"));
        Trace trace = open(zipped)) {
      TraceFormatException e = fault(trace);
      assertThat(trace.records()).isEqualTo(expected.packets().count());
      assertThat(e).hasMessageContaining("GZIP trailer");
      assertThat(e.offset()).isEqualTo(Files.size(TestTraces.path("flows.pcap")));
    }
  }

  @Test
  void gzipTooOftenIsATrap() throws IOException {
    byte[] zipped = content("flows.pcap");
    for (int i = 0; i < 4; i++) {
      zipped = gzip(zipped);
    }
    try (Trace trace = open(zipped)) {
      assertThat(trace.read()).isNotNull();
    }
    byte[] trap = gzip(zipped);
    assertThatExceptionOfType(TraceFormatException.class)
        .isThrownBy(() -> open(trap))
        .withMessageContaining("compressed too many times over");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
