// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Table;
import org.plt4j.testdata.TestTraces;

/** Every committed pcap file, read by libpcap through pcap4j, holds the records that we read. */
class Pcap4jOracleTest {
  /** libpcap takes 32-bit seconds for signed. */
  private static final long TIME_MODULUS = 1_000_000_000L << 32;

  /** Where pcap4j stops: a fraction of a second and more, which its timestamps cannot hold. */
  private static final Set<String> BEYOND_PCAP4J = Set.of("times-ns.pcap", "times-us.pcap");

  @BeforeAll
  static void needsLibpcap() {
    try {
      assertThat(Pcaps.libVersion()).contains("libpcap");
    } catch (LinkageError e) {
      String message = "libpcap is not installed, pcap4j cannot read: " + e.getMessage();
      if (Boolean.getBoolean(Reference.REQUIRED)) {
        fail(message);
      }
      abort(message);
    }
  }

  static List<Path> pcaps() {
    return TestTraces.pcaps();
  }

  @ParameterizedTest
  @MethodSource("pcaps")
  void sameRecords(Path file) throws Exception {
    PcapHandle theirs = Pcaps.openOffline(file.toString(), TimestampPrecision.NANO);
    try (Trace ours = Trace.open(file)) {
      byte[] bytes = next(theirs);
      for (; bytes != null; bytes = next(theirs)) {
        Packet packet = Objects.requireNonNull(ours.read());
        assertThat((packet.timestampNanos() - nanos(theirs)) % TIME_MODULUS).isZero();
        assertThat((int) packet.originalLength()).isEqualTo(theirs.getOriginalLength());
        if (bytes.length == theirs.getSnapshot()) { // libpcap clips what was captured beyond it
          packet = packet.withSnapLength(bytes.length);
        }
        assertThat(packet.data()).isEqualTo(ByteBuffer.wrap(bytes));
      }
      if (!BEYOND_PCAP4J.contains(file.getFileName().toString())) {
        assertThat(ours.read()).isNull();
        assertThat(ours.endedInsideRecord()).isEqualTo(isRefused(file));
      }
    } finally {
      theirs.close();
    }
  }

  /** Null at the end, and where libpcap or pcap4j gives up. */
  private static byte @Nullable [] next(PcapHandle handle) throws Exception {
    try {
      return handle.getNextRawPacketEx();
    } catch (EOFException e) {
      return null;
    } catch (PcapNativeException e) {
      assertThat(e).hasMessageContaining("truncated dump file");
      return null;
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessage("nanos > 999999999 or < 0");
      return null;
    }
  }

  /** By reflection: the module under test does not read the one of {@code java.sql.Timestamp}. */
  private static long nanos(PcapHandle handle) throws ReflectiveOperationException {
    Object time = PcapHandle.class.getMethod("getTimestamp").invoke(handle);
    long millis = (long) time.getClass().getMethod("getTime").invoke(time);
    int nanos = (int) time.getClass().getMethod("getNanos").invoke(time);
    return Math.floorDiv(millis, 1000L) * 1_000_000_000 + nanos;
  }

  private static boolean isRefused(Path file) {
    try (Stream<Table.Row> rows = TestTraces.expected("refused.tsv").rows()) {
      Optional<Table.Row> refused =
          rows.filter(row -> row.get("oracle").equals("libpcap"))
              .filter(row -> row.get("id").equals(file.getFileName().toString()))
              .findFirst();
      refused.ifPresent(row -> System.out.println("libpcap cannot read: " + row));
      return refused.isPresent();
    }
  }
}
