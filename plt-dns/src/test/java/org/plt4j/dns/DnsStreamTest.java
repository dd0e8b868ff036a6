// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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
