// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a graph of tests as a BPF program. It knows at each test what accumulator, index register
 * and memory hold on every way to it, and loads nothing that is there already.
 */
final class Emitter {
  private static final int CELLS = 16;
  private static final int MAX_SAVED = 6;
  private static final int FAR = 255;

  /** Beyond this many tests the saving of values is not weighed, but done. */
  private static final int MAX_WEIGHED = 400;

  /** What the registers are known to hold. */
  private static final class State {
    @Nullable Value a;
    @Nullable Value x;
    final @Nullable Value[] cells = new Value[CELLS];

    /** A bit for each memory cell that holds something of ours. */
    int written;

    State copy() {
      State copy = new State();
      copy.a = a;
      copy.x = x;
      copy.written = written;
      System.arraycopy(cells, 0, copy.cells, 0, CELLS);
      return copy;
    }

    void and(State other) {
      a = a == other.a ? a : null;
      x = x == other.x ? x : null;
      written &= other.written;
      for (int i = 0; i < CELLS; i++) {
        cells[i] = cells[i] == other.cells[i] ? cells[i] : null;
      }
    }
  }

  private final List<Graph.Node> order;
  private final boolean share;
  private final int snapLength;

  /** The memory cells of values that are computed once and kept. */
  private final Map<Value, Integer> saved = new HashMap<>();

  private int cellsOfVariables;
  private int uninitialised;
  private State state = new State();
  private List<BpfInstruction> body = new ArrayList<>();
  private int temporaries;

  private Emitter(Graph.Node root, boolean share, int snapLength) {
    this.order = listing(root);
    this.share = share;
    this.snapLength = snapLength;
    for (Graph.Node node : order) {
      if (node.variable != null) {
        cellsOfVariables = Math.max(cellsOfVariables, node.variable.k + 1);
      }
      cellsOfVariables = Math.max(cellsOfVariables, cellsOf(node.left));
      cellsOfVariables = Math.max(cellsOfVariables, cellsOf(node.right));
    }
  }

  private static int cellsOf(@Nullable Value value) {
    if (value == null) {
      return 0;
    }
    int own = value.kind == Value.Kind.VARIABLE ? value.k + 1 : 0;
    return Math.max(own, Math.max(cellsOf(value.left), cellsOf(value.right)));
  }

  /**
   * The program.
   *
   * @param share whether what registers hold is made use of
   * @param snapLength what is returned for a packet that matches
   * @throws ArithmeticException if memory does not suffice
   */
  static List<BpfInstruction> program(Graph.Node root, boolean share, int snapLength) {
    Emitter emitter = new Emitter(root, share, snapLength);
    List<BpfInstruction> best = emitter.emit();
    if (!share) {
      return best;
    }
    List<Value> candidates = emitter.candidates();
    if (emitter.order.size() > MAX_WEIGHED) {
      candidates.forEach(emitter::save);
      return emitter.emit();
    }
    for (Value candidate : candidates) {
      if (emitter.saved.size() == MAX_SAVED) {
        break;
      }
      emitter.save(candidate);
      List<BpfInstruction> attempt = emitter.emit();
      if (attempt.size() < best.size()) {
        best = attempt;
      } else {
        emitter.saved.remove(candidate);
      }
    }
    return best;
  }

  private void save(Value value) {
    if (saved.size() < MAX_SAVED) {
      saved.put(value, cellsOfVariables + saved.size());
    }
  }

  /** Values that several tests need in the index register and that take more than a load. */
  private List<Value> candidates() {
    Map<Value, Integer> uses = new LinkedHashMap<>();
    for (Graph.Node node : order) {
      Set<Value> needed = new HashSet<>();
      indexes(node.left, needed);
      indexes(node.right, needed);
      needed.forEach(value -> uses.merge(value, 1, Integer::sum));
    }
    List<Value> candidates = new ArrayList<>();
    uses.forEach(
        (value, count) -> {
          if (count > 1) {
            candidates.add(value);
          }
        });
    candidates.sort((p, q) -> Integer.compare(uses.getOrDefault(q, 0), uses.getOrDefault(p, 0)));
    return candidates;
  }

