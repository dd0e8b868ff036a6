// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command {@code plt} itself: knows the subcommands and starts the one that is asked for. */
public final class Main {
  /** Exit code: done. */
  static final int DONE = 0;

  /** Exit code: a trace is missing, cut or bad; what was read was printed. */
  static final int BAD_TRACE = 1;

  /** Exit code: the command was used wrongly. */
  static final int BAD_USAGE = 2;

  private static final List<String> NAMES =
      List.of(
          "flows", "packets", "stats", "filter", "convert", "merge", "info", "dns", "tcp", "anon",
          "prefix", "bpf");

  private Main() {}

  /**
   * Runs the command and ends the process with its exit code.
   *
   * @param args the command's arguments
   */
  public static void main(String[] args) {
    Output out = new Output(new FileOutputStream(FileDescriptor.out));
    System.exit(run(args, new Streams(out, System.err)));
  }

  /** Runs the command and answers its exit code. */
  static int run(String[] args, Streams streams) {
    try {
      int code = printing(args, streams);
      streams.out().flush();
      return code;
    } catch (OutputException e) {
      if (e.isClosedPipe()) {
        return DONE;
      }
      streams.fault(String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      streams.fault("out of memory: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      streams.fault("a fault in plt itself: " + e);
    }
    return BAD_TRACE;
  }

  private static int printing(String[] args, Streams streams) {
    try {
      return start(args, streams);
    } catch (UsageException e) {
      streams.out().flush(); // what was read of the traces before
      streams.fault(String.valueOf(e.getMessage()));
      return BAD_USAGE;
    }
  }

  private static int start(String[] args, Streams streams) {
    if (args.length > 0) {
      Subcommand subcommand = subcommand(args[0]);
      if (subcommand != null) {
        List<String> rest = Arrays.asList(args).subList(1, args.length);
        Arguments arguments = Arguments.plain(subcommand.synopsis(), rest);
        if (arguments != null) {
          return subcommand.run(arguments, streams);
        }
      }
    }
    return new FullCommandLine(subcommands()).run(args, streams);
  }

  static List<Subcommand> subcommands() {
    List<Subcommand> all = new ArrayList<>();
    for (String name : NAMES) {
      Subcommand subcommand = subcommand(name);
      if (subcommand != null) {
        all.add(subcommand);
      }
    }
    return all;
  }

  /** The subcommand of this name, or null; no other's class is loaded. */
  private static @Nullable Subcommand subcommand(String name) {
    return switch (name) {
      case "flows" -> new Flows();
      case "packets" -> new Packets();
      case "stats" -> new Stats();
      case "filter" -> new Filter();
      case "convert" -> new Convert();
      case "merge" -> new Merge();
      case "info" -> new Info();
      case "dns" -> new Dns();
      case "tcp" -> new TcpTransfers();
      case "anon" -> new Anon();
      case "prefix" -> new Prefix();
      case "bpf" -> new Bpf();
      default -> null;
    };
  }
}
