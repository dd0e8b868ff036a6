// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.LinkLayers.ethernet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.EtherType;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.LinkLayers;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.Transports;
import org.plt4j.trace.Trace;

/** What the comparison with tshark cannot show: our own numbers, bounds, and broken packets. */
class TcpAnalyzerTest {
  private static final int SYN = 2;
  private static final int ACK = 16;
  private static final long MILLISECOND = 1_000_000;

  private final List<Frame> frames = new ArrayList<>();
  private long now = 1_700_000_000_000_000_000L;

  /** A segment of the client, or of the server. */
  private void segment(
      boolean client, int flags, long seq, long ack, int payload, byte... options) {
    byte[] tcp =
        Transports.tcp(
            client ? 1025 : 80,
            client ? 80 : 1025,
            seq & 0xffff_ffffL,
            ack & 0xffff_ffffL,
            flags,
            64240,
            options,
            new byte[payload]);
    String from = client ? "192.0.2.1" : "192.0.2.2";
    String to = client ? "192.0.2.2" : "192.0.2.1";
    frames.add(Frame.of(now, ethernet(ip4(from, to).carry(IpProtocol.TCP, tcp))));
    now += MILLISECOND;
  }

  private void handshake(long client, long server) {
    segment(true, SYN, client, 0, 0);
    segment(false, SYN | ACK, server, client + 1, 0);
    segment(true, ACK, client + 1, server + 1, 0);
  }

  private static byte[] timestamps(long value, long echo) {
    return ByteBuffer.allocate(12)
        .putInt(0x0101080a)
        .putInt((int) value)
        .putInt((int) echo)
        .array();
  }

  private TcpConnection analyze() throws IOException {
    TcpAnalyzer analyzer = new TcpAnalyzer();
    try (Trace trace =
        Trace.open(new ByteArrayInputStream(PcapFile.of(LinkType.ETHERNET, frames)))) {
      for (Packet packet : trace) {
        assertThat(analyzer.add(packet)).isNotNull();
      }
    }
    assertThat(analyzer.connections()).hasSize(1);
    return analyzer.connections().get(0);
  }

  @Test
  void handshake() throws IOException {
    handshake(0xffff_fff0L, 5000);
    TcpConnection connection = analyze();
    assertThat(connection.initialRttNanos()).isEqualTo(2 * MILLISECOND);
    assertThat(connection.key()).hasToString("TCP 192.0.2.1:1025 > 192.0.2.2:80");
    assertThat(connection.lastNanos() - connection.firstNanos()).isEqualTo(2 * MILLISECOND);
    assertThat(connection.reverse().ackTimes().quantile(0.5)).isEqualTo(MILLISECOND);
    assertThat(connection.reverse().mss()).isEqualTo(TcpDirection.UNKNOWN);
    assertThat(connection.reverse().scaleFactor()).isEqualTo(TcpDirection.NOT_SCALED);
  }

  /** However often it is sent, and in whatever order: each byte is new once. */
  @Test
  void goodput() throws IOException {
    handshake(0xffff_ff00L, 5000);
    long start = 0xffff_ff01L;
    segment(true, ACK, start, 5001, 100);
    segment(true, ACK, start + 400, 5001, 100); // 300 missing, which lie across the wrap
    segment(true, ACK, start + 800, 5001, 100); // 300 more
    segment(true, ACK, start + 200, 5001, 100); // the middle of the first gap
    segment(true, ACK, start + 50, 5001, 500); // the rest of it, and some of the second
    segment(true, ACK, start, 5001, 900); // the rest of the second
    segment(true, ACK, start, 5001, 1000); // a hundred more
    TcpDirection sent = analyze().forward();
    assertThat(sent.payload()).isEqualTo(100 * 4 + 500 + 900 + 1000);
    assertThat(sent.newPayload()).isEqualTo(1000);
    assertThat(sent.count(TcpEvent.LOST_SEGMENT)).isEqualTo(2);
  }

