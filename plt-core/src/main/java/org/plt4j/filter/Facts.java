// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import com.google.common.primitives.ImmutableLongArray;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a packet at one place of a filter, from the tests on all ways to it: what values
 * can be, and how far the packet is known to reach. Immutable.
 */
final class Facts {
  /** Facts beyond this many are not kept: they cost more than they bring. */
  private static final int MAX_FACTS = 96;

  private static final int MAX_NUMBERS = 24;
  private static final long ALL = 0xffffffffL;

  /** What a value can be: within bounds, not excluded, bits known, one bit of {@code some} set. */
  private record Range(
      long low, long high, ImmutableLongArray excluded, int zeros, int ones, int some) {
    static final ImmutableLongArray NONE = ImmutableLongArray.of();

    boolean isSingle() {
      return low == high;
    }
  }

  static final Facts NOTHING = new Facts(Map.of(), Map.of());

  private final Map<Value, Range> ranges;

  /** By index of a load (null: none): one beyond the last byte that is known to be there. */
  private final Map<Value, Long> reach;

  /** The key of loads without an index. */
  private static final Value START = new Value.Pool().constant(0);

  private Facts(Map<Value, Range> ranges, Map<Value, Long> reach) {
    this.ranges = ranges;
    this.reach = reach;
  }

  /** Whether {@code value} can be computed without ending the filter. */
  boolean cannotFail(@Nullable Value value) {
    if (value == null || !value.canFail) {
      return true;
    }
    if (value.isDivision() && !(value.right != null && value.right.kind == Value.Kind.CONSTANT)) {
      return false;
    }
    if (value.isDivision() && value.right != null && value.right.k == 0) {
      return false;
    }
    if (value.kind == Value.Kind.LOAD || value.kind == Value.Kind.HEADER_LENGTH) {
      Long known = reach.get(value.left == null ? START : value.left);
      return known != null && value.k >= 0 && known >= end(value);
    }
    return cannotFail(value.left) && cannotFail(value.right);
  }

  private static long end(Value load) {
    int size =
        load.kind == Value.Kind.HEADER_LENGTH || load.code == BpfInstruction.B
            ? 1
            : load.code == BpfInstruction.H ? 2 : 4;
    return Integer.toUnsignedLong(load.k) + size;
  }

  /** The facts when {@code value} has been computed, too. */
  private static void addReach(Map<Value, Long> reach, @Nullable Value value) {
    if (value == null || !value.canFail) {
      return;
    }
    if (value.kind == Value.Kind.LOAD || value.kind == Value.Kind.HEADER_LENGTH) {
      Value index = value.left == null ? START : value.left;
      // Beyond 2^31 index and offset may wrap around.
      if (value.k < 0) {
        addReach(reach, value.left);
        return;
      }
      if (reach.size() < MAX_FACTS || reach.containsKey(index)) {
        reach.merge(index, end(value), Math::max);
      }
    }
    addReach(reach, value.left);
    addReach(reach, value.right);
  }

  /** The facts when {@code first} and {@code second} have been computed. */
  Facts computed(Value first, Value second) {
    if (cannotFail(first) && cannotFail(second)) {
      return this;
    }
    Map<Value, Long> further = new HashMap<>(reach);
    addReach(further, first);
    addReach(further, second);
    return new Facts(ranges, further);
  }

  private Range rangeOf(Value value) {
    Range known = ranges.get(value);
    if (known != null) {
      return known;
    }
    if (value.kind == Value.Kind.CONSTANT) {
      long number = Integer.toUnsignedLong(value.k);
      return new Range(number, number, Range.NONE, ~value.k, value.k, 0);
    }
    Value left = value.left;
    Value right = value.right;
    if (value.kind == Value.Kind.BINARY
        && left != null
        && right != null
        && right.kind == Value.Kind.CONSTANT
        && !(value.isDivision() && right.k == 0)) {
      Range of = ranges.get(left);
      if (of != null && of.isSingle()) {
        long number = Integer.toUnsignedLong(Value.compute(value.code, (int) of.low, right.k));
        return new Range(number, number, Range.NONE, ~(int) number, (int) number, 0);
      }
      if (of != null && value.code == BpfInstruction.AND) {
        return new Range(0, value.maximum, Range.NONE, of.zeros | ~right.k, of.ones & right.k, 0);
      }
    }
    long maximum = value.maximum;
    int bits = maximum == 0 ? 0 : (int) ((Long.highestOneBit(maximum) << 1) - 1);
    return new Range(0, maximum, Range.NONE, ~bits, 0, 0);
  }

