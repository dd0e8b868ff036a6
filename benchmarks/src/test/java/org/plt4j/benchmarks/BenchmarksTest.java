// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.pcap4j.core.Pcaps;
import org.plt4j.packet.LinkType;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.Ip4Builder;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.TestTraces;
import org.plt4j.testdata.Transports;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Every benchmark is found and runs; nothing is said about times. */
class BenchmarksTest {
  private static final String TRACE = TestTraces.path("flows.pcap").toString();

  private static int run(Class<?> benchmark, String... parameters) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(benchmark.getName() + "\\.")
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    for (int i = 0; i < parameters.length; i += 2) {
      options.param(parameters[i], parameters[i + 1]);
    }
    return new Runner(options.build()).run().size();
  }

  private static void needLibpcap() {
    try {
      assertThat(Pcaps.libVersion()).contains("libpcap");
    } catch (LinkageError e) {
      String message = "libpcap is not installed: " + e.getMessage();
      if (Boolean.getBoolean(Reference.REQUIRED)) {
        fail(message);
      }
      abort(message);
    }
  }

  @Test
  void walkAndFlowCountAndChecksum() throws RunnerException {
    assertThat(run(WalkBenchmark.class, "trace", TRACE)).isEqualTo(2);
    assertThat(run(FlowCountBenchmark.class, "trace", TRACE)).isEqualTo(2);
    assertThat(run(ChecksumBenchmark.class, "trace", TRACE)).isEqualTo(3);
  }

  @Test
  void filter() throws RunnerException {
    needLibpcap();
    assertThat(run(FilterBenchmark.class, "trace", TRACE)).isEqualTo(3 * 2 * 2);
  }

  @Test
  void prefix() throws RunnerException {
    assertThat(run(PrefixBenchmark.class, "ip4Routes", "1000", "ip6Routes", "200")).isEqualTo(4);
  }

  @Test
  void dns(@TempDir Path folder) throws IOException, RunnerException {
    Record question = Record.newRecord(Name.fromString("example.org."), Type.A, DClass.IN);
    byte[] query = Message.newQuery(question).toWire();
    byte[] datagram =
        Ip4Builder.ip4("192.0.2.1", "192.0.2.2").carry(17, Transports.udp(5353, 53, query));
    Path trace = folder.resolve("dns.pcap");
    Files.write(trace, PcapFile.of(LinkType.RAW, List.of(Frame.of(0, datagram))));
    assertThat(run(DnsBenchmark.class, "trace", trace.toString())).isEqualTo(5);
  }

  /** What is compared as the same work gives the same answers. */
  @Test
  void librariesCountTheSameFlows(@TempDir Path folder) throws IOException {
    needLibpcap();
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String client = "192.0.2." + (1 + i % 3);
      byte[] there = Transports.udp(1000 + i % 7, 53, new byte[20]);
      byte[] back = Transports.udp(53, 1000 + i % 7, new byte[40]);
      frames.add(ethernet(Ip4Builder.ip4(client, "198.51.100.1").carry(17, there)));
      frames.add(ethernet(Ip4Builder.ip4("198.51.100.1", client).carry(17, back)));
      byte[] echo = Transports.echo(8, 1, i, new byte[20]);
      frames.add(ethernet(Ip4Builder.ip4(client, "198.51.100.2").carry(1, echo)));
    }
    Path trace = folder.resolve("flows.pcap");
    Files.write(trace, PcapFile.of(LinkType.ETHERNET, Frame.sequence(0, frames)));
    String ours = Work.FLOWS.over(trace);
    assertThat(ours).startsWith("pkts=120 ").endsWith(" ip=120 pairs=9 flows=24");
    assertThat(Work.PKTS_IO.over(trace)).isEqualTo(ours);
    assertThat(Work.PCAP4J.over(trace)).isEqualTo(ours);
  }

  private static byte[] ethernet(byte[] datagram) {
    byte[] frame = new byte[14 + datagram.length];
    frame[12] = 8;
    System.arraycopy(datagram, 0, frame, 14, datagram.length);
    return frame;
  }

  /** {@code compare --write} finds a place for each table. */
  @Test
  void pageHasARegionForEachTable() throws IOException {
    Path project = TestTraces.folder().resolveSibling("").toAbsolutePath().normalize();
    String page = Files.readString(project.resolve("docs/performance.md"));
    for (Row row : Rows.of(project, project, project)) {
      assertThat(page).contains("<!-- generated: " + row.region() + " -->\n");
    }
  }
}
