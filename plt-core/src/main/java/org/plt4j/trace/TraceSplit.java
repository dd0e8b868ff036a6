// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;

/**
 * A part of a trace: the records that start in a range of bytes of the file. It is all that another
 * thread, process or machine needs to know to read its share; {@link TraceSplits} makes them.
 *
 * @param uri the trace, as {@link Trace#open(String, Trace.Option...)} takes it
 * @param from where the range begins; it need not be where a record starts
 * @param to where it ends: what starts here, or behind it, belongs to others; {@link
 *     Long#MAX_VALUE} for what has no parts
 */
public record TraceSplit(String uri, long from, long to) {
  /** A range. */
  public TraceSplit {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no range: from " + from + " to " + to);
    }
  }

  /** Whether it is a whole trace, whose format and compression may be any. */
  boolean isWhole() {
    return from == 0 && to == Long.MAX_VALUE;
  }

  /**
   * Opens the range as a trace that delivers exactly the records that start in it. {@link
   * Trace#startOffset} tells where the first one does, and {@link Trace#offset}, at the end, where
   * the first one behind it does: in the next range these meet, or its place was mistaken.
   *
   * <p>The first record is recognised by what it and its neighbours look like; where that is not
   * certain, since packets hold what looks like records, or records do not look like any, the file
   * is read in order up to the place. So places are right, but for files where no record as long as
   * half a mebibyte before the range looks usual while what one holds does.
   *
   * <p>A pcapng file's section and interfaces are those described before its first packet. Where
   * others are described behind that, their packets may be missed, misread, or taken for faults:
   * whether {@link Trace#sections} and {@link Trace#interfaces} grow after opening tells that for
   * the ranges behind. {@link TraceSplits#read} looks after all this.
   *
   * <p>{@link Trace#records}, the record in a {@link TraceFormatException}, numbers of an ERF
   * file's interfaces, and what a trace knows beside packets are counted from the range's
   * beginning.
   *
   * @throws IllegalArgumentException if the range is a part of what has none: of a compressed file,
   *     a pipe, standard input, a live source
   * @throws TraceFormatException if the file's beginning is not that of a trace, or the file was
   *     read in order and is bad before the range
   * @throws IOException if the file cannot be read
   */
  public Trace open() throws IOException {
    return Trace.open(this, Window.MAPPED, Probe.THOROUGH);
  }
}
