// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Ip6Builder.ip6;
import static org.plt4j.testdata.LinkLayers.ethernet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.EtherType;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.LinkLayers;
import org.plt4j.testdata.Transports;

/** What a packet's key is, and that it is a value. */
class FlowKeyTest {
  private static final byte[] UDP = Transports.udp(1025, 53, new byte[9]);

  private static @Nullable FlowKey of(byte[] ip) {
    return FlowKey.of(Packet.of(ethernet(ip), LinkType.ETHERNET));
  }

  private static FlowKey key(int protocol, String src, int srcPort, String dst, int dstPort) {
    return new FlowKey(protocol, IpAddress.parse(src), srcPort, IpAddress.parse(dst), dstPort);
  }

  @Test
  void keyOfAPacket() {
    FlowKey key = of(ip4("192.0.2.1", "198.51.100.2").carry(IpProtocol.UDP, UDP));
    assertThat(key).isEqualTo(key(17, "192.0.2.1", 1025, "198.51.100.2", 53));
    assertThat(key.version()).isEqualTo(4);
    assertThat(key.protocol()).isEqualTo(IpProtocol.UDP);
    assertThat(key.src()).hasToString("192.0.2.1");
    assertThat(key.srcPort()).isEqualTo(1025);
    assertThat(key.dst()).hasToString("198.51.100.2");
    assertThat(key.dstPort()).isEqualTo(53);
    assertThat(key).hasToString("UDP 192.0.2.1:1025 > 198.51.100.2:53");

    byte[] tcp = Transports.tcp(80, 65535, 1, 2, 0x12, new byte[0]);
    FlowKey key6 = of(ip6("2001:db8::1", "2001:db8::2").hopByHop().carry(IpProtocol.TCP, tcp));
    assertThat(key6).isEqualTo(key(6, "2001:db8::1", 80, "2001:db8::2", 65535));
    assertThat(key6.version()).isEqualTo(6);
    assertThat(key6).hasToString("TCP [2001:db8::1]:80 > [2001:db8::2]:65535");
  }

  @Test
  void portsAreZeroWhereThereAreNone() {
    byte[] echo = Transports.echo(8, 1, 2, new byte[4]);
    FlowKey icmp = of(ip4("192.0.2.1", "192.0.2.2").carry(IpProtocol.ICMP, echo));
    assertThat(icmp).isEqualTo(key(1, "192.0.2.1", 0, "192.0.2.2", 0));
    assertThat(icmp).hasToString("ICMP 192.0.2.1 > 192.0.2.2");
    FlowKey fragment = of(ip4("192.0.2.1", "192.0.2.2").fragment(9, false).carryAsIs(17, UDP));
    assertThat(fragment).isEqualTo(key(17, "192.0.2.1", 0, "192.0.2.2", 0));
    FlowKey fragment6 = of(ip6("::1", "::2").fragment(9, false, 1).carryAsIs(17, UDP));
    assertThat(fragment6).isEqualTo(key(17, "::1", 0, "::2", 0));
    FlowKey ah = of(ip6("::1", "::2").ah(1, 2, 12).carry(17, UDP));
    assertThat(ah).isEqualTo(key(51, "::1", 0, "::2", 0));
    assertThat(ah).hasToString("AH ::1 > ::2");
    FlowKey esp = of(ip4("192.0.2.1", "192.0.2.2").carryAsIs(50, Transports.esp(1, 2, 9)));
    assertThat(esp).isEqualTo(key(50, "192.0.2.1", 0, "192.0.2.2", 0));
  }

  @Test
  void outermostHeaderCounts() {
    byte[] inner = ip4("10.0.0.1", "10.0.0.2").carry(IpProtocol.UDP, UDP);
    FlowKey tunnel = of(ip6("::1", "::2").carry(IpProtocol.IP4, inner));
    assertThat(tunnel).isEqualTo(key(4, "::1", 0, "::2", 0));
    byte[] error = Transports.icmp(3, 3, 0, inner);
    FlowKey quoting = of(ip4("192.0.2.1", "10.0.0.1").carry(IpProtocol.ICMP, error));
    assertThat(quoting).isEqualTo(key(1, "192.0.2.1", 0, "10.0.0.1", 0));
  }

  @Test
  void noKeyWithoutAddresses() {
    byte[] arp = LinkLayers.arp(1, "020000000001", "192.0.2.1", "000000000000", "192.0.2.2");
    assertThat(FlowKey.of(Packet.of(ethernet(EtherType.ARP, arp), LinkType.ETHERNET))).isNull();
    byte[] four = ethernet(ip4("192.0.2.1", "192.0.2.2").carry(IpProtocol.UDP, UDP));
    byte[] six = ethernet(ip6("::1", "::2").carry(IpProtocol.UDP, UDP));
    for (int captured = 0; captured < six.length; captured++) {
      FlowKey key = FlowKey.of(cut(six, captured));
      FlowKey expected = key(17, "::1", captured < 58 ? 0 : 1025, "::2", captured < 58 ? 0 : 53);
      assertThat(key).isEqualTo(captured < 54 ? null : expected);
    }
    for (int captured = 0; captured < four.length; captured++) {
      FlowKey key = FlowKey.of(cut(four, captured));
      boolean ports = captured >= 38;
      FlowKey expected = key(17, "192.0.2.1", ports ? 1025 : 0, "192.0.2.2", ports ? 53 : 0);
      assertThat(key).isEqualTo(captured < 34 ? null : expected);
    }
  }

