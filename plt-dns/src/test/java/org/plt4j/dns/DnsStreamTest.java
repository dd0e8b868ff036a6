// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;

class DnsStreamTest {
  private static final int FIRST = 0xffff_ff00; // sequence numbers wrap
  private static final int SYN = 2;

  private final DnsStream stream = new DnsStream();

  private static Tcp segment(int sequence, int flags, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Samples.u16(out, 0x4500, 40 + payload.length, 0, 0, 0x4006, 0, 0x0a00, 1, 0x0a00, 2);
    Samples.u16(out, 53, 4000, sequence >>> 16, sequence, 0, 0, 0x5000 | flags, 100, 0, 0);
    out.writeBytes(payload);
    return Packet.of(out.toByteArray(), LinkType.RAW).tcp();
  }

  /** The samples one behind the other, each with its length. */
  private static byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] sample : Samples.all()) {
      Samples.u16(out, sample.length);
      out.writeBytes(sample);
    }
    return out.toByteArray();
  }

  private static List<String> samples() {
    return Samples.all().stream().map(Samples::message).map(DnsStreamTest::text).toList();
  }

  private static String text(DnsMessage message) {
    return message.questions() + " " + message.answers() + " " + message.additional();
  }

  private static final class Piece {
    final int at;
    final byte[] bytes;

    Piece(int at, byte[] bytes) {
      this.at = at;
      this.bytes = bytes;
    }
  }

  private static List<Piece> pieces(byte[] bytes, Random random, int longest) {
    List<Piece> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(random.nextInt(1, longest), bytes.length - at);
      pieces.add(new Piece(at, Arrays.copyOfRange(bytes, at, at + length)));
      at += length;
    }
    return pieces;
  }

  private List<DnsMessage> add(List<Piece> pieces) {
    List<DnsMessage> messages = new ArrayList<>(stream.add(segment(FIRST - 1, SYN, new byte[0])));
    for (Piece piece : pieces) {
      messages.addAll(stream.add(segment(FIRST + piece.at, 0, piece.bytes)));
    }
    return messages;
  }

  @Test
  void messagesAcrossSegments() {
    assertThat(add(pieces(bytes(), new Random(1), 50)).stream().map(DnsStreamTest::text))
        .isEqualTo(samples());
    assertThat(stream.finish()).isEmpty();
  }

  @Test
  void segmentsOutOfOrderAndRepeated() {
    List<Piece> pieces = pieces(bytes(), new Random(2), 90);
    List<Piece> twice = new ArrayList<>(pieces);
    twice.addAll(pieces);
    Collections.shuffle(twice, new Random(3));

    assertThat(add(twice).stream().map(DnsStreamTest::text)).isEqualTo(samples());
  }

  @Test
  void overlappingSegments() {
    byte[] bytes = bytes();
    List<Piece> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += 30) {
      int end = Math.min(at + 70, bytes.length);
      pieces.add(new Piece(at, Arrays.copyOfRange(bytes, at, end)));
    }

    assertThat(add(pieces).stream().map(DnsStreamTest::text)).isEqualTo(samples());
  }

  /** A message a segment; the third is lost. */
  @Test
  void aLostSegmentLosesItsMessage() {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    for (byte[] sample : Samples.all()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Samples.u16(out, sample.length);
      out.writeBytes(sample);
      pieces.add(new Piece(at, out.toByteArray()));
      at += out.size();
    }
    pieces.remove(2);

    List<DnsMessage> messages = add(pieces);
    messages.addAll(stream.finish());

    List<String> expected = new ArrayList<>(samples());
    expected.remove(2);
    assertThat(messages.stream().map(DnsStreamTest::text)).isEqualTo(expected);
  }

  @Test
  void startsInTheMiddle() {
    byte[] first = Samples.all().get(0);
    byte[] middle = Arrays.copyOfRange(first, 20, first.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Samples.u16(out, first.length);
    out.writeBytes(first);

    assertThat(stream.add(segment(FIRST, 0, middle))).isEmpty();
    assertThat(stream.add(segment(FIRST + middle.length, 0, out.toByteArray()))).hasSize(1);
  }

  @Test
  void unfinishedMessageIsDeliveredCut() {
    byte[] bytes = bytes();
    add(List.of(new Piece(0, Arrays.copyOf(bytes, 40))));

    assertThat(stream.finish())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.isCut()).isTrue();
              assertThat(message.questions()).hasSize(1);
              assertThat(message.status().fault()).isEqualTo(DnsStatus.Fault.TRUNCATED);
            });
  }

  /** Messages of 1,000 bytes, a segment each; of their text only the identifier differs. */
  private static byte[] thousand(int id) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Samples.u16(out, 998, id, 0x0100, 1, 0, 0, 0, 0, DnsType.A, DnsClass.IN);
    return Arrays.copyOf(out.toByteArray(), 1000);
  }

  /** A gap that nothing fills is given up when more waits behind it than may. */
  @Test
  void waitingSegmentsAreBounded() {
    stream.add(segment(FIRST - 1, SYN, new byte[0]));
    List<Integer> ids = new ArrayList<>();
    int most = DnsStream.MAX_WAITING / (1000 + DnsStream.SEGMENT);
    for (int id = 1; id <= 3 * most; id++) { // that of 0 is lost
      List<DnsMessage> there = stream.add(segment(FIRST + 1000 * id, 0, thousand(id)));
      assertThat(there.size()).isEqualTo(id <= most ? 0 : id == most + 1 ? id : 1);
      there.forEach(message -> ids.add(message.id()));
    }

    assertThat(ids).isEqualTo(IntStream.rangeClosed(1, 3 * most).boxed().toList());
    assertThat(stream.finish()).isEmpty();
  }

  @Test
  void aSegmentFarAheadEndsTheWaiting() {
    stream.add(segment(FIRST - 1, SYN, new byte[0]));
    assertThat(stream.add(segment(FIRST + 1000, 0, thousand(1)))).isEmpty();

    assertThat(stream.add(segment(FIRST + 2 * DnsStream.MAX_WAITING, 0, thousand(2))))
        .extracting(DnsMessage::id)
        .containsExactly(1, 2);
  }

  /** The longest message, in pieces; a length that lies costs no more than the bytes that came. */
  @Test
  void aMessageIsAsLongAsItsBytes() {
    byte[] longest = Arrays.copyOf(thousand(7), 2 + 0xffff);
    longest[0] = (byte) 0xff;
    longest[1] = (byte) 0xff;

    List<DnsMessage> messages = add(pieces(longest, new Random(5), 1400));

    assertThat(messages).singleElement().matches(message -> message.data().remaining() == 0xffff);
    assertThat(stream.add(segment(FIRST + longest.length, 0, Arrays.copyOf(longest, 100))))
        .isEmpty();
    assertThat(stream.finish()).singleElement().matches(message -> message.data().limit() == 98);
  }

  /** What the capture left out of a segment is lost. */
  @Test
  void aCutSegmentEndsItsMessage() {
    stream.add(segment(FIRST - 1, SYN, new byte[0]));
    Tcp cut = segment(FIRST, 0, thousand(1)).packet().withSnapLength(40 + 500).tcp();

    assertThat(stream.add(cut)).singleElement().matches(DnsMessage::isCut);
    assertThat(stream.add(segment(FIRST + 1000, 0, thousand(2))))
        .extracting(DnsMessage::id)
        .containsExactly(2);
  }

  @Test
  void aNewConnectionWithTheSamePortsStartsAnew() {
    byte[] bytes = bytes();
    add(List.of(new Piece(0, Arrays.copyOf(bytes, 40)), new Piece(90, new byte[10])));

    assertThat(stream.add(segment(5_000, SYN, new byte[0])))
        .singleElement()
        .matches(DnsMessage::isCut);
    assertThat(stream.add(segment(5_001, 0, bytes)).stream().map(DnsStreamTest::text))
        .isEqualTo(samples());
    assertThat(stream.finish()).isEmpty();
  }

  @Test
  void anythingIsTaken() {
    Random random = new Random(4);
    byte[] bytes = bytes();
    for (int i = 0; i < 20_000; i++) {
      int from = random.nextInt(bytes.length);
      byte[] piece = Arrays.copyOfRange(bytes, from, random.nextInt(from, bytes.length + 1));
      int sequence = random.nextInt(8) == 0 ? random.nextInt() : FIRST + random.nextInt(300_000);
      int flags = random.nextInt(50) == 0 ? SYN : 0;
      stream.add(segment(sequence, flags, piece)).forEach(Samples::everything);
    }
    stream.finish().forEach(Samples::everything);
    assertThat(stream.finish()).isEmpty();
  }
}
