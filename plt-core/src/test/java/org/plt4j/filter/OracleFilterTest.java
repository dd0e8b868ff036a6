// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Scores;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormatException;

/** The filters that python-libtrace applied to each packet give the same answer. */
class OracleFilterTest {
  /** The filters that ask for the length. */
  private static final List<String> LENGTHS = List.of("len > 200", "greater 64");

  private final Score score = new Score(20);
  private final Map<String, PacketFilter> filters = new TreeMap<>();
  private long packets;
  private long captured;

  @Test
  void filtersAnswerAsTheOriginals() throws IOException {
    List<Path> oracles;
    try (Stream<Path> files = Files.list(Reference.require("oracle"))) {
      oracles = files.sorted().toList();
    }
    StringBuilder left = new StringBuilder();
    for (Path oracle : oracles) {
      String name = oracle.getFileName().toString().replace(".jsonl.gz", "");
      String folder = name.startsWith("lt_") ? "traces/" : "original/";
      Path file = Reference.require("").resolve(folder + name.substring(name.indexOf('_') + 1));
      if (!Files.exists(file)) { // made of another while the oracle was asked
        left.append("no file: ").append(name).append('\n');
        continue;
      }
      try (Trace trace = Trace.open(file)) {
        compare(name, oracle, trace);
      } catch (TraceFormatException e) {
        left.append("not read: ").append(name).append(": ").append(e.getMessage()).append('\n');
      }
    }
    System.out.println(packets + " packets, filters against the original's\n" + left);
    Scores.report("filters-original", score.toMarkdown());
    System.out.println(
        captured + " answers on the captured length, which the original takes for it");
    assertThat(score.differences()).isEmpty();
    assertThat(packets).isGreaterThan(23_000);
  }

  private void compare(String name, Path oracle, Trace trace) throws IOException {
    try (BufferedReader lines = gunzip(oracle)) {
      String line = lines.readLine();
      for (; line != null && !line.startsWith("{\"end\""); line = lines.readLine()) {
        Packet packet = trace.read();
        Map<String, @Nullable Object> row = Json.object(line);
        if (packet == null || !(row.get("bpf") instanceof Map)) {
          continue; // the original failed on it
        }
        packets++;
        for (Map.Entry<String, @Nullable Object> each : Json.asObject(row.get("bpf")).entrySet()) {
          String expression = each.getKey();
          PacketFilter filter = filters.computeIfAbsent(expression, PacketFilter::compile);
          boolean ours = filter.matches(packet);
          if (!each.getValue().equals(ours) && LENGTHS.contains(expression)) {
            // libtrace gives a filter the captured length for the packet's
            captured++;
            ours = filter.matches(Packet.of(packet.data(), packet.linkType()));
          }
          score.compare(expression, name, packets, each.getValue(), ours);
        }
      }
    }
  }

  private static BufferedReader gunzip(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }
}
