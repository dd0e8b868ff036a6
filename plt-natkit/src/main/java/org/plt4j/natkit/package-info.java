// SPDX-License-Identifier: Apache-2.0

/**
 * Flows and TCP connections: what makes packets one flow, tables that count flows and measure them,
 * which ends are at home, and what the segments of a TCP connection are.
 *
 * <p>Keys and results are values that own their bits and may be shared between threads and kept; no
 * table keeps a packet. A table, a meter or an analyzer belongs to one thread at a time; those of
 * the parts of a trace can be merged where they say so. A flow's packets are those of the outermost
 * IP header; bytes are original lengths; times are those of the packets, nanoseconds since 1970,
 * and may run backwards. No packet makes anything here throw.
 */
@NullMarked
package org.plt4j.natkit;

import org.jspecify.annotations.NullMarked;
