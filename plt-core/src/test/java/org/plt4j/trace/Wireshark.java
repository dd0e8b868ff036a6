// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What Wireshark's capinfos says of files that were written, where it is installed. */
final class Wireshark {
  private static final int FILES_A_RUN = 500;

  private final Map<Path, Path> sources = new HashMap<>();
  private final Map<Path, Integer> packets = new LinkedHashMap<>();

  /** Counted from each file that it reads. */
  private final Map<String, Integer> counts = new HashMap<>();

  private final List<String> complaints = new ArrayList<>();

  /** Remembers a file that was written. */
  void wrote(Path file, int count, Path source) {
    packets.put(file, count);
    sources.put(file, source);
  }

  /**
   * It reads the files to their ends, without a word on standard error, and finds all packets in
   * each. Left out are files whose sources it does not read itself: unknown link types, mostly.
   */
  void readsAll(Path folder) throws IOException, InterruptedException {
    if (!run(Set.copyOf(sources.values()), folder)) {
      System.out.println("capinfos is not installed: what is written is not read by it");
      return;
    }
    Set<Path> bad =
        Set.copyOf(sources.values()).stream()
            .filter(file -> !counts.containsKey(file.toString()) || isComplainedOf(file))
            .collect(Collectors.toSet());
    complaints.clear();
    List<Path> read = packets.keySet().stream().filter(f -> !bad.contains(source(f))).toList();
    run(read, folder);
    System.out.println(read.size() + " of " + packets.size() + " written files: capinfos agrees");
    assertThat(complaints).isEmpty();
    for (Path file : read) {
      assertThat(counts).containsEntry(file.toString(), packets.get(file));
    }
    assertThat(read.size()).isGreaterThan(packets.size() * 95 / 100);
  }

  private @Nullable Path source(Path file) {
    return sources.get(file);
  }

  private boolean isComplainedOf(Path file) {
    return complaints.stream().anyMatch(line -> line.contains(file.toString()));
  }

  private boolean run(Collection<Path> all, Path folder) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    for (List<Path> files : Lists.partition(List.copyOf(all), FILES_A_RUN)) {
      List<String> command = new ArrayList<>(List.of("capinfos", "-T", "-m", "-r", "-c"));
      files.forEach(file -> command.add(file.toString()));
      Process capinfos;
      try {
        capinfos = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      } catch (IOException e) {
        return false;
      }
      String output = new String(capinfos.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      capinfos.waitFor();
      complaints.addAll(Files.readAllLines(errors));
      for (String line : output.lines().toList()) {
        int comma = line.lastIndexOf(',');
        counts.put(line.substring(0, comma), Integer.parseInt(line.substring(comma + 1)));
      }
    }
    return true;
  }
}
