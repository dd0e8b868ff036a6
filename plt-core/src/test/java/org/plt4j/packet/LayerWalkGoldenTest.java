// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Table.Group;
import org.plt4j.testdata.Table.Row;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Trace;

/**
 * Every packet of every committed trace: what we answer equals what libpcap, tshark and libtrace
 * print; where it does not, {@link #EXPLAINED} says why.
 */
class LayerWalkGoldenTest {
  private static final long NANOS = 1_000_000_000;

  /** Columns (a regular expression), packets, and why we answer otherwise than the oracle. */
  private static final List<Explained> EXPLAINED =
      List.of(
          // ---- records
          new Explained(
              "libpcap time", "times-us.pcap 4 5", "pcap's seconds are unsigned; libpcap's signed"),
          new Explained(
              "libpcap (captured|crc32)",
              "captured-above-snap-length.pcap 12 19-23",
              "libpcap clips a record to the file's snap length; we deliver it as it is"),
          new Explained(
              "tshark time",
              "pcapng-simple-packets.pcapng 1 2 4",
              "a simple packet block has no time: 0 for us, nothing for tshark"),
          new Explained(
              "tshark time",
              "pcapng-time-resolutions.pcapng 12 26",
              "10^-12 s and an offset: tshark overflows, libpcap answers as we do"),
          new Explained(
              "libtrace (captured|crc32)",
              "erf-flags-and-loss.erf 5",
              "a receive error: libtrace hides the bytes, they are in the record"),
          new Explained(
              "libtrace crc32",
              "erf-color-eth.erf 1-14, erf-all-types.erf 15-28",
              "libtrace 3 knows no COLOR_ETH: it begins two bytes before the frame"),
          new Explained(
              "libtrace crc32",
              "lengths.pcap 3 4",
              "libtrace clips what was captured to a smaller original length"),
          new Explained(
              "libtrace direction",
              "link-sll2-276.pcap 1-24",
              "libtrace 3 knows no cooked capture v2; the packet type means what it means in v1"),

          // ---- link layer
          new Explained(
              "tshark outermost",
              "link-null-le.pcap 15, link-null-be.pcap 15, link-null-swapped.pcap 15,"
                  + " link-loop-108.pcap 15",
              "family 10: we take Linux's AF_INET6, too, where the version nibble agrees"),
          new Explained(
              "tshark outermost",
              "malformed.pcap 41 43",
              "the version nibble contradicts the EtherType: no header of that version for us"),
          new Explained(
              "tshark outermost", "malformed.pcap 48", "not one byte of the header was captured"),
          new Explained(
              "tshark outermost",
              "malformed.pcap 56 59",
              "the length of PPPoE or 802.3 leaves no room; we go by what was captured"),
          new Explained(
              "libtrace (src|dst|protocol|ports)",
              "malformed.pcap 41-44",
              "libtrace reads on although the version nibble contradicts the EtherType"),

          // ---- IP
          new Explained(
              "tshark ip\\..*",
              "malformed.pcap 1-4",
              "IHL or total length too small (RFC 791, 3.1): tshark stops, fields are as sent"),
          new Explained(
              "libtrace ports",
              "malformed.pcap 1 2 4 5 20",
              "no transport header within the datagram by its own lengths; libtrace reads on"),
          new Explained(
              "tshark ip\\.len",
              "length-zero.pcap 1-3",
              "0 was sent; tshark shows the packet's length"),
          new Explained(
              "tshark ip\\.dst",
              "ip4-options.pcap 5",
              "a source route (RFC 791, 3.1): tshark shows the last hop, the field holds the next"),
          new Explained(
              "tshark ip\\.dst",
              "snap-34.pcap 19, snap-42.pcap 19, snap-54.pcap 19, snap-60.pcap 19,"
                  + " erf-snapped.erf 19",
              "the options were cut, the destination was not"),
          new Explained(
              "tshark (ip\\.(src|dst)|sctp\\..*)",
              "erf-atm.erf 9, erf-all-types.erf 75",
              "a frame's first cell: tshark takes its end for an AAL5 trailer"),
          new Explained(
              "libtrace (src|dst)",
              "snap-34.pcap 7-12 14 16 21-23, snap-42.pcap 7-12 16 21-23,"
                  + " erf-snapped.erf 7 9 11 21 23, malformed.pcap 12 13 37 38",
              "libtrace reads an address behind the capture; ours is not there"),
          new Explained(
              "tshark tcp\\..*",
              "length-zero.pcap 4 5",
              "IPv6 payload length 0 of segmentation offload: we go by what was captured"),

          // ---- transport
          new Explained(
              "libtrace (protocol|ports)",
              "ip6-extension-headers.pcap 9 20, snap-96.pcap 23,"
                  + " captured-above-snap-length.pcap 23, malformed.pcap 33",
              "a flow's protocol is AH's; libtrace takes its length for 8-byte units, too"),
          new Explained(
              "libtrace (protocol|ports)",
              "tunnels.pcap 2",
              "libtrace opens 6in4, ours is the outermost header's protocol"),
          new Explained(
              "libtrace ports",
              "fragments-ip6.pcap 2 3 5 6",
              "a fragment other than the first has no transport header (RFC 8200, 4.5)"),
          new Explained(
              "tshark udp\\..*",
              "transports.pcap 11",
              "UDP-Lite (RFC 3828) is another protocol than UDP"),
          new Explained(
              "tshark udp\\..*",
              "ip6-extension-headers.pcap 18",
              "Shim6 (RFC 5533) is no header of RFC 8200: flows end there"),
          new Explained(
              "tshark udp\\.length",
              "malformed.pcap 6 31",
              "behind the end of the datagram by its own length, but captured"),
          new Explained(
              "tshark tcp\\.(seq_raw|ack_raw|hdr_len|flags)",
              "fragments-ip4.pcap 11, malformed.pcap 22, snap-42.pcap 1 2 20, snap-54.pcap 16 18,"
                  + " snap-60.pcap 16, erf-snapped.erf 1",
              "a TCP header that is cut: tshark shows less of it than was captured"),
          new Explained(
              "tshark tcp\\..*",
              "malformed.pcap 14 15",
              "data offset below 5: tshark stops, fields are as sent"),
          new Explained(
              "tshark sctp\\..*",
              "snap-42.pcap 5 24, snap-60.pcap 11",
              "an SCTP header that is cut: tshark wants 12 bytes, the ports were captured"),
          new Explained(
              "tshark icmp\\..*",
              "malformed.pcap 28 29",
              "an ICMP message of one and of four bytes: tshark wants 8"));

