// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.util.Arrays;

/**
 * A distribution of durations in nanoseconds: how many, the smallest, the greatest, the mean, and
 * quantiles. Exact up to {@value #EXACT} samples; beyond that quantiles are counted in buckets that
 * are 1/128 of their values wide, so that they are at most 0.8 % too low.
 *
 * <p>For one thread at a time while samples are added.
 */
public final class Durations {
  /** So many samples are kept as they are. */
  private static final int EXACT = 512;

  /** A bucket's number is the value's exponent and this many of its bits. */
  private static final int BITS = 7;

  private static final int BUCKETS = (Long.SIZE - BITS) << BITS;
  private static final long[] NONE = {};

  private long count;
  private long minimum = Long.MAX_VALUE;
  private long maximum = Long.MIN_VALUE;
  private double sum;
  private long[] samples = NONE;
  private long[] buckets = NONE;

  Durations() {}

  void add(long nanos) {
    if (count < EXACT) {
      if (count == samples.length) {
        samples = Arrays.copyOf(samples, Math.min(EXACT, Math.max(4, 2 * samples.length)));
      }
      samples[(int) count] = nanos;
    } else {
      if (count == EXACT) {
        buckets = new long[BUCKETS];
        for (long sample : samples) {
          buckets[bucket(sample)]++;
        }
        samples = NONE;
      }
      buckets[bucket(nanos)]++;
    }
    count++;
    sum += nanos;
    minimum = Math.min(minimum, nanos);
    maximum = Math.max(maximum, nanos);
  }

  private static int bucket(long nanos) {
    long value = Math.max(0, nanos);
    int shift = Math.max(0, Long.SIZE - BITS - 1 - Long.numberOfLeadingZeros(value));
    return (shift << BITS) + (int) (value >>> shift);
  }

  /** The smallest value of a bucket. */
  private static long floor(int bucket) {
    int shift = Math.max(0, (bucket >>> BITS) - 1);
    return (long) (bucket - (shift << BITS)) << shift;
  }

  /** The number of samples. */
  public long count() {
    return count;
  }

  /** The smallest, which is negative where times run backwards; 0 without samples. */
  public long minimum() {
    return count == 0 ? 0 : minimum;
  }

  /** The greatest; 0 without samples. */
  public long maximum() {
    return count == 0 ? 0 : maximum;
  }

  /** The arithmetic mean; 0 without samples. */
  public double mean() {
    return count == 0 ? 0 : sum / count;
  }

  /**
   * The smallest sample that a part of all samples is not greater than, such as 0.5 for the lower
   * median; 0 without samples.
   *
   * @throws IllegalArgumentException unless the part is from 0 to 1
   */
  public long quantile(double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("a quantile of " + part);
    }
    if (count == 0) {
      return 0;
    }
    long rank = Math.max(1, (long) Math.ceil(part * count));
    if (count <= EXACT) {
      long[] sorted = Arrays.copyOf(samples, (int) count);
      Arrays.sort(sorted);
      return sorted[(int) rank - 1];
    }
    int bucket = 0;
    for (long seen = buckets[0]; seen < rank; seen += buckets[bucket]) {
      bucket++;
    }
    return Math.min(maximum, Math.max(minimum, floor(bucket)));
  }
}
