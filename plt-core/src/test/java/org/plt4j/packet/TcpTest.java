// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.packet.Show.hex;
import static org.plt4j.testdata.Ip4Builder.ip4;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP (RFC 9293) and its options. */
class TcpTest {
  private static final String PORTS = "9c41 0050 ";
  private static final String NUMBERS = "fffffffe 80000001 ";

  /** A segment with these options (whole words) and payload. */
  private static Tcp tcp(String options, String payload) {
    int words = 5 + options.replace(" ", "").length() / 8;
    return Tcp.of(
        hex(
            PORTS
                + NUMBERS
                + String.format("%x018", words)
                + "fa f0 abcd 0007"
                + options
                + payload));
  }

  @Test
  void everyField() {
    Tcp tcp = Tcp.of(hex(PORTS + NUMBERS + "5155 faf0 abcd 0007 aabb"));
    assertThat(Show.of(tcp))
        .isEqualTo(
            "tcp acknowledgmentNumber=2147483649 checksum=43981 dataOffset=5 dstPort=80 flags=341"
                + " headerLength=20 isAck isEce isFin isNs isRst sequenceNumber=4294967294"
                + " srcPort=40001 urgentPointer=7 window=64240");
    assertThat(hex(tcp.payload())).isEqualTo("aabb");
  }

  @ParameterizedTest
  @CsvSource({
    "001, isFin",
    "002, isSyn",
    "004, isRst",
    "008, isPsh",
    "010, isAck",
    "020, isUrg",
    "040, isEce",
    "080, isCwr",
    "100, isNs",
  })
  void flagsOneByOne(String flags, String name) {
    Tcp tcp = Tcp.of(hex(PORTS + NUMBERS + "5" + flags + "faf0 abcd 0007"));
    assertThat(Show.of(tcp))
        .contains("flags=" + Integer.parseInt(flags, 16) + " headerLength=20 " + name + " seq");
    tcp = Tcp.of(hex(PORTS + NUMBERS + "5e00 faf0 abcd 0007")); // reserved bits are no flags
    assertThat(Show.of(tcp)).contains("flags=3584 headerLength=20 sequenceNumber");
  }

