// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Reference.Capture;
import org.plt4j.testdata.TestTraces;

/** Formats that are told by URI, and files that are none of ours. */
class FormatsTest {
  private static final HexFormat HEX = HexFormat.of();

  /** IPv4, UDP from port 7 to port 9, without data. */
  private static final byte[] DATAGRAM =
      HEX.parseHex("4500001c0001000040110000c0000201c0000202" + "0007000900080000");

  @TempDir private Path folder;

  private Packet only(String scheme, byte[] bytes) throws IOException {
    Path file = folder.resolve(scheme);
    Files.write(file, bytes);
    try (Trace trace = Trace.open(scheme + ":" + file)) {
      Packet packet = Objects.requireNonNull(trace.read());
      assertThat(trace.read()).isNull();
      assertThat(trace.endedInsideRecord()).isFalse();
      assertThat(trace.format()).hasToString(scheme);
      assertThat(TraceInterface.of(packet)).isSameAs(trace.interfaces().get(0));
      assertThat(trace.dropped()).isEqualTo(Trace.NOT_KNOWN);
      return packet;
    }
  }

  private static ByteBuffer record(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putLong(3L << 31);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }

  private static void assertUdp(Packet packet) {
    Udp udp = Objects.requireNonNull(packet.udp());
    assertThat(udp.srcPort()).isEqualTo(7);
    assertThat(udp.dstPort()).isEqualTo(9);
  }

  @Test
  void legacyAtm() throws IOException {
    byte[] cell = HEX.parseHex("00a00670" + "aaaa030000000800");
    Packet packet = only("legacyatm", bytes(record(64).putInt(0).put(cell).put(DATAGRAM)));
    assertThat(packet.timestampNanos()).isEqualTo(1_500_000_000);
    assertThat(packet.capturedLength()).isEqualTo(52);
    assertThat(packet.wireLength()).isEqualTo(53);
    assertThat(packet.linkType()).isEqualTo(LinkType.ERF_ATM);
    assertUdp(packet);
  }

  @Test
  void legacyPos() throws IOException {
    ByteBuffer record = record(64).order(ByteOrder.BIG_ENDIAN).putInt(64).putInt(32);
    Packet packet = only("legacypos", bytes(record.put(HEX.parseHex("ff030021")).put(DATAGRAM)));
    assertThat(packet.capturedLength()).isEqualTo(32);
    assertThat(packet.wireLength()).isEqualTo(32);
    assertThat(packet.libtraceType()).isEqualTo(9);
    assertUdp(packet);
  }

  @Test
  void legacyEthernet() throws IOException {
    byte[] header = HEX.parseHex("0200000000010200000000020800");
    Packet packet =
        only("legacyeth", bytes(record(64).putShort((short) 1000).put(header).put(DATAGRAM)));
    assertThat(packet.capturedLength()).isEqualTo(54);
    assertThat(packet.originalLength()).isEqualTo(1000);
    assertThat(packet.wireLength()).isEqualTo(1004);
    assertUdp(packet);
  }

  @Test
  void tsh() throws IOException {
    ByteBuffer record = ByteBuffer.allocate(44).putInt(5).putInt(2 << 24 | 7).put(DATAGRAM);
    Packet packet = only("tsh", bytes(record));
    assertThat(packet.timestampNanos()).isEqualTo(5_000_007_000L);
    assertThat(packet.capturedLength()).isEqualTo(36);
    assertThat(packet.wireLength()).isEqualTo(28);
    assertThat(packet.direction()).isEqualTo(2);
    assertUdp(packet);
  }

