// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.plt4j.packet.Show.hex;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Ip6Builder.ip6;
import static org.plt4j.testdata.LinkLayers.ethernet;
import static org.plt4j.testdata.Transports.ah;
import static org.plt4j.testdata.Transports.echo;
import static org.plt4j.testdata.Transports.sctp;
import static org.plt4j.testdata.Transports.sctpChunk;
import static org.plt4j.testdata.Transports.tcp;
import static org.plt4j.testdata.Transports.udp;
import static org.plt4j.testdata.Tunnels.gre;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.PacketEditor.Field;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormatException;

/** The checksums of RFC 1071, with the pseudo headers, and SCTP's CRC32c. */
class ChecksumTest {
  private static final byte[] ODD = hex("0102030405");
  private static final byte[] EVEN = hex("010203040506");

  private static Packet packet(byte[] ip) {
    return Packet.of(ip, LinkType.RAW);
  }

  /** The status of whichever transport header the packet has, which the packet says, too. */
  private static @Nullable Checksum status(Packet packet) {
    List<Layer> layers = packet.layers();
    Layer last = layers.get(layers.size() - 1);
    Checksum status = status(last);
    assertThat(last.packet().transportChecksumStatus())
        .isEqualTo(status == null ? Checksum.UNKNOWN : status);
    return status;
  }

  private static @Nullable Checksum status(Layer last) {
    if (last instanceof Tcp tcp) {
      return tcp.checksumStatus();
    }
    if (last instanceof Udp udp) {
      return udp.checksumStatus();
    }
    if (last instanceof Sctp sctp) {
      return sctp.checksumStatus();
    }
    if (last instanceof Icmp icmp) {
      return icmp.checksumStatus();
    }
    return last instanceof Icmp6 icmp ? icmp.checksumStatus() : null;
  }

  /** The header's words add up to 0xff1c, so that the field is 0x00e3: worked out by hand. */
  @ParameterizedTest
  @CsvSource({"00e3, GOOD", "e300, BAD", "00e2, BAD", "ff1c, BAD", "0000, BAD", "ffff, BAD"})
  void headerOfIp4(String field, Checksum status) {
    String header = "45b8 0023 abcd e123 3f fd " + field + " c000020a c6336414";
    Packet packet = packet(hex(header));
    assertThat(packet.ip4().headerChecksumStatus()).isEqualTo(status);
    for (int length = 1; length < 20; length++) {
      assertThat(packet.withSnapLength(length).ip4().headerChecksumStatus())
          .isEqualTo(Checksum.UNKNOWN);
    }
  }

  @Test
  void headerOfIp4WithOptions() {
    byte[] bytes = ip4("192.0.2.1", "192.0.2.2").options(hex("9404000001010100")).carry(17, ODD4);
    assertThat(packet(bytes).ip4().headerChecksumStatus()).isEqualTo(Checksum.GOOD);
    assertThat(packet(bytes).withSnapLength(27).ip4().headerChecksumStatus())
        .isEqualTo(Checksum.UNKNOWN);
    bytes[27] = 1; // the last byte of the options is covered
    assertThat(packet(bytes).ip4().headerChecksumStatus()).isEqualTo(Checksum.BAD);
    bytes[27] = 0;
    bytes[28] ^= 1; // the first one behind it is not
    assertThat(packet(bytes).ip4().headerChecksumStatus()).isEqualTo(Checksum.GOOD);
    assertThat(packet(hex("4400 0014")).ip4().headerChecksumStatus()).isEqualTo(Checksum.UNKNOWN);
  }

  private static final byte[] ODD4 = udp(1, 2, ODD);

  /** Every protocol over either version, with an even and an odd number of bytes. */
  static Stream<Arguments> datagrams() {
    List<Arguments> all = new ArrayList<>();
    for (byte[] data : List.of(new byte[0], EVEN, ODD)) {
      byte[] chunk = sctpChunk(0, 3, data);
      add(all, "TCP", 6, tcp(40001, 80, 1, 2, 0x18, data), true);
      add(all, "UDP", 17, udp(40001, 80, data), true);
      add(all, "SCTP", 132, sctp(40001, 80, 7, chunk), true);
      add(all, "ICMP", 1, echo(8, 1, 2, data), true);
      add(all, "ICMPv6", 58, echo(128, 1, 2, data), false);
    }
    return all.stream();
  }

