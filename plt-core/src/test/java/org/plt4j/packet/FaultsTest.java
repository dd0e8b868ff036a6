// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.packet.Show.hex;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.LinkLayers.ethernet;
import static org.plt4j.testdata.LinkLayers.tag;
import static org.plt4j.testdata.Transports.sctp;
import static org.plt4j.testdata.Transports.sctpChunk;
import static org.plt4j.testdata.Transports.tcp;
import static org.plt4j.testdata.Transports.udp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.plt4j.internal.Origin;
import org.plt4j.internal.PacketMaker;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Trace;

/**
 * What other libraries get wrong, and no other test is about: the faults of the original, by their
 * numbers in its description, and those seen elsewhere ("anchors").
 */
class FaultsTest {
  private static final byte[] DATAGRAM =
      ip4("192.0.2.1", "192.0.2.2").carry(17, udp(7, 9, hex("0102")));

  /** A view kept while the loop moves on pointed into the next packet. */
  @Test
  void fault1KeptViewStaysRight() throws IOException {
    List<Ip> kept = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    try (Trace trace = Trace.open(TestTraces.path("flows.pcap.gz"))) {
      for (Packet packet : trace) {
        Ip ip = packet.ip();
        if (ip != null) {
          kept.add(ip);
          seen.add(Show.of(ip));
        }
      }
    }
    assertThat(seen.stream().distinct()).hasSizeGreaterThan(100);
    assertThat(kept.stream().map(Show::of)).isEqualTo(seen);
  }

  /** A tagged frame's data lost its last four bytes. */
  @Test
  void fault9DataOfATaggedFrameIsWhole() {
    byte[] frame = ethernet(0x8100, tag(0, 30, 0x0800, DATAGRAM));
    Packet packet = Packet.of(frame, LinkType.ETHERNET);
    assertThat(packet.data()).isEqualTo(ByteBuffer.wrap(frame));
    assertThat(packet.ethernet().data()).isEqualTo(ByteBuffer.wrap(frame));
    assertThat(packet.ip().data()).isEqualTo(ByteBuffer.wrap(DATAGRAM));
    assertThat(hex(packet.udp().payload())).isEqualTo("0102");
    assertThat(packet.wireLength()).isEqualTo(frame.length + 4);
  }

  /** Addresses and ports that were not captured were read all the same. Anchors' fault 13. */
  @Test
  void fault12WhatWasNotCapturedIsNotThere() {
    Packet packet = Packet.of(DATAGRAM, LinkType.RAW);
    for (int length = 0; length <= DATAGRAM.length; length++) {
      Packet cut = packet.withSnapLength(length); // the bytes are there, but not the packet's
      Ip ip = cut.ip();
      assertThat(ip == null).isEqualTo(length == 0);
      if (ip != null) {
        assertThat(ip.src() != null).isEqualTo(length >= 16);
        assertThat(ip.dst() != null).isEqualTo(length >= 20);
        assertThat(ip.hasAddresses()).isEqualTo(length >= 20);
        assertThat(ip.srcLow()).isEqualTo(length >= 16 ? 0xc0000201L : 0);
        assertThat(ip.dstLow()).isEqualTo(length >= 20 ? 0xc0000202L : 0);
      }
      assertThat(cut.srcPort()).isEqualTo(length >= 24 ? 7 : 0);
      assertThat(cut.dstPort()).isEqualTo(length >= 24 ? 9 : 0);
    }
  }

  /** Lengths and time of a packet that was never read crashed. */
  @Test
  void fault15PacketOfBytesHasLengthsAndTime() {
    Packet packet = Packet.of(new byte[0], LinkType.ETHERNET);
    assertThat(packet.wireLength()).isEqualTo(4);
    assertThat(packet.seconds()).isZero();
    assertThat(packet.layers()).isEmpty();
  }

  /** One port had the whole tag as the VLAN's identifier. */
  @Test
  void fault17VlanIdIsTwelveBits() {
    byte[] frame = ethernet(0x8100, tag(7, 0xffe, 0x0800, DATAGRAM));
    assertThat(Packet.of(frame, LinkType.ETHERNET).vlanId()).isEqualTo(0xffe);
  }

  /** ... and an SCTP chunk's value ran four bytes too far. */
  @Test
  void fault17ValueOfAChunkEndsWithIt() {
    Sctp sctp =
        Sctp.of(sctp(1, 2, 3, sctpChunk(0, 0, hex("aabbccdd")), sctpChunk(14, 0, new byte[0])));
    assertThat(hex(sctp.chunks().get(0).value())).isEqualTo("aabbccdd");
  }

