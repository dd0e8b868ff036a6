// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.List;
import java.util.Locale;

/**
 * One instruction of a classic BPF program (McCanne and Jacobson, "The BSD Packet Filter", 1993).
 *
 * @param code class, size, mode, operation and source, as {@code struct bpf_insn} has them; 16 bits
 * @param jumpTrue instructions to pass over where a condition holds; 8 bits, 0 if not a jump
 * @param jumpFalse instructions to pass over where it does not; 8 bits, 0 if not a jump
 * @param k the constant operand, 32 bits, unsigned
 */
public record BpfInstruction(int code, int jumpTrue, int jumpFalse, int k) {
  static final int CLASS_MASK = 0x07;
  static final int LD = 0x00;
  static final int LDX = 0x01;
  static final int ST = 0x02;
  static final int STX = 0x03;
  static final int ALU = 0x04;
  static final int JMP = 0x05;
  static final int RET = 0x06;
  static final int MISC = 0x07;

  static final int SIZE_MASK = 0x18;
  static final int W = 0x00;
  static final int H = 0x08;
  static final int B = 0x10;

  static final int MODE_MASK = 0xe0;
  static final int IMM = 0x00;
  static final int ABS = 0x20;
  static final int IND = 0x40;
  static final int MEM = 0x60;
  static final int LEN = 0x80;
  static final int MSH = 0xa0;

  static final int OPERATION_MASK = 0xf0;
  static final int ADD = 0x00;
  static final int SUB = 0x10;
  static final int MUL = 0x20;
  static final int DIV = 0x30;
  static final int OR = 0x40;
  static final int AND = 0x50;
  static final int LSH = 0x60;
  static final int RSH = 0x70;
  static final int NEG = 0x80;
  static final int MOD = 0x90;
  static final int XOR = 0xa0;

  static final int JA = 0x00;
  static final int JEQ = 0x10;
  static final int JGT = 0x20;
  static final int JGE = 0x30;
  static final int JSET = 0x40;

  static final int SOURCE_MASK = 0x08;
  static final int K = 0x00;
  static final int X = 0x08;

  static final int RETURN_MASK = 0x18;

  /** What a return instruction answers: a constant is {@link #K}, the accumulator this. */
  static final int A = 0x10;

  static final int TAX = 0x00;
  static final int TXA = 0x80;

  private static final List<String> ALU_NAMES =
      List.of("add", "sub", "mul", "div", "or", "and", "lsh", "rsh", "neg", "mod", "xor");
  private static final List<String> JUMP_NAMES = List.of("ja", "jeq", "jgt", "jge", "jset");

  /**
   * The instruction as {@code tcpdump -d} prints it at this place of a program: numbers signed but
   * those that are compared or combined bit by bit, which are hexadecimal, and places absolute.
   */
  String text(int index) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "(%03d) ", index));
    String operand = operand(index);
    if (isConditionalJump()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-8s %-16s jt %d\tjf %d",
              mnemonic(),
              operand,
              index + 1 + jumpTrue,
              index + 1 + jumpFalse));
    } else {
      text.append(String.format(Locale.ROOT, "%-8s %s", mnemonic(), operand));
    }
    return text.toString();
  }

  boolean isConditionalJump() {
    return (code & CLASS_MASK) == JMP && (code & OPERATION_MASK) != JA;
  }

  /** Whether this loads the packet's length. */
  boolean isLength() {
    return code == (LD | LEN) || code == (LDX | LEN);
  }

  private String mnemonic() {
    int operation = code & OPERATION_MASK;
    return switch (code & CLASS_MASK) {
      case LD ->
          switch (code & SIZE_MASK) {
            case H -> "ldh";
            case B -> "ldb";
            default -> "ld";
          };
      case LDX -> (code & MODE_MASK) == MSH ? "ldxb" : "ldx";
      case ST -> "st";
      case STX -> "stx";
      case ALU -> ALU_NAMES.get(operation >> 4);
      case JMP -> JUMP_NAMES.get(operation >> 4);
      case RET -> "ret";
      default -> code == (MISC | TAX) ? "tax" : "txa";
    };
  }

  private String operand(int index) {
    String constant = (code & SOURCE_MASK) == X ? "x" : "#" + k;
    String bits = (code & SOURCE_MASK) == X ? "x" : "#0x" + Integer.toHexString(k);
    int operation = code & OPERATION_MASK;
    return switch (code & CLASS_MASK) {
      case LD, LDX ->
          switch (code & MODE_MASK) {
            case IMM -> "#0x" + Integer.toHexString(k);
            case ABS -> "[" + k + "]";
            case IND -> "[x + " + k + "]";
            case MEM -> "M[" + k + "]";
            case LEN -> "#pktlen";
            default -> "4*([" + k + "]&0xf)";
          };
      case ST, STX -> "M[" + k + "]";
      case ALU ->
          switch (operation) {
            case NEG -> "";
            case AND, OR, XOR -> bits;
            default -> constant;
          };
      case JMP -> operation == JA ? Integer.toString(index + 1 + k) : bits;
      case RET -> (code & RETURN_MASK) == A ? "" : "#" + k;
      default -> "";
    };
  }
}
