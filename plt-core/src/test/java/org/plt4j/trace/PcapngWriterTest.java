// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.PcapngFile;
import org.plt4j.testdata.TestTraces;

/** What becomes of blocks and options where they cannot stay as they are. */
class PcapngWriterTest {
  private static final int MUTATIONS = 400;
  private static final int FLAGS = 2;
  private static final int DROP_COUNT = 4;
  private static final int PACKET_ID = 5;
  private static final int QUEUE = 6;

  private static List<Packet> packets(byte[] file) throws IOException {
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(new ByteArrayInputStream(file))) {
      trace.forEach(packets::add);
    }
    return packets;
  }

  private static byte[] write(List<Packet> packets, WriteOptions options) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TraceWriter writer = TraceWriter.open(bytes, options.format(TraceFormat.PCAPNG))) {
      for (Packet packet : packets) {
        writer.write(packet);
      }
    }
    return bytes.toByteArray();
  }

  /** Code, length and text of the options, and what they tell of the packet. */
  private static String describe(Packet packet) {
    TraceInterface source = TraceInterface.of(packet);
    StringBuilder text = new StringBuilder();
    text.append(packet.timestampNanos()).append(' ').append(packet.originalLength());
    text.append(' ').append(packet.direction()).append(' ').append(packet.comments());
    text.append(' ').append(packet.data().hashCode()).append(' ').append(source.name());
    text.append(' ').append(source.snapLength()).append(' ').append(source.timeResolution());
    text.append(' ').append(source.speed()).append(' ').append(source.timeOffsetSeconds());
    TraceBlock block = TraceBlock.of(packet);
    for (TraceOption option : block.options()) {
      text.append(' ').append(option).append(' ');
      switch (option.code()) {
        case FLAGS, QUEUE -> text.append(option.value().getInt());
        case DROP_COUNT, PACKET_ID -> text.append(option.value().getLong());
        default -> text.append(option.text());
      }
    }
    return text.toString();
  }

  /** A little-endian section takes blocks of big-endian ones, their numbers turned round. */
  @Test
  void optionsSurviveTheOtherByteOrder() throws IOException {
    List<Packet> big = packets(Files.readAllBytes(TestTraces.path("pcapng-blocks.pcapng")));
    assertThat(TraceBlock.of(big.get(0)).order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    List<Packet> mixed = new ArrayList<>(List.of(Packet.of(new byte[60], LinkType.ETHERNET)));
    mixed.addAll(big);
    List<Packet> little = packets(write(mixed, WriteOptions.DEFAULT));
    assertThat(TraceBlock.of(little.get(1)).order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    List<Packet> again = packets(write(little.subList(1, little.size()), WriteOptions.DEFAULT));
    List<String> expected = big.stream().map(PcapngWriterTest::describe).toList();
    assertThat(expected.toString()).contains("option");
    assertThat(little.stream().skip(1).map(PcapngWriterTest::describe)).isEqualTo(expected);
    assertThat(again.stream().map(PcapngWriterTest::describe)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pcapng-blocks.pcapng",
        "pcapng-directions.pcapng",
        "pcapng-obsolete-packets.pcapng",
        "pcapng-simple-packets.pcapng",
        "pcapng-time-resolutions.pcapng",
        "container-be.pcapng"
      })
  void cutAndEditedPacketsKeepTheirOptions(String name) throws IOException {
    List<Packet> source = packets(Files.readAllBytes(TestTraces.path(name)));
    List<Packet> cut = packets(write(source, WriteOptions.DEFAULT.snapLength(21)));
    List<Packet> edited = new ArrayList<>();
    for (Packet packet : source) {
      edited.add(packet.capturedLength() == 0 ? packet : packet.edit().put(0, (byte) 7).toPacket());
    }
    List<Packet> written = packets(write(edited, WriteOptions.DEFAULT));
    assertThat(cut).hasSameSizeAs(source);
    assertThat(written).hasSameSizeAs(source);
    for (int i = 0; i < source.size(); i++) {
      Packet expected = source.get(i).withSnapLength(21);
      assertThat(cut.get(i).data()).isEqualTo(expected.data());
      assertThat(told(cut.get(i))).isEqualTo(told(expected));
      assertThat(written.get(i).data()).isEqualTo(edited.get(i).data());
      assertThat(told(written.get(i))).isEqualTo(told(source.get(i)));
    }
  }

  private static String told(Packet packet) {
    return packet.timestampNanos()
        + " "
        + packet.originalLength()
        + " "
        + packet.direction()
        + " "
        + packet.comments();
  }

  /**
   * Names and secrets say the same in a section of the other byte order, whatever their lengths.
   */
  @Test
  void blocksThatStandForThemselvesSurviveTheOtherByteOrder() throws IOException {
    List<TraceBlock> blocks = new ArrayList<>();
    try (Trace trace = Trace.open(TestTraces.path("pcapng-blocks.pcapng"))) {
      trace.setBlockListener(blocks::add);
      assertThat(trace.packets().count()).isPositive();
    }
    Packet little = Packet.of(new byte[60], LinkType.ETHERNET);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<TraceBlock> written = new ArrayList<>();
    try (TraceWriter writer = TraceWriter.open(bytes, TraceFormat.PCAPNG)) {
      writer.write(little);
      for (TraceBlock block : blocks) {
        if (writer.write(block)) {
          written.add(block);
        }
      }
      writer.write(little);
    }
    assertThat(written)
        .extracting(TraceBlock::type)
        .contains(TraceBlock.NAME_RESOLUTION, TraceBlock.DECRYPTION_SECRETS);
    try (Trace trace = Trace.open(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(trace.packets().count()).isEqualTo(2);
      assertThat(trace.blocks()).hasSameSizeAs(written);
      for (int i = 0; i < written.size(); i++) {
        TraceBlock block = trace.blocks().get(i);
        assertThat(block.order()).isNotEqualTo(written.get(i).order());
        assertThat(block.type()).isEqualTo(written.get(i).type());
        assertThat(block.names()).isEqualTo(written.get(i).names());
        assertThat(block.options().toString()).isEqualTo(written.get(i).options().toString());
        assertThat(block.bytes().limit()).isEqualTo(written.get(i).bytes().limit());
      }
    }
    assertThat(
            TraceWriter.open(new ByteArrayOutputStream(), TraceFormat.PCAP).write(written.get(0)))
        .isFalse();
  }

  @Test
  void malformedBlocksAreTurnedAsFarAsTheyAreSound() throws IOException {
    Random random = new Random(6);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] body = new byte[4 * random.nextInt(20)];
      for (int at = 0; at < body.length; at++) {
        body[at] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(6));
      }
      PcapngFile file = new PcapngFile(ByteOrder.BIG_ENDIAN).section(-1).iface(1, 0);
      file.block(random.nextBoolean() ? TraceBlock.NAME_RESOLUTION : 10, body);
      List<TraceBlock> blocks = new ArrayList<>();
      try (Trace trace = Trace.open(new ByteArrayInputStream(file.bytes()))) {
        trace.setBlockListener(blocks::add);
        assertThat(trace.read()).isNull();
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (TraceWriter writer = TraceWriter.open(bytes, TraceFormat.PCAPNG)) {
        writer.write(Packet.of(new byte[60], LinkType.ETHERNET));
        assertThat(writer.write(blocks.get(blocks.size() - 1))).isTrue();
        writer.write(Packet.of(new byte[60], LinkType.ETHERNET));
      }
      assertThat(packets(bytes.toByteArray())).hasSize(2);
    }
  }

  /** Damaged files are followed as far as they can be read, and what is written can be read. */
  @Test
  void followsDamagedFiles() throws IOException {
    Random random = new Random(5);
    for (String name : List.of("pcapng-blocks.pcapng", "pcapng-sections.pcapng")) {
      byte[] whole = Files.readAllBytes(TestTraces.path(name));
      for (int i = 0; i < MUTATIONS; i++) {
        byte[] damaged = whole.clone();
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        follow(damaged);
      }
    }
  }

  private static void follow(byte[] damaged) throws IOException {
    Trace trace;
    try {
      trace = Trace.open(new ByteArrayInputStream(damaged));
    } catch (TraceFormatException e) {
      return;
    }
    if (trace.format() != TraceFormat.PCAPNG) {
      return;
    }
    List<Packet> read = new ArrayList<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (trace;
        TraceWriter writer = TraceWriter.open(bytes, TraceFormat.PCAPNG)) {
      writer.follow(trace);
      for (Packet packet; (packet = trace.read()) != null; ) {
        writer.write(packet);
        read.add(packet);
      }
    } catch (TraceFormatException e) {
      // what came before the fault is written
    }
    assertThat(packets(bytes.toByteArray()).stream().map(PcapngWriterTest::describe))
        .isEqualTo(read.stream().map(PcapngWriterTest::describe).toList());
  }
}
