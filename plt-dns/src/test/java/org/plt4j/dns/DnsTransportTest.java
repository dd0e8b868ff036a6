// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;

/** What carries a message: datagrams, fragments and segments; multicast DNS and LLMNR. */
class DnsTransportTest {
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int CLASS_AND_TOP_BIT = 0x8000 | DnsClass.IN;

  private static final byte[] TWO_ADDRESSES = Samples.response(DnsType.A, "c0000201", "c0000202");

  /** The question, the first answer and half of the second. */
  private static final int HALF = 33 + 16 + 10;

  private static Packet datagram(int fragment, int udpLength, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Samples.u16(out, 0x4500, 28 + payload.length, 1, fragment, 0x4011, 0, 0x0a00, 1, 0x0a00, 2);
    Samples.u16(out, 53, 4000, udpLength, 0);
    out.writeBytes(payload);
    return Packet.of(out.toByteArray(), LinkType.RAW);
  }

  private static void isCutInTheSecondAnswer(DnsMessage message) {
    assertThat(message.isCut()).isTrue();
    assertThat(message.answerCount()).isEqualTo(2);
    assertThat(message.answers())
        .singleElement()
        .hasToString("www.example.com.\t300\tIN\tA\t192.0.2.1");
    assertThat(message.status()).hasToString("truncated 51");
    assertThat(message.status().section()).isEqualTo(DnsSection.ANSWER);
  }

  @Test
  void aFirstFragmentDeliversWhatItHolds() {
    byte[] half = Arrays.copyOf(TWO_ADDRESSES, HALF);
    Udp udp = datagram(MORE_FRAGMENTS, 8 + TWO_ADDRESSES.length, half).udp();

    isCutInTheSecondAnswer(DnsMessage.of(udp));
    assertThat(datagram(MORE_FRAGMENTS | 8, 0, half).udp()).isNull();
  }

  @Test
  void aDatagramCutByTheCaptureDeliversWhatItHolds() {
    Packet whole = datagram(0, 8 + TWO_ADDRESSES.length, TWO_ADDRESSES);

    isCutInTheSecondAnswer(DnsMessage.of(whole.withSnapLength(28 + HALF).udp()));
  }

  @Test
  void bytesBehindTheDatagramAreNoPartOfTheMessage() {
    byte[] padded = Arrays.copyOf(TWO_ADDRESSES, TWO_ADDRESSES.length + 6);

    DnsMessage message = DnsMessage.of(datagram(0, 8 + TWO_ADDRESSES.length, padded).udp());

    assertThat(message.data().remaining()).isEqualTo(TWO_ADDRESSES.length);
    assertThat(message.isCut()).isFalse();
    assertThat(message.status()).hasToString("ok");
  }

  private static List<DnsMessage> segment(byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Samples.u16(out, 0x4500, 40 + payload.length, 0, 0, 0x4006, 0, 0x0a00, 1, 0x0a00, 2);
    Samples.u16(out, 53, 4000, 0, 1, 0, 0, 0x5018, 100, 0, 0);
    out.writeBytes(payload);
    return DnsMessage.of(Packet.of(out.toByteArray(), LinkType.RAW).tcp());
  }

  @Test
  void aSegmentHoldsSeveralMessagesAndTheLastMayBeCut() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] sample : Samples.all()) {
      Samples.u16(out, sample.length);
      out.writeBytes(sample);
    }
    int whole = Samples.all().size();
    Samples.u16(out, TWO_ADDRESSES.length);
    out.write(TWO_ADDRESSES, 0, HALF);

    List<DnsMessage> messages = segment(out.toByteArray());

    assertThat(messages).hasSize(whole + 1);
    assertThat(messages.subList(0, whole))
        .allSatisfy(message -> assertThat(message.isCut()).isFalse())
        .allSatisfy(message -> assertThat(message.status()).hasToString("ok"));
    isCutInTheSecondAnswer(messages.get(whole));
  }

  @Test
  void aSegmentWithoutAMessageHasNone() {
    assertThat(segment(new byte[0])).isEmpty();
    assertThat(segment(new byte[] {0, 12})).isEmpty();
    assertThat(segment(new byte[] {0, 12, 1})).singleElement().matches(DnsMessage::isCut);
  }

  /** RFC 6762, sections 5.4 and 10.2: the highest bit of a class is not part of it. */
  @Test
  void multicastDnsHasAFlagInTheClass() {
    byte[] bytes = TWO_ADDRESSES.clone();
    for (int at : new int[] {31, 37}) { // the classes of the question and the first answer
      bytes[at] |= (byte) 0x80;
    }
    DnsMessage message = Samples.message(bytes);

    assertThat(message.question().wantsUnicastResponse()).isTrue();
    assertThat(message.question().classNumber()).isEqualTo(CLASS_AND_TOP_BIT);
    assertThat(message.answers()).extracting(DnsRecord::isCacheFlush).containsExactly(true, false);
    assertThat(message.answers().get(0)).asString().contains("\tCLASS32769\tA\t");
    assertThat(Samples.message(TWO_ADDRESSES).question().wantsUnicastResponse()).isFalse();
  }

  /** RFC 4795, section 2.1.1: C and T are where AA and RD are in DNS. */
  @Test
  void linkLocalMulticastHasFlagsOfItsOwn() {
    byte[] bytes = TWO_ADDRESSES.clone();
    bytes[2] = (byte) 0x84;
    assertThat(Samples.message(bytes)).matches(DnsMessage::isConflict);
    assertThat(Samples.message(bytes).isTentative()).isFalse();
    bytes[2] = (byte) 0x81;
    assertThat(Samples.message(bytes)).matches(DnsMessage::isTentative);
    assertThat(Samples.message(bytes).isConflict()).isFalse();
  }

  /** RFC 6891, section 6.1.3: the upper eight bits are in the OPT record's time to live. */
  @Test
  void ednsExtendsTheResponseCode() {
    byte[] bytes = TWO_ADDRESSES.clone();
    bytes[3] |= 1;
    bytes[bytes.length - 12 - 6] = 1; // behind it: version, flags, length, the option of 12 bytes
    DnsMessage message = Samples.message(bytes);

    assertThat(message.headerRcode()).isEqualTo(1);
    assertThat(message.edns().extendedRcode()).isEqualTo(1);
    assertThat(message.rcode()).isEqualTo(17);
    assertThat(DnsRcode.name(message.rcode())).isEqualTo("RCODE17");
  }
}
