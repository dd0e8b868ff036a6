// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.List;

/** A classic BPF program: an immutable list of instructions. */
public final class BpfProgram {
  private final List<BpfInstruction> instructions;

  private BpfProgram(List<BpfInstruction> instructions) {
    this.instructions = instructions;
  }

  /** A program of these instructions. */
  public static BpfProgram of(List<BpfInstruction> instructions) {
    return new BpfProgram(List.copyOf(instructions));
  }

  /** The instructions, in order. */
  public List<BpfInstruction> instructions() {
    return instructions;
  }
}
