// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

/** Arithmetic on 128 bits in two words; an IPv4 address is the last 32 of them. */
final class Bits {
  private Bits() {}

  /** The mask of the first word where a prefix of 128 bits has this length. */
  static long highMask(int length) {
    return length >= 64 ? -1 : length <= 0 ? 0 : -1L << (64 - length);
  }

  /** The mask of the second word. */
  static long lowMask(int length) {
    return highMask(length - 64);
  }

  /** How many first bits are the same: 0 to 128. */
  static int common(long high, long low, long otherHigh, long otherLow) {
    long different = high ^ otherHigh;
    return different != 0
        ? Long.numberOfLeadingZeros(different)
        : 64 + Long.numberOfLeadingZeros(low ^ otherLow);
  }
}
