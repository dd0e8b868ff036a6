// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.packet.Show.hex;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Ip6Builder.ip6;
import static org.plt4j.testdata.LinkLayers.ethernet;
import static org.plt4j.testdata.Transports.udp;
import static org.plt4j.testdata.Tunnels.gre;
import static org.plt4j.testdata.Tunnels.vxlan;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets in packets. */
class TunnelsTest {
  private static final byte[] IN4 = ip4("10.0.0.1", "10.0.0.2").carry(17, udp(1, 2, new byte[0]));
  private static final byte[] IN6 = ip6("fd00::1", "fd00::2").carry(17, udp(1, 2, new byte[0]));

  /** What may stand for an inner packet in a table. */
  private static String replaced(String bytes) {
    return bytes
        .replace("IN4", hex(ByteBuffer.wrap(IN4)))
        .replace("IN6", hex(ByteBuffer.wrap(IN6)))
        .replace("ETH", "02005e100002 02005e100001");
  }

  /**
   * A tunnel's header over IPv4 and over IPv6, with padding behind: its layer, and those inside.
   */
  private static void check(
      int protocol, byte[] datagram, int header, String tunnel, String inner) {
    byte[] over4 = ip4("192.0.2.1", "192.0.2.2").carry(protocol, datagram);
    byte[] over6 = ip6("2001:db8::1", "2001:db8::2").destination().carry(protocol, datagram);
    int padding = inner == null ? 0 : 20; // a header that was cut shall not find its rest there
    for (byte[] outer : List.of(over4, over6)) {
      Packet packet = Packet.of(Arrays.copyOf(outer, outer.length + padding), LinkType.RAW);
      List<Layer> layers = packet.layers();
      Layer layer = layers.stream().filter(l -> l.inner() != null).findFirst().orElse(null);
      if (layer == null) {
        // not a tunnel after all, or nothing in it that was captured
        layer = layers.get(layers.size() - 1);
        assertThat(inner).isNull();
      }
      if (tunnel != null) {
        assertThat(Show.of(layer)).isEqualTo(tunnel);
      }
      if (inner == null) {
        assertThat(layer.inner()).isNull();
        assertThat(layers.get(layers.size() - 1)).isSameAs(layer);
        assertThat(packet.innermost()).isSameAs(packet);
        continue;
      }
      Packet inside = layer.inner();
      assertThat(inside.originalLength()).isEqualTo(inside.capturedLength());
      assertThat(Show.stack(inside)).isEqualTo(inner);
      assertThat(inside.innermost().data()).isEqualTo(packet.innermost().data());
      // the same layers are in the list of the outer packet, each with where it is in it
      int behind = layers.indexOf(layer) + 1;
      if (layer instanceof Ip) {
        behind = layers.size() - inside.layers().size();
      }
      List<Layer> listed = layers.subList(behind, layers.size());
      assertThat(listed.stream().map(Show::of)).isEqualTo(Show.layers(inside));
      int start = outer.length - datagram.length + header;
      if (!listed.isEmpty()) {
        assertThat(listed.get(0).offsetIn(packet)).isEqualTo(start);
        assertThat(listed.get(0).offset()).isEqualTo(listed.get(0).offsetIn(inside));
      }
      // the outermost header's own are not those inside
      assertThat(packet.udp() == null).isEqualTo(protocol != 17);
      assertThat(packet.ip().src().toString()).startsWith(packet.ip4() != null ? "192" : "2001");
      assertThat(inside.timestampNanos()).isEqualTo(packet.timestampNanos());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4   | IN4            | 0 | ip4@0 udp@20
          41  | IN6            | 0 | ip6@0 udp@40
          # MPLS in IP (RFC 4023), EtherIP (RFC 3378), Ethernet (RFC 8986)
          137 | 00010140 IN4   | 0 | mpls@0 ip4@4 udp@24
          97  | 3000 ETH 0800 IN4  | 2 | ethernet@0 ip4@14 udp@34
          143 | ETH 86dd IN6 | 0 | ethernet@0 ip6@14 udp@54
          # behind IPv4's number, IPv6 is known by its version
          4   | IN6            | 0 | ip6@0 udp@40
          41  | IN4            | 0 | ''
          41  | 00             | 0 | ''
          97  | 3000           | 2 |
          97  | 30             | 2 |
          """)
  void inIp(int protocol, String bytes, int header, String inner) {
    check(protocol, hex(replaced(bytes)), header, null, inner);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # RFC 2784 and RFC 2890: every field alone, all together
          0000 0800 IN4 | 4 | gre flags=0 protocol=2048 | ip4@0 udp@20
          8000 86dd 12340000 IN6 | 8 | gre flags=32768 protocol=34525 | ip6@0 udp@40
          2000 0800 fffffffe IN4 | 8 | gre flags=8192 key=4294967294 protocol=2048 | ip4@0 udp@20
          1000 0800 80000001 IN4 | 8 | gre flags=4096 protocol=2048 sequenceNumber=2147483649 | ip4@0 udp@20
          b000 0800 12340000 00000007 00000008 IN4 | 16 | gre flags=45056 key=7 protocol=2048 sequenceNumber=8 | ip4@0 udp@20
          # Ethernet, MPLS, a VLAN tag; what is not known
          0000 6558 ETH 0800 IN4 | 4 | gre flags=0 protocol=25944 | ethernet@0 ip4@14 udp@34
          0000 8847 00010140 IN4 | 4 | gre flags=0 protocol=34887 | mpls@0 ip4@4 udp@24
          0000 8100 0001 0800 IN4 | 4 | gre flags=0 protocol=33024 | vlan@0 ip4@4 udp@24
          0000 0000 aabb | 4 | gre flags=0 protocol=0 | ''
          # the source routes of RFC 1701: where they end is not looked for, whatever follows
          4000 0800 00000000 IN4 | 8 | gre flags=16384 protocol=2048 |
          6000 0800 00000000 00000007 IN4 | 8 | gre flags=24576 key=7 protocol=2048 |
          4000 88be 00000000 ETH 0800 IN4 | 8 | gre flags=16384 protocol=35006 |
          5000 22eb 00000000 00000001 000000000000000000000000 ETH 0800 IN4 | 8 | gre flags=20480 protocol=8939 sequenceNumber=1 |
          # PPTP (RFC 2637): key and sequence number, with an acknowledgment, without a payload
          3001 880b 0020 0007 00000001 ff03 0021 IN4 | 12 | gre flags=12289 key=2097159 protocol=34827 sequenceNumber=1 | ppp@0 ip4@4 udp@24
          3081 880b 001e 0007 00000001 00000002 0021 IN4 | 16 | gre flags=12417 key=1966087 protocol=34827 sequenceNumber=1 | ppp@0 ip4@2 udp@22
          2081 880b 0000 0007 00000002 | 12 | gre flags=8321 key=7 protocol=34827 |
          # ERSPAN type I, II (eight bytes), III (twelve, and eight more if the last bit says so)
          0000 88be ETH 0800 IN4 | 4 | gre flags=0 protocol=35006 | ethernet@0 ip4@14 udp@34
          1000 88be 00000001 1001 0002 00000003 ETH 0800 IN4 | 16 | gre flags=4096 protocol=35006 sequenceNumber=1 | ethernet@0 ip4@14 udp@34
          1000 22eb 00000001 2001 0002 00000003 0000 0000 ETH 0800 IN4 | 20 | gre flags=4096 protocol=8939 sequenceNumber=1 | ethernet@0 ip4@14 udp@34
          1000 22eb 00000001 2001 0002 00000003 0000 0001 0102030405060708 ETH 0800 IN4 | 28 | gre flags=4096 protocol=8939 sequenceNumber=1 | ethernet@0 ip4@14 udp@34
          1000 22eb 00000001 2001 0002 00000003 0000 | 20 | gre flags=4096 protocol=8939 sequenceNumber=1 |
          # cut
          00 | 4 | gre |
          2000 08 | 4 | gre flags=8192 |
          2000 0800 0000 | 8 | gre flags=8192 protocol=2048 |
          """)
  void inGre(String bytes, int header, String gre, String inner) {
    check(IpProtocol.GRE, hex(replaced(bytes)), header, gre, inner);
    assertThat(Show.of(Gre.of(hex(replaced(bytes))))).isEqualTo(gre);
    assertThat(Show.of(Gre.of(ByteBuffer.wrap(hex(replaced(bytes)))))).isEqualTo(gre);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # VXLAN (RFC 7348)
          4789 | 08000000 fffffe00 ETH 0800 IN4 | 8 | vxlan vni=16777214 | ethernet@0 ip4@14 udp@34
          4789 | 08000000 fffffe00 | 8 | vxlan vni=16777214 |
          4789 | 08000000 fffffe | 8 | vxlan |
          # GENEVE (RFC 8926): Ethernet, IP, options
          6081 | 0000 6558 00000700 ETH 86dd IN6 | 8 | geneve protocol=25944 vni=7 | ethernet@0 ip6@14 udp@54
          6081 | 0240 0800 fffffe00 0102 03 01 aabbccdd IN4 | 16 | geneve protocol=2048 vni=16777214 | ip4@0 udp@20
          6081 | 3f00 86dd 00000100 OPT IN6 | 260 | geneve protocol=34525 vni=1 | ip6@0 udp@40
          6081 | 0000 88b5 00000100 aa | 8 | geneve protocol=34997 vni=1 | ''
          6081 | 01 | 8 | geneve |
          # GTP-U (3GPP TS 29.281): plain; sequence number; extension headers, one and two; N-PDU
          2152 | 30 ff 001c fffffffe IN4 | 8 | gtp-u messageType=255 teid=4294967294 | ip4@0 udp@20
          2152 | 32 ff 0020 00000001 1234 00 00 IN4 | 12 | gtp-u messageType=255 teid=1 | ip4@0 udp@20
          2152 | 31 ff 0020 00000001 0000 07 ff IN6 | 12 | gtp-u messageType=255 teid=1 | ip6@0 udp@40
          2152 | 34 ff 0024 00000001 0000 00 85 01 1009 00 IN4 | 16 | gtp-u messageType=255 teid=1 | ip4@0 udp@20
          2152 | 37 ff 002c 00000001 0000 00 85 02 100900000000 40 01 0000 00 IN4 | 24 | gtp-u messageType=255 teid=1 | ip4@0 udp@20
          # an extension of length 0 would have no end; one that is cut; other messages; other versions
          2152 | 34 ff 0024 00000001 0000 00 85 00 1009 00 IN4 | 16 | gtp-u messageType=255 teid=1 |
          2152 | 34 ff 0024 00000001 0000 00 85 09 1009 00 IN4 | 16 | gtp-u messageType=255 teid=1 |
          2152 | 32 01 0004 00000000 0001 00 00 | 12 | gtp-u messageType=1 teid=0 |
          2152 | 20 ff 001c 00000001 IN4 | 8 | gtp-u messageType=255 teid=1 |
          2152 | 48 ff 001c 00000001 IN4 | 8 | gtp-u messageType=255 teid=1 |
          # L2TP (RFC 2661): bare; length; length and sequence; all with an offset; a control message; version 3
          1701 | 0002 0007 0008 ff03 0021 IN4 | 6 | l2tp sessionId=8 tunnelId=7 | ppp@0 ip4@4 udp@24
          1701 | 4002 0028 0007 0008 ff03 0021 IN4 | 8 | l2tp sessionId=8 tunnelId=7 | ppp@0 ip4@4 udp@24
          1701 | 0802 0007 0008 0001 0002 0021 IN4 | 10 | l2tp sessionId=8 tunnelId=7 | ppp@0 ip4@2 udp@22
          1701 | 4a02 0030 fffe 8001 0001 0002 0003 aabbcc 0021 IN4 | 17 | l2tp sessionId=32769 tunnelId=65534 | ppp@0 ip4@2 udp@22
          1701 | 0202 0007 0008 0000 0057 IN6 | 8 | l2tp sessionId=8 tunnelId=7 | ppp@0 ip6@2 udp@42
          1701 | c802 000c 0007 0000 0001 0002 | 12 | l2tp sessionId=0 tunnelId=7 |
          1701 | c802 0014 0007 0000 0001 0002 8008 0000 0000 0001 | 12 | l2tp sessionId=0 tunnelId=7 |
          1701 | 0003 0000 00000007 IN4 | 8 | l2tp |
          1701 | 0202 0007 0008 ffff 0021 IN4 | 8 | l2tp sessionId=8 tunnelId=7 |
          1701 | 0202 0007 0008 00 | 8 | l2tp sessionId=8 tunnelId=7 |
          # Teredo (RFC 4380): plain; origin; authentication, with and without identifier and value; both
          3544 | IN6 | 0 | teredo | ip6@0 udp@40
          3544 | 0000 1234 3ffffdfe IN6 | 8 | teredo | ip6@0 udp@40
          3544 | 0001 00 00 0102030405060708 00 IN6 | 13 | teredo | ip6@0 udp@40
          3544 | 0001 02 04 aaaa bbbbbbbb 0102030405060708 00 IN6 | 19 | teredo | ip6@0 udp@40
          3544 | 0001 00 00 0102030405060708 00 0000 1234 3ffffdfe IN6 | 21 | teredo | ip6@0 udp@40
          3544 | 0001 00 | 0 | teredo |
          3544 | 70 | 0 | teredo | ''
          # LISP (RFC 9300), with an instance and without; GRE in UDP (RFC 8086)
          4341 | 08 000000 fffffe00 IN4 | 8 | lisp instanceId=16777214 | ip4@0 udp@20
          4341 | c0 123456 00000001 IN6 | 8 | lisp | ip6@0 udp@40
          4754 | 2000 0800 00000007 IN4 | 8 | gre flags=8192 key=7 protocol=2048 | ip4@0 udp@20
          # AYIYA: identity of 16 bytes, signature of 20; another operation
          5072 | 44 52 11 29 5f000000 ID16 SIG20 IN6 | 44 | ayiya nextHeader=41 | ip6@0 udp@40
          5072 | 44 52 10 3b 5f000000 ID16 SIG20 | 44 | ayiya nextHeader=59 |
          5072 | 44 | 0 | ayiya |
          """)
  void inUdp(int port, String bytes, int header, String tunnel, String inner) {
    byte[] payload =
        hex(
            replaced(bytes)
                .replace("ID16", "11".repeat(16))
                .replace("SIG20", "22".repeat(20))
                .replace("OPT", "33".repeat(252)));
    check(17, udp(40000, port, payload), 8 + header, tunnel, inner);
    check(17, udp(port, 40000, payload), 8 + header, tunnel, inner);
    check(17, udp(port, port, payload), 8 + header, tunnel, inner);
  }

  @Test
  void portWithoutPayloadIsNoTunnel() {
    byte[] outer = ip4("192.0.2.1", "192.0.2.2").carry(17, udp(4789, 4789, new byte[0]));
    Packet packet = Packet.of(Arrays.copyOf(outer, 46), LinkType.RAW);
    assertThat(Show.stack(packet)).isEqualTo("ip4@0 udp@20");
  }

  /** An inner packet is no longer than what its tunnel's own headers declare. */
  @Test
  void innerPacketEndsWithItsTunnel() {
    byte[] short6 = Arrays.copyOf(IN6, IN6.length - 3);
    byte[] outer = ip4("192.0.2.1", "192.0.2.2").carry(41, short6);
    Packet packet = Packet.of(Arrays.copyOf(outer, outer.length + 10), LinkType.RAW);
    assertThat(packet.ip().inner().capturedLength()).isEqualTo(short6.length);
    assertThat(packet.innermost().udp().checksum()).isEqualTo(Layer.NOT_CAPTURED);
    assertThat(packet.innermost().udp().isCut()).isFalse();
  }

  @Test
  void laterFragmentIsNoTunnel() {
    byte[] outer = ip4("192.0.2.1", "192.0.2.2").fragment(1, false).carryAsIs(4, IN4);
    Packet packet = Packet.of(outer, LinkType.RAW);
    assertThat(Show.stack(packet)).isEqualTo("ip4@0");
    assertThat(packet.ip().inner()).isNull();
  }

  /** A tunnel in a tunnel in a tunnel, each of its own kind. */
  @Test
  void tunnelsInTunnels() {
    byte[] frame = ethernet(ip6("fd00::3", "fd00::4").carry(41, IN6));
    byte[] vxlan = ip4("10.1.0.1", "10.1.0.2").carry(17, udp(9, 4789, vxlan(5, frame)));
    byte[] gre = ip4("192.0.2.1", "192.0.2.2").carry(47, gre(0x0800, vxlan));
    Packet packet = Packet.of(ethernet(gre), LinkType.ETHERNET);
    assertThat(Show.stack(packet))
        .isEqualTo(
            "ethernet@0 ip4@14 gre@34 ip4@38 udp@58 vxlan@66 ethernet@74 ip6@88 ip6@128 udp@168");
    assertThat(packet.innermost().ip().src()).hasToString("fd00::1");
    assertThat(packet.layer(Vxlan.class)).isNull();
    assertThat(packet.layer(Gre.class).inner().layer(Vxlan.class).vni()).isEqualTo(5);
  }

  /** A nest deeper than 16 tunnels is a trap: there the list ends. */
  @Test
  void nestEndsAfterSixteenTunnels() {
    byte[] nest = IN4;
    for (int i = 0; i < 16; i++) {
      nest = ip4("192.0.2.1", "192.0.2.2").carry(4, nest);
    }
    Packet packet = Packet.of(nest, LinkType.RAW);
    assertThat(packet.layers()).hasSize(18);
    assertThat(packet.innermost().dstPort()).isEqualTo(2);
    for (int i = 0; i < 1000; i++) {
      nest = ip4("192.0.2.1", "192.0.2.2").carry(4, nest);
    }
    packet = Packet.of(nest, LinkType.RAW);
    assertThat(packet.layers()).hasSize(17);
    assertThat(packet.innermost().innermost().layers()).hasSize(17);
  }
}
