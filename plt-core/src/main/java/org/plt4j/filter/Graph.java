// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A filter as an acyclic graph of tests, each with a successor for yes and one for no. Nodes that
 * ask the same and go on the same are one node. A node's successors are older than it, so that
 * falling numbers are an order in which a program can be written.
 */
final class Graph {
  /** A test; or, with {@code variable}, an assignment of left; or, without left, an end. */
  static final class Node {
    final int id;
    final @Nullable Value variable;
    final @Nullable Value left;
    final int relation;
    final @Nullable Value right;
    final @Nullable Node yes;
    final @Nullable Node no;

    /** Of an end: whether the packet matches. */
    final boolean accepts;

    private Node(int id, Key key, @Nullable Node yes, @Nullable Node no, boolean accepts) {
      this.id = id;
      this.variable = key.variable;
      this.left = key.left;
      this.relation = key.relation;
      this.right = key.right;
      this.yes = yes;
      this.no = no;
      this.accepts = accepts;
    }

    boolean isEnd() {
      return left == null;
    }
  }

  private record Key(
      @Nullable Value variable,
      @Nullable Value left,
      int relation,
      @Nullable Value right,
      int yes,
      int no) {}

  private final Map<Key, Node> nodes = new HashMap<>();
  private final int limit;
  final Node accept;
  final Node reject;

  /** A graph that refuses, with an {@link ArithmeticException}, more than {@code limit} nodes. */
  Graph(int limit) {
    this.limit = limit;
    Key end = new Key(null, null, 0, null, -1, -1);
    reject = new Node(0, end, null, null, false);
    accept = new Node(1, end, null, null, true);
  }

  private Node make(
      @Nullable Value variable,
      Value left,
      int relation,
      @Nullable Value right,
      Node yes,
      Node no) {
    Key key = new Key(variable, left, relation, right, yes.id, no.id);
    Node known = nodes.get(key);
    if (known == null) {
      if (nodes.size() >= limit) {
        throw new ArithmeticException("too many tests");
      }
      known = new Node(nodes.size() + 2, key, yes, no, false);
      nodes.put(key, known);
    }
    return known;
  }

  private Node test(Value left, int relation, Value right, Node yes, Node no) {
    if (yes == reject && no == reject) {
      return reject; // As it is if the test cannot be made.
    }
    Value of = left.left;
    Value mask = left.right;
    if (relation == BpfInstruction.JEQ
        && right.isConstant(0)
        && left.kind == Value.Kind.BINARY
        && left.code == BpfInstruction.AND
        && of != null
        && mask != null) {
      return test(of, BpfInstruction.JSET, mask, no, yes);
    }
    if (!left.canFail && !right.canFail) {
      if (yes == no) {
        return yes;
      }
      Boolean known = Facts.NOTHING.answer(left, relation, right);
      if (known != null) {
        return known ? yes : no;
      }
    }
    return make(null, left, relation, right, yes, no);
  }

  private Node assign(@Nullable Value variable, Value value, Node next) {
    return next == reject ? reject : make(variable, value, 0, null, next, next);
  }

  /** A node for {@code condition} that goes on at {@code yes} or {@code no}. */
  Node of(Condition condition, Node yes, Node no) {
    Condition rest = condition;
    Node t = yes;
    Node f = no;
    // Along the first parts, so that a long chain of "or" is no deep recursion.
    while (true) {
      if (rest instanceof Condition.And and) {
        t = of(and.second(), t, f);
        rest = and.first();
      } else if (rest instanceof Condition.Or or) {
        f = of(or.second(), t, f);
        rest = or.first();
      } else if (rest instanceof Condition.Not not) {
        Node swapped = t;
        t = f;
        f = swapped;
        rest = not.condition();
      } else if (rest instanceof Condition.Constant constant) {
        return constant.answer() ? t : f;
      } else if (rest instanceof Condition.Assign assign) {
        return assign(assign.variable(), assign.value(), t);
      } else if (rest instanceof Condition.Test test) {
        return test(test.left(), test.relation(), test.right(), t, f);
      } else {
        throw new IllegalStateException("condition " + rest);
      }
    }
  }

  /**
   * The nodes that can be reached from {@code root}, in an order in which each precedes its
   * successors.
   */
  static List<Node> order(Node root) {
    Map<Integer, Node> seen = new HashMap<>();
    List<Node> open = new ArrayList<>(List.of(root));
    seen.put(root.id, root);
    while (!open.isEmpty()) {
      Node node = open.remove(open.size() - 1);
      for (Node next : new Node[] {node.yes, node.no}) {
        if (next != null && seen.putIfAbsent(next.id, next) == null) {
          open.add(next);
        }
      }
    }
    List<Node> order = new ArrayList<>(seen.values());
    order.sort((a, b) -> Integer.compare(b.id, a.id));
    return order;
  }

