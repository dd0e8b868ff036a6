// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.packet.Everything;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.TestTraces;

/**
 * Bent packets and files, the same in every run: nothing throws but a {@link TraceFormatException}
 * for a file, and everything ends.
 */
class FlipTest {
  private static final int LINK_TYPES = 301;

  /** A text of each view, which takes as long as all else, is made of every eighth packet only. */
  private static final int TEXTS = 8;

  private final SplittableRandom random = new SplittableRandom(20250101);
  private int reads;

  @Test
  void packetsOfTestTraces() {
    bend(SamplePackets.ofTestTraces(), 1000);
  }

  @Test
  void packetsOfCaptures() {
    bend(SamplePackets.ofCaptures(5, 200), 100);
  }

  /** Those with the same layers as several before are bent an eighth as often. */
  private void bend(List<Packet> packets, int times) {
    assertThat(packets).isNotEmpty();
    SamplePackets.Shapes shapes = new SamplePackets.Shapes();
    for (Packet packet : packets) {
      byte[] bytes = bytes(packet);
      boolean isRare = shapes.before(packet) < SamplePackets.Shapes.FEW;
      for (int i = 0; i < (isRare ? times : times / 8); i++) {
        int linkType = i % 2 == 0 ? packet.linkType() : random.nextInt(LINK_TYPES);
        read(mutated(bytes, 64), linkType);
      }
    }
  }

  /** Every sort of link layer is fed every sort of packet. */
  @Test
  void everyPacketUnderEveryLinkType() {
    for (Packet packet : SamplePackets.ofTestTraces()) {
      byte[] bytes = bytes(packet);
      for (int linkType = 0; linkType < LINK_TYPES; linkType++) {
        read(bytes, linkType);
      }
    }
  }

  /** What headers between link and network layer are made of: tags, labels, types, addresses. */
  private static final List<byte[]> PIECES =
      Stream.of(
              "aaaa03000000",
              "0380",
              "fefe03",
              "0003",
              "8100",
              "0001",
              "88a8",
              "05dc",
              "8847",
              "00000000",
              "8864",
              "110000000000",
              "0021",
              "0281",
              "ff03",
              "0800",
              "86dd",
              "0f00")
          .map(HexFormat.of()::parseHex)
          .toList();

  /** Headers that announce each other over and over, as far as offsets go and further. */
  @Test
  void headersOverAndOver() {
    for (int i = 0; i < 2_000; i++) {
      ByteBuffer turn = ByteBuffer.allocate(64);
      for (int pieces = 1 + random.nextInt(5); pieces > 0; pieces--) {
        turn.put(PIECES.get(random.nextInt(PIECES.size())));
      }
      byte[] bytes = new byte[i % 8 == 0 ? 70_000 : 4_000];
      int length = turn.flip().remaining();
      for (int at = random.nextInt(length + 14); at < bytes.length; at += length) {
        turn.get(0, bytes, at, Math.min(length, bytes.length - at));
      }
      read(bytes, i % 4 == 0 ? random.nextInt(LINK_TYPES) : LinkType.ETHERNET);
    }
  }

  private void read(byte[] bytes, int linkType) {
    Packet packet = Packet.of(bytes, linkType);
    reads++;
    try {
      Everything.visit(
          packet,
          reads % TEXTS == 0,
          (name, value) -> {
            if (value instanceof ByteBuffer buffer && buffer.remaining() > bytes.length) {
              fail("%s has %d bytes", name, buffer.remaining());
            }
          });
    } catch (RuntimeException | Error e) {
      String head = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 256));
      throw new AssertionError(linkType + ": " + bytes.length + " bytes " + head, e);
    }
  }

  private static byte[] bytes(Packet packet) {
    byte[] bytes = new byte[packet.capturedLength()];
    packet.data().get(bytes);
    return bytes;
  }

  /** Up to four changes, most of them among the first bytes, where the headers are. */
  private byte[] mutated(byte[] original, int head) {
    byte[] bytes = original.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      int at = random.nextInt(random.nextInt(4) == 0 ? bytes.length : Math.min(head, bytes.length));
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = 0;
        case 1 -> bytes[at] = (byte) 0xff;
        case 2 -> bytes[at] = (byte) random.nextInt();
        case 3 -> Arrays.fill(bytes, at, Math.min(at + 4, bytes.length), (byte) 0xff);
        case 4 -> bytes = Arrays.copyOf(bytes, at);
        default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return bytes;
  }

  // ---------------------------------------------------------------------------------------- files

  @Test
  void filesFromStreams() throws IOException {
    int bad = 0;
    for (Path trace : TestTraces.all()) {
      byte[] bytes = Files.readAllBytes(trace);
      Set<Content> seen = new HashSet<>();
      for (int i = 0; i < 300; i++) {
        byte[] bent = mutated(bytes, bytes.length);
        try (Trace opened = Trace.open(new ByteArrayInputStream(bent))) {
          readToEnd(opened, seen);
        } catch (TraceFormatException e) {
          bad++;
        } catch (IOException | RuntimeException | Error e) {
          throw new AssertionError(trace + " bent: " + HexFormat.of().formatHex(bent), e);
        }
      }
    }
    assertThat(bad).isPositive();
  }

  @Test
  void mappedFiles(@TempDir Path folder) throws IOException {
    int bad = 0;
    for (Path trace : TestTraces.all()) {
      byte[] bytes = Files.readAllBytes(trace);
      Set<Content> seen = new HashSet<>();
      for (int i = 0; i < 30; i++) {
        Path bent = folder.resolve(i + "-" + trace.getFileName());
        Files.write(bent, mutated(bytes, bytes.length));
        try (Trace opened = Trace.open(bent, null, 4096)) {
          readToEnd(opened, seen);
        } catch (TraceFormatException e) {
          bad++;
        }
      }
    }
    assertThat(bad).isPositive();
  }

  /** What packets of bent files hold; most of them are as they were. */
  private record Content(int linkType, long originalLength, ByteBuffer data) {}

  private static void readToEnd(Trace trace, Set<Content> seen) throws IOException {
    for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
      if (seen.add(new Content(packet.linkType(), packet.originalLength(), packet.data()))) {
        Everything.visit(packet, true, (name, value) -> {});
      } else {
        assertThat(packet.comments()).isNotNull(); // time and options may be others
      }
      // no trace of ours has so many, and no record is empty
      assertThat(trace.records()).isLessThan(100_000);
    }
  }
}
