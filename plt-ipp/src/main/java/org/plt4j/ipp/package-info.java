// SPDX-License-Identifier: Apache-2.0
/**
 * IP prefixes, tables that find the longest matching prefix, and anonymisation that keeps prefixes.
 *
 * <p>Values own their bits. Everything is immutable and may be shared between threads, but for
 * builders and the mutable form of a table. Texts and numbers that callers get wrong are {@link
 * IllegalArgumentException}s with the value in the message; what packets hold never throws.
 */
@NullMarked
package org.plt4j.ipp;

import org.jspecify.annotations.NullMarked;
