// SPDX-License-Identifier: Apache-2.0
/** One small program for each task that the library is made for, compiled and run by the tests. */
@NullMarked
package org.plt4j.examples;

import org.jspecify.annotations.NullMarked;
