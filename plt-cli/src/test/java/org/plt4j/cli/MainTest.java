// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.packet.LinkType;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.Ip4Builder;
import org.plt4j.testdata.LinkLayers;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.TestTraces;

/** The command as a process of its own. */
class MainTest {
  private static final Path DAY = TestTraces.path("flows.pcap");

  @TempDir Path folder;

  private static ProcessBuilder plt(String... args) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command);
  }

  private Run run(ProcessBuilder builder) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    int code = process.waitFor();
    return new Run(code, Files.readString(out), Files.readString(err));
  }

  @Test
  void readsStandardInput() throws IOException, InterruptedException {
    Run expected = Run.plt("flows", "--json", DAY);

    assertThat(run(plt("flows", "--json", "-").redirectInput(DAY.toFile()))).isEqualTo(expected);
  }

  @Test
  void writesTracesToStandardOutput() throws IOException, InterruptedException {
    Path expected = folder.resolve("expected.pcapng");
    Run.plt("convert", DAY, expected);
    for (String out : List.of("pcapng:-", "pcapng:/dev/stdout")) {
      Path file = folder.resolve("piped");
      Process process =
          plt("convert", "-", out)
              .redirectInput(DAY.toFile())
              .redirectOutput(file.toFile())
              .redirectError(folder.resolve("err").toFile())
              .start();

      assertThat(process.waitFor()).isEqualTo(Main.DONE);
      assertThat(file).hasSameBinaryContentAs(expected);
      assertThat(folder.resolve("err")).hasContent("228 packets written");
    }
  }

  @Test
  void exitsWithTheCode() throws IOException, InterruptedException {
    assertThat(run(plt("flows", "--totals", "missing")))
        .isEqualTo(
            new Run(1, "pkts=0 bytes=0 ip=0 pairs=0 flows=0\n", "plt: missing: no such file\n"));
    assertThat(run(plt("flows")).code()).isEqualTo(2);
  }

  /** More lines than a pipe holds, of which the reader takes one. */
  @Test
  void aClosedPipeEndsQuietly() throws IOException, InterruptedException {
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      String src = "10.1." + i / 250 + "." + i % 250;
      packets.add(LinkLayers.ethernet(Ip4Builder.ip4(src, "10.0.0.1").carryAsIs(1, new byte[8])));
    }
    Path many = folder.resolve("many.pcap");
    Files.write(many, PcapFile.of(LinkType.ETHERNET, Frame.sequence(0, packets)));
    Path err = folder.resolve("err");
    Process process = plt("flows", "--json", many.toString()).redirectError(err.toFile()).start();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      assertThat(reader.readLine()).startsWith("{\"version\":4,");
    }

    assertThat(process.waitFor()).isEqualTo(Main.DONE);
    assertThat(err).isEmptyFile();
  }
}