  /** The options of a SYN of Linux, and of others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          020405b4 0402 080a 00000001 fffffffe 01 030307 | isSackPermitted mss=1460 options(kind=2 length=4 value=05b4) options(kind=4 length=2 value=) options(kind=8 length=10 value=00000001fffffffe) options(kind=1 length=1 value=) options(kind=3 length=3 value=07) timestampEchoReply=4294967294 timestampValue=1 windowScale=7
          0101 0512 00000001 00000002 fffffffe ffffffff | options(kind=1 length=1 value=) options(kind=1 length=1 value=) options(kind=5 length=18 value=0000000100000002fffffffeffffffff) sackEdges=1 sackEdges=2 sackEdges=4294967294 sackEdges=4294967295
          02040000 030e0000 00000000 00000000 00000000 | mss=0 options(kind=2 length=4 value=0000) options(kind=3 length=14 value=000000000000000000000000) options(kind=0 length=1 value=) windowScale=0
          0204ffff | mss=65535 options(kind=2 length=4 value=ffff)
          # twice: the first one counts
          02040001 02040002 | mss=1 options(kind=2 length=4 value=0001) options(kind=2 length=4 value=0002)
          # what follows the end is none
          00020405 b4000000 | options(kind=0 length=1 value=)
          # values too short for what they are
          0203 01 0302 0402 0804 0000 0503 00 0000 | isSackPermitted options(kind=2 length=3 value=01) options(kind=3 length=2 value=) options(kind=4 length=2 value=) options(kind=8 length=4 value=0000) options(kind=5 length=3 value=00) options(kind=0 length=1 value=)
          # a SACK that is no whole number of blocks
          050e 00000001 00000002 00000003 0000 | options(kind=5 length=14 value=000000010000000200000003) options(kind=0 length=1 value=) sackEdges=1 sackEdges=2
          # an experiment (RFC 6994)
          fd04 f989 | options(kind=253 length=4 value=f989)
          """)
  void options(String options, String expected) {
    Tcp tcp = tcp(options, "aabb");
    assertThat(optionsOf(tcp)).isEqualTo(expected);
    assertThat(hex(tcp.optionsData())).isEqualTo(options.replace(" ", ""));
    assertThat(hex(tcp.payload())).isEqualTo("aabb");
  }

  private static String optionsOf(Tcp tcp) {
    return Show.of(tcp)
        .replaceAll(" (acknowledgmentNumber|checksum|dataOffset|dstPort|flags)=\\d+", "")
        .replaceAll(" (headerLength|sequenceNumber|srcPort|urgentPointer|window)=\\d+", "")
        .replaceAll("^tcp| isAck| isPsh", "")
        .strip();
  }

  /**
   * Fault 8 of the original, anchors' fault 5: an option of length 0 or 1, one that is longer than
   * the options, a lone kind byte at the end: the walk ends there.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "02000000",
        "02010000",
        "02050000",
        "02ff0000",
        "03000000",
        "08000000",
        "fe000000",
        "fe010101"
      })
  void fault8BadOptionLengthEndsTheWalk(String options) {
    assertThat(optionsOf(tcp(options, "05b4aabb"))).isEmpty();
    assertThat(optionsOf(tcp("01010101" + options, "05b4aabb"))).isEqualTo(NOPS + " " + NOP);
    assertThat(tcp(options, "05b4").mss()).isEqualTo(Layer.NOT_CAPTURED);
    assertThat(tcp(options, "05b4").option(2)).isNull();
  }

  private static final String NOP = "options(kind=1 length=1 value=)";
  private static final String NOPS = String.join(" ", NOP, NOP, NOP);

  @Test
  void fault8LoneKindAtTheEnd() {
    for (int kind = 2; kind < 256; kind++) {
      Tcp tcp = tcp("010101" + String.format("%02x", kind), "04aabbccdd");
      assertThat(optionsOf(tcp)).isEqualTo(NOPS);
      assertThat(hex(tcp.payload())).isEqualTo("04aabbccdd");
    }
  }

  /** Fault 8 of the original: a data offset below 5 is reported; there are no options, no data. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void fault8DataOffsetBelowFive(int words) {
    byte[] bytes = hex(PORTS + NUMBERS + String.format("%x018", words) + "faf0 abcd 0007 020405b4");
    Tcp tcp = Tcp.of(bytes);
    assertThat(tcp.dataOffset()).isEqualTo(words);
    assertThat(tcp.headerLength()).isEqualTo(4 * words);
    assertThat(tcp.options()).isEmpty();
    assertThat(tcp.optionsData().remaining()).isZero();
    assertThat(tcp.payload().remaining()).isZero();
    assertThat(tcp.window()).isEqualTo(64240);
  }

  /** A header that would be longer than the segment: the options end with it. */
  @Test
  void dataOffsetBeyondTheSegment() {
    byte[] segment = hex(PORTS + NUMBERS + "f018 faf0 abcd 0007 020405b4 0303");
    byte[] padded = Arrays.copyOf(ip4("192.0.2.1", "192.0.2.2").carry(6, segment), 100);
    Tcp tcp = Packet.of(padded, LinkType.IPV4).tcp();
    assertThat(tcp.headerLength()).isEqualTo(60);
    assertThat(hex(tcp.optionsData())).isEqualTo("020405b40303");
    assertThat(tcp.options()).hasSize(1);
    assertThat(tcp.mss()).isEqualTo(1460);
    assertThat(tcp.payload().remaining()).isZero();
  }

  @Test
  void optionByKind() {
    Tcp tcp = tcp("020405b4 04020000", "");
    assertThat(hex(tcp.option(2))).isEqualTo("05b4");
    assertThat(hex(tcp.option(4))).isEmpty();
    assertThat(tcp.option(3)).isNull();
    assertThat(tcp.option(2).isReadOnly()).isTrue();
    assertThat(tcp.option(2).order()).isEqualTo(ByteOrder.BIG_ENDIAN);
  }

  /** Both ports make a header; each other field is there with its last byte. */
  @ParameterizedTest
  @CsvSource({
    "4, 'tcp dstPort=80 srcPort=40001'",
    "11, 'tcp dstPort=80 sequenceNumber=4294967294 srcPort=40001'",
    "13, 'tcp acknowledgmentNumber=2147483649 dataOffset=6 dstPort=80 headerLength=24 "
        + "sequenceNumber=4294967294 srcPort=40001'",
    "14, 'tcp acknowledgmentNumber=2147483649 dataOffset=6 dstPort=80 flags=24 headerLength=24 "
        + "isAck isPsh sequenceNumber=4294967294 srcPort=40001'",
    "23, 'tcp acknowledgmentNumber=2147483649 checksum=43981 dataOffset=6 dstPort=80 flags=24 "
        + "headerLength=24 isAck isPsh options(kind=1 length=1 value=) sequenceNumber=4294967294 "
        + "srcPort=40001 urgentPointer=7 window=64240'",
  })
  void cutHeaders(int length, String fields) {
    byte[] bytes = hex(PORTS + NUMBERS + "6018 faf0 abcd 0007 01030307");
    Packet packet = Packet.of(bytes, LinkType.ofIpProtocol(6)).withSnapLength(length);
    assertThat(Show.of(packet.tcp())).isEqualTo(fields);
    assertThat(packet.tcp().isCut()).isTrue();
    assertThat(packet.withSnapLength(3).tcp()).isNull();
    assertThat(Tcp.of(hex("9c4100"))).isNull();
  }
}
