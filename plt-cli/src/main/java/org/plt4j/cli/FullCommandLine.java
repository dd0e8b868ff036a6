// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The whole grammar of the command line, on picocli: version, shell completion, mistakes, asking
 * for help, and all that {@link Arguments#plain} does not read.
 */
final class FullCommandLine {
  private static final Synopsis COMPLETION =
      new Synopsis(
              "generate-completion",
              "Prints a completion script for bash and zsh.",
              new Synopsis.Operands("", "", 0, 0),
              List.of())
          .examples("source <(plt generate-completion)");

  /** What options call the values that are files. */
  private static final List<String> FILES = List.of("FILE", "OUT");

  private final List<Subcommand> subcommands;
  private final CommandLine plt;

  FullCommandLine(List<Subcommand> subcommands) {
    this.subcommands = subcommands;
    plt = new CommandLine(spec(false)).setExpandAtFiles(false);
  }

  /**
   * The grammar.
   *
   * @param files whether what names files has their type, by which completion offers files; texts
   *     are not to be read by that type, since {@code erf:a} and {@code -} are none
   */
  private CommandSpec spec(boolean files) {
    CommandSpec spec = CommandSpec.create().name("plt").mixinStandardHelpOptions(true);
    for (Subcommand subcommand : subcommands) {
      spec.addSubcommand(subcommand.synopsis().name(), spec(subcommand.synopsis(), files));
    }
    return spec.addSubcommand(COMPLETION.name(), spec(COMPLETION, files));
  }

  private static CommandSpec spec(Synopsis synopsis, boolean files) {
    CommandSpec spec = CommandSpec.create().mixinStandardHelpOptions(true);
    Synopsis.Operands operands = synopsis.operands();
    if (operands.maximum() > 0) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .paramLabel(operands.label())
              .hideParamSyntax(true)
              .arity(operands.minimum() + "..*")
              .required(operands.minimum() > 0)
              .type(files && operands.label().contains("TRACE") ? File[].class : String[].class)
              .build());
    }
    for (Option option : synopsis.options()) {
      OptionSpec.Builder builder = OptionSpec.builder(option.name);
      if (option.isFlag()) {
        builder.arity("0").type(boolean.class);
      } else {
        builder.arity("1").paramLabel(option.label);
        boolean file = files && FILES.contains(option.label);
        builder.type(file ? File.class : option.repeatable ? String[].class : String.class);
        if (!option.choices.isEmpty()) {
          builder.completionCandidates(option.choices);
        }
      }
      spec.addOption(builder.build());
    }
    return spec;
  }

  /** Does what the arguments ask for; answers the exit code. */
  int run(String[] args, Streams streams) {
    try {
      ParseResult parsed = plt.parseArgs(args);
      for (CommandLine command : parsed.asCommandLineList()) {
        if (command.isUsageHelpRequested()) {
          streams.out().text().append(help(command.getCommandSpec()));
          return Main.DONE;
        }
        if (command.isVersionHelpRequested()) {
          streams.out().text().append("plt ").append(version());
          streams.out().endLine();
          return Main.DONE;
        }
      }
      if (!parsed.hasSubcommand()) {
        throw new ParameterException(plt, "Missing command");
      }
      ParseResult sub = parsed.subcommand();
      Subcommand subcommand = find(sub.commandSpec().name());
      if (subcommand == null) {
        streams.out().text().append(AutoComplete.bash("plt", new CommandLine(spec(true))));
        return Main.DONE;
      }
      return subcommand.run(arguments(subcommand.synopsis(), sub), streams);
    } catch (ParameterException e) {
      throw new UsageException(sentence(e));
    }
  }

  private String help(CommandSpec asked) {
    List<Synopsis> all = new ArrayList<>();
    for (Subcommand subcommand : subcommands) {
      all.add(subcommand.synopsis());
    }
    all.add(COMPLETION);
    for (Synopsis synopsis : all) {
      if (synopsis.name().equals(asked.name())) {
        return Help.of(synopsis);
      }
    }
    return Help.of(all);
  }

  private String sentence(ParameterException fault) {
    CommandLine command = fault.getCommandLine();
    String message = fault.getMessage();
    if (fault instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      String what = command == plt ? "No such command" : "Unexpected argument";
      message = what + ": '" + unmatched.getUnmatched().get(0) + "'";
    }
    return message + " (see '" + command.getCommandSpec().qualifiedName() + " --help')";
  }

  private static Arguments arguments(Synopsis synopsis, ParseResult parsed) {
    Arguments arguments = new Arguments();
    for (Option option : synopsis.options()) {
      if (parsed.hasMatchedOption(option.name)) {
        for (String value : values(option, parsed)) {
          String fault = option.fault(value);
          if (fault != null) {
            throw new ParameterException(
                parsed.commandSpec().commandLine(), option + " " + value + ": " + fault);
          }
          arguments.add(option, value);
        }
      }
    }
    String[] operands = parsed.matchedPositionalValue(0, new String[0]);
    if (operands.length > synopsis.operands().maximum()) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(),
          "Unexpected argument: '" + operands[synopsis.operands().maximum()] + "'");
    }
    arguments.addOperands(List.of(operands));
    return arguments;
  }

  private static String[] values(Option option, ParseResult parsed) {
    if (option.isFlag()) {
      return new String[] {""};
    }
    return option.repeatable
        ? parsed.matchedOptionValue(option.name, new String[0])
        : new String[] {parsed.matchedOptionValue(option.name, "")};
  }

  private @Nullable Subcommand find(String name) {
    for (Subcommand subcommand : subcommands) {
      if (subcommand.synopsis().name().equals(name)) {
        return subcommand;
      }
    }
    return null;
  }

  /** The version that the build wrote into the jar's manifest. */
  private static String version() {
    String version = FullCommandLine.class.getPackage().getImplementationVersion();
    return version == null ? "(not built as a jar)" : version;
  }
}