  @ParameterizedTest
  @CsvSource({"13, 112", "14, 84"})
  void duck(int version, int length) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(4 + length).order(ByteOrder.LITTLE_ENDIAN);
    Packet packet = only("duck", bytes(file.putInt(version)));
    assertThat(packet.capturedLength()).isEqualTo(length);
    assertThat(packet.linkType()).isEqualTo(LinkType.DUCK);
    assertThat(LinkType.name(packet.linkType())).isEqualTo("DUCK");
    assertThat(packet.ip()).isNull();
  }

  @Test
  void duckOfAnUnknownVersionIsRefused() {
    assertThatExceptionOfType(TraceFormatException.class)
        .isThrownBy(() -> only("duck", new byte[200]))
        .withMessageContaining("DUCK version 0 is unknown");
  }

  /** The multi-channel header stays in front of the frame, which is found behind it. */
  @ParameterizedTest
  @CsvSource({
    "5, 00000001ff030021",
    "17, 00000001ff030021",
    "7, 0000000100a00670aaaa030000000800",
    "9, 0000000100a00670aaaa030000000800"
  })
  void multiChannelErf(int type, String header) throws IOException {
    byte[] front = HEX.parseHex(header);
    int length = 16 + front.length + DATAGRAM.length;
    ByteBuffer record = ByteBuffer.allocate(length).put(8, (byte) type).put(9, (byte) 4);
    record.putShort(10, (short) length).putShort(14, (short) (length - 16));
    record.put(16, front).put(16 + front.length, DATAGRAM);
    Packet packet = only0(bytes(record));
    assertThat(packet.capturedLength()).isEqualTo(length - 16);
    assertUdp(packet);
  }

  private static Packet only0(byte[] erf) throws IOException {
    try (Trace trace = Trace.open(new ByteArrayInputStream(erf))) {
      return Objects.requireNonNull(trace.read());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "736e6f6f7000000000000002, snoop",
    "474d425500020000, Network Monitor 2",
    "5254535300020000, Network Monitor 1",
    "3082009da15a80080400020205011100, ETSI",
    "0a0a0a1c0000004d3c2b1a01, transferred as text",
    "504b030414000000, ZIP"
  })
  void fileOfAnotherFormatIsNamed(String head, String name) {
    byte[] bytes = HEX.parseHex(head + "00".repeat(100));
    assertThatExceptionOfType(TraceFormatException.class)
        .isThrownBy(() -> Trace.open(new ByteArrayInputStream(bytes)))
        .withMessageContaining(name);
  }

  @Test
  void capturesOfOtherFormatsAreRefusedByName() {
    for (Capture capture : Reference.captures()) {
      if (capture.format().equals("snoop") || capture.format().equals("etsi-li")) {
        assertThatExceptionOfType(TraceFormatException.class)
            .isThrownBy(() -> Trace.open(capture.file()))
            .withMessageContaining(capture.format().equals("snoop") ? "snoop" : "ETSI");
      }
    }
  }

  /** Here there are no codecs but gzip's. */
  @ParameterizedTest
  @CsvSource({
    "flows.pcap.bz2, bzip2, commons-compress",
    "flows.pcap.xz, xz, org.tukaani:xz",
    "flows.pcap.zst, zstd, aircompressor",
    "flows.pcap.lz4, lz4, commons-compress",
    "flows.pcap.Z, compress, commons-compress",
    "flows-members.pcap.zst, zstd, plt-zstd",
    "flows-nested.pcap.xz.gz, xz, plt-codecs"
  })
  void missingCodecIsNamed(String file, String compression, String artifact) {
    assertThatExceptionOfType(TraceFormatException.class)
        .isThrownBy(() -> Trace.open(TestTraces.folder().resolve("compressed").resolve(file)))
        .withMessageContaining("compressed with " + compression)
        .withMessageContaining(artifact);
  }

  @Test
  void suffixNamesTheCompression() {
    assertThat(Compression.ofFileName("a.pcap.zst")).isEqualTo(Compression.ZSTD);
    assertThat(Compression.ofFileName("a.pcap")).isNull();
    byte[] magic = "BZh91AY&SY".getBytes(StandardCharsets.US_ASCII);
    assertThat(Compression.of(magic, magic.length)).isEqualTo(Compression.BZIP2);
    assertThat(Compression.of(magic, 3)).isNull();
  }
}
