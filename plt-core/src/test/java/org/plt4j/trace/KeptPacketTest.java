// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.plt4j.packet.Everything;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.TestTraces;

/**
 * All packets of a trace are kept; after it was closed, another thread finds in them what a second
 * reading finds. However the bytes come in, the packets are the same.
 */
class KeptPacketTest {
  /** The ways in which a trace's bytes come to its packets. */
  private enum Way {
    MAPPED {
      @Override
      Trace open(Path file) throws IOException {
        return Trace.open(file);
      }
    },
    SMALL_WINDOWS {
      @Override
      Trace open(Path file) throws IOException {
        return Trace.open(file, null, 4096);
      }
    },
    WINDOWS_SMALLER_THAN_RECORDS {
      @Override
      Trace open(Path file) throws IOException {
        return Trace.open(file, null, 1);
      }
    },
    HEAP {
      @Override
      Trace open(Path file) throws IOException {
        return Trace.open(file, Trace.Option.HEAP);
      }
    },
    STREAM {
      @Override
      Trace open(Path file) throws IOException {
        return Trace.open(new ByteArrayInputStream(Files.readAllBytes(file)));
      }
    },
    TRICKLE {
      @Override
      Trace open(Path file) throws IOException {
        return Trace.open(new Trickle(new ByteArrayInputStream(Files.readAllBytes(file))));
      }
    },
    GZIP {
      @Override
      Trace open(Path file) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
          Files.copy(file, out);
        }
        return Trace.open(new ByteArrayInputStream(zipped.toByteArray()));
      }
    };

    abstract Trace open(Path file) throws IOException;
  }

  /** A stream that gives seven bytes at a time, as a slow pipe may. */
  private static final class Trickle extends FilterInputStream {
    Trickle(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      return super.read(bytes, from, Math.min(length, 7));
    }

    @Override
    public int available() {
      return 0;
    }
  }

  static Stream<Path> testTraces() {
    return TestTraces.all().stream();
  }

  @ParameterizedTest
  @MethodSource("testTraces")
  void testTrace(Path file) throws IOException {
    check(file);
  }

  @ParameterizedTest
  @EnumSource
  void recordsLargerThanWindowsAndChunks(Size size, @TempDir Path folder) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < size.count; i++) {
      byte[] bytes = new byte[size.length - i % 3];
      bytes[12] = 8;
      bytes[14] = 0x45;
      bytes[bytes.length - 1] = (byte) i;
      frames.add(Frame.of(i, bytes));
    }
    check(Files.write(folder.resolve("large.pcap"), PcapFile.of(LinkType.ETHERNET, frames)));
  }

  private enum Size {
    LARGEST(262_144, 12),
    MANY(1000, 3000);

    final int length;
    final int count;

    Size(int length, int count) {
      this.length = length;
      this.count = count;
    }
  }

  @Test
  void captures() throws IOException {
    List<Path> small =
        Reference.captures().stream()
            .filter(c -> c.isClean() && c.format().startsWith("pcap") && c.size() < 100_000)
            .filter(c -> c.compression().equals("-") || c.compression().equals("gz"))
            .map(Reference.Capture::file)
            .limit(200)
            .toList();
    for (Path file : small) {
      check(file);
    }
    assertThat(small).hasSize(200);
  }

  private static void check(Path file) throws IOException {
    List<Map<String, @Nullable Object>> expected = new ArrayList<>();
    try (Trace trace = Trace.open(file)) {
      for (Packet packet : trace) {
        expected.add(Everything.of(packet));
      }
    }
    for (Way way : Way.values()) {
      List<Packet> kept = new ArrayList<>();
      try (Trace trace = way.open(file)) {
        trace.forEach(kept::add);
      }
      CompletableFuture.runAsync(() -> compare(kept, expected, file + " " + way)).join();
    }
  }

  private static void compare(
      List<Packet> kept, List<Map<String, @Nullable Object>> expected, String what) {
    assertThat(kept).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < kept.size(); i++) {
      Packet packet = kept.get(i);
      assertThat(Everything.difference(expected.get(i), Everything.of(packet))).as(what).isNull();
      assertThat(Everything.difference(expected.get(i), Everything.of(packet.copy())))
          .as(what + ", copied")
          .isNull();
    }
  }
}
