// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * A comparison.
 *
 * @param region the table of docs/performance.md in which it stands
 * @param name what {@code --only} calls it
 * @param what what is measured, in Markdown
 * @param against what the other side is, in Markdown
 * @param goal how the ratio is told, and what is wanted of it
 * @param mostPairs never more pairs than this: some rows take long
 */
record Row(
    String region,
    String name,
    String what,
    String against,
    Measure ours,
    Measure theirs,
    Goal goal,
    int mostPairs) {

  /**
   * What is wanted.
   *
   * @param isFactor whether the ratio is theirs / ours, how many times faster ours is, rather than
   *     ours / theirs
   * @param bound the most of ours / theirs or the least of theirs / ours; NaN if there is none
   */
  record Goal(boolean isFactor, double bound) {
    /** Ours / theirs has to be at most this. */
    static Goal atMost(double bound) {
      return new Goal(false, bound);
    }

    /** Ours has to be at least so many times faster. */
    static Goal timesFaster(double bound) {
      return new Goal(true, bound);
    }

    /** Nothing in particular. */
    static Goal none(boolean isFactor) {
      return new Goal(isFactor, Double.NaN);
    }

    private String wanted() {
      return Double.isNaN(bound)
          ? ""
          : isFactor
              ? String.format(Locale.ROOT, ">= %.0f times", bound)
              : String.format(Locale.ROOT, "<= %.2f", bound);
    }

    private String isMet(double ratio) {
      return Double.isNaN(bound)
          ? ""
          : (isFactor ? ratio >= bound : ratio <= bound) ? "met" : "not met";
    }
  }

  /**
   * A row's numbers.
   *
   * @param ratios pair by pair, sorted
   */
  record Result(Row row, double ours, double theirs, String unit, List<Double> ratios) {
    private double median() {
      return Measure.median(ratios.stream().mapToDouble(Double::doubleValue).toArray());
    }

    String ourTime() {
      return time(ours);
    }

    String theirTime() {
      return time(theirs);
    }

    private String time(double value) {
      String digits = unit.equals("s") ? "%.3f" : value < 1000 ? "%.2f" : "%,.0f";
      return String.format(Locale.ROOT, digits, value) + " " + unit;
    }

    String ratio() {
      return number(median()) + (row.goal.isFactor ? " times" : "");
    }

    /** The least and the most, where there are several. */
    String range() {
      return ratios.size() == 1
          ? ""
          : "(" + number(ratios.get(0)) + " .. " + number(ratios.get(ratios.size() - 1)) + ")";
    }

    private static String number(double ratio) {
      return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.1f", ratio);
    }

    String wanted() {
      return row.goal.wanted();
    }

    String isMet() {
      return row.goal.isMet(median());
    }
  }
}