  /** Cuts at 34, 42, 54 and 60 bytes are what snap lengths do: every layer that fits is there. */
  @ParameterizedTest
  @CsvSource({
    "34, ethernet@0 ip4@14",
    "42, ethernet@0 ip4@14 tcp@34",
    "54, ethernet@0 ip4@14 tcp@34",
    "60, ethernet@0 ip4@14 tcp@34",
  })
  void anchors6SnapLengths(int snapLength, String layers) {
    byte[] segment = tcp(40001, 80, 1, 2, 0x18, 64240, hex("01010402"), new byte[100]);
    byte[] frame = ethernet(ip4("192.0.2.1", "192.0.2.2").carry(6, segment));
    Packet packet = Packet.of(frame, LinkType.ETHERNET).withSnapLength(snapLength);
    assertThat(Show.stack(packet)).isEqualTo(layers);
    assertThat(packet.originalLength()).isEqualTo(frame.length);
    assertThat(packet.ip().dst()).hasToString("192.0.2.2");
    assertThat(packet.dstPort()).isEqualTo(snapLength > 34 ? 80 : 0);
    assertThat(packet.layers()).allMatch(Layer::isCut);
    assertThat(packet.stop()).isEqualTo(snapLength > 34 ? Stop.NONE : Stop.CUT);
  }

  /** Sums of an offset and a length near 2^31 are compared without overflow. */
  @Test
  void anchors8LengthsNearTheLargestInt() {
    Packet packet = Packet.of(DATAGRAM, LinkType.RAW);
    assertThat(packet.withSnapLength(Integer.MAX_VALUE)).isSameAs(packet);
    // lengths that headers of a file or a packet may say, as large as they can
    byte[] avs = hex("80211001 7fffffff 00000000");
    assertThat(Packet.of(avs, LinkType.IEEE802_11_AVS).stop()).isEqualTo(Stop.CUT);
    byte[] pktap = hex("ffffff7f 01000000 01000000");
    assertThat(Packet.of(pktap, LinkType.PKTAP).stop()).isEqualTo(Stop.CUT);
    Origin origin = Origin.nanos(LinkType.RAW, Packet.UNKNOWN, Packet.UNKNOWN);
    ByteBuffer bytes = ByteBuffer.wrap(DATAGRAM);
    Packet large = PacketMaker.get().make(bytes, 0, DATAGRAM.length, -1, 0, origin);
    assertThat(large.originalLength()).isEqualTo(0xffff_ffffL);
    assertThat(large.ip().isCut()).isFalse();
    assertThat(hex(large.udp().payload())).isEqualTo("0102");
    assertThat(large.udp().checksumStatus()).isEqualTo(Checksum.GOOD);
  }

  /** Addresses as keys: equal bits, equal keys, whatever they came from. */
  @Test
  void anchors11AddressesAreKeys() {
    IpAddress one = Packet.of(DATAGRAM, LinkType.RAW).ip().src();
    IpAddress other = IpAddress.parse("192.0.2.1");
    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isEqualByComparingTo(other);
    assertThat(one).isNotEqualTo(IpAddress.parse("::ffff:192.0.2.1")).isNotEqualTo(null);
    MacAddress mac = Packet.of(ethernet(DATAGRAM), LinkType.ETHERNET).ethernet().src();
    MacAddress same = MacAddress.parse("02:00:5e:10:00:01");
    assertThat(mac).isEqualTo(same).hasSameHashCodeAs(same).isEqualByComparingTo(same);
    assertThat(mac).isNotEqualTo(MacAddress.of(1)).isNotEqualTo(other);
  }

  /** A captured length above the file's snap length is read, up to a sane maximum. */
  @Test
  void anchors14CapturedLengthAboveTheSnapLength() throws IOException {
    for (String name :
        List.of("captured-above-snap-length.pcap", "captured-above-snap-length.pcapng")) {
      try (Trace trace = Trace.open(TestTraces.path(name))) {
        assertThat(trace.packets().mapToInt(Packet::capturedLength).max().orElse(0))
            .isGreaterThan(96);
        assertThat(trace.endedInsideRecord()).isFalse();
      }
    }
  }

  /** Interfaces of different link types, snap lengths and time resolutions read to the end. */
  @ParameterizedTest
  @CsvSource({"pcapng-interfaces.pcapng, 7", "pcapng-time-resolutions.pcapng, 1"})
  void anchors16InterfacesDiffer(String name, int linkTypes) throws IOException {
    try (Trace trace = Trace.open(TestTraces.path(name))) {
      assertThat(trace.packets().map(Packet::linkType).distinct()).hasSize(linkTypes);
      assertThat(trace.endedInsideRecord()).isFalse();
    }
  }
}
