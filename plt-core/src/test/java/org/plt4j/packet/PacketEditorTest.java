// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Ip6Builder.ip6;
import static org.plt4j.testdata.LinkLayers.arp;
import static org.plt4j.testdata.LinkLayers.ethernet;
import static org.plt4j.testdata.LinkLayers.tag;
import static org.plt4j.testdata.Transports.echo;
import static org.plt4j.testdata.Transports.icmp;
import static org.plt4j.testdata.Transports.sctp;
import static org.plt4j.testdata.Transports.sctpChunk;
import static org.plt4j.testdata.Transports.tcp;
import static org.plt4j.testdata.Transports.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.plt4j.packet.PacketEditor.AddressRole;
import org.plt4j.packet.PacketEditor.Field;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Trace;

class PacketEditorTest {
  private static final byte[] DATA = HexFormat.of().parseHex("0102030405");

  private static final byte[] TCP4 =
      ethernet(0x8100, tag(3, 30, 0x0800, over4(6, tcp(40001, 80, 1, 2, 0x18, DATA))));
  private static final byte[] UDP4 = ethernet(over4(17, udp(40002, 53, DATA)));
  private static final byte[] SCTP4 =
      ethernet(over4(132, sctp(40003, 9, 7, sctpChunk(0, 3, DATA))));
  private static final byte[] ICMP = ethernet(over4(1, echo(8, 11, 12, DATA)));
  private static final byte[] TCP6 = ethernet(over6(6, tcp(40001, 80, 1, 2, 0x18, DATA)));
  private static final byte[] UDP6 = ethernet(over6(17, udp(40002, 53, DATA)));
  private static final byte[] SCTP6 =
      ethernet(over6(132, sctp(40003, 9, 7, sctpChunk(0, 3, DATA))));
  private static final byte[] ICMP6 = ethernet(over6(58, echo(128, 11, 12, DATA)));
  private static final byte[] ARP =
      ethernet(0x0806, arp(1, "02005e100001", "192.0.2.1", "000000000000", "192.0.2.2"));
  private static final byte[] RAW = over4(17, udp(40002, 53, DATA));

  private static final List<Packet> PACKETS =
      Stream.concat(
              Stream.of(TCP4, UDP4, SCTP4, ICMP, TCP6, UDP6, SCTP6, ICMP6, ARP)
                  .map(PacketEditorTest::packet),
              Stream.of(Packet.of(RAW, LinkType.RAW)))
          .toList();

  private static byte[] over4(int protocol, byte[] payload) {
    return ip4("192.0.2.10", "198.51.100.20").carry(protocol, payload);
  }

  private static byte[] over6(int protocol, byte[] payload) {
    return ip6("2001:db8::10", "2001:db8::20").carry(protocol, payload);
  }

  private static Packet packet(byte[] frame) {
    return Packet.of(frame, LinkType.ETHERNET);
  }

  // ------------------------------------------------------------------------------------ the fields

  /** A field in one kind of header: how many bits it has, and what reads it. */
  private record Place<L extends Layer>(
      Field field, Class<L> layer, int width, ToLongFunction<L> reader) {
    /** The field's value, -1 where it was not captured, or null without the header. */
    @Nullable Long read(Packet packet) {
      L header = packet.layer(layer);
      return header == null ? null : reader.applyAsLong(header);
    }

    @Override
    public String toString() {
      return field + " of " + layer.getSimpleName();
    }
  }