  /** The traces that hold no packet. */
  private static final Set<String> EMPTY = Set.of("empty.pcap", "empty.pcapng");

  private record Explained(Pattern columns, Set<String> packets, String reason) {
    /** Packets: {@code "trace 1 3-5, other 2"}. */
    Explained(String columns, String packets, String reason) {
      this(Pattern.compile(columns), parse(packets), reason);
    }

    private static Set<String> parse(String packets) {
      Set<String> all = new HashSet<>();
      for (String list : packets.split(", ", -1)) {
        String[] parts = list.split(" ", -1);
        for (String range : Arrays.asList(parts).subList(1, parts.length)) {
          String[] ends = range.split("-", -1);
          long last = Long.parseLong(ends[ends.length - 1]);
          for (long n = Long.parseLong(ends[0]); n <= last; n++) {
            all.add(parts[0] + ' ' + n);
          }
        }
      }
      return all;
    }

    boolean covers(Score.Difference difference) {
      return columns.matcher(difference.column()).matches()
          && packets.contains(difference.id() + ' ' + difference.n());
    }
  }

  private final Score score = new Score(Integer.MAX_VALUE);
  private final Set<Integer> linkTypes = new TreeSet<>();
  private final Set<String> erfTypes = new TreeSet<>();

  @Test
  void packetsEqualWhatTheOraclesPrint() throws IOException {
    Oracle libpcap = new Oracle("libpcap", row -> true, this::compareRecord);
    // tshark counts blocks as frames that hold no packet
    Oracle tshark = new Oracle("tshark", row -> row.has("frame.encap_type"), this::compareFields);
    Oracle libtrace = new Oracle("libtrace", row -> true, this::compareLibtrace);
    for (Path file : TestTraces.all()) {
      String trace = file.getFileName().toString();
      List<Packet> packets = read(file);
      int rows = 0;
      for (Oracle oracle : List.of(libpcap, tshark, libtrace)) {
        rows += oracle.compare(trace, packets);
      }
      assertThat(rows == 0).as(trace + " is empty").isEqualTo(EMPTY.contains(trace));
    }
    System.out.println("committed traces against the oracles\n" + score);

    List<Score.Difference> differences = score.differences();
    assertThat(differences)
        .filteredOn(d -> EXPLAINED.stream().noneMatch(e -> e.covers(d)))
        .isEmpty();
    assertThat(EXPLAINED)
        .as("explanations that nothing needs")
        .filteredOn(e -> differences.stream().noneMatch(e::covers))
        .isEmpty();
    assertThat(erfTypes)
        .containsExactlyInAnyOrder("1", "2", "3", "4", "10", "11", "16", "22", "23");
    assertThat(linkTypes)
        .contains(
            LinkType.NULL,
            LinkType.ETHERNET,
            LinkType.TOKEN_RING,
            LinkType.ARCNET_BSD,
            LinkType.PPP,
            LinkType.FDDI,
            LinkType.RAW_12,
            LinkType.RAW_14,
            LinkType.PPP_HDLC,
            LinkType.PPP_ETHER,
            LinkType.RAW,
            LinkType.C_HDLC,
            LinkType.IEEE802_11,
            LinkType.FRAME_RELAY,
            LinkType.LOOP,
            LinkType.LINUX_SLL,
            LinkType.IEEE802_11_RADIOTAP,
            LinkType.ARCNET_LINUX,
            LinkType.IPV4,
            LinkType.IPV6,
            LinkType.LINUX_SLL2,
            LinkType.ERF_ATM,
            LinkType.ERF_AAL5);
  }

