// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Routes as a router of the internet's core has them: as often of each length as is usual there
 * (most are IPv4 /24 and IPv6 /48), close together within the blocks that registries give out. The
 * same for each seed.
 */
public final class SyntheticRoutes {
  /** A network whose address has this many first bits; an IPv4 address is the lower 32. */
  public record Route(int version, long high, long low, int length) {}

  /** What is done with each route. */
  public interface Sink {
    void accept(Route route);
  }

  // per mille of each length, the rest of the last
  private static final int[][] LENGTHS_4 = {
    {8, 1}, {11, 1}, {12, 1}, {13, 1}, {14, 2}, {15, 2}, {16, 14}, {17, 9}, {18, 15}, {19, 27},
    {20, 46}, {21, 54}, {22, 117}, {23, 105}, {24, 605}
  };
  private static final int[][] LENGTHS_6 = {
    {20, 1}, {24, 1}, {28, 5}, {29, 35}, {30, 8}, {31, 2}, {32, 120}, {33, 20}, {34, 15},
    {35, 8}, {36, 55}, {38, 12}, {40, 90}, {42, 25}, {44, 95}, {45, 10}, {46, 30}, {47, 25},
    {56, 8}, {64, 6}, {48, 429}
  };
  private static final long[] BLOCKS_6 = {
    0x2001_0000L, 0x2400_0000L, 0x2600_0000L, 0x2800_0000L, 0x2a00_0000L, 0x2c00_0000L
  };
  private static final int ALLOCATED_4 = 40_000;
  private static final int ALLOCATED_6 = 24_000;

  private SyntheticRoutes() {}

  /** Makes so many different routes of both versions, in no order. */
  public static void make(long seed, int count4, int count6, Sink sink) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] allocated4 = random.ints(ALLOCATED_4, 0x0100, 0xe000).toArray();
    Set<Long> seen = new HashSet<>();
    while (seen.size() < count4) {
      int length = length(random, LENGTHS_4);
      long within = random.nextLong() & 0xffff;
      long address = (long) allocated4[random.nextInt(ALLOCATED_4)] << 16 | within;
      long network = address & (-1L << (32 - length));
      if (seen.add(network << 8 | length)) {
        sink.accept(new Route(4, 0, network, length));
      }
    }
    long[] allocated6 = new long[ALLOCATED_6];
    for (int i = 0; i < ALLOCATED_6; i++) {
      int block = random.nextInt(BLOCKS_6.length);
      allocated6[i] = BLOCKS_6[block] | random.nextInt(block == 0 ? 0x2000 : 0x10_0000);
    }
    seen.clear();
    while (seen.size() < count6) {
      int length = length(random, LENGTHS_6);
      long within = random.nextLong() & 0xffff_ffffL;
      long address = allocated6[random.nextInt(ALLOCATED_6)] << 32 | within;
      long network = address & (-1L << (64 - length));
      if (seen.add(network ^ (long) length)) { // lengths fit into the 0 bits but of /64
        sink.accept(new Route(6, network, 0, length));
      }
    }
  }

  private static int length(SplittableRandom random, int[][] lengths) {
    int n = random.nextInt(1000);
    for (int[] length : lengths) {
      n -= length[1];
      if (n < 0) {
        return length[0];
      }
    }
    return lengths[lengths.length - 1][0];
  }
}
