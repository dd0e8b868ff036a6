// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Standard output, or the trace that is written, takes no more. */
final class OutputException extends UncheckedIOException {
  private static final long serialVersionUID = 1;

  OutputException(IOException cause) {
    this("standard output: " + cause.getMessage(), cause);
  }

  OutputException(String sentence, IOException cause) {
    super(sentence, cause);
  }

  /** Whether the reader has gone, as {@code head} does: no fault, it has what it wanted. */
  boolean isClosedPipe() {
    // The system's words are all that the class library passes on; they have "pipe" on all systems.
    return String.valueOf(getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }
}
