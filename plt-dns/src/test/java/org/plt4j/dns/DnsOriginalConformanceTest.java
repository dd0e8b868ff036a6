// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Score;
import org.plt4j.trace.Trace;

/** The printed results of the original's DNS test programs, and its objects' values. */
class DnsOriginalConformanceTest {
  private static final Pattern TAG = Pattern.compile("\\[[A-Za-z_0-9<>]+:[0-9]+(:\\{[^}]*\\})?\\]");
  private static final int DNS = 53;

  private final List<String> lines = new ArrayList<>();

  @Test
  void programOverUdpPrintsTheSame() throws IOException {
    assertThat(run("dns-test.pcap")).isEqualTo(expected("test-pldns.res"));
  }

  @Test
  void programOverTcpPrintsTheSame() throws IOException {
    assertThat(run("dns_valid_response_tcp.pcap")).isEqualTo(expected("test-pldns-tcp.res"));
  }

  private static String expected(String name) throws IOException {
    String result = Files.readString(Reference.require("original/" + name));
    return TAG.matcher(result).replaceAll("");
  }

  private String run(String name) throws IOException {
    int n = 0;
    try (Trace trace = Trace.open(Reference.require("original/" + name))) {
      for (Packet packet : trace) {
        n++;
        Ip ip = packet.ip();
        for (DnsMessage message : messages(packet)) {
          line(" %5d: %s -> %s", n, Objects.requireNonNull(ip).src(), ip.dst());
          print(message);
        }
      }
    }
    line(" %d packets read", n);
    return String.join("\n", lines) + "\n";
  }

  private static List<DnsMessage> messages(Packet packet) {
    Udp udp = packet.udp();
    if (udp != null) {
      return List.of(DnsMessage.of(udp));
    }
    Tcp tcp = packet.tcp();
    boolean dns = tcp != null && (tcp.srcPort() == DNS || tcp.dstPort() == DNS);
    return dns ? DnsMessage.of(tcp) : List.of();
  }

  private void print(DnsMessage message) {
    line(
        "        %s, ident=%04x, opcode=%d (%s), rcode=%d (%s)",
        message.isResponse() ? "response" : "query",
        message.id(),
        message.opcode(),
        DnsOpcode.name(message.opcode()),
        message.headerRcode(),
        DnsRcode.name(message.headerRcode()));
    List<DnsQuestion> questions = message.questions();
    if (questions.isEmpty()) {
      line("        Query list empty");
    } else {
      line("        Query list (%d items)", questions.size());
      for (DnsQuestion question : questions) {
        line("           %s\t%3d", question.name(), question.type());
      }
    }
    if (message.isResponse()) {
      print("Response", message.answers());
      print("Authority", message.authority());
      print("Additional", withoutOpt(message.additional()));
    }
    line(" ");
  }

  private static List<DnsRecord> withoutOpt(List<DnsRecord> records) {
    return records.stream().filter(record -> record.type() != DnsType.OPT).toList();
  }

  private void print(String section, List<DnsRecord> records) {
    if (records.isEmpty()) {
      line("        %s list empty", section);
      return;
    }
    line("        %s list (%d items)", section, records.size());
    for (DnsRecord record : records) {
      String type = DnsType.name(record.type());
      line("           %s\t%3d\t%s\t%s", record.owner(), record.ttl(), type, record.rdata());
    }
  }

  private void line(String format, @Nullable Object... values) {
    lines.add(String.format(Locale.ROOT, format, values));
  }

  /** Every object of the original that holds a DNS message. */
  @ParameterizedTest
  @CsvSource({
    "original/dns-test.pcap, plt_dns-test.pcap, 100",
    "original/dns_valid_response_tcp.pcap, plt_dns_valid_response_tcp.pcap, 2",
    "original/anon-v4.pcap, plt_anon-v4.pcap, 28",
    "traces/fragtest.erf.gz, lt_fragtest.erf.gz, 3"
  })
  void objectsAreEqual(String file, String oracle, int objects) throws IOException {
    Score score = new Score(20);
    int compared = 0;
    Path printed = Reference.require("oracle/" + oracle + ".jsonl.gz");
    try (Trace trace = Trace.open(Reference.require(file));
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(printed)), StandardCharsets.UTF_8))) {
      for (Packet packet : trace) {
        Map<String, Object> row = Json.object(reader.readLine());
        if (row.get("dns") != null) {
          Map<String, Object> dns = Json.asObject(row.get("dns"));
          compare(oracle, trace.records(), packet, dns.values().iterator().next(), score);
          compared++;
        }
      }
    }
    System.out.println(oracle + "\n" + score);
    assertThat(score.differences()).isEmpty();
    assertThat(compared).isEqualTo(objects);
  }

  private static void compare(
      String id, long n, Packet packet, @Nullable Object object, Score score) {
    Map<String, Object> theirs = Json.asObject(object);
    List<DnsMessage> messages = messages(packet);
    if (!Boolean.TRUE.equals(theirs.get("is_ok"))) {
      boolean fault = messages.isEmpty() || !messages.get(0).status().isOk();
      score.compare("status is not ok", id, n, true, fault);
      return;
    }
    DnsMessage message = messages.get(0);
    score.compare("id", id, n, theirs.get("ident"), (long) message.id());
    score.compare("response", id, n, theirs.get("is_response"), message.isResponse());
    score.compare("opcode", id, n, theirs.get("opcode"), (long) message.opcode());
    score.compare("opcode name", id, n, theirs.get("opcodestr"), DnsOpcode.name(message.opcode()));
    score.compare("rcode", id, n, theirs.get("rcode"), (long) message.headerRcode());
    score.compare(
        "rcode name", id, n, theirs.get("rcodestr"), DnsRcode.name(message.headerRcode()));
    List<String> questions = new ArrayList<>();
    message.questions().forEach(question -> questions.add(question.toString()));
    score.compare("questions", id, n, texts(theirs, "query_rr_list", "str"), questions);
    compare("answers", "response_rr_list", id, n, theirs, message.answers(), score);
    compare("authority", "auth_rr_list", id, n, theirs, message.authority(), score);
    List<DnsRecord> additional = withoutOpt(message.additional());
    compare("additional", "addit_rr_list", id, n, theirs, additional, score);
  }

  private static void compare(
      String column,
      String list,
      String id,
      long n,
      Map<String, Object> theirs,
      List<DnsRecord> records,
      Score score) {
    List<String> texts = records.stream().map(DnsRecord::toString).toList();
    List<String> rdata = records.stream().map(DnsRecord::rdata).toList();
    score.compare(column, id, n, texts(theirs, list, "str"), texts);
    score.compare(column + " rdata", id, n, texts(theirs, list, "rdata"), rdata);
  }

  private static List<String> texts(Map<String, Object> theirs, String list, String key) {
    List<String> texts = new ArrayList<>();
    if (theirs.get(list) instanceof List<?> records) {
      records.forEach(record -> texts.add((String) Json.asObject(record).get(key)));
    }
    return texts;
  }
}