  static List<Place<?>> places() {
    return List.of(
        new Place<>(Field.ETHER_TYPE, Ethernet.class, 16, Ethernet::etherType),
        new Place<>(Field.VLAN_PRIORITY, Vlan.class, 3, Vlan::priority),
        new Place<>(Field.VLAN_DROP_ELIGIBLE, Vlan.class, 1, v -> bit(v.isDropEligible())),
        new Place<>(Field.VLAN_ID, Vlan.class, 12, Vlan::id),
        new Place<>(Field.VLAN_ETHER_TYPE, Vlan.class, 16, Vlan::etherType),
        new Place<>(Field.TRAFFIC_CLASS, Ip4.class, 8, Ip4::trafficClass),
        new Place<>(Field.TRAFFIC_CLASS, Ip6.class, 8, Ip6::trafficClass),
        new Place<>(Field.HOP_LIMIT, Ip4.class, 8, Ip4::ttl),
        new Place<>(Field.HOP_LIMIT, Ip6.class, 8, Ip6::hopLimit),
        new Place<>(Field.IP4_TOTAL_LENGTH, Ip4.class, 16, Ip4::totalLength),
        new Place<>(Field.IP4_IDENTIFICATION, Ip4.class, 16, Ip4::identification),
        new Place<>(Field.IP4_FLAGS, Ip4.class, 3, PacketEditorTest::flags),
        new Place<>(Field.IP4_FRAGMENT_OFFSET, Ip4.class, 13, Ip4::fragmentOffset),
        new Place<>(Field.IP4_PROTOCOL, Ip4.class, 8, Ip4::protocol),
        new Place<>(Field.IP4_HEADER_CHECKSUM, Ip4.class, 16, Ip4::headerChecksum),
        new Place<>(Field.IP6_FLOW_LABEL, Ip6.class, 20, Ip6::flowLabel),
        new Place<>(Field.IP6_PAYLOAD_LENGTH, Ip6.class, 16, Ip6::payloadLength),
        new Place<>(Field.IP6_NEXT_HEADER, Ip6.class, 8, Ip6::nextHeader),
        new Place<>(Field.SRC_PORT, Tcp.class, 16, Tcp::srcPort),
        new Place<>(Field.SRC_PORT, Udp.class, 16, Udp::srcPort),
        new Place<>(Field.SRC_PORT, Sctp.class, 16, Sctp::srcPort),
        new Place<>(Field.DST_PORT, Tcp.class, 16, Tcp::dstPort),
        new Place<>(Field.DST_PORT, Udp.class, 16, Udp::dstPort),
        new Place<>(Field.DST_PORT, Sctp.class, 16, Sctp::dstPort),
        new Place<>(Field.CHECKSUM, Tcp.class, 16, Tcp::checksum),
        new Place<>(Field.CHECKSUM, Udp.class, 16, Udp::checksum),
        new Place<>(Field.CHECKSUM, Sctp.class, 32, Sctp::checksum),
        new Place<>(Field.CHECKSUM, Icmp.class, 16, Icmp::checksum),
        new Place<>(Field.CHECKSUM, Icmp6.class, 16, Icmp6::checksum),
        new Place<>(Field.TCP_SEQUENCE_NUMBER, Tcp.class, 32, Tcp::sequenceNumber),
        new Place<>(Field.TCP_ACKNOWLEDGMENT_NUMBER, Tcp.class, 32, Tcp::acknowledgmentNumber),
        new Place<>(Field.TCP_FLAGS, Tcp.class, 12, Tcp::flags),
        new Place<>(Field.TCP_WINDOW, Tcp.class, 16, Tcp::window),
        new Place<>(Field.TCP_URGENT_POINTER, Tcp.class, 16, Tcp::urgentPointer),
        new Place<>(Field.UDP_LENGTH, Udp.class, 16, Udp::length),
        new Place<>(Field.SCTP_VERIFICATION_TAG, Sctp.class, 32, Sctp::verificationTag),
        new Place<>(Field.ICMP_TYPE, Icmp.class, 8, Icmp::type),
        new Place<>(Field.ICMP_TYPE, Icmp6.class, 8, Icmp6::type),
        new Place<>(Field.ICMP_CODE, Icmp.class, 8, Icmp::code),
        new Place<>(Field.ICMP_CODE, Icmp6.class, 8, Icmp6::code),
        new Place<>(Field.ICMP_IDENTIFIER, Icmp.class, 16, Icmp::identifier),
        new Place<>(Field.ICMP_IDENTIFIER, Icmp6.class, 16, Icmp6::identifier),
        new Place<>(Field.ICMP_SEQUENCE_NUMBER, Icmp.class, 16, Icmp::sequenceNumber),
        new Place<>(Field.ICMP_SEQUENCE_NUMBER, Icmp6.class, 16, Icmp6::sequenceNumber));
  }

