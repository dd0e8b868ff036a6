// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Reference.Capture;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Scores;
import org.plt4j.testdata.Table.Group;
import org.plt4j.testdata.Table.Row;

/** The records of real captures equal those that libpcap and libtrace read. */
class RecordsConformanceTest {
  private static final long NANOS = 1_000_000_000;

  /** libpcap prints 32-bit seconds with a sign. */
  private static final long TIME_MODULUS = NANOS << 32;

  /** A row for each test. */
  private static final Scores.Rows SETS =
      new Scores.Rows("records of", "against", "files:", "records:", "values:", "different:");

  /** What libtrace has otherwise, test by test. */
  private static final Scores.Rows LEFT_OUT = new Scores.Rows("left out", "of", "records:");

  private int files;
  private final Score score = new Score(20);

  /** The trace of each record that libpcap clips to the snap length where ours reads it whole. */
  private final List<String> clipped = new ArrayList<>();

  private final Map<String, Integer> excluded = new TreeMap<>();

  // -------------------------------------------------------------------------------------- libpcap

  @Test
  void capturesEqualLibpcap() throws IOException {
    Map<String, Group> expected = groups(Reference.records().groups());
    List<Capture> captures =
        Reference.captures().stream().filter(c -> c.isClean() && isOurs(c)).toList();
    for (Capture capture : captures) {
      Group group = expected.get(capture.id());
      compareRecords(capture.id(), capture.file(), group == null ? List.of() : group.rows());
    }
    report("clean captures", "libpcap");
    assertThat(clipped).hasSize(29);
    assertThat(Set.copyOf(clipped)).hasSize(19);
    assertAllEqual();
  }

  @Test
  void derivedFilesEqualLibpcap() throws IOException {
    Path folder = Reference.require("derived");
    Map<String, Group> expected = groups(Reference.derivedRecords().groups());
    for (Group group : expected.values()) {
      compareRecords(group.id(), folder.resolve(group.id()), group.rows());
    }
    report("the same in other containers", "libpcap");
    assertAllEqual();
  }

  private void compareRecords(String id, Path file, List<Row> rows) throws IOException {
    files++;
    try (Trace trace = Trace.open(file)) {
      for (Row row : rows) {
        Packet packet = next(trace, id, row);
        if (packet == null) {
          return;
        }
        compareRecord(id, file, row, packet);
      }
      score.compare("end", id, rows.size(), null, trace.read());
      score.compare("ended inside record", id, rows.size(), false, trace.endedInsideRecord());
    }
  }

  private @Nullable Packet next(Trace trace, String id, Row row) throws IOException {
    Packet packet = trace.read();
    long n = row.number("n");
    score.compare("number", id, n, n, packet == null ? 0 : trace.records());
    return packet;
  }

  private void compareRecord(String id, Path file, Row row, Packet read) throws IOException {
    long n = row.number("n");
    Packet packet = read;
    int captured = (int) row.number("captured");
    if (captured < packet.capturedLength() && captured == snapLength(file)) {
      clipped.add(id);
      packet = packet.withSnapLength(captured);
    }
    long apart = packet.timestampNanos() - nanos(row.get("timestamp"));
    score.compare("time", id, n, 0L, apart % TIME_MODULUS);
    score.compare("captured", id, n, captured, packet.capturedLength());
    score.compare("original", id, n, row.number("original"), packet.originalLength());
    score.compare("crc32", id, n, row.get("crc32"), crc32(packet));
  }

  /** Seconds and, as an integer, nanoseconds; libpcap takes both numbers for signed. */
  private static long nanos(String time) {
    int point = time.indexOf('.');
    long fraction = Long.parseLong(time.substring(point + 1));
    long unsigned = fraction < 0 ? fraction + (1000L << 32) : fraction;
    return Long.parseLong(time.substring(0, point)) * NANOS + unsigned;
  }

