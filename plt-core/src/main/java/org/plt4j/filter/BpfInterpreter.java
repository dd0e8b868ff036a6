// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.plt4j.filter.BpfInstruction.ADD;
import static org.plt4j.filter.BpfInstruction.ALU;
import static org.plt4j.filter.BpfInstruction.AND;
import static org.plt4j.filter.BpfInstruction.B;
import static org.plt4j.filter.BpfInstruction.CLASS_MASK;
import static org.plt4j.filter.BpfInstruction.DIV;
import static org.plt4j.filter.BpfInstruction.H;
import static org.plt4j.filter.BpfInstruction.IMM;
import static org.plt4j.filter.BpfInstruction.IND;
import static org.plt4j.filter.BpfInstruction.JA;
import static org.plt4j.filter.BpfInstruction.JEQ;
import static org.plt4j.filter.BpfInstruction.JGE;
import static org.plt4j.filter.BpfInstruction.JGT;
import static org.plt4j.filter.BpfInstruction.JMP;
import static org.plt4j.filter.BpfInstruction.JSET;
import static org.plt4j.filter.BpfInstruction.LD;
import static org.plt4j.filter.BpfInstruction.LDX;
import static org.plt4j.filter.BpfInstruction.LEN;
import static org.plt4j.filter.BpfInstruction.LSH;
import static org.plt4j.filter.BpfInstruction.MEM;
import static org.plt4j.filter.BpfInstruction.MISC;
import static org.plt4j.filter.BpfInstruction.MOD;
import static org.plt4j.filter.BpfInstruction.MODE_MASK;
import static org.plt4j.filter.BpfInstruction.MSH;
import static org.plt4j.filter.BpfInstruction.MUL;
import static org.plt4j.filter.BpfInstruction.NEG;
import static org.plt4j.filter.BpfInstruction.OPERATION_MASK;
import static org.plt4j.filter.BpfInstruction.OR;
import static org.plt4j.filter.BpfInstruction.RET;
import static org.plt4j.filter.BpfInstruction.RETURN_MASK;
import static org.plt4j.filter.BpfInstruction.RSH;
import static org.plt4j.filter.BpfInstruction.SIZE_MASK;
import static org.plt4j.filter.BpfInstruction.SOURCE_MASK;
import static org.plt4j.filter.BpfInstruction.ST;
import static org.plt4j.filter.BpfInstruction.STX;
import static org.plt4j.filter.BpfInstruction.SUB;
import static org.plt4j.filter.BpfInstruction.TAX;
import static org.plt4j.filter.BpfInstruction.W;
import static org.plt4j.filter.BpfInstruction.X;
import static org.plt4j.filter.BpfInstruction.XOR;

import java.nio.ByteBuffer;
import java.util.List;
import org.plt4j.internal.Bytes;

/** Runs verified programs an instruction at a time: says what each means, in as few words. */
final class BpfInterpreter {
  private static final long WORD = 0xffff_ffffL;

  /** No load reads here. */
  private static final int NOWHERE = -1;

  private BpfInterpreter() {}

  static int run(
      List<BpfInstruction> program, ByteBuffer bytes, int start, int captured, int length) {
    int a = 0;
    int x = 0;
    int[] memory = new int[BpfProgram.MEMORY];
    for (int i = 0; ; i++) {
      BpfInstruction instruction = program.get(i);
      int code = instruction.code();
      int k = instruction.k();
      switch (code & CLASS_MASK) {
        case LD, LDX -> {
          int value;
          switch (code & MODE_MASK) {
            case IMM -> value = k;
            case MEM -> value = memory[k];
            case LEN -> value = length;
            default -> {
              int size = size(code);
              int offset = offset(k, (code & MODE_MASK) == IND ? x : 0, size, captured);
              if (offset == NOWHERE) {
                return 0;
              }
              value = load(bytes, start + offset, size);
              if ((code & MODE_MASK) == MSH) {
                value = (value & 0xf) << 2;
              }
            }
          }
          if ((code & CLASS_MASK) == LD) {
            a = value;
          } else {
            x = value;
          }
        }
        case ST -> memory[k] = a;
        case STX -> memory[k] = x;
        case ALU -> {
          int operand = (code & SOURCE_MASK) == X ? x : k;
          int operation = code & OPERATION_MASK;
          if (operand == 0 && (operation == DIV || operation == MOD)) {
            return 0;
          }
          a = compute(operation, a, operand);
        }
        case JMP -> {
          if ((code & OPERATION_MASK) == JA) {
            i += k;
          } else {
            int operand = (code & SOURCE_MASK) == X ? x : k;
            boolean holds = holds(code & OPERATION_MASK, a, operand);
            i += holds ? instruction.jumpTrue() : instruction.jumpFalse();
          }
        }
        case RET -> {
          return (code & RETURN_MASK) == BpfInstruction.A ? a : k;
        }
        case MISC -> {
          if (code == (MISC | TAX)) {
            x = a;
          } else {
            a = x;
          }
        }
        default -> throw new AssertionError(code);
      }
    }
  }

  private static int size(int code) {
    return switch (code & SIZE_MASK) {
      case W -> 4;
      case H -> 2;
      case B -> 1;
      default -> throw new AssertionError(code);
    };
  }

  /** The sum of two unsigned offsets if so many bytes were captured there, or {@link #NOWHERE}. */
  private static int offset(int k, int x, int size, int captured) {
    long offset = (k & WORD) + (x & WORD);
    return captured - offset < size ? NOWHERE : (int) offset;
  }

  private static int load(ByteBuffer bytes, int at, int size) {
    return switch (size) {
      case 4 -> Bytes.i32(bytes, at);
      case 2 -> Bytes.u16(bytes, at);
      default -> Bytes.u8(bytes, at);
    };
  }

  private static int compute(int operation, int a, int operand) {
    return switch (operation) {
      case ADD -> a + operand;
      case SUB -> a - operand;
      case MUL -> a * operand;
      case DIV -> Integer.divideUnsigned(a, operand);
      case MOD -> Integer.remainderUnsigned(a, operand);
      case OR -> a | operand;
      case AND -> a & operand;
      case XOR -> a ^ operand;
      case LSH -> (operand & ~31) == 0 ? a << operand : 0;
      case RSH -> (operand & ~31) == 0 ? a >>> operand : 0;
      case NEG -> -a;
      default -> throw new AssertionError(operation);
    };
  }

  private static boolean holds(int operation, int a, int operand) {
    return switch (operation) {
      case JEQ -> a == operand;
      case JGT -> Integer.compareUnsigned(a, operand) > 0;
      case JGE -> Integer.compareUnsigned(a, operand) >= 0;
      case JSET -> (a & operand) != 0;
      default -> throw new AssertionError(operation);
    };
  }
}