  private static List<Packet> read(Path file) throws IOException {
    try (Trace trace = Trace.open(file)) {
      return trace.packets().toList();
    }
  }

  /** What compares one packet with one row. */
  private interface Comparison {
    void compare(String trace, Row row, Packet packet);
  }

  /** One oracle's table, and the traces that it did not read to their end. */
  private final class Oracle {
    private final String name;
    private final Comparison comparison;
    private final Map<String, List<Row>> tables;
    private final Set<String> refused;

    Oracle(String name, Predicate<Row> isPacket, Comparison comparison) {
      this.name = name;
      this.comparison = comparison;
      try (Stream<Group> groups = TestTraces.expected(name + ".tsv").groups()) {
        tables =
            groups.collect(
                Collectors.toMap(
                    Group::id, group -> group.rows().stream().filter(isPacket).toList()));
      }
      try (Stream<Row> rows = TestTraces.expected("refused.tsv").rows()) {
        refused =
            rows.filter(row -> row.get("oracle").equals(name))
                .map(row -> row.get("id"))
                .collect(Collectors.toSet());
      }
    }

    /** Answers how many packets there were to compare. */
    int compare(String trace, List<Packet> packets) {
      List<Row> rows = tables.getOrDefault(trace, List.of());
      int both = Math.min(rows.size(), packets.size());
      int ours = refused.contains(trace) ? both : packets.size();
      score.compare(name + " packets", trace, 0, rows.size(), ours);
      for (int i = 0; i < both; i++) {
        comparison.compare(trace, rows.get(i), packets.get(i));
      }
      return both;
    }
  }

  // ---- libpcap

  private void compareRecord(String trace, Row row, Packet packet) {
    long n = row.number("n");
    score.compare("libpcap time", trace, n, nanos(row.get("timestamp")), packet.timestampNanos());
    long captured = row.number("captured");
    score.compare("libpcap captured", trace, n, captured, (long) packet.capturedLength());
    score.compare("libpcap original", trace, n, row.number("original"), packet.originalLength());
    score.compare("libpcap crc32", trace, n, row.get("crc32"), crc32(packet));
  }

  /** Seconds, and behind the point a number of nanoseconds. */
  private static long nanos(String time) {
    int point = time.indexOf('.');
    long seconds = Long.parseLong(time.substring(0, point));
    return seconds * NANOS + Long.parseLong(time.substring(point + 1));
  }

