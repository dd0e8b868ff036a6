// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.PrintStream;

/** The command, run in a process that goes on. */
public final class CommandLine {
  private CommandLine() {}

  /** Runs the command, both of its outputs on this stream, and answers its exit code. */
  public static int run(String[] args, PrintStream out) {
    return Main.run(args, new Streams(new Output(out), out));
  }
}
