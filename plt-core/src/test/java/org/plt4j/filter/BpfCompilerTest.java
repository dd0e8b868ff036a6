// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The compiled form of a program answers what the interpreter answers. */
class BpfCompilerTest {
  private static final int PROGRAMS = 10_000;
  private static final int PACKETS = 20;

  /** A place in a buffer where a packet may be: what is before and behind is not its own. */
  private static ByteBuffer around(byte[] packet, int start, boolean direct) {
    int size = start + packet.length + 8;
    ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    for (int i = 0; i < size; i++) {
      buffer.put(i, (byte) 0x55);
    }
    buffer.put(start, packet);
    return direct ? buffer.asReadOnlyBuffer() : buffer;
  }

  private static void agree(BpfProgram program, BpfCode code, RandomPrograms random, int packets) {
    for (int i = 0; i < packets; i++) {
      byte[] packet = random.packet();
      int length = random.length(packet.length);
      int expected = program.run(ByteBuffer.wrap(packet), 0, packet.length, length);
      ByteBuffer buffer = around(packet, i, (i & 1) == 0);
      int found = code.run(buffer, i, packet.length, length);
      if (found != expected) {
        assertThat(found).as("%s%s", program, program.toDecimal()).isEqualTo(expected);
      }
    }
  }

  @Test
  void agreesWithTheInterpreter() {
    RandomPrograms random = new RandomPrograms(4);
    for (int n = 0; n < PROGRAMS; n++) {
      BpfProgram program = random.program();
      agree(program, BpfCompiler.compile(program), random, PACKETS);
    }
  }

  @Test
  void agreesWhereAProgramIsCutIntoMethods() {
    RandomPrograms random = new RandomPrograms(5);
    for (int n = 0; n < PROGRAMS / 10; n++) {
      BpfProgram program = random.program();
      agree(program, BpfCompiler.compile(program, 1 + n % 500), random, PACKETS);
    }
  }

  @Test
  void aHugeProgramIsCutOrInterpreted() {
    RandomPrograms random = new RandomPrograms(6);
    for (int size : new int[] {1_000, 19_990, 100_000}) {
      List<BpfInstruction> instructions = new ArrayList<>();
      for (int i = 0; i < size; i += 3) { // many constants, all of which are looked at
        instructions.add(new BpfInstruction(0x20, 0, 0, i % 40));
        instructions.add(new BpfInstruction(0x25, 0, 1, i * 0x01234567));
        instructions.add(new BpfInstruction(0x05, 0, 0, 0));
      }
      instructions.add(new BpfInstruction(0x16, 0, 0, 0));
      BpfProgram program = BpfProgram.of(instructions);
      BpfCode code = BpfCompiler.compile(program);
      agree(program, code, random, PACKETS);
      assertThat(code.getClass().isHidden()).isEqualTo(size < 100_000);
    }
  }
}
