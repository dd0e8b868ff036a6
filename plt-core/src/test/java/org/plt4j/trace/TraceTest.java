// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.TestTraces;

class TraceTest {
  private static final String FLOWS = TestTraces.path("flows.pcap").toString();

  private static List<Packet> packets(Trace opened) throws IOException {
    try (Trace trace = opened) {
      List<Packet> packets = new ArrayList<>();
      trace.forEach(packets::add);
      return packets;
    }
  }

  private static int count(String uri, Trace.Option... options) throws IOException {
    return packets(Trace.open(uri, options)).size();
  }

  // -------------------------------------------------------------------------------------- opening

  @ParameterizedTest
  @CsvSource({
    "pcapfile:, flows.pcap, PCAP, none",
    "pcap:, flows.pcap, PCAP, none",
    "'', flows.pcap, PCAP, none",
    "pcapng:, flows.pcapng, PCAPNG, none",
    "'', flows.pcapng, PCAPNG, none",
    "erf:, flows.erf, ERF, none",
    "'', flows.erf, ERF, none",
    "pcapfile:, flows.pcap.gz, PCAP, gzip",
    "'', container.pcapng.gz, PCAPNG, gzip",
    "erf:, container.erf.gz, ERF, gzip"
  })
  void uriNamesFormatAndFile(String scheme, String file, TraceFormat format, String compression)
      throws IOException {
    Path path = TestTraces.path(file);
    try (Trace trace = Trace.open(scheme + path)) {
      assertThat(trace.format()).isEqualTo(format);
      assertThat(trace.compression()).isEqualTo(compression);
      assertThat(trace.name()).isEqualTo(path.toString());
      assertThat(trace.size()).isEqualTo(Files.size(path));
      assertThat(trace.read()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"int:eth0", "ring:eth0", "pcapint:eth0", "bpf:em0", "dag:/dev/dag0", "rt:host"})
  void liveSourceIsRefused(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trace.open(uri))
        .withMessage(uri + ": live capture is not supported, traces are read from files only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "pcapfile:-"})
  void standardInput(String uri) throws IOException {
    InputStream before = System.in;
    try (InputStream in = Files.newInputStream(TestTraces.path("flows.pcap.gz"))) {
      System.setIn(in);
      try (Trace trace = Trace.open(uri)) {
        assertThat(trace.name()).isEqualTo("-");
        assertThat(trace.size()).isEqualTo(Trace.NOT_KNOWN);
        assertThat(packets(trace)).hasSize(count(FLOWS));
      }
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void formatIsFoundFromContentNotFromName(@TempDir Path folder) throws IOException {
    Path misnamed = folder.resolve("trace.erf");
    Files.copy(TestTraces.path("flows.pcap.gz"), misnamed);
    assertThat(count(misnamed.toString())).isEqualTo(count(FLOWS));
  }

  @Test
  void missingFile(@TempDir Path folder) {
    String missing = folder.resolve("missing.pcap").toString();
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Trace.open(missing))
        .withMessageContaining(missing);
  }

  @Test
  void directoryIsNamed(@TempDir Path folder) {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> Trace.open(folder))
        .withMessage(folder + ": is a directory");
  }

  @Test
  void folderIsNoTrace(@TempDir Path folder) {
    assertThatIOException().isThrownBy(() -> Trace.open(folder));
  }

  @Test
  void schemeOfAnotherFormat() {
    assertThatExceptionOfType(TraceFormatException.class)
        .isThrownBy(() -> Trace.open("pcapng:" + FLOWS))
        .withMessage(FLOWS + ": file header at offset 0: this is not a pcapng file");
    assertThatExceptionOfType(TraceFormatException.class)
        .isThrownBy(() -> Trace.open("pcapfile:" + TestTraces.path("flows.pcapng")))
        .withMessageEndingWith("this is not a pcap file");
  }

  @Test
  void nullIsRefused() {
    assertThatThrownBy(() -> Trace.open((String) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Trace.open((Path) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Trace.open((InputStream) null))
        .isInstanceOf(NullPointerException.class);
  }

  // -------------------------------------------------------------------------------------- reading

  /** The same packets in every format, and the same nanoseconds where it holds them. */
  @ParameterizedTest
  @CsvSource({
    "container-ns-le.pcap, container-ns-be.pcap, 0",
    "container-ns-le.pcap, container-le.pcapng, 0",
    "container-ns-le.pcap, container-be.pcapng, 0",
    "container-ns-le.pcap, container.pcapng.gz, 0",
    "container-ns-le.pcap, container.erf, 0",
    "container-ns-le.pcap, container-us-le.pcap, 999",
    "container-ns-le.pcap, container-us-be.pcap, 999",
    "container-ns-le.pcap, container-modified-le.pcap, 999",
    "container-ns-le.pcap, container-modified-be.pcap, 999",
    "flows.pcap, flows.pcap.gz, 0",
    "flows.pcapng, flows.erf, 0"
  })
  void sameTraceInEveryFormat(String one, String other, long nanosLost) throws IOException {
    List<Packet> expected = packets(Trace.open(TestTraces.path(one)));
    List<Packet> packets = packets(Trace.open(TestTraces.path(other)));
    assertThat(packets).hasSameSizeAs(expected).isNotEmpty();
    for (int i = 0; i < packets.size(); i++) {
      Packet theirs = expected.get(i);
      Packet ours = packets.get(i);
      assertThat(ours.data()).isEqualTo(theirs.data());
      assertThat(ours.originalLength()).isEqualTo(theirs.originalLength());
      assertThat(ours.wireLength()).isEqualTo(theirs.wireLength());
      assertThat(ours.protocol()).isEqualTo(theirs.protocol());
      assertThat(ours.srcPort()).isEqualTo(theirs.srcPort());
      assertThat(theirs.timestampNanos() - ours.timestampNanos()).isBetween(0L, nanosLost);
    }
  }

  @Test
  void readIteratorAndStreamShareTheirPlace() throws IOException {
    int all = count(FLOWS);
    try (Trace trace = Trace.open(FLOWS)) {
      assertThat(trace.read()).isNotNull();
      Iterator<Packet> iterator = trace.iterator();
      assertThat(iterator.hasNext()).isTrue();
      assertThat(iterator.hasNext()).isTrue();
      assertThat(iterator.next()).isNotNull();
      assertThat(trace.records()).isEqualTo(2);
      assertThat(trace.packets().count()).isEqualTo(all - 2);
      assertThat(trace.read()).isNull();
      assertThat(trace.read()).isNull();
      assertThat(iterator.hasNext()).isFalse();
      assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
    }
  }

  @Test
  void closedTraceIsNotRead() throws IOException {
    Trace trace = Trace.open(FLOWS);
    Packet packet = trace.read();
    trace.close();
    trace.close();
    assertThatIllegalStateException().isThrownBy(trace::read).withMessage(FLOWS + " is closed");
    assertThat(packet).isNotNull();
    assertThat(packet.ip()).isNotNull();
  }

  @Test
  void closingTheStreamClosesTheTrace() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream in =
        new FilterInputStream(Files.newInputStream(Path.of(FLOWS))) {
          @Override
          public void close() throws IOException {
            closed.set(true);
            super.close();
          }
        };
    try (Stream<Packet> packets = Trace.open(in).packets()) {
      assertThat(packets.count()).isPositive();
      assertThat(closed).isFalse();
    }
    assertThat(closed).isTrue();
  }

  /** From the beginning, and after any number of packets, whatever was read ahead. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 228})
  void filterChangesBetweenReads(int turn) throws IOException {
    List<Packet> all = packets(Trace.open(FLOWS));
    try (Trace trace = Trace.open(FLOWS)) {
      for (int i = 0; i < turn; i++) {
        assertThat(trace.read()).isNotNull();
      }
      trace.setFilter(packet -> packet.protocol() == IpProtocol.TCP);
      List<Packet> rest = all.subList(turn, all.size());
      List<Packet> tcp = rest.stream().filter(p -> p.protocol() == IpProtocol.TCP).toList();
      for (Packet expected : tcp) {
        assertThat(trace.read().data()).isEqualTo(expected.data());
      }
      assertThat(trace.read()).isNull();
      assertThat(trace.accepted()).isEqualTo(turn + tcp.size());
      assertThat(trace.filtered()).isEqualTo(rest.size() - tcp.size());
      assertThat(trace.records()).isEqualTo(all.size()).isEqualTo(228);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65})
  void snapLengthChangesBetweenReads(int turn) throws IOException {
    List<Packet> all = packets(Trace.open(FLOWS));
    try (Trace trace = Trace.open(FLOWS)) {
      for (int i = 0; i < turn; i++) {
        assertThat(trace.read().capturedLength()).isEqualTo(all.get(i).capturedLength());
      }
      trace.setSnapLength(20);
      Packet packet = trace.read();
      assertThat(packet.capturedLength()).isEqualTo(20);
      assertThat(packet.data()).isEqualTo(all.get(turn).data().limit(20));
      assertThat(packet.originalLength()).isEqualTo(all.get(turn).originalLength());
    }
  }

  /** The filter sees packets before they are cut. */
  @Test
  void filterComesBeforeTheSnapLength() throws IOException {
    try (Trace trace = Trace.open(FLOWS)) {
      trace.setSnapLength(0).setFilter(packet -> packet.protocol() == IpProtocol.UDP);
      assertThat(trace.read().capturedLength()).isZero();
    }
  }

  @Test
  void filterIsTakenAwayAgain() throws IOException {
    int all = count(FLOWS);
    try (Trace trace = Trace.open(FLOWS).setFilter(p -> p.protocol() == 255)) {
      trace.setFilter(null).setSnapLength(Integer.MAX_VALUE);
      assertThat(packets(trace)).hasSize(all);
    }
  }

  @Test
  void negativeSnapLengthIsRefused() throws IOException {
    try (Trace trace = Trace.open(FLOWS)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trace.setSnapLength(-1))
          .withMessageContaining("-1");
    }
  }

  @Test
  void emptyTracesHaveNoPackets() throws IOException {
    assertThat(count(TestTraces.path("empty.pcap").toString())).isZero();
    assertThat(count(TestTraces.path("empty.pcapng").toString())).isZero();
  }

  // ------------------------------------------------------------------------------------- counters

  @ParameterizedTest
  @ValueSource(strings = {"flows.pcap", "flows.pcapng", "flows.erf", "flows.pcap.gz"})
  void positionGrowsToTheSize(String name) throws IOException {
    try (Trace trace = Trace.open(TestTraces.path(name))) {
      long before = -1;
      while (trace.read() != null) {
        assertThat(trace.position()).isBetween(before, trace.size());
        before = trace.position();
      }
      assertThat(trace.position()).isEqualTo(trace.size());
      assertThat(trace.endedInsideRecord()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"flows.pcap, -1", "flows.pcapng, -1", "flows.erf, 0"})
  void droppedIsTheFormatsOwnCount(String name, long dropped) throws IOException {
    try (Trace trace = Trace.open(TestTraces.path(name))) {
      trace.forEach(packet -> {});
      assertThat(trace.dropped()).isEqualTo(dropped);
    }
  }

  @Test
  void streamIsReadToItsEnd() throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(FLOWS));
    try (Trace trace = Trace.open(new ByteArrayInputStream(bytes))) {
      assertThat(trace.name()).isEqualTo("-");
      assertThat(packets(trace)).hasSize(count(FLOWS, Trace.Option.HEAP));
      assertThat(trace.position()).isEqualTo(bytes.length);
    }
  }
}