  private static String crc32(Packet packet) {
    CRC32 crc = new CRC32();
    crc.update(packet.data());
    return String.format("%08x", crc.getValue());
  }

  // ---- tshark

  /** tshark's names of header fields, and ours. */
  private static final Map<String, Function<Packet, @Nullable Object>> FIELDS =
      new LinkedHashMap<>();

  static {
    field("ip.src", Packet::ip4, Ip4::src);
    field("ip.dst", Packet::ip4, Ip4::dst);
    field("ip.proto", Packet::ip4, Ip4::protocol);
    field("ip.ttl", Packet::ip4, Ip4::ttl);
    field("ip.id", Packet::ip4, Ip4::identification);
    field("ip.len", Packet::ip4, Ip4::totalLength);
    field("ip.hdr_len", Packet::ip4, Ip4::headerLength);
    field("ip.dsfield", Packet::ip4, Ip4::trafficClass);
    field("ip.flags", Packet::ip4, LayerWalkGoldenTest::flags);
    field("ip.frag_offset", Packet::ip4, Ip4::fragmentOffset);
    field("ipv6.src", Packet::ip6, Ip6::src);
    field("ipv6.dst", Packet::ip6, Ip6::dst);
    field("ipv6.nxt", Packet::ip6, Ip6::nextHeader);
    field("ipv6.hlim", Packet::ip6, Ip6::hopLimit);
    field("ipv6.plen", Packet::ip6, Ip6::payloadLength);
    field("ipv6.flow", Packet::ip6, Ip6::flowLabel);
    field("tcp.srcport", Packet::tcp, Tcp::srcPort);
    field("tcp.dstport", Packet::tcp, Tcp::dstPort);
    field("tcp.seq_raw", Packet::tcp, Tcp::sequenceNumber);
    field("tcp.ack_raw", Packet::tcp, Tcp::acknowledgmentNumber);
    field("tcp.hdr_len", Packet::tcp, tcp -> tcp.dataOffset() < 0 ? -1 : 4 * tcp.dataOffset());
    field("tcp.flags", Packet::tcp, Tcp::flags);
    field("tcp.window_size_value", Packet::tcp, Tcp::window);
    field("tcp.urgent_pointer", Packet::tcp, Tcp::urgentPointer);
    field("udp.srcport", Packet::udp, Udp::srcPort);
    field("udp.dstport", Packet::udp, Udp::dstPort);
    field("udp.length", Packet::udp, Udp::length);
    field("sctp.srcport", Packet::sctp, Sctp::srcPort);
    field("sctp.dstport", Packet::sctp, Sctp::dstPort);
    field("icmp.type", Packet::icmp, Icmp::type);
    field("icmp.code", Packet::icmp, Icmp::code);
    field("icmpv6.type", Packet::icmp6, Icmp6::type);
    field("icmpv6.code", Packet::icmp6, Icmp6::code);
  }

  private static <V extends Layer> void field(
      String name,
      Function<Packet, @Nullable V> layer,
      Function<V, ? extends @Nullable Object> field) {
    FIELDS.put(
        name,
        packet -> {
          V view = layer.apply(packet);
          return view == null ? null : field.apply(view);
        });
  }

  private static int flags(Ip4 ip) {
    int flags = ip.isReserved() ? 4 : 0;
    flags += ip.isDontFragment() ? 2 : 0;
    flags += ip.isMoreFragments() ? 1 : 0;
    return ip.fragmentOffset() == Layer.NOT_CAPTURED ? Layer.NOT_CAPTURED : flags;
  }

