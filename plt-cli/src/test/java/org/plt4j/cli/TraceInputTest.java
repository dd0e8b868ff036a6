// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.PcapFile;

class TraceInputTest {
  private static final int PACKETS = 1000;
  private static final int FRAME = 1000;

  @TempDir Path folder;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private TraceInput input(String... args) {
    Synopsis synopsis = new Flows().synopsis();
    Arguments arguments = Arguments.plain(synopsis, List.of(args));
    PrintStream errors = new PrintStream(err, true, UTF_8);
    return new TraceInput(
        arguments, new Streams(new Output(OutputStream.nullOutputStream()), errors));
  }

  private Path trace() throws IOException {
    List<byte[]> frames = Collections.nCopies(PACKETS, new byte[FRAME]);
    byte[] bytes = PcapFile.of(LinkType.ETHERNET, Frame.sequence(0, frames));
    return Files.write(folder.resolve("thousand.pcap"), bytes);
  }

  @Test
  void deliversThePacketsInOrder() throws IOException {
    String trace = trace().toString();
    List<Packet> packets = new ArrayList<>();

    boolean whole = input("--skip", "998", "--count", "4", trace, trace).read(packets::add);

    assertThat(whole).isTrue();
    assertThat(packets)
        .extracting(Packet::timestampNanos)
        .containsExactly(998 * 10_037_000L, 999 * 10_037_000L, 0L, 10_037_000L);
  }

  @Test
  void snapLengthCuts() throws IOException {
    List<Packet> packets = new ArrayList<>();
    input("--snap-length", "60", "--count", "1", trace().toString()).read(packets::add);

    assertThat(packets.get(0).capturedLength()).isEqualTo(60);
    assertThat(packets.get(0).originalLength()).isEqualTo(FRAME);
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsTold() throws IOException {
    Path trace = trace();
    int[] delivered = {0};

    boolean whole =
        input(trace.toString())
            .read(
                packet -> {
                  if (delivered[0]++ == 0) {
                    shorten(trace);
                  }
                });

    assertThat(whole).isFalse();
    assertThat(delivered[0]).isLessThan(PACKETS);
    assertThat(err.toString(UTF_8))
        .isEqualTo("plt: " + trace + ": the file was made shorter while it was read\n");
  }

  private static void shorten(Path trace) {
    try (FileChannel channel = FileChannel.open(trace, StandardOpenOption.WRITE)) {
      channel.truncate(100);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