  private static int bit(boolean flag) {
    return flag ? 1 : 0;
  }

  private static int flags(Ip4 ip) {
    return ip.identification() < 0 || ip.fragmentOffset() < 0
        ? Layer.NOT_CAPTURED
        : bit(ip.isReserved()) << 2 | bit(ip.isDontFragment()) << 1 | bit(ip.isMoreFragments());
  }

  @Test
  void everyFieldIsTested() {
    assertThat(places()).extracting(Place::field).contains(Field.values());
  }

  /** All ones, all zeros, a half, and back: then all is as it was, so nothing else was changed. */
  @ParameterizedTest
  @MethodSource("places")
  void fieldIsSetAndNothingElse(Place<?> place) {
    int had = 0;
    long most = most(place);
    for (Packet packet : PACKETS) {
      Long before = place.read(packet);
      if (before == null) {
        continue;
      }
      had++;
      for (long value : new long[] {most, 0, most >>> 1}) {
        PacketEditor editor = packet.edit().set(place.field, value);
        assertThat(place.read(editor.toPacket())).isEqualTo(value);
        assertThat(editor.set(place.field, before).toPacket().data()).isEqualTo(packet.data());
      }
    }
    assertThat(had).isPositive();
  }

  private static long most(Place<?> place) {
    return (1L << place.width) - 1;
  }

