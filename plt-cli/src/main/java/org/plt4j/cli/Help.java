// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code --help} prints: at most 80 columns wide, broken at blanks alone, so that a format and
 * its file ({@code erf:a}) or an ending ({@code .svg}) stay together.
 */
final class Help {
  /** No line is longer. */
  static final int WIDTH = 80;

  /** Where the second column starts. */
  private static final int COLUMN = 24;

  private static final String INDENT = "  ";
  private static final String EXIT_CODES =
      "Exit codes: 0 done; 1 a trace is missing, cut or bad (what was read of it is printed);"
          + " 2 bad usage.";

  private final StringBuilder text = new StringBuilder();

  private Help() {}

  /** The help of {@code plt} itself. */
  static String of(List<Synopsis> subcommands) {
    Help help = new Help();
    help.line("Usage: plt COMMAND [ARGUMENT]...")
        .paragraph("Reads and analyses packet traces. plt COMMAND --help tells more of a command.");
    help.heading("Commands");
    for (Synopsis subcommand : subcommands) {
      String description = subcommand.description();
      int end = description.indexOf(". ");
      help.entry(subcommand.name(), end < 0 ? description : description.substring(0, end + 1));
    }
    help.options();
    help.heading("Examples");
    help.line(INDENT + "plt flows --sort bytes --top 10 a.pcap");
    help.line(INDENT + "plt packets --filter 'tcp port 443' --count 5 a.pcap");
    return help.end();
  }

  /** The help of a subcommand. */
  static String of(Synopsis synopsis) {
    Help help = new Help();
    Synopsis.Operands operands = synopsis.operands();
    List<Option> own = new ArrayList<>(synopsis.options());
    own.removeAll(TraceInput.OPTIONS);
    List<Option> written = new ArrayList<>(own);
    written.removeIf(o -> !TraceOutput.OPTIONS.contains(o) && !TraceOutput.SPLITTING.contains(o));
    own.removeAll(written);
    List<Option> read = new ArrayList<>(synopsis.options());
    read.retainAll(TraceInput.OPTIONS);

    help.text.append("Usage: plt ").append(synopsis.name());
    if (!synopsis.options().isEmpty()) {
      help.text.append(" [OPTION]...");
    }
    if (operands.maximum() > 0) {
      help.text.append(' ').append(operands.label());
    }
    help.line("").paragraph(synopsis.description());
    if (operands.maximum() > 0) {
      help.line("").entry(operands.label(), operands.description());
    }
    help.options("Options", own);
    help.options("How the trace is written", written);
    help.options("What is read", read);
    help.options();
    if (!synopsis.examples().isEmpty()) {
      help.heading("Examples");
      for (String example : synopsis.examples()) {
        help.line(INDENT + example);
      }
    }
    return help.end();
  }

  private void options(String title, List<Option> options) {
    if (options.isEmpty()) {
      return;
    }
    heading(title);
    for (Option option : options) {
      String name = option.isFlag() ? option.name : option.name + " " + option.label;
      entry(name, option.description + (option.repeatable ? " May be repeated." : ""));
    }
  }

  /** Those that all commands have. */
  private void options() {
    line("");
    entry("-h, --help", "Print this help.");
    entry("-V, --version", "Print the version.");
  }

  private void heading(String title) {
    line("").line(title + ":");
  }

  private void entry(String name, String description) {
    StringBuilder first = new StringBuilder(INDENT).append(name);
    if (first.length() > COLUMN - INDENT.length()) {
      line(first.toString());
      first.setLength(0);
    }
    while (first.length() < COLUMN) {
      first.append(' ');
    }
    text.append(first);
    wrap(description, COLUMN);
  }

  private void paragraph(String words) {
    line("");
    wrap(words, 0);
  }

  /** Words, from this column of the line that was begun on, and below in the same column. */
  private void wrap(String words, int column) {
    int at = column;
    for (String word : words.split(" ", -1)) {
      if (at > column) {
        if (at + 1 + word.length() > WIDTH) {
          text.append('\n').append(" ".repeat(column));
          at = column;
        } else {
          text.append(' ');
          at++;
        }
      }
      text.append(word);
      at += word.length();
    }
    text.append('\n');
  }

  private Help line(String line) {
    text.append(line).append('\n');
    return this;
  }

  private String end() {
    paragraph(EXIT_CODES);
    return text.toString();
  }
}
