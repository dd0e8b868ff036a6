// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.plt4j.testdata.Scores;

/**
 * Measures plt beside programs and libraries that do the same, in pairs: ours, theirs, ours, theirs
 * ... so that a machine whose speed drifts is the same for both. Prints one table of medians and of
 * the ratios taken pair by pair, and says what is left out and why.
 *
 * <p>{@code Compare FOLDER [PAIRS] [--only NAME]... [--write]}: run in the project's folder, see
 * {@code benchmarks/compare}. A NAME is that of a row or of a table. {@code --write} puts each
 * table all of whose rows were gone through into its place in docs/performance.md.
 */
public final class Compare {
  private static final int PAIRS = 5;
  private static final String FORMAT = "%-15s %-58s %12s %12s %22s %-16s %-12s %s%n";

  private final int pairs;
  private final List<Row> rows;
  private final Set<String> only;
  private final Map<Row, Row.Result> results = new LinkedHashMap<>();
  private final Map<Row, String> leftOut = new LinkedHashMap<>();
  private final Set<Row> failed = new LinkedHashSet<>();
  private final Set<Path> inMemory = new LinkedHashSet<>();

  private Compare(int pairs, List<Row> rows, Set<String> only) {
    this.pairs = pairs;
    this.rows = rows;
    this.only = only;
  }

  /** Runs from the command line; ends with 1 if a row failed, with 2 if it was called wrongly. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> operands = new ArrayList<>();
    Set<String> only = new LinkedHashSet<>();
    boolean isWriting = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--write")) {
        isWriting = true;
      } else if (args[i].equals("--only") && i + 1 < args.length) {
        only.add(args[++i]);
      } else {
        operands.add(args[i]);
      }
    }
    Path project = Path.of("").toAbsolutePath();
    Path temporary = Files.createTempDirectory("compare");
    try {
      if (operands.isEmpty() || operands.size() > 2 || operands.get(0).startsWith("-")) {
        throw new IllegalArgumentException("FOLDER [PAIRS] [--only NAME]... [--write]");
      }
      int pairs = operands.size() == 2 ? Integer.parseInt(operands.get(1)) : PAIRS;
      List<Row> rows =
          Rows.of(
              Path.of(operands.get(0)).toAbsolutePath(), project, temporary.resolve("out.pcap"));
      check(pairs, rows, only);
      Compare compare = new Compare(pairs, rows, only);
      compare.run();
      if (isWriting) {
        compare.write(project.resolve("docs/performance.md"));
      }
      if (!compare.failed.isEmpty()) {
        System.exit(1);
      }
    } catch (IllegalArgumentException e) {
      System.err.println("compare: " + e.getMessage());
      System.exit(2);
    } finally {
      Files.deleteIfExists(temporary.resolve("out.pcap"));
      Files.deleteIfExists(temporary);
    }
  }

  private static void check(int pairs, List<Row> rows, Set<String> only) {
    if (pairs < 1) {
      throw new IllegalArgumentException("at least one pair, not " + pairs);
    }
    Set<String> known = new LinkedHashSet<>();
    rows.forEach(row -> known.add(row.region()));
    rows.forEach(row -> known.add(row.name()));
    for (String name : only) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException("no " + name + "; there are " + String.join(" ", known));
      }
    }
  }

  // ---- measuring

  private void run() throws IOException, InterruptedException {
    System.out.printf(
        Locale.ROOT,
        FORMAT,
        "name",
        "what",
        "ours",
        "theirs",
        "ratio",
        "(least .. most)",
        "wanted",
        "");
    for (Row row : rows) {
      if (only.isEmpty() || only.contains(row.name()) || only.contains(row.region())) {
        String missing = missing(row);
        if (missing == null) {
          measure(row);
        } else {
          leftOut.put(row, missing);
          System.out.printf(Locale.ROOT, "%-15s left out: %s%n", row.name(), missing);
        }
      }
    }
  }

  private static @Nullable String missing(Row row) {
    for (Measure side : List.of(row.ours(), row.theirs())) {
      for (Path file : side.needs()) {
        if (!Files.exists(file)) {
          return file.getFileName() + " is not there";
        }
      }
    }
    return null;
  }

  private void measure(Row row) throws InterruptedException {
    int count = Math.min(pairs, row.mostPairs());
    double[] ours = new double[count];
    double[] theirs = new double[count];
    List<Double> ratios = new ArrayList<>();
    String unit = "";
    try {
      readOnce(row);
      for (int i = 0; i < count; i++) {
        Measure.Sample our = row.ours().take();
        Measure.Sample their = row.theirs().take();
        checkSame(our, their);
        ours[i] = our.value();
        theirs[i] = their.value();
        ratios.add(
            row.goal().isFactor() ? their.value() / our.value() : our.value() / their.value());
        unit = our.unit();
      }
    } catch (IOException e) {
      failed.add(row);
      System.out.printf(Locale.ROOT, "%-15s FAILED: %s%n", row.name(), e.getMessage());
      return;
    }
    Collections.sort(ratios);
    Row.Result result =
        new Row.Result(row, Measure.median(ours), Measure.median(theirs), unit, ratios);
    results.put(row, result);
    print(result);
  }

  /** Has the files of a row in the system's memory before the first pair. */
  private void readOnce(Row row) throws IOException {
    for (Measure side : List.of(row.ours(), row.theirs())) {
      for (Path file : side.needs()) {
        if (inMemory.add(file)) {
          Files.copy(file, OutputStream.nullOutputStream());
        }
      }
    }
  }