  @ParameterizedTest
  @MethodSource("places")
  void valueThatDoesNotFitIsRefused(Place<?> place) {
    for (Packet packet : PACKETS) {
      if (place.read(packet) != null) {
        PacketEditor editor = packet.edit();
        for (long value : new long[] {most(place) + 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> editor.set(place.field, value))
              .withMessage(place.field + " " + value + " is not from 0 to " + most(place));
        }
        assertThat(editor.toPacket().data()).isEqualTo(packet.data());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void fieldOfNoHeaderIsRefused(Field field) {
    List<Place<?>> places = places().stream().filter(place -> place.field == field).toList();
    int without = 0;
    for (Packet packet : PACKETS) {
      if (places.stream().allMatch(place -> place.read(packet) == null)) {
        without++;
        assertThatIllegalStateException()
            .isThrownBy(() -> packet.edit().set(field, 0))
            .withMessage("the packet has no " + field);
      }
    }
    assertThat(without).isPositive();
  }

  /** What was cut off is refused; what was not is set as in the whole packet. */
  @ParameterizedTest
  @MethodSource("places")
  void fieldBeyondTheCaptureIsRefused(Place<?> place) {
    int refused = 0;
    for (Packet packet : PACKETS) {
      for (int length = 0; length < packet.capturedLength(); length++) {
        Packet cut = packet.withSnapLength(length);
        Long value = place.read(cut);
        if (value == null) {
          continue;
        }
        PacketEditor editor = cut.edit();
        try {
          editor.set(place.field, most(place));
        } catch (IllegalStateException e) {
          assertThat(value).isEqualTo(Layer.NOT_CAPTURED);
          assertThat(e)
              .hasMessageMatching("the (packet has no )?" + place.field + "( was not .*)?");
          refused++;
          continue;
        }
        Packet whole = packet.edit().set(place.field, most(place)).toPacket();
        assertThat(editor.toPacket().data()).isEqualTo(whole.withSnapLength(length).data());
      }
    }
    // the bytes by which a header is known are there whenever the header is
    boolean always =
        switch (place.field) {
          case SRC_PORT, DST_PORT, ICMP_TYPE, VLAN_PRIORITY, VLAN_DROP_ELIGIBLE -> true;
          default -> false;
        };
    assertThat(refused == 0).isEqualTo(always);
  }

  @Test
  void messageWithoutIdentifierHasNoneToSet() {
    Packet packet = packet(ethernet(over4(1, icmp(3, 1, 0, DATA))));
    assertThatIllegalStateException()
        .isThrownBy(() -> packet.edit().set(Field.ICMP_IDENTIFIER, 1))
        .withMessage("the packet has no icmp identifier");
  }

  /** Headers are those of the bytes as changed so far. */
  @Test
  void protocolAndItsFieldsAreSetInTurn() {
    Packet packet = packet(UDP4);
    Packet changed =
        packet
            .edit()
            .set(Field.IP4_PROTOCOL, IpProtocol.SCTP)
            .set(Field.SCTP_VERIFICATION_TAG, 0x01020304)
            .toPacket();
    assertThat(changed.udp()).isNull();
    assertThat(changed.sctp().verificationTag()).isEqualTo(0x01020304);
    assertThat(changed.sctp().dstPort()).isEqualTo(53);
  }

  /** The outermost headers, not those in a tunnel: IPv4 in IPv6 has no IPv4 header to set. */
  @Test
  void headersInsideTunnelsAreLeft() {
    byte[] inner = over4(17, udp(1, 2, DATA));
    Packet packet =
        packet(ethernet(0x86dd, ip6("2001:db8::1", "2001:db8::2").carry(IpProtocol.IP4, inner)));
    assertThat(packet.innermost().udp()).isNotNull();
    assertThatIllegalStateException()
        .isThrownBy(() -> packet.edit().set(Field.IP4_PROTOCOL, 6))
        .withMessage("the packet has no ip4 protocol");
    assertThatIllegalStateException().isThrownBy(() -> packet.edit().set(Field.DST_PORT, 6));
    // but their bytes can be overwritten
    Udp udp = (Udp) packet.layers().get(packet.layers().size() - 1);
    Packet changed = packet.edit().put(udp.offsetIn(packet) + 2, (byte) 0, (byte) 99).toPacket();
    assertThat(changed.innermost().dstPort()).isEqualTo(99);
  }

  // --------------------------------------------------------------------------------- the addresses

  private static final IpAddress SRC4 = IpAddress.parse("203.0.113.7");
  private static final IpAddress DST4 = IpAddress.parse("203.0.113.8");
  private static final IpAddress SRC6 = IpAddress.parse("2001:db8:1::7");
  private static final IpAddress DST6 = IpAddress.parse("2001:db8:1::8");

  @Test
  void addressesAreSet() {
    for (Packet packet : PACKETS) {
      if (packet.ip() == null) {
        continue;
      }
      boolean ip4 = packet.ip().version() == 4;
      Packet changed = packet.edit().src(ip4 ? SRC4 : SRC6).dst(ip4 ? DST4 : DST6).toPacket();
      assertThat(changed.ip().src()).isEqualTo(ip4 ? SRC4 : SRC6);
      assertThat(changed.ip().dst()).isEqualTo(ip4 ? DST4 : DST6);
      Packet back = changed.edit().src(packet.ip().src()).dst(packet.ip().dst()).toPacket();
      assertThat(back.data()).isEqualTo(packet.data());
    }
  }

  /** Fault 3 of the original: setting IPv6's destination wrote the source. */
  @Test
  void fault3SettingTheDestinationOfIp6LeavesTheSource() {
    Packet packet = packet(TCP6);
    Packet changed = packet.edit().dst(DST6).toPacket();
    assertThat(changed.ip6().dst()).isEqualTo(DST6);
    assertThat(changed.ip6().src()).isEqualTo(packet.ip6().src());
    changed = packet.edit().src(SRC6).toPacket();
    assertThat(changed.ip6().src()).isEqualTo(SRC6);
    assertThat(changed.ip6().dst()).isEqualTo(packet.ip6().dst());
  }

  @Test
  void addressThatCannotBeSetIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> packet(TCP4).edit().src(SRC6))
        .withMessage("source address 2001:db8:1::7 is not of IP version 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> packet(TCP6).edit().dst(DST4))
        .withMessage("destination address 203.0.113.8 is not of IP version 6");
    assertThatIllegalStateException()
        .isThrownBy(() -> packet(ARP).edit().dst(DST4))
        .withMessage("the packet has no IP destination address");
    assertThatIllegalStateException()
        .isThrownBy(() -> packet(UDP4).withSnapLength(33).edit().dst(DST4))
        .withMessage("the IP destination address was not captured");
  }

  @Test
  void linkAddressesAreSet() {
    MacAddress src = MacAddress.parse("02:00:5e:10:00:77");
    MacAddress dst = MacAddress.parse("02:00:5e:10:00:78");
    Packet packet = packet(ARP);
    Packet changed = packet.edit().src(src).dst(dst).toPacket();
    assertThat(changed.ethernet().src()).isEqualTo(src);
    assertThat(changed.ethernet().dst()).isEqualTo(dst);
    assertThat(changed.layer3()).isEqualTo(packet.layer3());
    assertThatIllegalStateException()
        .isThrownBy(() -> packet.withSnapLength(11).edit().src(src))
        .withMessage("the Ethernet source was not captured");
    assertThatIllegalStateException()
        .isThrownBy(() -> Packet.of(RAW, LinkType.RAW).edit().dst(dst))
        .withMessage("the packet has no Ethernet destination");
  }

  // ------------------------------------------------------------------------------------- the bytes

  @Test
  void bytesAreOverwritten() {
    Packet packet = packet(UDP4);
    int last = packet.capturedLength() - 1;
    Packet changed = packet.edit().put(0, (byte) 6).put(last, (byte) 7).put(last + 1).toPacket();
    assertThat(changed.data().get(0)).isEqualTo((byte) 6);
    assertThat(changed.data().get(last)).isEqualTo((byte) 7);
    for (int at : new int[] {-1, last, last + 1, last + 2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> packet.edit().put(at, (byte) 1, (byte) 2))
          .withMessage("2 bytes at " + at + ", " + (last + 1) + " were captured");
    }
  }

  @Test
  void packetsAreSnapshots() {
    Packet packet = packet(UDP4);
    PacketEditor editor = packet.edit();
    Packet same = editor.toPacket();
    Packet three = editor.set(Field.HOP_LIMIT, 3).toPacket();
    Ip4 view = three.ip4();
    Packet four = editor.set(Field.HOP_LIMIT, 4).toPacket();
    editor.set(Field.HOP_LIMIT, 5).set(Field.HOP_LIMIT, 6).put(0, (byte) 9);
    assertThat(packet.ip4().ttl()).isEqualTo(64);
    assertThat(same.data()).isEqualTo(packet.data());
    assertThat(view.ttl()).isEqualTo(3);
    assertThat(three.data().get(0)).isEqualTo((byte) 2);
    assertThat(four.ip4().ttl()).isEqualTo(4);
    assertThat(editor.toPacket().ip4().ttl()).isEqualTo(6);
    assertThat(editor.toPacket().data().get(0)).isEqualTo((byte) 9);
  }

  @Test
  void timeAndLengthsAreKept() throws IOException {
    for (String name : List.of("lengths.pcap", "erf-eth.erf", "pcapng-directions.pcapng")) {
      try (Trace trace = Trace.open(TestTraces.path(name))) {
        for (Packet packet : trace) {
          Packet changed = packet.edit().toPacket();
          assertThat(changed).hasToString(packet.toString());
          assertThat(changed.erfTimestamp()).isEqualTo(packet.erfTimestamp());
          assertThat(changed.wireLength()).isEqualTo(packet.wireLength());
          assertThat(changed.direction()).isEqualTo(packet.direction());
          assertThat(changed.interfaceId()).isEqualTo(packet.interfaceId());
        }
      }
    }
  }

  // --------------------------------------------------------------------------------- the checksums

  @Test
  void checksumsAreFixed() {
    for (Packet packet : PACKETS) {
      PacketEditor editor = packet.edit();
      if (packet.ip4() != null) {
        editor.set(Field.IP4_HEADER_CHECKSUM, 0xdead);
      }
      if (packet.ip() != null) {
        editor.set(Field.CHECKSUM, 0xdead);
        assertThat(statuses(editor.toPacket())).containsOnly(Checksum.BAD);
      }
      assertThat(editor.fixChecksums()).isTrue();
      assertThat(editor.toPacket().data()).isEqualTo(packet.data());
    }
  }

  private static List<Checksum> statuses(Packet packet) {
    List<Checksum> statuses = new ArrayList<>();
    Ip4 ip4 = packet.ip4();
    if (ip4 != null) {
      statuses.add(ip4.headerChecksumStatus());
    }
    Tcp tcp = packet.tcp();
    if (tcp != null) {
      statuses.add(tcp.checksumStatus());
    }
    Udp udp = packet.udp();
    if (udp != null) {
      statuses.add(udp.checksumStatus());
    }
    Sctp sctp = packet.sctp();
    if (sctp != null) {
      statuses.add(sctp.checksumStatus());
    }
    Icmp icmp = packet.icmp();
    if (icmp != null) {
      statuses.add(icmp.checksumStatus());
    }
    Icmp6 icmp6 = packet.icmp6();
    if (icmp6 != null) {
      statuses.add(icmp6.checksumStatus());
    }
    return statuses;
  }

  /** What cannot be computed is left; the header's own can be where the header is whole. */
  @Test
  void checksumOfWhatWasCutIsLeft() {
    Packet packet = packet(UDP4);
    for (int length = 0; length < packet.capturedLength(); length++) {
      PacketEditor editor = packet.withSnapLength(length).edit();
      boolean header = length >= 14 + 20;
      if (header) {
        editor.set(Field.IP4_HEADER_CHECKSUM, 0xdead);
      }
      boolean udp = length >= 14 + 20 + 8;
      if (udp) {
        editor.set(Field.CHECKSUM, 0xdead);
      }
      // less than both ports is no UDP header, so that there is nothing that could not be done
      assertThat(editor.fixChecksums()).as("%d", length).isEqualTo(isFixed(length));
      Packet fixed = editor.toPacket();
      if (header) {
        assertThat(fixed.ip4().headerChecksumStatus()).isEqualTo(Checksum.GOOD);
      }
      if (udp) {
        assertThat(fixed.udp().checksum()).isEqualTo(0xdead);
      }
    }
  }

  private static boolean isFixed(int length) {
    boolean noHeader = length <= 14;
    boolean noTransport = length >= 34 && length < 38;
    return noHeader || noTransport;
  }

  @Test
  void checksumOfAFirstFragmentIsLeft() {
    byte[] fragment =
        ip4("192.0.2.10", "198.51.100.20").fragment(0, true).carry(17, udp(1, 2, DATA));
    PacketEditor editor = packet(ethernet(fragment)).edit();
    editor.set(Field.CHECKSUM, 0xdead).set(Field.IP4_HEADER_CHECKSUM, 0);
    assertThat(editor.fixChecksums()).isFalse();
    assertThat(editor.toPacket().udp().checksum()).isEqualTo(0xdead);
    assertThat(editor.toPacket().ip4().headerChecksumStatus()).isEqualTo(Checksum.GOOD);
  }

  /** Fault 4 of the original: over IPv4, UDP's 0 says that there is none. */
  @Test
  void fault4Udp0StaysUnlessAsked() {
    PacketEditor editor = packet(UDP4).edit().set(Field.CHECKSUM, 0);
    assertThat(editor.fixChecksums()).isTrue();
    assertThat(editor.toPacket().udp().checksumStatus()).isEqualTo(Checksum.NONE);
    editor.set(Field.CHECKSUM, 1);
    assertThat(editor.fixChecksums()).isTrue();
    assertThat(editor.toPacket().data()).isEqualTo(packet(UDP4).data());
    // over IPv6 there has to be one (RFC 8200, 8.1)
    editor = packet(UDP6).edit().set(Field.CHECKSUM, 0);
    assertThat(editor.toPacket().udp().checksumStatus()).isEqualTo(Checksum.BAD);
    assertThat(editor.fixChecksums()).isTrue();
    assertThat(editor.toPacket().data()).isEqualTo(packet(UDP6).data());
  }

  /** Fault 4 of the original: a computed 0 is sent as 0xffff (RFC 768). */
  @Test
  void fault4ComputedZeroIsSentAsAllOnes() {
    for (byte[] frame : List.of(UDP4, UDP6)) {
      Packet packet = packet(frame);
      // the checksum itself, as data where there was 0, makes the sum all ones
      int data = packet.udp().offset() + Udp.HEADER_LENGTH;
      PacketEditor editor = packet.edit().put(data, (byte) 0, (byte) 0);
      editor.fixChecksums();
      int checksum = editor.toPacket().udp().checksum();
      editor.put(data, (byte) (checksum >>> 8), (byte) checksum);
      assertThat(editor.fixChecksums()).isTrue();
      assertThat(editor.toPacket().udp().checksum()).isEqualTo(0xffff);
      assertThat(editor.toPacket().udp().checksumStatus()).isEqualTo(Checksum.GOOD);
    }
  }

  /** ... but for the others 0 is what is sent. */
  @Test
  void computedZeroOfTcpIsSentAsIs() {
    PacketEditor editor = packet(TCP4).edit().set(Field.TCP_WINDOW, 0);
    editor.fixChecksums();
    editor.set(Field.TCP_WINDOW, editor.toPacket().tcp().checksum());
    assertThat(editor.fixChecksums()).isTrue();
    assertThat(editor.toPacket().tcp().checksum()).isZero();
    assertThat(editor.toPacket().tcp().checksumStatus()).isEqualTo(Checksum.GOOD);
  }

  /**
   * Every packet of the committed traces, as it is and bent: where all could be fixed, all are
   * right, and no byte but those of the checksums was touched.
   */
  @Test
  void whatIsFixedIsRight() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    int fixed = 0;
    for (Path file : TestTraces.all()) {
      for (Packet original : packets(file)) {
        for (int i = 0; i < 10; i++) {
          Packet packet = i == 0 ? original : bent(original, random);
          byte[] before = bytes(packet);
          PacketEditor editor = packet.edit();
          boolean all = editor.fixChecksums();
          Packet after = editor.toPacket();
          assertThat(bytes(packet)).isEqualTo(before);
          List<Checksum> statuses = statuses(after);
          if (all) {
            assertThat(statuses)
                .as("%s of %s", packet, file)
                .doesNotContain(Checksum.BAD, Checksum.UNKNOWN);
            fixed += statuses.size();
          } else {
            assertThat(statuses)
                .as("%s of %s", packet, file)
                .containsAnyOf(Checksum.UNKNOWN, Checksum.BAD);
          }
          assertThat(statuses).hasSameSizeAs(statuses(packet));
        }
      }
    }
    assertThat(fixed).isGreaterThan(10_000);
  }

  private static List<Packet> packets(Path file) {
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(file)) {
      trace.forEach(packets::add);
    } catch (IOException | UncheckedIOException e) {
      return packets; // those before the fault
    }
    return packets;
  }

