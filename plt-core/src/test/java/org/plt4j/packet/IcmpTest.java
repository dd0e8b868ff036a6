// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.packet.Show.hex;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.Transports.echo;
import static org.plt4j.testdata.Transports.icmp;
import static org.plt4j.testdata.Transports.udp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMP (RFC 792). */
class IcmpTest {
  /** UDP from 192.0.2.10 port 40002 to 198.51.100.20 port 9, 5 bytes of data, and its first 28. */
  private static final byte[] DATAGRAM =
      ip4("192.0.2.10", "198.51.100.20").carry(17, udp(40002, 9, hex("0102030405")));

  private static final byte[] QUOTED = Arrays.copyOf(DATAGRAM, 28);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # echo, timestamp, information, address mask: identifier and sequence number
          08 00 abcd 0102 fffe 6162 | icmp checksum=43981 code=0 identifier=258 sequenceNumber=65534 type=8
          00 00 abcd 0102 fffe | icmp checksum=43981 code=0 identifier=258 sequenceNumber=65534 type=0
          0d 00 abcd 0001 0002 000000000000000000000000 | icmp checksum=43981 code=0 identifier=1 sequenceNumber=2 type=13
          0e 00 abcd 0001 0002 000000000000000000000000 | icmp checksum=43981 code=0 identifier=1 sequenceNumber=2 type=14
          0f 00 abcd 0001 0002 | icmp checksum=43981 code=0 identifier=1 sequenceNumber=2 type=15
          10 00 abcd 0001 0002 | icmp checksum=43981 code=0 identifier=1 sequenceNumber=2 type=16
          11 00 abcd 0001 0002 ffffff00 | icmp checksum=43981 code=0 identifier=1 sequenceNumber=2 type=17
          12 00 abcd 0001 0002 ffffff00 | icmp checksum=43981 code=0 identifier=1 sequenceNumber=2 type=18
          # errors: what their second word is
          03 04 abcd 0000 05dc 45 | icmp checksum=43981 code=4 mtu=1500 type=3
          03 01 abcd 0000 05dc 45 | icmp checksum=43981 code=1 type=3
          04 00 abcd 00000000 45  | icmp checksum=43981 code=0 type=4
          05 01 abcd c0000263 45  | icmp checksum=43981 code=1 gateway=192.0.2.99 type=5
          0b 00 abcd 00000000 45  | icmp checksum=43981 code=0 type=11
          0c 00 abcd fe000000 45  | icmp checksum=43981 code=0 pointer=254 type=12
          # router discovery, and a type that is nobody's
          09 00 abcd 01020708 c0000201 00000000 | icmp checksum=43981 code=0 type=9
          fd ff abcd 01020304 | icmp checksum=43981 code=255 type=253
          # cut: the type makes a message
          08 | icmp type=8
          08 00 ab | icmp code=0 type=8
          08 00 abcd 0102 ff | icmp checksum=43981 code=0 identifier=258 type=8
          05 01 abcd c00002 | icmp checksum=43981 code=1 type=5
          """)
  void fieldsOfEveryType(String bytes, String fields) {
    String shown = Show.of(Icmp.of(hex(bytes)));
    assertThat(shown.replace(" checksumStatus=BAD", "")).isEqualTo(fields);
    assertThat(Show.of(Icmp.of(ByteBuffer.wrap(hex(bytes))))).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 11, 12})
  void errorQuotesADatagram(int type) {
    byte[] message = ip4("203.0.113.1", "192.0.2.10").carry(1, icmp(type, 1, 0, QUOTED));
    Packet packet = Packet.of(message, LinkType.IPV4);
    Packet quoted = packet.icmp().quoted();
    assertThat(Show.layers(quoted))
        .containsExactly(
            "ip4 dst=198.51.100.20 fragmentOffset=0 headerChecksum=15430 headerChecksumStatus=GOOD"
                + " headerLength=20 hopLimit=64 identification=4660 isDontFragment protocol=17"
                + " src=192.0.2.10 totalLength=33 trafficClass=0 ttl=64",
            "udp checksum=28208 dstPort=9 length=13 srcPort=40002");
    assertThat(quoted.capturedLength()).isEqualTo(28);
    assertThat(quoted.timestampNanos()).isEqualTo(packet.timestampNanos());
    assertThat(Show.stack(packet)).isEqualTo("ip4@0 icmp@20");
    assertThat(quoted.udp().offsetIn(packet)).isEqualTo(48);
    assertThat(hex(packet.icmp().payload())).isEqualTo(hex(ByteBuffer.wrap(QUOTED)));
    // the message's own headers are not the quoted ones
    assertThat(packet.ip().src()).hasToString("203.0.113.1");
    assertThat(packet.udp()).isNull();
    assertThat(packet.srcPort()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 9, 13, 253})
  void otherMessagesQuoteNothing(int type) {
    byte[] message = ip4("203.0.113.1", "192.0.2.10").carry(1, icmp(type, 1, 0, QUOTED));
    assertThat(Packet.of(message, LinkType.IPV4).icmp().quoted()).isNull();
  }

  /** A quoted datagram is mostly cut on purpose: its checksums cannot be told. */
  @Test
  void quotedDatagramIsCut() {
    byte[] message = ip4("203.0.113.1", "192.0.2.10").carry(1, icmp(3, 3, 0, QUOTED));
    Packet quoted = Packet.of(message, LinkType.IPV4).icmp().quoted();
    assertThat(quoted.udp().checksumStatus()).isEqualTo(Checksum.UNKNOWN);
    assertThat(quoted.udp().isCut()).isTrue();
    message = ip4("203.0.113.1", "192.0.2.10").carry(1, icmp(3, 3, 0, DATAGRAM));
    quoted = Packet.of(message, LinkType.IPV4).icmp().quoted();
    assertThat(quoted.udp().checksumStatus()).isEqualTo(Checksum.GOOD);
    assertThat(quoted.udp().isCut()).isFalse();
    assertThat(hex(quoted.udp().payload())).isEqualTo("0102030405");
  }

  /** Fault 11 of the original: 8 bytes are a message, with an empty payload. */
  @Test
  void fault11EightBytesAreAMessage() {
    byte[] message = ip4("203.0.113.1", "192.0.2.10").carry(1, echo(8, 1, 2, new byte[0]));
    Icmp icmp = Packet.of(Arrays.copyOf(message, 46), LinkType.IPV4).icmp();
    assertThat(icmp.payload().remaining()).isZero();
    assertThat(icmp.sequenceNumber()).isEqualTo(2);
    assertThat(icmp.checksumStatus()).isEqualTo(Checksum.GOOD);
    message = ip4("203.0.113.1", "192.0.2.10").carry(1, icmp(3, 1, 0, new byte[0]));
    assertThat(Packet.of(message, LinkType.IPV4).icmp().quoted()).isNull();
  }

  /**
   * Fault 17: the payload starts behind the message's header, and what it quotes is the inner one.
   */
  @Test
  void fault17PayloadStartsBehindTheHeader() {
    Icmp icmp = Icmp.of(hex("0800 abcd 0001 0002 616263"));
    assertThat(hex(icmp.payload())).isEqualTo("616263");
    assertThat(hex(icmp.data())).isEqualTo("0800abcd00010002616263");
  }

  /** An error that quotes an error: each is a packet in the other. */
  @Test
  void quotedErrorQuotesOnItsOwn() {
    byte[] first = ip4("203.0.113.1", "192.0.2.10").carry(1, icmp(11, 0, 0, QUOTED));
    byte[] second = ip4("203.0.113.2", "203.0.113.1").carry(1, icmp(3, 1, 0, first));
    Packet quoted = Packet.of(second, LinkType.IPV4).icmp().quoted();
    assertThat(quoted.icmp().type()).isEqualTo(11);
    assertThat(quoted.icmp().quoted().dstPort()).isEqualTo(9);
  }
}
