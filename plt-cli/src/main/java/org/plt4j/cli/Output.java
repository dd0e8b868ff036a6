// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output: lines of UTF-8 that end with {@code \n}, collected to large writes.
 *
 * <p>A line is appended to {@link #text} and ended with {@link #endLine}.
 */
final class Output {
  private static final int FULL = 1 << 16;

  private final OutputStream stream;
  private final StringBuilder text = new StringBuilder(FULL + (FULL >> 4));

  Output(OutputStream stream) {
    this.stream = stream;
  }

  /** What was not written yet. */
  StringBuilder text() {
    return text;
  }

  /**
   * Ends a line.
   *
   * @throws OutputException if it cannot be written
   */
  void endLine() {
    text.append('\n');
    if (text.length() >= FULL) {
      flush();
    }
  }

  /**
   * Writes what was not written yet.
   *
   * @throws OutputException if it cannot be written
   */
  void flush() {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    text.setLength(0);
    try {
      stream.write(bytes);
      stream.flush();
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }
}
