// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Reference.Capture;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Scores;
import org.plt4j.testdata.Table.Group;
import org.plt4j.testdata.Table.Row;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormatException;

/** Identifier, flags, counts and first question of real packets equal those that tshark prints. */
class DnsFieldsConformanceTest {
  /** Every message on which we differ, and why; docs/conformance.md says who is right. */
  private static final Map<String, String> KNOWN_DIFFERENCES =
      Map.of(
          "0d0a41cb2f98 1", "the question's name points forward; tshark follows it",
          "dd7d299e5882 19", "the middle of a stream, no start of a message",
          "dd7d299e5882 25", "the middle of a stream, no start of a message");

  private final Score score = new Score(200);
  private final Map<String, Integer> excluded = new TreeMap<>();
  private int messages;

  @Test
  void fieldsEqualTshark() throws IOException {
    Map<String, Capture> captures = new HashMap<>();
    Reference.captures().forEach(capture -> captures.put(capture.id(), capture));
    try (Stream<Group> groups = Reference.fields().groups()) {
      for (Group group : (Iterable<Group>) groups::iterator) {
        Capture capture = Objects.requireNonNull(captures.get(group.id()));
        if (capture.format().startsWith("pcap")
            && group.rows().stream().anyMatch(row -> row.has("dns.id"))) {
          compare(capture, group.rows());
        }
      }
    }
    Scores.report(
        "dns-fields",
        String.format(Locale.ROOT, "%,d messages:\n\n%s", messages, score.toMarkdown()));
    excluded.forEach((reason, count) -> System.out.println("excluded " + count + ": " + reason));
    for (Score.Difference difference : score.differences()) {
      String reason = KNOWN_DIFFERENCES.get(difference.id() + " " + difference.n());
      System.out.println(difference + ": " + reason);
      assertThat(reason).as(difference.toString()).isNotNull();
    }
    assertThat(messages).isGreaterThan(5_700);
    assertThat(score.different()).isLessThanOrEqualTo(5);
  }

  private void compare(Capture capture, List<Row> rows) throws IOException {
    try (Trace trace = Trace.open(capture.file())) {
      for (Row row : rows) {
        if (!row.has("frame.encap_type")) {
          continue;
        }
        Packet packet = trace.read();
        if (packet == null) {
          return;
        }
        if (row.has("dns.id")) {
          compare(capture.id(), row, packet);
        }
      }
    } catch (TraceFormatException e) {
      excluded.merge("behind a bad record", 1, Integer::sum);
    }
  }

  private void compare(String id, Row row, Packet packet) {
    String protocols = row.get("frame.protocols");
    DnsMessage message = message(packet, protocols);
    if (message == null) {
      return;
    }
    messages++;
    long n = row.number("frame.number");
    number("dns.id", id, n, row, message.id());
    number("dns.flags", id, n, row, message.flags());
    number("dns.count.queries", id, n, row, message.questionCount());
    number("dns.count.answers", id, n, row, message.answerCount());
    number("dns.count.auth_rr", id, n, row, message.authorityCount());
    number("dns.count.add_rr", id, n, row, message.additionalCount());
    DnsQuestion question = message.question();
    if (row.has("dns.qry.name") && row.has("dns.qry.class")) {
      String name = question == null ? null : tsharkText(question.name());
      score.compare("dns.qry.name", id, n, row.get("dns.qry.name"), name);
      number("dns.qry.type", id, n, row, question == null ? -1 : question.type());
      // in multicast DNS tshark shows the class without the bit for unicast responses
      int bits = protocols.endsWith(":mdns") ? 0x7fff : 0xffff;
      number("dns.qry.class", id, n, row, question == null ? -1 : question.classNumber() & bits);
    }
  }

  private @Nullable DnsMessage message(Packet packet, String protocols) {
    Udp udp = packet.udp();
    Tcp tcp = packet.tcp();
    List<String> layers = List.of(protocols.split(":"));
    int ips =
        (int) layers.stream().filter(name -> name.equals("ip") || name.equals("ipv6")).count();
    if (ips != 1) {
      excluded.merge("several IP headers or a quoted datagram", 1, Integer::sum);
    } else if (layers.contains("quic")) {
      excluded.merge("decrypted from QUIC", 1, Integer::sum);
    } else if (udp != null) {
      return DnsMessage.of(udp);
    } else if (tcp != null) {
      List<DnsMessage> inSegment = DnsMessage.of(tcp);
      if (!inSegment.isEmpty()) {
        return inSegment.get(0);
      }
      excluded.merge("no length in the segment", 1, Integer::sum);
    } else {
      excluded.merge("neither UDP nor TCP reached", 1, Integer::sum);
    }
    return null;
  }

  /** Without the last point and escapes. */
  private static @Nullable String tsharkText(@Nullable DnsName name) {
    if (name == null) {
      return null;
    }
    if (name.isRoot()) {
      return "<Root>";
    }
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < name.labelCount(); i++) {
      labels.add(new String(name.label(i), StandardCharsets.UTF_8));
    }
    return String.join(".", labels).replace("\0", "\\000");
  }

  private void number(String column, String id, long n, Row row, long ours) {
    if (row.has(column)) {
      score.compare(column, id, n, Long.decode(row.get(column)), ours);
    }
  }
}
