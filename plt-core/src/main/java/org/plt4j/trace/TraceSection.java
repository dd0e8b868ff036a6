// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A section of a pcapng file: what its header says.
 *
 * @param number the section's number in the file, from 0
 * @param order the byte order of all numbers in it
 * @param options all of the header's options
 */
public record TraceSection(int number, ByteOrder order, List<TraceOption> options) {
  private static final int HARDWARE = 2;
  private static final int OS = 3;
  private static final int APPLICATION = 4;

  /** Keeps a copy of the options. */
  public TraceSection {
    options = List.copyOf(options);
  }

  /** The machine that captured, or null. */
  public @Nullable String hardware() {
    return text(options, HARDWARE);
  }

  /** The operating system of that machine, or null. */
  public @Nullable String os() {
    return text(options, OS);
  }

  /** The program that wrote the section, or null. */
  public @Nullable String application() {
    return text(options, APPLICATION);
  }

  /** The comments on the section. */
  public List<String> comments() {
    return comments(options);
  }

  /** The first option with a code as text, or null. */
  static @Nullable String text(List<TraceOption> options, int code) {
    TraceOption first = first(options, code);
    return first == null ? null : first.text();
  }

  static @Nullable TraceOption first(List<TraceOption> options, int code) {
    for (TraceOption option : options) {
      if (option.code() == code) {
        return option;
      }
    }
    return null;
  }

  static @Nullable TraceOption last(List<TraceOption> options, int code) {
    TraceOption last = null;
    for (TraceOption option : options) {
      last = option.code() == code ? option : last;
    }
    return last;
  }

  static List<String> comments(List<TraceOption> options) {
    return options.stream()
        .filter(option -> option.code() == TraceOption.COMMENT)
        .map(TraceOption::text)
        .toList();
  }
}
