// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.plt4j.filter.BpfInstruction.ABS;
import static org.plt4j.filter.BpfInstruction.ADD;
import static org.plt4j.filter.BpfInstruction.ALU;
import static org.plt4j.filter.BpfInstruction.B;
import static org.plt4j.filter.BpfInstruction.CLASS_MASK;
import static org.plt4j.filter.BpfInstruction.DIV;
import static org.plt4j.filter.BpfInstruction.H;
import static org.plt4j.filter.BpfInstruction.IMM;
import static org.plt4j.filter.BpfInstruction.IND;
import static org.plt4j.filter.BpfInstruction.JA;
import static org.plt4j.filter.BpfInstruction.JEQ;
import static org.plt4j.filter.BpfInstruction.JMP;
import static org.plt4j.filter.BpfInstruction.JSET;
import static org.plt4j.filter.BpfInstruction.K;
import static org.plt4j.filter.BpfInstruction.LD;
import static org.plt4j.filter.BpfInstruction.LDX;
import static org.plt4j.filter.BpfInstruction.LEN;
import static org.plt4j.filter.BpfInstruction.MEM;
import static org.plt4j.filter.BpfInstruction.MISC;
import static org.plt4j.filter.BpfInstruction.MOD;
import static org.plt4j.filter.BpfInstruction.MSH;
import static org.plt4j.filter.BpfInstruction.NEG;
import static org.plt4j.filter.BpfInstruction.RET;
import static org.plt4j.filter.BpfInstruction.ST;
import static org.plt4j.filter.BpfInstruction.STX;
import static org.plt4j.filter.BpfInstruction.TAX;
import static org.plt4j.filter.BpfInstruction.TXA;
import static org.plt4j.filter.BpfInstruction.W;
import static org.plt4j.filter.BpfInstruction.X;
import static org.plt4j.filter.BpfInstruction.XOR;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** Says whether instructions are a program that can be run safely. */
final class BpfVerifier {
  private static final BitSet CODES = codes();

  private BpfVerifier() {}

  private static BitSet codes() {
    BitSet codes = new BitSet();
    for (int size : new int[] {W, H, B}) {
      codes.set(LD | size | ABS);
      codes.set(LD | size | IND);
    }
    for (int target : new int[] {LD, LDX}) {
      codes.set(target | IMM);
      codes.set(target | MEM);
      codes.set(target | LEN);
    }
    codes.set(LDX | B | MSH);
    codes.set(ST);
    codes.set(STX);
    for (int operation = ADD; operation <= XOR; operation += 0x10) {
      if (operation != NEG) {
        codes.set(ALU | operation | K);
        codes.set(ALU | operation | X);
      }
    }
    codes.set(ALU | NEG);
    codes.set(JMP | JA);
    for (int operation = JEQ; operation <= JSET; operation += 0x10) {
      codes.set(JMP | operation | K);
      codes.set(JMP | operation | X);
    }
    codes.set(RET | K);
    codes.set(RET | BpfInstruction.A);
    codes.set(MISC | TAX);
    codes.set(MISC | TXA);
    return codes;
  }

  /**
   * Looks at each instruction once.
   *
   * @throws IllegalArgumentException naming the first fault
   */
  static void verify(List<BpfInstruction> instructions) {
    int size = instructions.size();
    if (size == 0) {
      throw new IllegalArgumentException("a program without instructions");
    }
    for (int i = 0; i < size; i++) {
      BpfInstruction instruction = instructions.get(i);
      int code = instruction.code();
      if (code < 0 || !CODES.get(code)) {
        throw fault(i, String.format(Locale.ROOT, "no instruction has the code 0x%x", code));
      }
      verify(i, size - i - 1, instruction);
    }
    if ((instructions.get(size - 1).code() & CLASS_MASK) != RET) {
      throw fault(size - 1, "the last instruction is no return");
    }
  }

  /** Looks at one instruction behind which there are so many more. */
  private static void verify(int index, int more, BpfInstruction instruction) {
    int code = instruction.code();
    long k = instruction.k() & 0xffff_ffffL;
    if (code == (JMP | JA)) {
      if (k >= more) {
        throw fault(index, "a jump out of the program or back, over " + k + " instructions");
      }
    } else if (instruction.isConditionalJump()) {
      int far = Math.max(instruction.jumpTrue(), instruction.jumpFalse());
      if (far >= more || far > 0xff || instruction.jumpTrue() < 0 || instruction.jumpFalse() < 0) {
        throw fault(index, "a jump out of the program, or over more than 255 instructions");
      }
    } else if (isMemory(code)) {
      if (k >= BpfProgram.MEMORY) {
        throw fault(index, "no memory has the address " + k);
      }
    } else if ((code == (ALU | DIV) || code == (ALU | MOD)) && k == 0) {
      throw fault(index, "a division by 0");
    }
  }

  private static boolean isMemory(int code) {
    return code == (LD | MEM) || code == (LDX | MEM) || code == ST || code == STX;
  }

  private static IllegalArgumentException fault(int index, String fault) {
    return new IllegalArgumentException("instruction " + index + ": " + fault);
  }
}