  private static void add(
      List<Arguments> all, String name, int protocol, byte[] data, boolean in4) {
    if (in4) {
      byte[] ip = ip4("192.0.2.1", "198.51.100.2").carry(protocol, data);
      all.add(arguments(name + " over IPv4, " + data.length, ip, 20));
    }
    if (protocol != 1) {
      byte[] ip = ip6("2001:db8::1", "2001:db8::ffff").carry(protocol, data);
      all.add(arguments(name + " over IPv6, " + data.length, ip, 40));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("datagrams")
  void goodAsItIsAndBadWithAnyBitChanged(String name, byte[] ip, int header) {
    assertThat(status(packet(ip))).isEqualTo(Checksum.GOOD);
    boolean sctp = name.startsWith("SCTP");
    boolean icmp = name.startsWith("ICMP over");
    for (int at = header == 20 ? 12 : 8; at < ip.length; at++) {
      for (int bit = 1; bit < 256; bit <<= 1) {
        byte[] changed = ip.clone();
        changed[at] ^= (byte) bit;
        Checksum status = status(packet(changed));
        // the addresses are in no CRC and in no ICMP checksum
        boolean covered = at >= header || !(sctp || icmp);
        // the UDP length is a bound, too; nothing of it is left where it cannot be
        boolean length = name.startsWith("UDP") && (at == header + 4 || at == header + 5);
        if (!length) {
          assertThat(status).as("byte %d", at).isEqualTo(covered ? Checksum.BAD : Checksum.GOOD);
        } else {
          assertThat(status).as("byte %d", at).isNotEqualTo(Checksum.GOOD);
        }
      }
    }
  }

  /** Fault 5 of the original, anchors' fault 4: padding of the frame is no part of a datagram. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("datagrams")
  void fault5PaddingBehindTheDatagram(String name, byte[] ip, int header) {
    for (int padding : new int[] {1, 2, 18}) {
      byte[] padded = Arrays.copyOf(ip, ip.length + padding);
      Arrays.fill(padded, ip.length, padded.length, (byte) 0x55);
      assertThat(status(packet(padded))).isEqualTo(Checksum.GOOD);
      Packet frame = Packet.of(ethernet(header == 20 ? 0x0800 : 0x86dd, padded), LinkType.ETHERNET);
      assertThat(status(frame)).isEqualTo(Checksum.GOOD);
    }
  }

  /** Cut by a byte or more it cannot be told, though what is left looks whole. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("datagrams")
  void cutDatagram(String name, byte[] ip, int header) {
    Packet packet = packet(ip);
    for (int length = header + 4; length < ip.length; length++) {
      assertThat(status(packet.withSnapLength(length))).isEqualTo(Checksum.UNKNOWN);
      // of a whole packet that is shorter than its header says, something is wrong
      assertThat(status(packet(Arrays.copyOf(ip, length)))).isIn(Checksum.BAD, Checksum.UNKNOWN);
    }
  }

  /** Fault 2 of the original: a test overwrote the checksum, or other bytes. Ours never writes. */
  @Test
  void fault2TestNeverWrites() throws IOException {
    int tested = 0;
    for (Path file : TestTraces.all()) {
      byte[] before = Files.readAllBytes(file);
      try (Trace trace = Trace.open(file, Trace.Option.HEAP)) {
        for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
          byte[] bytes = new byte[packet.capturedLength()];
          packet.data().get(bytes);
          Map<String, @Nullable Object> first = Everything.of(packet);
          assertThat(packet.data()).isEqualTo(ByteBuffer.wrap(bytes));
          assertThat(Everything.difference(first, Everything.of(packet))).isNull();
          tested++;
        }
      } catch (TraceFormatException e) {
        // the packets before the fault were tested
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
    assertThat(tested).isGreaterThan(2000);
  }

  // ------------------------------------------------------------------------------------------- UDP

  /** Fault 4 of the original: 0 says that there is none, over IPv4; over IPv6 it must not be. */
  @Test
  void fault4UdpWithoutChecksum() {
    byte[] over4 = ip4("192.0.2.1", "192.0.2.2").carryAsIs(17, ODD4);
    assertThat(packet(over4).udp().checksum()).isZero();
    assertThat(status(packet(over4))).isEqualTo(Checksum.NONE);
    // that can be told of a cut one, and of a first fragment, too
    assertThat(status(packet(over4).withSnapLength(28))).isEqualTo(Checksum.NONE);
    assertThat(status(packet(over4).withSnapLength(27))).isEqualTo(Checksum.UNKNOWN);
    byte[] over6 = ip6("2001:db8::1", "2001:db8::2").carryAsIs(17, ODD4);
    assertThat(status(packet(over6))).isEqualTo(Checksum.BAD);
    // without an IP header there is nothing to tell
    assertThat(Udp.of(hex("0001 0002 0009 abcd 00")).checksumStatus()).isEqualTo(Checksum.UNKNOWN);
    assertThat(Tcp.of(tcp(1, 2, 3, 4, 5, ODD)).checksumStatus()).isEqualTo(Checksum.UNKNOWN);
  }

  /** Fault 4: all ones stand for a computed 0; as sums both are the same. */
  @Test
  void fault4AllOnesStandForZero() {
    byte[] ip = ip4("0.0.0.0", "0.0.0.0").carryAsIs(17, udp(0, 0, hex("0000")));
    // protocol 17, length 10 in the pseudo header and in UDP's, and data that fills up to all ones
    int rest = 0xffff - (17 + 10 + 10);
    ip[28] = (byte) (rest >>> 8);
    ip[29] = (byte) rest;
    ip[26] = (byte) 0xff;
    ip[27] = (byte) 0xff;
    assertThat(status(packet(ip))).isEqualTo(Checksum.GOOD);
    ip[27] = (byte) 0xfe;
    assertThat(status(packet(ip))).isEqualTo(Checksum.BAD);
  }

  /** A UDP length that ends before the datagram is the end of what is covered. */
  @Test
  void udpLengthBelowTheDatagrams() {
    byte[] whole = ip4("192.0.2.1", "192.0.2.2").carry(17, udp(1, 2, EVEN));
    byte[] ip = ip4("192.0.2.1", "192.0.2.2").carryAsIs(17, Arrays.copyOfRange(whole, 20, 40));
    assertThat(packet(ip).udp().length()).isEqualTo(14);
    assertThat(packet(ip).ip4().totalLength()).isEqualTo(40);
    assertThat(status(packet(ip))).isEqualTo(Checksum.GOOD);
  }

  // ---------------------------------------------------------------- fragments, extension headers

  @Test
  void fragmentsCannotBeTold() {
    byte[] segment = tcp(1, 2, 3, 4, 0x18, new byte[100]);
    List<byte[]> in4 = ip4("192.0.2.1", "192.0.2.2").fragments(6, segment, 64);
    assertThat(status(packet(in4.get(0)))).isEqualTo(Checksum.UNKNOWN);
    assertThat(packet(in4.get(0)).ip4().headerChecksumStatus()).isEqualTo(Checksum.GOOD);
    assertThat(packet(in4.get(1)).ip4().headerChecksumStatus()).isEqualTo(Checksum.GOOD);
    assertThat(packet(in4.get(1)).layers()).hasSize(1);
    List<byte[]> in6 = ip6("2001:db8::1", "2001:db8::2").hopByHop().fragments(6, segment, 64, 7);
    assertThat(status(packet(in6.get(0)))).isEqualTo(Checksum.UNKNOWN);
    assertThat(packet(in6.get(1)).tcp()).isNull();
  }

  /** A fragment header of a packet that is whole (RFC 6946). */
  @Test
  void atomicFragment() {
    byte[] ip = ip6("2001:db8::1", "2001:db8::2").fragment(0, false, 7).carry(17, ODD4);
    assertThat(status(packet(ip))).isEqualTo(Checksum.GOOD);
  }

  /** Fault 5 of the original: extension headers are no part of what is covered. */
  @Test
  void fault5ExtensionHeaders() {
    for (int protocol : new int[] {6, 17, 58, 132}) {
      byte[] datagram = datagram(protocol);
      byte[] ip =
          ip6("2001:db8::1", "2001:db8::2")
              .hopByHop(hex("05020000"))
              .destination(new byte[20])
              .ah(1, 2, 12)
              .destination()
              .carry(protocol, datagram);
      assertThat(status(packet(Arrays.copyOf(ip, ip.length + 3)))).isEqualTo(Checksum.GOOD);
      ip[ip.length - 1] ^= 1;
      assertThat(status(packet(ip))).isEqualTo(Checksum.BAD);
    }
  }

  private static byte[] datagram(int protocol) {
    return switch (protocol) {
      case 6 -> tcp(1, 2, 3, 4, 0x18, ODD);
      case 17 -> udp(1, 2, ODD);
      case 58 -> echo(128, 1, 2, ODD);
      default -> sctp(1, 2, 3, sctpChunk(0, 3, ODD));
    };
  }

  /** Authentication headers in IPv4 are no part of what is covered. */
  @Test
  void behindAhInIp4() {
    byte[] whole = ip4("192.0.2.1", "192.0.2.2").carry(17, ODD4);
    byte[] ah = ah(17, 1, 2, 12);
    ByteBuffer both = ByteBuffer.allocate(ah.length + whole.length - 20);
    both.put(ah).put(whole, 20, whole.length - 20);
    Packet packet = packet(ip4("192.0.2.1", "192.0.2.2").carryAsIs(51, both.array()));
    assertThat(packet.udp().offset()).isEqualTo(44);
    assertThat(status(packet)).isEqualTo(Checksum.GOOD);
  }

  /**
   * Fault 5 of the original: with segments left, the final destination is covered (RFC 8200, 8.1).
   */
  @ParameterizedTest
  @CsvSource({"0, 2", "2, 1", "4, 2"})
  void fault5FinalDestinationOfARoutingHeader(int type, int addresses) {
    String[] route =
        addresses == 1
            ? new String[] {"2001:db8::aa"}
            : new String[] {"2001:db8::aa", "2001:db8::bb"};
    byte[] left = ip6("2001:db8::1", "2001:db8::2").routing(type, 1, route).carry(17, ODD4);
    assertThat(status(packet(left))).isEqualTo(Checksum.GOOD);
    byte[] arrived = ip6("2001:db8::1", "2001:db8::2").routing(type, 0, route).carry(17, ODD4);
    assertThat(status(packet(arrived))).isEqualTo(Checksum.GOOD);
    // of each the other's
    left[43] = 0;
    assertThat(status(packet(left))).isEqualTo(Checksum.BAD);
    arrived[43] = 1;
    assertThat(status(packet(arrived))).isEqualTo(Checksum.BAD);
  }

  /**
   * The same of IPv4's source routes (RFC 791, 3.1), loose and strict, until they are at an end.
   */
  @ParameterizedTest
  @ValueSource(strings = {"83", "89"})
  void finalDestinationOfASourceRoute(String kind) {
    String addresses = "c0000263 c633640a".replace(" ", "");
    byte[] left =
        ip4("192.0.2.1", "192.0.2.2")
            .options(hex(kind + "0b04" + addresses + "00"))
            .finalDestination("198.51.100.10")
            .carry(17, ODD4);
    assertThat(status(packet(left))).isEqualTo(Checksum.GOOD);
    byte[] last =
        ip4("192.0.2.1", "192.0.2.2")
            .options(hex(kind + "0b08" + addresses + "00"))
            .finalDestination("198.51.100.10")
            .carry(6, tcp(1, 2, 3, 4, 0x18, ODD));
    assertThat(status(packet(last))).isEqualTo(Checksum.GOOD);
    byte[] arrived =
        ip4("192.0.2.1", "192.0.2.2")
            .options(hex(kind + "0b0c" + addresses + "00"))
            .carry(17, ODD4);
    assertThat(status(packet(arrived))).isEqualTo(Checksum.GOOD);
    byte[] empty = ip4("192.0.2.1", "192.0.2.2").options(hex(kind + "030400")).carry(17, ODD4);
    assertThat(status(packet(empty))).isEqualTo(Checksum.GOOD);
  }

  // ----------------------------------------------------------------------------------------- sizes

  /** A jumbogram (RFC 2675): more than 65,535 bytes, payload length and UDP length 0. */
  @Test
  void jumbogram() {
    byte[] data = new byte[70_001];
    Arrays.fill(data, (byte) 0x37);
    byte[] udp = udp(1, 2, data);
    int length = 8 + udp.length;
    String option = String.format("c204%08x", length);
    byte[] ip =
        ip6("2001:db8::1", "2001:db8::2").hopByHop(hex(option)).payloadLength(0).carry(17, udp);
    // the builder wrote the lower 16 bits of the length, and a checksum of them
    Packet packet = packet(ip).edit().set(Field.UDP_LENGTH, 0).toPacket();
    assertThat(packet.udp().payload().remaining()).isEqualTo(data.length);
    Packet fixed = fixed(packet);
    assertThat(status(fixed)).isEqualTo(Checksum.GOOD);
    // by hand: pseudo header (length in 32 bits), ports, data; all but one word 0x3737
    long sum =
        0x2001L + 0x0db8 + 1 + 0x2001 + 0x0db8 + 2 + (udp.length >>> 16) + (udp.length & 0xffff);
    sum += 17;
    sum += 1 + 2 + 35_000L * 0x3737 + 0x3700;
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    assertThat(fixed.udp().checksum()).isEqualTo((int) (~sum & 0xffff));
    assertThat(status(packet.withSnapLength(ip.length - 1))).isEqualTo(Checksum.UNKNOWN);
  }

  private static Packet fixed(Packet packet) {
    PacketEditor editor = packet.edit();
    assertThat(editor.fixChecksums()).isTrue();
    return editor.toPacket();
  }

  /** Anchors' fault 7: total length 0, as segmentation offload leaves it: to the packet's end. */
  @Test
  void anchors7LengthZero() {
    byte[] in4 = ip4("192.0.2.1", "192.0.2.2").totalLength(0).carry(6, tcp(1, 2, 3, 4, 0x18, ODD));
    assertThat(packet(in4).ip4().totalLength()).isZero();
    assertThat(status(packet(in4))).isEqualTo(Checksum.GOOD);
    byte[] in6 =
        ip6("2001:db8::1", "2001:db8::2").payloadLength(0).carry(6, tcp(1, 2, 3, 4, 0x18, ODD));
    assertThat(status(packet(in6))).isEqualTo(Checksum.GOOD);
  }

  /** The sum of many 0xff does not overflow, whatever its parity. */
  @Test
  void largestSums() {
    for (int length : new int[] {65_506, 65_507}) {
      byte[] data = new byte[length];
      Arrays.fill(data, (byte) 0xff);
      assertThat(
              status(
                  packet(
                      ip4("255.255.255.255", "255.255.255.255")
                          .carry(17, udp(0xffff, 0xffff, data)))))
          .isEqualTo(Checksum.GOOD);
    }
  }

  /** RFC 3720, B.4: the CRC32c of 32 zeros is 8a9136aa; sent low byte first. */
  @Test
  void crc32c() {
    byte[] zeros = new byte[32];
    assertThat(Sctp.of(zeros).checksumStatus()).isEqualTo(Checksum.BAD);
    byte[] sctp = zeros.clone();
    System.arraycopy(hex("aa36918a"), 0, sctp, 8, 4);
    assertThat(Sctp.of(sctp).checksumStatus()).isEqualTo(Checksum.GOOD);
    assertThat(Sctp.of(sctp).checksum()).isEqualTo(0xaa36918aL);
    assertThat(Sctp.of(hex("0001 0002 00000000")).checksumStatus()).isEqualTo(Checksum.UNKNOWN);
  }

  /** ICMP has no pseudo header: it can be told of a message by itself. ICMPv6 has one. */
  @Test
  void messagesByThemselves() {
    byte[] in4 = ip4("192.0.2.1", "192.0.2.2").carry(1, echo(8, 1, 2, ODD));
    byte[] message = Arrays.copyOfRange(in4, 20, in4.length);
    assertThat(Icmp.of(message).checksumStatus()).isEqualTo(Checksum.GOOD);
    byte[] in6 = ip6("fd00::1", "fd00::2").carry(58, echo(128, 1, 2, ODD));
    byte[] message6 = Arrays.copyOfRange(in6, 40, in6.length);
    assertThat(Icmp6.of(message6).checksumStatus()).isEqualTo(Checksum.UNKNOWN);
  }

  /** A packet inside a tunnel has checksums of its own. */
  @Test
  void insideATunnel() {
    byte[] inner = ip6("fd00::1", "fd00::2").carry(6, tcp(1, 2, 3, 4, 0x18, ODD));
    byte[] outer = ip4("192.0.2.1", "192.0.2.2").carry(47, gre(0x86dd, inner));
    Packet packet = packet(Arrays.copyOf(outer, outer.length + 7));
    assertThat(packet.innermost().tcp().checksumStatus()).isEqualTo(Checksum.GOOD);
    assertThat(packet(outer).withSnapLength(outer.length - 1).innermost().tcp().checksumStatus())
        .isEqualTo(Checksum.UNKNOWN);
  }
}
