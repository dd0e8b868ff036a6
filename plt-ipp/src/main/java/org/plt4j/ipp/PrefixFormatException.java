// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.io.IOException;

/** A file of prefixes has a line that is none. */
public final class PrefixFormatException extends IOException {
  private static final long serialVersionUID = 1;

  private final long line;

  PrefixFormatException(String name, long line, Throwable cause) {
    super(name + ": line " + line + ": " + cause.getMessage(), cause);
    this.line = line;
  }

  /** The number of the line, from 1. */
  public long line() {
    return line;
  }
}
