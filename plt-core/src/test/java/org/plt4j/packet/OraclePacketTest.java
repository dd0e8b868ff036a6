// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Scores;
import org.plt4j.trace.Trace;

/**
 * Every attribute of every packet that python-libtrace printed is what we say, but for its known
 * faults ({@link OracleFault}), each of which excuses a difference only where it applies.
 */
class OraclePacketTest {
  /** What is printed beside these belongs to other parts: filters, flows, DNS. */
  private static final List<String> GROUPS =
      List.of(
          "pkt",
          "layer2",
          "layer3",
          "transport",
          "ip",
          "ip6",
          "tcp",
          "udp",
          "tcp_payload",
          "udp_payload",
          "icmp",
          "icmp6",
          "sctp",
          "cksm");

  /** Formats and compressions that are not read yet, or that the original could not read. */
  private static final List<String> NOT_COMPARED =
      List.of(".tsh", ".duck", ".bz2", ".xz", "legacy", ".pcapng", "provenance", "radiotap");

  private final Score score = new Score(20);
  private final Map<String, Map<OracleFault, Integer>> excused = new LinkedHashMap<>();
  private int packets;

  @Test
  void everyAttributeIsWhatTheOriginalSays() throws IOException {
    for (Path oracle : oracles()) {
      compare(oracle);
    }
    reportScores();
    assertThat(score.differences()).isEmpty();
    assertThat(packets).isEqualTo(23_486);
    assertThat(OracleFault.values())
        .as("faults that excuse something")
        .allMatch(fault -> excused.values().stream().anyMatch(of -> of.containsKey(fault)));
  }

  private static List<Path> oracles() throws IOException {
    try (Stream<Path> files = Files.list(Reference.require("oracle"))) {
      return files
          .filter(file -> NOT_COMPARED.stream().noneMatch(file.getFileName().toString()::contains))
          .sorted()
          .toList();
    }
  }

  private void compare(Path oracle) throws IOException {
    String name = oracle.getFileName().toString().replace(".jsonl.gz", "");
    String folder = name.startsWith("lt_") ? "traces/" : "original/";
    Path file = Reference.require(folder + name.substring(name.indexOf('_') + 1));
    try (Trace trace = Trace.open(file);
        BufferedReader lines = gunzip(oracle)) {
      String line = lines.readLine();
      for (; line != null && !line.startsWith("{\"end\""); line = lines.readLine()) {
        Packet packet = Objects.requireNonNull(trace.read());
        Map<String, @Nullable Object> row = Json.object(line);
        if (!row.containsKey("read_error")) { // some packets are beyond it
          packets++;
          Map<String, @Nullable Object> ours = OracleView.of(packet, trace.format());
          Place place = new Place(name, (Long) row.get("n"), packet);
          for (String group : GROUPS) {
            compare(place, group, group, plain(row.get(group)), ours.get(group));
          }
        }
      }
      assertThat(line).contains("\"end\": true");
      assertThat(trace.read()).isNull();
    }
  }

  /** A packet and where it is from. */
  private record Place(String trace, Long n, Packet packet) {}

  private void compare(
      Place place, String group, String path, @Nullable Object theirs, @Nullable Object ours) {
    if (theirs instanceof Map && ours instanceof Map) {
      Map<String, @Nullable Object> t = Json.asObject(theirs);
      Map<String, @Nullable Object> o = Json.asObject(ours);
      Set<String> names = new LinkedHashSet<>(t.keySet());
      names.addAll(o.keySet());
      for (String name : names) {
        Object their = t.getOrDefault(name, OracleFault.ABSENT);
        Object our = o.getOrDefault(name, OracleFault.ABSENT);
        compare(place, group, path + "." + name, their, our);
      }
    } else if (theirs instanceof List<?> t && ours instanceof List<?> o && t.size() == o.size()) {
      for (int i = 0; i < t.size(); i++) {
        compare(place, group, path + "[" + i + "]", t.get(i), o.get(i));
      }
    } else {
      OracleFault fault =
          Objects.equals(theirs, ours) ? null : OracleFault.of(path, place.packet, theirs, ours);
      if (fault == null) {
        score.compare(group, place.trace + " " + path, place.n, theirs, ours);
      } else {
        excused.computeIfAbsent(group, absent -> new TreeMap<>()).merge(fault, 1, Integer::sum);
      }
    }
  }

  private void reportScores() {
    System.out.println(packets + " packets");
    Scores.Rows groups = new Scores.Rows("attributes of", "equal:", "excused:", "different:");
    Map<OracleFault, Integer> faults = new TreeMap<>();
    for (String group : GROUPS) {
      Map<OracleFault, Integer> of = excused.getOrDefault(group, Map.of());
      int differences = of.values().stream().mapToInt(Integer::intValue).sum();
      groups.add(group, score.equal(group), differences, score.different(group));
      of.forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
    }
    Scores.report("original", groups.toString());
    Scores.Rows causes = new Scores.Rows("fault", "what the original does", "differences:");
    faults.forEach((fault, count) -> causes.add("" + fault.number, fault.text, count));
    Scores.report("original-faults", causes.toString());
  }

  /** A value as we have it: doubles by their exact form, nothing for an exception. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Map) {
      Map<String, @Nullable Object> members = Json.asObject(value);
      if (members.containsKey("!")) {
        return null;
      }
      if (members.containsKey("hex")) {
        return Double.valueOf((String) members.get("hex"));
      }
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      members.forEach((key, member) -> plain.put(key, plain(member)));
      return plain;
    }
    if (value instanceof List<?> elements) {
      List<@Nullable Object> plain = new ArrayList<>();
      elements.forEach(element -> plain.add(plain(element)));
      return plain;
    }
    return value;
  }

  private static BufferedReader gunzip(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file), 1 << 16), StandardCharsets.UTF_8));
  }
}
