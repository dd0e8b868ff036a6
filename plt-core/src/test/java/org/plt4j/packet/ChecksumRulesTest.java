// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Ip4Builder;
import org.plt4j.testdata.Ip6Builder;
import org.plt4j.testdata.Transports;

/** Whether a checksum can be told where the lengths of a datagram and its packet contradict. */
class ChecksumRulesTest {
  private static final String SRC = "192.0.2.10";
  private static final String DST = "198.51.100.20";
  private static final String SRC6 = "2001:db8:1::10";
  private static final String DST6 = "2001:db8:2::20";

  private static final byte[] DATA = "forty bytes of which none is zero, as it".getBytes(UTF_8);
  private static final byte[] ECHO = Transports.echo(8, 1, 2, DATA);
  private static final byte[] UDP = Transports.udp(1000, 2000, DATA);

  @Test
  void whatAWholePacketHoldsOfALongerDatagramIsTested() {
    Packet echo = ip4(Ip4Builder.ip4(SRC, DST).totalLength(200).carry(1, ECHO));
    Packet udp = ip4(Ip4Builder.ip4(SRC, DST).totalLength(200).carry(17, UDP));

    assertThat(echo.icmp().checksumStatus()).isEqualTo(Checksum.GOOD);
    assertThat(udp.udp().checksumStatus()).isEqualTo(Checksum.GOOD);
  }

  @Test
  void aPacketThatLostTheEndOfItsDatagramIsWrongUnlessTheCaptureLostIt() {
    byte[] whole = Ip4Builder.ip4(SRC, DST).carry(1, ECHO);

    Packet shorter = ip4(Arrays.copyOf(whole, whole.length - 3));
    assertThat(shorter.icmp().checksumStatus()).isEqualTo(Checksum.BAD);
    Packet cut = ip4(whole).withSnapLength(whole.length - 3);
    assertThat(cut.icmp().checksumStatus()).isEqualTo(Checksum.UNKNOWN);
  }

  @Test
  void aUdpLengthBeyondTheIpDatagramDoesNotTellWhatIsCovered() {
    byte[] udp = Transports.udpWithLength(1000, 2000, 8 + DATA.length + 1, DATA);

    assertThat(ip4(Ip4Builder.ip4(SRC, DST).carry(17, udp)).udp().checksumStatus())
        .isEqualTo(Checksum.UNKNOWN);
    assertThat(ip6(Ip6Builder.ip6(SRC6, DST6).carry(17, udp)).udp().checksumStatus())
        .isEqualTo(Checksum.UNKNOWN);
  }

  @Test
  void anAtmCellHoldsOnlyTheBeginningOfALongDatagram() {
    byte[] ip = Ip4Builder.ip4(SRC, DST).carry(1, ECHO);
    byte[] frame = Bytes.concat(hex("00000000aaaa030000000800"), ip);

    Packet cell = Packet.of(Arrays.copyOf(frame, 52), LinkType.ERF_ATM);
    assertThat(cell.icmp().checksumStatus()).isEqualTo(Checksum.UNKNOWN);
    Packet whole = Packet.of(frame, LinkType.ERF_ATM);
    assertThat(whole.icmp().checksumStatus()).isEqualTo(Checksum.GOOD);
  }

  @Test
  void aQuotedDatagramIsCutByTheErrorThatQuotesIt() {
    byte[] ip = Ip4Builder.ip4(SRC, DST).carry(17, UDP);
    byte[] error = Transports.icmp(3, 3, 0, Arrays.copyOf(ip, 28));
    byte[] whole = Transports.icmp(3, 3, 0, ip);

    Packet cut = ip4(Ip4Builder.ip4(DST, SRC).carry(1, error)).icmp().quoted();
    assertThat(cut.capturedLength()).isEqualTo(28);
    assertThat(cut.originalLength()).isEqualTo(ip.length);
    assertThat(cut.udp().isCut()).isTrue();
    assertThat(cut.udp().checksumStatus()).isEqualTo(Checksum.UNKNOWN);
    Packet quoted = ip4(Ip4Builder.ip4(DST, SRC).carry(1, whole)).icmp().quoted();
    assertThat(quoted.udp().isCut()).isFalse();
    assertThat(quoted.udp().checksumStatus()).isEqualTo(Checksum.GOOD);
  }

  @Test
  void aQuotedIp6PacketIsCutByTheErrorThatQuotesIt() {
    byte[] ip = Ip6Builder.ip6(SRC6, DST6).carry(17, UDP);
    byte[] error = Transports.icmp(1, 4, 0, Arrays.copyOf(ip, 60));

    Packet cut = ip6(Ip6Builder.ip6(DST6, SRC6).carry(58, error)).icmp6().quoted();
    assertThat(cut.originalLength()).isEqualTo(ip.length);
    assertThat(cut.udp().checksumStatus()).isEqualTo(Checksum.UNKNOWN);
  }

  /** RFC 6275, 6.3: the sum takes the home address, which the destination options name. */
  @Test
  void theHomeAddressOfAMobileNodeIsItsSource() {
    byte[] option = Bytes.concat(hex("01020000c910"), IpAddress.parse("2001:db8:9::9").toBytes());
    byte[] sent = Ip6Builder.ip6("2001:db8:9::9", DST6).carry(17, UDP);
    byte[] udp = Arrays.copyOfRange(sent, 40, sent.length); // with that source's checksum

    byte[] ip = Ip6Builder.ip6(SRC6, DST6).destination(option).carryAsIs(17, udp);
    assertThat(ip6(ip).udp().checksumStatus()).isEqualTo(Checksum.GOOD);
    byte[] other = Ip6Builder.ip6(SRC6, DST6).destination().carryAsIs(17, udp);
    assertThat(ip6(other).udp().checksumStatus()).isEqualTo(Checksum.BAD);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static Packet ip4(byte[] bytes) {
    return Packet.of(bytes, LinkType.IPV4);
  }

  private static Packet ip6(byte[] bytes) {
    return Packet.of(bytes, LinkType.IPV6);
  }
}
