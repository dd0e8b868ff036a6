// SPDX-License-Identifier: Apache-2.0
/**
 * Traces: files of captured packets, read from a path, a stream or standard input. The format and
 * the compression are found from the content, never from a file's name.
 *
 * <p>A bad file throws {@link org.plt4j.trace.TraceFormatException}, which names file, record and
 * offset, after everything before the fault was delivered. A file that merely ends inside a record
 * is not bad: its whole records come first, then the trace ends, and {@code endedInsideRecord()} is
 * true.
 *
 * <p>A {@link org.plt4j.trace.Trace} belongs to one thread at a time; {@link
 * org.plt4j.trace.TraceSplits} lets several read parts of one file. The packets it delivers belong
 * to nobody: see {@link org.plt4j.packet}.
 */
@NullMarked
package org.plt4j.trace;

import org.jspecify.annotations.NullMarked;
