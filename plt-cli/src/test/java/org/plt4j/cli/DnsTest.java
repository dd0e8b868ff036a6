// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.TestTraces;

class DnsTest {
  private static final String VOYAGER =
      "{\"n\":2,\"timestampNanos\":TIME,\"src\":\"130.216.191.251\",\"srcPort\":37659,"
          + "\"dst\":\"130.216.1.1\",\"dstPort\":53,\"transport\":\"udp\",\"status\":\"ok\","
          + "\"id\":14964,\"response\":false,\"opcode\":\"QUERY\",\"rcode\":\"NOERROR\","
          + "\"flags\":[\"rd\"],\"questions\":[{\"name\":\"voyager.auckland.ac.nz.\","
          + "\"class\":\"IN\",\"type\":\"A\"}],\"answers\":[],\"authority\":[],\"additional\":[]}";

  private static Path udp() {
    return Reference.require("original/dns-test.pcap");
  }

  private static Path tcp() {
    return Reference.require("original/dns_valid_response_tcp.pcap");
  }

  @Test
  void printsJson() {
    Run run = Run.plt("dns", "--json", udp());

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEqualTo("100 messages, 0 of them with a fault\n");
    assertThat(run.lines()).hasSize(100).allSatisfy(Json::object);
    Object time = Json.object(run.lines().get(1)).get("timestampNanos");
    assertThat(run.lines().get(1)).isEqualTo(VOYAGER.replace("TIME", String.valueOf(time)));
    assertThat(run.lines().get(2))
        .contains(
            "\"answers\":[{\"name\":\"voyager.auckland.ac.nz.\",\"ttl\":1800,\"class\":\"IN\","
                + "\"type\":\"CNAME\",\"rdata\":\"lyra.auckland.ac.nz.\"},");
  }

  @Test
  void jsonOfTcpHasEdnsBesideTheAdditionalRecords() {
    Run run = Run.plt("dns", "--json", tcp());

    assertThat(run.lines()).hasSize(2);
    Map<String, Object> query = Json.object(run.lines().get(0));
    assertThat(query).containsEntry("transport", "tcp").containsEntry("n", 4L);
    assertThat(query.get("additional")).isEqualTo(List.of());
    assertThat(run.lines().get(0))
        .endsWith(
            "\"edns\":{\"version\":0,\"udpSize\":4096,\"dnssecOk\":false,\"extendedRcode\":0,"
                + "\"options\":[]}}");
  }

  @Test
  void printsALineAMessage() {
    Run run = Run.plt("dns", tcp());

    assertThat(run.lines())
        .containsExactly(
            "4 2017-04-18 19:51:19.615733 139.133.208.62:53035 > 139.133.204.173:53 tcp 6111"
                + " query QUERY rd ad google.com. IN A",
            "6 2017-04-18 19:51:19.640596 139.133.204.173:53 > 139.133.208.62:53035 tcp 6111"
                + " response QUERY NOERROR rd ra google.com. IN A; answers: A 216.58.206.110");
  }

  @Test
  void printsBlocks() {
    Run run = Run.plt("dns", "-v", "--skip", 2, "--count", 1, udp());

    assertThat(run.lines())
        .contains(
            ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 14964",
            ";; flags: qr aa rd ra; QUERY: 1, ANSWER: 2, AUTHORITY: 5, ADDITIONAL: 5",
            ";; QUESTION SECTION:",
            ";voyager.auckland.ac.nz.\tIN\tA",
            ";; ANSWER SECTION:",
            "lyra.auckland.ac.nz.\t1800\tIN\tA\t130.216.191.98");
    assertThat(run.lines().get(0)).startsWith(";; 3 ");
  }

  @Test
  void blocksShowEdnsAsDigDoes() {
    Run run = Run.plt("dns", "-v", "--count", 4, tcp());

    assertThat(run.lines())
        .containsSubsequence(
            ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 6111",
            ";; flags: rd ad; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1",
            ";; OPT PSEUDOSECTION:",
            "; EDNS: version: 0, flags:; udp: 4096",
            ";; QUESTION SECTION:",
            ";google.com.\tIN\tA")
        .doesNotContain(";; ADDITIONAL SECTION:");
  }

  @Test
  void cutMessagesKeepWhatIsWhole() {
    Run run = Run.plt("dns", "--json", "--snap-length", 110, udp());

    assertThat(run.code()).isZero();
    assertThat(run.lines()).hasSize(100).anySatisfy(line -> assertThat(line).contains("truncated"));
    assertThat(Json.object(run.lines().get(2)).get("answers"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(1);
  }

  @Test
  void countsAndMatchesQueriesWithResponses() {
    Map<String, Object> stats = Json.object(Run.plt("dns", "--stats", "--json", tcp()).out());

    assertThat(stats)
        .containsEntry("queries", 1L)
        .containsEntry("responses", 1L)
        .containsEntry("answered", 1L)
        .containsEntry("unanswered", 0L)
        .containsEntry("names", List.of(Map.of("name", "google.com.", "count", 1L)))
        .containsEntry("types", List.of(Map.of("type", "A", "count", 1L)))
        .containsEntry("rcodes", List.of(Map.of("rcode", "NOERROR", "count", 1L)));
    assertThat(Json.asObject(stats.get("responseNanos")))
        .containsEntry("min", 24_863_000L)
        .containsEntry("max", 24_863_000L);
    Run text = Run.plt("dns", "--stats", "--top", 1, udp());
    assertThat(text.lines()).anySatisfy(line -> assertThat(line).startsWith("Response time"));
  }

  @Test
  void aTraceWithoutDnsGivesNothing() {
    Run run = Run.plt("dns", TestTraces.path("icmp-errors.pcap"));

    assertThat(run).isEqualTo(new Run(0, "", "0 messages, 0 of them with a fault\n"));
  }

  @Test
  void optionsThatDoNotGoTogether() {
    assertThat(Run.plt("dns", "-v", "--stats", "x").code()).isEqualTo(Main.BAD_USAGE);
    assertThat(Run.plt("dns", "--top", "3", "x").code()).isEqualTo(Main.BAD_USAGE);
  }
}
