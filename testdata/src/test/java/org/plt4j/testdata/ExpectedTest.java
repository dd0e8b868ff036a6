// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracles read the committed traces as the generator means them. */
class ExpectedTest {
  private static final String[] ORACLES = {"libpcap", "libtrace", "tshark"};

  @ParameterizedTest
  @ValueSource(strings = {"libpcap", "libtrace", "tshark"})
  void everyTraceIsReadOrItsRefusalIsRecorded(String oracle) {
    Set<String> traces = names();
    Set<String> read = rows(oracle).keySet();
    assertThat(traces).containsAll(read);
    Set<String> missing = new HashSet<>(traces);
    missing.removeAll(read);
    missing.removeAll(refused(oracle));
    assertThat(missing).isSubsetOf("empty.pcap", "empty.pcapng");
  }

  @Test
  void refusalsNameTracesAndOracles() {
    assertThat(names()).containsAll(refused(ORACLES));
  }

  @Test
  void libpcapReadsTheSamePacketsFromEveryContainer() {
    List<String> meant = ContainerTraces.excerpt().stream().map(ExpectedTest::record).toList();
    Map<String, List<Table.Row>> rows = rows("libpcap");
    List<String> containers = containers();
    containers.removeIf(name -> name.contains(".erf"));
    assertThat(containers).hasSize(11);
    for (String name : containers) {
      assertThat(rows.get(name))
          .as(name)
          .extracting(row -> String.join(" ", row.cells().subList(2, 6)))
          .isEqualTo(meant);
    }
  }

  @Test
  void tsharkReadsTheSamePacketsFromEveryContainer() {
    Map<String, List<Table.Row>> rows = rows("tshark");
    List<String> meant = rows.get("flows.pcap").stream().map(ExpectedTest::fields).toList();
    assertThat(rows.get("flows.erf")).extracting(ExpectedTest::fields).isEqualTo(meant);
    assertThat(rows.get("flows.pcapng")).extracting(ExpectedTest::fields).isEqualTo(meant);
    assertThat(rows.get("flows.pcap.gz")).extracting(ExpectedTest::fields).isEqualTo(meant);
    List<String> containers = containers();
    assertThat(containers).hasSize(13);
    for (String name : containers) {
      assertThat(rows.get(name))
          .as(name)
          .extracting(ExpectedTest::fields)
          .isEqualTo(meant.subList(0, ContainerTraces.EXCERPT));
    }
  }

  @Test
  void everyErfRecordTypeIsSeen() {
    List<Table.Row> rows = rows("tshark").getOrDefault("erf-all-types.erf", List.of());
    assertThat(rows)
        .extracting(row -> row.get("erf.types.type"))
        .contains("1", "2", "3", "4", "10", "11", "16", "22", "23");
  }

  @Test
  void noChecksumIsWrongBesidesThoseThatAreMeantToBe() {
    Set<String> wrong = new HashSet<>();
    rows("tshark").forEach((name, rows) -> rows.forEach(row -> addWrong(wrong, row)));
    // UDP without a checksum over IPv6, a wrong IPv4 and a wrong TCP checksum; and what one ATM
    // cell cuts off.
    wrong.removeIf(row -> row.startsWith("erf-a") && row.contains(" erf:atm:"));
    assertThat(wrong)
        .extracting(row -> row.substring(0, row.lastIndexOf(' ')))
        .containsExactlyInAnyOrder("transports.pcap 5", "transports.pcap 18", "transports.pcap 19");
  }

  private static void addWrong(Set<String> wrong, Table.Row row) {
    for (String layer : List.of("ip", "tcp", "udp", "icmp", "icmpv6")) {
      String status = row.get(layer + ".checksum.status");
      if (status.equals("0") || status.equals("4")) {
        wrong.add(row.get("id") + " " + row.get("frame.number") + " " + row.get("frame.protocols"));
      }
    }
  }

  private static String record(Frame frame) {
    CRC32 crc = new CRC32();
    crc.update(frame.bytes());
    return String.format(
        "%d.%09d %d %d %08x",
        frame.nanos() / 1_000_000_000,
        frame.nanos() % 1_000_000_000,
        frame.capturedLength(),
        frame.originalLength(),
        crc.getValue());
  }

  /** What does not depend on the container: ERF counts the frame check sequence. */
  private static String fields(Table.Row row) {
    List<String> fields = new ArrayList<>();
    for (String name :
        List.of(
            "frame.number",
            "frame.time_epoch",
            "frame.cap_len",
            "eth.src",
            "eth.dst",
            "vlan.id",
            "ip.src",
            "ip.dst",
            "ip.proto",
            "ip.ttl",
            "ipv6.src",
            "ipv6.dst",
            "tcp.srcport",
            "tcp.dstport",
            "tcp.seq_raw",
            "udp.srcport",
            "udp.dstport")) {
      fields.add(row.get(name));
    }
    return String.join(" ", fields);
  }

  private static Set<String> names() {
    return TestTraces.all().stream()
        .map(p -> p.getFileName().toString())
        .collect(Collectors.toSet());
  }

  private static List<String> containers() {
    return new ArrayList<>(names().stream().filter(name -> name.startsWith("container")).toList());
  }

  private static Map<String, List<Table.Row>> rows(String oracle) {
    try (Stream<Table.Group> groups = TestTraces.expected(oracle + ".tsv").groups()) {
      return groups.collect(Collectors.toMap(Table.Group::id, Table.Group::rows));
    }
  }

  private static Set<String> refused(String... oracles) {
    try (Stream<Table.Row> rows = TestTraces.expected("refused.tsv").rows()) {
      return rows.filter(row -> List.of(oracles).contains(row.get("oracle")))
          .map(row -> row.get("id"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void refusedFilesWereReadAsFarAsTheTablesSay() {
    Map<String, Long> counts = new HashMap<>();
    for (String oracle : ORACLES) {
      rows(oracle).forEach((name, rows) -> counts.put(oracle + " " + name, (long) rows.size()));
    }
    try (Stream<Table.Row> rows = TestTraces.expected("refused.tsv").rows()) {
      assertThat(rows)
          .isNotEmpty()
          .allSatisfy(
              row ->
                  assertThat(counts.getOrDefault(row.get("oracle") + " " + row.get("id"), 0L))
                      .isEqualTo(row.number("rows")));
    }
  }
}
