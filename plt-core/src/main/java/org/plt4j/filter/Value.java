// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A 32-bit number that a filter computes from a packet. Values of one {@link Pool} are the same
 * object when they are the same computation: packets do not change, so that such a value need be
 * computed once. A load beyond the packet, or a division by zero, ends the whole filter with "no".
 */
final class Value {
  enum Kind {
    /** The number k. */
    CONSTANT,
    /** The packet's length on the wire. */
    LENGTH,
    /** A big-endian number of {@code code} (W, H, B) at left + k, or at k without left. */
    LOAD,
    /** Four times the low half of the byte at k: the length of an IPv4 header. */
    HEADER_LENGTH,
    /** left code right. */
    BINARY,
    /** Minus left. */
    NEGATE,
    /**
     * What was assigned to a variable; k is the memory cell it lies in, code tells namesakes apart.
     */
    VARIABLE
  }

  /** Everything but identity. */
  private record Key(Kind kind, int code, int k, int left, int right) {}

  final Kind kind;
  final int code;
  final int k;
  final @Nullable Value left;
  final @Nullable Value right;
  final int id;

  /** Whether computing it can end the filter. */
  final boolean canFail;

  /** The largest number it can be, unsigned. */
  final long maximum;

  /** How deep it is nested: 1 and its deepest part's depth. */
  final int depth;

  private Value(Key key, @Nullable Value left, @Nullable Value right, int id) {
    this.kind = key.kind;
    this.code = key.code;
    this.k = key.k;
    this.left = left;
    this.right = right;
    this.id = id;
    this.canFail =
        kind == Kind.LOAD
            || kind == Kind.HEADER_LENGTH
            || (left != null && left.canFail)
            || (right != null && right.canFail)
            || (isDivision() && !(right != null && right.kind == Kind.CONSTANT && right.k != 0));
    this.maximum = maximumOf();
    this.depth = 1 + Math.max(left == null ? 0 : left.depth, right == null ? 0 : right.depth);
  }

  boolean isDivision() {
    return kind == Kind.BINARY && (code == BpfInstruction.DIV || code == BpfInstruction.MOD);
  }

  boolean isConstant(int number) {
    return kind == Kind.CONSTANT && k == number;
  }

  private long maximumOf() {
    long all = 0xffffffffL;
    if (kind == Kind.CONSTANT) {
      return k & all;
    }
    if (kind == Kind.HEADER_LENGTH) {
      return 60;
    }
    if (kind == Kind.LOAD) {
      return code == BpfInstruction.B ? 0xff : code == BpfInstruction.H ? 0xffff : all;
    }
    if (kind != Kind.BINARY || left == null || right == null) {
      return all;
    }
    long a = left.maximum;
    long b = right.maximum;
    boolean constant = right.kind == Kind.CONSTANT;
    switch (code) {
      case BpfInstruction.ADD -> {
        return a + b > all ? all : a + b;
      }
      case BpfInstruction.MUL -> {
        return b != 0 && a > all / b ? all : a * b;
      }
      case BpfInstruction.AND -> {
        return Math.min(a, b);
      }
      case BpfInstruction.OR, BpfInstruction.XOR -> {
        long top = Math.max(a, b);
        return top == 0 ? 0 : (Long.highestOneBit(top) << 1) - 1;
      }
      case BpfInstruction.LSH -> {
        return constant && b < 32 && a << b <= all ? a << b : all;
      }
      case BpfInstruction.RSH -> {
        return constant ? (b < 32 ? a >> b : 0) : a;
      }
      case BpfInstruction.DIV -> {
        return constant && b != 0 ? a / b : a;
      }
      case BpfInstruction.MOD -> {
        return constant && b != 0 ? Math.min(a, b - 1) : a;
      }
      default -> {
        return all;
      }
    }
  }

  @Override
  public String toString() {
    return kind + " " + code + " " + Integer.toUnsignedString(k) + " (" + left + ", " + right + ")";
  }

  /** {@code a op b} as BPF computes it; the divisor is not zero. */
  static int compute(int op, int a, int b) {
    return switch (op) {
      case BpfInstruction.ADD -> a + b;
      case BpfInstruction.SUB -> a - b;
      case BpfInstruction.MUL -> a * b;
      case BpfInstruction.DIV -> Integer.divideUnsigned(a, b);
      case BpfInstruction.MOD -> Integer.remainderUnsigned(a, b);
      case BpfInstruction.AND -> a & b;
      case BpfInstruction.OR -> a | b;
      case BpfInstruction.XOR -> a ^ b;
      case BpfInstruction.LSH -> Integer.compareUnsigned(b, 32) < 0 ? a << b : 0;
      case BpfInstruction.RSH -> Integer.compareUnsigned(b, 32) < 0 ? a >>> b : 0;
      default -> throw new IllegalArgumentException("operation " + op);
    };
  }

