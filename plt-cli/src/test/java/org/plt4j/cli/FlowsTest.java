// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Ip6Builder.ip6;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.LinkType;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.LinkLayers;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.TestTraces;
import org.plt4j.testdata.Transports;

class FlowsTest {
  private static final String A = "10.0.0.9";
  private static final String B = "10.0.0.10";
  private static final String A6 = "2001:db8::1";
  private static final String B6 = "2001:db8::2";
  private static final int SYN = 2;
  private static final int ARP = 0x0806;

  private static final long START = 1_700_000_000_000_000_000L; // 2023-11-14 22:13:20 UTC
  private static final long MILLI = 1_000_000;

  private static final String SUMMARY =
      "9 packets, 1638 bytes: 8 IP packets in 5 flows, 1 without a captured IP header\n";

  @TempDir static Path folder;
  private static Path trace;

  /** Nine packets; behind each its length. */
  @BeforeAll
  static void writeTrace() throws IOException {
    List<Frame> frames =
        List.of(
            frame(0, ip4(A, B).carry(IpProtocol.TCP, tcp(40000, 80, 6))), // 60
            frame(MILLI, ip4(B, A).carry(IpProtocol.TCP, tcp(80, 40000, 946))), // 1000
            frame(2 * MILLI, ip6(A6, B6).carry(IpProtocol.UDP, udp(5353, 53, 8))), // 70
            frame(3 * MILLI, ip4(B, A).carry(IpProtocol.ICMP, echo(56))), // 98
            frame(
                4 * MILLI,
                ip4(A, B).fragment(185, false).carryAsIs(IpProtocol.UDP, new byte[66])), // 100
            Frame.of(START + 5 * MILLI, LinkLayers.ethernet(ARP, new byte[28])), // 42
            // out of order, before the first
            frame(-3 * MILLI / 2, ip4(A, B).carry(IpProtocol.TCP, tcp(40000, 80, 6))), // 60
            frame(7 * MILLI, ip4(B, A).carry(IpProtocol.SCTP, Transports.sctp(9, 9, 1))), // 46
            frame(8 * MILLI + 500, ip6(B6, A6).carry(IpProtocol.UDP, udp(53, 5353, 100)))); // 162
    trace = folder.resolve("nine.pcap");
    PcapFile file =
        new PcapFile(PcapFile.Variant.NANOSECONDS, ByteOrder.BIG_ENDIAN, LinkType.ETHERNET, 65535);
    Files.write(trace, file.addAll(frames).bytes());
  }

  private static Frame frame(long afterStart, byte[] ip) {
    return Frame.of(START + afterStart, LinkLayers.ethernet(ip));
  }

  private static byte[] tcp(int srcPort, int dstPort, int payload) {
    return Transports.tcp(srcPort, dstPort, 1, 0, SYN, new byte[payload]);
  }

  private static byte[] udp(int srcPort, int dstPort, int payload) {
    return Transports.udp(srcPort, dstPort, new byte[payload]);
  }

  private static byte[] echo(int payload) {
    return Transports.echo(8, 1, 1, new byte[payload]);
  }

  private static List<String> lines(Object... args) {
    Run run = Run.plt(args);
    assertThat(run.code()).isEqualTo(Main.DONE);
    assertThat(run.out()).endsWith("\n");
    return run.lines();
  }

  // ------------------------------------------------------------------------------- the three kinds

  @Test
  void textOfFlowsIsATableInKeyOrder() throws IOException {
    Run run = Run.plt("flows", trace);

    assertThat(run.out()).isEqualTo(golden("flows.txt"));
    assertThat(run.err()).isEqualTo(SUMMARY);
    assertThat(run.code()).isEqualTo(Main.DONE);
  }

  @Test
  void jsonOfFlows() throws IOException {
    Run run = Run.plt("flows", "--json", trace);

    assertThat(run.out()).isEqualTo(golden("flows.jsonl"));
    assertThat(run.err()).isEqualTo(SUMMARY);
  }

  @Test
  void textOfPairsIsInByteOrderOfTheText() {
    assertThat(Run.plt("flows", "--by", "pair", trace).out())
        .isEqualTo(
            """
                   3  10.0.0.10|10.0.0.9
                   3  10.0.0.9|10.0.0.10
                   1  2001:db8::1|2001:db8::2
                   1  2001:db8::2|2001:db8::1
            """);
  }

