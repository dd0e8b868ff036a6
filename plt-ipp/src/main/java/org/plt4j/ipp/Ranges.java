// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.util.Arrays;

/**
 * What the longest match of each address is, as ranges one behind the other: each starts at an
 * address of 128 bits, the first at 0, and ends before the next. Neighbours' matches differ.
 */
final class Ranges {
  /** The match of addresses in no network. */
  static final int NONE = -1;

  long[] high = new long[64];
  long[] low = new long[64];
  int[] match = new int[64];
  int size;

  /**
   * The ranges of networks that are sorted by address, then shorter first; none is there twice.
   *
   * @param firstMatch what the first network's match is called; the others count on
   */
  Ranges(long[] networkHigh, long[] networkLow, byte[] length, int firstMatch) {
    add(0, 0, NONE);
    int[] around = new int[129]; // networks within each other around the place that was reached
    int depth = 0;
    for (int i = 0; i <= length.length; i++) {
      while (depth > 0) {
        int inner = around[depth - 1];
        int bits = length[inner] & 0xff;
        if (i < length.length
            && ((networkHigh[i] ^ networkHigh[inner]) & Bits.highMask(bits)) == 0
            && ((networkLow[i] ^ networkLow[inner]) & Bits.lowMask(bits)) == 0) {
          break;
        }
        depth--;
        long lastLow = networkLow[inner] | ~Bits.lowMask(bits);
        long lastHigh = networkHigh[inner] | ~Bits.highMask(bits);
        if ((lastHigh & lastLow) != -1) { // else nothing is behind it
          add(
              lastLow == -1 ? lastHigh + 1 : lastHigh,
              lastLow + 1,
              depth == 0 ? NONE : firstMatch + around[depth - 1]);
        }
      }
      if (i < length.length) {
        add(networkHigh[i], networkLow[i], firstMatch + i);
        around[depth++] = i;
      }
    }
  }

  private void add(long startHigh, long startLow, int matched) {
    if (size > 0 && high[size - 1] == startHigh && low[size - 1] == startLow) {
      size--; // nothing was between the two
    }
    if (size > 0 && match[size - 1] == matched) {
      return;
    }
    if (size == match.length) {
      int more = size + (size >> 1);
      high = Arrays.copyOf(high, more);
      low = Arrays.copyOf(low, more);
      match = Arrays.copyOf(match, more);
    }
    high[size] = startHigh;
    low[size] = startLow;
    match[size] = matched;
    size++;
  }
}
