// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds where a record starts in the middle of a mapped file, by what records look like.
 *
 * <p>Whatever in a zone well before the wanted offset looks like a record that reaches the zone's
 * end begins a chain: each record tells where the next one is. Chains that began inside a record
 * soon come to something that looks like none, or meet the right one. What is left must lead to one
 * place at the offset or behind it, and go on from there.
 *
 * <p>A record that reaches the end of a zone which is longer than any record starts in it. So if
 * records look sound, the right chain is among those that are left, and a place where all of them
 * meet is the right one, whatever packets hold: bytes made up to look like records only make it
 * {@link #UNKNOWN}. With a smaller zone, long packets full of such bytes may deceive.
 */
abstract class Probe {
  /** Nothing can be said for certain. */
  static final long UNKNOWN = -1;

  /** A zone that is searched quickly and holds the start of most records. */
  static final int QUICK = 2 << 10;

  /** A zone that is longer than packet records are; others are not looked for here. */
  static final int THOROUGH = 512 << 10;

  /** What {@link #length} answers where no record starts. */
  static final int NONE = 0;

  /** What {@link #length} answers where one may start, but ends behind the bytes that are there. */
  static final int CUT = -1;

  /** The longest record that looks sound. */
  static final int MAX_LENGTH = 32 << 20;

  /** The longest packet that looks sound, as it was on the wire. */
  static final int MAX_ORIGINAL = 16 << 20;

  /** Two years, in seconds. */
  private static final int NEAR = 1 << 26;

  /** Chains have to go through so many times the zone before they count. */
  private static final int RUN = 8;

  /** How many records have to follow, as far as there are as many. */
  private static final int CONFIRMATIONS = 16;

  private static final int GROWTH = 16;

  private final int alignment;

  /**
   * A probe for records that start at multiples of so many bytes, counted from the first one.
   *
   * @param alignment a power of two
   */
  Probe(int alignment) {
    this.alignment = alignment;
  }

  /**
   * The length of the record that starts at an index, if it looks as if one did; else {@link #NONE}
   * or {@link #CUT}.
   *
   * @param limit the index behind the last byte that is there
   */
  abstract int length(ByteBuffer bytes, int at, int limit);

  /** Whether a time is near another one from which it is so many seconds away. */
  static boolean isNear(int seconds) {
    return seconds > -NEAR && seconds < NEAR;
  }

  /**
   * Finds the first record that starts at an offset or behind it.
   *
   * @param first the offset of the file's first record
   * @param from the offset, inside the file
   * @param zone the bytes that are searched at first; more are where there is no certainty
   * @return its offset, the file's end if there is none; or {@link #UNKNOWN}
   */
  final long find(Window window, long first, long from, int zone) throws IOException {
    long found = UNKNOWN;
    for (int size = zone; size <= THOROUGH && found == UNKNOWN; size *= GROWTH) {
      long start = first + (from - (RUN + 1L) * size - first & -alignment);
      if (start <= first) {
        break; // it is not far to read in order
      }
      found = find(window, start, size, from);
    }
    return found;
  }

  private long find(Window window, long start, int zone, long from) throws IOException {
    window.jump(start);
    window.ensure(zone + MAX_LENGTH);
    TreeSet<Long> chains = new TreeSet<>();
    for (int i = 0; i < zone; i += alignment) {
      int length = length(window.bytes, i, window.limit);
      if (length >= zone - i) {
        chains.add(start + i + length);
      }
    }
    while (!chains.isEmpty() && chains.first() < from) { // those that meet go on as one
      long at = chains.first();
      chains.remove(at);
      int length = lengthAt(window, at);
      if (length > 0) {
        chains.add(at + length);
      }
    }
    return theOneThatGoesOn(window, chains);
  }

  /** Those that go on, and come first, and those that do so until the file ends inside a record. */
  private long theOneThatGoesOn(Window window, Set<Long> places) throws IOException {
    List<Long> sound = new ArrayList<>();
    List<Long> cut = new ArrayList<>();
    for (long place : places) {
      long at = place;
      int length = 1;
      for (int i = 0; i < CONFIRMATIONS && length > 0; i++) {
        length = lengthAt(window, at);
        at += Math.max(0, length);
      }
      if (length > 0 || (length == CUT && isEnd(window, at))) {
        sound.add(place);
      } else if (length == CUT) {
        cut.add(place);
      }
    }
    List<Long> left = sound.isEmpty() ? cut : sound;
    return left.size() == 1 ? left.get(0) : UNKNOWN;
  }

  private static boolean isEnd(Window window, long at) throws IOException {
    window.jump(at);
    return !window.ensure(1);
  }

  private int lengthAt(Window window, long at) throws IOException {
    long index = at - (window.offset() - window.at);
    int length = CUT;
    if (index >= 0 && index <= window.limit) {
      length = length(window.bytes, (int) index, window.limit);
    }
    if (length == CUT) {
      window.jump(at);
      window.ensure(MAX_LENGTH);
      length = length(window.bytes, 0, window.limit);
    }
    return length;
  }
}
