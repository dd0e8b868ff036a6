// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.Ip;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Stop;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Scores;

/** Packets and flows equal those that python-libtrace printed. */
class OriginalConformanceTest {
  private static final Pattern PACKET =
      Pattern.compile(
          "\"n\": (\\d+), \"pkt\": \\{.*?\"hex\": \"([^\"]+)\"\\}, \"erf_time\": (\\d+),"
              + " \"wire_len\": (\\d+), \"capture_len\": (\\d+), \"direction\": (-?\\d+),"
              + ".*?\"data\": \"([0-9a-f]*)\"");

  private static final Pattern FLOW =
      Pattern.compile(
          "\"flow\": \\{\"version\": (\\d), \"proto\": (\\d+), \"src_port\": (\\d+), \"dst_port\":"
              + " (\\d+), \"src_prefix\": \"([^\"]*)\", \"dst_prefix\": \"([^\"]*)\"");

  /** Where an Ethernet frame's type is in its hex digits. */
  private static final int ETHER_TYPE = 24;

  /** A row for each trace. */
  private static final Scores.Rows TRACES =
      new Scores.Rows("trace", "records:", "values:", "different:");

  private final Score score = new Score(20);

  @AfterAll
  static void report() {
    Scores.report("records-original", TRACES.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traces/lt_5_packets.erf",
        "traces/lt_5_packets.erf.gz",
        "traces/lt_100_packets.erf",
        "traces/lt_fragtest.erf.gz",
        "traces/lt_100_packets.pcap",
        "traces/lt_100_packetsns.pcap",
        "traces/lt_100_seconds.pcap",
        "traces/lt_10_mpls_ip.pcap",
        "traces/lt_8021x.pcap",
        "traces/lt_etsi_10_pings.pcap",
        "traces/lt_ip-in-mpls.pcap.gz",
        "traces/lt_mpls.pcap",
        "traces/lt_qinq.pcap",
        "traces/lt_radius.pcap",
        "traces/lt_sll.pcap.gz",
        "traces/lt_vlan.pcap",
        "traces/lt_vxlan.pcap",
        "original/plt_1000packets.pcap.gz",
        "original/plt_anon-v4.pcap",
        "original/plt_anon-v6.pcap",
        "original/plt_arp-changed.pcap",
        "original/plt_dns-test.pcap",
        "original/plt_dns_valid_response_tcp.pcap",
        "original/plt_home-test.pcap",
        "original/plt_icmp-sample.pcap",
        "original/plt_icmp6-sample.pcap",
        "original/plt_sctp-demo.pcap",
        "original/plt_tunnel.pcap"
      })
  void packetsEqualTheOriginals(String name) throws IOException {
    int slash = name.indexOf('/') + 1;
    String oracle = name.substring(slash);
    String file = oracle.substring(oracle.indexOf('_') + 1);
    Path printed = Reference.require("oracle/" + oracle + ".jsonl.gz");
    try (Trace trace = Trace.open(Reference.require(name.substring(0, slash) + file));
        BufferedReader lines = gunzip(printed)) {
      String line = lines.readLine();
      for (; line != null && !line.startsWith("{\"end\""); line = lines.readLine()) {
        Packet packet = trace.read();
        assertThat(packet).isNotNull();
        if (!line.contains("\"read_error\"")) {
          compare(file, trace.records(), line, packet);
        }
      }
      assertThat(line).contains("\"end\": true");
      assertThat(trace.read()).isNull();
    }
    TRACES.add(oracle, score.equal("number"), score.compared(), score.different());
    System.out.println(name + System.lineSeparator() + score);
    assertThat(score.differences()).isEmpty();
    assertThat(score.compared()).isPositive();
  }

  /**
   * The formats that are told by URI. libtrace says 64 captured bytes of each legacy record, those
   * of its header and some behind it among them: ours are the frame's.
   */
  @ParameterizedTest
  @CsvSource({
    "legacyatm, legacyatm.gz, lt_legacyatm.gz, 52, 100",
    "legacypos, legacypos.gz, lt_legacypos.gz, 48, 100",
    "legacyeth, legacyeth.gz, lt_legacyeth.gz, 54, 100",
    "legacyatm, large_legacy.gz, lt_large_legacy_as_atm, 52, 39061",
    "legacyeth, large_legacy.gz, lt_large_legacy_as_eth, 54, 39061",
    "tsh, 10_packets.tsh.gz, lt_10_packets.tsh.gz, 36, 100",
  })
  void packetsOfFixedRecordsEqualTheOriginals(
      String scheme, String file, String oracle, int room, int records) throws IOException {
    Path printed = Reference.require("oracle/" + oracle + ".jsonl.gz");
    try (Trace trace = Trace.open(scheme + ":" + Reference.require("traces/" + file));
        BufferedReader lines = gunzip(printed)) {
      String line = lines.readLine();
      for (; line != null && !line.startsWith("{\"end\""); line = lines.readLine()) {
        Packet packet = Objects.requireNonNull(trace.read());
        long n = trace.records();
        Matcher theirs = PACKET.matcher(line);
        if (!theirs.find()) {
          assertThat(line).contains("\"read_error\"");
          continue;
        }
        score.compare("number", file, n, Long.parseLong(theirs.group(1)), n);
        double seconds = Double.parseDouble(theirs.group(2));
        score.compare("seconds", file, n, seconds, packet.seconds());
        long time = Long.parseUnsignedLong(theirs.group(3));
        score.compare("erf time", file, n, time, packet.erfTimestamp());
        score.compare("wire", file, n, Long.parseLong(theirs.group(4)), packet.wireLength());
        score.compare("direction", file, n, Integer.parseInt(theirs.group(6)), packet.direction());
        String data = hex(packet);
        String prefix = theirs.group(7).substring(0, Math.min(theirs.group(7).length(), room * 2));
        // the original clips what a TSH record has behind the datagram's end, libtrace does not
        String ours = scheme.equals("tsh") ? data.substring(0, prefix.length()) : data;
        score.compare("data", file, n, prefix, clipped(ours, packet, prefix));
        score.compare("room", file, n, true, data.length() <= room * 2);
        compareFlow(file, n, FLOW.matcher(line), packet, data);
      }
      assertThat(line).contains("\"end\": true");
      while (trace.read() != null) {
        assertThat(trace.records()).isLessThanOrEqualTo(records);
      }
      assertThat(trace.records()).isEqualTo(records);
    }
    TRACES.add(oracle, score.equal("number"), score.compared(), score.different());
    System.out.println(oracle + System.lineSeparator() + score);
    assertThat(score.differences()).isEmpty();
    assertThat(score.compared()).isPositive();
  }

