// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.TestTraces;

/** What a packet costs: the packet itself, and views and addresses where escape analysis fails. */
class AllocationTest {
  private static final int WARM_UP = 200_000;
  private static final int MEASURED = 200_000;
  private static final int MOST_BYTES = 100;
  private static final int FILE_HEADER = 24;

  @Test
  void packetAllocatesAtMostSoManyBytes(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("packets.pcap");
    write(file);
    long sum = 0;
    long packets = 0;
    long before = 0;
    try (Trace trace = Trace.open(file)) {
      for (Packet packet : trace) {
        if (packets == WARM_UP) {
          before = allocatedBytes();
        }
        Ip ip = packet.ip();
        if (ip != null) {
          sum += ip.srcHigh() ^ ip.srcLow() ^ ip.dstHigh() ^ ip.dstLow();
          sum += packet.srcPort() + packet.dstPort();
        }
        packets++;
      }
    }
    long perPacket = (allocatedBytes() - before) / (packets - WARM_UP);
    System.out.println(perPacket + " bytes a packet");
    assertThat(packets).isGreaterThanOrEqualTo(WARM_UP + MEASURED);
    assertThat(sum).isNotZero();
    assertThat(perPacket).isBetween(1L, (long) MOST_BYTES);
  }

  /** The records of a small trace, again and again. */
  private static void write(Path file) throws IOException {
    byte[] trace = Files.readAllBytes(TestTraces.path("flows.pcap"));
    int packets = 0;
    try (Trace once = Trace.open(new ByteArrayInputStream(trace));
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      while (once.read() != null) {
        packets++;
      }
      out.write(trace, 0, FILE_HEADER);
      for (int written = 0; written < WARM_UP + MEASURED; written += packets) {
        out.write(trace, FILE_HEADER, trace.length - FILE_HEADER);
      }
    }
  }

  /** Anchors' fault 15: a malformed packet throws nothing, and allocates no exception either. */
  @Test
  void malformedPacketsAllocateNothing() throws IOException, ReflectiveOperationException {
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(TestTraces.path("malformed.pcap"))) {
      trace.forEach(packets::add);
    }
    assertThat(packets).hasSizeGreaterThan(60);
    packets = Collections.nCopies(100, packets).stream().flatMap(List::stream).toList();
    long least = Long.MAX_VALUE;
    for (int turn = 0; turn < 20; turn++) {
      List<Packet> fresh = packets.stream().map(Packet::copy).toList();
      long before = allocatedBytes();
      for (Packet packet : fresh) {
        packet.stop(); // walks over all headers
      }
      least = Math.min(least, allocatedBytes() - before);
    }
    // what the counting itself costs, but not an object a packet
    assertThat(least).isLessThan(packets.size());
  }

  /** By reflection: the module under test does not read the one that counts. */
  static long allocatedBytes() throws ReflectiveOperationException {
    Object threads =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    return (long)
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes")
            .invoke(threads);
  }
}