  private static Packet bent(Packet packet, SplittableRandom random) {
    if (packet.capturedLength() == 0) {
      return packet;
    }
    return packet
        .edit()
        .put(random.nextInt(Math.min(64, packet.capturedLength())), (byte) random.nextInt())
        .toPacket();
  }

  private static byte[] bytes(Packet packet) {
    byte[] bytes = new byte[packet.capturedLength()];
    packet.data().get(bytes);
    return bytes;
  }

  @Test
  void addressesAreMappedWhereverTheyAre() {
    Packet packet = Packet.of(HexFormat.of().parseHex(UDP_IN_IP4), LinkType.IPV4);
    PacketEditor editor = packet.edit().set(Field.HOP_LIMIT, 9); // not the first change
    Packet between = editor.toPacket();
    editor.mapAddresses(
        (a, role) -> IpAddress.ofIp4((int) a.low() + (role == AddressRole.SRC ? 1 : 2)), true);
    Packet after = editor.toPacket();
    assertThat(after.ip4().src()).hasToString("192.0.2.2");
    assertThat(after.ip4().dst()).hasToString("192.0.2.4");
    assertThat(after.ip4().ttl()).isEqualTo(9);
    assertThat(between.ip4().src()).hasToString("192.0.2.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> packet.edit().mapAddresses((a, r) -> IpAddress.parse("::"), true))
        .withMessageContaining("4 bytes")
        .withMessageContaining("16");
  }

  private static final String UDP_IN_IP4 =
      "450000200000000040110000c0000201c0000202" + "04d20035000c000001020304";
}