  /** The snap length in a pcap file's header, beyond which libpcap clips records. */
  private static int snapLength(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      ByteBuffer header = ByteBuffer.wrap(in.readNBytes(24));
      boolean big = PcapReader.isMagic(header.getInt(0));
      return header.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN).getInt(16);
    }
  }

  // ------------------------------------------------------------------------------------- libtrace

  @Test
  void derivedFilesEqualLibtrace() throws IOException {
    Path folder = Reference.require("derived");
    Map<String, Group> expected = groups(Reference.derivedLibtrace().groups());
    for (Group group : expected.values()) {
      compareLibtrace(group.id(), folder.resolve(group.id()), group.rows());
    }
    report("the same in other containers, ERF among them", "libtrace");
    assertAllEqual();
  }

  @Test
  void capturesEqualLibtrace() throws IOException {
    Map<String, Group> expected = groups(Reference.libtrace().groups());
    for (Capture capture : Reference.captures()) {
      Group group = expected.get(capture.id());
      if (group != null && capture.isClean() && isOurs(capture)) {
        compareLibtrace(capture.id(), capture.file(), group.rows());
      }
    }
    report("clean captures", "libtrace");
    assertAllEqual();
  }

  private void compareLibtrace(String id, Path file, List<Row> rows) throws IOException {
    files++;
    try (Trace trace = Trace.open(file)) {
      for (Row row : rows) {
        if (row.get("n").equals("meta")) {
          continue;
        }
        Packet packet = next(trace, id, row);
        if (packet == null) {
          return;
        }
        if (row.number("framing") > 0 && !row.get("linkType").equals("-1")) {
          compareLibtrace(id, row, packet, trace.format());
        }
      }
    }
  }

  /** Leaves out, and counts, what libtrace gets wrong or sees in its own way. */
  private void compareLibtrace(String id, Row row, Packet packet, TraceFormat format) {
    long n = row.number("n");
    long seconds = Long.parseLong(row.get("timestamp").split("\\.", 2)[0]);
    if (seconds > Long.MAX_VALUE / NANOS) {
      score.compare("beyond 2262", id, n, Long.MAX_VALUE, packet.timestampNanos());
    } else if (format == TraceFormat.PCAP && seconds != packet.timestampNanos() / NANOS) {
      exclude("erf time: a fraction beyond 32 bits of nanoseconds overflows");
    } else {
      long apart = packet.erfTimestamp() - Long.parseUnsignedLong(row.get("erfTimestamp"), 16);
      boolean early = format == TraceFormat.PCAPNG && (apart == 4 || apart == 5);
      if (early) {
        exclude("erf time: a nanosecond early in pcapng");
      } else {
        score.compare("erf time", id, n, 0L, apart);
      }
    }
    if (packet.linkType() == LinkType.IEEE802_11_RADIOTAP) {
      exclude("wire: radiotap, sometimes with an FCS and sometimes without");
    } else if (packet.originalLength() == 0 || packet.originalLength() > 0xffff) {
      exclude("wire: original length 0 or beyond 65535 becomes 0 or -1");
    } else if (isEthernetInSll(packet)) {
      exclude("wire: an FCS for Ethernet in SLL");
    } else {
      score.compare("wire", id, n, row.number("wireLength"), packet.wireLength());
    }
    if (format == TraceFormat.PCAPNG && packet.timestampNanos() == 0) {
      exclude("captured, crc32: a simple packet block's padding is taken for data");
    } else {
      score.compare("captured", id, n, (int) row.number("captured"), packet.capturedLength());
      score.compare("crc32", id, n, row.get("crc32"), crc32(packet));
    }
    boolean fromFlags = format == TraceFormat.PCAPNG && packet.direction() != Packet.UNKNOWN;
    if (fromFlags && packet.linkType() != LinkType.LINUX_SLL) {
      exclude("direction: not read from the flags of pcapng");
    } else if (packet.linkType() == LinkType.LINUX_SLL && packet.direction() == 2) {
      exclude("direction: every SLL packet type but 0 is outgoing");
    } else {
      score.compare("direction", id, n, (int) row.number("direction"), packet.direction());
    }
  }

  /** libtrace's own mark, not the kernel's: protocol 0x0060 announces an Ethernet frame. */
  private static boolean isEthernetInSll(Packet packet) {
    return packet.linkType() == LinkType.LINUX_SLL
        && packet.capturedLength() >= 16
        && packet.data().getShort(14) == 0x0060;
  }

  private void exclude(String reason) {
    excluded.merge(reason, 1, Integer::sum);
  }

  // --------------------------------------------------------------------------- files with a fault

  @Test
  void faultyCapturesDeliverTheRecordsBeforeTheFault() throws IOException {
    Map<String, Group> expected = groups(Reference.records().groups());
    Map<String, Integer> outcomes = new TreeMap<>();
    for (Capture capture : Reference.captures()) {
      if (capture.isClean() || !isOurs(capture)) {
        continue;
      }
      files++;
      try (Trace trace = Trace.open(capture.file())) {
        Group group = expected.get(capture.id());
        for (Row row : group == null ? List.<Row>of() : group.rows()) {
          Packet packet = next(trace, capture.id(), row);
          if (packet != null) {
            compareRecord(capture.id(), capture.file(), row, packet);
          }
        }
        outcomes.merge(capture.status() + ": " + readToEnd(trace), 1, Integer::sum);
      }
    }
    System.out.println(outcomes);
    report("captures with a fault, before it", "libpcap");
    assertAllEqual();
    assertThat(outcomes)
        .containsOnly(
            entry("clean(wireshark only): end", 3),
            entry("corrupt: bad", 7),
            entry("libpcap-ok/wireshark-complains: end", 6),
            entry("truncated: end", 1), // cut only by a header that other programs believe
            entry("truncated: ended inside record", 7),
            entry("unreadable: bad", 1),
            entry("unreadable: end", 1),
            entry("wireshark-ok/libpcap-refuses: end", 19));
  }

  private static String readToEnd(Trace trace) throws IOException {
    try {
      while (trace.read() != null) {
        assertThat(trace.records()).isLessThan(10_000);
      }
      return trace.endedInsideRecord() ? "ended inside record" : "end";
    } catch (TraceFormatException e) {
      assertThat(e.record()).isEqualTo(trace.records() + 1);
      return "bad";
    }
  }

  /** Interfaces that differ in link type or snap length, above all. */
  @Test
  void capturesThatLibpcapRefusesEqualLibtrace() throws IOException {
    Map<String, Group> expected = groups(Reference.libtrace().groups());
    for (Capture capture : Reference.captures()) {
      Group group = expected.get(capture.id());
      if (group != null && capture.status().endsWith("libpcap-refuses") && isOurs(capture)) {
        compareLibtrace(capture.id(), capture.file(), group.rows());
      }
    }
    report("captures that libpcap refuses", "libtrace");
    assertAllEqual();
  }

  @Test
  void filesOfOtherFormatsThrowNothingElse() throws IOException {
    for (Capture capture : Reference.captures()) {
      if (isOurs(capture)) {
        continue;
      }
      try (Trace trace = Trace.open(capture.file())) {
        assertThat(trace.format()).as(capture.id()).isEqualTo(TraceFormat.ERF);
        assertThat(capture.format()).isEqualTo("erf");
        assertThat(readToEnd(trace)).isEqualTo("end");
      } catch (TraceFormatException e) {
        assertThat(e).hasMessageContaining(capture.file().toString());
      }
    }
  }

  // -------------------------------------------------------------------------------------- helpers

  private static boolean isOurs(Capture capture) {
    return capture.format().startsWith("pcap")
        && (capture.compression().equals("-") || capture.compression().equals("gz"));
  }

  private static Map<String, Group> groups(Stream<Group> groups) {
    try (groups) {
      Map<String, Group> byId = new HashMap<>();
      groups.forEach(group -> byId.put(group.id(), group));
      return byId;
    }
  }

  private void report(String what, String oracle) {
    SETS.add(what, oracle, files, score.equal("number"), score.compared(), score.different());
    System.out.println(what + " against " + oracle + System.lineSeparator() + score);
    excluded.forEach((reason, count) -> LEFT_OUT.add(reason, what, count));
    score.differences().forEach(System.out::println);
  }

  @AfterAll
  static void reportSets() {
    Scores.report("records-left-out", LEFT_OUT.toString());
    Scores.report("records", SETS.toString());
  }

  private void assertAllEqual() {
    assertThat(score.compared()).isPositive();
    assertThat(score.differences()).isEmpty();
  }

  private static String crc32(Packet packet) {
    CRC32 crc = new CRC32();
    crc.update(packet.data());
    return String.format("%08x", crc.getValue());
  }
}
