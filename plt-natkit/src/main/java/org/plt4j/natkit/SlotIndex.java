// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

/**
 * Finds the slots in which an owner keeps what belongs to keys, by the keys' hash codes: the owner
 * compares the keys. Linear probing in one {@code long[]}, a word an entry, so that the index of a
 * million keys has but 16 MB.
 *
 * <p>Places are where entries are, until one is added or removed.
 */
final class SlotIndex {
  /** No place. */
  static final int NONE = -1;

  private static final int MAX_PLACES = 1 << 30;
  private static final int SLOT_BITS = 32;
  private static final long SLOT_MASK = 0xffff_ffffL;

  /** The lower half of the hash code above the slot plus one; 0 where there is no entry. */
  private long[] entries = new long[1 << 12];

  private int mask = entries.length - 1;
  private int size;

  /** Reads the place where a search will start, to bring it into the cache. */
  long touch(long hash) {
    return entries[(int) hash & mask];
  }

  /** The first place of an entry with this hash code, or {@link #NONE}. */
  int first(long hash) {
    return find((int) hash & mask, (int) hash);
  }

  /** The next place of one behind a place, or {@link #NONE}. */
  int next(int place, long hash) {
    return find(place + 1 & mask, (int) hash);
  }

  private int find(int from, int hash) {
    for (int place = from; ; place = place + 1 & mask) {
      long entry = entries[place];
      if (entry == 0) {
        return NONE;
      }
      if ((int) (entry >>> SLOT_BITS) == hash) {
        return place;
      }
    }
  }

  /** The slot that an entry leads to. */
  int slot(int place) {
    return (int) entries[place] - 1;
  }

  /** Lets an entry lead to another slot. */
  void set(int place, int slot) {
    entries[place] = (entries[place] & ~SLOT_MASK) | (slot + 1);
  }

  /** Adds an entry. */
  void add(long hash, int slot) {
    if (size == entries.length / 4 * 3) {
      grow();
    }
    size++;
    put(hash << SLOT_BITS | (slot + 1));
  }

  private void put(long entry) {
    int place = (int) (entry >>> SLOT_BITS) & mask;
    while (entries[place] != 0) {
      place = place + 1 & mask;
    }
    entries[place] = entry;
  }

  private void grow() {
    if (entries.length == MAX_PLACES) {
      throw new IllegalStateException("more than " + size + " keys in one index");
    }
    long[] old = entries;
    entries = new long[2 * old.length];
    mask = entries.length - 1;
    for (long entry : old) {
      if (entry != 0) {
        put(entry);
      }
    }
  }

  /** Removes an entry. */
  void remove(int at) {
    int hole = at;
    size--;
    for (int place = hole + 1 & mask; entries[place] != 0; place = place + 1 & mask) {
      int wanted = (int) (entries[place] >>> SLOT_BITS) & mask;
      if ((place - wanted & mask) >= (place - hole & mask)) { // it may go into the hole
        entries[hole] = entries[place];
        hole = place;
      }
    }
    entries[hole] = 0;
  }
}
