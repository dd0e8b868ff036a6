// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Trace;

/** A packet divided as libtrace divides it, for every kind of link, cut and whole. */
class LinkViewTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String MACS = "02005e10000202005e100001";
  private static final String IP4 = "4500001c000100004001f8dec0000201c0000202";

  /** Where a packet's layers start, counted from its first byte; the first packet of a trace. */
  @ParameterizedTest
  @CsvSource({
    "link-ethernet.pcap, 2, 0800, 0, 14, 34",
    "link-802.3.pcap, 2, 003c, 0, 14, 42",
    "link-vlan.pcap, 2, 0800, 0, 18, 38",
    "link-mpls.pcap, 2, 8847, 0, 14, 38",
    "link-pppoe.pcap, 2, 8864, 0, 14, 42",
    "link-raw-12.pcap, 5, 0800, 0, 0, 20",
    "link-raw-101.pcap, 5, 0800, 0, 0, 20",
    "link-ipv4-228.pcap, 5, 0800, 0, 0, 20",
    "link-ipv6-229.pcap, 5, 86dd, 0, 0, 40",
    "link-null-le.pcap, -1, 0800, 0, 4, 24",
    "link-loop-108.pcap, 20, 0800, 0, 4, 24",
    "link-ppp-9.pcap, 17, 0800, 0, 4, 24",
    "link-ppp-hdlc-50.pcap, 9, 0800, 0, 4, 24",
    "link-hdlc-104.pcap, 1, 0800, 0, 4, 24",
    "link-frame-relay-107.pcap, -1, 0800, 0, 4, 24",
    "link-fddi-10.pcap, -1, 0800, 0, 21, 41",
    "link-sll-113.pcap, 5, 0800, 16, 16, 36",
    "link-sll2-276.pcap, 5, 0800, 20, 20, 40",
    "link-802.11-105.pcap, 4, 0800, 0, 32, 52",
    "link-radiotap-127.pcap, 4, 0800, 14, 46, 66",
    "erf-atm.erf, 3, 0800, 0, 12, 32",
    "erf-aal5.erf, 13, 0800, 0, 12, 32",
    "erf-hdlc-pos.erf, 1, 0800, 0, 4, 24"
  })
  void everyKindOfLink(
      String trace, int type, String etherType, int layer2, int layer3, int transport)
      throws IOException {
    Packet packet = first(trace);
    assertThat(packet.libtraceType()).isEqualTo(type);
    assertThat(packet.etherType()).isEqualTo(HexFormat.fromHexDigits(etherType));
    assertThat(start(packet, packet.layer2())).isEqualTo(layer2);
    assertThat(start(packet, packet.layer3())).isEqualTo(layer3);
    assertThat(start(packet, packet.transport())).isEqualTo(transport);
  }

  @Test
  void oneTagIsCrossedAndNoMore() {
    String tags = "8100a00a" + "81000014" + "0800";
    Packet packet = ethernet(MACS + tags + IP4 + "0800f7ff00000000");
    assertThat(packet.etherType()).isEqualTo(EtherType.VLAN);
    assertThat(packet.vlanId()).isEqualTo(10);
    assertThat(start(packet, packet.layer3())).isEqualTo(18);
    assertThat(start(packet, packet.transport())).isEqualTo(42);
    assertThat(packet.transportProtocol()).isEqualTo(IpProtocol.ICMP);
  }

  @Test
  void layer3NeedNotBeKnown() {
    Packet packet = ethernet(MACS + "888e" + "02000000");
    assertThat(packet.etherType()).isEqualTo(0x888e);
    assertThat(hex(packet.layer3())).isEqualTo("02000000");
    assertThat(packet.transport()).isNull();
    assertThat(packet.transportProtocol()).isEqualTo(Layer.NOT_CAPTURED);
    assertThat(packet.vlanId()).isZero();
  }

  @Test
  void aFrameBehindACookedHeader() {
    String cooked = "0000" + "0001" + "0006" + "0200000000010000" + "0060";
    Packet packet = Packet.of(HEX.parseHex(cooked + MACS + "0806" + "0001"), LinkType.LINUX_SLL);
    assertThat(packet.libtraceType()).isEqualTo(2);
    assertThat(packet.etherType()).isEqualTo(EtherType.ARP);
    assertThat(hex(packet.layer2())).isEqualTo(MACS + "0806" + "0001");
    assertThat(hex(packet.layer3())).isEqualTo("0001");
  }

  @Test
  void anUnknownProtocolBehindACookedHeader() {
    String cooked = "0000" + "0001" + "0006" + "0200000000010000" + "888e";
    Packet packet = Packet.of(HEX.parseHex(cooked + "0200"), LinkType.LINUX_SLL);
    assertThat(packet.libtraceType()).isEqualTo(5);
    assertThat(packet.etherType()).isEqualTo(0x888e);
    assertThat(hex(packet.layer2())).isEqualTo("0200");
    assertThat(hex(packet.layer3())).isEqualTo("0200");
  }

  @Test
  void transportBehindAnAuthenticationHeader() {
    String ip = "45000030000100004033" + "0000" + "c0000201c0000202";
    String ah = "2f04" + "0000" + "00000001" + "00000001" + "000000000000000000000000";
    Packet packet = ethernet(MACS + "0800" + ip + ah + "00000800");
    assertThat(packet.protocol()).isEqualTo(IpProtocol.AH);
    assertThat(packet.transportProtocol()).isEqualTo(IpProtocol.GRE);
    assertThat(hex(packet.transport())).isEqualTo("00000800");
  }

  @Test
  void whatWasNotCapturedIsNotThere() {
    byte[] whole = HEX.parseHex(MACS + "8100000a0800" + IP4.replace("4001", "4006") + "00500051");
    for (int captured = 0; captured <= whole.length; captured++) {
      Packet packet = Packet.of(whole, LinkType.ETHERNET).withSnapLength(captured);
      assertThat(packet.libtraceType()).isEqualTo(2);
      assertThat(packet.layer2().limit()).isEqualTo(captured);
      if (captured < 14) {
        assertThat(packet.etherType()).isEqualTo(Packet.UNKNOWN);
      } else if (captured >= 18) {
        assertThat(packet.etherType()).isEqualTo(EtherType.IP4);
        assertThat(packet.vlanId()).isEqualTo(10);
      }
      assertThat(packet.layer3() != null).isEqualTo(captured > 18);
      assertThat(packet.transport() != null).isEqualTo(captured >= 38);
      assertThat(packet.tcp() != null).isEqualTo(captured >= 42);
    }
  }

  private static Packet first(String name) throws IOException {
    try (Trace trace = Trace.open(TestTraces.path(name))) {
      return trace.read();
    }
  }

  private static Packet ethernet(String hex) {
    return Packet.of(HEX.parseHex(hex), LinkType.ETHERNET);
  }

  private static int start(Packet packet, ByteBuffer layer) {
    return packet.capturedLength() - layer.limit();
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.limit()];
    bytes.get(0, copy);
    return HEX.formatHex(copy);
  }
}
