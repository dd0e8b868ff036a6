// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.packet.Show.hex;
import static org.plt4j.testdata.Ip4Builder.ip4;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IPv6 and its extension headers (RFC 8200), AH (RFC 4302), ESP (RFC 4303). */
class Ip6ExtensionsTest {
  private static final String ADDRESSES =
      "20010db8000000000000000000000010 20010db8000000000000000000000020 ";

  /** UDP from port 1 to port 2 without data. */
  private static final String UDP = "0001 0002 0008 0000";

  private static Packet ip6(int nextHeader, String... behind) {
    String all = String.join("", behind).replace(" ", "");
    String fixed = String.format("60000000 %04x %02x 40 ", all.length() / 2, nextHeader);
    return Packet.of(hex(fixed + ADDRESSES + all), LinkType.IPV6);
  }

  @Test
  void everyFieldOfTheHeader() {
    Packet packet = Packet.of(hex("6b8fedcb 0003 fd 3f" + ADDRESSES + "aabbcc00"), LinkType.IPV6);
    assertThat(Show.layers(packet))
        .containsExactly(
            "ip6 dst=2001:db8::20 flowLabel=1043915 hopLimit=63 nextHeader=253 payloadLength=3"
                + " protocol=253 src=2001:db8::10 trafficClass=184");
    Ip6 ip = packet.ip6();
    assertThat(ip.version()).isEqualTo(6);
    assertThat(ip.srcHigh()).isEqualTo(0x20010db8_00000000L);
    assertThat(ip.srcLow()).isEqualTo(0x10);
    assertThat(ip.dstHigh()).isEqualTo(0x20010db8_00000000L);
    assertThat(ip.dstLow()).isEqualTo(0x20);
    assertThat(hex(ip.payload())).isEqualTo("aabbcc");
    assertThat(hex(ip.data())).endsWith("aabbcc00").hasSize(88);
    assertThat(packet.stop()).isEqualTo(Stop.UNKNOWN);
  }

  private static final String HOP_BY_HOP = "3c 00 0502 0000 0100";
  private static final String DESTINATION = "2b 01 01 0c 000000000000000000000000";
  private static final String ROUTING = "2c 02 00 01 00000000 20010db8000000000000000000000099";
  private static final String FRAGMENT = "33 00 0001 12345678".replace("0001", "0000");
  private static final String AH = "3c 04 0000 fffffffe 00000007 0102030405060708090a0b0c";
  private static final String LAST = "11 00 0104 00000000";

  /** RFC 8200's recommended order, with each header's own fields. */
  @Test
  void chainOfAll() {
    Packet packet = ip6(0, HOP_BY_HOP, DESTINATION, ROUTING, FRAGMENT, AH, LAST, UDP);
    assertThat(Show.layers(packet).subList(1, 8))
        .containsExactly(
            "ip6-hop-by-hop headerLength=8 nextHeader=60 protocol=0",
            "ip6-destination headerLength=16 nextHeader=43 protocol=60",
            "ip6-routing headerLength=24 nextHeader=44 protocol=43",
            "ip6-fragment fragmentOffset=0 headerLength=8 identification=305419896 nextHeader=51",
            "ah headerLength=24 nextHeader=60 sequenceNumber=7 spi=4294967294",
            "ip6-destination headerLength=8 nextHeader=17 protocol=60",
            "udp checksum=0 checksumStatus=BAD dstPort=2 length=8 srcPort=1");
    assertThat(Show.stack(packet))
        .isEqualTo(
            "ip6@0 ip6-hop-by-hop@40 ip6-destination@48 ip6-routing@64 ip6-fragment@88 ah@96"
                + " ip6-destination@120 udp@128");
    assertThat(packet.stop()).isEqualTo(Stop.NONE);
    // flows do not cross AH
    assertThat(packet.protocol()).isEqualTo(IpProtocol.AH);
    assertThat(packet.ip6().protocol()).isEqualTo(IpProtocol.AH);
    assertThat(packet.transportProtocol()).isEqualTo(IpProtocol.UDP);
    assertThat(packet.srcPort()).isZero();
    // each header's payload is what follows it
    for (Layer layer : packet.layers()) {
      String payload = hex(layer.payload());
      assertThat(payload).as(layer.name()).isEqualTo(layer instanceof Udp ? "" : payload);
      assertThat(hex(layer.data())).endsWith(payload);
      assertThat(payload.length()).isEqualTo(2 * (136 - layer.offset() - layer.headerBytes()));
    }
  }

  /** Anchors' fault 1, fault 18: AH counts words, less two; the others count eights, less one. */
  @ParameterizedTest
  @CsvSource({"1, 12", "2, 16", "4, 24", "0, 8", "255, 1028"})
  void anchors1LengthOfAh(int field, int bytes) {
    String ah = String.format("11 %02x", field) + "00".repeat(bytes - 2);
    Packet packet = ip6(51, ah, UDP);
    assertThat(packet.layer(Ah.class).headerLength()).isEqualTo(bytes);
    assertThat(packet.udp().offset()).isEqualTo(40 + bytes);
    byte[] ip4 = ip4("192.0.2.1", "192.0.2.2").carryAsIs(51, hex(ah + UDP));
    packet = Packet.of(ip4, LinkType.IPV4);
    assertThat(packet.udp().offset()).isEqualTo(20 + bytes);
    assertThat(packet.layer(Ah.class).headerLength()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"0, 8", "1, 16", "255, 2048"})
  void lengthOfTheOthers(int field, int bytes) {
    String header = String.format("11 %02x", field) + "00".repeat(bytes - 2);
    for (int type : new int[] {0, 43, 60}) {
      Packet packet = ip6(type, header, UDP);
      assertThat(packet.layer(Ip6Extension.class).headerLength()).isEqualTo(bytes);
      assertThat(packet.udp().offset()).isEqualTo(40 + bytes);
    }
  }