  private static Packet cut(byte[] frame, int captured) {
    return Packet.of(Arrays.copyOf(frame, captured), LinkType.ETHERNET);
  }

  @Test
  void reverseSwapsTheEnds() {
    FlowKey key = key(6, "192.0.2.1", 1025, "192.0.2.2", 80);
    assertThat(key.reverse()).isEqualTo(key(6, "192.0.2.2", 80, "192.0.2.1", 1025));
    assertThat(key.reverse()).isNotEqualTo(key);
    assertThat(key.reverse().reverse()).isEqualTo(key).hasSameHashCodeAs(key);
    FlowKey self = key(17, "::1", 7, "::1", 7);
    assertThat(self.reverse()).isEqualTo(self);
  }

  @Test
  void orderIsByVersionProtocolAddressesPorts() {
    List<FlowKey> ascending =
        List.of(
            key(1, "255.0.0.1", 0, "255.0.0.1", 0),
            key(6, "9.0.0.0", 65535, "10.0.0.0", 65535),
            key(6, "9.0.0.0", 1, "128.0.0.0", 1),
            key(6, "10.0.0.0", 1, "9.0.0.0", 1),
            key(6, "10.0.0.0", 1, "9.0.0.0", 2),
            key(6, "10.0.0.0", 2, "9.0.0.0", 1),
            key(6, "10.0.0.0", 40_000, "9.0.0.0", 1),
            key(6, "200.0.0.0", 1, "9.0.0.0", 1),
            key(132, "1.0.0.0", 1, "1.0.0.0", 1),
            key(0, "::", 0, "::", 0),
            key(17, "::1", 9, "::1", 9),
            key(17, "::1", 9, "ffff::", 9),
            key(17, "1::", 9, "::", 9),
            key(17, "fe80::", 1, "::", 9),
            key(255, "::", 0, "::", 0));
    List<FlowKey> sorted = new ArrayList<>(ascending);
    Collections.reverse(sorted);
    Collections.sort(sorted);
    assertThat(sorted).isEqualTo(ascending);
  }

  @Test
  void orderAndEqualityAgree() {
    SplittableRandom random = new SplittableRandom(1);
    List<FlowKey> keys = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String prefix = random.nextBoolean() ? "10.0.0." : "::";
      String src = prefix + random.nextInt(3);
      String dst = prefix + random.nextInt(3);
      keys.add(key(6 + random.nextInt(2), src, random.nextInt(2), dst, random.nextInt(2)));
    }
    for (FlowKey a : keys) {
      for (FlowKey b : keys) {
        int order = Integer.signum(a.compareTo(b));
        assertThat(order).isEqualTo(-Integer.signum(b.compareTo(a)));
        assertThat(order == 0).isEqualTo(a.equals(b));
        if (order == 0) {
          assertThat(a).hasSameHashCodeAs(b);
        }
      }
    }
    assertThat(new HashSet<>(keys)).hasSizeBetween(50, 144).isEqualTo(new TreeSet<>(keys));
    assertThat(keys.get(0)).isNotEqualTo(null).isNotEqualTo(keys.get(0).toString());
  }

  @Test
  void bytes() {
    assertThat(key(6, "51.120.21.42", 1760, "97.89.82.86", 25).toBytes())
        .isEqualTo(HexFormat.of().parseHex("040606e000193378152a61595256"));
    assertThat(key(17, "fe80::1", 65535, "2001:db8::ff", 53).toBytes())
        .isEqualTo(
            HexFormat.of()
                .parseHex(
                    "0611ffff0035fe800000000000000000000000000001"
                        + "20010db80000000000000000000000ff"));
  }

  @Test
  void bothDirectionsMeet() {
    SplittableRandom random = new SplittableRandom(3);
    HashSet<Integer> hashes = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      String prefix = i % 2 == 0 ? "10.0.0." : "::";
      String src = prefix + random.nextInt(3);
      String dst = prefix + random.nextInt(3);
      FlowKey key = key(17, src, i, dst, random.nextInt(1000));
      assertThat(key.symmetricHash()).isEqualTo(key.reverse().symmetricHash());
      assertThat(key.forward()).isEqualTo(key.reverse().forward()).isIn(key, key.reverse());
      assertThat(key.forward().forward()).isEqualTo(key.forward());
      hashes.add(key.symmetricHash() & 0xfff);
    }
    assertThat(hashes).as("of 4,096 buckets, 1,000 keys fill").hasSizeGreaterThan(800);
  }
}
