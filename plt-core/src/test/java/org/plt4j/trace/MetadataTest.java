// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.PcapngFile;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Reference.Capture;
import org.plt4j.testdata.TestTraces;

/** What a trace knows beside packets, and that a pcapng file can be put together again of it. */
class MetadataTest {
  private static final byte[] DATA = {1, 2, 3, 4, 5};

  private static Frame frame() {
    return Frame.of(1_000_000_000L, DATA);
  }

  /** One section of each byte order with all that can be said. */
  private static byte[] everything() {
    PcapngFile file = new PcapngFile(ByteOrder.LITTLE_ENDIAN);
    describe(file);
    describe(file.order(ByteOrder.BIG_ENDIAN));
    return file.bytes();
  }

  private static void describe(PcapngFile file) {
    file.section(
        -1,
        file.option(1, "first"),
        file.option(2, "a machine"),
        file.option(3, "an OS"),
        file.option(4, "a program"),
        file.option(1, "second"));
    file.iface(
        LinkType.ETHERNET,
        96,
        file.option(2, "eth0"),
        file.option(3, "uplink"),
        file.option(4, new byte[] {10, 0, 0, 1, -1, -1, -1, 0}),
        file.option(4, new byte[] {10, 0, 0, 2, -1, 0, -1, 0}),
        file.option(5, ByteBuffer.allocate(17).put(15, (byte) 1).put(16, (byte) 64).array()),
        file.option(6, new byte[] {2, 0, 0, 0, 0, 7}),
        file.option64(8, 1_000_000_000),
        file.option(9, (byte) 9),
        file.option(11, "\0tcp"),
        file.option(12, "Linux"),
        file.option(13, (byte) 4),
        file.option64(14, -7),
        file.option(15, "card"),
        file.option(1, "of the interface"),
        file.option(4242, "unknown"));
    boolean little = file.option(1, "")[0] == 1;
    byte[] names = new byte[20];
    names[little ? 0 : 1] = 1;
    names[little ? 2 : 3] = 8;
    System.arraycopy(new byte[] {10, 0, 0, 9, 'a', 0, 'b', 0}, 0, names, 4, 8);
    file.block(4, names);
    file.block(10, new byte[] {1, 2, 3, 4, 0, 0, 0, 0});
    file.block(0xbad, new byte[] {0, 0, 0, 1, 9});
    file.block(0x12345678, new byte[] {1, 2, 3});
    file.enhanced(0, 5, frame(), file.option(1, "seen"), file.option32(2, 1), file.option(1, "x"));
    file.simple(frame());
    file.obsolete(0, 3, 6, frame(), file.option(1, "old"));
    file.block(
        5, statistics(little, file.option64(4, 100), file.option64(5, 7), file.option(1, "stats")));
    file.enhanced(0, 7, frame());
  }

