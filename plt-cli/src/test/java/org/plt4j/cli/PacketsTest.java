// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.TestTraces;

class PacketsTest {
  private static final Path DAY = TestTraces.path("flows.pcap");
  private static final Path ERRORS = TestTraces.path("icmp-errors.pcap");

  // ------------------------------------------------------------------------------------------ JSON

  /**
   * A trace and the line expected for one of its packets. What a line says of layers is what tshark
   * 4.0.17 shows of the packet (field by field, offsets too), but for the destination of a source
   * route, the SNAP header behind frame relay, PPTP's key as one number, and FDDI addresses in the
   * order of the wire.
   */
  static List<String> golden() throws IOException {
    try (InputStream in = PacketsTest.class.getResourceAsStream("packets.tsv")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void jsonIsAsTsharkHasIt(String traceAndLine) {
    int tab = traceAndLine.indexOf('\t');
    String expected = traceAndLine.substring(tab + 1);
    long n = (Long) Json.object(expected).get("n");

    assertThat(packet(traceAndLine.substring(0, tab), (int) n, "--json"))
        .isEqualTo(new Run(Main.DONE, expected + "\n", ""));
  }

  private static Run packet(String trace, int n, String option) {
    return Run.plt(
        "packets", option, "--skip", n - 1, "--count", 1, TestTraces.path(trace).toString());
  }

  @Test
  void numbersCountOnOverSkippedPacketsAndFiles() {
    List<String> lines =
        Run.plt("packets", "--json", "--skip", 226, "--count", 4, DAY, DAY).lines();

    assertThat(lines)
        .extracting(line -> Json.object(line).get("n"))
        .containsExactly(227L, 228L, 229L, 230L);
    assertThat(withoutNumber(lines.get(2)))
        .isEqualTo(withoutNumber(Run.plt("packets", "--json", "--count", 1, DAY).lines().get(0)));
  }

  private static String withoutNumber(String line) {
    return line.substring(line.indexOf(','));
  }

  @ParameterizedTest
  @CsvSource({"flows.pcapng", "flows.erf", "flows.pcap.gz"})
  void layersAreTheSameInEveryContainer(String name) {
    List<Object> expected = layers(Run.plt("packets", "--json", DAY));

    assertThat(layers(Run.plt("packets", "--json", TestTraces.path(name)))).isEqualTo(expected);
  }

  private static List<Object> layers(Run run) {
    return run.lines().stream().map(line -> Json.object(line).get("layers")).toList();
  }

  @Test
  void onlyErfHasAnErfTimestampAndOnlyPcapngAnInterface() {
    assertThat(keys("flows.pcap")).doesNotContain("erfTimestamp", "interface", "direction");
    assertThat(keys("flows.pcapng")).doesNotContain("erfTimestamp").contains("interface");
    assertThat(keys("flows.erf"))
        .startsWith("n", "timestampNanos", "erfTimestamp", "linkType")
        .contains("direction")
        .doesNotContain("interface");
    String both = Run.plt("packets", "--json", DAY, TestTraces.path("erf-eth.erf"), DAY).out();
    assertThat(both.lines().filter(line -> line.contains("erfTimestamp"))).hasSize(14);
  }

  private static List<String> keys(String trace) {
    Run run = Run.plt("packets", "--json", "--count", 1, TestTraces.path(trace));
    return new ArrayList<>(Json.object(run.out()).keySet());
  }

  @Test
  void whatWasNotCapturedIsLeftOut() {
    Run run = Run.plt("packets", "--json", "--snap-length", 21, "--count", 1, ERRORS);

    assertThat(run.out())
        .contains("\"capturedLength\":21,\"originalLength\":70", "\"stop\":\"CUT\"")
        .endsWith(
            "{\"layer\":\"ip4\",\"offset\":14,\"headerLength\":20,\"trafficClass\":0,"
                + "\"totalLength\":56,\"identification\":4660,\"reserved\":false,"
                + "\"dontFragment\":true,\"moreFragments\":false}]}\n");
  }

  // ------------------------------------------------------------------------------------------ text

  static Stream<Line> lines() {
    return Stream.of(
        new Line(
            "flows.pcap", 1, 79, "vlan 30 192.0.2.131:51954 > 198.51.100.53:53 UDP payload 33"),
        new Line("flows.pcap", 12, 42, "ARP 192.0.2.11 asks for 192.0.2.1"),
        new Line("flows.pcap", 13, 60, "ARP 192.0.2.1 is at 02:00:5e:00:53:01"),
        new Line(
            "flows.pcap",
            8,
            78,
            ":: > ff02::1:ff00:11 ICMPv6 neighbour solicitation of 2001:db8:20::11"),
        new Line(
            "transports.pcap",
            3,
            54,
            "192.0.2.10:40001 > 198.51.100.20:9 TCP [NWEUAPRSF] seq 1 ack 2 win 64240 payload 0"),
        new Line(
            "transports.pcap",
            8,
            114,
            "[2001:db8:1::10]:40003 > [2001:db8:2::20]:9 SCTP SACK DATA"),
        new Line("transports.pcap", 12, 42, "192.0.2.10 > 198.51.100.20 IGMP"),
        new Line("transports.pcap", 13, 82, "192.0.2.10 > 198.51.100.20 ESP spi 1"),
        new Line("fragments-ip4.pcap", 2, 114, "192.0.2.10 > 198.51.100.20 UDP fragment 1 at 80"),
        new Line(
            "icmp-errors.pcap",
            2,
            94,
            "203.0.113.1 > 192.0.2.10 ICMP unreachable code 4 mtu 1400 about 192.0.2.10:40001"
                + " > 198.51.100.20:9 TCP"),
        new Line(
            "tunnels.pcap",
            12,
            125,
            "192.0.2.10:50001 > 198.51.100.20:4789 UDP payload 83 VXLAN 1193046 | 10.0.0.1:9"
                + " > 10.0.0.2:40001 TCP [AP] seq 4294967280 ack 270544961 win 64240 payload 21"),
        new Line(
            "link-mpls.pcap",
            16,
            79,
            "mpls 3000 198.51.100.20:9 > 192.0.2.10:40001 TCP [AP] seq 4294967280 ack 270544961"
                + " win 64240 payload 21"),
        new Line(
            "link-802.3.pcap", 17, 60, "02:00:5e:10:00:01 > 02:00:5e:10:00:02 LLC dsap 66 ssap 66"),
        new Line("snap-42.pcap", 7, 86, "2001:db8:1::10 > ? TCP (cut)"),
        new Line("malformed.pcap", 1, 59, "192.0.2.10 > 198.51.100.20 UDP (malformed)"));
  }

  /** What is expected of a packet's line behind the time. */
  private record Line(String trace, int n, int length, String text) {}

  @ParameterizedTest
  @MethodSource("lines")
  void aLineSaysWhatAPersonWantsToSee(Line expected) {
    Run run = packet(expected.trace, expected.n, "--no-progress");

    String time = run.out().substring(8, 34);
    assertThat(time).matches("[0-9-]{10} [0-9:]{8}\\.[0-9]{6}");
    String line =
        String.format("%6d  %s%6d  %s%n", expected.n, time, expected.length, expected.text);
    assertThat(run).isEqualTo(new Run(Main.DONE, line, ""));
  }

  @Test
  void verboseAndHexadecimalBelowTheLine() {
    assertThat(Run.plt("packets", "-v", "-x", "--skip", 3, "--count", 1, ERRORS).out())
        .isEqualTo(
            """
                 4  2023-11-14 22:13:20.030111    70  203.0.113.1 > 192.0.2.10 ICMP redirect code 1 \
            gateway 192.0.2.1 about 192.0.2.10:40001 > 198.51.100.20:9 TCP
              n: 4
              timestampNanos: 1700000000030111000
              linkType: 1
              capturedLength: 70
              originalLength: 70
              wireLength: 74
              stop: NONE
              ethernet at 0
                src: 02:00:5e:10:00:01
                dst: 02:00:5e:10:00:02
                etherType: 2048 (IPv4)
              ip4 at 14
                src: 203.0.113.1
                dst: 192.0.2.10
                headerLength: 20
                trafficClass: 0
                totalLength: 56
                identification: 4660
                reserved: false
                dontFragment: true
                moreFragments: false
                fragmentOffset: 0
                ttl: 64
                protocol: 1 (ICMP)
                headerChecksum: 10885
                checksum: good
              icmp at 34
                type: 5
                code: 1
                checksumField: 23634
                checksum: good
                gateway: 192.0.2.1
                payloadLength: 28
                quoted ip4 at 42
                  src: 192.0.2.10
                  dst: 198.51.100.20
                  headerLength: 20
                  trafficClass: 0
                  totalLength: 52
                  identification: 4660
                  reserved: false
                  dontFragment: true
                  moreFragments: false
                  fragmentOffset: 0
                  ttl: 64
                  protocol: 6 (TCP)
                  headerChecksum: 15422
                  checksum: good
                quoted tcp at 62
                  srcPort: 40001
                  dstPort: 9
                  sequenceNumber: 270544960
                  payloadLength: 0
              0000  02 00 5e 10 00 02 02 00  5e 10 00 01 08 00 45 00  ..^.....^.....E.
              0010  00 38 12 34 40 00 40 01  2a 85 cb 00 71 01 c0 00  .8.4@.@.*...q...
              0020  02 0a 05 01 5c 52 c0 00  02 01 45 00 00 34 12 34  ....\\R....E..4.4
              0030  40 00 40 06 3c 3e c0 00  02 0a c6 33 64 14 9c 41  @.@.<>.....3d..A
              0040  00 09 10 20 30 40                                 ... 0@

            """);
  }

  @Test
  void verboseShowsOptionsAndChunksEachOnALine() {
    assertThat(packet("transports.pcap", 1, "-v").out())
        .contains("    options: kind 1, length 1\n    options: kind 5, length 18, data 000");
    assertThat(packet("transports.pcap", 8, "-v").out())
        .contains("    chunks: type 3, flags 0, length 16, captured true\n    chunks: type 0, ");
  }

  @Test
  void theLayersBehindAnOptionListOfAQuotedPacketKeepTheirName() {
    String out = packet("icmp-errors.pcap", 2, "-v").out();

    assertThat(out).contains("    quoted ip4 at 42\n", "    quoted tcp at 62\n");
    assertThat(out).contains("      options: kind 2, length 4, data 05b4\n");
  }

  @Test
  void theHexadecimalOffsetGrowsBeyondFourDigits() {
    assertThat(hexDump(new byte[17]))
        .isEqualTo(
            "  0000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  ................\n"
                + "  0010  00"
                + " ".repeat(48)
                + ".\n");
    assertThat(hexDump(new byte[0x10001]).lines().skip(0xfff))
        .map(line -> line.substring(0, 12))
        .containsExactly("  fff0  00 0", "  10000  00 ");
  }

  private static String hexDump(byte[] bytes) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    Output out = new Output(stream);
    HexDump.print(out, ByteBuffer.wrap(bytes));
    out.flush();
    return stream.toString(UTF_8);
  }

  // ----------------------------------------------------------------------------------- the command

  @Test
  void anEmptyTracePrintsNothing() {
    for (String option : List.of("--json", "-v", "-x", "--no-progress")) {
      assertThat(Run.plt("packets", option, TestTraces.path("empty.pcap")))
          .isEqualTo(new Run(Main.DONE, "", ""));
    }
  }

  @Test
  void aCutTraceIsToldBehindItsWholePackets() {
    Path cut = TestTraces.path("cut-in-record.pcap");
    Run run = Run.plt("packets", "--json", cut);

    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
    assertThat(run.lines()).hasSize(10);
    assertThat(run.err()).contains("the file ends inside record 11");
  }

  @Test
  void jsonAndTextAreNotPrintedTogether() {
    for (String option : List.of("-v", "-x")) {
      assertThat(Run.plt("packets", "--json", option, DAY))
          .isEqualTo(new Run(2, "", "plt: --json prints every field, -v and -x are for text\n"));
    }
  }

  @Test
  void helpNamesEveryOption() {
    Run run = Run.plt("packets", "--help");

    assertThat(run.code()).isEqualTo(Main.DONE);
    assertThat(run.out()).startsWith("Usage: plt packets ").contains("TRACE...");
    for (Option option : new Packets().synopsis().options()) {
      assertThat(run.out()).contains(option.name);
    }
    assertThat(Run.plt("--help").out()).containsPattern("packets +Prints each packet, decoded");
    assertThat(Run.plt("generate-completion").out()).contains("packets");
  }

  @Test
  void shortOptionsMayStandTogether() {
    assertThat(Run.plt("packets", "-vx", "--count", 1, DAY))
        .isEqualTo(Run.plt("packets", "-v", "-x", "--count", 1, DAY));
  }
}
