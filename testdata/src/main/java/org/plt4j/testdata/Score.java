// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts per column how often ours equals an oracle's value, and keeps the first differences.
 *
 * <pre>
 * column            equal  different   percent
 * ip.src           117903         16   99.9864
 * </pre>
 */
public final class Score {
  private final int keep;
  private final Map<String, Column> columns = new LinkedHashMap<>();

  /** A score that keeps the first {@code keep} differences of every column. */
  public Score(int keep) {
    this.keep = keep;
  }

  /** One difference: in which trace, at which packet or row. */
  public record Difference(
      String column, String id, long n, @Nullable Object expected, @Nullable Object actual) {
    @Override
    public String toString() {
      return column + ": " + id + " " + n + ": expected " + expected + ", ours " + actual;
    }
  }

  private static final class Column {
    long equal;
    long different;
    final List<Difference> differences = new ArrayList<>();
  }

  /** Counts one comparison; answers whether the values are equal. */
  public boolean compare(
      String column, String id, long n, @Nullable Object expected, @Nullable Object actual) {
    boolean equal = Objects.equals(expected, actual);
    Column counts = column(column);
    if (equal) {
      counts.equal++;
    } else {
      counts.different++;
      if (counts.differences.size() < keep) {
        counts.differences.add(new Difference(column, id, n, expected, actual));
      }
    }
    return equal;
  }

  private Column column(String name) {
    return columns.computeIfAbsent(name, absent -> new Column());
  }

  /** How often the values of this column were equal. */
  public long equal(String column) {
    return columns.containsKey(column) ? column(column).equal : 0;
  }

  /** How often the values of this column differed. */
  public long different(String column) {
    return columns.containsKey(column) ? column(column).different : 0;
  }

  /** How often the values differed, over all columns. */
  public long different() {
    return columns.values().stream().mapToLong(column -> column.different).sum();
  }

  /** How many comparisons were made, over all columns. */
  public long compared() {
    return columns.values().stream().mapToLong(column -> column.equal + column.different).sum();
  }

  /** Equal values of this column in percent; 0 if nothing was compared. */
  public double percent(String column) {
    return percent(equal(column), different(column));
  }

  private static double percent(long equal, long different) {
    return equal + different == 0 ? 0 : 100.0 * equal / (equal + different);
  }

  /** The first differences of every column. */
  public List<Difference> differences() {
    List<Difference> all = new ArrayList<>();
    columns.values().forEach(column -> all.addAll(column.differences));
    return Collections.unmodifiableList(all);
  }

  /** The table: a line per column, in the order in which the columns were first compared. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, "%-24s %10s %10s %9s%n", HEADER));
    columns.forEach((name, column) -> table.append(line(name, column)));
    return table.toString();
  }

  /** The same in Markdown. */
  public String toMarkdown() {
    Scores.Rows rows = new Scores.Rows("column", "equal:", "different:", "per cent:");
    columns.forEach(
        (name, column) -> rows.add(name, column.equal, column.different, percent(name)));
    return rows.toString();
  }

  private static final Object[] HEADER = {"column", "equal", "different", "percent"};

  private static String line(String name, Column column) {
    double percent = percent(column.equal, column.different);
    return String.format(
        Locale.ROOT, "%-24s %10d %10d %9.4f%n", name, column.equal, column.different, percent);
  }
}
