// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of a subcommand: its operands, and the values of the options that were given. */
final class Arguments {
  private final Map<Option, List<String>> values = new HashMap<>();
  private final List<String> operands = new ArrayList<>();

  Arguments() {}

  /**
   * Reads a plain command line: known options, each with a good value and as often as it may be
   * given, as many operands as there may be, which do not look like options. It is read here
   * because picocli's start takes longer than counting a small trace; whatever is not plain (help,
   * mistakes, {@code --}) is left to picocli, which reads a plain line to the same arguments.
   *
   * @param args the arguments behind the subcommand's name
   * @return null if the line is not plain
   */
  static @Nullable Arguments plain(Synopsis synopsis, List<String> args) {
    Arguments arguments = new Arguments();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals("-") || !(arg.isEmpty() || arg.startsWith("-"))) {
        arguments.operands.add(arg);
        continue;
      }
      int equals = arg.indexOf('=');
      Option option = find(synopsis, equals < 0 ? arg : arg.substring(0, equals));
      if (option == null
          || (arguments.has(option) && !option.repeatable)
          || (option.isFlag() && equals >= 0)) {
        return null;
      }
      String value = "";
      if (equals >= 0) {
        value = arg.substring(equals + 1);
      } else if (!option.isFlag()) {
        i++;
        if (i == args.size()) {
          return null;
        }
        value = args.get(i);
      }
      if (option.fault(value) != null || find(synopsis, value) != null) { // one was forgotten
        return null;
      }
      arguments.add(option, value);
    }
    return synopsis.operands().allow(arguments.operands.size()) ? arguments : null;
  }

  private static @Nullable Option find(Synopsis synopsis, String name) {
    for (Option option : synopsis.options()) {
      if (option.name.equals(name)) {
        return option;
      }
    }
    return null;
  }

  void add(Option option, String value) {
    List<String> given = values.get(option); // a lambda would cost every start milliseconds
    if (given == null) {
      given = new ArrayList<>();
      values.put(option, given);
    }
    given.add(value);
  }

  void addOperands(List<String> more) {
    operands.addAll(more);
  }

  /** The operands, as many as the synopsis allows. */
  List<String> operands() {
    return Collections.unmodifiableList(operands);
  }

  /** Whether the option was given. */
  boolean has(Option option) {
    return values.containsKey(option);
  }

  /** The option's value, or this one if it was not given. */
  String text(Option option, String otherwise) {
    List<String> given = values.get(option);
    return given == null ? otherwise : given.get(0);
  }

  /** The values of an option that may be given more than once, in order; empty if it was not. */
  List<String> texts(Option option) {
    return Collections.unmodifiableList(values.getOrDefault(option, List.of()));
  }

  /** The option's number, or this one if it was not given. */
  long number(Option option, long otherwise) {
    List<String> given = values.get(option);
    return given == null ? otherwise : Long.parseLong(given.get(0));
  }
}
