// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.testdata.ErfFile;
import org.plt4j.testdata.ErfRecord;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.Ip4Builder;
import org.plt4j.testdata.LinkLayers;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.PcapFile.Variant;
import org.plt4j.testdata.PcapngFile;
import org.plt4j.testdata.TestTraces;
import org.plt4j.testdata.Transports;
import org.plt4j.trace.Trace;

/** A packet's record, and what cuts and copies do to it; the layers have tests of their own. */
class PacketTest {
  private static final long NANOS = 1_000_000_000;
  private static final int ERF_ETH = 2;
  private static final int TSRESOL = 9;
  private static final int TSOFFSET = 14;

  private static final byte[] FRAME = LinkLayers.ethernet(datagram(30));

  private static byte[] datagram(int payload) {
    byte[] udp = Transports.udp(40001, 9, new byte[payload]);
    return Ip4Builder.ip4("192.0.2.1", "198.51.100.2").carry(IpProtocol.UDP, udp);
  }

  private static List<Packet> read(byte[] file) throws IOException {
    try (Trace trace = Trace.open(new ByteArrayInputStream(file))) {
      return trace.packets().toList();
    }
  }

  private static Packet only(byte[] file) throws IOException {
    List<Packet> packets = read(file);
    assertThat(packets).hasSize(1);
    return packets.get(0);
  }

  private static Packet pcap(Variant variant, ByteOrder order, long seconds, long fraction)
      throws IOException {
    PcapFile file = new PcapFile(variant, order, LinkType.ETHERNET, 65535);
    return only(file.add(seconds, fraction, FRAME, FRAME.length).bytes());
  }

  private static Packet erf(int type, long timestamp, byte[] bytes, int wlen) throws IOException {
    byte[] record = new ErfFile().add(new ErfRecord(type, 0, bytes, wlen)).bytes();
    ByteBuffer.wrap(record).order(LITTLE_ENDIAN).putLong(0, timestamp);
    return only(record);
  }

