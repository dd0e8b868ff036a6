// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Sctp;
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

/**
 * The header fields of real captures equal those that tshark prints, on packets with exactly one IP
 * header, no quoted datagram, and only the link layers that we walk.
 */
class FieldsConformanceTest {
  private static final double REQUIRED_PERCENT = 99.9;

  /** tshark's names of the link layers that we walk. */
  private static final Set<String> LINK_LAYERS =
      Set.of(
          "eth",
          "ethertype",
          "llc",
          "vlan",
          "ieee8021ad",
          "mpls",
          "pppoes",
          "ppp",
          "raw",
          "null",
          "chdlc",
          "fr",
          "fddi",
          "arcnet",
          "tr",
          "sll");

  /** Protocols that tshark's names tell behind IPv6 extension headers. */
  private static final Map<String, Integer> PROTOCOLS =
      Map.of(
          "tcp", IpProtocol.TCP,
          "udp", IpProtocol.UDP,
          "sctp", IpProtocol.SCTP,
          "icmpv6", IpProtocol.ICMP6,
          "gre", IpProtocol.GRE,
          "ah", IpProtocol.AH,
          "esp", IpProtocol.ESP,
          "eigrp", 88,
          "ospf", 89);

  /** Addresses, protocol, ports, TTL. */
  private static final List<String> COLUMNS =
      List.of(
          "ip.src",
          "ip.dst",
          "ip.proto",
          "ip.ttl",
          "ipv6.src",
          "ipv6.dst",
          "ipv6.nxt",
          "ipv6 protocol",
          "ipv6.hlim",
          "tcp.srcport",
          "tcp.dstport",
          "udp.srcport",
          "udp.dstport",
          "sctp.srcport",
          "sctp.dstport");

  /** Every packet on which we differ, and why; docs/conformance.md says who is right. */
  private static final Map<String, String> KNOWN_DIFFERENCES =
      Map.ofEntries(
          entry("0346fdd7f66f 1", "IHL below 5: tshark shows no field, we show them as sent"),
          entry("cacaf37383c6 1", "total length below 20: tshark shows no field"),
          entry("06b11a2ea3b1 1", "options cut: tshark stops before the destination"),
          entry("1b016c6d3368 2", "source route: tshark shows the final destination"),
          entry("1b016c6d3368 7", "source route: tshark shows the final destination"),
          entry("62dd94c193cf 3", "loopback family 0x0f000800: tshark takes it for an EtherType"),
          entry("dc6c549a132f 3", "loopback family 0x0f000800: tshark takes it for an EtherType"),
          entry("1247a15abec3 1", "UDP length 0 of a jumbogram: tshark stops"),
          entry("294400ce6acd 1", "IPv6 payload length 0: tshark stops"),
          entry("026c139b1996 1", "fragment of 8 bytes of TCP: tshark stops behind the ports"),
          entry("a15a01ee359e 1", "fragment of 8 bytes of TCP: tshark stops behind the ports"),
          entry("ff7b3fc73987 1", "fragment of 8 bytes of TCP: tshark stops behind the ports"));

  private final Score score = new Score(1000);
  private final Map<String, Integer> excluded = new TreeMap<>();
  private int packets;

  @Test
  void fieldsEqualTshark() throws IOException {
    Map<String, Capture> captures = new HashMap<>();
    Reference.captures().forEach(capture -> captures.put(capture.id(), capture));
    try (Stream<Group> groups = Reference.fields().groups()) {
      for (Group group : (Iterable<Group>) groups::iterator) {
        compare(Objects.requireNonNull(captures.get(group.id())), group.rows());
      }
    }
    Scores.report(
        "fields", String.format(Locale.ROOT, "%,d packets:\n\n%s", packets, score.toMarkdown()));
    Scores.report(
        "fields-left-out", Scores.Rows.counts("left out", "packets", excluded).toString());
    for (Score.Difference difference : score.differences()) {
      String packet = difference.id() + " " + difference.n();
      String reason =
          difference.column().equals("ip.len") && Objects.equals(difference.actual(), 0L)
              ? "total length 0 of segmentation offload: tshark shows the packet's length"
              : KNOWN_DIFFERENCES.get(packet);
      System.out.println(difference + ": " + reason);
      assertThat(reason).as(difference.toString()).isNotNull();
    }
    assertThat(packets).isGreaterThan(97_000);
    assertThat(COLUMNS).allSatisfy(this::assertPercent);
  }

  private void assertPercent(String column) {
    assertThat(score.percent(column)).as(column).isGreaterThanOrEqualTo(REQUIRED_PERCENT);
  }

  private void compare(Capture capture, List<Row> rows) throws IOException {
    if (!capture.format().startsWith("pcap")) {
      exclude(capture.format(), rows.size());
      return;
    }
    try (Trace trace = Trace.open(capture.file())) {
      for (Row row : rows) {
        if (!row.has("frame.encap_type")) {
          exclude("a block that holds no packet", 1);
          continue;
        }
        Packet packet = trace.read();
        if (packet == null) {
          exclude("not a record", 1);
          return;
        }
        compare(capture.id(), row, packet);
      }
    } catch (TraceFormatException e) {
      exclude("behind a bad record", 1);
    }
  }

