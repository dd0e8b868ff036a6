// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.packet.Show.hex;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ip4Test {
  /** RFC 791's fields, each with a value of its own. */
  private static final String HEADER = "45b8 0023 abcd e123 3f fd 0000 c000020a c6336414 ";

  private static Packet ip4(String bytes) {
    return Packet.of(hex(bytes), LinkType.IPV4);
  }

  @Test
  void everyField() {
    Packet packet = ip4(HEADER + "0102030405060708090a0b0c0d0e0f");
    assertThat(Show.layers(packet))
        .containsExactly(
            "ip4 dst=198.51.100.20 fragmentOffset=291 headerChecksum=0 headerChecksumStatus=BAD"
                + " headerLength=20 hopLimit=63 identification=43981 isDontFragment isMoreFragments"
                + " isReserved protocol=253 src=192.0.2.10 totalLength=35 trafficClass=184 ttl=63");
    Ip4 ip = packet.ip4();
    assertThat(ip.version()).isEqualTo(4);
    assertThat(ip.addresses()).isEqualTo(0xc000020a_c6336414L);
    assertThat(ip.srcLow()).isEqualTo(0xc000020aL);
    assertThat(ip.dstLow()).isEqualTo(0xc6336414L);
    assertThat(ip.srcHigh()).isZero();
    assertThat(ip.dstHigh()).isZero();
    assertThat(hex(ip.payload())).isEqualTo("0102030405060708090a0b0c0d0e0f");
    assertThat(ip.isCut()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the flags one by one, and the largest offset
          8000 | isReserved | 0
          4000 | isDontFragment | 0
          2000 | isMoreFragments | 0
          1fff | | 8191
          """)
  void flags(String field, String flag, int offset) {
    String bytes = "4500 0014 0001 " + field + " 40 fd 0000 c000020a c6336414";
    String flags = flag == null ? "" : flag + " ";
    assertThat(Show.layers(ip4(bytes)).get(0))
        .contains("fragmentOffset=" + offset)
        .contains("identification=1 " + flags + "protocol=253");
  }

  /** RFC 791's options: one by one, in turns, to the end of the header or to the end option. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          46 | 01010100 | options(kind=1 length=1 value=) options(kind=1 length=1 value=) options(kind=1 length=1 value=) options(kind=0 length=1 value=)
          46 | 94040000 | options(kind=148 length=4 value=0000)
          47 | 0707 04 c0000201 01 | options(kind=7 length=7 value=04c0000201) options(kind=1 length=1 value=)
          47 | 4402 8304 0400 0100 | options(kind=68 length=2 value=) options(kind=131 length=4 value=0400) options(kind=1 length=1 value=) options(kind=0 length=1 value=)
          # what follows the end is none
          46 | 00940400 | options(kind=0 length=1 value=)
          # lengths of 0, 1 and beyond the header end the walk
          46 | 01440004 | options(kind=1 length=1 value=)
          46 | 01440104 | options(kind=1 length=1 value=)
          46 | 01440404 | options(kind=1 length=1 value=)
          # a lone kind at the end
          46 | 01010144 | options(kind=1 length=1 value=) options(kind=1 length=1 value=) options(kind=1 length=1 value=)
          """)
  void options(String first, String options, String expected) {
    Packet packet = ip4(first + "00 0000 0001 0000 40 fd 0000 c000020a c6336414 " + options + "aa");
    String fields = Show.of(packet.ip4());
    String shown = fields.substring(fields.indexOf("options"), fields.indexOf(" protocol"));
    assertThat(shown).isEqualTo(expected);
    assertThat(hex(packet.ip4().payload())).isEqualTo("aa");
  }

  /** Anchors' fault 12: 40 bytes of options, the most that there can be. */
  @Test
  void anchors12FortyBytesOfOptions() {
    String route = "8327 04" + "c0000201".repeat(9); // RFC 791: loose source and record route
    Packet packet =
        ip4("4f00 0044 0001 0000 40 11 0000 c000020a c6336414 " + route + "00 0001 0002 0008 0000");
    assertThat(packet.ip4().headerLength()).isEqualTo(60);
    assertThat(packet.ip4().options()).extracting(HeaderOption::length).containsExactly(39, 1);
    assertThat(packet.udp().dstPort()).isEqualTo(2);
    assertThat(packet.udp().offset()).isEqualTo(60);
  }

  @ParameterizedTest
  @CsvSource({
    // IHL, total length, and what it makes of 20 bytes of header and 4 that follow
    "5, 24, fffe0102, NONE",
    "5, 22, fffe, MALFORMED",
    "5, 20, '', MALFORMED",
    "5, 19, fffe0102, MALFORMED",
    "5, 1, fffe0102, MALFORMED",
    // segmentation offload leaves 0: it is reported as sent, and the walk goes on
    "5, 0, fffe0102, NONE",
    "5, 65535, fffe0102, NONE",
    "4, 24, '', MALFORMED",
    "0, 24, '', MALFORMED",
    "15, 24, '', MALFORMED",
    "15, 60, '', CUT",
  })
  void lengths(int words, int total, String payload, Stop stop) {
    String start = String.format("4%x00 %04x 0001 0000 40 11 0000 c000020a c6336414", words, total);
    Packet packet = ip4(start + "fffe0102");
    assertThat(packet.ip4().headerLength()).isEqualTo(4 * words);
    assertThat(packet.ip4().totalLength()).isEqualTo(total);
    assertThat(hex(packet.ip4().payload())).isEqualTo(payload);
    assertThat(packet.stop()).isEqualTo(stop);
    assertThat(packet.udp() != null).isEqualTo(stop == Stop.NONE);
  }

  @Test
  void viewsOfBytes() {
    byte[] bytes = hex(HEADER);
    assertThat(Show.of(Ip4.of(bytes))).isEqualTo(Show.of(ip4(HEADER).ip4()));
    ByteBuffer buffer = ByteBuffer.allocate(30).position(10).put(10, bytes);
    assertThat(Show.of(Ip4.of(buffer))).isEqualTo(Show.of(ip4(HEADER).ip4()));
    assertThat(buffer.position()).isEqualTo(10);
    assertThat(Ip4.of(new byte[0])).isNull();
    assertThat(Ip4.of(hex("60"))).isNull();
  }
}
