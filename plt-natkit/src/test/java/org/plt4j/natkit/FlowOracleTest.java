// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Stop;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Scores;
import org.plt4j.trace.Trace;

/**
 * Flows, their keys to the byte and which ends are at home are what python-libtrace printed, but
 * for its faults, each of which excuses a difference only where it applies.
 */
class FlowOracleTest {
  /** Formats and compressions that are not read yet, or that the original could not read. */
  private static final List<String> NOT_COMPARED =
      List.of(".tsh", ".duck", ".bz2", ".xz", "legacy", ".pcapng", "provenance", "radiotap");

  private static final HomeNetwork HOME =
      HomeNetwork.of(IpPrefix.parse("130.216.0.0/16"), IpPrefix.parse("2001:df0::/47"));

  /** Why ours differs. */
  private enum Why {
    LINK("the original looks for IP behind one tag alone (reads no MPLS, PPPoE, stacked tags)") {
      @Override
      boolean excuses(Packet packet, Map<String, @Nullable Object> row) {
        return row.get("ip") == null && row.get("ip6") == null && row.get("flow") == null;
      }
    },
    FRAGMENT("a later fragment has its IP header's protocol (6: and no ports)") {
      @Override
      boolean excuses(Packet packet, Map<String, @Nullable Object> row) {
        return packet.stop() == Stop.FRAGMENT;
      }
    },
    SCTP("our keys carry SCTP's ports") {
      @Override
      boolean excuses(Packet packet, Map<String, @Nullable Object> row) {
        return packet.protocol() == IpProtocol.SCTP;
      }
    };

    final String text;

    Why(String text) {
      this.text = text;
    }

    abstract boolean excuses(Packet packet, Map<String, @Nullable Object> row);
  }

  private final Score score = new Score(20);
  private final Map<Why, Integer> excused = new EnumMap<>(Why.class);

  @Test
  void flowsAreWhatTheOriginalSays() throws IOException {
    long packets = 0;
    try (Stream<Path> files = Files.list(Reference.require("oracle"))) {
      for (Path oracle : (Iterable<Path>) files.sorted()::iterator) {
        if (NOT_COMPARED.stream().noneMatch(oracle.getFileName().toString()::contains)) {
          packets += compare(oracle);
        }
      }
    }
    System.out.println(packets + " packets: flows and keys of the original");
    Scores.report("flows-original", score.toMarkdown());
    excused.forEach((why, count) -> System.out.printf("%6d  %s%n", count, why.text));
    assertThat(score.differences()).isEmpty();
    assertThat(packets).isEqualTo(23_486);
    assertThat(excused).as("every excuse is needed").containsOnlyKeys(Why.values());
  }

  private long compare(Path oracle) throws IOException {
    String name = oracle.getFileName().toString().replace(".jsonl.gz", "");
    String folder = name.startsWith("lt_") ? "traces/" : "original/";
    long packets = 0;
    try (Trace trace =
            Trace.open(Reference.require(folder + name.substring(name.indexOf('_') + 1)));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(oracle), 1 << 16),
                    StandardCharsets.UTF_8))) {
      for (String line = lines.readLine();
          line != null && !line.startsWith("{\"end\"");
          line = lines.readLine()) {
        Packet packet = Objects.requireNonNull(trace.read());
        Map<String, @Nullable Object> row = Json.object(line);
        if (!row.containsKey("read_error")) {
          packets++;
          compare(name, packet, row);
        }
      }
    }
    return packets;
  }

  private void compare(String name, Packet packet, Map<String, @Nullable Object> row) {
    Map<String, @Nullable Object> ours = flow(packet);
    Object flow = row.get("flow");
    Map<String, @Nullable Object> theirs = flow == null ? Map.of() : Json.asObject(flow);
    boolean equal =
        ours.isEmpty()
            ? theirs.isEmpty()
            : ours.entrySet().stream()
                .allMatch(e -> Objects.equals(member(theirs, e.getKey()), e.getValue()));
    if (!equal) {
      for (Why why : Why.values()) {
        if (why.excuses(packet, row)) {
          excused.merge(why, 1, Integer::sum);
          return;
        }
      }
    }
    Long n = (Long) Objects.requireNonNull(row.get("n"));
    score.compare("flow or none", name, n, theirs.isEmpty(), ours.isEmpty());
    ours.forEach((key, value) -> score.compare(key, name, n, member(theirs, key), value));
  }

  private static @Nullable Object member(Map<String, @Nullable Object> flow, String path) {
    if (path.startsWith("home.")) {
      Object home = flow.get("home");
      return home == null ? null : Json.asObject(home).get(path.substring(5));
    }
    return flow.get(path);
  }

  private static Map<String, @Nullable Object> flow(Packet packet) {
    Map<String, @Nullable Object> flow = new LinkedHashMap<>();
    FlowKey key = FlowKey.of(packet);
    if (key != null) {
      flow.put("version", (long) key.version());
      flow.put("proto", (long) key.protocol());
      flow.put("src_port", (long) key.srcPort());
      flow.put("dst_port", (long) key.dstPort());
      flow.put("src_prefix", key.src().toString());
      flow.put("dst_prefix", key.dst().toString());
      flow.put("fwd_key", HexFormat.of().formatHex(key.toBytes()));
      flow.put("rev_key", HexFormat.of().formatHex(key.reverse().toBytes()));
      HomeFlow home = HOME.flow(key);
      flow.put("home.src_in_home", home.isSrcHome());
      flow.put("home.dst_in_home", home.isDstHome());
      flow.put("home.is_inward", home.crossesBorder()); // the original's name for it
      flow.put("home.home_key", HexFormat.of().formatHex(home.homeKey().toBytes()));
    }
    return flow;
  }
}
