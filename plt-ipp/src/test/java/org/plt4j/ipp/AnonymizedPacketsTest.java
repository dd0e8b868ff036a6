// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.Arp;
import org.plt4j.packet.Checksum;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Layer;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Trace;

/**
 * Packets with their addresses replaced: which are, what becomes of checksums, cut and odd ones.
 */
class AnonymizedPacketsTest {
  private static final Anonymizer CRYPTO_PAN = Anonymizer.cryptoPan(Anonymizer.keyOf("key"));

  private static final List<Anonymizer> ALL =
      List.of(
          CRYPTO_PAN,
          Anonymizer.permutation(Anonymizer.keyOf("key")),
          Anonymizer.substitution(IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("fd00::/8")));

  /** The packets of all traces that the project generates. */
  private static void forEachPacket(Consumer<Packet> sink) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(TestTraces.folder())) {
      files =
          list.filter(file -> file.toString().matches(".*\\.(pcap|erf|pcapng)")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(60);
    for (Path file : files) {
      try (Trace trace = Trace.open(file)) {
        for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
          sink.accept(packet);
        }
      }
    }
  }

  /** The layers of a packet, of what is in its tunnels, and of what it quotes. */
  private static List<Layer> layers(Packet packet) {
    List<Layer> all = new ArrayList<>();
    for (Layer layer : packet.layers()) {
      all.add(layer);
      Packet quoted =
          layer instanceof Icmp icmp
              ? icmp.quoted()
              : layer instanceof Icmp6 icmp6 ? icmp6.quoted() : null;
      if (quoted != null) {
        all.addAll(layers(quoted));
      }
    }
    return all;
  }

  private static List<IpAddress> addresses(Layer layer) {
    List<IpAddress> list = new ArrayList<>();
    if (layer instanceof Ip ip) {
      list.add(ip.src());
      list.add(ip.dst());
    } else if (layer instanceof Arp arp && arp.protocolType() == 0x0800) {
      list.add(arp.senderIp());
      list.add(arp.targetIp());
    } else if (layer instanceof Icmp icmp) {
      list.add(icmp.gateway());
    } else if (layer instanceof Icmp6 icmp6) {
      list.add(icmp6.target());
      list.add(icmp6.destination());
    }
    return list;
  }

  private static Checksum checksum(Layer layer) {
    if (layer instanceof Ip4 ip) {
      return ip.headerChecksumStatus();
    }
    if (layer instanceof Tcp tcp) {
      return tcp.checksumStatus();
    }
    if (layer instanceof Udp udp) {
      return udp.checksumStatus();
    }
    return layer instanceof Icmp icmp
        ? icmp.checksumStatus()
        : layer instanceof Icmp6 icmp6 ? icmp6.checksumStatus() : Checksum.UNKNOWN;
  }

  @Test
  void everyAddressIsReplacedAndEveryChecksumIsAsRightAsBefore() throws IOException {
    int[] counts = new int[3];
    forEachPacket(
        packet -> {
          for (Anonymizer anonymizer : ALL) {
            check(packet, anonymizer, counts);
          }
        });
    System.out.printf(
        "anonymised: %d addresses, checksums right %d, wrong %d before and after%n",
        counts[0], counts[1], counts[2]);
    assertThat(counts[0]).isGreaterThan(5000);
    assertThat(counts[1]).isGreaterThan(5000);
    assertThat(counts[2]).isPositive();
  }

  /** The same of real captures, with cuts at any length. */
  @Test
  void realCaptures() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(Reference.require("captures/data"))) {
      files = list.sorted().toList();
    }
    SplittableRandom random = new SplittableRandom(14);
    Anonymizer leaving = CRYPTO_PAN.leavingChecksums();
    int[] counts = new int[3];
    int packets = 0;
    for (Path file : files) {
      try (Trace trace = Trace.open(file)) {
        for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
          packets++;
          check(packet, CRYPTO_PAN, counts);
          int length = random.nextInt(packet.capturedLength() + 1);
          assertThat(leaving.anonymize(packet.withSnapLength(length)).data())
              .isEqualTo(leaving.anonymize(packet).data().slice(0, length));
        }
      } catch (IOException e) {
        // one that cannot be read here, or not to its end: what was read counts
      }
    }
    System.out.printf(
        "anonymised captures: %d packets, %d addresses, checksums right %d, wrong %d before and"
            + " after%n",
        packets, counts[0], counts[1], counts[2]);
    assertThat(packets).isGreaterThan(90_000);
  }

  private static void check(Packet packet, Anonymizer anonymizer, int[] counts) {
    Packet after = anonymizer.anonymize(packet);
    assertThat(after.capturedLength()).isEqualTo(packet.capturedLength());
    assertThat(after.originalLength()).isEqualTo(packet.originalLength());
    assertThat(after.timestampNanos()).isEqualTo(packet.timestampNanos());
    List<Layer> layersBefore = layers(packet);
    List<Layer> layersAfter = layers(after);
    assertThat(layersAfter).hasSameSizeAs(layersBefore);
    for (int i = 0; i < layersBefore.size(); i++) {
      Layer layer = layersBefore.get(i);
      List<IpAddress> from = addresses(layer);
      List<IpAddress> to = addresses(layersAfter.get(i));
      for (int n = 0; n < from.size(); n++) {
        IpAddress address = from.get(n);
        assertThat(to.get(n)).isEqualTo(address == null ? null : anonymizer.anonymize(address));
        counts[0] += address == null ? 0 : 1;
      }
      Checksum was = checksum(layer);
      assertThat(checksum(layersAfter.get(i))).as("%s of %s", layer.name(), packet).isEqualTo(was);
      counts[1] += was == Checksum.GOOD ? 1 : 0;
      counts[2] += was == Checksum.BAD ? 1 : 0;
    }
  }

  /** What is changed are addresses and checksums: with the latter left, a cut comes to the same. */
  @Test
  void cutPacketsAreTheBeginningsOfWholeOnes() throws IOException {
    Anonymizer leaving = CRYPTO_PAN.leavingChecksums();
    SplittableRandom random = new SplittableRandom(12);
    forEachPacket(
        packet -> {
          ByteBuffer whole = leaving.anonymize(packet).data();
          int step = packet.capturedLength() < 200 ? 1 : 7;
          for (int length = random.nextInt(step);
              length < packet.capturedLength();
              length += step) {
            Packet cut = packet.withSnapLength(length);
            assertThat(leaving.anonymize(cut).data()).isEqualTo(whole.slice(0, length));
            for (Anonymizer anonymizer : ALL) {
              assertThat(anonymizer.anonymize(cut).capturedLength()).isEqualTo(length);
            }
          }
        });
  }

  @Test
  void oddPacketsDoNoHarm() throws IOException {
    SplittableRandom random = new SplittableRandom(13);
    int[] count = new int[1];
    forEachPacket(
        packet -> {
          if (packet.capturedLength() == 0 || packet.capturedLength() > 600) {
            return;
          }
          byte[] bytes = new byte[packet.capturedLength()];
          packet.data().get(bytes);
          for (int turn = 0; turn < 6; turn++) {
            byte[] flipped = bytes.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
              flipped[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Packet odd = Packet.of(flipped, packet.linkType());
            for (Anonymizer anonymizer : ALL) {
              Packet after = anonymizer.anonymize(odd);
              assertThat(after.capturedLength()).isEqualTo(bytes.length);
            }
            assertThat(odd.data()).isEqualTo(ByteBuffer.wrap(flipped));
            count[0]++;
          }
        });
    assertThat(count[0]).isGreaterThan(2000);
  }

  // ---- single rules

  private static Packet ip4(String hex) {
    Packet packet = Packet.of(HexFormat.of().parseHex(hex.replace(" ", "")), LinkType.IPV4);
    return fixed(packet);
  }

  private static Packet ip6(String hex) {
    return fixed(Packet.of(HexFormat.of().parseHex(hex.replace(" ", "")), LinkType.IPV6));
  }

  private static Packet fixed(Packet packet) {
    var editor = packet.edit();
    editor.fixChecksums();
    return editor.toPacket();
  }

  private static String hex(Packet packet, int from, int to) {
    byte[] bytes = new byte[packet.capturedLength()];
    packet.data().get(bytes);
    return HexFormat.of().formatHex(bytes, from, to);
  }

  private static final Anonymizer TEN =
      Anonymizer.substitution(IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("fd00::/8"));

  @Test
  void checksumThatIsThereStaysAndThatIsNotStaysAway() {
    String header = "45000020 00000000 40110000 c0000201 c0000202";
    Packet none = ip4(header + "04d2 0035 000c 0000 01020304");
    assertThat(TEN.anonymize(none).udp().checksum()).isZero();
    assertThat(TEN.anonymize(none).ip4().headerChecksumStatus()).isEqualTo(Checksum.GOOD);
    Packet some = ip4(header + "04d2 0035 000c ffff 01020304");
    assertThat(TEN.anonymize(some).udp().checksumStatus()).isEqualTo(Checksum.GOOD);
    assertThat(TEN.anonymize(some).udp().checksum()).isNotEqualTo(some.udp().checksum());
    Packet left = TEN.leavingChecksums().anonymize(some);
    assertThat(left.udp().checksum()).isEqualTo(some.udp().checksum());
    assertThat(left.ip4().headerChecksumStatus()).isEqualTo(Checksum.BAD);
  }

  /** Data that make the sum anything, 0 among them, over a thousand addresses. */
  @Test
  void udpChecksumOfZeroIsSentAsAllOnes() {
    int ones = 0;
    Packet packet =
        ip4("45000020 00000000 40110000 c0000201 c0000202 04d2 0035 000c ffff 01020304");
    for (int data = 0; data < 0x10000; data++) {
      var editor = packet.edit();
      editor.put(28, (byte) (data >>> 8), (byte) data);
      editor.fixChecksums();
      Packet after = TEN.anonymize(editor.toPacket());
      var again = after.edit();
      again.fixChecksums();
      assertThat(after.data()).isEqualTo(again.toPacket().data());
      assertThat(after.udp().checksum()).isNotZero();
      ones += after.udp().checksum() == 0xffff ? 1 : 0;
    }
    assertThat(ones).isEqualTo(1);
  }

  @Test
  void sourcesOrDestinationsOnly() {
    Packet packet =
        ip4("45000020 00000000 40110000 c0000201 c0000202 04d2 0035 000c ffff 01020304");
    Ip4 sources = TEN.sourcesOnly().anonymize(packet).ip4();
    assertThat(sources.src()).hasToString("10.0.2.1");
    assertThat(sources.dst()).hasToString("192.0.2.2");
    Ip4 destinations = TEN.destinationsOnly().anonymize(packet).ip4();
    assertThat(destinations.src()).hasToString("192.0.2.1");
    assertThat(destinations.dst()).hasToString("10.0.2.2");
    assertThat(sources.headerChecksumStatus()).isEqualTo(Checksum.GOOD);
  }

  /** The destination of an error is the source of what it quotes: the same host, the same role. */
  @Test
  void quotedDatagramWentTheOtherWay() {
    Packet error =
        ip4(
            "45000038 00000000 40010000 c0000201 c0000202 0b000000 00000000"
                + "45000020 00000000 01110000 c0000202 c0000203 04d2 0035 000c ffff");
    Packet after = TEN.destinationsOnly().anonymize(error);
    assertThat(after.ip4().dst()).hasToString("10.0.2.2");
    Ip4 quoted = after.icmp().quoted().ip4();
    assertThat(quoted.src()).hasToString("10.0.2.2");
    assertThat(quoted.dst()).hasToString("192.0.2.3");
    assertThat(after.icmp().checksumStatus()).isEqualTo(Checksum.GOOD);
  }

  @Test
  void arp() {
    Packet request =
        Packet.of(
            HexFormat.of()
                .parseHex(
                    "ffffffffffff0200000000010806"
                        + "0001080006040001 020000000001 c0000201 000000000000 c0000202"
                            .replace(" ", "")),
            LinkType.ETHERNET);
    Arp after = TEN.anonymize(request).arp();
    assertThat(after.senderIp()).hasToString("10.0.2.1");
    assertThat(after.targetIp()).hasToString("10.0.2.2");
    assertThat(after.senderMac()).hasToString("02:00:00:00:00:01");
    Arp target = TEN.destinationsOnly().anonymize(request).arp();
    assertThat(target.senderIp()).hasToString("192.0.2.1");
    assertThat(target.targetIp()).hasToString("10.0.2.2");
  }

  @Test
  void neighbourDiscoveryRedirectAndOptions() {
    Packet advertisement =
        ip6(
            "60000000 0050 3aff fe800000000000000000000000000001 ff020000000000000000000000000001"
                + "86000000 40000708 00000000 00000000"
                + "0304 40c0 00000000 00000000 00000000 20010db8000100020000000000000000"
                + "1903 0000 00000708 20010db8000000000000000000000053"
                + "0501 0000 000005dc");
    Packet after = TEN.anonymize(advertisement);
    assertThat(hex(after, 56 + 16, 56 + 32)).isEqualTo("fd010db8000100020000000000000000");
    assertThat(hex(after, 88 + 8, 88 + 24)).isEqualTo("fd010db8000000000000000000000053");
    assertThat(after.icmp6().checksumStatus()).isEqualTo(Checksum.GOOD);
    // of a prefix only its own bits are replaced
    Packet kept = CRYPTO_PAN.anonymize(advertisement);
    assertThat(hex(kept, 72 + 8, 72 + 16)).isEqualTo("0000000000000000");
    Packet redirect =
        ip6(
            "60000000 0060 3aff fe800000000000000000000000000001 20010db8000000000000000000000002"
                + "89000000 00000000"
                + "20010db8000000000000000000000003 20010db8000000000000000000000004"
                + "0407 0000 00000000"
                + "60000000 0008 3b40 20010db8000000000000000000000002"
                + "20010db8000000000000000000000004 0102030405060708");
    after = TEN.anonymize(redirect);
    assertThat(after.icmp6().target()).hasToString("fd01:db8::3");
    assertThat(after.icmp6().destination()).hasToString("fd01:db8::4");
    assertThat(hex(after, 80 + 8 + 8, 80 + 8 + 40))
        .isEqualTo("fd010db8000000000000000000000002fd010db8000000000000000000000004");
    assertThat(after.icmp6().checksumStatus()).isEqualTo(Checksum.GOOD);
  }

  @Test
  void routesInOptionsAndExtensionHeaders() {
    Packet loose = // on its way to 192.0.2.2, then to 192.0.2.9: that is in TCP's pseudo header
        ip4(
            "47000030 00000000 40060000 c0000201 c0000202 830704c0 00020900"
                + "04d20050 00000001 00000000 50022000 00000000");
    assertThat(loose.tcp().checksumStatus()).isEqualTo(Checksum.GOOD);
    Packet after = TEN.anonymize(loose);
    assertThat(hex(after, 20, 28)).isEqualTo("8307040a00020900");
    assertThat(after.ip4().headerChecksumStatus()).isEqualTo(Checksum.GOOD);
    assertThat(after.tcp().checksumStatus()).isEqualTo(Checksum.GOOD);
    Packet record = // one slot of two is filled
        ip4("48000020 00000000 40110000 c0000201 c0000202 070b08c0 00020700 00000000");
    assertThat(hex(TEN.anonymize(record), 20, 32)).isEqualTo("070b080a0002070000000000");
    Packet routed =
        ip6(
            "60000000 002c 2b40 20010db8000000000000000000000001 20010db8000000000000000000000002"
                + "06020001 00000000 20010db8000000000000000000000009"
                + "04d20050 00000001 00000000 50022000 00000000");
    assertThat(routed.tcp().checksumStatus()).isEqualTo(Checksum.GOOD);
    after = TEN.anonymize(routed);
    assertThat(hex(after, 48, 64)).isEqualTo("fd010db8000000000000000000000009");
    assertThat(after.tcp().checksumStatus()).isEqualTo(Checksum.GOOD);
  }

  @Test
  void groupsOfIgmpAndMld() {
    Packet igmp =
        ip4(
            "46000030 00000000 01020000 c0000201 e0000016 94040000"
                + "22000000 00000002 04000001 e8010203 c0000207 03000000 e8010204");
    Packet after = TEN.anonymize(igmp);
    assertThat(hex(after, 32, 52))
        .isEqualTo("04000001" + "0a010203" + "0a000207" + "03000000" + "0a010204");
    assertThat(sum(after, 24, 52)).isEqualTo(sum(igmp, 24, 52));
    Packet mld =
        ip6(
            "60000000 0018 3aff fe800000000000000000000000000001 ff020000000000000000000000000001"
                + "83000000 00000000 ff0e0000000000000000000000000007");
    after = TEN.anonymize(mld);
    assertThat(hex(after, 48, 64)).isEqualTo("fd0e0000000000000000000000000007");
    assertThat(after.icmp6().checksumStatus()).isEqualTo(Checksum.GOOD);
  }

  /** The sum of 16-bit words in one's complement, checksum included. */
  private static int sum(Packet packet, int from, int to) {
    ByteBuffer data = packet.data();
    int sum = 0;
    for (int at = from; at < to; at += 2) {
      sum += data.getShort(at) & 0xffff;
    }
    return sum % 0xffff;
  }
}
