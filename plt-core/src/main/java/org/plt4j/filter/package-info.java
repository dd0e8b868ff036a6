// SPDX-License-Identifier: Apache-2.0

/**
 * Packet filters: the expressions of pcap-filter(7), compiled to classic BPF programs and from
 * there to JVM bytecode.
 */
@NullMarked
package org.plt4j.filter;

import org.jspecify.annotations.NullMarked;