  private void compareFields(String trace, Row row, Packet packet) {
    long n = row.number("frame.number");
    linkTypes.add(packet.linkType());
    boolean erf = row.has("erf.types.type");
    if (erf) {
      erfTypes.add(row.get("erf.types.type"));
    }
    Long time = row.has("frame.time_epoch") ? nanos(row.get("frame.time_epoch")) : null;
    score.compare("tshark time", trace, n, time, packet.timestampNanos());
    long length = erf ? packet.wireLength() : packet.originalLength(); // ERF's counts the FCS
    score.compare("tshark length", trace, n, row.number("frame.len"), length);
    long captured = row.number("frame.cap_len");
    score.compare("tshark captured", trace, n, captured, (long) packet.capturedLength());
    score.compare("tshark direction", trace, n, direction(row), packet.direction());

    List<String> protocols = Arrays.asList(row.get("frame.protocols").split(":", -1));
    List<String> ips = protocols.stream().filter(name -> name.matches("ip|ipv6")).toList();
    String outermost = ips.isEmpty() ? "none" : ips.get(0);
    Ip ip = packet.ip();
    String ours = ip == null ? "none" : ip.version() == 4 ? "ip" : "ipv6";
    if (!score.compare("tshark outermost", trace, n, outermost, ours) || ip == null) {
      return;
    }
    int next = protocols.indexOf(outermost) + 1;
    String carried = next < protocols.size() ? protocols.get(next) : "";
    FIELDS.forEach(
        (column, field) -> {
          // the first occurrence may be an inner header's, but not of what is outermost
          String protocol = column.substring(0, column.indexOf('.'));
          boolean transport = !protocol.startsWith("ip") && protocol.equals(carried);
          if (ips.size() == 1 || protocol.equals(outermost) || transport) {
            compareField(trace, n, column, theirs(row, column), field.apply(packet));
          }
        });
    if (outermost.equals("ipv6") && !carried.startsWith("ipv6.")) {
      score.compare("tshark ipv6 protocol", trace, n, row.number("ipv6.nxt"), (long) ip.protocol());
    }
  }

  private void compareField(
      String trace, long n, String column, @Nullable String theirs, @Nullable Object answer) {
    boolean captured = answer != null && !answer.equals(-1) && !answer.equals(-1L);
    String ours = captured ? answer.toString() : null;
    if (theirs != null || ours != null) {
      score.compare("tshark " + column, trace, n, theirs, ours);
    }
  }

  private static @Nullable String theirs(Row row, String column) {
    if (!row.has(column)) {
      return null;
    }
    return column.matches("ip.*\\.(src|dst)") ? row.get(column) : Long.toString(row.number(column));
  }

  /** From whichever of its columns tells it. */
  private static int direction(Row row) {
    if (row.has("erf.flags.cap")) {
      return (int) row.number("erf.flags.cap");
    }
    if (row.has("sll.pkttype")) {
      return row.number("sll.pkttype") == 0 ? 1 : 0;
    }
    if (!row.has("frame.packet_flags_direction")) {
      return Packet.UNKNOWN;
    }
    return switch ((int) row.number("frame.packet_flags_direction")) {
      case 1 -> 1; // inbound
      case 2 -> 0; // outbound
      default -> Packet.UNKNOWN;
    };
  }

  // ---- libtrace

  private void compareLibtrace(String trace, Row row, Packet packet) {
    long n = row.number("n");
    String erfTimestamp = String.format("%016x", packet.erfTimestamp());
    score.compare("libtrace erf time", trace, n, row.get("erfTimestamp"), erfTimestamp);
    if (row.has("wireLength")) {
      score.compare("libtrace wire", trace, n, row.number("wireLength"), packet.wireLength());
    }
    long captured = row.number("captured");
    score.compare("libtrace captured", trace, n, captured, (long) packet.capturedLength());
    score.compare("libtrace crc32", trace, n, row.get("crc32"), crc32(packet));
    long direction = row.number("direction");
    score.compare("libtrace direction", trace, n, direction, (long) packet.direction());
    if (row.get("linkType").equals("-1") || !row.has("src")) {
      return; // a link layer that libtrace does not walk
    }
    Ip ip = packet.ip();
    String src = ip == null ? "" : Objects.toString(ip.src(), "");
    score.compare("libtrace src", trace, n, row.get("src"), src);
    String dst = ip == null ? "" : Objects.toString(ip.dst(), "");
    score.compare("libtrace dst", trace, n, row.get("dst"), dst);
    String protocol = row.get("protocol");
    if (!protocol.isEmpty()) {
      score.compare("libtrace protocol", trace, n, protocol, "" + packet.protocol());
    }
    if (protocol.matches("6|17|132")) { // libtrace reads ports of all others, too
      String ports = row.get("srcPort") + ' ' + row.get("dstPort");
      score.compare("libtrace ports", trace, n, ports, packet.srcPort() + " " + packet.dstPort());
    }
  }
}
