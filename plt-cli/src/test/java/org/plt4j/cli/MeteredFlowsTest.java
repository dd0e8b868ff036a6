// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.TestTraces;

/** {@code plt flows} with its statistics, timeouts and formats. */
class MeteredFlowsTest {
  private static final Path TRACE = TestTraces.folder().resolve("flows.pcap");

  @Test
  void statisticsAreAddedToWhatFlowsPrints() {
    List<String> plain = Run.plt("flows", "--json", TRACE).lines();
    List<String> metered = Run.plt("flows", "--json", "--stats", TRACE).lines();
    assertThat(metered).hasSameSizeAs(plain);
    for (int i = 0; i < plain.size(); i++) {
      Map<String, ?> flow = Json.object(metered.get(i));
      Json.object(plain.get(i))
          .forEach((key, value) -> assertThat((Object) flow.get(key)).isEqualTo(value));
      assertThat(flow.get("end")).isIn("trace", "closed");
      assertThat(flow).containsKeys("fwdMeanSize", "fwdIpBytes");
      assertThat(flow.containsKey("revMeanSize")).isEqualTo(!flow.get("revPackets").equals(0L));
      assertThat(flow.containsKey("fwdMaxGapNanos")).isEqualTo(!flow.get("fwdPackets").equals(1L));
      assertThat(flow.containsKey("fwdSyn")).isEqualTo(flow.get("protocol").equals(6L));
    }
    for (String sort : List.of("packets", "bytes", "first")) {
      assertThat(firstColumns(Run.plt("flows", "--csv", "--sort", sort, "--stats", TRACE)))
          .isEqualTo(firstColumns(Run.plt("flows", "--csv", "--sort", sort, TRACE)));
    }
    assertThat(Run.plt("flows", "--stats", "--top", 3, TRACE).lines()).hasSize(4);
    assertThat(Run.plt("flows", "--stats", "--totals", TRACE).out())
        .isEqualTo("pkts=228 bytes=26947 ip=215 flows=44\n");
  }

  private static List<String> firstColumns(Run run) {
    return run.lines().stream()
        .map(line -> line.replaceAll("^(([^,]*,){11}[^,]*).*", "$1"))
        .toList();
  }

  @Test
  void timeoutsPartFlows() {
    List<String> whole = Run.plt("flows", "--csv", TRACE).lines();
    List<String> idle = Run.plt("flows", "--csv", "--idle", "1.5", TRACE).lines();
    List<String> active = Run.plt("flows", "--csv", "--active", 1, "--close", TRACE).lines();
    assertThat(idle).hasSizeGreaterThan(whole.size()).anyMatch(line -> line.endsWith(",idle"));
    assertThat(active).hasSizeGreaterThan(whole.size()).anyMatch(line -> line.endsWith(",active"));
    assertThat(packets(idle)).isEqualTo(packets(whole)).isEqualTo(packets(active));
    List<String> few = Run.plt("flows", "--csv", "--max-flows", 3, TRACE).lines();
    assertThat(few).anyMatch(line -> line.endsWith(",evicted"));
    assertThat(packets(few)).isEqualTo(packets(whole));
  }

  private static long packets(List<String> csv) {
    return csv.stream()
        .skip(1)
        .map(line -> line.split(","))
        .mapToLong(cells -> Long.parseLong(cells[6]) + Long.parseLong(cells[8]))
        .sum();
  }

  @Test
  void home() {
    List<String> lines =
        Run.plt("flows", "--csv", "--home", "192.0.2.0/24", "--home", "2001:db8::/32", TRACE)
            .lines();
    assertThat(lines.get(0)).endsWith(",direction");
    assertThat(lines).anyMatch(line -> line.endsWith(",outward"));
    assertThat(Run.plt("flows", "--home", "0.0.0.0/0", TRACE).lines().get(0)).endsWith("Direction");
    assertThat(Run.plt("flows", "--home", "0.0.0.0/0", "--stats", "--json", TRACE).out())
        .contains("\"direction\":\"inside\"");
    assertThat(Run.plt("flows", "--home", "x", TRACE).code()).isEqualTo(2);
  }

  @Test
  void cic() {
    List<String> lines = Run.plt("flows", "--format", "cic", TRACE).lines();
    String[] names = lines.get(0).split(",");
    assertThat(names).hasSize(84).startsWith("Flow ID", "Src IP").endsWith("Idle Min", "Label");
    assertThat(lines).allMatch(line -> line.split(",", -1).length == 84);
    long packets =
        lines.stream()
            .skip(1)
            .map(line -> line.split(","))
            .mapToLong(cells -> Long.parseLong(cells[8]) + Long.parseLong(cells[9]))
            .sum();
    assertThat(packets).isEqualTo(215);
    assertThat(Run.plt("flows", "--format", "cic", "--json", TRACE).lines())
        .allMatch(line -> Json.object(line).get("Label").equals("NeedManualLabel"));
  }

  @Test
  void whatDoesNotGoTogether() {
    for (List<String> options :
        List.of(
            List.of("--stats", "--by", "pair"),
            List.of("--home", "::/0", "--by", "host"),
            List.of("--max-flows", "5"),
            List.of("--max-flows", "0", "--csv"),
            List.of("--max-flows", "5", "--csv", "--sort", "bytes"),
            List.of("--format", "cic", "--stats"),
            List.of("--format", "other"),
            List.of("--key", "port"),
            List.of("--idle", "0"),
            List.of("--idle", "-1"),
            List.of("--idle", "1e3"))) {
      Object[] args = new Object[options.size() + 2];
      args[0] = "flows";
      System.arraycopy(options.toArray(), 0, args, 1, options.size());
      args[args.length - 1] = TRACE;
      assertThat(Run.plt(args).code()).as(options.toString()).isEqualTo(2);
    }
  }
}
