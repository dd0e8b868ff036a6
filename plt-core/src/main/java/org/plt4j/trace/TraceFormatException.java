// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A bad trace file: which, at which record and where. Packet content never causes one. */
public final class TraceFormatException extends IOException {
  private static final long serialVersionUID = 1;

  private final String trace;
  private final long record;
  private final long offset;

  TraceFormatException(
      String trace, long record, long offset, String fault, @Nullable Throwable cause) {
    super(
        trace
            + ": "
            + (record > 0 ? "record " + record : "file header")
            + " at offset "
            + offset
            + ": "
            + fault,
        cause);
    this.trace = trace;
    this.record = record;
    this.offset = offset;
  }

  /** The trace's name as it was opened. */
  public String trace() {
    return trace;
  }

  /** The number of the packet record that is bad, from 1; 0 for the file's header. */
  public long record() {
    return record;
  }

  /** Where it starts: bytes from the beginning of the file, uncompressed. */
  public long offset() {
    return offset;
  }
}
