// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Ip6Builder.ip6;
import static org.plt4j.testdata.LinkLayers.ethernet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.natkit.FlowMeter.Settings;
import org.plt4j.packet.EtherType;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.LinkLayers;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.Transports;
import org.plt4j.trace.Trace;

/** Statistics, where flows end, merging, and the bound. */
class FlowMeterTest {
  private static final long SECOND = 1_000_000_000;
  private static final long T0 = 1_700_000_000 * SECOND;
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int ACK = 16;

  private static final Settings RULES =
      Settings.DEFAULT.idle(30 * SECOND).active(100 * SECOND).endingAtClose();

  private static byte[] tcp(int host, int port, boolean forward, int flags, int payload) {
    byte[] tcp =
        Transports.tcp(forward ? port : 80, forward ? 80 : port, 1, 1, flags, new byte[payload]);
    String client = "192.0.2." + host;
    String server = "198.51.100.1";
    return ethernet(
        ip4(forward ? client : server, forward ? server : client).carry(IpProtocol.TCP, tcp));
  }

  private static List<Packet> packets(List<Frame> frames) {
    byte[] file = PcapFile.of(LinkType.ETHERNET, frames);
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(new ByteArrayInputStream(file))) {
      trace.forEach(packets::add);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return packets;
  }

  private static FlowMeter meter(Settings settings, List<Packet> packets) {
    FlowMeter meter = FlowMeter.of(settings);
    packets.forEach(meter::add);
    return meter;
  }

  // ---- statistics

  @Test
  void statistics() {
    List<Frame> frames = new ArrayList<>();
    int[] payloads = {0, 0, 1000, 6, 1000, 300};
    long[] times = {0, 10, 30, 25, 80, 500};
    boolean[] forward = {true, false, true, false, true, true};
    int[] flags = {SYN, SYN | ACK, ACK | 8, ACK, ACK | 8 | 0x100, FIN | ACK};
    for (int i = 0; i < payloads.length; i++) {
      byte[] frame = tcp(1, 1025, forward[i], flags[i], payloads[i]);
      frames.add(new Frame(T0 + times[i] * 1_000_000L, frame, frame.length + 4L));
    }
    MeteredFlow flow = meter(Settings.DEFAULT, packets(frames)).flows().get(0);
    assertThat(flow.key()).hasToString("TCP 192.0.2.1:1025 > 198.51.100.1:80");
    MeteredFlow.Direction there = flow.forward();
    assertThat(there.packets()).isEqualTo(4);
    assertThat(there.bytes()).isEqualTo(4 * 58 + 2300);
    assertThat(there.ipBytes()).isEqualTo(4 * 40 + 2300);
    assertThat(there.sizes().minimum()).isEqualTo(58);
    assertThat(there.sizes().maximum()).isEqualTo(1058);
    assertThat(there.sizes().mean()).isEqualTo(58 + 575.0);
    assertThat(there.sizes().deviation()).isEqualTo(505.8, within(0.1));
    assertThat(there.gaps()).extracting(Summary::count).isEqualTo(3L);
    assertThat(there.gaps().minimum()).isEqualTo(30_000_000);
    assertThat(there.gaps().maximum()).isEqualTo(420_000_000);
    assertThat(there.gaps().mean()).isEqualTo(500e6 / 3);
    assertThat(there.flags()).containsExactly(1L, 1L, 0L, 2L, 3L, 0L, 0L, 0L, 1L);
    assertThat(flow.reverse().gaps()).isEqualTo(new Summary(1, 15_000_000, 15_000_000, 15e6, 0));
    assertThat(flow.firstNanos()).isEqualTo(T0);
    assertThat(flow.lastNanos()).isEqualTo(T0 + 500_000_000);
    assertThat(flow.end()).isEqualTo(FlowEnd.TRACE);
  }

  @Test
  void deviationKeepsItsPrecisionAndRange() {
    long big = 1L << 60;
    long low = 0;
    long high = 0;
    for (long value = big - 1; value <= big + 1; value++) {
      low += value * value;
      high += Math.multiplyHigh(value, value);
      high += Long.compareUnsigned(low, value * value) < 0 ? 1 : 0;
    }
    assertThat(Summary.of(3, big - 1, big + 1, 3 * big, high, low).deviation()).isEqualTo(1);
    Summary small = Summary.of(4, -3, 5, 4, 0, 9 + 1 + 1 + 25);
    assertThat(small.deviation()).isEqualTo(Math.sqrt((36 - 4) / 3.0), within(1e-12));
    assertThat(Summary.of(2, 7, 7, 14, 0, 98).deviation()).isZero();
    assertThat(Summary.of(0, 0, 0, 0, 0, 0)).isEqualTo(Summary.NONE);
  }