  private static void indexes(@Nullable Value value, Set<Value> into) {
    if (value == null) {
      return;
    }
    if (value.kind == Value.Kind.LOAD && value.left != null && !isPlain(value.left)) {
      into.add(value.left);
    }
    indexes(value.left, into);
    indexes(value.right, into);
  }

  /** Whether one instruction puts it into the index register. */
  private static boolean isPlain(Value value) {
    return value.kind == Value.Kind.CONSTANT
        || value.kind == Value.Kind.LENGTH
        || value.kind == Value.Kind.HEADER_LENGTH
        || value.kind == Value.Kind.VARIABLE;
  }

  /** Nodes in the order of the program: what follows a yes comes first, ends last. */
  private static List<Graph.Node> listing(Graph.Node root) {
    List<Graph.Node> reversed = new ArrayList<>();
    Set<Graph.Node> seen = new HashSet<>();
    Deque<Graph.Node> open = new ArrayDeque<>();
    Deque<Integer> turns = new ArrayDeque<>();
    open.push(root);
    turns.push(0);
    seen.add(root);
    while (!open.isEmpty()) {
      Graph.Node node = open.peek();
      int turn = turns.pop();
      Graph.Node next = turn == 0 ? node.no : turn == 1 ? node.yes : null;
      if (turn == 2) {
        open.pop();
        if (!node.isEnd()) {
          reversed.add(node);
        }
        continue;
      }
      turns.push(turn + 1);
      if (next != null && seen.add(next)) {
        open.push(next);
        turns.push(0);
      }
    }
    Collections.reverse(reversed);
    List<Graph.Node> ends = new ArrayList<>(seen);
    ends.removeIf(node -> !node.isEnd());
    ends.sort((p, q) -> Integer.compare(q.id, p.id));
    reversed.addAll(ends);
    return reversed;
  }

  private List<BpfInstruction> emit() {
    uninitialised = 0;
    List<BpfInstruction> program = emitOnce();
    // Memory that a test may read before it was set holds 0.
    return uninitialised == 0 ? program : emitOnce();
  }

  private List<BpfInstruction> emitOnce() {
    List<List<BpfInstruction>> bodies = new ArrayList<>();
    Map<Graph.Node, State> states = new HashMap<>();
    State start = new State();
    List<BpfInstruction> prefix = new ArrayList<>();
    if (uninitialised != 0) {
      prefix.add(new BpfInstruction(BpfInstruction.LD | BpfInstruction.IMM, 0, 0, 0));
      for (int cell = 0; cell < CELLS; cell++) {
        if ((uninitialised >> cell & 1) != 0) {
          prefix.add(new BpfInstruction(BpfInstruction.ST, 0, 0, cell));
        }
      }
      start.written = uninitialised;
    }
    states.put(order.get(0), start);
    for (Graph.Node node : order) {
      body = new ArrayList<>();
      if (bodies.isEmpty()) {
        body.addAll(prefix);
      }
      State known = states.get(node);
      state = share && known != null ? known.copy() : new State();
      if (known != null) {
        state.written = known.written;
      }
      Value left = node.left;
      if (left == null) {
        add(BpfInstruction.RET | BpfInstruction.K, node.accepts ? snapLength : 0);
      } else if (node.variable != null) {
        toA(left);
        store(node.variable.k, node.variable);
        state.a = node.variable;
      } else {
        Value right = node.right;
        if (right == null || right.kind == Value.Kind.CONSTANT) {
          toA(left);
        } else {
          toAandX(left, right);
        }
      }
      bodies.add(body);
      for (Graph.Node next : new Graph.Node[] {node.yes, node.no}) {
        if (next != null) {
          State old = states.get(next);
          if (old == null) {
            states.put(next, state.copy());
          } else {
            old.and(state);
          }
        }
      }
    }
    return layOut(bodies);
  }

  private void add(int code, int k) {
    body.add(new BpfInstruction(code, 0, 0, k));
  }