  /** Two programs that count differently do not do the same. */
  private static void checkSame(Measure.Sample ours, Measure.Sample theirs) throws IOException {
    for (Map.Entry<String, String> answer : ours.answers().entrySet()) {
      String their = theirs.answers().get(answer.getKey());
      if (their != null && !their.equals(answer.getValue())) {
        throw new IOException("ours counts " + answer + ", theirs " + their);
      }
    }
  }

  // ---- telling

  private static void print(Row.Result result) {
    Row row = result.row();
    System.out.printf(
        Locale.ROOT,
        FORMAT,
        row.name(),
        row.what().replace("`", ""),
        result.ourTime(),
        result.theirTime(),
        result.ratio(),
        result.range(),
        result.wanted(),
        result.isMet());
    System.out.printf(Locale.ROOT, "%-15s   against %s%n", "", row.against().replace("`", ""));
  }

  private void write(Path page) throws IOException {
    Set<String> regions = new LinkedHashSet<>();
    rows.forEach(row -> regions.add(row.region()));
    String text = Files.readString(page);
    for (String region : regions) {
      List<Row> all = rows.stream().filter(row -> row.region().equals(region)).toList();
      if (all.stream().allMatch(row -> results.containsKey(row) || leftOut.containsKey(row))) {
        text = Scores.replaced(text, region, table(all));
        System.out.println("written: " + region);
      } else if (all.stream().anyMatch(row -> results.containsKey(row) || failed.contains(row))) {
        System.out.println("not written, for not all of it was measured: " + region);
      }
    }
    Files.writeString(page, text);
  }

  /** A table, and under it when and where it was measured. */
  private String table(List<Row> all) throws IOException {
    Scores.Rows table =
        new Scores.Rows("what", "against", "ours:", "theirs:", "ratio (min .. max):", "wanted", "");
    int most = 0;
    int least = Integer.MAX_VALUE;
    List<String> notes = new ArrayList<>();
    for (Row row : all) {
      Row.Result result = results.get(row);
      if (result == null) {
        notes.add("Left out: " + row.what() + " against " + row.against() + ".");
        continue;
      }
      most = Math.max(most, result.ratios().size());
      least = Math.min(least, result.ratios().size());
      table.add(
          row.what(),
          row.against(),
          result.ourTime(),
          result.theirTime(),
          ("**" + result.ratio() + "** " + result.range()).strip(),
          result.wanted(),
          result.isMet());
    }
    String count =
        least > most ? "none measured" : least == most ? pairs(most) : least + " to " + pairs(most);
    notes.add(
        0,
        today()
            + ", "
            + count
            + ", JDK "
            + Runtime.version().feature()
            + " ("
            + System.getProperty("java.version")
            + "), "
            + processor()
            + ".");
    return table + "\n" + String.join(" ", notes) + "\n";
  }

  private static String pairs(int count) {
    return count == 1 ? "1 pair" : count + " pairs";
  }

  private static String today() {
    return DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ROOT)
        .format(LocalDate.now(ZoneOffset.UTC));
  }

  /** What the machine says of its processor. */
  private static String processor() throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    Path about = Path.of("/proc/cpuinfo");
    String name = System.getProperty("os.arch");
    if (Files.isReadable(about)) {
      for (String line : Files.readAllLines(about)) {
        if (line.startsWith("model name")) {
          name = line.substring(line.indexOf(':') + 1).strip();
          break;
        }
      }
    }
    return cores + (cores == 1 ? " core of " : " cores of ") + name;
  }
}
