// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

/**
 * A hash table on primitive keys and values: linear probing in one {@code long[]}, where an entry's
 * words stand side by side, so that finding and counting touch one place in memory. Entries stay
 * where they are until the table grows.
 *
 * <p>A key has two or five words; the last is never 0 (0 marks an empty entry), and its bit 63 is
 * no part of the key but free for the owner. The values of a new entry are 0.
 */
final class LongTable {
  /** Bit 63 of a key's last word: the owner's. */
  static final long OWNERS_BIT = Long.MIN_VALUE;

  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

  /**
   * Where entry 0 stands. A large array's first element is 16 bytes behind a boundary of the heap,
   * so entries of 64 bytes that start here share their cache line with no other.
   */
  private static final int BASE = 6;

  private static final int MAX_WORDS = 1 << 30;

  private final int keyWords;
  private final int stride;
  private long[] words;
  private int mask;
  private int size;
  private int growAt;

  /** A table with room for so many entries before it has to grow. */
  LongTable(int keyWords, int valueWords, int expected) {
    this.keyWords = keyWords;
    this.stride = (keyWords + valueWords + 1) & ~1;
    int slots = 1 << 12;
    while (slots / 4 * 3 < expected && slots < maxSlots()) {
      slots <<= 1;
    }
    allocate(slots);
  }

  private int maxSlots() {
    return Integer.highestOneBit(MAX_WORDS / stride);
  }

  private void allocate(int slots) {
    words = new long[BASE + slots * stride];
    mask = slots - 1;
    growAt = slots / 4 * 3;
  }

  /** The number of entries. */
  int size() {
    return size;
  }

  /** The word at an index that {@link #find} or {@link #first} gave, plus an offset. */
  long get(int index) {
    return words[index];
  }

  void set(int index, long value) {
    words[index] = value;
  }

  void add(int index, long value) {
    words[index] += value;
  }

  // ---- hashing

  static long hash(long a, long b) {
    long h = (a ^ b * 0xff51_afd7_ed55_8ccdL) * GOLDEN;
    return h ^ h >>> 32;
  }

  static long hash(long a, long b, long c, long d, long e) {
    return hash(hash(hash(hash(a, b), c), d), e);
  }

  /** Reads the first word of the entry where a search will start, to bring it into the cache. */
  long touch(long hash) {
    return words[BASE + ((int) hash & mask) * stride];
  }

  // ---- find or add

  /** The index of the first word of the entry with this key, added if it is not there. */
  int find(long a, long b, long hash) {
    for (int slot = (int) hash & mask; ; slot = slot + 1 & mask) {
      int at = BASE + slot * stride;
      long last = words[at + 1];
      if (words[at] == a && (last ^ b) << 1 == 0) {
        return at;
      }
      if (last == 0) {
        if (size == growAt) {
          grow();
          return find(a, b, hash);
        }
        size++;
        words[at] = a;
        words[at + 1] = b;
        return at;
      }
    }
  }

  /** The same for keys of five words. */
  int find(long a, long b, long c, long d, long e, long hash) {
    for (int slot = (int) hash & mask; ; slot = slot + 1 & mask) {
      int at = BASE + slot * stride;
      long last = words[at + 4];
      if (words[at] == a
          && words[at + 1] == b
          && words[at + 2] == c
          && words[at + 3] == d
          && (last ^ e) << 1 == 0) {
        return at;
      }
      if (last == 0) {
        if (size == growAt) {
          grow();
          return find(a, b, c, d, e, hash);
        }
        size++;
        words[at] = a;
        words[at + 1] = b;
        words[at + 2] = c;
        words[at + 3] = d;
        words[at + 4] = e;
        return at;
      }
    }
  }

  private long hashOf(long[] from, int at) {
    long key = from[at + keyWords - 1] & ~OWNERS_BIT;
    return keyWords == 2
        ? hash(from[at], key)
        : hash(from[at], from[at + 1], from[at + 2], from[at + 3], key);
  }

  private void grow() {
    int slots = mask + 1;
    if (slots >= maxSlots()) {
      throw new IllegalStateException("more than " + size + " entries in one table");
    }
    long[] old = words;
    allocate(slots << 1);
    for (int from = BASE; from < old.length; from += stride) {
      long last = old[from + keyWords - 1];
      if (last != 0) {
        int slot = (int) hashOf(old, from) & mask;
        while (words[BASE + slot * stride + keyWords - 1] != 0) {
          slot = slot + 1 & mask;
        }
        System.arraycopy(old, from, words, BASE + slot * stride, stride);
      }
    }
  }

  /** The index of some entry's first word, or -1 if there is none: where {@link #next} starts. */
  int first() {
    return next(BASE - stride);
  }

  /** The entry behind this one in memory, in no order that means anything; -1 behind the last. */
  int next(int index) {
    for (int at = index + stride; at < words.length; at += stride) {
      if (words[at + keyWords - 1] != 0) {
        return at;
      }
    }
    return -1;
  }
}