  /**
   * The same filter without tests whose answer is known from those before them, or does not matter.
   * A test is left out only where what it loads is known to be there or is loaded by the next, so
   * that short packets get the same answer.
   */
  Node simplify(Node root) {
    Node old = root;
    for (int turn = 0; turn < 12; turn++) {
      Node next = simplifyOnce(old);
      if (next == old) {
        return next;
      }
      old = next;
    }
    return old;
  }

  private Node simplifyOnce(Node root) {
    List<Node> order = order(root);
    Map<Node, Facts> known = new HashMap<>();
    Map<Node, Node> yes = new HashMap<>();
    Map<Node, Node> no = new HashMap<>();
    known.put(root, Facts.NOTHING);
    for (Node node : order) {
      Facts facts = known.get(node);
      Value left = node.left;
      if (facts == null || left == null || node.yes == null || node.no == null) {
        continue;
      }
      Value right = node.right;
      if (right == null) {
        Facts after = facts.computed(left, left);
        yes.put(node, follow(node.yes, after, known));
        continue;
      }
      Facts after = facts.computed(left, right);
      Facts ifYes = after.with(left, node.relation, right, true);
      yes.put(node, follow(node.yes, ifYes, known));
      Facts ifNo = after.with(left, node.relation, right, false);
      no.put(node, follow(node.no, ifNo, known));
    }
    Set<Value> used = new HashSet<>();
    for (Node node : order) {
      addVariables(node.left, used);
      addVariables(node.right, used);
    }
    Map<Node, Node> made = new HashMap<>();
    for (int i = order.size() - 1; i >= 0; i--) {
      Node node = order.get(i);
      Value left = node.left;
      if (left == null) {
        made.put(node, node);
        continue;
      }
      Node t = made.get(yes.get(node));
      Facts facts = known.get(node);
      if (t == null || facts == null) {
        continue; // Not reached any more.
      }
      Value right = node.right;
      if (right == null) {
        Value variable = used.contains(node.variable) ? node.variable : null;
        boolean needless = variable == null && facts.cannotFail(left);
        made.put(node, needless ? t : assign(variable, left, t));
        continue;
      }
      Node f = made.get(no.get(node));
      if (f == null) {
        continue;
      }
      boolean safe = facts.cannotFail(left) && facts.cannotFail(right);
      Node only =
          (t == f && safe) || decides(t, node, false, f) ? t : decides(f, node, true, t) ? f : null;
      made.put(node, only != null ? only : test(left, node.relation, right, t, f));
    }
    Node start = made.get(root);
    return start == null ? root : start;
  }

  /**
   * Whether {@code next}, which asks for the same value as {@code node} and so fails where that
   * does, leads to {@code end} by itself where {@code node} is answered so.
   */
  private static boolean decides(Node next, Node node, boolean answer, Node end) {
    Value left = node.left;
    Value right = node.right;
    if (left == null
        || left != next.left
        || right == null
        || next.right == null
        || right.kind != Value.Kind.CONSTANT
        || next.right.kind != Value.Kind.CONSTANT) {
      return false;
    }
    Facts facts = Facts.NOTHING.with(left, node.relation, right, answer);
    Boolean then = facts.answer(left, next.relation, next.right);
    return then != null && (then ? next.yes : next.no) == end;
  }

  private static void addVariables(@Nullable Value value, Set<Value> into) {
    if (value == null) {
      return;
    }
    if (value.kind == Value.Kind.VARIABLE) {
      into.add(value);
    }
    addVariables(value.left, into);
    addVariables(value.right, into);
  }

  /** Where an edge to {@code node} with these facts leads; tells the target of the facts. */
  private static Node follow(Node node, Facts facts, Map<Node, Facts> known) {
    Node target = node;
    while (target.left != null
        && target.right != null
        && target.yes != null
        && target.no != null
        && facts.cannotFail(target.left)
        && facts.cannotFail(target.right)) {
      Boolean answer = facts.answer(target.left, target.relation, target.right);
      if (answer == null) {
        break;
      }
      target = answer ? target.yes : target.no;
    }
    Facts old = known.get(target);
    known.put(target, old == null ? facts : old.or(facts));
    return target;
  }
}
