// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code plt} command: a thin face on the library, one class for each subcommand. Data goes to
 * standard output, all else to standard error; the exit code is 0 when all was done, 1 when a trace
 * is missing, cut or bad, 2 when the command was used wrongly. Nothing here is meant to be called
 * from other programs.
 */
@NullMarked
package org.plt4j.cli;

import org.jspecify.annotations.NullMarked;
