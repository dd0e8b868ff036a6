// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;
import org.plt4j.testdata.Allocation;
import org.plt4j.trace.Trace;

class DnsMessageTest {
  private static final int MUTATIONS = 200_000;

  /** For all names of 64 KiB. */
  private static final long MOST_STEPS = 1_500_000;

  private static final int MOST_BYTES = 200;

  @Test
  void samplesAreWhole() {
    for (byte[] bytes : Samples.all()) {
      DnsMessage message = Samples.message(bytes);
      assertThat(message.status()).hasToString("ok");
      assertThat(message.edns().options())
          .singleElement()
          .hasToString("COOKIE: 00 01 00 02 00 03 00 04");
    }
  }

  /** At every length: no throw, every record that is there equals the uncut one's. */
  @Test
  void cutMessagesDeliverWhatIsWhole() {
    for (byte[] bytes : Samples.all()) {
      DnsMessage whole = Samples.message(bytes);
      for (int length = 0; length < bytes.length; length++) {
        DnsMessage cut = Samples.message(Arrays.copyOf(bytes, length));
        Samples.everything(cut);
        assertThat(cut.status().fault()).isEqualTo(DnsStatus.Fault.TRUNCATED);
        assertThat(cut.status().offset()).isLessThanOrEqualTo(length);
        assertThat(cut.id()).isEqualTo(length < 2 ? DnsMessage.NOT_CAPTURED : whole.id());
        assertThat(cut.additionalCount())
            .isEqualTo(length < 12 ? DnsMessage.NOT_CAPTURED : whole.additionalCount());
        List<String> there = texts(cut.answers());
        assertThat(texts(whole.answers()).subList(0, there.size())).isEqualTo(there);
        assertThat(cut.additional()).isEmpty();
      }
    }
  }

  private static List<String> texts(List<DnsRecord> records) {
    return records.stream().map(DnsRecord::toString).toList();
  }

  @Test
  void mutatedMessagesThrowNothing() {
    Random random = new Random(7);
    List<byte[]> samples = Samples.all();
    long faults = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = samples.get(i % samples.size()).clone();
      for (int n = random.nextInt(1, 6); n > 0; n--) {
        int at = random.nextInt(bytes.length);
        bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : special(random);
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      }
      DnsMessage message = Samples.message(bytes);
      Samples.everything(message);
      faults += message.status().isOk() ? 0 : 1;
    }
    System.out.println(faults + " of " + MUTATIONS + " mutated messages have a fault");
    assertThat(faults).isBetween(MUTATIONS / 4L, MUTATIONS - 1L);
  }

  private static byte special(Random random) {
    int[] values = {0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xff};
    return (byte) values[random.nextInt(values.length)];
  }

  /** Every question's name is a chain of pointers that starts where chains are longest. */
  @Test
  void pointersToPointersAreBoundedWork() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Samples.u16(out, 1, 0, 0xffff, 0xffff, 0xffff, 0xffff);
    out.write(0);
    out.write(0);
    for (int at = 14; at + 2 <= 0x3ffe; at += 2) { // each points at the one in front
      Samples.u16(out, 0xc000 | (at == 14 ? 12 : at - 2));
    }
    while (out.size() + 2 <= 0xffff) {
      Samples.u16(out, 0xc000 | 0x3ffc);
    }
    byte[] bytes = out.toByteArray();

    Walk walk = new Walk(ByteBuffer.wrap(bytes));
    DnsStatus status = walk.status();
    System.out.println(bytes.length + " bytes of pointers: " + walk.steps() + " steps");

    assertThat(status.fault()).isEqualTo(DnsStatus.Fault.BAD_POINTER);
    assertThat(walk.steps()).isBetween(1L, MOST_STEPS);
    assertThat(stepsOfAllNames(bytes)).isBetween(1L, MOST_STEPS);
  }

  private static long stepsOfAllNames(byte[] bytes) {
    long steps = 0;
    ByteBuffer message = ByteBuffer.wrap(bytes);
    for (int at = 12; at + 6 <= bytes.length; at += 6) {
      steps += DnsName.stepsOf(DnsName.resolve(message, at));
    }
    System.out.println(steps + " steps for all names");
    return steps;
  }

  @Test
  void aPointerGoesStrictlyBackwards() {
    byte[] loop = Samples.response(DnsType.NS, "c02d");

    DnsMessage message = Samples.message(loop);

    assertThat(loop[0x2d + 1]).isEqualTo((byte) 0x2d);
    assertThat(message.status().fault()).isEqualTo(DnsStatus.Fault.BAD_POINTER);
    assertThat(message.status().section()).isEqualTo(DnsSection.ANSWER);
    assertThat(message.answers())
        .singleElement()
        .extracting(DnsRecord::rdata)
        .isEqualTo("\\# 2 c02d");
  }

  @Test
  void countsThatLieAllocateNothing() {
    byte[] lie = new byte[12];
    Arrays.fill(lie, 4, 12, (byte) 0xff);
    DnsMessage message = Samples.message(lie);
    Samples.everything(message);

    long before = Allocation.bytes();
    int records = message.answers().size() + message.questions().size();
    long allocated = Allocation.bytes() - before;

    assertThat(records).isZero();
    assertThat(allocated).isLessThan(10_000); // 262,140 times anything would be more
    assertThat(message.status()).hasToString("truncated 12");
  }

  /** What reading the header and the first question of a packet costs, mapped and in the heap. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void headerAndQuestionAllocateLittle(boolean mapped, @TempDir Path folder) throws IOException {
    Udp udp = packet(folder.resolve("dns.pcap"), mapped).udp();
    long sum = headersAndQuestions(udp, 200_000);
    long before = Allocation.bytes();
    sum += headersAndQuestions(udp, 100_000);
    long each = (Allocation.bytes() - before) / 100_000;
    System.out.println(each + " bytes for header and question, mapped: " + mapped);

    assertThat(sum).isPositive();
    assertThat(each).isBetween(1L, (long) MOST_BYTES);
  }

  private static long headersAndQuestions(Udp udp, int times) {
    long sum = 0;
    for (int i = 0; i < times; i++) {
      DnsMessage message = DnsMessage.of(udp);
      DnsQuestion question = message.question();
      sum += (long) message.id() + message.flags() + question.type();
      sum += question.name().labelCount();
    }
    return sum;
  }

  private static Packet packet(Path file, boolean mapped) throws IOException {
    byte[] packet = packet(Samples.response(DnsType.A, "c0000201"));
    ByteBuffer trace = ByteBuffer.allocate(40 + packet.length);
    trace.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_536);
    trace.putInt(LinkType.RAW).putLong(0).putInt(packet.length).putInt(packet.length).put(packet);
    Files.write(file, trace.array());
    try (Trace packets = mapped ? Trace.open(file) : Trace.open(Files.newInputStream(file))) {
      return packets.read();
    }
  }

  private static byte[] packet(byte[] dns) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Samples.u16(out, 0x4500, 28 + dns.length, 0, 0, 0x4011, 0, 0x0a00, 1, 0x0a00, 2);
    Samples.u16(out, 53, 4000, 8 + dns.length, 0);
    out.writeBytes(dns);
    return out.toByteArray();
  }
}
