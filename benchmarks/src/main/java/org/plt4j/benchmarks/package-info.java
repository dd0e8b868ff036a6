// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of the library and comparisons with other programs that do the same. */
@NullMarked
package org.plt4j.benchmarks;

import org.jspecify.annotations.NullMarked;
