// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of primitive keys finds what was put into it, however full, however often it grew. */
class LongTableTest {
  private static final int FIRST_SLOTS = 1 << 12;

  private static int find(LongTable table, long a, long b) {
    return table.find(a, b, LongTable.hash(a, b));
  }

  private static int find(LongTable table, long a, long b, long c, long d, long e) {
    return table.find(a, b, c, d, e, LongTable.hash(a, b, c, d, e));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5000, 100_000})
  void keysOfTwoWords(int expectedSize) {
    SplittableRandom random = new SplittableRandom(expectedSize);
    LongTable table = new LongTable(2, 3, expectedSize);
    Map<List<Long>, Long> model = new HashMap<>();
    for (int i = 0; i < 300_000; i++) {
      long a = random.nextInt(4) == 0 ? random.nextLong(100) : random.nextLong(30_000) << 40;
      long b = 1 + random.nextLong(5);
      long value = random.nextLong(1000);
      model.merge(List.of(a, b), value, Long::sum);
      int at = find(table, a, b);
      table.add(at + 2, value);
      table.set(at + 4, a ^ b);
    }
    assertThat(table.size()).isEqualTo(model.size()).isGreaterThan(100_000);
    Map<List<Long>, Long> seen = new HashMap<>();
    for (int at = table.first(); at >= 0; at = table.next(at)) {
      seen.put(List.of(table.get(at), table.get(at + 1)), table.get(at + 2));
      assertThat(table.get(at + 3)).isZero();
      assertThat(table.get(at + 4)).isEqualTo(table.get(at) ^ table.get(at + 1));
    }
    assertThat(seen).isEqualTo(model);
    model.forEach(
        (key, value) ->
            assertThat(table.get(find(table, key.get(0), key.get(1)) + 2)).isEqualTo(value));
    assertThat(table.size()).isEqualTo(model.size());
  }

  @Test
  void keysOfFiveWords() {
    SplittableRandom random = new SplittableRandom(5);
    LongTable table = new LongTable(5, 1, 0);
    Map<List<Long>, Long> model = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      List<Long> key = new ArrayList<>();
      for (int word = 0; word < 4; word++) {
        key.add(random.nextBoolean() ? 0 : random.nextLong(12) << 60);
      }
      key.add(1 + random.nextLong(20));
      model.merge(key, 1L, Long::sum);
      int at = find(table, key.get(0), key.get(1), key.get(2), key.get(3), key.get(4));
      table.add(at + 5, 1);
    }
    assertThat(table.size()).isEqualTo(model.size()).isGreaterThan(20_000);
    Map<List<Long>, Long> seen = new HashMap<>();
    for (int at = table.first(); at >= 0; at = table.next(at)) {
      List<Long> key = new ArrayList<>();
      for (int word = 0; word < 5; word++) {
        key.add(table.get(at + word));
      }
      assertThat(seen.put(key, table.get(at + 5))).isNull();
    }
    assertThat(seen).isEqualTo(model);
  }

  /** Keys whose search starts at the same entry, the table's last: the search wraps around. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1234, FIRST_SLOTS - 1})
  void collisions(int slot) {
    List<Long> colliding = new ArrayList<>();
    for (long a = 0; colliding.size() < 2000; a++) {
      if ((LongTable.hash(a, 1) & (FIRST_SLOTS - 1)) == slot) {
        colliding.add(a);
      }
    }
    LongTable table = new LongTable(2, 1, 0);
    Set<Integer> places = new HashSet<>();
    for (long a : colliding) {
      int at = find(table, a, 1);
      assertThat(table.get(at + 2)).isZero();
      table.set(at + 2, a + 7);
      assertThat(places.add(at)).isTrue();
    }
    for (long a : colliding) {
      assertThat(table.get(find(table, a, 1) + 2)).isEqualTo(a + 7);
    }
    assertThat(table.size()).isEqualTo(2000);
    for (long a = 0; a < 10_000; a++) { // grow, and find them all again
      find(table, a, 2);
    }
    for (long a : colliding) {
      assertThat(table.get(find(table, a, 1) + 2)).isEqualTo(a + 7);
    }
    assertThat(table.size()).isEqualTo(12_000);
  }

  @Test
  void ownersBitIsNoPartOfTheKey() {
    LongTable table = new LongTable(2, 1, 0);
    LongTable wide = new LongTable(5, 1, 0);
    for (long a = 0; a < 20_000; a++) {
      int at = find(table, a, 9);
      int atWide = find(wide, 1, 2, 3, a, 9);
      if (a % 3 == 0) {
        table.set(at + 1, table.get(at + 1) | LongTable.OWNERS_BIT);
        wide.set(atWide + 4, wide.get(atWide + 4) | LongTable.OWNERS_BIT);
      }
    }
    assertThat(table.size()).isEqualTo(20_000);
    assertThat(wide.size()).isEqualTo(20_000);
    for (long a = 0; a < 20_000; a++) {
      long last = a % 3 == 0 ? 9 | LongTable.OWNERS_BIT : 9;
      assertThat(table.get(find(table, a, 9) + 1)).isEqualTo(last);
      assertThat(wide.get(find(wide, 1, 2, 3, a, 9) + 4)).isEqualTo(last);
    }
    assertThat(table.size()).isEqualTo(20_000);
    assertThat(wide.size()).isEqualTo(20_000);
  }

  @Test
  void touchingIsHarmlessForAnyHash() {
    LongTable table = new LongTable(2, 6, 0);
    assertThat(table.first()).isNegative();
    assertThat(table.touch(Long.MIN_VALUE)).isZero();
    for (long hash : new long[] {0, -1, Long.MAX_VALUE, 0x8000_0000L, FIRST_SLOTS - 1}) {
      assertThat(table.touch(hash)).isZero();
    }
    find(table, 77, 1);
    assertThat(table.touch(LongTable.hash(77, 1))).isEqualTo(77);
    assertThat(table.size()).isEqualTo(1);
  }
}
