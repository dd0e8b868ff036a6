// SPDX-License-Identifier: Apache-2.0
/**
 * IP prefixes, tables that find the longest matching prefix, and anonymisation that keeps prefixes.
 * None of it is written yet: the package holds no types and its module does not export it.
 */
@NullMarked
package org.plt4j.ipp;

import org.jspecify.annotations.NullMarked;
