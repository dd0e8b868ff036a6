// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.function.Supplier;
import org.plt4j.filter.BpfProgram;
import org.plt4j.filter.PacketFilter;
import org.plt4j.filter.PacketFilterException;

/** Filter expressions of the command line, whose faults are pointed at. */
final class Filters {
  private static final int MAX_SHOWN = 160;
  private static final String INDENT = "  ";

  private Filters() {}

  /**
   * The filter of an expression.
   *
   * @throws UsageException if it is none
   */
  static PacketFilter compile(String expression) {
    return pointing(expression, () -> PacketFilter.compile(expression));
  }

  /**
   * The program of a filter for a link type.
   *
   * @throws UsageException if there is none
   */
  static BpfProgram program(PacketFilter filter, int linkType) {
    return pointing(filter.toString(), () -> filter.program(linkType));
  }

  /**
   * Sees to it that a filter has a meaning on one at least of these link types.
   *
   * @throws UsageException if there are some, and it has none on any
   */
  static void check(PacketFilter filter, int... linkTypes) {
    try {
      filter.check(linkTypes);
    } catch (PacketFilterException e) {
      throw new UsageException(point(filter.toString(), e));
    }
  }

  private static <T> T pointing(String expression, Supplier<T> work) {
    try {
      return work.get();
    } catch (PacketFilterException e) {
      throw new UsageException(point(expression, e));
    }
  }

  /** What is wrong, the expression, and a caret below the fault. */
  static String point(String expression, PacketFilterException fault) {
    int at = Math.min(fault.column() - 1, expression.length());
    int from = Math.max(0, Math.min(at - MAX_SHOWN / 2, expression.length() - MAX_SHOWN));
    int to = Math.min(expression.length(), from + MAX_SHOWN);
    StringBuilder text = new StringBuilder("filter, ").append(fault.getMessage());
    text.append('\n').append(INDENT);
    for (int i = from; i < to; i++) { // a line break or tab would move the caret off its place
      char c = expression.charAt(i);
      text.append(Character.isISOControl(c) ? ' ' : c);
    }
    return text.append('\n').append(INDENT).append(" ".repeat(at - from)).append('^').toString();
  }
}
