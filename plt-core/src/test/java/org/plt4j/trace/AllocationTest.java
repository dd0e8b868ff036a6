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
import java.util.function.IntSupplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.filter.PacketFilter;
import org.plt4j.packet.Checksum;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.testdata.Allocation;
import org.plt4j.testdata.TestTraces;

/** What a packet costs: the packet itself, and views and addresses where escape analysis fails. */
class AllocationTest {
  private static final int WARM_UP = 200_000;
  private static final int MEASURED = 200_000;
  private static final int MOST_BYTES = 100;
  private static final int BUFFER_VIEW = 80;
  private static final int HEADER_VIEWS = 150;
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
          before = Allocation.bytes();
        }
        Ip ip = packet.ip();
        if (ip != null) {
          sum += ip.srcHigh() ^ ip.srcLow() ^ ip.dstHigh() ^ ip.dstLow();
          sum += packet.srcPort() + packet.dstPort();
        }
        packets++;
      }
    }
    long perPacket = (Allocation.bytes() - before) / (packets - WARM_UP);
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

  /**
   * A compressed trace costs its own bytes, once, beside what each packet costs; those of the
   * thread that decompresses ahead are counted, too.
   */
  @Test
  void compressedTraceAllocatesItsBytesOnce(@TempDir Path folder) throws Exception {
    Path plain = folder.resolve("packets.pcap");
    write(plain);
    Path file = folder.resolve("packets.pcap.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
      Files.copy(plain, out);
    }
    long packets = 0;
    long before = 0;
    long after = 0;
    int measured = MEASURED / 2; // the other thread has to be alive at the end, or is not counted
    try (Trace trace = Trace.open(file)) {
      for (Packet ignored : trace) {
        if (packets == WARM_UP) {
          before = Allocation.bytesOfAllThreads();
        } else if (packets == WARM_UP + measured) {
          after = Allocation.bytesOfAllThreads();
        }
        packets++;
      }
    }
    long perPacket = (after - before) / measured;
    long bytes = Files.size(plain) / packets;
    System.out.println(perPacket + " bytes a packet of " + bytes + " in a compressed trace");
    // a chunk has room before its megabyte, and up to four of them are ahead of the reader
    long chunks = bytes + bytes / 16 + (4 << 20) / measured;
    assertThat(perPacket).isBetween(bytes / 2, chunks + MOST_BYTES);
  }

  /**
   * Nothing once its code is inlined; a view of the bytes where other tests' filters prevent that.
   */
  @Test
  void filterAllocatesAtMostAViewOfTheBytes() throws Exception {
    PacketFilter filter = PacketFilter.compile("tcp port 80 or (udp port 53 and net 10.0.0.0/8)");
    for (Trace.Option[] options : new Trace.Option[][] {{}, {Trace.Option.HEAP}}) {
      List<Packet> packets = kept(options);
      long least =
          leastAllocated(
              () -> {
                int matches = 0;
                for (Packet packet : packets) {
                  matches += filter.matches(packet) ? 1 : 0;
                }
                return matches;
              });
      System.out.println(least / packets.size() + " bytes to filter a packet");
      assertThat(least).isLessThan((long) BUFFER_VIEW * packets.size());
    }
  }

  /** Views of headers at most, and nothing for the bytes that are summed. */
  @Test
  void checksumsAllocateAtMostTheirViews() throws Exception {
    List<Packet> packets = kept();
    long least =
        leastAllocated(
            () -> {
              int good = 0;
              for (Packet packet : packets) {
                Ip4 ip = packet.ip4();
                Tcp tcp = packet.tcp();
                good += ip != null && ip.headerChecksumStatus() == Checksum.GOOD ? 1 : 0;
                good += tcp != null && tcp.checksumStatus() == Checksum.GOOD ? 1 : 0;
              }
              return good;
            });
    System.out.println(least / packets.size() + " bytes for the checksums of a packet");
    assertThat(least).isLessThan((long) HEADER_VIEWS * packets.size());
  }

  private static List<Packet> kept(Trace.Option... options) throws IOException {
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(TestTraces.path("flows.pcap"), options)) {
      trace.forEach(packets::add);
    }
    return Collections.nCopies(100, packets).stream().flatMap(List::stream).toList();
  }

  /** What the cheapest of some turns allocates: the compiler is done with the last ones. */
  private static long leastAllocated(IntSupplier work) {
    long least = Long.MAX_VALUE;
    for (int turn = 0; turn < 40; turn++) {
      long before = Allocation.bytes();
      assertThat(work.getAsInt()).isPositive();
      least = Math.min(least, Allocation.bytes() - before);
    }
    return least;
  }

  /** Anchors' fault 15: a malformed packet throws nothing, and allocates no exception either. */
  @Test
  void malformedPacketsAllocateNothing() throws IOException {
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(TestTraces.path("malformed.pcap"))) {
      trace.forEach(packets::add);
    }
    assertThat(packets).hasSizeGreaterThan(60);
    packets = Collections.nCopies(100, packets).stream().flatMap(List::stream).toList();
    long least = Long.MAX_VALUE;
    for (int turn = 0; turn < 20; turn++) {
      List<Packet> fresh = packets.stream().map(Packet::copy).toList();
      long before = Allocation.bytes();
      for (Packet packet : fresh) {
        packet.stop(); // walks over all headers
      }
      least = Math.min(least, Allocation.bytes() - before);
    }
    // what the counting itself costs, but not an object a packet
    assertThat(least).isLessThan(packets.size());
  }
}