  /** What a direction is to say, by the plainest means. */
  private static MeteredFlow.Direction expected(List<Packet> packets) {
    BigInteger sizeSquares = BigInteger.ZERO;
    BigInteger gapSquares = BigInteger.ZERO;
    List<Long> times = packets.stream().map(Packet::timestampNanos).toList();
    List<Long> sizes = packets.stream().map(Packet::originalLength).toList();
    List<Long> gaps = new ArrayList<>();
    Long[] flags = {0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L};
    long ipBytes = 0;
    for (int i = 0; i < packets.size(); i++) {
      sizeSquares = sizeSquares.add(BigInteger.valueOf(sizes.get(i)).pow(2));
      if (i > 0) {
        gaps.add(times.get(i) - times.get(i - 1));
        gapSquares = gapSquares.add(BigInteger.valueOf(gaps.get(i - 1)).pow(2));
      }
      int bits = Objects.requireNonNull(packets.get(i).tcp()).flags();
      for (int flag = 0; flag < flags.length; flag++) {
        flags[flag] += bits >> flag & 1;
      }
      ipBytes += Objects.requireNonNull(packets.get(i).ip4()).totalLength();
    }
    long bytes = sizes.stream().mapToLong(Long::longValue).sum();
    return new MeteredFlow.Direction(
        packets.size(),
        bytes,
        ipBytes,
        Collections.min(times),
        Collections.max(times),
        summary(sizes, bytes, sizeSquares),
        summary(gaps, times.get(times.size() - 1) - times.get(0), gapSquares),
        List.of(flags));
  }

  private static Summary summary(List<Long> values, long sum, BigInteger squares) {
    long min = Collections.min(values);
    long max = Collections.max(values);
    long high = squares.shiftRight(64).longValueExact();
    return Summary.of(values.size(), min, max, sum, high, squares.longValue());
  }