  private static byte[] statistics(boolean little, byte[]... options) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    ByteBuffer head = ByteBuffer.allocate(12);
    head.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN).putInt(8, 9);
    body.writeBytes(head.array());
    for (byte[] option : options) {
      body.writeBytes(option);
    }
    return body.toByteArray();
  }

  @Test
  void everythingIsKept() throws IOException {
    try (Trace trace = Trace.open(new ByteArrayInputStream(everything()))) {
      List<Packet> packets = new ArrayList<>();
      trace.forEach(packets::add);
      assertThat(trace.sections()).hasSize(2);
      assertThat(trace.sections().get(1).order()).isEqualTo(ByteOrder.BIG_ENDIAN);
      for (TraceSection section : trace.sections()) {
        assertThat(section.hardware()).isEqualTo("a machine");
        assertThat(section.os()).isEqualTo("an OS");
        assertThat(section.application()).isEqualTo("a program");
        assertThat(section.comments()).containsExactly("first", "second");
      }
      assertThat(trace.interfaces()).hasSize(2);
      for (TraceInterface each : trace.interfaces()) {
        assertThat(each.id()).isZero();
        assertThat(each.linkType()).isEqualTo(LinkType.ETHERNET);
        assertThat(each.snapLength()).isEqualTo(96);
        assertThat(each.name()).isEqualTo("eth0");
        assertThat(each.description()).isEqualTo("uplink");
        assertThat(each.addresses())
            .containsExactly("10.0.0.1/24", "10.0.0.2/255.0.255.0", "::1/64");
        assertThat(each.macAddress()).hasToString("02:00:00:00:00:07");
        assertThat(each.speed()).isEqualTo(1_000_000_000);
        assertThat(each.timeResolution()).isEqualTo(9);
        assertThat(each.timeOffsetSeconds()).isEqualTo(-7);
        assertThat(each.filter()).isEqualTo("tcp");
        assertThat(each.os()).isEqualTo("Linux");
        assertThat(each.fcsLength()).isEqualTo(4);
        assertThat(each.hardware()).isEqualTo("card");
        assertThat(each.comments()).containsExactly("of the interface");
        assertThat(each.options()).hasSize(15);
        InterfaceStatistics statistics = Objects.requireNonNull(each.statistics());
        assertThat(statistics.received()).isEqualTo(100);
        assertThat(statistics.dropped()).isEqualTo(7);
        assertThat(statistics.accepted()).isEqualTo(Trace.NOT_KNOWN);
        assertThat(statistics.comments()).containsExactly("stats");
        assertThat(statistics.timestampNanos()).isEqualTo(9 - 7_000_000_000L);
      }
      NameRecord names = new NameRecord("10.0.0.9", List.of("a", "b"));
      assertThat(trace.names()).containsExactly(names, names);
      assertThat(trace.blocks()).extracting(TraceBlock::type).startsWith(4, 10, 0xbad).hasSize(6);
      assertThat(packets).hasSize(8);
      assertThat(packets.get(0).comments()).containsExactly("seen", "x");
      assertThat(packets.get(1).comments()).isEmpty();
      assertThat(packets.get(2).comments()).containsExactly("old");
      assertThat(TraceInterface.of(packets.get(7))).isSameAs(trace.interfaces().get(1));
      assertThat(TraceInterface.of(Packet.of(DATA, 1))).isNull();
      assertThat(TraceBlock.of(Packet.of(DATA, 1))).isNull();
      assertThat(packets.get(0).comments()).isEqualTo(packets.get(0).copy().comments());
      assertThat(trace.dropped()).isEqualTo(14);
    }
  }

  /** The block of a packet that was cut or edited holds the packet as it is, and all options. */
  @Test
  void blockFollowsThePacket() throws IOException {
    try (Trace trace = Trace.open(new ByteArrayInputStream(everything()))) {
      for (Packet whole : trace) {
        for (int length = 0; length <= DATA.length; length++) {
          Packet packet = whole.withSnapLength(length);
          checkBlock(packet, whole);
          checkBlock(packet.copy(), whole);
          if (length > 0) {
            Packet edited = packet.edit().put(0, (byte) 77).toPacket();
            assertThat(edited.data().get(0)).isEqualTo((byte) 77);
            checkBlock(edited, whole);
            assertThat(packet.data().get(0)).isEqualTo((byte) 1);
          }
        }
      }
    }
  }

  private static void checkBlock(Packet packet, Packet whole) {
    TraceBlock block = Objects.requireNonNull(TraceBlock.of(packet));
    boolean simple = block.type() == TraceBlock.SIMPLE_PACKET;
    int head = simple ? 12 : 28;
    ByteBuffer bytes = block.bytes();
    assertThat(bytes.getInt(4)).isEqualTo(bytes.limit());
    assertThat(bytes.getInt(bytes.limit() - 4)).isEqualTo(bytes.limit());
    assertThat(simple || bytes.getInt(20) == packet.capturedLength()).isTrue();
    assertThat(bytes.slice(head, packet.capturedLength())).isEqualTo(packet.data());
    assertThat(packet.comments()).isEqualTo(whole.comments());
    assertThat(block.options())
        .extracting(TraceOption::text)
        .isEqualTo(
            Objects.requireNonNull(TraceBlock.of(whole)).options().stream()
                .map(TraceOption::text)
                .toList());
  }

  // ------------------------------------------------------------------------------- passing through

  private static byte[] again(Trace opened) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Trace trace = opened) {
      trace.setBlockListener(block -> write(out, block));
      for (Packet packet : trace) {
        write(out, Objects.requireNonNull(TraceBlock.of(packet)));
      }
    } catch (UncheckedIOException e) {
      assertThat(e.getCause()).isInstanceOf(TraceFormatException.class);
    }
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, TraceBlock block) {
    byte[] bytes = new byte[block.bytes().remaining()];
    block.bytes().get(bytes);
    out.writeBytes(bytes);
  }

  @Test
  void fileIsPutTogetherAgain() throws IOException {
    assertThat(again(Trace.open(new ByteArrayInputStream(everything())))).isEqualTo(everything());
  }

  @ParameterizedTest
  @ValueSource(strings = {"container-be.pcapng", "container-le.pcapng", "flows.pcapng"})
  void generatedFileIsPutTogetherAgain(String file) throws IOException {
    Path path = TestTraces.path(file);
    assertThat(again(Trace.open(path))).isEqualTo(Files.readAllBytes(path));
  }

  /** Every pcapng capture, up to its fault if it has one. */
  @Test
  void capturesArePutTogetherAgain() throws IOException {
    int whole = 0;
    for (Capture capture : Reference.captures()) {
      if (!capture.format().startsWith("pcapng") || !capture.compression().equals("-")) {
        continue;
      }
      byte[] bytes = Files.readAllBytes(capture.file());
      byte[] again = again(Trace.open(capture.file(), Trace.Option.HEAP));
      assertThat(again.length).as(capture.id()).isLessThanOrEqualTo(bytes.length);
      assertThat(new ByteArrayInputStream(bytes).readNBytes(again.length))
          .as(capture.id())
          .isEqualTo(again);
      whole += again.length == bytes.length ? 1 : 0;
      if (capture.isClean()) {
        assertThat(again).as(capture.id()).hasSameSizeAs(bytes);
      }
    }
    System.out.println(whole + " pcapng captures put together again, byte for byte");
    assertThat(whole).isPositive();
  }

  @Test
  void memoryForDescriptionsIsBounded() throws IOException {
    PcapngFile file = new PcapngFile(ByteOrder.LITTLE_ENDIAN);
    byte[] comment = file.option(1, new byte[60_000]);
    for (int i = 0; i < 500; i++) {
      file.section(-1, comment).iface(1, 0, file.option(9, (byte) 9), comment);
      file.block(0xbad, new byte[20_000]);
      file.enhanced(0, i, frame());
    }
    try (Trace trace = Trace.open(new ByteArrayInputStream(file.bytes()))) {
      for (Packet packet : trace) {
        assertThat(packet.timestampNanos()).isEqualTo(trace.records() - 1);
      }
      assertThat(trace.records()).isEqualTo(500);
      long kept =
          trace.interfaces().stream()
                  .flatMap(each -> each.options().stream())
                  .mapToLong(option -> option.value().limit())
                  .sum()
              + trace.sections().stream()
                  .flatMap(each -> each.options().stream())
                  .mapToLong(option -> option.value().limit())
                  .sum()
              + trace.blocks().stream().mapToLong(block -> block.bytes().limit()).sum();
      assertThat(kept).isBetween(4L << 20, 8L << 20);
    }
  }
}
