// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

/** One subcommand of {@code plt}. */
interface Subcommand {
  /** How it is called. */
  Synopsis synopsis();

  /**
   * Does the work.
   *
   * @return the exit code: {@link Main#DONE} or {@link Main#BAD_TRACE}
   * @throws UsageException if the arguments do not go together
   */
  int run(Arguments arguments, Streams streams);
}
