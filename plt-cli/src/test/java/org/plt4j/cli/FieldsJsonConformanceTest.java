// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Reference.Capture;
import org.plt4j.testdata.Scores;
import org.plt4j.testdata.Table.Group;
import org.plt4j.testdata.Table.Row;

/**
 * What {@code plt packets --json} prints of real captures equals what tshark and libtrace say. A
 * column of tshark is compared with the first layer that has it, depth first, tunnels and quoted
 * datagrams included: that is what the first occurrence of a field means. Every difference has its
 * reason here.
 */
class FieldsJsonConformanceTest {
  private static final double REQUIRED_PERCENT = 99.9;

  private final Map<String, Column> scores = new LinkedHashMap<>();
  private final Map<String, Integer> excluded = new TreeMap<>();

  /** The number that Wireshark has for each link type, the same on every packet. */
  private final Map<Object, Object> encapsulations = new HashMap<>();

  private int packets;

  // --------------------------------------------------------------------------------------- tshark

  @Test
  void equalsTshark() {
    Map<String, Capture> captures = captures();
    try (Stream<Group> groups = Reference.fields().groups()) {
      for (Group group : (Iterable<Group>) groups::iterator) {
        compareTshark(Objects.requireNonNull(captures.get(group.id())), group.rows());
      }
    }
    report("layers-tshark", TSHARK_REASONS);
    assertThat(packets).isGreaterThan(118_000);
  }

  private void compareTshark(Capture capture, List<Row> rows) {
    if (!capture.format().startsWith("pcap")) {
      exclude(capture.format(), rows.size());
      return;
    }
    Iterator<Map<String, Object>> ours = packets(capture).iterator();
    for (Row row : rows) {
      if (!row.has("frame.encap_type")) {
        exclude("a block that holds no packet", 1);
      } else if (!ours.hasNext()) {
        exclude("behind a bad record", 1);
      } else {
        packets++;
        Seen seen = new Seen(capture.id(), row.get("frame.number"), row, ours.next());
        TSHARK_COLUMNS.forEach(
            (name, value) -> compare(seen, name, theirs(name, row), value.apply(seen.layers)));
        compare(seen, "frame.time_epoch", time(row), seen.number("timestampNanos"));
        compare(seen, "frame.len", theirs("frame.len", row), seen.number("originalLength"));
        compare(seen, "frame.cap_len", theirs("frame.cap_len", row), seen.number("capturedLength"));
        Object encapsulation = theirs("frame.encap_type", row);
        Object linkType = seen.number("linkType");
        Object before = encapsulations.putIfAbsent(linkType, encapsulation);
        compare(seen, "frame.encap_type", encapsulation, before == null ? encapsulation : before);
        Object number = theirs("frame.interface_id", row);
        compare(seen, "frame.interface_id", number, seen.packet.get("interface"));
      }
    }
  }

  /** A cell of tshark as ours would be: numbers are numbers. */
  private static @Nullable Object theirs(String column, Row row) {
    String cell = row.get(column);
    if (cell.isEmpty()) {
      return null;
    }
    return TEXT_COLUMNS.contains(column) ? cell : (Object) Long.decode(cell);
  }

