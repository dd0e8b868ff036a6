// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.plt4j.packet.Checksum;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.trace.Trace;

/**
 * Checksums of whole TCP segments over IPv4, of all sizes, a packet: {@code java -jar
 * benchmarks.jar Checksum -p trace=g2.pcap}. A trace with fewer is gone through several times.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ChecksumBenchmark.PACKETS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChecksumBenchmark {
  static final int PACKETS = 1_000;

  /** The trace to read. */
  @Param("testdata/flows.pcap")
  public String trace = "";

  private final List<Packet> packets = new ArrayList<>();

  /** Keeps the packets. */
  @Setup
  public void read() throws IOException {
    try (Trace reading = Trace.open(Path.of(trace))) {
      for (Packet packet : reading) {
        Tcp tcp = packet.tcp();
        if (packet.ip4() != null && tcp != null && tcp.checksumStatus() != Checksum.UNKNOWN) {
          packets.add(packet);
          if (packets.size() == PACKETS) {
            break;
          }
        }
      }
    }
    int whole = packets.size();
    if (whole == 0) {
      throw new IllegalArgumentException(trace + " has no whole TCP segment over IPv4");
    }
    for (int i = 0; packets.size() < PACKETS; i++) {
      packets.add(packets.get(i % whole));
    }
  }

  /** Tests the checksum of the IPv4 header. */
  @Benchmark
  public int header() {
    int good = 0;
    for (Packet packet : packets) {
      Ip4 ip = packet.ip4();
      good += ip != null && ip.headerChecksumStatus() == Checksum.GOOD ? 1 : 0;
    }
    return good;
  }

  /** Tests TCP's checksum, over the whole segment. */
  @Benchmark
  public int segment() {
    int good = 0;
    for (Packet packet : packets) {
      Tcp tcp = packet.tcp();
      good += tcp != null && tcp.checksumStatus() == Checksum.GOOD ? 1 : 0;
    }
    return good;
  }

  /** Copies the packet and puts both checksums right. */
  @Benchmark
  public int fix() {
    int fixed = 0;
    for (Packet packet : packets) {
      fixed += packet.edit().fixChecksums() ? 1 : 0;
    }
    return fixed;
  }
}
