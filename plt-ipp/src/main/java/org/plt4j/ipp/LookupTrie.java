// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds what belongs to the range that an address is in: a table by the address's first bits, then
 * nodes that look at six bits more each. Their children, and their answers, lie side by side, so
 * that a node needs two bit sets and two places instead of 64 pointers (Asai and Ohara, "Poptrie",
 * SIGCOMM 2015). Addresses are of 128 bits; those of IPv4 are the first 32.
 */
final class LookupTrie {
  private static final int STRIDE = 6;
  private static final int SLOTS = 1 << STRIDE;

  /** A node's words: which slots have children, where answers change, and where both start. */
  private static final int WORDS = 3;

  private static final int NO_ANSWER = -2;

  private final int rootBits;

  /** For each value of the first bits a node, or ~ of the place of an answer. */
  private final int[] root;

  private long[] nodes = new long[WORDS];
  private @Nullable Object[] answers = new Object[SLOTS];

  // while it is built
  private int nodeCount;
  private int answerCount;

  /**
   * A trie.
   *
   * @param values what belongs to a range, by its match; to none, null does
   */
  LookupTrie(Ranges ranges, Object[] values) {
    // so that 18 bits and a node decide up to IPv4's /24, and five up to IPv6's /48
    rootBits = ranges.size > 1 << 12 ? 3 * STRIDE : ranges.size > SLOTS ? 2 * STRIDE : STRIDE;
    root = new int[1 << rootBits];
    int at = 0;
    int match = Ranges.NONE;
    int answerOf = NO_ANSWER; // the match of the last answer
    for (int slot = 0; slot < root.length; slot++) {
      int from = at;
      while (at < ranges.size && (int) (ranges.high[at] >>> (64 - rootBits)) == slot) {
        at++;
      }
      if (isOneAnswer(ranges, from, at, rootBits)) {
        match = at > from ? ranges.match[from] : match;
        if (match != answerOf) {
          addAnswer(value(values, match));
          answerOf = match;
        }
        root[slot] = ~(answerCount - 1);
      } else {
        int node = addNodes(1);
        build(ranges, values, node, rootBits, from, at, match);
        root[slot] = node;
        match = ranges.match[at - 1];
        answerOf = NO_ANSWER; // the node's came in between
      }
    }
    nodes = Arrays.copyOf(nodes, nodeCount * WORDS);
    answers = Arrays.copyOf(answers, answerCount);
  }

  private static @Nullable Object value(Object[] values, int match) {
    return match == Ranges.NONE ? null : values[match];
  }

  /** Whether nothing starts within a slot but at its first address. */
  private static boolean isOneAnswer(Ranges ranges, int from, int to, int bits) {
    return to == from
        || (to == from + 1
            && (ranges.high[from] & ~Bits.highMask(bits)) == 0
            && (ranges.low[from] & ~Bits.lowMask(bits)) == 0);
  }

  private int addNodes(int count) {
    int first = nodeCount;
    nodeCount += count;
    if (nodeCount * WORDS > nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(nodeCount, nodeCount + (nodeCount >> 1)) * WORDS);
    }
    return first;
  }

  private void addAnswer(@Nullable Object answer) {
    if (answerCount == answers.length) {
      answers = Arrays.copyOf(answers, answerCount + (answerCount >> 1));
    }
    answers[answerCount++] = answer;
  }

  /**
   * Fills a node.
   *
   * @param bit the first of the bits that it looks at
   * @param from the first of the ranges that start within it
   * @param to behind the last of them
   * @param before the match at its first address if none of them starts there
   */
  private void build(
      Ranges ranges, Object[] values, int node, int bit, int from, int to, int before) {
    int[] starts = new int[SLOTS + 1];
    long children = 0;
    long changes = 0;
    int firstAnswer = answerCount;
    int at = from;
    int match = before;
    for (int slot = 0; slot < SLOTS; slot++) {
      starts[slot] = at;
      while (at < to && slot(ranges.high[at], ranges.low[at], bit) == slot) {
        at++;
      }
      if (isOneAnswer(ranges, starts[slot], at, bit + STRIDE)) {
        match = at > starts[slot] ? ranges.match[at - 1] : match;
        Object answer = value(values, match);
        if (answerCount == firstAnswer || answers[answerCount - 1] != answer) {
          changes |= 1L << slot;
          addAnswer(answer);
        }
      } else {
        children |= 1L << slot;
        match = ranges.match[at - 1];
      }
    }
    starts[SLOTS] = at;
    int child = addNodes(Long.bitCount(children));
    nodes[node * WORDS] = children;
    nodes[node * WORDS + 1] = changes;
    nodes[node * WORDS + 2] = (long) child << 32 | firstAnswer;
    for (long left = children; left != 0; left &= left - 1) {
      int slot = Long.numberOfTrailingZeros(left);
      int start = starts[slot];
      int inside = start == from ? before : ranges.match[start - 1];
      build(ranges, values, child++, bit + STRIDE, start, starts[slot + 1], inside);
    }
  }

  /** Six bits of an address; those behind its end are 0. */
  private static int slot(long high, long low, int bit) {
    if (bit <= 64 - STRIDE) {
      return (int) (high >>> (64 - STRIDE - bit)) & (SLOTS - 1);
    }
    long six =
        bit < 64
            ? high << (bit - 64 + STRIDE) | low >>> (128 - STRIDE - bit)
            : bit <= 128 - STRIDE ? low >>> (128 - STRIDE - bit) : low << (bit - 128 + STRIDE);
    return (int) six & (SLOTS - 1);
  }

  /** What belongs to the range that the address is in. */
  @Nullable Object find(long high, long low) {
    int node = root[(int) (high >>> (64 - rootBits))];
    for (int bit = rootBits; node >= 0; bit += STRIDE) {
      int slot = slot(high, low, bit);
      int at = node * WORDS;
      long children = nodes[at];
      if ((children >>> slot & 1) == 0) {
        return answers[(int) nodes[at + 2] + rank(nodes[at + 1], slot)];
      }
      node = (int) (nodes[at + 2] >>> 32) + rank(children, slot);
    }
    return answers[~node];
  }

  /** How many bits are set up to and at a place, less one. */
  private static int rank(long bits, int at) {
    return Long.bitCount(bits << (SLOTS - 1 - at)) - 1;
  }
}
