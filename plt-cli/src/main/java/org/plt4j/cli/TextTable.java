// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A table for people: aligned columns under a header line. The rows are made twice, first to
 * measure them, then to print them, so that a long table takes no memory.
 */
final class TextTable {
  /** Makes the cells of the rows. */
  interface Source {
    /** Appends the cells of a row, each to {@link TextTable#cell}, ended by {@link #endCell}. */
    void row(int number, TextTable table);
  }

  private static final String GAP = "  ";

  private final List<String> names = new ArrayList<>();
  private final List<Boolean> right = new ArrayList<>();

  private final StringBuilder measured = new StringBuilder();
  private int[] widths = {};
  private boolean measuring;
  private StringBuilder text = measured;
  private int cellStart;
  private int column;

  /** Adds a column whose cells start below each other. */
  TextTable left(String name) {
    names.add(name);
    right.add(false);
    return this;
  }

  /** Adds a column whose cells end below each other. */
  TextTable right(String name) {
    names.add(name);
    right.add(true);
    return this;
  }

  /** Where the next cell's text is appended. */
  StringBuilder cell() {
    return text;
  }

  void endCell() {
    int length = text.length() - cellStart;
    if (measuring) {
      widths[column] = Math.max(widths[column], length);
      text.setLength(0);
    } else {
      boolean last = column == widths.length - 1;
      String blanks = " ".repeat(widths[column] - length);
      if (right.get(column)) {
        text.insert(cellStart, blanks);
      } else if (!last) {
        text.append(blanks);
      }
      if (!last) {
        text.append(GAP);
      }
      cellStart = text.length();
    }
    column++;
  }

  /** Prints the header line and so many rows. */
  void print(Output out, int rows, Source source) {
    widths = new int[names.size()];
    measuring = true;
    text = measured;
    for (int row = -1; row < rows; row++) {
      line(row, source);
    }
    measuring = false;
    text = out.text();
    for (int row = -1; row < rows; row++) {
      cellStart = text.length();
      line(row, source);
      out.endLine();
    }
  }

  private void line(int row, Source source) {
    column = 0;
    if (row >= 0) {
      source.row(row, this);
      return;
    }
    for (String name : names) {
      text.append(name);
      endCell();
    }
  }
}
