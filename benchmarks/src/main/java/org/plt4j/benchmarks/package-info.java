// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks of the library and comparisons with other programs that do the same.
 *
 * <ul>
 *   <li>{@link org.plt4j.benchmarks.WalkBenchmark}: records and headers of a trace
 *   <li>{@link org.plt4j.benchmarks.FlowCountBenchmark}: flows, counted and with statistics
 *   <li>{@link org.plt4j.benchmarks.FilterBenchmark}: filters, compiled and interpreted, and
 *       libpcap's
 *   <li>{@link org.plt4j.benchmarks.DnsBenchmark}: DNS messages, beside dnsjava
 *   <li>{@link org.plt4j.benchmarks.PrefixBenchmark}: longest matches, beside the IPAddress library
 *   <li>{@link org.plt4j.benchmarks.ChecksumBenchmark}: checksums of IPv4 and TCP
 * </ul>
 *
 * These are JMH's: {@code java -jar benchmarks.jar NAME}. {@link org.plt4j.benchmarks.Compare} is
 * the runner of side-by-side comparisons, {@code benchmarks/compare}.
 */
@NullMarked
package org.plt4j.benchmarks;

import org.jspecify.annotations.NullMarked;
