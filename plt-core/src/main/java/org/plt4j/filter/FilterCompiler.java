// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.List;

/** Compiles filter expressions to BPF programs. */
final class FilterCompiler {
  /** What a program returns for a packet that matches: all of it, as tcpdump has it. */
  static final int SNAP_LENGTH = 262144;

  /** Tests beyond this are refused; a program of so many is a mistake. */
  private static final int MAX_TESTS = 100_000;

  private FilterCompiler() {}

  /**
   * Checks what can be checked without a link type: the grammar, and that there is a link type for
   * which the expression makes sense.
   *
   * @throws PacketFilterException if it does not
   */
  static void check(String expression) {
    Expression parsed = Parser.parse(expression);
    if (parsed == null) {
      return;
    }
    PacketFilterException first;
    try {
      new Generator(1).generate(parsed);
      return;
    } catch (PacketFilterException e) {
      first = e;
    }
    for (int linkType : LinkLayer.linkTypes()) {
      try {
        new Generator(linkType).generate(parsed);
        return;
      } catch (PacketFilterException e) {
        // Perhaps the next.
      }
    }
    throw first;
  }

  /** The shortest program that we find for this expression and LINKTYPE_ value. */
  static BpfProgram compile(String expression, int linkType) {
    return compile(expression, linkType, true, SNAP_LENGTH);
  }

  /**
   * A program for an expression and a link type.
   *
   * @param linkType the LINKTYPE_ value of the file
   * @param optimise whether to leave out what need not be computed
   * @param snapLength what the program returns for a packet that matches
   * @throws PacketFilterException if the grammar or the link type does not have it
   */
  static BpfProgram compile(String expression, int linkType, boolean optimise, int snapLength) {
    Expression parsed = Parser.parse(expression);
    Condition condition =
        parsed == null ? new Condition.Constant(true) : new Generator(linkType).generate(parsed);
    try {
      Graph graph = new Graph(MAX_TESTS);
      Graph.Node root = graph.of(condition, graph.accept, graph.reject);
      if (optimise) {
        root = graph.simplify(root);
      }
      List<BpfInstruction> program = Emitter.program(root, optimise, snapLength);
      return BpfProgram.of(program);
    } catch (ArithmeticException e) {
      throw new PacketFilterException(1, "", null, "the filter is too large: " + e.getMessage());
    }
  }
}
