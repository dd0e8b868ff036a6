// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.plt4j.filter.BpfInstruction.ABS;
import static org.plt4j.filter.BpfInstruction.ALU;
import static org.plt4j.filter.BpfInstruction.B;
import static org.plt4j.filter.BpfInstruction.CLASS_MASK;
import static org.plt4j.filter.BpfInstruction.H;
import static org.plt4j.filter.BpfInstruction.IND;
import static org.plt4j.filter.BpfInstruction.JEQ;
import static org.plt4j.filter.BpfInstruction.JMP;
import static org.plt4j.filter.BpfInstruction.JSET;
import static org.plt4j.filter.BpfInstruction.K;
import static org.plt4j.filter.BpfInstruction.LD;
import static org.plt4j.filter.BpfInstruction.LDX;
import static org.plt4j.filter.BpfInstruction.MISC;
import static org.plt4j.filter.BpfInstruction.MODE_MASK;
import static org.plt4j.filter.BpfInstruction.MSH;
import static org.plt4j.filter.BpfInstruction.RET;
import static org.plt4j.filter.BpfInstruction.RETURN_MASK;
import static org.plt4j.filter.BpfInstruction.SIZE_MASK;
import static org.plt4j.filter.BpfInstruction.ST;
import static org.plt4j.filter.BpfInstruction.TAX;
import static org.plt4j.filter.BpfInstruction.TXA;
import static org.plt4j.filter.BpfInstruction.W;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a verified program before it runs. Only jumps forward exist, so that each fact
 * is found in one pass.
 *
 * <p>A packet that is too short makes a program answer 0, and nothing else can be seen of a
 * program. So loads need not be checked one by one: it is enough to check, anywhere before, for the
 * bytes without which every way from there ends with 0.
 */
final class BpfFacts {
  /** A need that no packet meets: only 0 can come of this. */
  static final int NEVER = Integer.MAX_VALUE;

  /** No variable keeps what this instruction loads. */
  static final int NOT_KEPT = -1;

  private static final int MAX_KEPT = 48;
  private static final int UNKNOWN = -1;
  private static final int NOT_REACHED = -2;

  private final List<BpfInstruction> program;
  private final int[] needs;
  private final int[] known;
  private final int[] kept;
  private final long[] loaded;
  private final int keptCount;
  private final int[] headers;

  /** Which instruction gave A its value, if it is one alone. */
  private final int[] loads;

  /** The loads of whose values nothing is asked but whether they, or bits of them, are equal. */
  private final BitSet comparedOnly = new BitSet();

  /**
   * Looks at a program.
   *
   * @param parts a number for each instruction: what is loaded is not remembered from one part to
   *     another
   */
  BpfFacts(List<BpfInstruction> program, int[] parts) {
    this.program = program;
    needs = findNeeds();
    known = findKnown();
    headers = findHeaders();
    kept = new int[needs.length];
    keptCount = findKept();
    loaded = findLoaded(parts);
    loads = findLoads(parts);
  }

  /** Where a jump leads if its condition holds. */
  static int ifTrue(List<BpfInstruction> program, int index) {
    BpfInstruction jump = program.get(index);
    return index + 1 + (jump.isConditionalJump() ? jump.jumpTrue() : jump.k());
  }

  /** Where a jump leads if its condition does not hold. */
  static int ifFalse(List<BpfInstruction> program, int index) {
    BpfInstruction jump = program.get(index);
    return index + 1 + (jump.isConditionalJump() ? jump.jumpFalse() : jump.k());
  }

  static boolean isConstantReturn(BpfInstruction instruction) {
    return (instruction.code() & CLASS_MASK) == RET
        && (instruction.code() & RETURN_MASK) != BpfInstruction.A;
  }

  /** Where the bytes end that a load reads at least, or 0 if it is no load from the packet. */
  static int end(BpfInstruction instruction) {
    int code = instruction.code();
    int kind = code & CLASS_MASK;
    return kind != LD && kind != LDX
        ? 0
        : switch (code & MODE_MASK) {
          case ABS, IND, MSH ->
              (int) Math.min(NEVER, (instruction.k() & 0xffff_ffffL) + width(code));
          default -> 0;
        };
  }

