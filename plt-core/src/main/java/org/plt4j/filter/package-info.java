// SPDX-License-Identifier: Apache-2.0

/**
 * Packet filters: the expressions of pcap-filter(7), compiled to classic BPF programs and from
 * there to JVM bytecode.
 *
 * <p>A {@link org.plt4j.filter.PacketFilter} is made of an expression once, compiles a program for
 * each link type that it meets, and may be shared between threads. A wrong expression is a {@link
 * org.plt4j.filter.PacketFilterException} with the column; no packet ever makes one throw: a load
 * from beyond the capture means that the packet does not match.
 */
@NullMarked
package org.plt4j.filter;

import org.jspecify.annotations.NullMarked;
