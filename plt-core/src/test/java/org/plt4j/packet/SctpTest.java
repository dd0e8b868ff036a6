// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.packet.Show.hex;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Transports.sctp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SCTP (RFC 9260) and its chunks. */
class SctpTest {
  private static final String HEADER = "9c43 0009 fffffffe abcdef01 ";

  @Test
  void everyField() {
    Sctp sctp = Sctp.of(hex(HEADER + "0003 0005 aa000000"));
    assertThat(Show.of(sctp))
        .isEqualTo(
            "sctp checksum=2882400001 checksumStatus=BAD"
                + " chunks(flags=3 isCaptured length=5 type=0 value=aa)"
                + " dstPort=9 srcPort=40003 verificationTag=4294967294");
    assertThat(hex(sctp.payload())).isEqualTo("00030005aa000000");
    assertThat(Show.of(Sctp.of(ByteBuffer.wrap(hex("9c430009")))))
        .isEqualTo("sctp dstPort=9 srcPort=40003");
    assertThat(Show.of(Sctp.of(hex("9c430009 fffffffe abcdef"))))
        .isEqualTo("sctp dstPort=9 srcPort=40003 verificationTag=4294967294");
    assertThat(Sctp.of(hex("9c4300"))).isNull();
  }

  /**
   * Fault 7 of the original: chunks are padded to four bytes; a length below 4 ends the walk; a
   * chunk longer than the capture is there as far as it goes, and says so.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0103 0004 | chunks(flags=3 isCaptured length=4 type=1 value=)
          # padding is not value, and not a chunk; without it the last chunk is whole all the same
          0003 0005 aa000000 0e00 0004 | chunks(flags=3 isCaptured length=5 type=0 value=aa) chunks(flags=0 isCaptured length=4 type=14 value=)
          0003 0006 aabb0000 0e00 0004 | chunks(flags=3 isCaptured length=6 type=0 value=aabb) chunks(flags=0 isCaptured length=4 type=14 value=)
          0003 0007 aabbcc00 0e00 0004 | chunks(flags=3 isCaptured length=7 type=0 value=aabbcc) chunks(flags=0 isCaptured length=4 type=14 value=)
          0003 0008 aabbccdd 0e00 0004 | chunks(flags=3 isCaptured length=8 type=0 value=aabbccdd) chunks(flags=0 isCaptured length=4 type=14 value=)
          0003 0005 aa | chunks(flags=3 isCaptured length=5 type=0 value=aa)
          # lengths that cannot be
          0003 0000 aabbccdd 0e00 0004 | chunks(flags=3 length=0 type=0 value=)
          0003 0001 aabbccdd 0e00 0004 | chunks(flags=3 length=1 type=0 value=)
          0003 0003 aabbccdd 0e00 0004 | chunks(flags=3 length=3 type=0 value=)
          0e00 0004 0003 0000 | chunks(flags=0 isCaptured length=4 type=14 value=) chunks(flags=3 length=0 type=0 value=)
          # beyond the packet
          0003 0009 aabbccdd | chunks(flags=3 length=9 type=0 value=aabbccdd)
          0003 ffff aabb | chunks(flags=3 length=65535 type=0 value=aabb)
          # less than a chunk's header
          0e00 0004 0003 00 | chunks(flags=0 isCaptured length=4 type=14 value=) chunks(flags=3 type=0 value=)
          0e00 0004 00 | chunks(flags=0 isCaptured length=4 type=14 value=) chunks(type=0 value=)
          '' | ''
          """)
  void fault7Chunks(String chunks, String expected) {
    String fields = Show.of(Sctp.of(hex(HEADER + chunks)));
    String shown =
        fields.contains("chunks")
            ? fields.substring(fields.indexOf("chunks"), fields.indexOf(" dstPort"))
            : "";
    assertThat(shown).isEqualTo(expected);
  }

  /** Fault 7: a chunk ends with the datagram, whatever padding the frame has. */
  @Test
  void fault7ChunkEndsWithTheDatagram() {
    byte[] sctp = sctp(40003, 9, 7, hex("00030006aabb0000"));
    byte[] datagram = ip4("192.0.2.1", "192.0.2.2").carry(132, sctp);
    Packet padded = Packet.of(Arrays.copyOf(datagram, datagram.length + 8), LinkType.IPV4);
    assertThat(padded.sctp().chunks()).hasSize(1);
    assertThat(padded.sctp().chunks().get(0).isCaptured()).isTrue();
    assertThat(padded.sctp().checksumStatus()).isEqualTo(Checksum.GOOD);
    Packet cut = padded.withSnapLength(37);
    assertThat(cut.sctp().chunks().get(0).isCaptured()).isFalse();
    assertThat(hex(cut.sctp().chunks().get(0).value())).isEqualTo("aa");
    assertThat(cut.sctp().checksumStatus()).isEqualTo(Checksum.UNKNOWN);
  }

  @Test
  void valuesAreReadOnly() {
    assertThat(Sctp.of(hex(HEADER + "00030005aa")).chunks().get(0).value().isReadOnly()).isTrue();
    assertThat(Sctp.of(hex(HEADER + "00030000aa")).chunks().get(0).value().isReadOnly()).isTrue();
  }
}
