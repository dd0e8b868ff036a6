// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.plt4j.trace.Trace;

/**
 * A line on the terminal that says how far reading has come, in ASCII and without colours; what is
 * fast never shows one.
 */
final class Progress {
  /** System property by which the launcher tells whether standard error is a terminal. */
  static final String TERMINAL = "plt.terminal";

  private static final long FIRST_NANOS = 500_000_000;
  private static final long NEXT_NANOS = 100_000_000;
  private static final int BAR = 16;
  private static final int NAME = 20;

  private final PrintStream err;
  private boolean wanted;
  private long next = System.nanoTime() + FIRST_NANOS;
  private int shown;

  /** A line that is shown if it is wanted and standard error is a terminal. */
  Progress(PrintStream err, boolean wanted) {
    this.err = err;
    this.wanted = wanted;
  }

  /** Shows how far the trace was read, unless that was done a moment ago. */
  void update(Trace trace, long packets) {
    update(trace, trace.position(), packets);
  }

  /** The same where the trace is read in several places, and that many bytes are read in all. */
  void update(Trace trace, long position, long packets) {
    if (!wanted || System.nanoTime() - next < 0) {
      return;
    }
    if (shown == 0 && !isTerminal()) {
      wanted = false;
      return;
    }
    next = System.nanoTime() + NEXT_NANOS;
    show(line(trace.name(), position, trace.size(), packets));
  }

  private void show(String line) {
    String rest = " ".repeat(Math.max(0, shown - line.length()));
    shown = line.length();
    err.append('\r').append(line).append(rest).flush();
  }

  /** Wipes the line away. */
  void end() {
    if (shown > 0) {
      show("");
      err.append('\r').flush();
    }
  }

  /** The line: a bar where the size is known, else only what was read. */
  static String line(String name, long position, long size, long packets) {
    StringBuilder line = new StringBuilder();
    if (name.length() > NAME) {
      line.append("...").append(name, name.length() - NAME + 3, name.length());
    } else {
      line.append(name);
    }
    if (size > 0) {
      double part = Math.min(1, (double) position / size);
      int filled = (int) (part * BAR);
      line.append(" [").append("=".repeat(filled)).append(" ".repeat(BAR - filled)).append("] ");
      line.append((int) (part * 100)).append(" % of ").append(size >> 20).append(" MiB");
    } else {
      line.append(' ').append(position >> 20).append(" MiB");
    }
    return line.append(", ").append(packets).append(" packets").toString();
  }

  /**
   * Whether standard error is a terminal. The launcher says so; without it, Linux's {@code /proc}
   * does; elsewhere it cannot be told without native code, and is taken for none.
   */
  private static boolean isTerminal() {
    String told = System.getProperty(TERMINAL);
    if (told != null) {
      return told.equals("true");
    }
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