  private void compare(String id, Row row, Packet packet) {
    List<String> protocols = Arrays.asList(row.get("frame.protocols").split(":"));
    int ipAt =
        IntStream.range(0, protocols.size())
            .filter(i -> isIp(protocols.get(i)))
            .findFirst()
            .orElse(-1);
    if (ipAt < 0) {
      exclude("no IP header", 1);
      return;
    }
    List<String> link = protocols.subList(0, ipAt);
    if (!LINK_LAYERS.containsAll(link)) {
      exclude("link layers " + String.join(":", link.subList(0, Math.min(5, link.size()))), 1);
      return;
    }
    List<String> behind = protocols.subList(ipAt + 1, protocols.size());
    Comparison comparison = new Comparison(id, row, packet);
    if (behind.stream().anyMatch(FieldsConformanceTest::isIp)) {
      exclude("several IP headers or a quoted datagram", 1);
      comparison.compareOutermost(protocols.get(ipAt));
    } else {
      packets++;
      comparison.compare(behind);
    }
  }

  private static boolean isIp(String protocol) {
    return protocol.equals("ip") || protocol.equals("ipv6");
  }

  private void exclude(String reason, int count) {
    excluded.merge(reason, count, Integer::sum);
  }

  /** One packet against one row. */
  private final class Comparison {
    private final String id;
    private final Row row;
    private final Packet packet;

    Comparison(String id, Row row, Packet packet) {
      this.id = id;
      this.row = row;
      this.packet = packet;
    }

    /** The first occurrence of an address is that of the outermost header. */
    void compareOutermost(String announced) {
      String protocol = announced;
      Ip ip = packet.ip();
      if (protocol.equals("ip") && !row.has("ip.src") && ip instanceof Ip6) {
        protocol = "ipv6"; // version 6 where IPv4 was announced: tshark names both
      }
      text(protocol + ".src", "outermost src", ip == null ? null : ip.src());
      text(protocol + ".dst", "outermost dst", ip == null ? null : ip.dst());
    }

    void compare(List<String> behind) {
      Ip4 ip4 = packet.ip4();
      Ip6 ip6 = packet.ip6();
      text("ip.src", ip4 == null ? null : ip4.src());
      text("ip.dst", ip4 == null ? null : ip4.dst());
      text("ipv6.src", ip6 == null ? null : ip6.src());
      text("ipv6.dst", ip6 == null ? null : ip6.dst());
      number("ip.proto", ip4 == null ? -1 : ip4.protocol());
      number("ip.ttl", ip4 == null ? -1 : ip4.ttl());
      number("ipv6.nxt", ip6 == null ? -1 : ip6.nextHeader());
      number("ipv6.hlim", ip6 == null ? -1 : ip6.hopLimit());
      if (ip6 != null) {
        protocol6(ip6, behind);
      }
      Tcp tcp = packet.tcp();
      Udp udp = packet.udp();
      Sctp sctp = packet.sctp();
      number("tcp.srcport", tcp == null ? -1 : tcp.srcPort());
      number("tcp.dstport", tcp == null ? -1 : tcp.dstPort());
      number("udp.srcport", udp == null ? -1 : udp.srcPort());
      number("udp.dstport", udp == null ? -1 : udp.dstPort());
      number("sctp.srcport", sctp == null ? -1 : sctp.srcPort());
      number("sctp.dstport", sctp == null ? -1 : sctp.dstPort());
      if (ip4 != null) {
        number("ip.id", ip4.identification());
        number("ip.len", ip4.totalLength());
        number("ip.hdr_len", ip4.headerLength());
        number("ip.dsfield", ip4.trafficClass());
        number("ip.frag_offset", ip4.fragmentOffset());
      }
      if (ip6 != null) {
        number("ipv6.plen", ip6.payloadLength());
        number("ipv6.flow", ip6.flowLabel());
      }
      if (tcp != null) {
        number("tcp.seq_raw", tcp.sequenceNumber());
        number("tcp.ack_raw", tcp.acknowledgmentNumber());
        number("tcp.hdr_len", tcp.dataOffset() < 0 ? -1 : tcp.dataOffset() * 4);
        number("tcp.flags", tcp.flags());
        number("tcp.window_size_value", tcp.window());
        number("tcp.urgent_pointer", tcp.urgentPointer());
      }
      if (udp != null) {
        number("udp.length", udp.length());
      }
      Icmp icmp = packet.icmp();
      number("icmp.type", icmp == null ? -1 : icmp.type());
      number("icmp.code", icmp == null ? -1 : icmp.code());
      Icmp6 icmp6 = packet.icmp6();
      number("icmpv6.type", icmp6 == null ? -1 : icmp6.type());
      number("icmpv6.code", icmp6 == null ? -1 : icmp6.code());
    }

    private void protocol6(Ip6 ip6, List<String> behind) {
      String first = behind.isEmpty() ? "" : behind.get(0);
      String upper =
          behind.stream().filter(name -> !name.startsWith("ipv6.")).findFirst().orElse("");
      if (!first.startsWith("ipv6.")) {
        score.compare("ipv6 protocol", id, n(), (int) row.number("ipv6.nxt"), ip6.protocol());
      } else if (PROTOCOLS.containsKey(upper)) {
        score.compare("ipv6 protocol", id, n(), PROTOCOLS.get(upper), ip6.protocol());
      } else {
        exclude("IPv6 protocol not told behind extension headers", 1);
      }
    }

    private long n() {
      return row.number("frame.number");
    }

    private void text(String column, @Nullable IpAddress ours) {
      text(column, column, ours);
    }

    private void text(String theirColumn, String column, @Nullable IpAddress ours) {
      String theirs = row.has(theirColumn) ? row.get(theirColumn) : null;
      if (theirs != null || ours != null) {
        score.compare(column, id, n(), theirs, Objects.toString(ours, null));
      }
    }

    private void number(String column, long ours) {
      Long theirs = row.has(column) ? row.number(column) : null;
      Long mine = ours == Layer.NOT_CAPTURED ? null : ours;
      if (theirs != null || mine != null) {
        score.compare(column, id, n(), theirs, mine);
      }
    }
  }
}
