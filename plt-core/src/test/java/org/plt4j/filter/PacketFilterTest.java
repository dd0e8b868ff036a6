// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Trace;

class PacketFilterTest {
  /** Only 802.11 has management frames. */
  private static final String WLAN = "type mgt";

  private static Path file(String name) {
    return TestTraces.folder().resolve(name);
  }

  private static List<Packet> packets(String name) throws IOException {
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(file(name))) {
      trace.forEach(packets::add);
    }
    return packets;
  }

  private static long count(PacketFilter filter, List<Packet> packets) {
    return packets.stream().filter(filter).count();
  }

  @Test
  void oneFilterServesAllLinkTypes() throws IOException {
    PacketFilter filter = PacketFilter.compile("tcp");
    for (Packet packet : packets("transports.pcap")) {
      boolean tcp = filter.program(LinkType.ETHERNET).run(packet) != 0;
      assertThat(filter.matches(packet)).isEqualTo(tcp).isEqualTo(filter.test(packet));
      if (packet.ip() != null) {
        Packet raw = Packet.of(packet.ip().data(), LinkType.RAW);
        assertThat(filter.matches(raw)).isEqualTo(tcp);
        assertThat(filter.program(LinkType.RAW).run(raw) != 0).isEqualTo(tcp);
      }
    }
    assertThat(filter.program(LinkType.RAW)).isNotEqualTo(filter.program(LinkType.ETHERNET));
    assertThat(filter).hasToString("tcp");
    assertThat(filter.unsupported()).isZero();
  }

  @Test
  void theCompiledFormTakesOverAfterATrial() throws IOException {
    List<Packet> packets = packets("transports.pcap");
    for (String expression : new String[] {"tcp", "len > 70", "udp or icmp", "less 1"}) {
      PacketFilter filter = PacketFilter.compile(expression, LinkType.ETHERNET);
      long first = count(filter, packets);
      for (int n = 0; n <= PacketFilter.TRIAL; n += packets.size()) {
        assertThat(count(filter, packets)).isEqualTo(first);
      }
      assertThat(count(filter, packets)).isEqualTo(first);
    }
  }

  @Test
  void theWholePacketCounts() {
    Packet packet = Packet.of(new byte[100], LinkType.ETHERNET).withSnapLength(10);
    assertThat(PacketFilter.compile("len = 100").matches(packet)).isTrue();
    assertThat(PacketFilter.compile("ether[9] = 0").matches(packet)).isTrue();
    assertThat(PacketFilter.compile("ether[10] = 0").matches(packet)).isFalse();
  }

  @Test
  void aFaultIsToldAtOnce() {
    assertThatExceptionOfType(PacketFilterException.class)
        .isThrownBy(() -> PacketFilter.compile("tcp port"));
    assertThatExceptionOfType(PacketFilterException.class)
        .isThrownBy(() -> PacketFilter.compile("tcp port", LinkType.ETHERNET));
    assertThatExceptionOfType(PacketFilterException.class)
        .isThrownBy(() -> PacketFilter.compile(WLAN, LinkType.ETHERNET));
  }

  @Test
  void packetsOfOtherLinksDoNotMatchAndAreCounted() {
    PacketFilter filter = PacketFilter.compile(WLAN);
    Packet beacon = Packet.of(new byte[] {(byte) 0x80, 0, 0, 0}, LinkType.IEEE802_11);
    Packet ethernet = Packet.of(new byte[60], LinkType.ETHERNET);
    assertThat(filter.matches(beacon)).isTrue();
    assertThat(filter.matches(ethernet)).isFalse();
    assertThat(filter.matches(ethernet)).isFalse();
    assertThat(filter.unsupported()).isEqualTo(2);
    assertThatExceptionOfType(PacketFilterException.class)
        .isThrownBy(() -> filter.program(LinkType.ETHERNET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"transports.pcap", "flows.pcapng", "container-be.pcapng"})
  void aTraceRefusesAFilterThatIsNotGoodForIt(String name) throws IOException {
    PacketFilter filter = PacketFilter.compile(WLAN);
    try (Trace trace = Trace.open(file(name))) {
      assertThatExceptionOfType(PacketFilterException.class)
          .isThrownBy(() -> trace.setFilter(filter));
      assertThat(trace.read()).isNotNull();
      assertThat(trace.filtered()).isZero();
    }
  }

  @Test
  void packetsOfAnInterfaceOfAnotherKindAreHeldBackAndCounted() throws IOException {
    List<Packet> all = packets("pcapng-interfaces.pcapng");
    PacketFilter filter = PacketFilter.compile("ether host 02:00:5e:10:00:01 or less 100000");
    long unsupported =
        all.stream().filter(packet -> packet.linkType() != LinkType.ETHERNET).count();
    assertThat(unsupported).isPositive();
    try (Trace trace = Trace.open(file("pcapng-interfaces.pcapng"))) {
      trace.setFilter(filter);
      while (trace.read() != null) {
        // counted
      }
      assertThat(filter.unsupported()).isEqualTo(unsupported);
      assertThat(trace.filtered()).isEqualTo(unsupported);
      assertThat(trace.accepted()).isEqualTo(all.size() - unsupported);
    }
  }

  @Test
  void aTraceTakesAFilterAtAnyTime() throws IOException {
    List<Packet> all = packets("transports.pcap");
    PacketFilter tcp = PacketFilter.compile("tcp");
    try (Trace trace = Trace.open(file("transports.pcap"))) {
      Packet first = Objects.requireNonNull(trace.read());
      assertThat(first.data()).isEqualTo(all.get(0).data());
      trace.setFilter(tcp);
      long rest = trace.packets().filter(packet -> packet.tcp() != null).count();
      assertThat(rest).isEqualTo(count(tcp, all.subList(1, all.size())));
      assertThat(trace.accepted()).isEqualTo(1 + rest);
      assertThat(trace.filtered()).isEqualTo(all.size() - 1 - rest);
    }
  }

  @Test
  void threadsMayShareAFilter() throws Exception {
    List<Packet> packets = new ArrayList<>();
    for (String name : new String[] {"transports.pcap", "pcapng-interfaces.pcapng"}) {
      packets.addAll(packets(name));
    }
    long expected = count(PacketFilter.compile("ip or ip6"), packets);
    PacketFilter shared = PacketFilter.compile("ip or ip6");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Long>> work = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        work.add(
            () -> {
              long sum = 0;
              for (int n = 0; n < PacketFilter.TRIAL; n += packets.size()) {
                sum += count(shared, packets) - expected;
              }
              return sum;
            });
      }
      for (Future<Long> result : threads.invokeAll(work)) {
        assertThat(result.get()).isZero();
      }
    } finally {
      threads.shutdown();
    }
  }
}