  /** The answer to {@code left relation right} where it is known, else null. */
  @Nullable Boolean answer(Value left, int relation, Value right) {
    if (right.kind != Value.Kind.CONSTANT) {
      Range second = ranges.get(right);
      if (left == right) {
        return (relation == BpfInstruction.JEQ || relation == BpfInstruction.JGE)
            ? Boolean.TRUE
            : relation == BpfInstruction.JGT ? Boolean.FALSE : null;
      }
      return (second != null && second.isSingle())
          ? answer(rangeOf(left), relation, second.low)
          : null;
    }
    return answer(rangeOf(left), relation, Integer.toUnsignedLong(right.k));
  }

  private static @Nullable Boolean answer(Range range, int relation, long k) {
    switch (relation) {
      case BpfInstruction.JEQ -> {
        if (k < range.low
            || k > range.high
            || range.excluded.contains(k)
            || ((int) k & range.zeros) != 0
            || (~(int) k & range.ones) != 0) {
          return false;
        }
        return range.isSingle() ? true : null;
      }
      case BpfInstruction.JGT -> {
        return range.low > k ? Boolean.TRUE : range.high <= k ? Boolean.FALSE : null;
      }
      case BpfInstruction.JGE -> {
        return range.low >= k ? Boolean.TRUE : range.high < k ? Boolean.FALSE : null;
      }
      default -> {
        if (range.isSingle()) {
          return ((int) range.low & (int) k) != 0;
        }
        boolean contained = range.some != 0 && (range.some & ~(int) k) == 0;
        return (contained || ((int) k & range.ones) != 0)
            ? Boolean.TRUE
            : ((int) k & ~range.zeros) == 0 ? Boolean.FALSE : null;
      }
    }
  }

  /** The facts where {@code left relation right} was computed and answered so. */
  Facts with(Value left, int relation, Value right, boolean answer) {
    if (right.kind != Value.Kind.CONSTANT || left.kind == Value.Kind.CONSTANT) {
      return this;
    }
    Range old = rangeOf(left);
    long k = Integer.toUnsignedLong(right.k);
    long low = old.low;
    long high = old.high;
    ImmutableLongArray excluded = old.excluded;
    int zeros = old.zeros;
    int ones = old.ones;
    int some = old.some;
    switch (relation) {
      case BpfInstruction.JEQ -> {
        if (answer) {
          low = k;
          high = k;
          excluded = Range.NONE;
          zeros = ~right.k;
          ones = right.k;
        } else if (k == low) {
          low++;
        } else if (k == high) {
          high--;
        } else if (excluded.length() < MAX_NUMBERS) {
          excluded = ImmutableLongArray.builder().addAll(excluded).add(k).build();
        }
      }
      case BpfInstruction.JGT -> {
        if (answer) {
          low = Math.max(low, k + 1);
        } else {
          high = Math.min(high, k);
        }
      }
      case BpfInstruction.JGE -> {
        if (answer) {
          low = Math.max(low, k);
        } else {
          high = Math.min(high, k - 1);
        }
      }
      default -> {
        if (!answer) {
          zeros |= right.k;
        } else if (Integer.bitCount(right.k) == 1) {
          ones |= right.k;
        } else {
          some = right.k;
        }
      }
    }
    while (low < high && excluded.contains(low)) {
      low++;
    }
    while (low < high && excluded.contains(high)) {
      high--;
    }
    if (low > high || (!ranges.containsKey(left) && ranges.size() >= MAX_FACTS)) {
      return this;
    }
    Map<Value, Range> more = new HashMap<>(ranges);
    more.put(left, new Range(low, Math.min(high, ALL), excluded, zeros, ones, some));
    return new Facts(more, reach);
  }

  /** What both say. */
  Facts or(Facts other) {
    if (this == other) {
      return this;
    }
    Map<Value, Range> both = new HashMap<>();
    ranges.forEach(
        (value, range) -> {
          Range second = other.ranges.get(value);
          if (second != null) {
            both.put(value, union(range, second));
          }
        });
    Map<Value, Long> reaches = new HashMap<>();
    reach.forEach(
        (index, end) -> {
          Long second = other.reach.get(index);
          if (second != null) {
            reaches.put(index, Math.min(end, second));
          }
        });
    return new Facts(both, reaches);
  }

  private static Range union(Range a, Range b) {
    if (a.equals(b)) {
      return a;
    }
    ImmutableLongArray excluded =
        ImmutableLongArray.copyOf(
            (a.excluded.isEmpty() ? b.excluded : a.excluded)
                .stream().filter(k -> excludes(a, k) && excludes(b, k)));
    return new Range(
        Math.min(a.low, b.low),
        Math.max(a.high, b.high),
        excluded,
        a.zeros & b.zeros,
        a.ones & b.ones,
        a.some == b.some ? a.some : 0);
  }

  private static boolean excludes(Range range, long k) {
    return k < range.low || k > range.high || range.excluded.contains(k);
  }
}
