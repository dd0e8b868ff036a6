// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.plt4j.filter.BpfInstruction.ADD;
import static org.plt4j.filter.BpfInstruction.ALU;
import static org.plt4j.filter.BpfInstruction.AND;
import static org.plt4j.filter.BpfInstruction.CLASS_MASK;
import static org.plt4j.filter.BpfInstruction.DIV;
import static org.plt4j.filter.BpfInstruction.H;
import static org.plt4j.filter.BpfInstruction.IMM;
import static org.plt4j.filter.BpfInstruction.IND;
import static org.plt4j.filter.BpfInstruction.JEQ;
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

import com.google.common.primitives.Ints;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Compiles a verified program to a hidden class: A, X and the words of memory are local variables,
 * jumps are jumps, and {@link BpfFacts} tells which checks and loads can be left out.
 *
 * <p>The program is written twice, for buffers on the heap and for others. So each reads from one
 * class of buffers, which HotSpot compiles to code twice as fast as where two classes meet.
 *
 * <p>HotSpot never compiles methods above 8,000 bytes. A larger program is cut into methods, each
 * of which ends by calling a later one with A, X and the memory.
 */
final class BpfCompiler {
  /** Bytes of code in a method, as they are estimated here from above. */
  static final int METHOD = 7_000;

  /** Programs that are larger might not find room for their constants in a class. */
  static final int MAX_INSTRUCTIONS = 20_000;

  private static final String BUFFER = Type.getDescriptor(ByteBuffer.class);
  private static final String BUFFER_NAME = Type.getInternalName(ByteBuffer.class);
  private static final String ORDER = Type.getDescriptor(ByteOrder.class);
  private static final String ORDER_NAME = Type.getInternalName(ByteOrder.class);
  private static final String CHARACTER = Type.getInternalName(Character.class);
  private static final String SUPER = Type.getInternalName(BpfCode.class);
  private static final String NAME = SUPER + "Compiled";
  private static final String MATH = Type.getInternalName(Math.class);
  private static final String INTEGER = Type.getInternalName(Integer.class);

  private final List<BpfInstruction> program;

  /** The addresses of memory in use, by the order of their variables. */
  private final int[] memory;

  /** Where the methods begin, and which instructions others come in at. */
  private final NavigableMap<Integer, NavigableSet<Integer>> parts = new TreeMap<>();

