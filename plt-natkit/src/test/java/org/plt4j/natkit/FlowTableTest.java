// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Ip6Builder.ip6;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Allocation;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.Transports;
import org.plt4j.trace.Trace;

/** A flow table counts as a plain map does. */
class FlowTableTest {
  private static final byte[] FOUR_BYTES = {1, 2, 3, 4};

  /** One direction of a flow as a test means it. */
  private record Way(int protocol, IpAddress src, int srcPort, IpAddress dst, int dstPort) {
    Way reverse() {
      return new Way(protocol, dst, dstPort, src, srcPort);
    }
  }

  /** A packet as a test means it; no way means that it belongs to no flow. */
  private static final class Sample {
    final @Nullable Way way;
    final long seconds;
    final long nanos;
    final byte[] bytes;
    final long original;

    Sample(@Nullable Way way, long seconds, long nanos, byte[] bytes, long original) {
      this.way = way;
      this.seconds = seconds;
      this.nanos = nanos;
      this.bytes = bytes;
      this.original = original;
    }

    long time() {
      return seconds * 1_000_000_000 + nanos;
    }
  }

  // ---- the samples

  /** Packets of so many flows and of none, in any order, in either direction, at any time. */
  private static List<Sample> samples(long seed, int packets, int flows) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Way> ways = new ArrayList<>();
    for (int i = 0; i < flows; i++) {
      ways.add(way(random));
    }
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < packets; i++) {
      Way way = ways.get(random.nextInt(flows));
      samples.add(sample(random, random.nextBoolean() ? way : way.reverse()));
    }
    return samples;
  }

  private static Way way(SplittableRandom random) {
    boolean four = random.nextInt(3) != 0;
    IpAddress src = address(random, four);
    IpAddress dst = random.nextInt(50) == 0 ? src : address(random, four);
    int protocol =
        switch (random.nextInt(8)) {
          case 0 -> four ? IpProtocol.ICMP : IpProtocol.ICMP6;
          case 1 -> IpProtocol.ESP;
          case 2 -> IpProtocol.SCTP;
          case 3, 4 -> IpProtocol.UDP;
          default -> IpProtocol.TCP;
        };
    if (!IpProtocol.hasPorts(protocol)) {
      return new Way(protocol, src, 0, dst, 0);
    }
    int srcPort = random.nextInt(0x10000);
    int dstPort = random.nextInt(10) == 0 ? srcPort : random.nextInt(0x10000);
    return new Way(protocol, src, srcPort, dst, dstPort);
  }

  /** Few enough hosts that they meet in many flows; both halves of the number range. */
  private static IpAddress address(SplittableRandom random, boolean four) {
    int host = random.nextInt(1000);
    if (four) {
      return IpAddress.ofIp4(((host & 1) << 31) | 0x0a00_0000 | host);
    }
    long high = (host & 2) == 0 ? 0x2001_0db8_0000_0000L : 0xfe80_0000_0000_0000L;
    return IpAddress.ofIp6(high, ((long) (host & 1) << 63) | host);
  }

  private static Sample sample(SplittableRandom random, Way way) {
    boolean close = random.nextBoolean(); // a few nanoseconds apart
    long seconds = close ? 1_700_000_000 : random.nextLong(1L << 32);
    long nanos = close ? random.nextLong(4) : random.nextLong(1_000_000_000);
    boolean four = way.src.version() == 4;
    int header = four ? 20 : 40;
    int kind = random.nextInt(20);
    byte[] bytes;
    @Nullable Way counted = way;
    if (kind == 0) { // no IP at all
      bytes = new byte[] {0x50, 1, 2, 3};
      counted = null;
    } else if (kind == 1) { // a fragment other than the first
      bytes = four ? fragment4(way) : fragment6(way);
      counted = new Way(way.protocol, way.src, 0, way.dst, 0);
    } else {
      bytes = whole(way);
      int captured = kind < 4 ? random.nextInt(bytes.length + 1) : bytes.length;
      bytes = Arrays.copyOf(bytes, captured);
      if (captured < header) {
        counted = null;
      } else if (captured < header + 4) {
        counted = new Way(way.protocol, way.src, 0, way.dst, 0);
      }
    }
    long original =
        switch (random.nextInt(10)) {
          case 0 -> 0;
          case 1 -> 0xffff_ffffL;
          default -> bytes.length + random.nextInt(1500);
        };
    return new Sample(counted, seconds, nanos, bytes, original);
  }

  private static byte[] whole(Way way) {
    byte[] payload =
        switch (way.protocol) {
          case IpProtocol.TCP -> Transports.tcp(way.srcPort, way.dstPort, 1, 2, 0x10, FOUR_BYTES);
          case IpProtocol.UDP -> Transports.udp(way.srcPort, way.dstPort, FOUR_BYTES);
          case IpProtocol.SCTP -> Transports.sctp(way.srcPort, way.dstPort, 7);
          case IpProtocol.ESP -> Transports.esp(1, 2, 8);
          default -> Transports.echo(8, 5, 6, FOUR_BYTES);
        };
    return way.src.version() == 4
        ? ip4(way.src.toString(), way.dst.toString()).carryAsIs(way.protocol, payload)
        : ip6(way.src.toString(), way.dst.toString()).carryAsIs(way.protocol, payload);
  }

  private static byte[] fragment4(Way way) {
    return ip4(way.src.toString(), way.dst.toString())
        .fragment(100, true)
        .carryAsIs(way.protocol, new byte[16]);
  }

  private static byte[] fragment6(Way way) {
    return ip6(way.src.toString(), way.dst.toString())
        .fragment(100, true, 9)
        .carryAsIs(way.protocol, new byte[16]);
  }

  private static List<Packet> packets(List<Sample> samples) throws IOException {
    PcapFile file =
        new PcapFile(PcapFile.Variant.NANOSECONDS, ByteOrder.LITTLE_ENDIAN, LinkType.RAW, 65535);
    samples.forEach(s -> file.add(s.seconds, s.nanos, s.bytes, s.original));
    try (Trace trace = Trace.open(new ByteArrayInputStream(file.bytes()))) {
      List<Packet> packets = trace.packets().toList();
      assertThat(packets).hasSameSizeAs(samples);
      return packets;
    }
  }

  // ---- the model

  /** What the table should answer, by the simplest means. */
  private static final class Model {
    private static final Comparator<Flow> KEY_ORDER =
        Comparator.comparing((Flow flow) -> flow.key().version())
            .thenComparing(flow -> flow.key().protocol())
            .thenComparing(flow -> flow.key().src())
            .thenComparing(flow -> flow.key().dst())
            .thenComparing(flow -> flow.key().srcPort())
            .thenComparing(flow -> flow.key().dstPort());

    /** Packets, bytes; packets, bytes of the other direction; first, last. */
    private final Map<Way, long[]> flows = new HashMap<>();

    private final Map<List<IpAddress>, long[]> pairs = new HashMap<>();

    /** Packets and bytes sent, packets and bytes received. */
    private final Map<IpAddress, long[]> hosts = new HashMap<>();

    private long packets;
    private long bytes;
    private long ipPackets;

    boolean add(Sample sample) {
      packets++;
      bytes += sample.original;
      Way way = sample.way;
      if (way == null) {
        return false;
      }
      ipPackets++;
      boolean reverse = !flows.containsKey(way) && flows.containsKey(way.reverse());
      long[] flow =
          flows.computeIfAbsent(
              reverse ? way.reverse() : way,
              absent -> new long[] {0, 0, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE});
      count(flow, reverse ? 2 : 0, sample.original);
      flow[4] = Math.min(flow[4], sample.time());
      flow[5] = Math.max(flow[5], sample.time());
      List<IpAddress> pair = List.of(way.src, way.dst);
      count(pairs.computeIfAbsent(pair, absent -> new long[2]), 0, sample.original);
      count(hosts.computeIfAbsent(way.src, absent -> new long[4]), 0, sample.original);
      count(hosts.computeIfAbsent(way.dst, absent -> new long[4]), 2, sample.original);
      return true;
    }

    private static void count(long[] counts, int at, long length) {
      counts[at]++;
      counts[at + 1] += length;
    }

    List<Flow> flows() {
      List<Flow> list = new ArrayList<>();
      flows.forEach(
          (way, c) -> {
            FlowKey key = new FlowKey(way.protocol, way.src, way.srcPort, way.dst, way.dstPort);
            list.add(new Flow(key, c[0], c[1], c[2], c[3], c[4], c[5]));
          });
      list.sort(KEY_ORDER);
      return list;
    }

    List<AddressPair> pairs() {
      List<AddressPair> list = new ArrayList<>();
      pairs.forEach((pair, c) -> list.add(new AddressPair(pair.get(0), pair.get(1), c[0], c[1])));
      list.sort(Comparator.comparing(AddressPair::src).thenComparing(AddressPair::dst));
      return list;
    }

    List<Host> hosts() {
      List<Host> list = new ArrayList<>();
      hosts.forEach((address, c) -> list.add(new Host(address, c[0], c[1], c[2], c[3])));
      list.sort(Comparator.comparing(Host::address));
      return list;
    }
  }

  private static void assertSame(FlowTable table, Model model) {
    assertThat(table.flows()).isEqualTo(model.flows());
    assertThat(table.pairs()).isEqualTo(model.pairs());
    assertThat(table.hosts()).isEqualTo(model.hosts());
    assertThat(table.size()).isEqualTo(model.flows.size());
    assertThat(table.pairCount()).isEqualTo(model.pairs.size());
    assertThat(table.packets()).isEqualTo(model.packets);
    assertThat(table.bytes()).isEqualTo(model.bytes);
    assertThat(table.ipPackets()).isEqualTo(model.ipPackets);
  }

  // ---- the tests

  @Test
  void countsAsAMapDoes() throws IOException {
    List<Sample> samples = samples(1, 150_000, 40_000);
    List<Packet> packets = packets(samples);
    FlowTable table = new FlowTable();
    Model model = new Model();
    for (int i = 0; i < samples.size(); i++) {
      assertThat(table.add(packets.get(i))).isEqualTo(model.add(samples.get(i)));
    }
    assertSame(table, model);
    List<Flow> flows = table.flows();
    assertThat(flows).hasSizeGreaterThan(30_000); // the tables have grown several times
    assertThat(flows).anyMatch(flow -> flow.key().version() == 6 && flow.revPackets() > 0);
    assertThat(flows).anyMatch(flow -> flow.key().src().equals(flow.key().dst()));
    assertThat(flows).allMatch(flow -> flow.fwdPackets() > 0);
    assertThat(flows.stream().mapToLong(Flow::packets).sum()).isEqualTo(table.ipPackets());
    assertThat(table.pairs().stream().mapToLong(AddressPair::bytes).sum())
        .isEqualTo(flows.stream().mapToLong(Flow::bytes).sum())
        .isEqualTo(table.hosts().stream().mapToLong(Host::sentBytes).sum())
        .isEqualTo(table.hosts().stream().mapToLong(Host::receivedBytes).sum());
  }

  @Test
  void answersAfterAnyNumberOfPackets() throws IOException {
    List<Sample> samples = samples(2, 100, 12);
    List<Packet> packets = packets(samples);
    FlowTable asked = new FlowTable();
    Model model = new Model();
    for (int count = 0; count <= samples.size(); count++) {
      FlowTable once = new FlowTable();
      packets.subList(0, count).forEach(once::add);
      assertSame(once, model); // asked for the first time
      assertSame(asked, model); // asked after every packet
      if (count < samples.size()) {
        asked.add(packets.get(count));
        model.add(samples.get(count));
      }
    }
  }

  @Test
  void anyFirstQuestionIsAnsweredInFull() throws IOException {
    List<Sample> samples = samples(3, 50, 9);
    List<Packet> packets = packets(samples);
    Model model = new Model();
    samples.forEach(model::add);
    assertThat(counted(packets).size()).isEqualTo(model.flows.size());
    assertThat(counted(packets).flows()).isEqualTo(model.flows());
    assertThat(counted(packets).pairs()).isEqualTo(model.pairs());
    assertThat(counted(packets).pairCount()).isEqualTo(model.pairs.size());
    assertThat(counted(packets).hosts()).isEqualTo(model.hosts());
  }

  @Test
  void tablesOfPartsMergeToThatOfTheWhole() throws IOException {
    List<Sample> samples = samples(4, 60_000, 16_000);
    List<Packet> packets = packets(samples);
    Model model = new Model();
    FlowTable whole = counted(packets.subList(0, 0));
    int from = 0;
    for (int to : new int[] {0, 1, 40, 20_000, 20_000, 59_000, samples.size()}) {
      FlowTable part = counted(packets.subList(from, to));
      int flows = part.size();
      whole.merge(part);
      assertThat(part.size()).isEqualTo(flows);
      samples.subList(from, to).forEach(model::add);
      from = to;
    }
    assertSame(whole, model);
    whole.add(packets.get(0)); // counting goes on
    model.add(samples.get(0));
    assertSame(whole, model);
  }

  private static FlowTable counted(List<Packet> packets) {
    FlowTable table = new FlowTable();
    packets.forEach(table::add);
    return table;
  }

  @Test
  void firstPacketSeenIsForward() throws IOException {
    IpAddress low = IpAddress.parse("10.0.0.1");
    IpAddress high = IpAddress.parse("203.0.113.9");
    IpAddress low6 = IpAddress.parse("2001:db8::1");
    IpAddress high6 = IpAddress.parse("fe80::1");
    for (Way way :
        List.of(
            new Way(6, low, 80, high, 1025),
            new Way(6, high, 1025, low, 80),
            new Way(17, low, 53, low, 1025), // the same address: ports tell the ends apart
            new Way(17, low, 1025, low, 53),
            new Way(6, low6, 80, high6, 1025),
            new Way(6, high6, 1025, low6, 80),
            new Way(17, high6, 53, high6, 1025),
            new Way(17, high6, 1025, high6, 53))) {
      // the second packet is the earlier one
      Sample first = new Sample(way, 20, 0, whole(way), 100);
      Sample second = new Sample(way.reverse(), 10, 5, whole(way.reverse()), 1);
      FlowTable table = counted(packets(List.of(first, second, first)));
      FlowKey key = new FlowKey(way.protocol, way.src, way.srcPort, way.dst, way.dstPort);
      assertThat(table.flows())
          .containsExactly(new Flow(key, 2, 200, 1, 1, 10_000_000_005L, 20_000_000_000L));
    }
  }

  @Test
  void packetToItselfIsSentAndReceived() throws IOException {
    for (String text : List.of("127.0.0.1", "::1")) {
      IpAddress address = IpAddress.parse(text);
      Way way = new Way(IpProtocol.UDP, address, 7, address, 7);
      Sample sample = new Sample(way, 1, 0, whole(way), 60);
      FlowTable table = counted(packets(List.of(sample, sample)));
      FlowKey key = new FlowKey(IpProtocol.UDP, address, 7, address, 7);
      assertThat(table.flows())
          .containsExactly(new Flow(key, 2, 120, 0, 0, 1_000_000_000, 1_000_000_000));
      assertThat(table.pairs()).containsExactly(new AddressPair(address, address, 2, 120));
      assertThat(table.hosts()).containsExactly(new Host(address, 2, 120, 2, 120));
      assertThat(table.hosts().get(0).packets()).isEqualTo(4);
      assertThat(table.hosts().get(0).bytes()).isEqualTo(240);
    }
  }

  @Test
  void emptyTableHasNothing() {
    FlowTable table = new FlowTable();
    assertSame(table, new Model());
    assertThat(table.add(Packet.of(new byte[0], LinkType.ETHERNET))).isFalse();
    assertThat(table.packets()).isEqualTo(1);
    assertThat(table.ipPackets()).isZero();
    assertThat(table.flows()).isEmpty();
  }

  /** Flows of versions 4 and 6 whose addresses are equal as numbers are different flows. */
  @Test
  void versionsAreKeptApart() throws IOException {
    Way four = new Way(17, IpAddress.ofIp4(1), 1, IpAddress.ofIp4(2), 2);
    Way six = new Way(17, IpAddress.ofIp6(0, 1), 1, IpAddress.ofIp6(0, 2), 2);
    List<Sample> samples =
        List.of(new Sample(four, 1, 0, whole(four), 50), new Sample(six, 1, 0, whole(six), 70));
    Model model = new Model();
    samples.forEach(model::add);
    FlowTable table = counted(packets(samples));
    assertSame(table, model);
    assertThat(table.hosts()).hasSize(4);
  }

  // ---- allocation

  private static final int PACKETS = 400_000;
  private static final int WARM_UP = 200_000;
  private static final int MOST_BYTES = 100;
  private static final int FILE_HEADER = 24;

  @Test
  void countingKnownFlowsAllocatesAtMostSoManyBytes(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("flows.pcap");
    write(file);
    FlowTable table = new FlowTable();
    long before = 0;
    try (Trace trace = Trace.open(file)) {
      for (Packet packet : trace) {
        if (table.packets() == WARM_UP) {
          before = Allocation.bytes();
        }
        table.add(packet);
      }
    }
    long perPacket = (Allocation.bytes() - before) / (PACKETS - WARM_UP);
    System.out.println("reading and counting: " + perPacket + " bytes a packet");
    assertThat(table.packets()).isEqualTo(PACKETS);
    assertThat(table.size()).isBetween(300, 2000);
    assertThat(perPacket).as("bytes a packet").isBetween(1L, (long) MOST_BYTES);
  }

  /** The same 1,000 packets again and again. */
  private static void write(Path file) throws IOException {
    PcapFile pcap =
        new PcapFile(PcapFile.Variant.MICROSECONDS, ByteOrder.BIG_ENDIAN, LinkType.RAW, 65535);
    samples(4, 1000, 500).forEach(s -> pcap.add(s.seconds, s.nanos / 1000, s.bytes, s.original));
    byte[] bytes = pcap.bytes();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(bytes, 0, FILE_HEADER);
      for (int i = 0; i < PACKETS / 1000; i++) {
        out.write(bytes, FILE_HEADER, bytes.length - FILE_HEADER);
      }
    }
  }
}