  static int width(int code) {
    return switch (code & SIZE_MASK) {
      case W -> 4;
      case H -> 2;
      default -> 1;
    };
  }

  // ---- the answers

  /** Whether the instruction may run, and something other than 0 may come of it. */
  boolean isLive(int index) {
    return known[index] >= 0 && needs[index] != NEVER;
  }

  /** How many bytes must have been captured, if that is not certain here; else 0. */
  int mustCheck(int index) {
    return needs[index] > known[index] ? needs[index] : 0;
  }

  /** Whether X is the length of an IP header here: no more than 60. */
  boolean isSmallX(int index) {
    return headers[index] >= 0;
  }

  /**
   * Whether a load need not care for the order of the bytes, because those who use its value, for
   * which {@link #comparedTo} tells it, compare it with constants only.
   */
  boolean isComparedOnly(int load) {
    return comparedOnly.get(load);
  }

  /** The load of which {@link #isComparedOnly} is true and whose value A has here, or -1. */
  int comparedTo(int index) {
    return loads[index] >= 0 && comparedOnly.get(loads[index]) ? loads[index] : UNKNOWN;
  }

  /** How many variables keep what was loaded. */
  int keptCount() {
    return keptCount;
  }

  /** The variable that keeps what this instruction loads, or {@link #NOT_KEPT}. */
  int kept(int index) {
    return kept[index];
  }

  /** Whether that variable has the value already, on whichever way this was reached. */
  boolean isLoaded(int index) {
    return kept[index] != NOT_KEPT && (loaded[index] >>> kept[index] & 1) != 0;
  }

  // ---- the passes

  private int kind(int index) {
    return program.get(index).code() & CLASS_MASK;
  }

  /** The instructions that may come next. */
  int[] successors(int index) {
    return switch (kind(index)) {
      case RET -> new int[0];
      case JMP -> new int[] {ifTrue(program, index), ifFalse(program, index)};
      default -> new int[] {index + 1};
    };
  }

  /** How many bytes must have been captured for a result other than 0, seen from here. */
  private int[] findNeeds() {
    int[] found = new int[program.size()];
    for (int i = found.length - 1; i >= 0; i--) {
      BpfInstruction instruction = program.get(i);
      if (kind(i) == RET) {
        found[i] = isConstantReturn(instruction) && instruction.k() == 0 ? NEVER : 0;
      } else {
        int least = NEVER;
        for (int next : successors(i)) {
          least = Math.min(least, found[next]);
        }
        found[i] = Math.max(least, end(instruction));
      }
    }
    return found;
  }

  /** How many bytes have certainly been captured where this runs; -1: it never does. */
  private int[] findKnown() {
    int[] found = new int[needs.length];
    Arrays.fill(found, -1);
    found[0] = 0;
    for (int i = 0; i < found.length; i++) {
      if (found[i] >= 0 && needs[i] != NEVER) {
        int here = Math.max(found[i], needs[i]);
        for (int next : successors(i)) {
          found[next] = found[next] < 0 ? here : Math.min(found[next], here);
        }
      }
    }
    return found;
  }

  /** A load from a place: at a constant, or behind the header whose length is at {@code header}. */
  private record Load(int size, int k, int header) {}

  /** Gives variables to what is loaded in more than one place of the program. */
  private int findKept() {
    @Nullable Load[] loads = new Load[needs.length];
    Map<Load, Integer> counts = new HashMap<>();
    for (int i = 0; i < loads.length; i++) {
      Load load = isLive(i) ? load(program.get(i), headers[i]) : null;
      loads[i] = load;
      if (load != null) {
        counts.merge(load, 1, Integer::sum);
      }
    }
    Map<Load, Integer> variables = new HashMap<>();
    for (int i = 0; i < loads.length; i++) {
      Load load = loads[i];
      if (load != null && counts.getOrDefault(load, 0) > 1 && variables.size() < MAX_KEPT) {
        variables.putIfAbsent(load, variables.size());
      }
      kept[i] = load == null ? NOT_KEPT : variables.getOrDefault(load, NOT_KEPT);
    }
    return variables.size();
  }

