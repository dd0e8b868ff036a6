// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Headers that were made of bytes alone. */
class HeadersAloneTest {
  private static final byte[] BYTES = HexFormat.of().parseHex("0800010203040506070809");

  @Test
  void fieldsAreThoseOfTheBytes() {
    assertThat(Vxlan.of(BYTES).vni()).isEqualTo(0x030405);
    assertThat(Geneve.of(BYTES).vni()).isEqualTo(0x030405);
    assertThat(GtpU.of(BYTES).teid()).isEqualTo(0x03040506);
    assertThat(L2tp.of(new byte[] {0, 2, 0, 7, 0, 9}).sessionId()).isEqualTo(9);
    assertThat(Ah.of(BYTES).spi()).isEqualTo(0x03040506);
    assertThat(Snap.of(BYTES).etherType()).isEqualTo(0x0203);
    assertThat(Ip6Fragment.of(BYTES).identification()).isEqualTo(0x03040506);
    assertThat(Ip6Extension.of(BYTES, IpProtocol.ROUTING).headerLength()).isEqualTo(8);
    assertThat(Ayiya.of(BYTES).nextHeader()).isEqualTo(2);
    assertThat(Teredo.of(new byte[] {0x60, 0}).inner()).isNotNull();
  }

  @Test
  void theBufferIsCopiedAndStaysWhereItIs() {
    ByteBuffer buffer = ByteBuffer.wrap(BYTES.clone()).position(1);
    Vxlan vxlan = Vxlan.of(buffer);
    buffer.put(5, (byte) 99);
    assertThat(buffer.position()).isEqualTo(1);
    assertThat(vxlan.vni()).isEqualTo(0x040506);
    assertThat(vxlan.data().remaining()).isEqualTo(10);
  }

  @Test
  void noBytesMakeNoHeader() {
    assertThat(Vxlan.of(new byte[0])).isNull();
    assertThat(Ah.of(ByteBuffer.allocate(0))).isNull();
  }
}