  /** Enough packets, large enough, for each counter to run over; in and out of order. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000})
  void nothingRunsOver(int backwards) {
    SplittableRandom random = new SplittableRandom(backwards);
    byte[][] bytes = new byte[512][];
    for (int flags = 0; flags < bytes.length; flags++) {
      bytes[flags] = tcp(1, 1025, true, flags, 0);
    }
    long[] sizes = {58, 0xffff, 0xffff_0000L, 0x10000}; // all but the first do not fit
    List<Frame> frames = new ArrayList<>();
    long now = T0;
    for (int i = 0; i < 70_000; i++) {
      long size = random.nextInt(100) == 0 ? sizes[random.nextInt(backwards == 0 ? 1 : 4)] : 32_000;
      int flags = random.nextInt(10) == 0 ? ACK : random.nextInt(512) | 8;
      now += backwards != 0 && random.nextInt(backwards) == 0 ? -SECOND : random.nextInt(4) << 28;
      now += random.nextInt(20_000) == 0 ? SECOND << 28 : 0;
      frames.add(new Frame(now, bytes[flags], size));
    }
    List<Packet> packets = packets(frames);
    for (List<Packet> some :
        List.of(packets, packets.subList(0, 2), packets.subList(7, 10), packets.subList(0, 1000))) {
      FlowMeter meter = meter(Settings.DEFAULT, some);
      assertThat(meter.flows().get(0).forward()).isEqualTo(expected(some));
      int third = some.size() / 3;
      FlowMeter merged = meter(Settings.DEFAULT, some.subList(0, third));
      merged.merge(meter(Settings.DEFAULT, some.subList(third, 2 * third)));
      merged.merge(meter(Settings.DEFAULT, some.subList(2 * third, some.size())));
      assertThat(merged.flows()).isEqualTo(meter.flows());
    }
  }

  // ---- where flows end

  private static List<FlowEnd> ends(Settings settings, Object... secondsAndFlags) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < secondsAndFlags.length; i += 2) {
      int flags = (int) secondsAndFlags[i + 1];
      byte[] frame = tcp(1, 1025, flags >= 0, Math.abs(flags), 0);
      frames.add(Frame.of(T0 + (int) secondsAndFlags[i] * SECOND, frame));
    }
    return meter(settings, packets(frames)).flows().stream().map(MeteredFlow::end).toList();
  }

  @Test
  void idle() {
    Settings settings = Settings.DEFAULT.idle(30 * SECOND);
    assertThat(ends(settings, 0, ACK, 30, ACK, 60, -ACK)).containsExactly(FlowEnd.TRACE);
    assertThat(ends(settings, 0, ACK, 31, ACK, 100, -ACK))
        .containsExactly(FlowEnd.IDLE, FlowEnd.IDLE, FlowEnd.TRACE);
    assertThat(ends(settings, 0, RST, 31, ACK)).containsExactly(FlowEnd.CLOSED, FlowEnd.TRACE);
  }

  @Test
  void active() {
    Settings settings = Settings.DEFAULT.active(100 * SECOND);
    assertThat(ends(settings, 0, ACK, 60, ACK, 100, ACK, 101, ACK, 201, ACK, 202, -ACK))
        .containsExactly(FlowEnd.ACTIVE, FlowEnd.ACTIVE, FlowEnd.TRACE);
  }

  @Test
  void close() {
    Settings settings = Settings.DEFAULT.endingAtClose();
    assertThat(ends(settings, 0, SYN, 1, FIN | ACK, 2, SYN)).containsExactly(FlowEnd.TRACE);
    assertThat(ends(settings, 0, SYN, 1, FIN | ACK, 2, -(FIN | ACK), 3, ACK, 4, SYN))
        .containsExactly(FlowEnd.CLOSED, FlowEnd.TRACE);
    assertThat(ends(settings, 0, SYN, 1, -(RST | ACK), 2, -(SYN | ACK), 3, SYN, 4, RST))
        .containsExactly(FlowEnd.CLOSED, FlowEnd.CLOSED);
    assertThat(ends(Settings.DEFAULT, 0, SYN, 1, -(RST | ACK), 3, SYN))
        .containsExactly(FlowEnd.CLOSED);
  }

  // ---- identifiers

  @Test
  void identifiersKeepFlowsApart() {
    byte[] udp = ip4("192.0.2.1", "192.0.2.2").carry(17, Transports.udp(9, 9, new byte[4]));
    byte[] udp6 = ip6("::1", "::2").carry(17, Transports.udp(9, 9, new byte[4]));
    List<Frame> frames = new ArrayList<>();
    for (byte[] ip : List.of(udp, udp6)) {
      int type = ip == udp ? EtherType.IP4 : EtherType.IP6;
      frames.add(Frame.of(T0, ethernet(ip)));
      frames.add(Frame.of(T0, ethernet(EtherType.VLAN, LinkLayers.tag(0, 7, type, ip))));
      frames.add(Frame.of(T0, ethernet(EtherType.VLAN, LinkLayers.tag(0, 8, type, ip))));
      frames.add(Frame.of(T0, ethernet(EtherType.MPLS, LinkLayers.mpls(ip, 77))));
    }
    List<Packet> packets = packets(frames);
    assertThat(meter(Settings.DEFAULT, packets).flows()).hasSize(2);
    List<MeteredFlow> byVlan = meter(Settings.DEFAULT.keyedBy(true, false, false), packets).flows();
    assertThat(byVlan.stream().map(flow -> flow.ids().vlan()))
        .containsExactly(-1L, 7L, 8L, -1L, 7L, 8L);
    assertThat(meter(Settings.DEFAULT.keyedBy(false, true, false), packets).flows())
        .extracting(flow -> flow.ids().mpls())
        .containsExactly(-1L, 77L, -1L, 77L);
    FlowMeter first = meter(Settings.DEFAULT.keyedBy(true, true, true), packets.subList(5, 8));
    FlowMeter second = meter(Settings.DEFAULT.keyedBy(true, true, true), packets);
    first.merge(second); // whose identifiers have other numbers
    assertThat(first.flows()).hasSize(8);
    assertThat(first.flows().get(7).ids()).isEqualTo(new FlowIds(8, -1, -1));
    assertThat(first.flows().get(7).packets()).isEqualTo(2);
  }

  // ---- merging

  /** Packets of some flows, in and out of order, with gaps around every limit. */
  private static List<Packet> samples(SplittableRandom random, int count) {
    List<Frame> frames = new ArrayList<>();
    long now = T0;
    int[] flags = {SYN, SYN | ACK, ACK, ACK, ACK | 8, FIN | ACK, FIN | ACK, RST};
    for (int i = 0; i < count; i++) {
      int host = random.nextInt(3);
      int port = 1025 + random.nextInt(2);
      boolean forward = random.nextBoolean();
      byte[] frame = tcp(host, port, forward, flags[random.nextInt(8)], random.nextInt(100));
      if (random.nextInt(10) == 0) {
        byte[] udp = Transports.udp(1025, 53, new byte[random.nextInt(50)]);
        frame = ethernet(ip6("2001:db8::" + host, "2001:db8::99").carry(17, udp));
      }
      now += random.nextInt(20) == 0 ? -SECOND : random.nextInt(12) * SECOND / 2;
      now += random.nextInt(60) == 0 ? 31 * SECOND : 0;
      frames.add(Frame.of(now, frame));
    }
    return packets(frames);
  }