  private static @Nullable Load load(BpfInstruction instruction, int header) {
    int code = instruction.code();
    if (end(instruction) == 0) {
      return null;
    }
    return switch (code & MODE_MASK) {
      case IND -> header < 0 ? null : new Load(code & SIZE_MASK, instruction.k(), header);
      default -> new Load(code & SIZE_MASK, instruction.k(), UNKNOWN);
    };
  }

  /** From which byte of the packet X was last loaded by {@code ldxb 4*([k]&0xf)}, or unknown. */
  private int[] findHeaders() {
    int[] found = new int[needs.length];
    Arrays.fill(found, NOT_REACHED);
    found[0] = UNKNOWN;
    for (int i = 0; i < found.length; i++) {
      if (!isLive(i)) {
        continue;
      }
      int code = program.get(i).code();
      int after = found[i];
      if (code == (LDX | B | MSH)) {
        after = program.get(i).k();
      } else if ((code & CLASS_MASK) == LDX || code == (MISC | TAX)) {
        after = UNKNOWN;
      }
      for (int next : successors(i)) {
        found[next] = found[next] == NOT_REACHED || found[next] == after ? after : UNKNOWN;
      }
    }
    return found;
  }

  /** Which variables certainly have their value, a bit for each. */
  private long[] findLoaded(int[] parts) {
    long[] found = new long[needs.length];
    Arrays.fill(found, -1);
    found[0] = 0;
    for (int i = 0; i < found.length; i++) {
      if (isLive(i)) {
        long after = found[i] | (kept[i] == NOT_KEPT ? 0 : 1L << kept[i]);
        for (int next : successors(i)) {
          found[next] &= parts[next] == parts[i] ? after : 0;
        }
      }
    }
    return found;
  }

  private boolean usesA(int index) {
    int code = program.get(index).code();
    return switch (code & CLASS_MASK) {
      case ST, ALU -> true;
      case JMP -> program.get(index).isConditionalJump();
      case RET -> !isConstantReturn(program.get(index));
      default -> code == (MISC | TAX);
    };
  }

  private boolean setsA(int index) {
    int code = program.get(index).code();
    int kind = code & CLASS_MASK;
    return kind == LD || kind == ALU || code == (MISC | TXA);
  }

  /** Whether this asks only if A, or bits of it, are equal to a constant. */
  private boolean compares(int index) {
    int code = program.get(index).code();
    return code == (JMP | JEQ | K) || code == (JMP | JSET | K);
  }

  private int[] findLoads(int[] parts) {
    boolean[] used = new boolean[needs.length]; // whether A still matters
    for (int i = needs.length - 1; i >= 0; i--) {
      boolean later = false;
      for (int next : successors(i)) {
        later |= isLive(next) && used[next];
      }
      used[i] = usesA(i) || (later && !setsA(i));
    }
    int[] found = new int[needs.length];
    Arrays.fill(found, NOT_REACHED);
    found[0] = UNKNOWN;
    for (int i = 0; i < found.length; i++) {
      if (!isLive(i)) {
        continue;
      }
      int code = program.get(i).code();
      boolean read = (code & CLASS_MASK) == LD && end(program.get(i)) > 0;
      if (read && width(code) > 1) {
        comparedOnly.set(i);
      }
      if (usesA(i) && !compares(i) && found[i] >= 0) {
        comparedOnly.clear(found[i]);
      }
      int after = setsA(i) ? (comparedOnly.get(i) ? i : UNKNOWN) : found[i];
      for (int next : successors(i)) {
        int before = found[next];
        if (parts[next] == parts[i] && (before == NOT_REACHED || before == after)) {
          found[next] = after;
          continue;
        }
        if (used[next] && before >= 0) { // one of several that may come here
          comparedOnly.clear(before);
        }
        if (used[next] && after >= 0) {
          comparedOnly.clear(after);
        }
        found[next] = UNKNOWN;
      }
    }
    return found;
  }
}
