// SPDX-License-Identifier: Apache-2.0
/**
 * Packets and views of their layers.
 *
 * <p><b>Lifetime.</b> A {@link org.plt4j.packet.Packet} and every view taken from it stay right for
 * ever: after the next read, after the trace was closed, in a map. The bytes beneath are never
 * reused. The one exception is another process that truncates or rewrites a mapped file; the option
 * {@code Trace.Option.HEAP} guards against that.
 *
 * <p><b>Threads.</b> Packets, views and addresses are immutable and may be shared.
 *
 * <p><b>Truncation.</b> Packet content never throws. A layer that is not there is {@code null}. A
 * layer exists as soon as its first identifying bytes were captured; a field beyond the capture
 * answers {@link org.plt4j.packet.Layer#NOT_CAPTURED}, an address {@code null}, a flag {@code
 * false}. Fields are reported as sent and never repaired.
 *
 * <p><b>Lengths.</b> <i>Captured</i> is what the file holds, <i>wire</i> what was on the link,
 * <i>declared</i> what a field of the packet says.
 */
@NullMarked
package org.plt4j.packet;

import org.jspecify.annotations.NullMarked;
