// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Compression;

/** Without a codec's library, or a part of it, reading and writing say what is missing. */
class MissingLibraryTest {
  @TempDir private Path folder;

  /** Runs one command for each argument, whose words have spaces between them. */
  static final class Child {
    private Child() {}

    public static void main(String[] commands) {
      for (String command : commands) {
        Run run = Run.plt((Object[]) command.split(" "));
        System.out.println((run.code() + " " + run.err()).strip());
      }
    }
  }

  private static Path compressed(Compression compression) {
    return TestTraces.folder().resolve("compressed/flows.pcap." + compression.suffix());
  }

  /** What is printed of each command where no library matches the pattern. */
  private List<String> without(String jar, List<String> commands)
      throws IOException, InterruptedException {
    String modules = System.getProperty("jdk.module.path", "");
    String all = System.getProperty("java.class.path") + File.pathSeparator + modules;
    Pattern removed = Pattern.compile(jar);
    List<String> kept =
        Stream.of(all.split(File.pathSeparator))
            .filter(entry -> !removed.matcher(entry).find())
            .toList();
    assertThat(kept.size()).isLessThan(all.split(File.pathSeparator).length);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, kept), Child.class.getName()));
    command.addAll(commands);
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(printed).isZero();
    return printed.lines().filter(line -> !line.startsWith("WARNING: ")).toList();
  }

  private String read(Compression compression) {
    return "flows --totals " + compressed(compression);
  }

  private String write(Compression compression) {
    Path out = folder.resolve("out.pcap." + compression.suffix());
    return "convert " + TestTraces.path("flows.pcap") + " " + out;
  }

  @Test
  void everyLibraryIsNamed() throws IOException, InterruptedException {
    List<String> commands = new ArrayList<>();
    List<String> artifacts = new ArrayList<>();
    for (Compression each : Compression.values()) {
      if (each != Compression.GZIP) {
        commands.add(read(each));
        artifacts.add("1 .*compressed with " + each + ": reading it needs " + each.artifact());
      }
      if (each != Compression.GZIP && each != Compression.COMPRESS) {
        commands.add(write(each));
        artifacts.add("1 .*writing " + each + " needs " + each.artifact());
      }
    }
    List<String> printed =
        without("commons-compress|tukaani|xz-[0-9.]+jar|aircompressor", commands);
    assertThat(printed).hasSameSizeAs(artifacts);
    for (int i = 0; i < printed.size(); i++) {
      assertThat(printed.get(i)).matches(artifacts.get(i) + ".*");
    }
    assertNothingWritten();
  }

  @Test
  void oneThatIsThereServes() throws IOException, InterruptedException {
    List<String> printed =
        without("commons-compress", List.of(read(Compression.XZ), read(Compression.ZSTD)));
    assertThat(printed).hasSize(2).allMatch(line -> line.startsWith("0"));
  }

  /** What Commons Compress stands on is looked for only when it works. */
  @Test
  void partsOfALibraryAreNamed() throws IOException, InterruptedException {
    List<String> commands = new ArrayList<>();
    for (Compression each : List.of(Compression.BZIP2, Compression.LZ4, Compression.COMPRESS)) {
      commands.add(read(each));
      if (each != Compression.COMPRESS) {
        commands.add(write(each));
      }
    }
    List<String> printed = without("commons-(io|lang3|codec)", commands);
    assertThat(printed)
        .hasSameSizeAs(commands)
        .allMatch(line -> line.startsWith("0") || line.contains("commons-compress and what"))
        .anyMatch(line -> line.contains("(no org/apache/commons/io/"));
  }

  private void assertNothingWritten() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