  @Test
  void newPayloadIsWhatASetOfBytesSays() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 50; round++) {
      frames.clear();
      long first = random.nextLong() & 0xffff_ffffL;
      boolean[] seen = new boolean[4000];
      int all = 0;
      segment(true, ACK, first, 1, 0);
      for (int i = 0; i < 40; i++) {
        int start = random.nextInt(3000);
        int length = random.nextInt(1000);
        segment(true, ACK, first + start, 1, length);
        for (int at = start; at < start + length; at++) {
          all += seen[at] ? 0 : 1;
          seen[at] = true;
        }
      }
      assertThat(analyze().forward().newPayload()).as("round %d", round).isEqualTo(all);
    }
  }

  @Test
  void karn() throws IOException {
    handshake(1000, 5000);
    segment(true, ACK, 1001, 5001, 10);
    now += 30 * MILLISECOND;
    segment(true, ACK, 1001, 5001, 10); // again
    now += 4 * MILLISECOND;
    segment(false, ACK, 5001, 1011, 0);
    segment(true, ACK, 1011, 5001, 10);
    now += 4 * MILLISECOND;
    segment(false, ACK, 5001, 1021, 0);
    TcpDirection server = analyze().reverse();
    assertThat(server.ackTimes().count()).isEqualTo(3);
    assertThat(server.ackTimes().maximum()).isEqualTo(36 * MILLISECOND);
    assertThat(server.roundTrips().count()).isEqualTo(2);
    assertThat(server.roundTrips().maximum()).isEqualTo(5 * MILLISECOND);
  }

  @Test
  void timestampsTellRoundTripsOfRepetitionsToo() throws IOException {
    segment(true, ACK, 1001, 5001, 10, timestamps(0xffff_ffffL, 7));
    now += 30 * MILLISECOND;
    segment(true, ACK, 1001, 5001, 10, timestamps(30, 7));
    now += 4 * MILLISECOND;
    segment(false, ACK, 5001, 1011, 0, timestamps(9, 30));
    segment(false, ACK, 5001, 1011, 0, timestamps(9, 30)); // acknowledges nothing new
    TcpDirection server = analyze().reverse();
    assertThat(server.timestampRoundTrips().count()).isEqualTo(1);
    assertThat(server.timestampRoundTrips().maximum()).isEqualTo(5 * MILLISECOND);
    assertThat(server.roundTrips().count()).isZero();
    assertThat(server.count(TcpEvent.DUPLICATE_ACK)).isEqualTo(1);
  }

  @Test
  void bytesInFlight() throws IOException {
    handshake(1000, 5000);
    for (int i = 0; i < 5; i++) {
      segment(true, ACK, 1001 + 100 * i, 5001, 100);
    }
    segment(false, ACK, 5001, 1301, 0);
    segment(true, ACK, 1501, 5001, 100);
    assertThat(analyze().forward().maxInFlight()).isEqualTo(500);
  }

  /** Segments that are never acknowledged, and gaps that are never filled, take no more memory. */
  @Test
  void boundedState() throws IOException {
    TcpSent sent = new TcpSent();
    for (int i = 0; i < 6_000; i++) {
      frames.clear();
      segment(true, ACK, 1000 + 20L * i, 1, 10);
      TcpHeader header = header();
      sent.newPayload(header);
      sent.await(header);
      sent.add(header);
    }
    assertThat(sent.size()).isLessThanOrEqualTo(3 * 4096 + 2 * 64);
    assertThat(sent.acknowledged(1010 + 20L * 5_999)).isNotEqualTo(TcpSegment.NONE);
  }

  private TcpHeader header() throws IOException {
    try (Trace trace =
        Trace.open(new ByteArrayInputStream(PcapFile.of(LinkType.ETHERNET, frames)))) {
      Packet packet = Objects.requireNonNull(trace.read());
      return new TcpHeader(
          packet, Objects.requireNonNull(packet.ip()), Objects.requireNonNull(packet.tcp()));
    }
  }

  @Test
  void everyCutOfASegment() {
    byte[] options = {2, 4, 1460 >> 8, (byte) 1460, 3, 3, 7, 0};
    byte[] tcp = Transports.tcp(1025, 80, 1, 0, SYN, 64240, options, new byte[4]);
    byte[] frame = ethernet(ip4("192.0.2.1", "192.0.2.2").carry(IpProtocol.TCP, tcp));
    for (int captured = 0; captured <= frame.length; captured++) {
      Packet packet = Packet.of(frame, LinkType.ETHERNET).withSnapLength(captured);
      TcpSegment segment = new TcpAnalyzer().add(packet);
      if (captured < 14 + 20 + 16) { // the window ends there
        assertThat(segment).isNull();
      } else {
        assertThat(Objects.requireNonNull(segment).payload()).isEqualTo(4);
        TcpDirection sent = segment.connection().forward();
        assertThat(sent.mss()).isEqualTo(captured < 58 ? TcpDirection.UNKNOWN : 1460);
        assertThat(sent.windowShift()).isEqualTo(captured < 61 ? TcpDirection.UNKNOWN : 7);
      }
    }
  }

  @Test
  void whatIsNoSegment() {
    TcpAnalyzer analyzer = new TcpAnalyzer();
    byte[] udp = Transports.udp(1, 2, new byte[40]);
    byte[] packet = ip4("192.0.2.1", "192.0.2.2").carry(IpProtocol.UDP, udp);
    assertThat(analyzer.add(Packet.of(ethernet(packet), LinkType.ETHERNET))).isNull();
    byte[] arp = LinkLayers.arp(1, "020000000001", "192.0.2.1", "000000000000", "192.0.2.2");
    assertThat(analyzer.add(Packet.of(ethernet(EtherType.ARP, arp), LinkType.ETHERNET))).isNull();
    byte[] odd = Transports.tcpWithDataOffset(4, new byte[8]);
    byte[] malformed = ip4("192.0.2.1", "192.0.2.2").carryAsIs(IpProtocol.TCP, odd);
    TcpSegment segment = analyzer.add(Packet.of(ethernet(malformed), LinkType.ETHERNET));
    assertThat(segment).isNotNull();
    assertThat(segment.payload()).isEqualTo(-1);
    assertThat(segment.events()).isEqualTo(Set.of());
  }

  @Test
  void quantiles() {
    Durations few = new Durations();
    assertThat(few.quantile(0.5)).isZero();
    assertThat(few.mean()).isZero();
    for (long value : new long[] {5, -1, 9, 7}) {
      few.add(value);
    }
    assertThat(few.quantile(0)).isEqualTo(-1);
    assertThat(few.quantile(0.5)).isEqualTo(5);
    assertThat(few.quantile(0.75)).isEqualTo(7);
    assertThat(few.quantile(1)).isEqualTo(9);
    assertThat(few.mean()).isEqualTo(5);
    Durations many = new Durations();
    for (int i = 1; i <= 100_000; i++) {
      many.add(i * 1000L);
    }
    for (double part : new double[] {0.001, 0.1, 0.5, 0.9, 0.999}) {
      double exact = part * 1e8;
      assertThat((double) many.quantile(part)).isBetween(exact * 0.991, exact);
    }
    assertThat(many.quantile(1)).isBetween(99_000_000L, 100_000_000L);
    many.add(Long.MAX_VALUE);
    many.add(-5);
    assertThat(many.minimum()).isEqualTo(-5);
    assertThat(many.maximum()).isEqualTo(Long.MAX_VALUE);
    assertThat(many.quantile(0)).isGreaterThanOrEqualTo(-5);
    assertThatThrownBy(() -> many.quantile(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
