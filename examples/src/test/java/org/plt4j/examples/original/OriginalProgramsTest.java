// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Scores;
import org.plt4j.testdata.TestTraces;

/**
 * Every test program of python-libtrace prints what the original printed: the lines of its {@code
 * .res} without the tags that tell where in its source a line was printed.
 */
class OriginalProgramsTest {
  /** A program, which reads traces from a folder. */
  private interface Program {
    void run(Path traces, PrintStream out) throws IOException;
  }

  /** Where programs write traces. */
  @TempDir private static Path written;

  private static final Map<String, Program> PROGRAMS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("arp-anon", (traces, out) -> AnonymousArp.run(traces, written, out)),
              Map.entry("HomeFlow", HomeFlows::run),
              Map.entry("IPflow", FlowKeys::run),
              Map.entry("IPflowDict", FlowDictionary::run),
              Map.entry("ba-slice", ByteSlices::run),
              Map.entry("bpf-filter", BpfFilter::run),
              Map.entry("change-filter", ChangeFilter::run),
              Map.entry("checksum", FixChecksums::run),
              Map.entry("checksum6", FixChecksums6::run),
              Map.entry("copy-first-n", (traces, out) -> CopyFirst.run(traces, written, out)),
              Map.entry("copy-icmp", (traces, out) -> CopyIcmp.run(traces, written, out)),
              Map.entry("copy-icmp6", (traces, out) -> CopyIcmp6.run(traces, written, out)),
              Map.entry("encap-pkt", EncapsulatedPackets::run),
              Map.entry("encap-pkt6", EncapsulatedPackets6::run),
              Map.entry("icmp", IcmpMessages::run),
              Map.entry("icmp-checksum", IcmpChecksums::run),
              Map.entry("icmp6", Icmp6Messages::run),
              Map.entry("ip", IpHeaders::run),
              Map.entry("ip6", Ip6Headers::run),
              Map.entry("ipp", PrefixTour::run),
              Map.entry("ipp-hash", PrefixKeys::run),
              Map.entry("layers", GenericLayers::run),
              Map.entry("parta", TraceSummary::run),
              Map.entry("pldns", DnsMessages::runUdp),
              Map.entry("pldns-tcp", DnsMessages::runTcp),
              Map.entry("plt", PacketTour::run),
              Map.entry("read", ReadOneByOne::run),
              Map.entry("sctp", SctpChunks::run),
              Map.entry("sw-filter", SoftwareFilter::run),
              Map.entry("tcp", TcpHeaders::run),
              Map.entry("tcp-options", TcpOptions::run),
              Map.entry("u32", SequenceNumbers::run),
              Map.entry("udp", UdpHeaders::run),
              Map.entry("v6-tunnel", Tunnel6in4::run)));

  /** The traces that programs write, and what the original wrote. */
  private static final Map<String, Map.Entry<String, String>> WRITTEN =
      Map.of(
          "arp-anon", Map.entry("arp-changed.pcap", "arp-changed.pcap"),
          "copy-first-n", Map.entry("icmp-sample-out.pcap", "copy-first-n.icmp-sample-out.pcap"),
          "copy-icmp", Map.entry("icmp-sample-out.pcap", "copy-icmp.icmp-sample-out.pcap"),
          "copy-icmp6", Map.entry("icmp6-sample-out.pcap", "icmp6-sample-out.pcap"));

  /** Lines that differ because the original's are wrong. */
  private static final Map<String, Map<Integer, Difference>> DIFFERENCES =
      Map.of(
          "icmp", Map.of(112, Difference.MARGIN, 116, Difference.MARGIN),
          "read", Map.of(112, Difference.MARGIN, 116, Difference.MARGIN),
          "checksum", Map.of(760, Difference.NOT_KNOWN),
          "checksum6", Map.of(286, Difference.NOT_KNOWN),
          "ip", Map.of(47, Difference.NOT_KNOWN),
          "ipp", Map.of(31, Difference.SHORTER_FIRST),
          "ipp-hash",
              Map.of(
                  1, Difference.HASH,
                  2, Difference.HASH,
                  3, Difference.HASH,
                  4, Difference.HASH,
                  5, Difference.HASH));

  /** How the original's text becomes what is right. */
  private enum Difference {
    /** Its helper for ICMP types without a line of their own does not fill in the margin. */
    MARGIN(
        "its helper for other ICMP types prints `%s` in place of a margin",
        " %sOther, ", " ".repeat(13) + "Other, "),
    /** A number of dropped packets that is not known is 2^64 - 1. */
    NOT_KNOWN(
        "a number of drops that is not known is 2^64 - 1; ours is \"not known\"",
        " 18446744073709551615 packets",
        " unknown packets"),
    /** It sorts the longer of two prefixes with the same address first. */
    SHORTER_FIRST(
        "it sorts the longer of two prefixes with one address first",
        " 4p lt 4, 4p with longer prefix = True, False",
        " 4p lt 4, 4p with longer prefix = False, True"),
    /** Its hash of an address. */
    HASH("its hash of an address is another; any will do", " ", " ") {
      @Override
      String correct(String line) {
        String address = line.substring(1, line.indexOf(" -> "));
        String before = line.substring(0, line.lastIndexOf(' ') + 1);
        return before + IpPrefix.parse(address).hashCode();
      }
    };

    private final String why;
    private final String wrong;
    private final String right;

    Difference(String why, String wrong, String right) {
      this.why = why;
      this.wrong = wrong;
      this.right = right;
    }

    String correct(String line) {
      assertThat(line).startsWith(wrong);
      return right + line.substring(wrong.length());
    }
  }

  /** The programs that printed the same. */
  private static final SortedSet<String> EQUAL = new TreeSet<>();

  private static Stream<String> programs() {
    return PROGRAMS.keySet().stream();
  }

  @AfterAll
  static void reportScore() {
    if (EQUAL.isEmpty()) {
      return; // there is no reference data
    }
    Scores.Rows rows = new Scores.Rows("program", "lines that differ", "what the original does");
    new TreeMap<>(DIFFERENCES)
        .forEach(
            (name, lines) ->
                rows.add(
                    "`test-" + name + "`",
                    lines.keySet().stream().sorted().map(String::valueOf).collect(joining(", ")),
                    lines.values().iterator().next().why));
    String score = EQUAL.size() + "/34 programs print what the original printed";
    Scores.report("original-programs", score + "\n\n" + rows);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void printsWhatTheOriginalPrints(String name) throws IOException {
    List<String> expected = new ArrayList<>(result(name));
    DIFFERENCES
        .getOrDefault(name, Map.of())
        .forEach((n, why) -> expected.set(n - 1, why.correct(expected.get(n - 1))));
    assertThat(run(PROGRAMS.get(name))).isEqualTo(expected);
    Map.Entry<String, String> files = WRITTEN.get(name);
    if (files != null) {
      assertThat(written.resolve(files.getKey()))
          .hasSameBinaryContentAs(Reference.require("original/written/" + files.getValue()));
    }
    EQUAL.add(name);
  }

  @Test
  void everyProgramHasAnExampleForNewcomers() throws IOException {
    String readme = Files.readString(TestTraces.folder().resolveSibling("examples/README.md"));
    assertThat(PROGRAMS).hasSize(34);
    assertThat(PROGRAMS.keySet())
        .allSatisfy(name -> assertThat(readme).contains("| `test-" + name + "` |"));
  }

  @Test
  void everyProgramOfTheOriginalIsHere() throws IOException {
    try (Stream<Path> files = Files.list(Reference.require("original"))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".res")))
          .containsExactlyInAnyOrderElementsOf(
              PROGRAMS.keySet().stream().map(name -> "test-" + name + ".res").toList());
    }
  }

  private static List<String> result(String name) throws IOException {
    String tags = "\\[[A-Za-z_0-9<>]+:[0-9]+(:\\{[^}]*\\})?\\]";
    return Files.readAllLines(Reference.require("original/test-" + name + ".res")).stream()
        .map(line -> line.replaceAll(tags, ""))
        .toList();
  }

  private static List<String> run(Program program) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      program.run(Reference.require("original"), out);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
