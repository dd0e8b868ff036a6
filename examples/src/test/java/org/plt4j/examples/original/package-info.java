// SPDX-License-Identifier: Apache-2.0
/**
 * The test programs of python-libtrace as small programs of ours: each takes the folder of its
 * traces and prints what the original printed.
 */
@NullMarked
package org.plt4j.examples.original;

import org.jspecify.annotations.NullMarked;
