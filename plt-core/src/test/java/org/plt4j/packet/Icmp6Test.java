// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.packet.Show.hex;
import static org.plt4j.testdata.Ip6Builder.ip6;
import static org.plt4j.testdata.Transports.icmp;
import static org.plt4j.testdata.Transports.udp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMPv6 (RFC 4443) and neighbour discovery (RFC 4861). */
class Icmp6Test {
  private static final String TARGET = "20010db8000000000000000000000042";
  private static final String DESTINATION = "20010db8000000000000000000000043";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          80 00 abcd 0102 fffe 6162 | icmp6 checksum=43981 code=0 identifier=258 sequenceNumber=65534 type=128
          81 00 abcd 0102 fffe | icmp6 checksum=43981 code=0 identifier=258 sequenceNumber=65534 type=129
          # errors (RFC 4443, 3)
          01 04 abcd 00000000 60 | icmp6 checksum=43981 code=4 type=1
          02 00 abcd 80000500 60 | icmp6 checksum=43981 code=0 mtu=2147484928 type=2
          03 00 abcd 00000000 60 | icmp6 checksum=43981 code=0 type=3
          04 01 abcd fffffffe 60 | icmp6 checksum=43981 code=1 pointer=4294967294 type=4
          # neighbour discovery: options begin behind each type's own fields
          85 00 abcd 00000000 0101 02005e100001 | icmp6 checksum=43981 code=0 options(length=8 type=1 value=02005e100001) type=133
          86 00 abcd 40c00708 00000000 00000000 0501 0000 000005dc 0101 02005e100001 | icmp6 checksum=43981 code=0 options(length=8 type=5 value=0000000005dc) options(length=8 type=1 value=02005e100001) type=134
          87 00 abcd 00000000 20010db8000000000000000000000042 0101 02005e100001 | icmp6 checksum=43981 code=0 options(length=8 type=1 value=02005e100001) target=2001:db8::42 type=135
          88 00 abcd 60000000 20010db8000000000000000000000042 0201 02005e100002 | icmp6 checksum=43981 code=0 options(length=8 type=2 value=02005e100002) target=2001:db8::42 type=136
          # multicast listener discovery, and a type that is nobody's
          8f 00 abcd 00000001 04000000 ff020000000000000000000000000001 | icmp6 checksum=43981 code=0 type=143
          c8 ff abcd 01020304 | icmp6 checksum=43981 code=255 type=200
          # cut: the type makes a message
          80 | icmp6 type=128
          80 00 abcd 0102 ff | icmp6 checksum=43981 code=0 identifier=258 type=128
          87 00 abcd 00000000 20010db80000000000000000000000 | icmp6 checksum=43981 code=0 type=135
          # options of length 0, cut, too long: the walk ends there
          85 00 abcd 00000000 0100 02005e100001 | icmp6 checksum=43981 code=0 type=133
          85 00 abcd 00000000 0101 02005e1000 | icmp6 checksum=43981 code=0 type=133
          85 00 abcd 00000000 0101 02005e100001 0102 02005e100001 | icmp6 checksum=43981 code=0 options(length=8 type=1 value=02005e100001) type=133
          85 00 abcd 00000000 0101 02005e100001 01 | icmp6 checksum=43981 code=0 options(length=8 type=1 value=02005e100001) type=133
          """)
  void fieldsOfEveryType(String bytes, String fields) {
    assertThat(Show.of(Icmp6.of(hex(bytes))))
        .isEqualTo(fields)
        .isEqualTo(Show.of(Icmp6.of(ByteBuffer.wrap(hex(bytes)))));
  }

  /** Fault 10 of the original: a redirect's destination is at 24 (RFC 4861, 4.5), not at 48. */
  @Test
  void fault10DestinationOfARedirectIsAt24() {
    String options = "0201 02005e100002 0402 0000 0000000000000000000000";
    Icmp6 icmp = Icmp6.of(hex("8900 abcd 00000000" + TARGET + DESTINATION + options + "00"));
    assertThat(Show.of(icmp))
        .isEqualTo(
            "icmp6 checksum=43981 code=0 destination=2001:db8::43"
                + " options(length=8 type=2 value=02005e100002)"
                + " options(length=16 type=4 value=0000000000000000000000000000)"
                + " target=2001:db8::42 type=137");
    assertThat(Icmp6.of(hex("8900 abcd 00000000" + TARGET + "20010db8")).destination()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void errorQuotesADatagram(int type) {
    byte[] datagram =
        ip6("2001:db8::10", "2001:db8::20").hopByHop().carry(17, udp(40002, 9, hex("0102030405")));
    byte[] message = ip6("2001:db8::1", "2001:db8::10").carry(58, icmp(type, 0, 0, datagram));
    Packet packet = Packet.of(message, LinkType.IPV6);
    Packet quoted = packet.icmp6().quoted();
    assertThat(Show.stack(quoted)).isEqualTo("ip6@0 ip6-hop-by-hop@40 udp@48");
    assertThat(quoted.dstPort()).isEqualTo(9);
    assertThat(quoted.udp().checksumStatus()).isEqualTo(Checksum.GOOD);
    assertThat(quoted.udp().offsetIn(packet)).isEqualTo(96);
    assertThat(packet.udp()).isNull();
    assertThat(packet.protocol()).isEqualTo(IpProtocol.ICMP6);
    // as far as it was captured
    for (int length = 48; length < message.length; length++) {
      Packet cut = packet.withSnapLength(length).icmp6().quoted();
      assertThat(cut == null ? 0 : cut.capturedLength()).isEqualTo(length - 48);
      assertThat(cut == null || cut.ip6() == null || cut.ip6().isCut()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 128, 133, 137, 200})
  void otherMessagesQuoteNothing(int type) {
    byte[] datagram = ip6("2001:db8::10", "2001:db8::20").carry(17, udp(40002, 9, new byte[5]));
    byte[] message = ip6("2001:db8::1", "2001:db8::10").carry(58, icmp(type, 0, 0, datagram));
    assertThat(Packet.of(message, LinkType.IPV6).icmp6().quoted()).isNull();
  }

  /** Options end with the datagram: padding of the frame is none. */
  @Test
  void paddingIsNoOption() {
    byte[] message =
        ip6("2001:db8::1", "ff02::2").carry(58, icmp(133, 0, 0, hex("010102005e100001")));
    byte[] padded = Arrays.copyOf(message, message.length + 16);
    padded[message.length + 1] = 1;
    assertThat(Packet.of(padded, LinkType.IPV6).icmp6().options()).hasSize(1);
  }
}