  /** Theirs has 4 bytes more of a short Ethernet frame: those of the FCS, which is not captured. */
  private static String clipped(String data, Packet packet, String theirs) {
    boolean shortFrame = packet.linkType() == LinkType.ETHERNET && data.length() < theirs.length();
    return shortFrame && theirs.startsWith(data) && theirs.length() - data.length() <= 8
        ? theirs
        : data;
  }

  /** What libtrace 4 reads of DUCK: so many bytes, no length on the wire, no time. */
  @Test
  void clockStateIsReadAsLibtraceReadsIt() throws IOException {
    try (Trace trace = Trace.open("duck:" + Reference.require("traces/100_packets.duck"))) {
      for (Packet packet : trace) {
        assertThat(packet.capturedLength()).isEqualTo(112);
        assertThat(packet.wireLength()).isZero();
        assertThat(packet.erfTimestamp()).isZero();
        assertThat(packet.libtraceType()).isEqualTo(14);
        assertThat(packet.ip()).isNull();
      }
      assertThat(trace.records()).isEqualTo(100);
      assertThat(trace.endedInsideRecord()).isFalse();
    }
  }

  /** Provenance is no packets: 100 records of meta-data, which say what tshark shows of them. */
  @Test
  void provenanceIsMetaData() throws IOException {
    try (Trace trace = Trace.open(Reference.require("traces/provenance.erf"))) {
      assertThat(trace.read()).isNull();
      assertThat(trace.blocks()).hasSize(100);
      TraceBlock first = trace.blocks().get(0);
      assertThat(first.type()).isEqualTo(TraceBlock.ERF_META);
      assertThat(first.options())
          .extracting(TraceOption::code)
          .containsExactly(2, 0xff00, 12, 36, 29, 43, 16, 47);
      assertThat(TraceSection.text(first.options(), 16)).isEqualTo("EndaceProbe");
    }
  }

  private void compare(String id, long n, String line, Packet packet) {
    Matcher theirs = PACKET.matcher(line);
    assertThat(theirs.find()).as(line).isTrue();
    score.compare("number", id, n, Long.parseLong(theirs.group(1)), n);
    double seconds = Double.parseDouble(theirs.group(2));
    score.compare("seconds", id, n, seconds, packet.seconds());
    long time = Long.parseUnsignedLong(theirs.group(3));
    score.compare("erf time", id, n, time, packet.erfTimestamp());
    score.compare("wire", id, n, Long.parseLong(theirs.group(4)), packet.wireLength());
    score.compare("captured", id, n, Integer.parseInt(theirs.group(5)), packet.capturedLength());
    score.compare("direction", id, n, Integer.parseInt(theirs.group(6)), packet.direction());
    String data = hex(packet);
    score.compare("data", id, n, theirs.group(7), dataAsTheOriginalHasIt(packet, data));
    compareFlow(id, n, FLOW.matcher(line), packet, data);
  }

  /** The original loses the end of a tagged frame, and takes a cooked header for meta-data. */
  private static String dataAsTheOriginalHasIt(Packet packet, String data) {
    if (packet.linkType() == LinkType.LINUX_SLL) {
      return data.substring(32);
    }
    return data.startsWith("8100", ETHER_TYPE) ? data.substring(0, data.length() - 8) : data;
  }

  private void compareFlow(String id, long n, Matcher theirs, Packet packet, String data) {
    Ip ip = packet.ip();
    if (!theirs.find()) {
      if (!data.startsWith("8847", ETHER_TYPE)) { // the original sees no IP behind MPLS labels
        score.compare("ip", id, n, null, ip);
      }
    } else if (score.compare("ip", id, n, true, ip != null) && ip != null) {
      score.compare("version", id, n, Integer.parseInt(theirs.group(1)), ip.version());
      if (packet.stop() != Stop.FRAGMENT) { // it answers 0 for a later fragment
        score.compare("protocol", id, n, Integer.parseInt(theirs.group(2)), packet.protocol());
      }
      if (packet.sctp() == null) { // it has no ports for SCTP
        score.compare("source port", id, n, Integer.parseInt(theirs.group(3)), packet.srcPort());
        score.compare(
            "destination port", id, n, Integer.parseInt(theirs.group(4)), packet.dstPort());
      }
      score.compare("source", id, n, theirs.group(5), Objects.toString(ip.src()));
      score.compare("destination", id, n, theirs.group(6), Objects.toString(ip.dst()));
    }
  }

  private static BufferedReader gunzip(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file), 1 << 16), StandardCharsets.UTF_8));
  }

  private static String hex(Packet packet) {
    byte[] bytes = new byte[packet.capturedLength()];
    packet.data().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