  private void store(int cell, Value value) {
    add(BpfInstruction.ST, cell);
    state.cells[cell] = value;
    state.written |= 1 << cell;
  }

  private int cellOf(Value value) {
    for (int i = 0; i < CELLS; i++) {
      if (state.cells[i] == value) {
        return i;
      }
    }
    if (value.kind == Value.Kind.VARIABLE) {
      if ((state.written >> value.k & 1) == 0) {
        uninitialised |= 1 << value.k;
      }
      return value.k;
    }
    return -1;
  }

  private void toX(Value value) {
    if (state.x == value) {
      return;
    }
    int cell = cellOf(value);
    if (state.a == value) {
      save(value, cell);
      add(BpfInstruction.MISC | BpfInstruction.TAX, 0);
    } else if (cell >= 0) {
      add(BpfInstruction.LDX | BpfInstruction.MEM, cell);
    } else if (value.kind == Value.Kind.CONSTANT) {
      add(BpfInstruction.LDX | BpfInstruction.IMM, value.k);
    } else if (value.kind == Value.Kind.LENGTH) {
      add(BpfInstruction.LDX | BpfInstruction.LEN, 0);
    } else if (value.kind == Value.Kind.HEADER_LENGTH) {
      add(BpfInstruction.LDX | BpfInstruction.B | BpfInstruction.MSH, value.k);
    } else {
      toA(value);
      save(value, cell);
      add(BpfInstruction.MISC | BpfInstruction.TAX, 0);
    }
    state.x = value;
  }

  /** Keeps what is in the accumulator if it is to be kept and is not. */
  private void save(Value value, int cell) {
    Integer own = saved.get(value);
    if (own != null && cell < 0) {
      store(own, value);
    }
  }

  private void toA(Value value) {
    if (state.a == value) {
      return;
    }
    int cell = cellOf(value);
    if (state.x == value) {
      add(BpfInstruction.MISC | BpfInstruction.TXA, 0);
    } else if (cell >= 0) {
      add(BpfInstruction.LD | BpfInstruction.MEM, cell);
    } else {
      computeA(value);
    }
    state.a = value;
  }

  private void computeA(Value value) {
    Value left = value.left;
    Value right = value.right;
    switch (value.kind) {
      case CONSTANT -> {
        add(BpfInstruction.LD | BpfInstruction.IMM, value.k);
        return;
      }
      case LENGTH -> {
        add(BpfInstruction.LD | BpfInstruction.LEN, 0);
        return;
      }
      case HEADER_LENGTH -> {
        toX(value);
        add(BpfInstruction.MISC | BpfInstruction.TXA, 0);
        return;
      }
      case LOAD -> {
        if (left == null) {
          add(BpfInstruction.LD | value.code | BpfInstruction.ABS, value.k);
        } else {
          toX(left);
          add(BpfInstruction.LD | value.code | BpfInstruction.IND, value.k);
        }
        return;
      }
      case NEGATE -> {
        if (left != null) {
          toA(left);
        }
        add(BpfInstruction.ALU | BpfInstruction.NEG, 0);
        return;
      }
      case BINARY -> {
        if (left == null || right == null) {
          break;
        }
        if (right.kind == Value.Kind.CONSTANT && !(value.isDivision() && right.k == 0)) {
          toA(left);
          add(BpfInstruction.ALU | value.code | BpfInstruction.K, right.k);
        } else {
          toAandX(left, right);
          add(BpfInstruction.ALU | value.code | BpfInstruction.X, 0);
        }
        return;
      }
      default -> {}
    }
    throw new IllegalStateException("value " + value);
  }

