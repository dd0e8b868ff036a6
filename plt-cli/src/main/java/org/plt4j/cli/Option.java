// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One option of a subcommand: what it is called, what value it takes, what help says of it.
 * Compared by identity: each is a constant.
 */
final class Option {
  private static final long ANY_TEXT = -1;

  /** The name with its dashes, such as {@code --top}. */
  final String name;

  /** What help calls the value; empty for a flag, which takes none. */
  final String label;

  final String description;

  /** The words to choose from; empty where the value is none of a few words. */
  final List<String> choices;

  /** Whether the option may be given more than once, each time with another value. */
  final boolean repeatable;

  private final long maximum;

  private Option(
      String name,
      String label,
      String description,
      List<String> choices,
      boolean repeatable,
      long maximum) {
    this.name = name;
    this.label = label;
    this.description = description;
    this.choices = choices;
    this.repeatable = repeatable;
    this.maximum = maximum;
  }

  /** An option that is there or not. */
  static Option flag(String name, String description) {
    return new Option(name, "", description, List.of(), false, ANY_TEXT);
  }

  /** An option whose value is a decimal number from 0 to the maximum. */
  static Option number(String name, String label, long maximum, String description) {
    return new Option(name, label, description, List.of(), false, maximum);
  }

  /** An option whose value is one of these words. */
  static Option choice(String name, String label, String description, String... choices) {
    return new Option(name, label, description, List.of(choices), false, ANY_TEXT);
  }

  /** An option whose value is any text, such as an expression: its reader says what is wrong. */
  static Option text(String name, String label, String description) {
    return new Option(name, label, description, List.of(), false, ANY_TEXT);
  }

  /** An option like {@link #text} that may be given more than once. */
  static Option texts(String name, String label, String description) {
    return new Option(name, label, description, List.of(), true, ANY_TEXT);
  }

  boolean isFlag() {
    return label.isEmpty();
  }

  /** What is wrong with a value, as the end of a sentence, or null. */
  @Nullable String fault(String value) {
    if (isFlag()) {
      return null;
    }
    if (!choices.isEmpty()) {
      return choices.contains(value) ? null : "not one of " + String.join(", ", choices);
    }
    return maximum == ANY_TEXT || isNumber(value) ? null : "not a number from 0 to " + maximum;
  }

  private boolean isNumber(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    return !value.isEmpty() && value.length() < 19 && Long.parseLong(value) <= maximum;
  }

  @Override
  public String toString() {
    return name;
  }
}