  /** Makes the values of one filter, each once. */
  static final class Pool {
    private final Map<Key, Value> values = new HashMap<>();
    private int variables;

    private Value make(Kind kind, int code, int k, @Nullable Value left, @Nullable Value right) {
      Key key = new Key(kind, code, k, left == null ? -1 : left.id, right == null ? -1 : right.id);
      Value known = values.get(key);
      if (known == null) {
        known = new Value(key, left, right, values.size());
        values.put(key, known);
      }
      return known;
    }

    Value constant(int k) {
      return make(Kind.CONSTANT, 0, k, null, null);
    }

    Value length() {
      return make(Kind.LENGTH, 0, 0, null, null);
    }

    /** A variable of its own in memory cell {@code cell}. */
    Value variable(int cell) {
      return make(Kind.VARIABLE, variables++, cell, null, null);
    }

    Value headerLength(int k) {
      return make(Kind.HEADER_LENGTH, 0, k, null, null);
    }

    /** The number of {@code size} at {@code index + k}. */
    Value load(int size, @Nullable Value index, int k) {
      if (index == null) {
        return make(Kind.LOAD, size, k, null, null);
      }
      if (index.kind == Kind.CONSTANT
          && Integer.toUnsignedLong(index.k) + Integer.toUnsignedLong(k) <= Integer.MAX_VALUE) {
        return make(Kind.LOAD, size, index.k + k, null, null);
      }
      // A constant moves from the index into the offset where the sum cannot wrap around.
      Value left = index.left;
      Value right = index.right;
      if (index.kind == Kind.BINARY
          && index.code == BpfInstruction.ADD
          && left != null
          && right != null
          && right.kind == Kind.CONSTANT
          && left.maximum + right.maximum <= 0xffffffffL
          && right.maximum + Integer.toUnsignedLong(k) <= Integer.MAX_VALUE) {
        return load(size, left, right.k + k);
      }
      return make(Kind.LOAD, size, k, index, null);
    }

    Value negate(Value value) {
      return value.kind == Kind.CONSTANT
          ? constant(-value.k)
          : make(Kind.NEGATE, 0, 0, value, null);
    }

    /** {@code a op b}, folded where it is known without the packet. */
    Value binary(int op, Value a, Value b) {
      boolean division = op == BpfInstruction.DIV || op == BpfInstruction.MOD;
      if (b.kind == Kind.CONSTANT) {
        if (a.kind == Kind.CONSTANT && !(division && b.k == 0)) {
          return constant(compute(op, a.k, b.k));
        }
        if (isNeutral(op, a, b.k)) {
          return a;
        }
        if (a.kind == Kind.BINARY && a.code == op && isAssociative(op) && a.left != null) {
          Value constant = a.right;
          if (constant != null && constant.kind == Kind.CONSTANT) {
            return binary(op, a.left, constant(compute(op, constant.k, b.k)));
          }
        }
        if (isAnnihilated(op, b.k) && !a.canFail) {
          return constant(op == BpfInstruction.OR ? -1 : 0);
        }
      } else if (a.kind == Kind.CONSTANT && isCommutative(op)) {
        return binary(op, b, a);
      }
      return make(Kind.BINARY, op, 0, a, b);
    }

    private static boolean isNeutral(int op, Value a, int k) {
      return switch (op) {
        case BpfInstruction.ADD,
            BpfInstruction.SUB,
            BpfInstruction.OR,
            BpfInstruction.XOR,
            BpfInstruction.LSH,
            BpfInstruction.RSH ->
            k == 0;
        case BpfInstruction.MUL, BpfInstruction.DIV -> k == 1;
        case BpfInstruction.AND ->
            // The mask covers every bit that the value can have.
            a.maximum < 1L << Integer.numberOfTrailingZeros(~k);
        default -> false;
      };
    }

    private static boolean isAnnihilated(int op, int k) {
      return (k == 0 && (op == BpfInstruction.AND || op == BpfInstruction.MUL))
          || (k == -1 && op == BpfInstruction.OR)
          || (Integer.compareUnsigned(k, 32) >= 0
              && (op == BpfInstruction.LSH || op == BpfInstruction.RSH));
    }

    private static boolean isAssociative(int op) {
      return op != BpfInstruction.SUB
          && op != BpfInstruction.DIV
          && op != BpfInstruction.MOD
          && op != BpfInstruction.LSH
          && op != BpfInstruction.RSH;
    }

    private static boolean isCommutative(int op) {
      return isAssociative(op);
    }
  }
}