  private static Stream<Settings> everySettings() {
    List<Settings> all = new ArrayList<>();
    for (int rules = 0; rules < 8; rules++) {
      Settings settings = Settings.DEFAULT;
      settings = (rules & 1) != 0 ? settings.idle(30 * SECOND) : settings;
      settings = (rules & 2) != 0 ? settings.active(100 * SECOND) : settings;
      all.add((rules & 4) != 0 ? settings.endingAtClose() : settings);
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everySettings")
  void anySplitMergesToTheSame(Settings settings) {
    SplittableRandom random = new SplittableRandom(16);
    for (int round = 0; round < 60; round++) {
      List<Packet> packets = samples(random, 20 + random.nextInt(600));
      FlowMeter whole = meter(settings, packets);
      int parts = 1 + random.nextInt(16);
      List<FlowMeter> meters = new ArrayList<>();
      int from = 0;
      for (int part = 0; part < parts; part++) {
        int to =
            part == parts - 1 ? packets.size() : from + random.nextInt(packets.size() - from + 1);
        FlowMeter meter = part == 0 ? FlowMeter.of(settings) : FlowMeter.ofLaterPart(settings);
        packets.subList(from, to).forEach(meter::add);
        meters.add(meter);
        from = to;
      }
      while (meters.size() > 1) { // neighbours, in any order
        int i = random.nextInt(meters.size() - 1);
        meters.get(i).merge(meters.remove(i + 1));
      }
      FlowMeter merged = meters.get(0);
      assertThat(merged.flows()).as("round %d, %d parts", round, parts).isEqualTo(whole.flows());
      assertThat(merged.size()).isEqualTo(whole.size());
      assertThat(merged.ipPackets()).isEqualTo(packets.size());
      assertThat(merged.bytes()).isEqualTo(whole.bytes());
    }
  }

  @Test
  void aLaterPartByItselfIsAPartLikeAny() {
    List<Packet> packets = samples(new SplittableRandom(2), 300);
    FlowMeter later = FlowMeter.ofLaterPart(RULES);
    packets.forEach(later::add);
    assertThat(later.flows()).isEqualTo(meter(RULES, packets).flows());
    FlowMeter other = meter(RULES, packets);
    assertThatThrownBy(() -> other.merge(meter(RULES, packets)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> other.merge(FlowMeter.of(Settings.DEFAULT)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ---- listeners and bounds

  @Test
  void aListenerHearsTheSameFlows() {
    for (Settings settings : everySettings().toList()) {
      List<Packet> packets = new ArrayList<>(samples(new SplittableRandom(5), 500));
      packets.sort(Comparator.comparingLong(Packet::timestampNanos));
      List<MeteredFlow> heard = new ArrayList<>();
      FlowMeter meter = FlowMeter.of(settings, heard::add);
      packets.forEach(meter::add);
      meter.finish();
      assertThat(meter.size()).isZero();
      assertThat(heard).containsExactlyInAnyOrderElementsOf(meter(settings, packets).flows());
      assertThatThrownBy(meter::flows).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void evictedFlowsAddUp() {
    List<Packet> packets = samples(new SplittableRandom(8), 1000);
    for (int bound = 1; bound < 8; bound++) {
      Map<FlowKey, Long> counts = new HashMap<>();
      List<MeteredFlow> heard = new ArrayList<>();
      FlowMeter meter = FlowMeter.of(Settings.DEFAULT.bounded(bound), heard::add);
      for (Packet packet : packets) {
        meter.add(packet);
        assertThat(meter.size()).isLessThanOrEqualTo(bound);
        counts.merge(FlowKey.of(packet).forward(), 1L, Long::sum);
      }
      meter.finish();
      heard.forEach(flow -> counts.merge(flow.key().forward(), -flow.packets(), Long::sum));
      assertThat(counts.values()).containsOnly(0L);
    }
    assertThatThrownBy(() -> FlowMeter.of(Settings.DEFAULT.bounded(5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Ten million flows in a meter that may hold 10,000: no more are open, nor more memory taken. */
  @Test
  void tenMillionFlowsStayUnderTheBound() {
    int bound = 10_000;
    long[] evicted = new long[1];
    FlowMeter meter =
        FlowMeter.of(Settings.DEFAULT.bounded(bound), flow -> evicted[0] += flow.packets());
    byte[] frame = tcp(1, 1025, true, ACK, 0);
    Packet packet = Packet.of(frame, LinkType.ETHERNET);
    for (int i = 0; i < 10_000_000; i++) {
      meter.addMade4(0x0a00_0000_0000_0000L | i, packet);
      if (i % 100_000 == 0) {
        assertThat(meter.size()).isLessThanOrEqualTo(bound);
      }
    }
    meter.finish();
    assertThat(evicted[0]).isEqualTo(10_000_000);
    assertThat(meter.wordsHeld()).isLessThan(54L * 2 * bound);
  }
}