  private static final Set<String> TEXT_COLUMNS =
      Set.of("eth.dst", "eth.src", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst");

  /** Nanoseconds; a simple packet block has no time for tshark, 0 for us. */
  private static Object time(Row row) {
    if (!row.has("frame.time_epoch")) {
      return 0L;
    }
    BigInteger nanos = new BigInteger(row.get("frame.time_epoch").replace(".", "")); // nine digits
    return nanos.bitLength() < 64 ? (Object) nanos.longValue() : nanos;
  }

  private static final Map<String, Function<List<Map<String, Object>>, Object>> TSHARK_COLUMNS =
      new LinkedHashMap<>();

  private static void column(String name, String layer, String key) {
    TSHARK_COLUMNS.put(name, layers -> first(layers, Set.of(layer), fields -> fields.get(key)));
  }

  private static void status(String name, String layer) {
    TSHARK_COLUMNS.put(
        name, layers -> first(layers, Set.of(layer), FieldsJsonConformanceTest::checksumStatus));
  }

  static {
    column("eth.dst", "ethernet", "dst");
    column("eth.src", "ethernet", "src");
    column("eth.type", "ethernet", "etherType");
    TSHARK_COLUMNS.put(
        "sll.etype",
        layers -> first(layers, Set.of("sll", "sll2"), FieldsJsonConformanceTest::etherType));
    TSHARK_COLUMNS.put("vlan.id", FieldsJsonConformanceTest::vlanId);
    column("mpls.label", "mpls", "label");
    column("arp.opcode", "arp", "operation");
    column("ip.src", "ip4", "src");
    column("ip.dst", "ip4", "dst");
    column("ip.proto", "ip4", "protocol");
    column("ip.ttl", "ip4", "ttl");
    column("ip.id", "ip4", "identification");
    column("ip.len", "ip4", "totalLength");
    column("ip.hdr_len", "ip4", "headerLength");
    column("ip.dsfield", "ip4", "trafficClass");
    TSHARK_COLUMNS.put(
        "ip.flags", layers -> first(layers, Set.of("ip4"), FieldsJsonConformanceTest::flags));
    column("ip.frag_offset", "ip4", "fragmentOffset");
    status("ip.checksum.status", "ip4");
    column("ipv6.src", "ip6", "src");
    column("ipv6.dst", "ip6", "dst");
    column("ipv6.nxt", "ip6", "nextHeader");
    column("ipv6.hlim", "ip6", "hopLimit");
    column("ipv6.plen", "ip6", "payloadLength");
    column("ipv6.flow", "ip6", "flowLabel");
    column("tcp.srcport", "tcp", "srcPort");
    column("tcp.dstport", "tcp", "dstPort");
    column("tcp.seq_raw", "tcp", "sequenceNumber");
    column("tcp.ack_raw", "tcp", "acknowledgmentNumber");
    column("tcp.hdr_len", "tcp", "headerLength");
    column("tcp.flags", "tcp", "flags");
    column("tcp.window_size_value", "tcp", "window");
    column("tcp.urgent_pointer", "tcp", "urgentPointer");
    status("tcp.checksum.status", "tcp");
    column("udp.srcport", "udp", "srcPort");
    column("udp.dstport", "udp", "dstPort");
    column("udp.length", "udp", "length");
    status("udp.checksum.status", "udp");
    column("sctp.srcport", "sctp", "srcPort");
    column("sctp.dstport", "sctp", "dstPort");
    column("icmp.type", "icmp", "type");
    column("icmp.code", "icmp", "code");
    status("icmp.checksum.status", "icmp");
    column("icmpv6.type", "icmp6", "type");
    column("icmpv6.code", "icmp6", "code");
    status("icmpv6.checksum.status", "icmp6");
  }

  private static @Nullable Object flags(Map<String, Object> ip) {
    return !ip.containsKey("reserved")
        ? null
        : (Object)
            (bit(ip, "reserved") << 2 | bit(ip, "dontFragment") << 1 | bit(ip, "moreFragments"));
  }

  private static long bit(Map<String, Object> layer, String key) {
    return (Boolean) layer.get(key) ? 1 : 0;
  }

  /** 0 bad, 1 good, 2 not checked, 3 absent. */
  private static @Nullable Object checksumStatus(Map<String, Object> layer) {
    Object checksum = layer.get("checksum");
    return checksum == null ? null : (Object) (long) STATUS.indexOf(checksum);
  }

  private static final List<String> STATUS = List.of("bad", "good", "unknown", "none");

  /** tshark gives the field other names where it is no EtherType: of 802.2, CAN, GRE, netlink. */
  private static @Nullable Object etherType(Map<String, Object> sll) {
    Long protocol = (Long) sll.get("protocol");
    Object arphrd = sll.get("arphrd");
    boolean isOther = Objects.equals(arphrd, 778L) || Objects.equals(arphrd, 824L);
    return protocol == null || protocol < 1536 || isOther ? null : protocol;
  }

  /** The first tag of 802.1Q; those of 802.1ad are another protocol for tshark. */
  private static @Nullable Object vlanId(List<Map<String, Object>> layers) {
    Object announced = null;
    for (Map<String, Object> layer : layers) {
      if (layer.get("layer").equals("vlan") && !Objects.equals(announced, 0x88a8L)) {
        return layer.get("id");
      }
      announced = layer.get("etherType");
    }
    return null;
  }

  // ----------------------------------------------------------------- why tshark has another value

  /** Headers that are cut or malformed: tshark drops fields that were captured. */
  private static final Set<String> NOT_WHOLE =
      Set.of(
          "0346fdd7f66f 1",
          "cacaf37383c6 1",
          "06b11a2ea3b1 1",
          "026c139b1996 1",
          "a15a01ee359e 1",
          "ff7b3fc73987 1",
          "e1bd382e4457 1",
          "4803d05195f0 7",
          "4803d05195f0 13",
          "5839250ad7a1 79",
          "5839250ad7a1 81",
          "5839250ad7a1 111",
          "8f44446c697e 79",
          "8f44446c697e 81",
          "8f44446c697e 111");

  /** Captures whose microseconds are far above a million. */
  private static final Set<String> ODD_TIMES =
      Set.of(
          "0d4cd48c7d4f",
          "13060214e359",
          "242ea05fe8dd",
          "5ff7aafe963d",
          "86fe30e87e82",
          "90bc5b6ccfb3",
          "a3061e0cce39",
          "c2cafe3e249a",
          "d1fd81544843",
          "d2e686683e7e",
          "dbe95dbb3813",
          "e1bd382e4457",
          "f486b6c0845d",
          "f913d61a7207");

  private static final Set<String> LENGTH_0 =
      Set.of("1247a15abec3 1", "294400ce6acd 1", "4dded2bc42b1 1");

  private static final List<Reason> TSHARK_REASONS =
      List.of(
          ours(
              "time: fractions of a second beyond a second's, which overflow in tshark; libpcap has"
                  + " our value",
              d -> d.column.equals("frame.time_epoch") && ODD_TIMES.contains(d.seen.id)),
          ours(
              "a time beyond the year 2262, where 64 bits of nanoseconds end",
              d -> d.column.equals("frame.time_epoch") && Objects.equals(d.ours, Long.MAX_VALUE)),
          ours(
              "original length above 2^31 - 1: tshark shows that number instead",
              d -> d.column.equals("frame.len") && Objects.equals(d.theirs, 0x7fff_ffffL)),
          ours(
              "tshark takes the 4 bytes of SunATM's header out of the lengths",
              d -> d.column.startsWith("frame.") && d.seen.is("cb4733b4b78a 1")),
          ours(
              "SLL protocol 0x0060: what follows is an Ethernet frame, as libtrace has it, which"
                  + " writes such captures; tshark shows data",
              d -> d.seen.id.equals("1acf071a455e")),
          ours(
              "FabricPath: the outer header has the form of Ethernet's, and libtrace gives its"
                  + " addresses, too; tshark shows the inner one",
              d -> d.column.startsWith("eth.") && d.seen.has("fabricpath")),
          ours(
              "FabricPath: tshark takes the last 4 bytes for a frame check sequence that is not"
                  + " there (the IP datagram needs them)",
              d -> d.seen.has("fabricpath")),
          ours(
              "total length 0, as segmentation offload leaves it: tshark shows the packet's length",
              d -> d.column.equals("ip.len") && Objects.equals(d.ours, 0L)),
          ours(
              "a header that is not whole or whose lengths cannot be: what was captured is shown"
                  + " as sent, tshark shows nothing",
              d -> d.theirs == null && d.seen.isAmong(NOT_WHOLE)),
          ours(
              "TCP in a quoted datagram: the sequence number is among the 64 bits that are always"
                  + " quoted (RFC 792); tshark leaves it out",
              d ->
                  d.column.equals("tcp.seq_raw")
                      && d.theirs == null
                      && d.seen.protocols().contains("icmp:ip:tcp")),
          ours(
              "TCP in a quoted datagram that the error cut: tshark computes a checksum of what is"
                  + " left",
              d ->
                  d.column.equals("tcp.checksum.status")
                      && Objects.equals(d.ours, 2L)
                      && d.seen.protocols().contains("icmp:ip:tcp")),
          ours(
              "a source route: the header's field is the next hop (RFC 791, 3.1), tshark shows"
                  + " the final destination",
              d -> d.column.equals("ip.dst") && d.seen.id.equals("1b016c6d3368")),
          ours(
              "UDP length 0 (RFC 2675, 4, and segmentation offload) or IPv6 payload length 0 ends"
                  + " tshark's walk",
              d -> d.theirs == null && d.seen.isAmong(LENGTH_0)),
          ours(
              "loopback family 0x0f000800 is no address family; tshark takes it for an EtherType",
              d -> d.seen.is("62dd94c193cf 3") || d.seen.is("dc6c549a132f 3")),
          ours(
              "an EtherType in Cisco HDLC announces a tag or ARP, as anywhere; tshark shows data",
              d -> d.theirs == null && d.seen.protocols().equals("chdlc:data")),
          ours(
              "an 802.3 frame of length 0; tshark calls it an EtherType",
              d -> d.seen.is("95629f4d20cf 245")),
          miss(
              "a tunnel that is not opened: sFlow samples, PIM register, GTP', WCCP in GRE",
              d -> d.ours == null && d.seen.isIn("sflow", "pim", "gtpprime", "gre:ip:tcp:nbss")),
          miss(
              "the datagram in the redirected header of ICMPv6's redirect is not opened",
              d -> d.seen.is("edb44b71df74 1")),
          miss("Cisco ISL is not known", d -> d.seen.is("35cb43dfbf68 241")),
          miss("Juniper's encapsulation is not known", d -> d.seen.is("bf93e5a539cc 1")),
          miss(
              "MPLS in Cisco HDLC whose payload is no Ethernet by its own length; tshark guesses",
              d -> d.seen.protocols().startsWith("chdlc:mpls:pwethheuristic")));

  // ------------------------------------------------------------------------------------- libtrace

  @Test
  void equalsLibtrace() {
    Map<String, Capture> captures = captures();
    try (Stream<Group> groups = Reference.libtrace().groups()) {
      for (Group group : (Iterable<Group>) groups::iterator) {
        compareLibtrace(Objects.requireNonNull(captures.get(group.id())), group.rows());
      }
    }
    report("layers-libtrace", LIBTRACE_REASONS);
    assertThat(packets).isGreaterThan(99_000);
  }

  private void compareLibtrace(Capture capture, List<Row> rows) {
    if (!capture.isClean() && !capture.status().equals("clean(libtrace only)")) {
      exclude("not clean", rows.size());
      return;
    }
    Iterator<Map<String, Object>> ours = packets(capture).iterator();
    for (Row row : rows) {
      if (row.get("n").equals("meta")) {
        continue;
      }
      Map<String, Object> packet = ours.next();
      if (row.number("framing") <= 0 || row.get("linkType").equals("-1")) {
        exclude("no framing or link type", 1);
        continue;
      }
      packets++;
      compareLibtrace(new Seen(capture.id(), row.get("n"), row, packet));
    }
  }

  private void compareLibtrace(Seen seen) {
    Row row = seen.row;
    Map<String, Object> ip = seen.ip();
    Map<String, Object> transport = seen.transport();
    Set<String> withPorts = Set.of("6", "17", "132");
    for (String end : List.of("src", "dst")) {
      // without IP libtrace gives the addresses of the link layer, and none where it stops
      String address = row.get(end);
      if (!address.isEmpty() && !address.matches("([0-9a-f]{2}:){5}[0-9a-f]{2}")) {
        compare(seen, end, address, ip.get(end));
      }
      String mac = row.get(end + "Mac");
      if (!mac.isEmpty()) {
        compare(seen, end + "Mac", mac, seen.mac(end));
      }
      if (withPorts.contains(row.get("protocol"))) { // it reads ports out of every protocol
        Object port = transport.getOrDefault(end + "Port", 0L);
        compare(seen, end + "Port", row.number(end + "Port"), port);
      }
    }
    if (!ip.isEmpty()) {
      long units = (Long) seen.fragment().getOrDefault("fragmentOffset", 0L);
      compare(seen, "fragmentOffset", row.number("fragmentOffset"), 8 * units);
    }
    compare(seen, "captured", row.number("captured"), seen.packet.get("capturedLength"));
  }

  private static final List<Reason> LIBTRACE_REASONS =
      List.of(
          ours(
              "the version is not the one that was announced: libtrace does not look at it",
              d -> d.seen.ipVersionWasNotAnnounced()),
          ours(
              "libtrace reads ports behind an IPv4 header whose lengths cannot be",
              d -> d.seen.packet.get("stop").equals("MALFORMED")),
          ours(
              "libtrace reads addresses beyond what was captured",
              d -> d.ours == null && d.seen.packet.get("stop").equals("CUT")),
          ours(
              "libtrace reads IP out of a protected 802.11 frame",
              d -> d.seen.id.equals("20e02e5dd941")),
          ours(
              "ports are those of the outermost IP datagram; libtrace follows IPv6 in IPv4",
              d -> d.column.endsWith("Port") && Objects.equals(d.seen.ip().get("protocol"), 41L)),
          ours(
              "802.11: libtrace takes other addresses than those that the two flags tell",
              d -> d.column.endsWith("Mac") && d.seen.has("wlan")),
          ours(
              "libtrace does not see that IPv4 in PPP is a fragment",
              d -> d.column.equals("fragmentOffset") && d.seen.id.equals("ff7b3fc73987")),
          ours(
              "legacy DAG Ethernet: libtrace says 64 captured bytes, 10 of them the next record's",
              d -> d.column.equals("captured") && d.seen.id.equals("2994f5a5b68e")),
          ours(
              "simple packet block: libtrace counts the padding",
              d -> d.column.equals("captured") && (Long) d.theirs - (Long) d.ours < 4));

  // ------------------------------------------------------------------------------------ machinery

  private static Map<String, Capture> captures() {
    Map<String, Capture> captures = new HashMap<>();
    Reference.captures().forEach(capture -> captures.put(capture.id(), capture));
    return captures;
  }

  /** What the command prints. */
  private static List<Map<String, Object>> packets(Capture capture) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Run.on(out, "packets", "--json", capture.uri());
    return out.toString(UTF_8).lines().map(Json::object).toList();
  }

