// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.testdata.Ip4Builder.ip4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Allocation;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.TestTraces;
import org.plt4j.testdata.Transports;
import org.plt4j.trace.Trace;

/** {@link FlowTable#addAll} counts a trace as {@link FlowTable#add} does its packets. */
class WholeTraceTest {
  /** Opens the trace again and again, as a test wants it. */
  private interface Opening {
    Trace open() throws IOException;
  }

  /** How a trace is counted; the answer is how many packets it delivered. */
  private interface Counting {
    long count(Trace trace, FlowTable table) throws IOException;
  }

  private static long oneByOne(Trace trace, FlowTable table) throws IOException {
    for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
      table.add(packet);
    }
    return table.packets();
  }

  private static long atOnce(Trace trace, FlowTable table) throws IOException {
    return table.addAll(trace, Long.MAX_VALUE);
  }

  /** Steps of every size up to more than a batch, with packets that were read between them. */
  private static long inSteps(Trace trace, FlowTable table) throws IOException {
    long packets = 0;
    for (int step = 0; ; step = (step + 1) % 150) {
      long counted = table.addAll(trace, step);
      packets += counted;
      Packet packet = counted < step || step % 3 != 0 ? null : trace.read();
      if (packet != null) {
        table.add(packet);
        packets++;
      }
      if (counted < step) {
        return packets;
      }
    }
  }

  /** What is told of a trace that was counted, with the fault that ended it. */
  private static List<Object> told(Opening opening, Counting counting) throws IOException {
    FlowTable table = new FlowTable();
    String fault = "";
    long packets = -1;
    try (Trace trace = opening.open()) {
      try {
        packets = counting.count(trace, table);
        assertThat(packets).isEqualTo(table.packets());
      } catch (IOException e) {
        fault = Objects.toString(e.getMessage()) + " again " + faultOf(trace);
      }
      return List.of(
          fault,
          trace.records(),
          trace.accepted(),
          trace.filtered(),
          trace.offset(),
          trace.endedInsideRecord(),
          trace.dropped(),
          table.packets(),
          table.bytes(),
          table.ipPackets(),
          table.pairCount(),
          table.flows(),
          table.pairs());
    }
  }

  private static String faultOf(Trace trace) {
    try {
      return "and " + trace.read();
    } catch (IOException e) {
      return Objects.toString(e.getMessage());
    }
  }

  private static void compare(Opening opening) throws IOException {
    List<Object> expected = told(opening, WholeTraceTest::oneByOne);
    assertThat(told(opening, WholeTraceTest::atOnce)).isEqualTo(expected);
    assertThat(told(opening, WholeTraceTest::inSteps)).isEqualTo(expected);
  }

  /** Whether it is a trace that can be opened here. */
  private static boolean isReadable(Path file) {
    try (Trace trace = Trace.open(file)) {
      return trace.offset() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void tracesInEveryFormatMappedAndInTheHeap() throws IOException {
    int compared = 0;
    for (Path file : TestTraces.all()) {
      if (isReadable(file)) {
        compare(() -> Trace.open(file));
        compare(() -> Trace.open(file, Trace.Option.HEAP));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(90);
  }

  @Test
  void filtersAndSnapLengthsAreKept() throws IOException {
    for (String name : List.of("flows.pcap", "flows.pcapng", "flows.erf", "flows.pcap.gz")) {
      Path file = TestTraces.path(name);
      compare(() -> Trace.open(file).setFilter(packet -> packet.protocol() == 6));
      compare(() -> Trace.open(file).setSnapLength(36));
      compare(() -> Trace.open(file).setBlockListener(block -> {}));
      compare(() -> Trace.open(file).seek(secondPacket(file)));
    }
  }

  private static Instant secondPacket(Path file) throws IOException {
    try (Trace trace = Trace.open(file)) {
      trace.read();
      return Objects.requireNonNull(trace.read()).timestamp();
    }
  }

  @Test
  void everyCapture() throws IOException {
    int compared = 0;
    for (Reference.Capture capture : Reference.captures()) {
      Path file = capture.file();
      if (isReadable(file)) {
        List<Object> expected = told(() -> Trace.open(file), WholeTraceTest::oneByOne);
        assertThat(told(() -> Trace.open(file), WholeTraceTest::atOnce))
            .as(capture.id())
            .isEqualTo(expected);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(90);
  }

  // ---- allocation

  private static final int PACKETS = 400_000;
  private static final int WARM_UP = 200_000;

  @Test
  void commonPacketsCostNoObjects(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("common.pcap");
    PcapFile pcap =
        new PcapFile(
            PcapFile.Variant.MICROSECONDS, ByteOrder.LITTLE_ENDIAN, LinkType.ETHERNET, 65535);
    for (int i = 0; i < PACKETS; i++) {
      byte[] tcp = Transports.tcp(1024 + i % 500, 80, 1, 2, 0x10, new byte[4]);
      byte[] datagram = ip4("10.0.0.1", "203.0.113.9").carryAsIs(6, tcp);
      byte[] frame = ByteBuffer.allocate(14 + datagram.length).put(14, datagram).array();
      frame[12] = 8;
      pcap.add(i / 1000, i % 1000, frame, 1000);
    }
    Files.write(file, pcap.bytes());
    FlowTable table = new FlowTable();
    try (Trace trace = Trace.open(file)) {
      assertThat(table.addAll(trace, WARM_UP)).isEqualTo(WARM_UP);
      long before = Allocation.bytes();
      assertThat(table.addAll(trace, PACKETS)).isEqualTo(PACKETS - WARM_UP);
      long bytes = Allocation.bytes() - before;
      System.out.println("counting " + WARM_UP + " common packets: " + bytes + " bytes");
      assertThat(bytes).isLessThan(WARM_UP);
    }
    assertThat(table.size()).isEqualTo(500);
  }
}
