// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Reference.Capture;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Scores;
import org.plt4j.testdata.Table.Group;
import org.plt4j.testdata.Table.Row;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormatException;

/**
 * The records of every clean capture, in whatever container and compression, equal tshark's: how
 * many, time, original and captured length.
 */
class TsharkRecordsTest {
  /** Captures with blocks that tshark shows as records although they hold no packet. */
  private static final Set<String> OTHER_BLOCKS = Set.of("045e5b59bb03", "b90f602514eb");

  /** Its records are ERF's meta-data, which are blocks in ours. */
  private static final String META = "5957d13a3230";

  /** SunATM, whose header of 4 bytes tshark takes out of the lengths. */
  private static final String SUN_ATM = "cb4733b4b78a";

  /** Captures with fractions of a second beyond a second's, which overflow in tshark. */
  private static final Set<String> ODD_FRACTIONS =
      Set.of(
          "0d4cd48c7d4f",
          "90bc5b6ccfb3",
          "13060214e359",
          "242ea05fe8dd",
          "5ff7aafe963d",
          "86fe30e87e82",
          "a3061e0cce39",
          "c2cafe3e249a",
          "d1fd81544843",
          "d2e686683e7e",
          "dbe95dbb3813",
          "e1bd382e4457",
          "f486b6c0845d",
          "f913d61a7207");

  private static final String NO_TIME = "0.000000000";

  private record Frame(long n, String time, long original, long captured) {}

  @Test
  void capturesEqualTshark() throws IOException {
    Map<String, List<Frame>> expected = new HashMap<>();
    try (Stream<Group> groups = Reference.fields().groups()) {
      groups.forEach(
          g -> expected.put(g.id(), g.rows().stream().map(TsharkRecordsTest::frame).toList()));
    }
    Score score = new Score(2000);
    int files = 0;
    for (Capture capture : Reference.captures()) {
      if (!capture.status().startsWith("clean") || capture.id().equals(META)) {
        leftOut(capture, "not clean, or meta-data alone");
        continue;
      }
      List<Frame> frames = expected.getOrDefault(capture.id(), List.of());
      if (capture.tsharkPackets() < 0 || frames.size() != capture.tsharkPackets()) {
        leftOut(capture, "tshark does not count it, or printed " + frames.size());
        continue;
      }
      try (Trace trace = Trace.open(capture.file())) {
        files++;
        compare(capture.id(), trace, frames, score);
      } catch (TraceFormatException e) {
        leftOut(capture, e.getMessage().replace(capture.file().toString(), capture.id()));
      }
    }
    System.out.println(files + " captures against tshark");
    Scores.report("records-tshark", score.toMarkdown());
    score.differences().forEach(System.out::println);
    assertThat(files).isGreaterThan(2000);
    assertThat(score.differences()).isEmpty();
  }

  private static void compare(String id, Trace trace, List<Frame> frames, Score score)
      throws IOException {
    for (Frame frame : frames) {
      if (OTHER_BLOCKS.contains(id) && frame.captured == 24 && frame.time.equals(NO_TIME)) {
        continue;
      }
      Packet packet = trace.read();
      score.compare("present", id, frame.n, true, packet != null);
      if (packet == null) {
        return;
      }
      String time = BigDecimal.valueOf(packet.timestampNanos(), 9).toPlainString();
      if (!ODD_FRACTIONS.contains(id) && packet.timestampNanos() != Long.MAX_VALUE) {
        score.compare("time", id, frame.n, frame.time, time);
      }
      int header = id.equals(SUN_ATM) ? 4 : 0;
      long original = Math.min(packet.originalLength(), Integer.MAX_VALUE); // all that tshark shows
      score.compare("original", id, frame.n, frame.original + header, original);
      score.compare(
          "captured", id, frame.n, frame.captured + header, (long) packet.capturedLength());
    }
    score.compare("end", id, frames.size(), null, trace.read());
  }

  private static Frame frame(Row row) {
    return new Frame(
        row.number("frame.number"),
        row.has("frame.time_epoch") ? row.get("frame.time_epoch") : NO_TIME,
        row.number("frame.len"),
        row.number("frame.cap_len"));
  }

  private static void leftOut(Capture c, String why) {
    System.out.println("left out " + c.id() + " " + c.format() + " (" + c.status() + "): " + why);
  }
}
