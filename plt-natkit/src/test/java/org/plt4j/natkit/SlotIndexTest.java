// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index beside a map, with good hash codes, with equal ones, and with such as wrap around. */
class SlotIndexTest {
  private static long hash(long key, int kind) {
    return switch (kind) {
      case 0 -> LongTable.hash(key, 1);
      case 1 -> (key / 20) << 20; // all near place 0
      default -> -1 - key / 3; // from the last place on
    };
  }

  /** The slots are the keys themselves, by which an owner would know them. */
  private static int find(SlotIndex index, long key, long hash) {
    int place = index.first(hash);
    while (place != SlotIndex.NONE && index.slot(place) >>> 8 != key) {
      place = index.next(place, hash);
    }
    return place;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void isAMap(int kind) {
    SplittableRandom random = new SplittableRandom(kind);
    SlotIndex index = new SlotIndex();
    Map<Long, Integer> expected = new HashMap<>();
    for (int i = 0; i < 60_000; i++) {
      long key = random.nextInt(kind == 0 ? 50_000 : 2_000);
      long hash = hash(key, kind);
      int place = find(index, key, hash);
      Integer slot = expected.get(key);
      assertThat(place == SlotIndex.NONE ? null : index.slot(place)).isEqualTo(slot);
      int other = (int) key << 8 | random.nextInt(256);
      if (slot == null) {
        index.add(hash, other);
        expected.put(key, other);
      } else if (random.nextInt(3) == 0) {
        index.remove(place);
        expected.remove(key);
      } else {
        index.set(place, other);
        expected.put(key, other);
      }
      index.touch(hash);
    }
    expected.forEach(
        (key, slot) ->
            assertThat(index.slot(find(index, key, hash(key, kind)))).isEqualTo(slot.intValue()));
  }
}