  private void exclude(String reason, int count) {
    excluded.merge(reason, count, Integer::sum);
  }

  private void compare(Seen seen, String name, @Nullable Object theirs, @Nullable Object ours) {
    if (theirs == null && ours == null) {
      return;
    }
    Column column = scores.computeIfAbsent(name, absent -> new Column());
    if (Objects.equals(theirs, ours)) {
      column.equal++;
    } else {
      column.differences.add(new Difference(name, seen, theirs, ours));
    }
  }

  private static @Nullable Object first(
      List<Map<String, Object>> layers,
      Set<String> names,
      Function<Map<String, Object>, @Nullable Object> value) {
    for (Map<String, Object> layer : layers) {
      if (names.contains(layer.get("layer"))) {
        Object found = value.apply(layer);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** A packet, and the oracle's row of it. */
  private static final class Seen {
    private final String id;
    private final String n;
    private final Row row;
    private final Map<String, Object> packet;

    /** All layers, depth first. */
    private final List<Map<String, Object>> layers = new ArrayList<>();

    Seen(String id, String n, Row row, Map<String, Object> packet) {
      this.id = id;
      this.n = n;
      this.row = row;
      this.packet = packet;
      collect(packet.get("layers"));
    }

    private void collect(Object list) {
      for (Object layer : (List<?>) list) {
        Map<String, Object> fields = Json.asObject(layer);
        layers.add(fields);
        if (fields.containsKey("quoted")) {
          collect(fields.get("quoted"));
        }
      }
    }

    Object number(String key) {
      return Objects.requireNonNull(packet.get(key));
    }

    String protocols() {
      return row.get("frame.protocols");
    }

    boolean is(String idAndNumber) {
      return idAndNumber.equals(this.toString());
    }

    boolean isAmong(Set<String> idsAndNumbers) {
      return idsAndNumbers.contains(this.toString());
    }

    boolean isIn(String... protocols) {
      return Stream.of(protocols).anyMatch(protocol -> protocols().contains(protocol));
    }

    boolean has(String name) {
      return layers.stream().anyMatch(layer -> layer.get("layer").equals(name));
    }

    private Map<String, Object> layer(String... names) {
      return layers.stream()
          .filter(layer -> List.of(names).contains(layer.get("layer")))
          .findFirst()
          .orElse(Map.of());
    }

    Map<String, Object> ip() {
      return layer("ip4", "ip6");
    }

    /** Whether libtrace took for IPv4 what is none by its first four bits. */
    boolean ipVersionWasNotAnnounced() {
      boolean announced = row.get("etherType").equals("0x0800");
      return announced && !has("ip4");
    }

    /** The layer that says where a fragment belongs: that of the outermost IP header. */
    Map<String, Object> fragment() {
      boolean is4 = Objects.equals(ip().get("layer"), "ip4");
      return is4 ? ip() : behindIp("ip6-fragment");
    }

    /** The outermost IP header's own transport header. */
    Map<String, Object> transport() {
      return behindIp("tcp", "udp", "sctp");
    }

    private Map<String, Object> behindIp(String... names) {
      int at = layers.indexOf(ip()) + 1;
      while (at > 0 && at < layers.size()) {
        String name = (String) layers.get(at).get("layer");
        if (List.of(names).contains(name)) {
          return layers.get(at);
        }
        at = name.startsWith("ip6-") || name.equals("ah") ? at + 1 : 0;
      }
      return Map.of();
    }

    /** The link layer's source or destination; of 802.11 as its flags tell. */
    @Nullable Object mac(String end) {
      Map<String, Object> wlan = layer("wlan");
      if (has("ethernet") || wlan.isEmpty()) {
        return layer("ethernet").get(end);
      }
      boolean to = Boolean.TRUE.equals(wlan.get("toDs"));
      boolean from = Boolean.TRUE.equals(wlan.get("fromDs"));
      if (end.equals("dst")) {
        return wlan.get(to ? "addr3" : "addr1");
      }
      return wlan.get(!from ? "addr2" : to ? "addr4" : "addr3");
    }

    @Override
    public String toString() {
      return id + " " + n;
    }
  }

  private record Difference(
      String column, Seen seen, @Nullable Object theirs, @Nullable Object ours) {
    @Override
    public String toString() {
      return seen + " " + column + ": " + theirs + ", ours " + ours;
    }
  }

  /** Why values differ; whether it is ours that is right, by the sentence's own argument. */
  private record Reason(String sentence, boolean isOursRight, Predicate<Difference> explains) {}

  private static Reason ours(String sentence, Predicate<Difference> explains) {
    return new Reason(sentence, true, explains);
  }

  private static Reason miss(String sentence, Predicate<Difference> explains) {
    return new Reason(sentence, false, explains);
  }

  private static final class Column {
    private long equal;
    private final List<Difference> differences = new ArrayList<>();
  }

  /**
   * Prints the scores: of the packets in which either side or the oracle has the column, of all
   * packets, and the one that counts. Fails for a difference without a reason, and where a column's
   * score is too low: equal values of all that are there on either side, those left out in which
   * ours is right.
   */
  private void report(String name, List<Reason> reasons) {
    Map<Reason, Set<String>> packetsOf = new LinkedHashMap<>();
    Map<Reason, Set<String>> columnsOf = new LinkedHashMap<>();
    List<String> low = new ArrayList<>();
    Scores.report(
        name + "-left-out", Scores.Rows.counts("left out", "packets", excluded).toString());
    Scores.Rows rows =
        new Scores.Rows(
            "column",
            "equal:",
            "differ:",
            "missed:",
            "either %:",
            "theirs %:",
            "of all %:",
            "score %:");
    scores.forEach(
        (columnName, column) -> {
          long misses = 0;
          long theirs = 0;
          for (Difference difference : column.differences) {
            Reason reason = reason(reasons, difference);
            misses += reason.isOursRight ? 0 : 1;
            theirs += difference.theirs == null ? 0 : 1;
            packetsOf.computeIfAbsent(reason, absent -> new TreeSet<>()).add(difference.seen + "");
            columnsOf.computeIfAbsent(reason, absent -> new TreeSet<>()).add(columnName);
          }
          long all = column.equal + column.differences.size();
          double score = 100.0 * column.equal / (column.equal + misses);
          rows.add(
              columnName,
              column.equal,
              column.differences.size(),
              misses,
              100.0 * column.equal / all,
              100.0 * column.equal / (column.equal + theirs),
              100.0 - 100.0 * column.differences.size() / packets,
              score);
          if (score < REQUIRED_PERCENT) {
            low.add(columnName);
          }
        });
    Scores.report(name, String.format(Locale.ROOT, "%,d packets:\n\n%s", packets, rows));
    Scores.Rows why = new Scores.Rows("reason", "packets:", "which", "columns");
    packetsOf.forEach(
        (reason, which) ->
            why.add(reason.sentence, which.size(), byCapture(which), some(columnsOf.get(reason))));
    Scores.report(name + "-reasons", why.toString());
    assertThat(low).as("columns below " + REQUIRED_PERCENT).isEmpty();
  }

  /** The first few, and that there are more. */
  private static String some(Set<String> all) {
    String first = all.stream().limit(8).collect(Collectors.joining(", "));
    return all.size() > 8 ? first + " ..." : first;
  }

  /** The packets, those of a capture together: their numbers if they are few. */
  private static String byCapture(Set<String> packets) {
    Map<String, List<Integer>> captures = new TreeMap<>();
    for (String packet : packets) {
      int blank = packet.indexOf(' ');
      captures
          .computeIfAbsent(packet.substring(0, blank), absent -> new ArrayList<>())
          .add(Integer.valueOf(packet.substring(blank + 1)));
    }
    Set<String> texts = new LinkedHashSet<>();
    captures.forEach(
        (id, numbers) -> {
          Collections.sort(numbers);
          boolean few = numbers.size() <= 4;
          texts.add(
              few
                  ? id + numbers.stream().map(n -> " " + n).collect(Collectors.joining())
                  : id + " (" + numbers.size() + ")");
        });
    return some(texts);
  }

  private static Reason reason(List<Reason> reasons, Difference difference) {
    List<Reason> found = reasons.stream().filter(r -> r.explains.test(difference)).toList();
    assertThat(found).as(difference.toString()).isNotEmpty();
    return found.get(0);
  }
}