  /**
   * Anchors' fault 2: a chain cut at every byte has the headers that begin before it, no others.
   */
  @Test
  void anchors2ChainCutAtEveryByte() {
    Packet whole = ip6(0, HOP_BY_HOP, DESTINATION, ROUTING, FRAGMENT, AH, LAST, UDP);
    for (int length = 0; length <= whole.capturedLength(); length++) {
      Packet cut = whole.withSnapLength(length).copy();
      List<String> expected = new ArrayList<>();
      for (Layer layer : whole.layers()) {
        if (layer.offset() + (layer instanceof Udp ? 3 : 0) < length) {
          expected.add(layer.name() + "@" + layer.offset());
        }
      }
      assertThat(Show.stack(cut)).as("%d", length).isEqualTo(String.join(" ", expected));
      assertThat(cut.stop()).isEqualTo(length >= 132 ? Stop.NONE : Stop.CUT);
    }
  }

  /** Fault 6 of the original, anchors' fault 3: later fragments have no transport header. */
  @Test
  void fault6LaterFragmentHasNoTransport() {
    Packet packet = ip6(44, "11 00 0009 00000001", UDP);
    assertThat(Show.layers(packet).subList(1, 2))
        .containsExactly(
            "ip6-fragment fragmentOffset=1 headerLength=8 identification=1 isMoreFragments"
                + " nextHeader=17");
    assertThat(packet.layers()).hasSize(2);
    assertThat(packet.udp()).isNull();
    assertThat(packet.transport()).isNull();
    assertThat(packet.stop()).isEqualTo(Stop.FRAGMENT);
    assertThat(packet.protocol()).isEqualTo(IpProtocol.UDP);
    assertThat(packet.srcPort()).isZero();
    assertThat(hex(packet.layer(Ip6Fragment.class).payload())).isEqualTo(UDP.replace(" ", ""));
    // the first one has it
    packet = ip6(44, "11 00 0001 00000001", UDP);
    assertThat(packet.udp().dstPort()).isEqualTo(2);
    assertThat(packet.stop()).isEqualTo(Stop.NONE);
  }

  @Test
  void fragmentOffsetHasThirteenBits() {
    Packet packet = ip6(44, "11 ff fffe ffffffff", UDP);
    Ip6Fragment fragment = packet.layer(Ip6Fragment.class);
    assertThat(fragment.fragmentOffset()).isEqualTo(8191);
    assertThat(fragment.isMoreFragments()).isFalse();
    assertThat(fragment.identification()).isEqualTo(0xffff_ffffL);
  }

  @Test
  void esp() {
    Packet packet = ip6(50, "fffffffe 80000001 aabbccdd");
    assertThat(Show.layers(packet).get(1))
        .isEqualTo("esp sequenceNumber=2147483649 spi=4294967294");
    assertThat(hex(packet.layer(Esp.class).payload())).isEqualTo("aabbccdd");
    assertThat(packet.protocol()).isEqualTo(IpProtocol.ESP);
    assertThat(packet.stop()).isEqualTo(Stop.NONE);
  }

  @Test
  void noNextHeader() {
    Packet packet = ip6(59, "aabb");
    assertThat(packet.layers()).hasSize(1);
    assertThat(packet.stop()).isEqualTo(Stop.NONE);
    assertThat(packet.protocol()).isEqualTo(IpProtocol.NO_NEXT_HEADER);
    assertThat(ip6(59).stop()).isEqualTo(Stop.NONE);
  }

  /** Extension headers that reach beyond the datagram, though more was captured. */
  @ParameterizedTest
  @CsvSource({"0, 1100", "60, 11010000000000", "43, 11ff000000000000", "44, 110000", "51, 1104"})
  void headerBeyondTheDatagram(int nextHeader, String header) {
    byte[] bytes = new byte[200];
    Packet packet = ip6(nextHeader, header);
    packet.data().get(bytes, 0, packet.capturedLength());
    Packet padded = Packet.of(bytes, LinkType.IPV6);
    assertThat(padded.stop()).isEqualTo(Stop.MALFORMED);
    assertThat(padded.layers()).hasSize(2);
    assertThat(padded.udp()).isNull();
  }

  /** A jumbogram (RFC 2675) and segmentation offload leave 0: no limit. */
  @Test
  void payloadLengthZero() {
    byte[] bytes = hex("60000000 0000 00 40" + ADDRESSES + "11 00 c204 00010008" + UDP + "aabb");
    Packet packet = Packet.of(bytes, LinkType.IPV6);
    assertThat(packet.ip6().payloadLength()).isZero();
    assertThat(packet.udp().offset()).isEqualTo(48);
    assertThat(hex(packet.ip6().payload())).hasSize(2 * 18);
  }

  @Test
  void viewsOfBytes() {
    byte[] bytes = hex("6b8fedcb 0003 fd 3f" + ADDRESSES);
    assertThat(Ip6.of(bytes).flowLabel()).isEqualTo(0xfedcb);
    assertThat(Ip6.of(ByteBuffer.wrap(bytes)).dst()).hasToString("2001:db8::20");
    assertThat(Ip6.of(new byte[0])).isNull();
    assertThat(Ip6.of(hex("45"))).isNull();
    assertThat(Esp.of(hex("00000001 00000002")).sequenceNumber()).isEqualTo(2);
  }
}
