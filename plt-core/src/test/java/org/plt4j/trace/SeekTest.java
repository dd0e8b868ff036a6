// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.TestTraces;

/** Seeking, and files that grow while they are read. */
class SeekTest {
  @TempDir private Path folder;

  private static List<Long> times(Trace trace) throws IOException {
    List<Long> times = new ArrayList<>();
    for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
      times.add(packet.timestampNanos());
    }
    return times;
  }

  /** Every time of every packet, a nanosecond before and one behind, in all kinds of files. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "flows.pcap",
        "flows.pcapng",
        "flows.erf",
        "flows.pcap.gz",
        "pcapng-sections.pcapng",
        "pcapng-time-resolutions.pcapng",
        "times-us.pcap",
        "times-ns.pcap",
        "erf-times.erf"
      })
  void firstPacketAtOrAfterTheInstant(String file) throws IOException {
    try (Trace trace = Trace.open(TestTraces.path(file))) {
      List<Long> all = times(trace);
      List<Long> wanted = new ArrayList<>();
      for (int i = 0; i < all.size(); i += 1 + all.size() / 20) {
        wanted.addAll(List.of(all.get(i) - 1, all.get(i), all.get(i) + 1));
      }
      for (long nanos : wanted) {
        int first = 0;
        while (first < all.size() && all.get(first) < nanos) {
          first++;
        }
        trace.seek(Instant.ofEpochSecond(0, nanos));
        assertThat(trace.records()).isEqualTo(first);
        assertThat(trace.accepted()).isZero();
        assertThat(times(trace)).isEqualTo(all.subList(first, all.size()));
        assertThat(trace.records()).isEqualTo(all.size());
        assertThat(trace.accepted()).isEqualTo(all.size() - first);
      }
      trace.seek(Instant.MIN);
      assertThat(times(trace)).isEqualTo(all);
      trace.seek(Instant.MAX);
      assertThat(times(trace)).isEmpty();
    }
  }

  @Test
  void filterAndSnapLengthApplyBehindThePlace() throws IOException {
    try (Trace trace = Trace.open(TestTraces.path("flows.pcap"), Trace.Option.HEAP)) {
      Packet tenth = Objects.requireNonNull(trace.packets().skip(9).findFirst().orElse(null));
      trace.setSnapLength(20).setFilter(packet -> packet.ip() != null);
      trace.seek(tenth.timestamp());
      Packet next = Objects.requireNonNull(trace.read());
      assertThat(next.capturedLength()).isEqualTo(20);
      assertThat(next.timestampNanos()).isGreaterThanOrEqualTo(tenth.timestampNanos());
      assertThat(trace.accepted()).isEqualTo(1);
    }
  }

  @Test
  void interfacesAreKnownBehindThePlace() throws IOException {
    try (Trace trace = Trace.open(TestTraces.path("pcapng-interfaces.pcapng"))) {
      trace.seek(Instant.MAX);
      assertThat(trace.interfaces()).hasSize(7);
    }
  }

  @Test
  void streamsAndClosedTracesCannotBeSought() throws IOException {
    byte[] bytes = Files.readAllBytes(TestTraces.path("flows.pcap"));
    try (Trace trace = Trace.open(new ByteArrayInputStream(bytes))) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> trace.seek(Instant.EPOCH))
          .withMessageContaining("stream");
      assertThat(trace.read()).isNotNull();
    }
    Trace trace = Trace.open(TestTraces.path("flows.pcap"));
    trace.close();
    assertThatIllegalStateException().isThrownBy(() -> trace.seek(Instant.EPOCH));
  }

  /** What is added to a file after its end was reached is read by a later call. */
  @ParameterizedTest
  @ValueSource(strings = {"flows.pcap", "flows.pcapng", "flows.erf", "pcapng-blocks.pcapng"})
  void growingFileIsReadOn(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(TestTraces.path(file));
    List<Long> all;
    try (Trace trace = Trace.open(TestTraces.path(file))) {
      all = times(trace);
    }
    for (int heap = 0; heap < 2; heap++) {
      Path growing = folder.resolve(heap + file);
      int step = Math.max(1, bytes.length / 97);
      int there = Math.max(100, bytes.length / 4);
      Files.write(growing, Arrays.copyOf(bytes, there));
      Trace.Option[] options =
          heap == 0 ? new Trace.Option[0] : new Trace.Option[] {Trace.Option.HEAP};
      try (Trace trace = Trace.open(growing, options)) {
        List<Long> times = new ArrayList<>(times(trace));
        while (there < bytes.length) {
          int more = Math.min(step, bytes.length - there);
          byte[] added = Arrays.copyOfRange(bytes, there, there + more);
          Files.write(growing, added, StandardOpenOption.APPEND);
          there += more;
          times.addAll(times(trace));
        }
        assertThat(times).isEqualTo(all);
        assertThat(trace.endedInsideRecord()).isFalse();
      }
    }
  }
}
