// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

/**
 * Arithmetic of 32-bit sequence numbers, modulo 2^32 (RFC 9293, section 3.4; RFC 1982). A number is
 * a {@code long} from 0 to 2^32 - 1; of greater values the lower 32 bits count.
 *
 * <p>One number is less than another if it takes fewer than 2^31 steps upwards to get there. Two
 * that are exactly 2^31 apart have no order (RFC 1982, section 3.2): neither is less, greater, or
 * greater or equal.
 */
public final class SequenceNumber {
  private static final long MASK = 0xffff_ffffL;

  private SequenceNumber() {}

  /** The sum. */
  public static long add(long a, long b) {
    return a + b & MASK;
  }

  /** The difference: how many steps upwards it takes from b to a, 0 to 2^32 - 1. */
  public static long subtract(long a, long b) {
    return a - b & MASK;
  }

  /**
   * The shortest way from b to a, negative downwards: -2^31 to 2^31 - 1. Numbers without an order
   * are -2^31 apart, both ways.
   */
  public static int difference(long a, long b) {
    return (int) (a - b);
  }

  /** Whether a is less than b. */
  public static boolean lt(long a, long b) {
    return gt(b, a);
  }

  /** Whether a is greater than b or equal. */
  public static boolean ge(long a, long b) {
    return difference(a, b) >= 0;
  }

  /** Whether a is greater than b. */
  public static boolean gt(long a, long b) {
    return difference(a, b) > 0;
  }
}
