// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.internal.Origin;
import org.plt4j.internal.PacketMaker;

class PacketTest {
  /** UDP from 192.0.2.1 port 4660 to 198.51.100.1 port 22136, four bytes of payload, padding. */
  private static final byte[] FRAME =
      HexFormat.of()
          .parseHex(
              "02005e10000202005e100001080045000020000040004011b0d7c0000201c6336401"
                  + "12345678000c0000aabbccdd"
                  + "0000000000000000000000000000");

  private static Packet at(long nanos) {
    Origin origin = Origin.nanos(LinkType.ETHERNET, Packet.UNKNOWN, Packet.UNKNOWN);
    ByteBuffer bytes = ByteBuffer.wrap(FRAME);
    return PacketMaker.get().make(bytes, 0, FRAME.length, FRAME.length, nanos, origin);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z, 0",
    "999999999, 1970-01-01T00:00:00.999999999Z, fffffffb",
    "1700000000123456789, 2023-11-14T22:13:20.123456789Z, 6553f1001f9add37",
    "4294967295999999999, 2106-02-07T06:28:15.999999999Z, fffffffffffffffb",
    "-1, 1969-12-31T23:59:59.999999999Z, fffffffffffffffb"
  })
  void timesAreExact(long nanos, Instant instant, String erf) {
    assertThat(at(nanos).timestampNanos()).isEqualTo(nanos);
    assertThat(at(nanos).timestamp()).isEqualTo(instant);
    assertThat(at(nanos).erfTimestamp()).isEqualTo(Long.parseUnsignedLong(erf, 16));
  }

  /** ERF counts 2^-32 s; what was rounded down to it comes back as the same nanosecond. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999_999_999, 1_700_000_000_123_456_789L, 4_294_967_295_999_999_999L})
  void nanosecondsSurviveErf(long nanos) {
    Origin origin = new Origin(LinkType.ETHERNET, Packet.UNKNOWN, 0, 0, -Origin.FCS, true);
    Packet erf =
        PacketMaker.get()
            .make(ByteBuffer.wrap(FRAME), 0, FRAME.length, 64, at(nanos).erfTimestamp(), origin);
    assertThat(erf.timestampNanos()).isEqualTo(nanos);
    assertThat(erf.wireLength()).isEqualTo(64);
    assertThat(erf.originalLength()).isEqualTo(60);
  }

  @Test
  void packetHasItsOwnBytes() {
    byte[] bytes = FRAME.clone();
    Packet packet = Packet.of(bytes, LinkType.ETHERNET);
    Arrays.fill(bytes, (byte) 0);
    assertThat(packet.data()).isEqualTo(ByteBuffer.wrap(FRAME));
    assertThat(packet.srcPort()).isEqualTo(0x1234);
  }

  @Test
  void buffersAreReadOnlyFreshAndBigEndian() {
    Packet packet = Packet.of(FRAME, LinkType.ETHERNET);
    ByteBuffer data = packet.data();
    assertThat(data.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    assertThat(data.position()).isZero();
    assertThatExceptionOfType(ReadOnlyBufferException.class).isThrownBy(() -> data.put((byte) 1));
    data.position(data.limit());
    assertThat(packet.data().remaining()).isEqualTo(FRAME.length);
  }

  /** Padding is no payload, but is in the data. */
  @Test
  void payloadEndsWhereTheDatagramEnds() {
    Packet packet = Packet.of(FRAME, LinkType.ETHERNET);
    assertThat(packet.ip4().payload().remaining()).isEqualTo(12);
    assertThat(packet.ip4().data().remaining()).isEqualTo(46);
    assertThat(packet.udp().payload()).isEqualTo(ByteBuffer.wrap(FRAME, 42, 4));
    assertThat(packet.udp().data().remaining()).isEqualTo(26);
    assertThat(packet.udp().isCut()).isFalse();
  }

  @Test
  void snapLengthCutsAndSaysSo() {
    Packet packet = Packet.of(FRAME, LinkType.ETHERNET);
    assertThat(packet.withSnapLength(FRAME.length)).isSameAs(packet);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> packet.withSnapLength(-1))
        .withMessageContaining("-1");

    // behind the padding's beginning nothing of the datagram is lost
    assertThat(packet.withSnapLength(46).udp().isCut()).isFalse();
    Packet cut = packet.withSnapLength(38);
    assertThat(cut.originalLength()).isEqualTo(FRAME.length);
    assertThat(cut.udp().isCut()).isTrue();
    assertThat(cut.udp().dstPort()).isEqualTo(0x5678);
    assertThat(cut.udp().length()).isEqualTo(Layer.NOT_CAPTURED);
    assertThat(cut.udp().payload().hasRemaining()).isFalse();

    Packet shorter = packet.withSnapLength(37);
    assertThat(shorter.udp()).isNull();
    assertThat(shorter.srcPort()).isZero();
    assertThat(shorter.stop()).isEqualTo(Stop.CUT);
    assertThat(shorter.ip().dst()).hasToString("198.51.100.1");
    assertThat(packet.withSnapLength(33).ip().dst()).isNull();
    assertThat(packet.withSnapLength(23).protocol()).isEqualTo(Layer.NOT_CAPTURED);
    assertThat(packet.withSnapLength(15).ip().version()).isEqualTo(4);
    assertThat(packet.withSnapLength(14).ip()).isNull();
  }
}
