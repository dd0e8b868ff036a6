// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.math.BigInteger;

/**
 * What is told of many numbers.
 *
 * @param count how many there are
 * @param minimum the smallest; 0 if there are none
 * @param maximum the greatest; 0 if there are none
 * @param mean their arithmetic mean; 0 if there are none
 * @param deviation their sample standard deviation (the sum of squares is divided by one less than
 *     the count); 0 if there are fewer than two
 */
public record Summary(long count, long minimum, long maximum, double mean, double deviation) {
  /** Nothing. */
  static final Summary NONE = new Summary(0, 0, 0, 0, 0);

  /**
   * From exact sums, so that the same numbers in any order and added up in any parts have the same
   * summary to the last bit.
   *
   * @param squaresHigh the upper 64 bits of the sum of squares
   * @param squaresLow the lower 64 bits
   */
  static Summary of(
      long count, long minimum, long maximum, long sum, long squaresHigh, long squaresLow) {
    if (count == 0) {
      return NONE;
    }
    double mean = (double) sum / count;
    if (count == 1 || minimum == maximum) {
      return new Summary(count, minimum, maximum, mean, 0);
    }
    BigInteger squares =
        BigInteger.valueOf(squaresHigh)
            .shiftLeft(Long.SIZE)
            .add(new BigInteger(Long.toUnsignedString(squaresLow)));
    BigInteger n = BigInteger.valueOf(count);
    BigInteger total = BigInteger.valueOf(sum);
    // n times the sum of squared distances from the mean: nothing is lost in the difference
    double distances = squares.multiply(n).subtract(total.multiply(total)).doubleValue();
    double deviation = Math.sqrt(distances / count / (count - 1));
    return new Summary(count, minimum, maximum, mean, deviation);
  }
}
