// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** What one run of the command, in this process, printed and answered. */
record Run(int code, String out, String err) {
  static Run plt(Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Run run = on(out, args);
    return new Run(run.code, out.toString(UTF_8), run.err);
  }

  /** A run whose standard output goes to this stream. */
  static Run on(OutputStream out, Object... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(err, false, UTF_8);
    String[] strings = Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
    int code = Main.run(strings, new Streams(new Output(out), errors));
    errors.flush();
    return new Run(code, "", err.toString(UTF_8));
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
