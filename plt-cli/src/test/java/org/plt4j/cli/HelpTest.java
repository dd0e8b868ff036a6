// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.testdata.TestTraces;

class HelpTest {
  private static final Pattern COMMAND = Pattern.compile("^  ([a-z][a-z-]*) +[A-Z].*");
  private static final Pattern FILE =
      Pattern.compile("[a-z]+\\.(pcap|pcapng|pcapng\\.gz|png|key|txt)");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @TempDir Path folder;

  private static List<String> commands() {
    List<String> names = new ArrayList<>();
    for (String line : Run.plt("--help").lines()) {
      Matcher matcher = COMMAND.matcher(line);
      if (matcher.matches()) {
        names.add(matcher.group(1));
      }
    }
    assertThat(names).hasSize(Main.subcommands().size() + 1);
    return names;
  }

  private static Run help(String command) {
    return command.isEmpty() ? Run.plt("--help") : Run.plt(command, "--help");
  }

  @Test
  void everyHelpFitsATerminalOf80Columns() {
    List<String> commands = commands();
    commands.add("");
    for (String command : commands) {
      Run help = help(command);

      assertThat(help.code()).isEqualTo(Main.DONE);
      assertThat(help.out()).startsWith("Usage: plt").contains("Exit codes: ").endsWith("\n");
      for (String line : help.lines()) {
        assertThat(line).hasSizeLessThanOrEqualTo(80).doesNotEndWith(" ");
      }
    }
  }

  @Test
  void everyOptionIsExplainedOnceAndAllCommandsHaveExamples() {
    for (Subcommand subcommand : Main.subcommands()) {
      Synopsis synopsis = subcommand.synopsis();
      List<String> lines = help(synopsis.name()).lines();

      assertThat(synopsis.examples()).as(synopsis.name()).isNotEmpty();
      for (Option option : synopsis.options()) {
        String name = "  " + (option.isFlag() ? option.name : option.name + " " + option.label);
        assertThat(lines.stream().filter(l -> l.equals(name) || l.startsWith(name + "  ")))
            .as(name)
            .hasSize(1);
      }
    }
  }

  /** An option whose name leaves no room, and a word that is longer than a line. */
  @Test
  void longNamesHaveALineOfTheirOwn() {
    Option option = Option.texts("--a-name-of-this-length", "VALUE", "Does something.");
    String word = "x".repeat(100);
    Synopsis synopsis =
        new Synopsis("other", word + " a.", new Synopsis.Operands("", "", 0, 0), List.of(option));

    assertThat(Help.of(synopsis))
        .startsWith("Usage: plt other [OPTION]...\n\n" + word + "\na.\n\nOptions:\n")
        .contains(
            "  --a-name-of-this-length VALUE\n"
                + " ".repeat(24)
                + "Does something. May be repeated.\n");
  }

  /** Each of them, on the traces in testdata under the names that the examples give them. */
  @Test
  void theExamplesWork() throws IOException {
    Files.copy(TestTraces.path("flows.pcap"), folder.resolve("a.pcap"));
    Run.plt("convert", folder.resolve("a.pcap"), folder.resolve("b.pcapng.gz"));
    Files.write(folder.resolve("secret.key"), new byte[32]);
    Files.writeString(folder.resolve("routes.txt"), "192.0.2.0/24 home\n");

    int examples = 0;
    for (Subcommand subcommand : Main.subcommands()) {
      for (String example : subcommand.synopsis().examples()) {
        Object[] arguments = arguments(example);
        assertThat(example).startsWith("plt " + subcommand.synopsis().name() + " ");
        assertThat(Run.plt(arguments).code()).as(example).isEqualTo(Main.DONE);
        examples++;
      }
    }
    assertThat(examples).isGreaterThan(20);
    assertThat(folder.resolve("rates.png")).isNotEmptyFile();
    assertThat(folder.resolve("all.pcapng")).isNotEmptyFile();
  }

  private Object[] arguments(String example) {
    List<Object> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(example);
    while (matcher.find()) {
      String word = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      words.add(FILE.matcher(word).matches() ? folder.resolve(word) : word);
    }
    return words.subList(1, words.size()).toArray();
  }
}
