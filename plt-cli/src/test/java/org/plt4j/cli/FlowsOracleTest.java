// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Score;

/**
 * The address pairs that {@code plt flows --by pair} prints against those that libtrace, driven by
 * python-libtrace, counted in its own and in python-libtrace's test traces.
 */
class FlowsOracleTest {
  private static final int ETHER_TYPE_MPLS = 0x8847;

  /**
   * What the oracle says of one trace.
   *
   * @param pairs the lines of {@code --by pair}, of the packets in which it found an IP header
   * @param mpls packets whose EtherType is MPLS: the original looks for IP behind one VLAN tag at
   *     most, so they are in no pair of its
   * @param whole whether it could read the trace
   */
  private record Oracle(List<String> pairs, long ipPackets, long mpls, boolean whole) {
    static Oracle of(String name) throws IOException {
      Map<String, Long> pairs = new TreeMap<>(); // ASCII: in byte order
      long packets = 0;
      long mpls = 0;
      boolean ended = false;
      Path file = Reference.require("oracle/" + name + ".jsonl.gz");
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          Map<String, Object> row = Json.object(line);
          ended |= row.containsKey("end");
          if (row.get("flow") instanceof Map<?, ?> flow) {
            pairs.merge(flow.get("src_prefix") + "|" + flow.get("dst_prefix"), 1L, Long::sum);
            packets++;
          } else if (row.containsKey("pkt")) {
            Object etherType = Json.asObject(row.get("pkt")).get("ethertype");
            mpls += etherType.equals((long) ETHER_TYPE_MPLS) ? 1 : 0;
          }
        }
      }
      List<String> text =
          pairs.entrySet().stream()
              .map(pair -> String.format("%8d  %s", pair.getValue(), pair.getKey()))
              .toList();
      return new Oracle(text, packets, mpls, ended);
    }
  }

  private static Path trace(String name) {
    String file = name.substring(name.indexOf('_') + 1);
    return Reference.require((name.startsWith("plt") ? "original/" : "traces/") + file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plt_anon-v4.pcap",
        "plt_anon-v6.pcap",
        "plt_1000packets.pcap.gz",
        "lt_100_packets.pcap",
        "lt_100_packetsns.pcap",
        "lt_100_seconds.pcap",
        "lt_100_packets.erf"
      })
  void printsThePairsThatLibtraceCounts(String name) throws IOException {
    Run run = Run.plt("flows", "--by", "pair", trace(name));

    assertThat(run.code()).isEqualTo(Main.DONE);
    assertThat(run.lines()).isEqualTo(Oracle.of(name).pairs()).isNotEmpty();
  }

  /** Every pcap and ERF trace of the oracle. */
  @Test
  void scoresEveryPcapAndErfTraceOfTheOracle() throws IOException {
    Score score = new Score(100);
    for (String name : names()) {
      Oracle oracle = Oracle.of(name);
      Run run = Run.plt("flows", "--by", "pair", trace(name));
      if (oracle.mpls() > 0) {
        // We find the IP header behind the labels, too. (Four labelled packets of one trace are no
        // IP.)
        long ours = packets(run.lines());
        score.compare("with MPLS: more packets", name, 1, true, ours > oracle.ipPackets());
        score.compare(
            "with MPLS: no others", name, 1, true, ours <= oracle.ipPackets() + oracle.mpls());
      } else {
        score.compare("pairs", name, run.lines().size(), oracle.pairs(), run.lines());
      }
    }
    System.out.print(score);

    assertThat(score.differences()).isEmpty();
    assertThat(score.equal("pairs")).isGreaterThanOrEqualTo(29);
    assertThat(score.equal("with MPLS: more packets")).isEqualTo(3);
  }

  private static long packets(List<String> pairs) {
    return pairs.stream().mapToLong(line -> Long.parseLong(line.substring(0, 8).strip())).sum();
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(Reference.require("oracle"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".jsonl.gz", ""))
          .filter(name -> name.matches(".*\\.(pcap|erf)(\\.gz)?"))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }
}
