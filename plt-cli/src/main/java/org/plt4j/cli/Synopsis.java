// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.List;

/**
 * How a subcommand is called, and what help says of it.
 *
 * @param name the word after {@code plt}
 * @param description sentences; the first one stands in the list of all subcommands, too
 * @param operands what stands on the line beside options
 * @param options the options, in the order in which help shows them
 * @param examples command lines that help shows at its end
 */
record Synopsis(
    String name,
    String description,
    Operands operands,
    List<Option> options,
    List<String> examples) {
  Synopsis(String name, String description, Operands operands, List<Option> options) {
    this(name, description, operands, options, List.of());
  }

  /** The same, with examples. */
  Synopsis examples(String... lines) {
    return new Synopsis(name, description, operands, options, List.of(lines));
  }

  /**
   * The arguments that are no options.
   *
   * @param label what help calls them, as they stand on the line, such as {@code EXPR TRACE...}
   * @param description what they are
   * @param minimum how many there must be
   * @param maximum how many there may be
   */
  record Operands(String label, String description, int minimum, int maximum) {
    /** No bound on the number of operands. */
    static final int MANY = Integer.MAX_VALUE;

    boolean allow(int count) {
      return minimum <= count && count <= maximum;
    }
  }
}
