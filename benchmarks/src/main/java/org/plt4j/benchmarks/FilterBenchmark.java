// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;
import org.plt4j.filter.BpfProgram;
import org.plt4j.filter.PacketFilter;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * The first packets of a trace against a filter expression: {@code java -jar benchmarks.jar Filter
 * -p trace=g1.pcap}; a small trace is gone through several times. All are nanoseconds a packet.
 * What pcap4j adds to libpcap's interpreter is many times its work; {@code
 * benchmarks/offline-filter.c} measures libpcap alone, on the same packets.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(FilterBenchmark.PACKETS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FilterBenchmark {
  static final int PACKETS = 1_000;

  static final String TWO_TERMS = "tcp port 80 and host 10.1.2.3";
  static final String TWELVE_TERMS =
      "tcp port 80 or udp port 53 or host 10.1.2.3 or net 192.168.0.0/16 or src port 443"
          + " or dst host 10.9.8.7 or portrange 6000-6010 or icmp or ip6 host 2001:db8::1"
          + " or dst net 172.16.0.0/12 or src host 10.3.2.1 or dst port 22";

  /** The trace to read. */
  @Param("testdata/flows.pcap")
  public String trace = "";

  /** Whether the trace is mapped or read to the heap. */
  @Param({"mapped", "heap"})
  public String memory = "";

  /** The expression, by its number of terms. */
  @Param({"2", "12"})
  public int terms;

  private final Packet[] packets = new Packet[PACKETS];
  private final byte[][] bytes = new byte[PACKETS][];
  private PacketFilter filter = PacketFilter.compile("");
  private BpfProgram program = filter.program(LinkType.ETHERNET);
  private org.pcap4j.core.@Nullable BpfProgram theirs;

  private String expression() {
    return terms == 2 ? TWO_TERMS : TWELVE_TERMS;
  }

  /** Keeps the packets and compiles the expression. */
  @Setup
  public void read() throws IOException, PcapNativeException, NotOpenException {
    Trace.Option[] options =
        memory.equals("heap") ? new Trace.Option[] {Trace.Option.HEAP} : new Trace.Option[0];
    List<Packet> kept;
    try (Trace reading = Trace.open(Path.of(trace), options)) {
      kept = reading.packets().limit(PACKETS).toList();
    }
    for (int i = 0; i < PACKETS; i++) {
      packets[i] = kept.get(i % kept.size());
      ByteBuffer data = packets[i].data();
      bytes[i] = new byte[data.remaining()];
      data.get(bytes[i]);
    }
    filter = PacketFilter.compile(expression());
    program = filter.program(LinkType.ETHERNET);
    PcapHandle handle = Pcaps.openDead(DataLinkType.EN10MB, 1 << 18);
    theirs =
        handle.compileFilter(
            expression(), BpfCompileMode.OPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN);
  }

  /** Compiled to a class. */
  @Benchmark
  public int compiled() {
    PacketFilter used = filter;
    int matches = 0;
    for (Packet packet : packets) {
      matches += used.matches(packet) ? 1 : 0;
    }
    return matches;
  }

  /** Interpreted, by us. */
  @Benchmark
  public int interpreted() {
    int matches = 0;
    for (Packet packet : packets) {
      matches += program.run(packet) != 0 ? 1 : 0;
    }
    return matches;
  }

  /** Interpreted by libpcap, called for each packet by pcap4j. */
  @Benchmark
  public int pcap4j() {
    int matches = 0;
    for (byte[] packet : bytes) {
      matches +=
          Objects.requireNonNull(theirs).applyFilter(packet, packet.length, packet.length) ? 1 : 0;
    }
    return matches;
  }
}
