// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.Table;
import org.plt4j.testdata.TestTraces;

/** The flows of {@code flows.pcap}, counted once more from the fields that tshark printed. */
class FlowsOfTheDayTest {
  private static final String TRACE = "flows.pcap";
  private static final Map<String, Integer> ICMP = Map.of("icmp", 1, "icmpv6", 58);
  private static final Map<Integer, String> WITH_PORTS = Map.of(6, "tcp", 17, "udp", 132, "sctp");

  private record End(String address, String port) {}

  private record Key(long protocol, End src, End dst) {
    Key reverse() {
      return new Key(protocol, dst, src);
    }
  }

  @Test
  void jsonHasTheFlowsThatTsharkSaw() {
    Map<Key, long[]> expected = new LinkedHashMap<>();
    try (Stream<Table.Row> rows = TestTraces.expected("tshark.tsv").rows()) {
      rows.filter(row -> row.get("id").equals(TRACE)).forEach(row -> count(row, expected));
    }
    Map<Key, long[]> ours = new LinkedHashMap<>();
    for (String line : Run.plt("flows", "--json", TestTraces.path(TRACE)).lines()) {
      Map<String, Object> flow = Json.object(line);
      ours.put(
          new Key(
              (Long) flow.get("protocol"),
              new End((String) flow.get("src"), String.valueOf(flow.get("srcPort"))),
              new End((String) flow.get("dst"), String.valueOf(flow.get("dstPort")))),
          Stream.of("fwdPackets", "fwdBytes", "revPackets", "revBytes")
              .mapToLong(name -> (Long) flow.get(name))
              .toArray());
    }

    assertThat(ours).containsExactlyInAnyOrderEntriesOf(expected).hasSizeGreaterThan(30);
  }

  private static void count(Table.Row row, Map<Key, long[]> flows) {
    boolean version4 = row.has("ip.src");
    if (!version4 && !row.has("ipv6.src")) {
      return;
    }
    // The day has no tunnels, so the layer behind the addresses is the outermost IP header's own.
    List<String> layers = List.of(row.get("frame.protocols").split(":", -1));
    String version = version4 ? "ip" : "ipv6";
    long protocol =
        version4
            ? row.number("ip.proto")
            : layers.contains("icmpv6") ? ICMP.get("icmpv6") : row.number("ipv6.nxt");
    String ports = WITH_PORTS.getOrDefault((int) protocol, "");
    boolean hasPorts = layers.contains(ports) && !row.get("ip.frag_offset").matches("[1-9].*");
    Key key =
        new Key(
            protocol,
            new End(row.get(version + ".src"), hasPorts ? row.get(ports + ".srcport") : "0"),
            new End(row.get(version + ".dst"), hasPorts ? row.get(ports + ".dstport") : "0"));
    boolean reverse = !flows.containsKey(key) && flows.containsKey(key.reverse());
    long[] counts = flows.computeIfAbsent(reverse ? key.reverse() : key, absent -> new long[4]);
    counts[reverse ? 2 : 0]++;
    counts[reverse ? 3 : 1] += row.number("frame.len");
  }
}
