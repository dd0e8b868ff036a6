// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Durations as options give them: seconds, with decimal places if need be. */
final class Seconds {
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

  private Seconds() {}

  /**
   * The option's nanoseconds, or 0 if it was not given.
   *
   * @throws UsageException unless it is a number of at least a nanosecond
   */
  static long nanos(Arguments arguments, Option option) {
    if (!arguments.has(option)) {
      return 0;
    }
    String text = arguments.text(option, "");
    try {
      if (text.matches("[0-9]{1,10}(\\.[0-9]{1,9})?")) {
        long nanos =
            new BigDecimal(text).multiply(NANOS).setScale(0, RoundingMode.DOWN).longValueExact();
        if (nanos > 0) {
          return nanos;
        }
      }
    } catch (ArithmeticException e) { // beyond the year 2262
      throw fault(option, text);
    }
    throw fault(option, text);
  }

  private static UsageException fault(Option option, String text) {
    return new UsageException(option + " " + text + ": not a number of seconds such as 30 or 0.5");
  }
}
