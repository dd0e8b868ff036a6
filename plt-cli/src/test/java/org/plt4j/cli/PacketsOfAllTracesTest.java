// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Reference.Capture;
import org.plt4j.testdata.TestTraces;

/** Whatever the trace: every line is valid JSON, the exit code 0 or 1, nothing is thrown. */
class PacketsOfAllTracesTest {
  private long lines;

  @Test
  void everyTestTrace() {
    for (Path trace : TestTraces.all()) {
      checkJson(trace);
      checkText(trace);
    }
    assertThat(lines).isGreaterThan(2_500);
  }

  @Test
  void everyReferenceCapture() {
    List<Capture> captures = Reference.captures();
    for (Capture capture : captures) {
      checkJson(capture.file());
      checkText(capture.file());
    }
    System.out.println("valid JSON: " + lines + " lines of " + captures.size() + " captures");
    assertThat(lines).isGreaterThan(100_000);
  }

  private void checkJson(Path trace) {
    LineReader reader = new LineReader(line -> checkLine(trace, line));
    Run run = Run.on(reader, "packets", "--json", trace);
    checkRun(trace, run);
    assertThat(reader.pending()).as(trace + " ends with a whole line").isZero();
    lines += reader.count();
  }

  private static void checkText(Path trace) {
    LineReader reader = new LineReader(line -> {});
    checkRun(trace, Run.on(reader, "packets", "-v", "-x", "--snap-length", 300, trace));
    assertThat(reader.pending()).isZero();
  }

  private static void checkRun(Path trace, Run run) {
    assertThat(run.code()).as(trace + ": " + run.err()).isIn(Main.DONE, Main.BAD_TRACE);
    assertThat(run.err()).doesNotContain("fault in plt", "\tat ");
    assertThat(run.err().isEmpty()).as(run.err()).isEqualTo(run.code() == Main.DONE);
  }

  private long n;

  private void checkLine(Path trace, String line) {
    Map<String, Object> packet = Json.object(line);
    long number = (Long) packet.get("n");
    assertThat(number).as(trace + " " + line).isEqualTo(number == 1 ? 1 : n + 1);
    n = number;
    checkLayers(packet.get("layers"), 0, (Long) packet.get("capturedLength"));
  }

  /** Layers lie one behind the other within the captured bytes. */
  private static void checkLayers(Object layers, long from, long captured) {
    long before = from;
    for (Object layer : (List<?>) layers) {
      Map<String, Object> fields = Json.asObject(layer);
      long offset = (Long) fields.get("offset");
      assertThat(offset).as(fields.toString()).isBetween(before, captured - 1);
      before = offset;
      if (fields.containsKey("quoted")) {
        checkLayers(fields.get("quoted"), offset + 8, captured);
      }
    }
  }

  /** Standard output that hands on each line, so that no more than one is held. */
  private static final class LineReader extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Consumer<String> consumer;
    private long count;

    LineReader(Consumer<String> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void write(int b) {
      if (b != '\n') {
        line.write(b);
        return;
      }
      count++;
      consumer.accept(line.toString(UTF_8));
      line.reset();
    }

    /** How many whole lines there were. */
    long count() {
      return count;
    }

    /** How many bytes follow the last whole line. */
    int pending() {
      return line.size();
    }
  }
}