  // ---- times

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1970-01-01T00:00:00Z",
    "0, 1, 1970-01-01T00:00:00.000001Z",
    "1700000000, 999999, 2023-11-14T22:13:20.999999Z",
    "2147483647, 999999, 2038-01-19T03:14:07.999999Z",
    "2147483648, 0, 2038-01-19T03:14:08Z",
    "4294967295, 999999, 2106-02-07T06:28:15.999999Z",
    // a fraction of a second and more is added as it is
    "1700000000, 1000000, 2023-11-14T22:13:21Z",
    "1700000000, 4294967295, 2023-11-14T23:24:54.967295Z"
  })
  void microsecondsOfPcap(long seconds, long micros, Instant time) throws IOException {
    for (ByteOrder order : List.of(LITTLE_ENDIAN, BIG_ENDIAN)) {
      for (Variant variant : List.of(Variant.MICROSECONDS, Variant.MODIFIED)) {
        Packet packet = pcap(variant, order, seconds, micros);
        assertThat(packet.timestampNanos()).isEqualTo(seconds * NANOS + micros * 1000);
        assertThat(packet.timestamp()).isEqualTo(time);
        long whole = seconds + micros / 1_000_000;
        long rest = micros % 1_000_000;
        assertThat(packet.seconds()).isEqualTo(whole + rest / 1e6);
        assertThat(packet.erfTimestamp()).isEqualTo((whole << 32) + (rest << 32) / 1_000_000);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1970-01-01T00:00:00.000000001Z",
    "1700000000, 123456789, 2023-11-14T22:13:20.123456789Z",
    "2147483648, 999999999, 2038-01-19T03:14:08.999999999Z",
    "4294967295, 999999999, 2106-02-07T06:28:15.999999999Z",
    "1700000000, 4294967295, 2023-11-14T22:13:24.294967295Z"
  })
  void nanosecondsOfPcap(long seconds, long nanos, Instant time) throws IOException {
    for (ByteOrder order : List.of(LITTLE_ENDIAN, BIG_ENDIAN)) {
      Packet packet = pcap(Variant.NANOSECONDS, order, seconds, nanos);
      assertThat(packet.timestampNanos()).isEqualTo(seconds * NANOS + nanos);
      assertThat(packet.timestamp()).isEqualTo(time);
      long whole = seconds + nanos / NANOS;
      long rest = nanos % NANOS;
      assertThat(packet.seconds()).isEqualTo(whole + rest / 1e9);
      assertThat(packet.erfTimestamp()).isEqualTo((whole << 32) + (rest << 32) / NANOS);
      // ERF counts in smaller units: what was rounded down to it is the same nanosecond
      Packet erf = erf(ERF_ETH, packet.erfTimestamp(), FRAME, FRAME.length);
      assertThat(erf.timestampNanos()).isEqualTo(packet.timestampNanos());
    }
  }

  /** The ERF timestamp in hex, and its nearest nanosecond. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "0000000000000001, 0",
    "0000000000000002, 0",
    "0000000000000003, 1",
    "0000000000000004, 1",
    "0000000080000000, 500000000",
    "6553f10080000000, 1700000000500000000",
    "6553f1001f9add37, 1700000000123456789",
    "7fffffffffffffff, 2147483648000000000",
    "8000000000000000, 2147483648000000000",
    "ffffffff00000000, 4294967295000000000",
    "fffffffffffffffd, 4294967295999999999",
    "fffffffffffffffe, 4294967296000000000",
    "ffffffffffffffff, 4294967296000000000"
  })
  void timeOfErf(String hex, long nanos) throws IOException {
    long timestamp = Long.parseUnsignedLong(hex, 16);
    Packet packet = erf(ERF_ETH, timestamp, FRAME, FRAME.length + 4);
    assertThat(packet.erfTimestamp()).isEqualTo(timestamp);
    assertThat(packet.timestampNanos()).isEqualTo(nanos);
    assertThat(packet.timestamp()).isEqualTo(Instant.ofEpochSecond(0, nanos));
    double fraction = (timestamp & 0xffff_ffffL) / 4294967295.0; // as libtrace divides
    assertThat(packet.seconds()).isEqualTo((timestamp >>> 32) + fraction);
  }

  @Test
  void erfTimeIsRoundedToTheNearestNanosecond() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    ErfFile file = new ErfFile();
    for (int i = 0; i < 1000; i++) {
      file.add(new ErfRecord(ERF_ETH, 0, FRAME, FRAME.length + 4));
    }
    byte[] bytes = file.bytes();
    ByteBuffer records = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length; at += bytes.length / 1000) {
      records.putLong(at, random.nextLong());
    }
    for (Packet packet : read(bytes)) {
      BigInteger time = new BigInteger(Long.toUnsignedString(packet.erfTimestamp()));
      BigInteger half = BigInteger.ONE.shiftLeft(31);
      BigInteger nearest = time.multiply(BigInteger.valueOf(NANOS)).add(half).shiftRight(32);
      assertThat(packet.timestampNanos()).isEqualTo(nearest.longValueExact());
    }
  }

  @Test
  void timeBefore1970() throws IOException {
    PcapngFile file = new PcapngFile(BIG_ENDIAN).section(-1);
    byte[] resolution = file.option(TSRESOL, (byte) 9);
    file.iface(LinkType.ETHERNET, 65535, resolution, file.option64(TSOFFSET, -10));
    file.enhanced(0, 1, Frame.of(0, FRAME));
    file.enhanced(0, 9 * NANOS + 750_000_000, Frame.of(0, FRAME));
    List<Packet> packets = read(file.bytes());
    assertThat(packets)
        .extracting(Packet::timestampNanos)
        .containsExactly(1 - 10 * NANOS, -NANOS / 4);
    Packet last = packets.get(1);
    assertThat(last.timestamp()).isEqualTo(Instant.parse("1969-12-31T23:59:59.750Z"));
    assertThat(last.seconds()).isEqualTo(-0.25);
    assertThat(last.erfTimestamp()).isEqualTo(0xffff_ffff_c000_0000L);
  }

  // ---- lengths

  @ParameterizedTest
  @ValueSource(
      ints = {
        LinkType.NULL,
        LinkType.PPP,
        LinkType.RAW,
        LinkType.C_HDLC,
        LinkType.IEEE802_11,
        LinkType.LINUX_SLL,
        LinkType.IEEE802_11_RADIOTAP,
        LinkType.IPV4,
        LinkType.LINUX_SLL2
      })
  void onlyEthernetHasAFrameCheckSequence(int linkType) throws IOException {
    for (long original : new long[] {0, 20, FRAME.length, 1500, 65_535, 200_000, 0xffff_ffffL}) {
      assertLengths(record(linkType, original), FRAME.length, original, original);
      assertLengths(record(LinkType.ETHERNET, original), FRAME.length, original, original + 4);
    }
  }

  private static Packet record(int linkType, long original) throws IOException {
    PcapFile file = new PcapFile(Variant.MICROSECONDS, LITTLE_ENDIAN, linkType, 65535);
    Packet packet = only(file.add(1, 2, FRAME, original).bytes());
    assertThat(packet.linkType()).isEqualTo(linkType);
    return packet;
  }

  private static void assertLengths(Packet packet, int captured, long original, long wire) {
    assertThat(packet.capturedLength()).isEqualTo(captured);
    assertThat(packet.data().remaining()).isEqualTo(captured);
    assertThat(packet.originalLength()).isEqualTo(original);
    assertThat(packet.wireLength()).isEqualTo(wire);
  }

  /** ERF type, the link type of the frame inside, whether wlen counts a frame check sequence. */
  @ParameterizedTest
  @CsvSource({
    "1, 104, false",
    "2, 1, true",
    "3, 65539, false",
    "4, 65540, false",
    "10, 104, false",
    "11, 1, true",
    "16, 1, true",
    "22, 228, false",
    "23, 229, false"
  })
  void lengthsOfErf(int type, int linkType, boolean fcs) throws IOException {
    int extra = fcs ? 4 : 0;
    for (int wlen : new int[] {FRAME.length, FRAME.length + 4, 1518, 65_535}) {
      Packet packet = erf(type, 1, FRAME, wlen);
      assertThat(packet.linkType()).isEqualTo(linkType);
      assertLengths(packet, FRAME.length, wlen - extra, wlen);
    }
    // what is behind the frame aligns the next record
    ErfRecord aligned = new ErfRecord(type, 0, FRAME, FRAME.length).aligned(64);
    Packet packet = only(new ErfFile().add(aligned).bytes());
    assertLengths(packet, FRAME.length, FRAME.length - extra, FRAME.length);
    assertLengths(erf(type, 1, FRAME, 3), 3, fcs ? 0 : 3, 3);
  }

  // ---- direction and interface

  @Test
  void directionOfErfIsItsInterface() throws IOException {
    ErfFile erf = new ErfFile();
    for (int flags = 0; flags < 4; flags++) {
      erf.add(new ErfRecord(ERF_ETH, 0, FRAME, FRAME.length).flags(4 | flags));
    }
    assertThat(read(erf.bytes())).extracting(Packet::direction).containsExactly(0, 1, 2, 3);
    assertThat(read(erf.bytes())).extracting(Packet::interfaceId).containsOnly(Packet.UNKNOWN);
  }

  /** As libtrace has it: what is for this host comes in, all else goes out. */
  @Test
  void directionOfCookedCapturesIsThePacketType() {
    for (int packetType = 0; packetType < 8; packetType++) {
      int direction = packetType == 0 ? 1 : 0;
      byte[] sll = LinkLayers.sll(packetType, 1, EtherType.IP4, new byte[0]);
      byte[] sll2 = LinkLayers.sll2(packetType, 1, EtherType.IP4, new byte[0]);
      for (int captured = 0; captured <= sll.length; captured++) {
        assertThat(Packet.of(Arrays.copyOf(sll, captured), LinkType.LINUX_SLL).direction())
            .isEqualTo(captured < 2 ? Packet.UNKNOWN : direction);
        assertThat(Packet.of(Arrays.copyOf(sll2, captured), LinkType.LINUX_SLL2).direction())
            .isEqualTo(captured < 11 ? Packet.UNKNOWN : direction);
      }
    }
  }

  @Test
  void interfacesOfPcapng() throws IOException {
    PcapngFile pcapng = new PcapngFile(LITTLE_ENDIAN).section(-1);
    pcapng.iface(LinkType.ETHERNET, 65535).iface(LinkType.RAW, 65535);
    pcapng.enhanced(1, 0, Frame.of(0, FRAME)).enhanced(0, 0, Frame.of(0, FRAME));
    List<Packet> packets = read(pcapng.bytes());
    assertThat(packets).extracting(Packet::interfaceId).containsExactly(1, 0);
    assertThat(packets)
        .extracting(Packet::linkType)
        .containsExactly(LinkType.RAW, LinkType.ETHERNET);
    assertThat(packets).extracting(Packet::direction).containsOnly(Packet.UNKNOWN);
    assertThat(record(LinkType.ETHERNET, 60).interfaceId()).isEqualTo(Packet.UNKNOWN);
    assertThat(record(LinkType.ETHERNET, 60).direction()).isEqualTo(Packet.UNKNOWN);
  }

  // ---- bytes, cuts, copies

  @Test
  void ofCopiesTheBytes() {
    byte[] bytes = FRAME.clone();
    Packet packet = Packet.of(bytes, LinkType.ETHERNET);
    Arrays.fill(bytes, (byte) 0);
    assertThat(packet.data()).isEqualTo(ByteBuffer.wrap(FRAME));
    assertThat(packet.srcPort()).isEqualTo(40001);
    assertThat(packet.timestampNanos()).isZero();
    assertThat(packet.erfTimestamp()).isZero();
    assertThat(packet.seconds()).isZero();
    assertLengths(packet, FRAME.length, FRAME.length, FRAME.length + 4);
    assertThat(packet.interfaceId()).isEqualTo(Packet.UNKNOWN);
    assertThat(packet.direction()).isEqualTo(Packet.UNKNOWN);
    assertThat(packet).hasToString("1970-01-01T00:00:00Z ETHERNET captured 72 of 72");
    assertThat(Packet.of(new byte[0], LinkType.ETHERNET).stop()).isEqualTo(Stop.CUT);
  }

  @Test
  void dataCannotBeWrittenAndIsFreshEachTime() {
    Packet packet = Packet.of(FRAME, LinkType.ETHERNET);
    ByteBuffer data = packet.data();
    assertThat(data.isReadOnly()).isTrue();
    assertThat(data.order()).isEqualTo(BIG_ENDIAN);
    assertThat(data.position()).isZero();
    assertThatThrownBy(() -> data.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    data.position(5).limit(6).order(LITTLE_ENDIAN);
    assertThat(packet.data()).isEqualTo(ByteBuffer.wrap(FRAME));
    assertThat(packet.data().order()).isEqualTo(BIG_ENDIAN);
  }

  @Test
  void snapLengthCutsWhatIsLonger() throws IOException {
    PcapFile file = new PcapFile(Variant.MICROSECONDS, LITTLE_ENDIAN, 1, 65535);
    Packet packet = only(file.add(1_700_000_000, 5, FRAME, 1500).bytes());
    assertThat(packet.withSnapLength(FRAME.length)).isSameAs(packet);
    assertThat(packet.withSnapLength(Integer.MAX_VALUE)).isSameAs(packet);
    for (int length = 0; length < FRAME.length; length++) {
      Packet cut = packet.withSnapLength(length);
      assertLengths(cut, length, 1500, 1504);
      assertThat(cut.timestampNanos()).isEqualTo(packet.timestampNanos());
      assertThat(cut.data()).isEqualTo(ByteBuffer.wrap(FRAME, 0, length).slice());
      assertThat(cut.stop()).isEqualTo(length < 38 ? Stop.CUT : Stop.NONE);
      assertThat(cut.ip() != null).isEqualTo(length >= 15);
      assertThat(cut.protocol()).isEqualTo(length < 24 ? Layer.NOT_CAPTURED : IpProtocol.UDP);
      assertThat(cut.srcPort()).isEqualTo(length < 38 ? 0 : 40001);
    }
    assertThat(packet.udp()).isNotNull(); // what was cut is another packet
    assertThatIllegalArgumentException()
        .isThrownBy(() -> packet.withSnapLength(-1))
        .withMessageContaining("-1");
  }

  /** Whether a layer is cut does not depend on the padding behind its datagram. */
  @Test
  void layerIsCutWhereItsOwnBytesAreMissing() {
    Packet packet = Packet.of(LinkLayers.padded(LinkLayers.ethernet(datagram(4))), 1);
    for (int length = 38; length <= 60; length++) {
      Packet cut = packet.withSnapLength(length);
      Udp udp = cut.udp();
      assertThat(udp).isNotNull();
      assertThat(udp.isCut()).isEqualTo(length < 46);
      assertThat(udp.payload().remaining()).isEqualTo(Math.min(Math.max(0, length - 42), 4));
      assertThat(udp.dstPort()).isEqualTo(9);
      assertThat(udp.length()).isEqualTo(length < 40 ? Layer.NOT_CAPTURED : 12);
      assertThat(udp.data().remaining()).isEqualTo(length - 34);
    }
  }

  @Test
  void copyAnswersAsTheOriginal() throws IOException {
    for (Path file : TestTraces.all()) {
      List<Packet> packets;
      try (Trace trace = Trace.open(file)) {
        packets = trace.packets().toList();
      }
      for (Packet packet : packets) {
        assertThat(packet.copy()).isNotSameAs(packet);
        assertSame(file, packet, packet.copy());
        Packet cut = packet.withSnapLength(50);
        assertSame(file, cut, cut.copy());
      }
    }
  }

  private static void assertSame(Path file, Packet packet, Packet copy) {
    String difference = Everything.difference(Everything.of(packet), Everything.of(copy));
    assertThat(difference).as("%s: %s", file, packet).isNull();
  }
}