  private final BpfFacts facts;
  private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);

  private BpfCompiler(List<BpfInstruction> program, int limit) {
    this.program = program;
    this.memory =
        program.stream()
            .filter(BpfCompiler::usesMemory)
            .mapToInt(BpfInstruction::k)
            .distinct()
            .toArray();
    int[] partOf = new int[program.size()];
    for (int from = 0; from < program.size(); ) {
      int to = endOfPart(from, limit);
      Arrays.fill(partOf, from, to, from);
      parts.put(from, new TreeSet<>());
      from = to;
    }
    this.facts = new BpfFacts(program, partOf);
    for (int i = 0; i < program.size(); i++) {
      for (int target : facts.successors(i)) {
        if (partOf[target] > i && facts.isLive(i) && facts.isLive(target)) {
          entries(target).add(target);
        }
      }
    }
  }

  /** Where control comes into the part that an instruction belongs to. */
  private NavigableSet<Integer> entries(int index) {
    return parts.floorEntry(index).getValue();
  }

  /** The program as code of the virtual machine; interpreted if it is of an absurd size. */
  static BpfCode compile(BpfProgram program) {
    return program.instructions().size() > MAX_INSTRUCTIONS
        ? interpreted(program)
        : compile(program, METHOD);
  }

  /** The same with methods of at most so many bytes. */
  static BpfCode compile(BpfProgram program, int limit) {
    return instance(new BpfCompiler(program.instructions(), limit).write());
  }

  /** The program, run by the interpreter. */
  static BpfCode interpreted(BpfProgram program) {
    return new BpfCode() {
      @Override
      int runHeap(ByteBuffer bytes, int start, int captured, int length) {
        return program.run(bytes, start, captured, length);
      }

      @Override
      int runMapped(ByteBuffer bytes, int start, int captured, int length) {
        return program.run(bytes, start, captured, length);
      }
    };
  }

  private static BpfCode instance(byte[] code) {
    try {
      return MethodHandles.lookup()
          .defineHiddenClass(code, true)
          .lookupClass()
          .asSubclass(BpfCode.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static boolean usesMemory(BpfInstruction instruction) {
    return switch (instruction.code() & CLASS_MASK) {
      case LD, LDX -> (instruction.code() & MODE_MASK) == MEM;
      case ST, STX -> true;
      default -> false;
    };
  }

  /** How far a method reaches that starts here. */
  private int endOfPart(int from, int limit) {
    NavigableSet<Integer> exits = new TreeSet<>();
    int size = 0;
    for (int i = from; i < program.size(); i++) {
      exits.remove(i);
      if ((program.get(i).code() & CLASS_MASK) == JMP) {
        exits.add(BpfFacts.ifTrue(program, i));
        exits.add(BpfFacts.ifFalse(program, i));
      }
      size += sizeOf(program.get(i));
      if (i > from && size + exits.size() * (20 + 2 * memory.length) > limit) {
        return i;
      }
    }
    return program.size();
  }

  /**
   * The most bytes of code that an instruction becomes, its check and place in a table included.
   */
  private static int sizeOf(BpfInstruction instruction) {
    return switch (instruction.code() & CLASS_MASK) {
      case LD, LDX -> (instruction.code() & MODE_MASK) == IND ? 56 : 44;
      case ALU -> 40;
      case JMP -> 34;
      default -> 20;
    };
  }

  private byte[] write() {
    writer.visit(Opcodes.V17, Opcodes.ACC_FINAL, NAME, null, SUPER, null);
    MethodVisitor constructor = writer.visitMethod(0, "<init>", "()V", null, null);
    constructor.visitCode();
    constructor.visitVarInsn(Opcodes.ALOAD, 0);
    constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, SUPER, "<init>", "()V", false);
    constructor.visitInsn(Opcodes.RETURN);
    constructor.visitMaxs(0, 0);
    constructor.visitEnd();
    for (int from : parts.keySet()) {
      Integer to = parts.higherKey(from);
      for (String name : BpfCode.METHODS) {
        new Part(from, to == null ? program.size() : to, name).write();
      }
    }
    writer.visitEnd();
    return writer.toByteArray();
  }

  /** The instructions of one method. */
  private final class Part {
    private final int from;
    private final int to;

    /** Which of the two writings of the program this belongs to. */
    private final String name;

    private final Map<Integer, Label> labels = new TreeMap<>();
    private final Label fail = new Label();
    private boolean mayFail;
    private MethodVisitor method = new MethodVisitor(Opcodes.ASM9) {};
    private int bytes;
    private int a;

    Part(int from, int to, String name) {
      this.from = from;
      this.to = to;
      this.name = name;
    }

    private String name(int part) {
      return part == 0 ? name : name + part;
    }

    private String descriptor(int part) {
      int more = part == 0 ? 0 : 3 + memory.length;
      return "(" + BUFFER + "I".repeat(3 + more) + ")I";
    }

    // The variables: bytes, start, captured, length, in later parts where to enter; A, X, memory,
    // what was loaded.

    private int start() {
      return bytes + 1;
    }

    private int captured() {
      return bytes + 2;
    }

    private int length() {
      return bytes + 3;
    }

    private int x() {
      return a + 1;
    }

    private int memory(int address) {
      return a + 2 + Ints.indexOf(memory, address);
    }

    private int kept(int index) {
      return a + 2 + memory.length + facts.kept(index);
    }

    void write() {
      boolean first = from == 0;
      NavigableSet<Integer> entries = entries(from);
      bytes = first ? 1 : 0; // behind `this`
      a = bytes + (first ? 4 : 5);
      method =
          writer.visitMethod(
              first ? 0 : Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC,
              name(from),
              descriptor(from),
              null,
              null);
      method.visitCode();
      if (first) {
        writeStart();
      }
      if (first) {
        for (int variable = a; variable < a + 2 + memory.length; variable++) {
          push(0);
          store(variable);
        }
        if (!facts.isLive(0)) {
          jump(0);
        }
      } else if (entries.size() > 1) {
        load(a - 1);
        method.visitTableSwitchInsn(
            0, entries.size() - 1, fail(), entries.stream().map(this::label).toArray(Label[]::new));
      } else if (!entries.isEmpty()) {
        jump(entries.first());
      } else {
        fail();
      }
      for (int i = from; i < to; i++) {
        if (facts.isLive(i)) {
          method.visitLabel(label(i));
          write(i);
        }
      }
      labels.forEach(
          (target, label) -> {
            if (target >= to) {
              method.visitLabel(label);
              leave(target);
            }
          });
      if (mayFail) {
        method.visitLabel(fail);
        push(0);
        method.visitInsn(Opcodes.IRETURN);
      }
      method.visitMaxs(0, 0);
      method.visitEnd();
    }

    /**
     * Makes a view of the packet's bytes alone, which HotSpot leaves out: what remains is that
     * offsets are constants and that the limit is the captured length, of which the first check has
     * told how large it is at least. HotSpot learns that from a maximum alone, and only if it
     * stands in front of the check; then it leaves most checks of the buffer's out, too. Bytes are
     * read in the order of nearly all machines; where the value is only compared, the constant is
     * turned in its place.
     */
    private void writeStart() {
      int need = facts.isLive(0) ? facts.mustCheck(0) : 0;
      if (need > 0) {
        load(captured());
        push(need);
        method.visitMethodInsn(Opcodes.INVOKESTATIC, MATH, "max", "(II)I", false);
        store(a);
        check(need);
        copy(a, captured());
      }
      method.visitVarInsn(Opcodes.ALOAD, bytes);
      load(start());
      load(captured());
      method.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUFFER_NAME, "slice", "(II)" + BUFFER, false);
      method.visitFieldInsn(Opcodes.GETSTATIC, ORDER_NAME, "LITTLE_ENDIAN", ORDER);
      method.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, BUFFER_NAME, "order", "(" + ORDER + ")" + BUFFER, false);
      method.visitVarInsn(Opcodes.ASTORE, bytes);
    }

    private void check(int need) {
      load(captured());
      push(need);
      method.visitJumpInsn(Opcodes.IF_ICMPLT, fail());
    }

    /** Goes on in a later part. */
    private void leave(int target) {
      if (BpfFacts.isConstantReturn(program.get(target))) {
        push(program.get(target).k());
        method.visitInsn(Opcodes.IRETURN);
        return;
      }
      int part = parts.floorKey(target);
      method.visitVarInsn(Opcodes.ALOAD, bytes);
      load(start());
      load(captured());
      load(length());
      push(entries(target).headSet(target).size());
      for (int variable = a; variable < a + 2 + memory.length; variable++) {
        load(variable);
      }
      method.visitMethodInsn(Opcodes.INVOKESTATIC, NAME, name(part), descriptor(part), false);
      method.visitInsn(Opcodes.IRETURN);
    }

    // ---- instructions

    private void write(int index) {
      BpfInstruction instruction = program.get(index);
      int code = instruction.code();
      int k = instruction.k();
      int need = facts.mustCheck(index);
      if (need > 0 && index > 0) {
        if (need == BpfFacts.end(instruction)) {
          checkAsBuffers(() -> push(k), BpfFacts.width(code));
        } else {
          check(need);
        }
      }
      switch (code & CLASS_MASK) {
        case LD -> writeLoad(index, a);
        case LDX -> writeLoad(index, x());
        case ST -> copy(a, memory(k));
        case STX -> copy(x(), memory(k));
        case ALU -> writeArithmetic(code, k);
        case JMP -> writeJump(index, code, k);
        case RET -> {
          if (BpfFacts.isConstantReturn(instruction)) {
            push(k);
          } else {
            load(a);
          }
          method.visitInsn(Opcodes.IRETURN);
        }
        case MISC -> {
          if (code == (MISC | TAX)) {
            copy(a, x());
          } else {
            copy(x(), a);
          }
        }
        default -> throw new AssertionError(code);
      }
      int kind = code & CLASS_MASK;
      if (index + 1 == to && kind != JMP && kind != RET) {
        jump(to);
      }
    }

    private void writeLoad(int index, int variable) {
      BpfInstruction instruction = program.get(index);
      int code = instruction.code();
      int k = instruction.k();
      switch (code & MODE_MASK) {
        case IMM -> push(k);
        case LEN -> load(length());
        case MEM -> load(memory(k));
        default -> {
          if (facts.isLoaded(index)) {
            load(kept(index));
          } else {
            writeRead(index);
            if (facts.kept(index) != BpfFacts.NOT_KEPT) {
              method.visitInsn(Opcodes.DUP);
              store(kept(index));
            }
          }
          if (!facts.isComparedOnly(index)) {
            turn(code);
          }
          if ((code & MODE_MASK) == MSH) {
            push(0xf);
            method.visitInsn(Opcodes.IAND);
            push(2);
            method.visitInsn(Opcodes.ISHL);
          }
        }
      }
      store(variable);
    }

    /** Turns a value that was read to network order. */
    private void turn(int code) {
      switch (code & SIZE_MASK) {
        case W ->
            method.visitMethodInsn(Opcodes.INVOKESTATIC, INTEGER, "reverseBytes", "(I)I", false);
        case H -> {
          method.visitInsn(Opcodes.I2C);
          method.visitMethodInsn(Opcodes.INVOKESTATIC, CHARACTER, "reverseBytes", "(C)C", false);
        }
        default -> {
          // one byte has no order
        }
      }
    }

    /** What a value that was read and not turned is compared with. */
    private static int turned(int k, int loadCode, boolean bits) {
      if ((loadCode & SIZE_MASK) == W) {
        return Integer.reverseBytes(k);
      }
      boolean fits = bits || (k & ~0xffff) == 0;
      return fits ? Character.reverseBytes((char) k) : -1; // which 16 bits never are
    }

    private void writeRead(int index) {
      BpfInstruction instruction = program.get(index);
      int code = instruction.code();
      boolean byX = (code & MODE_MASK) == IND;
      if (byX && facts.isSmallX(index)) {
        checkAsBuffers(
            () -> {
              push(instruction.k());
              load(x());
              method.visitInsn(Opcodes.IADD);
            },
            BpfFacts.width(code));
      } else if (byX) { // X > captured - end, unsigned, is beyond the capture
        load(x());
        flip();
        load(captured());
        push(Integer.MIN_VALUE - BpfFacts.end(instruction));
        method.visitInsn(Opcodes.IADD);
        method.visitJumpInsn(Opcodes.IF_ICMPGT, fail());
      }
      method.visitVarInsn(Opcodes.ALOAD, bytes);
      push(instruction.k());
      if (byX) {
        load(x());
        method.visitInsn(Opcodes.IADD);
      }
      switch (code & SIZE_MASK) {
        case W -> read("getInt", "I");
        case H -> read("getChar", "C");
        default -> {
          // an array's elements have a check of their own, its pairs of bytes have none
          if (!byX && instruction.k() >= 0 && instruction.k() <= facts.mustCheck(0) - 2) {
            read("getChar", "C");
          } else {
            read("get", "B");
          }
          push(0xff);
          method.visitInsn(Opcodes.IAND);
        }
      }
    }

    /** Fails where a buffer would, by the same comparison, so that HotSpot leaves its out. */
    private void checkAsBuffers(Runnable offset, int width) {
      push(width);
      load(captured());
      offset.run();
      method.visitInsn(Opcodes.ISUB);
      method.visitJumpInsn(Opcodes.IF_ICMPGT, fail());
    }

    private void read(String name, String type) {
      method.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUFFER_NAME, name, "(I)" + type, false);
    }

    private void writeArithmetic(int code, int k) {
      boolean byX = (code & SOURCE_MASK) == X;
      int operation = code & OPERATION_MASK;
      boolean shift = operation == LSH || operation == RSH;
      if (byX && (operation == DIV || operation == MOD)) {
        load(x());
        method.visitJumpInsn(Opcodes.IFEQ, fail());
      }
      if (shift && !byX && (k & ~31) != 0) {
        push(0);
        store(a);
        return;
      }
      load(a);
      if (operation == NEG) {
        method.visitInsn(Opcodes.INEG);
        store(a);
        return;
      }
      operand(byX, k);
      switch (operation) {
        case ADD -> method.visitInsn(Opcodes.IADD);
        case SUB -> method.visitInsn(Opcodes.ISUB);
        case MUL -> method.visitInsn(Opcodes.IMUL);
        case OR -> method.visitInsn(Opcodes.IOR);
        case AND -> method.visitInsn(Opcodes.IAND);
        case XOR -> method.visitInsn(Opcodes.IXOR);
        case LSH -> method.visitInsn(Opcodes.ISHL);
        case RSH -> method.visitInsn(Opcodes.IUSHR);
        case DIV, MOD ->
            method.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                INTEGER,
                operation == DIV ? "divideUnsigned" : "remainderUnsigned",
                "(II)I",
                false);
        default -> throw new AssertionError(operation);
      }
      store(a);
      if (shift && byX) { // the machine looks at five bits only
        Label small = new Label();
        load(x());
        push(~31);
        method.visitInsn(Opcodes.IAND);
        method.visitJumpInsn(Opcodes.IFEQ, small);
        push(0);
        store(a);
        method.visitLabel(small);
      }
    }

    private void writeJump(int index, int code, int k) {
      int yes = BpfFacts.ifTrue(program, index);
      int no = BpfFacts.ifFalse(program, index);
      if (yes == no) {
        jump(yes);
        return;
      }
      boolean byX = (code & SOURCE_MASK) == X;
      int read = facts.comparedTo(index);
      if (read >= 0) {
        boolean bits = (code & OPERATION_MASK) == JSET;
        writeJump(index, yes, no, code, turned(k, program.get(read).code(), bits), byX);
      } else {
        writeJump(index, yes, no, code, k, byX);
      }
    }

    private void writeJump(int index, int yes, int no, int code, int k, boolean byX) {
      load(a);
      int whenTrue;
      switch (code & OPERATION_MASK) {
        case JEQ -> {
          operand(byX, k);
          whenTrue = Opcodes.IF_ICMPEQ;
        }
        case JSET -> {
          operand(byX, k);
          method.visitInsn(Opcodes.IAND);
          whenTrue = Opcodes.IFNE;
        }
        default -> { // unsigned
          flip();
          if (byX) {
            load(x());
            flip();
          } else {
            push(k + Integer.MIN_VALUE);
          }
          whenTrue = (code & OPERATION_MASK) == JGT ? Opcodes.IF_ICMPGT : Opcodes.IF_ICMPGE;
        }
      }
      if (isNext(yes, index)) {
        method.visitJumpInsn(opposite(whenTrue), label(no));
      } else {
        method.visitJumpInsn(whenTrue, label(yes));
        if (!isNext(no, index)) {
          jump(no);
        }
      }
    }

    private boolean isNext(int target, int index) {
      return target == index + 1 && target < to && facts.isLive(target);
    }

    private static int opposite(int jump) {
      return switch (jump) {
        case Opcodes.IF_ICMPEQ -> Opcodes.IF_ICMPNE;
        case Opcodes.IFNE -> Opcodes.IFEQ;
        case Opcodes.IF_ICMPGT -> Opcodes.IF_ICMPLE;
        default -> Opcodes.IF_ICMPLT;
      };
    }

    // ---- pieces

    private Label fail() {
      mayFail = true;
      return fail;
    }

    private Label label(int target) {
      return facts.isLive(target) ? labels.computeIfAbsent(target, t -> new Label()) : fail();
    }

    private void jump(int target) {
      method.visitJumpInsn(Opcodes.GOTO, label(target));
    }

    private void operand(boolean byX, int k) {
      if (byX) {
        load(x());
      } else {
        push(k);
      }
    }

    /** Turns the top bit, after which a signed comparison is an unsigned one. */
    private void flip() {
      push(Integer.MIN_VALUE);
      method.visitInsn(Opcodes.IADD);
    }

    private void load(int variable) {
      method.visitVarInsn(Opcodes.ILOAD, variable);
    }

    private void store(int variable) {
      method.visitVarInsn(Opcodes.ISTORE, variable);
    }

    private void copy(int from, int to) {
      load(from);
      store(to);
    }

    private void push(int value) {
      if (value >= -1 && value <= 5) {
        method.visitInsn(Opcodes.ICONST_0 + value);
      } else if (value == (byte) value) {
        method.visitIntInsn(Opcodes.BIPUSH, value);
      } else if (value == (short) value) {
        method.visitIntInsn(Opcodes.SIPUSH, value);
      } else {
        method.visitLdcInsn(value);
      }
    }
  }
}
