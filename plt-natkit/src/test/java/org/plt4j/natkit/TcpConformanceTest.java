// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
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

/** What tshark tells of TCP connections is what we tell, column by column. */
class TcpConformanceTest {
  /** Per cent of the connections that must be equal in each column. */
  private static final double WANTED = 98;

  /**
   * What tshark and we define differently: times are taken from the first sending by us, from the
   * last by tshark; see docs/flows.md.
   */
  private static final Set<String> NOT_WANTED =
      Set.of("AckRttCount", "AckRttMinNanos", "AckRttMaxNanos", "MaxBytesInFlight");

  @Test
  void captures() throws IOException {
    Map<String, Path> files = new HashMap<>();
    for (Capture capture : Reference.captures()) {
      if (capture.format().startsWith("pcap")) {
        files.put(capture.id(), capture.file());
      }
    }
    Map<String, Score> scores = compare("tcp", "conversations/", files);
    scores.forEach(
        (column, score) ->
            assertThat(NOT_WANTED.contains(column) ? 100 : score.percent(column))
                .as("%s: %s", column, score.differences())
                .isGreaterThanOrEqualTo(WANTED));
  }

  @Test
  void synthetic() throws IOException {
    Map<String, Path> files = new HashMap<>();
    try (Stream<Path> list = Files.list(Reference.require("conversations/synthetic/pcap"))) {
      list.forEach(file -> files.put(file.getFileName().toString().replace(".pcap", ""), file));
    }
    Map<String, Score> scores = compare("tcp-synthetic", "conversations/synthetic/", files);
    scores.forEach(
        (column, score) -> {
          if (!NOT_WANTED.contains(column)) {
            assertThat(score.differences()).isEmpty();
          }
        });
  }

  private static Map<String, Score> compare(String table, String folder, Map<String, Path> files)
      throws IOException {
    Map<String, Score> scores = new LinkedHashMap<>();
    Map<String, Set<String>> differing = new LinkedHashMap<>();
    long connections = 0;
    long absent = 0;
    long leftOut = 0;
    try (Stream<Group> groups = Reference.table(folder + "tcp-analysis.tsv.gz").groups()) {
      for (Group group : (Iterable<Group>) groups::iterator) {
        Path file = files.get(group.id());
        if (file == null) {
          leftOut++;
          continue;
        }
        Map<Long, TcpConnection> ours = read(file);
        for (Row row : group.rows()) {
          connections++;
          TcpConnection connection = ours.get(row.number("firstPacket"));
          if (connection == null) {
            absent++;
            continue;
          }
          values(connection, row)
              .forEach(
                  (name, value) -> {
                    String column = name.replaceFirst("^(fwd|rev)", "");
                    Score score = scores.computeIfAbsent(column, absentYet -> new Score(30));
                    long stream = row.number("stream");
                    if (!score.compare(column, group.id(), stream, row.get(name), value)) {
                      differing
                          .computeIfAbsent(column, absentYet -> new HashSet<>())
                          .add(group.id());
                    }
                  });
        }
      }
    }
    System.out.printf(
        "%s: %d connections, %d begin at another packet; %d captures of other formats%n",
        folder, connections, absent, leftOut);
    Scores.Rows rows =
        new Scores.Rows("column", "equal:", "different:", "per cent:", "in captures:");
    scores.forEach(
        (column, score) -> {
          int captures = differing.getOrDefault(column, Set.of()).size();
          rows.add(
              column,
              score.equal(column),
              score.different(column),
              score.percent(column),
              captures);
          score.differences().stream().limit(4).forEach(line -> System.out.println("    " + line));
        });
    Scores.report(table, rows.toString());
    assertThat(connections).isPositive();
    assertThat(absent).isLessThanOrEqualTo(connections / 50);
    return scores;
  }

  /** The connections by the number of their first packet, those inside of tunnels. */
  private static Map<Long, TcpConnection> read(Path file) throws IOException {
    TcpAnalyzer analyzer = new TcpAnalyzer();
    Map<Long, TcpConnection> first = new HashMap<>();
    try (Trace trace = Trace.open(file)) {
      long n = 0;
      for (Packet packet : trace) {
        n++;
        TcpSegment segment = analyzer.add(packet.innermost());
        if (segment != null && first.size() < analyzer.connections().size()) {
          first.put(n, segment.connection());
        }
      }
    }
    return first;
  }

  private static Map<String, @Nullable String> values(TcpConnection connection, Row row) {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    for (boolean forward : List.of(true, false)) {
      String way = forward ? "fwd" : "rev";
      TcpDirection sent = forward ? connection.forward() : connection.reverse();
      values.put(way + "Packets", "" + sent.packets());
      values.put(way + "Payload", "" + sent.payload());
      for (TcpEvent event : TcpEvent.values()) {
        String name = event.text();
        values.put(
            way + Character.toUpperCase(name.charAt(0)) + name.substring(1),
            "" + sent.count(event));
      }
      values.put(way + "Mss", known(sent.mss()));
      values.put(way + "WindowShift", known(sent.windowShift()));
      String scale = way + "ScaleFactor"; // empty where tshark shows it in no segment
      values.put(scale, row.has(scale) ? "" + sent.scaleFactor() : "");
      values.put(way + "SackPermitted", sent.isSackPermitted() ? "1" : "0");
      values.put(way + "Syn", "" + sent.syns());
      values.put(way + "Fin", "" + sent.fins());
      values.put(way + "Rst", "" + sent.resets());
      values.put(way + "MinWindow", known(sent.minWindow()));
      values.put(way + "MaxWindow", known(sent.maxWindow()));
      values.put(way + "MaxBytesInFlight", "" + sent.maxInFlight());
      Durations times = sent.ackTimes();
      values.put(way + "AckRttCount", "" + times.count());
      values.put(way + "AckRttMinNanos", times.count() == 0 ? "" : "" + times.minimum());
      values.put(way + "AckRttMaxNanos", times.count() == 0 ? "" : "" + times.maximum());
    }
    values.put("initialRttNanos", initialRtt(connection, row.get("initialRttNanos")));
    return values;
  }

  private static String known(long value) {
    return value == TcpDirection.UNKNOWN ? "" : "" + value;
  }

  /** tshark has none for a SYN at time 0, and loses the upper bits of long ones. */
  private static String initialRtt(TcpConnection connection, String theirs) {
    long ours = connection.initialRttNanos();
    boolean isSame =
        theirs.isEmpty()
            ? ours == 0 || connection.firstNanos() == 0
            : (int) Long.parseLong(theirs) == (int) ours;
    return isSame ? theirs : Objects.toString(ours);
  }
}