  /** Brings one value into the accumulator, another into the index register. */
  private void toAandX(Value a, Value x) {
    if (isPlain(x) || cellOf(x) >= 0) {
      toA(a);
      toX(x);
    } else if ((isPlain(a) && a.kind != Value.Kind.HEADER_LENGTH)
        || (a.kind == Value.Kind.LOAD && a.left == null)
        || cellOf(a) >= 0) {
      toX(x);
      toA(a);
    } else if (state.x == x && !needsX(a)) {
      toA(a);
    } else {
      toA(x);
      int cell = cellsOfVariables + saved.size() + temporaries++;
      if (cell >= CELLS) {
        throw new ArithmeticException("too many registers");
      }
      add(BpfInstruction.ST, cell);
      toA(a);
      temporaries--;
      add(BpfInstruction.LDX | BpfInstruction.MEM, cell);
      state.x = x;
    }
  }

  private static boolean needsX(Value value) {
    return value.kind == Value.Kind.HEADER_LENGTH
        || (value.kind == Value.Kind.LOAD && value.left != null)
        || (value.kind == Value.Kind.BINARY
            && (value.right == null || value.right.kind != Value.Kind.CONSTANT))
        || (value.left != null && needsX(value.left));
  }

  /** Puts the bodies one after the other, with jumps that reach. */
  private List<BpfInstruction> layOut(List<List<BpfInstruction>> bodies) {
    int n = order.size();
    Map<Graph.Node, Integer> index = new HashMap<>();
    for (int i = 0; i < n; i++) {
      index.put(order.get(i), i);
    }
    int[] yes = new int[n];
    int[] no = new int[n];
    for (int i = 0; i < n; i++) {
      Graph.Node node = order.get(i);
      yes[i] = node.yes == null ? -1 : index.getOrDefault(node.yes, -1);
      no[i] = node.no == null ? -1 : index.getOrDefault(node.no, -1);
    }
    boolean[] farYes = new boolean[n];
    boolean[] farNo = new boolean[n];
    int[] at = new int[n + 1];
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < n; i++) {
        int jump = yes[i] < 0 || yes[i] == no[i] ? 0 : 1;
        at[i + 1] = at[i] + bodies.get(i).size() + jump + (farYes[i] ? 1 : 0) + (farNo[i] ? 1 : 0);
      }
      for (int i = 0; i < n; i++) {
        if (yes[i] < 0) {
          continue;
        }
        if (yes[i] == no[i]) {
          if (!farYes[i] && yes[i] != i + 1) {
            farYes[i] = true;
            changed = true;
          }
          continue;
        }
        int from = at[i] + bodies.get(i).size() + 1;
        if (!farYes[i] && at[yes[i]] - from > FAR) {
          farYes[i] = true;
          changed = true;
        }
        if (!farNo[i] && at[no[i]] - from > FAR) {
          farNo[i] = true;
          changed = true;
        }
      }
    }
    List<BpfInstruction> program = new ArrayList<>(at[n]);
    for (int i = 0; i < n; i++) {
      program.addAll(bodies.get(i));
      if (yes[i] < 0) {
        continue;
      }
      if (yes[i] == no[i]) {
        if (farYes[i]) {
          program.add(jump(yes[i], at, program.size()));
        }
        continue;
      }
      Graph.Node node = order.get(i);
      Value right = node.right;
      int from = program.size() + 1;
      int t = farYes[i] ? 0 : at[yes[i]] - from;
      int f = farNo[i] ? (farYes[i] ? 1 : 0) : at[no[i]] - from;
      boolean constant = right == null || right.kind == Value.Kind.CONSTANT;
      program.add(
          new BpfInstruction(
              BpfInstruction.JMP | node.relation | (constant ? BpfInstruction.K : BpfInstruction.X),
              t,
              f,
              right != null && constant ? right.k : 0));
      if (farYes[i]) {
        program.add(jump(yes[i], at, program.size()));
      }
      if (farNo[i]) {
        program.add(jump(no[i], at, program.size()));
      }
    }
    return program;
  }

  private BpfInstruction jump(int target, int[] at, int from) {
    Graph.Node node = order.get(target);
    return node.isEnd()
        ? new BpfInstruction(
            BpfInstruction.RET | BpfInstruction.K, 0, 0, node.accepts ? snapLength : 0)
        : new BpfInstruction(BpfInstruction.JMP | BpfInstruction.JA, 0, 0, at[target] - from - 1);
  }
}
