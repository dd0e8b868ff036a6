// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the conformance tests report: each prints its table, which is also written to {@code
 * target/scores/NAME.md} of the project. With the system property {@value #WRITE}{@code =true} it
 * replaces what stands in {@code docs/conformance.md} between these two lines:
 *
 * <pre>
 * &lt;!-- generated: NAME --&gt;
 * &lt;!-- end --&gt;
 * </pre>
 *
 * <p>Without that property no test looks at the page: reference data may grow.
 */
public final class Scores {
  /** System property: whether tables are written into the page, too. */
  public static final String WRITE = "plt.docs.write";

  private static final String END = "<!-- end -->";

  private Scores() {}

  /** Reports a table in Markdown, or lines of it. */
  public static void report(String name, String table) {
    System.out.println("scores of " + name + System.lineSeparator() + table.strip());
    Path testdata = TestTraces.folder();
    try {
      Path copy = testdata.resolveSibling("target/scores/" + name + ".md");
      Files.createDirectories(copy.getParent());
      Files.writeString(copy, table.strip() + "\n");
      if (Boolean.getBoolean(WRITE)) {
        // Modules may be tested at the same time; a lock of its own, for the page is replaced.
        try (FileChannel lock =
            FileChannel.open(
                copy.resolveSibling("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          lock.lock();
          write(testdata.resolveSibling("docs/conformance.md"), name, table);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path page, String name, String table) throws IOException {
    Files.writeString(page, replaced(Files.readString(page), name, table));
  }

  /** The page with another table in the region of this name. */
  public static String replaced(String page, String name, String table) {
    String start = "<!-- generated: " + name + " -->\n";
    int from = page.indexOf(start);
    int to = page.indexOf(END, Math.max(from, 0));
    if (from < 0 || to < 0) {
      throw new IllegalArgumentException("The page has no region " + start.strip() + " .. " + END);
    }
    return page.substring(0, from + start.length()) + table.strip() + "\n" + page.substring(to);
  }

  /** The rows of a table in Markdown. */
  public static final class Rows {
    private final List<String> lines = new ArrayList<>();

    /** A table with these columns; those whose name ends in a colon are numbers, set right. */
    public Rows(String... columns) {
      StringBuilder names = new StringBuilder("|");
      StringBuilder marks = new StringBuilder("|");
      for (String column : columns) {
        boolean isNumber = column.endsWith(":");
        names.append(' ').append(isNumber ? column.substring(0, column.length() - 1) : column);
        names.append(" |");
        marks.append(isNumber ? "--:|" : "---|");
      }
      lines.add(names.toString());
      lines.add(marks.toString());
    }

    /** A row for each of these, the most frequent first. */
    public static Rows counts(String what, String unit, Map<String, Integer> counts) {
      Rows rows = new Rows(what, unit + ":");
      counts.entrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .forEach(entry -> rows.add(entry.getKey(), entry.getValue()));
      return rows;
    }

    /** Adds a row: whole numbers get commas, {@code double}s are printed as per cent. */
    public Rows add(Object... cells) {
      StringBuilder line = new StringBuilder("|");
      for (Object cell : cells) {
        line.append(' ').append(text(cell)).append(" |");
      }
      lines.add(line.toString());
      return this;
    }

    private static String text(Object cell) {
      if (cell instanceof Double percent) {
        return percent(percent);
      }
      if (cell instanceof Integer || cell instanceof Long) {
        return String.format(Locale.ROOT, "%,d", ((Number) cell).longValue());
      }
      return cell.toString().replace("|", "\\|");
    }

    @Override
    public String toString() {
      return String.join("\n", lines) + "\n";
    }
  }

  /** Three places, but {@code 100} for all and never for nearly all. */
  static String percent(double percent) {
    double shown = percent < 100 ? Math.min(percent, 99.999) : 100;
    return shown == 100 ? "100" : String.format(Locale.ROOT, "%.3f", shown);
  }
}
