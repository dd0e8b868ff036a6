// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Reference.Capture;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Scores;
import org.plt4j.testdata.Table.Row;
import org.plt4j.trace.Trace;

/**
 * Flows and directed address pairs equal those that an independent decoder and tshark agree on, in
 * all captures from which nothing was excluded, and in the synthetic conversations.
 */
class ConversationsConformanceTest {
  private static final String[] MUST_BE_ZERO = {
    "malformedIp",
    "notReached",
    "headerDisagree",
    "tsDisagree",
    "lenDisagree",
    "tsharkPacketCountDiffers"
  };

  /** A row for each set of captures. */
  private static final Scores.Rows SETS =
      new Scores.Rows(
          "captures",
          "compared:",
          "flows:",
          "flows equal in:",
          "metered equal in:",
          "pairs equal in:",
          "different:",
          "left out:");

  @AfterAll
  static void report() {
    Scores.report("flows", SETS.toString());
  }

  @Test
  void captures() throws IOException {
    Map<String, Path> files = new HashMap<>();
    for (Capture capture : Reference.captures()) {
      if (capture.format().startsWith("pcap")) {
        files.put(capture.id(), capture.file());
      }
    }
    compare("real", "conversations/", files);
  }

  @Test
  void synthetic() throws IOException {
    Map<String, Path> files = new HashMap<>();
    Path folder = Reference.require("conversations/synthetic/pcap");
    try (Stream<Path> list = java.nio.file.Files.list(folder)) {
      list.forEach(file -> files.put(file.getFileName().toString().replace(".pcap", ""), file));
    }
    compare("synthetic", "conversations/synthetic/", files);
  }

  private static void compare(String set, String folder, Map<String, Path> files)
      throws IOException {
    Set<String> strict = new HashSet<>();
    int other = 0;
    try (Stream<Row> rows = Reference.table(folder + "conv-captures.tsv.gz").rows()) {
      for (Row row : (Iterable<Row>) rows::iterator) {
        boolean agreed = Arrays.stream(MUST_BE_ZERO).allMatch(name -> row.number(name) == 0);
        if (agreed && files.containsKey(row.get("id"))) {
          strict.add(row.get("id"));
        } else {
          other++;
        }
      }
    }
    Map<String, List<String>> expectedFlows =
        byId(folder + "conv.tsv.gz", strict, ConversationsConformanceTest::flow);
    Map<String, List<String>> expectedPairs =
        byId(folder + "pairs.tsv.gz", strict, ConversationsConformanceTest::pair);
    Score score = new Score(20);
    long flows = 0;
    for (String id : strict) {
      FlowTable table = new FlowTable();
      FlowMeter meter = FlowMeter.of(FlowMeter.Settings.DEFAULT);
      try (Trace trace = Trace.open(files.get(id))) {
        for (Packet packet : trace) {
          table.add(packet);
          meter.add(packet);
        }
      }
      List<String> ourFlows =
          table.flows().stream().map(ConversationsConformanceTest::flow).sorted().toList();
      List<String> ourPairs =
          table.pairs().stream().map(ConversationsConformanceTest::pair).sorted().toList();
      flows += ourFlows.size();
      score.compare("flows", id, 0, text(expectedFlows.get(id)), text(ourFlows));
      List<String> metered =
          meter.flows().stream().map(ConversationsConformanceTest::flow).sorted().toList();
      score.compare("metered flows", id, 0, text(expectedFlows.get(id)), text(metered));
      score.compare("pairs", id, 0, text(expectedPairs.get(id)), text(ourPairs));
      assertThat(table.size()).as(id).isEqualTo(ourFlows.size());
      assertThat(table.pairCount()).as(id).isEqualTo(ourPairs.size());
    }
    SETS.add(
        set,
        strict.size(),
        flows,
        score.equal("flows"),
        score.equal("metered flows"),
        score.equal("pairs"),
        score.different(),
        other);
    System.out.println(folder + System.lineSeparator() + score);
    assertThat(strict).isNotEmpty();
    assertThat(score.differences()).isEmpty();
    assertThat(score.different()).isZero();
  }

  private static String text(@org.jspecify.annotations.Nullable List<String> lines) {
    return lines == null ? "" : String.join("\n", lines);
  }

  private static Map<String, List<String>> byId(
      String file, Set<String> ids, java.util.function.Function<Row, String> line) {
    try (Stream<Row> rows = Reference.table(file).rows()) {
      Map<String, List<String>> all =
          rows.filter(row -> ids.contains(row.get("id")))
              .collect(
                  Collectors.groupingBy(
                      row -> row.get("id"), Collectors.mapping(line, Collectors.toList())));
      all.values().forEach(lines -> lines.sort(null));
      return all;
    }
  }

  private static String flow(Row row) {
    return String.join(
        " ",
        row.get("version"),
        row.get("protocol"),
        IpAddress.parse(row.get("src")).toString(),
        row.get("srcPort"),
        IpAddress.parse(row.get("dst")).toString(),
        row.get("dstPort"),
        row.get("fwdPackets"),
        row.get("fwdBytes"),
        row.get("revPackets"),
        row.get("revBytes"),
        row.get("minNanos"),
        row.get("maxNanos"));
  }

  private static String flow(MeteredFlow flow) {
    return flow(
        new Flow(
            flow.key(),
            flow.forward().packets(),
            flow.forward().bytes(),
            flow.reverse().packets(),
            flow.reverse().bytes(),
            flow.firstNanos(),
            flow.lastNanos()));
  }

  private static String flow(Flow flow) {
    FlowKey key = flow.key();
    return key.version()
        + " "
        + key.protocol()
        + " "
        + key.src()
        + " "
        + key.srcPort()
        + " "
        + key.dst()
        + " "
        + key.dstPort()
        + " "
        + flow.fwdPackets()
        + " "
        + flow.fwdBytes()
        + " "
        + flow.revPackets()
        + " "
        + flow.revBytes()
        + " "
        + flow.firstNanos()
        + " "
        + flow.lastNanos();
  }

  private static String pair(Row row) {
    return String.join(
        " ",
        IpAddress.parse(row.get("src")).toString(),
        IpAddress.parse(row.get("dst")).toString(),
        row.get("packets"),
        row.get("bytes"));
  }

  private static String pair(AddressPair pair) {
    return pair.src() + " " + pair.dst() + " " + pair.packets() + " " + pair.bytes();
  }
}
