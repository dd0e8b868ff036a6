// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Reference.Capture;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Scores;
import org.plt4j.testdata.Table.Group;
import org.plt4j.testdata.Table.Row;
import org.plt4j.trace.Trace;

/**
 * Filters match, on real captures, the packets that libpcap's match, and are refused where its are.
 */
class FilterConformanceTest {
  private static final String NO_PACKET = "expression rejects all packets";

  /** libpcap clips this packet to the file's snap length of 7, where ours reads it whole. */
  private static final String CLIPPED = "ae6c2bcc1ccd 160";

  /** Captures in formats of other issues, or whose end is out of order, are left out. */
  private static final int CAPTURES = 2_100;

  private final Map<String, String> filters = new HashMap<>();
  private final Map<String, @Nullable BpfProgram> programs = new HashMap<>();
  private final Map<String, Integer> left = new TreeMap<>();
  private final Score score = new Score(20);
  private final MessageDigest sha256;

  FilterConformanceTest() throws NoSuchAlgorithmException {
    sha256 = MessageDigest.getInstance("SHA-256");
  }

  @Test
  void filtersMatchWhatLibpcapsMatch() {
    Reference.table("captures/filters.txt", "number", "expression")
        .rows()
        .forEach(row -> filters.put(row.get("number"), row.get("expression")));
    Map<String, Capture> captures = new HashMap<>();
    Reference.captures().forEach(capture -> captures.put(capture.id(), capture));
    int[] compared = {0};
    Reference.table(
            "captures/filters.tsv.gz",
            "id",
            "filter",
            "verdict",
            "count",
            "sha256",
            "first",
            "unoptimised")
        .groups()
        .forEach(
            group -> {
              Capture capture = captures.get(group.id());
              List<Packet> packets = capture == null ? null : packets(capture);
              if (capture != null && packets != null) {
                compared[0]++;
                compare(capture, packets, group);
              }
            });
    System.out.println("filters against libpcap, " + compared[0] + " captures");
    Scores.report("filters", score.toMarkdown());
    System.out.println("captures left out: " + left);
    assertThat(score.differences())
        .extracting(difference -> difference.id() + " " + difference.n())
        .containsExactly(CLIPPED);
    assertThat(compared[0]).isGreaterThan(CAPTURES);
  }

  /** The packets that libpcap reads, or null. */
  private @Nullable List<Packet> packets(Capture capture) {
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(capture.file())) {
      for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
        packets.add(packet);
      }
    } catch (IOException | UncheckedIOException e) {
      // The records before the fault count.
    }
    long known = capture.libpcapPackets();
    if (known <= 0 || packets.size() < known) {
      left.merge(capture.format() + ", " + capture.status(), 1, Integer::sum);
      return null;
    }
    return packets.subList(0, (int) known);
  }

  private void compare(Capture capture, List<Packet> packets, Group group) {
    int linkType = packets.get(0).linkType();
    for (Row row : group.rows()) {
      String number = row.get("filter");
      BpfProgram program = program(number, linkType);
      String expected;
      if (row.get("verdict").equals("ok")) {
        String unoptimised = row.has("unoptimised") ? row.get("unoptimised") : "=";
        expected =
            unoptimised.contains(":") ? unoptimised : row.get("count") + ":" + row.get("sha256");
      } else {
        expected = "refused";
      }
      if (program == null) {
        score.compare("refused", capture.id(), Long.parseLong(number), expected, "refused");
        continue;
      }
      String ours = matches(program, packets);
      if (expected.equals("refused")
          && ours.startsWith("0:")
          && row.cells().toString().contains(NO_PACKET)) {
        // Its optimiser's verdict, which is that no packet matches.
        expected = ours;
      }
      score.compare("matches", capture.id(), Long.parseLong(number), expected, ours);
    }
  }

  private @Nullable BpfProgram program(String number, int linkType) {
    String key = number + " " + linkType;
    if (!programs.containsKey(key)) {
      BpfProgram program;
      try {
        program = FilterCompiler.compile(filters.getOrDefault(number, "?"), linkType);
      } catch (PacketFilterException e) {
        program = null;
      }
      programs.put(key, program);
    }
    return programs.get(key);
  }

  private String matches(BpfProgram program, List<Packet> packets) {
    int count = 0;
    int number = 0;
    for (Packet packet : packets) {
      number++;
      ByteBuffer data = packet.data();
      if (program.run(data, 0, data.limit(), (int) packet.originalLength()) != 0) {
        count++;
        sha256.update((number + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
    return count + ":" + HexFormat.of().formatHex(sha256.digest());
  }
}
