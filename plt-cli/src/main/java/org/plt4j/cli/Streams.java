// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.PrintStream;

/** Where a subcommand writes: data to {@link #out}, all else to standard error. */
final class Streams {
  private final Output out;
  private final PrintStream err;

  Streams(Output out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Standard output. */
  Output out() {
    return out;
  }

  /** Standard error. */
  PrintStream err() {
    return err;
  }

  /** Tells a fault in one sentence. */
  void fault(String sentence) {
    note("plt: " + sentence);
  }

  /** Writes a line to standard error, such as a summary. */
  void note(CharSequence line) {
    err.append(line).append('\n').flush();
  }
}