  @Test
  void jsonOfPairsIsInKeyOrder() {
    assertThat(lines("flows", "--by", "pair", "--json", trace))
        .containsExactly(
            "{\"src\":\"10.0.0.9\",\"dst\":\"10.0.0.10\",\"packets\":3,\"bytes\":220}",
            "{\"src\":\"10.0.0.10\",\"dst\":\"10.0.0.9\",\"packets\":3,\"bytes\":1144}",
            "{\"src\":\"2001:db8::1\",\"dst\":\"2001:db8::2\",\"packets\":1,\"bytes\":70}",
            "{\"src\":\"2001:db8::2\",\"dst\":\"2001:db8::1\",\"packets\":1,\"bytes\":162}");
  }

  @Test
  void textOfHosts() {
    assertThat(Run.plt("flows", "--by", "host", trace).out())
        .isEqualTo(
            """
            Address      Packets sent  Bytes sent  Packets received  Bytes received
            10.0.0.9                3         220                 3            1144
            10.0.0.10               3        1144                 3             220
            2001:db8::1             1          70                 1             162
            2001:db8::2             1         162                 1              70
            """);
  }

  @Test
  void jsonOfHosts() {
    assertThat(lines("flows", "--by", "host", "--json", "--top", "1", trace))
        .containsExactly(
            "{\"address\":\"10.0.0.9\",\"sentPackets\":3,\"sentBytes\":220,"
                + "\"receivedPackets\":3,\"receivedBytes\":1144}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"flow", "pair", "host"})
  void csvHasTheKeysAndValuesOfJson(String by) {
    List<Map<String, Object>> json =
        lines("flows", "--by", by, "--json", trace).stream().map(Json::object).toList();
    String csv = Run.plt("flows", "--by", by, "--csv", trace).out();

    StringBuilder expected = new StringBuilder();
    expected.append(String.join(",", json.get(0).keySet())).append("\r\n");
    for (Map<String, Object> row : json) {
      expected.append(
          row.values().stream().map(String::valueOf).collect(Collectors.joining(",", "", "\r\n")));
    }
    assertThat(csv).isEqualTo(expected.toString());
  }

  @Test
  void totalsAreOneLine() {
    Run run = Run.plt("flows", "--totals", trace);

    assertThat(run.out()).isEqualTo("pkts=9 bytes=1638 ip=8 pairs=4 flows=5\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aTraceWithoutPackets() {
    Path empty = TestTraces.path("empty.pcap");

    assertThat(lines("flows", empty)).hasSize(1);
    assertThat(lines("flows", "--csv", empty)).hasSize(1);
    assertThat(Run.plt("flows", "--json", empty).out()).isEmpty();
    assertThat(Run.plt("flows", "--by", "pair", empty).out()).isEmpty();
    assertThat(lines("flows", "--totals", empty))
        .containsExactly("pkts=0 bytes=0 ip=0 pairs=0 flows=0");
  }

  // ----------------------------------------------------------------------------------------- order

  private static List<Object> values(String key, Object... args) {
    return lines(args).stream().map(line -> Json.object(line).get(key)).toList();
  }

  @Test
  void sortsByPacketsThenKey() {
    assertThat(values("protocol", "flows", "--json", "--sort", "packets", trace))
        .containsExactly(6L, 17L, 1L, 17L, 132L); // 3 2 1 1 1
    assertThat(lines("flows", "--by", "pair", "--sort", "packets", trace))
        .containsExactly(
            "       3  10.0.0.10|10.0.0.9",
            "       3  10.0.0.9|10.0.0.10",
            "       1  2001:db8::1|2001:db8::2",
            "       1  2001:db8::2|2001:db8::1");
    assertThat(values("address", "flows", "--json", "--by", "host", "--sort", "packets", trace))
        .containsExactly(A, B, A6, B6); // 6 6 2 2
  }

  @Test
  void sortsByBytesThenKey() {
    assertThat(values("protocol", "flows", "--json", "--sort", "bytes", trace))
        .containsExactly(6L, 17L, 17L, 1L, 132L); // 1120 232 100 98 46
    assertThat(values("bytes", "flows", "--json", "--by", "pair", "--sort", "bytes", trace))
        .containsExactly(1144L, 220L, 162L, 70L);
    assertThat(lines("flows", "--by", "pair", "--sort", "bytes", "--top", "1", trace))
        .containsExactly("       3  10.0.0.10|10.0.0.9");
  }

  @Test
  void sortsByTheFirstTime() {
    assertThat(values("protocol", "flows", "--json", "--sort", "first", trace))
        .containsExactly(6L, 17L, 1L, 17L, 132L);
  }

  @Test
  void topTakesTheFirst() {
    List<String> all = lines("flows", "--json", trace);

    assertThat(lines("flows", "--json", "--top", "2", trace)).isEqualTo(all.subList(0, 2));
    assertThat(lines("flows", "--json", "--top", "99", trace)).isEqualTo(all);
    assertThat(Run.plt("flows", "--json", "--top", "0", trace).out()).isEmpty();
  }

  // -------------------------------------------------------------------------------- reading traces

  @Test
  void skipAndCountGoOverAllTraces() {
    assertThat(lines("flows", "--totals", "--skip", "2", "--count", "3", trace))
        .containsExactly("pkts=3 bytes=268 ip=3 pairs=3 flows=3");
    assertThat(lines("flows", "--totals", "--skip", "7", "--count", "3", trace, trace))
        .containsExactly("pkts=3 bytes=268 ip=3 pairs=3 flows=3"); // 46 + 162 + 60
    assertThat(lines("flows", "--totals", "--skip", "20", trace, trace))
        .containsExactly("pkts=0 bytes=0 ip=0 pairs=0 flows=0");
    assertThat(lines("flows", "--totals", "--count", "0", trace))
        .containsExactly("pkts=0 bytes=0 ip=0 pairs=0 flows=0");
  }

  @Test
  void whatLiesBehindTheCountIsNotRead() {
    Run run = Run.plt("flows", "--totals", "--count", "9", trace, folder.resolve("missing"));

    assertThat(run).isEqualTo(new Run(0, "pkts=9 bytes=1638 ip=8 pairs=4 flows=5\n", ""));
  }

  @Test
  void severalTracesAreOne() {
    assertThat(lines("flows", "--totals", trace, trace))
        .containsExactly("pkts=18 bytes=3276 ip=16 pairs=4 flows=5");
  }

  @Test
  void snapLengthCutsPorts() {
    assertThat(lines("flows", "--totals", "--snap-length", "38", trace)) // ports of IPv4 alone
        .containsExactly("pkts=9 bytes=1638 ip=6 pairs=2 flows=4");
    assertThat(values("srcPort", "flows", "--json", "--snap-length", "37", trace))
        .containsOnly(0L)
        .hasSize(4);
    assertThat(lines("flows", "--totals", "--snap-length", "33", trace)) // half an address
        .containsExactly("pkts=9 bytes=1638 ip=0 pairs=0 flows=0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"flows.pcap.gz", "flows.pcapng", "flows.erf"})
  void theSameDayInEveryContainer(String name) {
    for (String by : List.of("flow", "pair", "host")) {
      Run expected = Run.plt("flows", "--json", "--by", by, TestTraces.path("flows.pcap"));

      assertThat(Run.plt("flows", "--json", "--by", by, TestTraces.path(name))).isEqualTo(expected);
      assertThat(expected.lines()).hasSizeGreaterThan(10);
    }
  }

  @Test
  void flowsPairsAndHostsAddUp() {
    Path day = TestTraces.path("flows.pcap");
    String[] totals = lines("flows", "--totals", day).get(0).split("[ =]", -1);
    long ip = Long.parseLong(totals[5]);

    assertThat(sum(List.of("fwdPackets", "revPackets"), "flows", "--json", day)).isEqualTo(ip);
    assertThat(sum(List.of("packets"), "flows", "--by", "pair", "--json", day)).isEqualTo(ip);
    assertThat(sum(List.of("sentPackets"), "flows", "--by", "host", "--json", day)).isEqualTo(ip);
    assertThat(sum(List.of("receivedPackets"), "flows", "--by", "host", "--json", day))
        .isEqualTo(ip);
    assertThat(lines("flows", "--by", "pair", day)).hasSize(Integer.parseInt(totals[7]));
    assertThat(lines("flows", "--json", day)).hasSize(Integer.parseInt(totals[9]));
  }

  private static long sum(List<String> keys, Object... args) {
    return lines(args).stream()
        .map(Json::object)
        .flatMap(row -> keys.stream().map(row::get))
        .mapToLong(Long.class::cast)
        .sum();
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = FlowsTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
