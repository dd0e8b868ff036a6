// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.packet.Show.hex;
import static org.plt4j.testdata.Ip4Builder.ip4;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** UDP (RFC 768). */
class UdpTest {
  @Test
  void everyField() {
    Udp udp = Udp.of(hex("9c42 0035 000a abcd 0102 0304"));
    assertThat(Show.of(udp)).isEqualTo("udp checksum=43981 dstPort=53 length=10 srcPort=40002");
    assertThat(hex(udp.payload())).isEqualTo("0102");
    assertThat(hex(udp.data())).isEqualTo("9c420035000aabcd01020304");
    assertThat(Show.of(Udp.of(ByteBuffer.wrap(hex("9c420035")))))
        .isEqualTo("udp dstPort=53 srcPort=40002");
    assertThat(Udp.of(hex("9c4200"))).isNull();
  }

  /**
   * The payload ends with the shorter of what IP and UDP declare; a length below 8 says nothing.
   */
  @ParameterizedTest
  @CsvSource({"12, 01020304", "10, 0102", "8, ''", "7, 01020304", "0, 01020304", "65535, 01020304"})
  void lengths(int length, String payload) {
    byte[] udp = hex(String.format("9c42 0035 %04x 0000", length) + "01020304");
    byte[] padded = Arrays.copyOf(ip4("192.0.2.1", "192.0.2.2").carryAsIs(17, udp), 46);
    Packet packet = Packet.of(padded, LinkType.IPV4);
    assertThat(packet.udp().length()).isEqualTo(length);
    assertThat(hex(packet.udp().payload())).isEqualTo(payload);
    assertThat(packet.udp().data().remaining()).isEqualTo(26);
    assertThat(packet.udp().isCut()).isFalse();
  }
}
