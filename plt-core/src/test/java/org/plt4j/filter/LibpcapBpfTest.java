// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Reference;

/** Programs mean, and are printed as, what libpcap's own functions make of them. */
class LibpcapBpfTest {
  private static final int PROGRAMS = 4_000;
  private static final int PACKETS = 5;
  private static final int INSTRUCTION = 8;

  private static Function filter;
  private static Function image;
  private static Function validate;

  @BeforeAll
  static void needsLibpcap() {
    try {
      NativeLibrary libpcap = NativeLibrary.getInstance("pcap");
      filter = libpcap.getFunction("bpf_filter");
      image = libpcap.getFunction("bpf_image");
      validate = libpcap.getFunction("bpf_validate");
    } catch (LinkageError e) {
      String message = "libpcap is not installed: " + e.getMessage();
      if (Boolean.getBoolean(Reference.REQUIRED)) {
        fail(message);
      }
      abort(message);
    }
  }

  private static Memory memory(List<BpfInstruction> instructions) {
    Memory memory = new Memory((long) INSTRUCTION * instructions.size());
    int at = 0;
    for (BpfInstruction instruction : instructions) {
      memory.setShort(at, (short) instruction.code());
      memory.setByte(at + 2, (byte) instruction.jumpTrue());
      memory.setByte(at + 3, (byte) instruction.jumpFalse());
      memory.setInt(at + 4, instruction.k());
      at += INSTRUCTION;
    }
    return memory;
  }

  /** In libpcap, memory holds at the start what the stack happens to hold. */
  private static BpfProgram withMemorySet(BpfProgram program) {
    List<BpfInstruction> instructions = new ArrayList<>();
    for (int i = 0; i < BpfProgram.MEMORY; i++) {
      instructions.add(new BpfInstruction(BpfInstruction.ST, 0, 0, i));
    }
    instructions.addAll(program.instructions());
    return BpfProgram.of(instructions);
  }

  @Test
  void theInterpreterAnswersWhatLibpcapAnswers() {
    RandomPrograms random = new RandomPrograms(1993);
    int matches = 0;
    for (int n = 0; n < PROGRAMS; n++) {
      BpfProgram program = withMemorySet(random.program());
      Memory theirs = memory(program.instructions());
      assertThat(validate.invokeInt(new Object[] {theirs, program.instructions().size()}))
          .isEqualTo(1);
      for (int i = 0; i < PACKETS; i++) {
        byte[] packet = random.packet();
        int length = random.length(packet.length);
        int expected = filter.invokeInt(new Object[] {theirs, packet, length, packet.length});
        assertThat(program.run(ByteBuffer.wrap(packet), 0, packet.length, length))
            .as("%s", program)
            .isEqualTo(expected);
        matches += expected == 0 ? 0 : 1;
      }
    }
    assertThat(matches).isGreaterThan(PROGRAMS * PACKETS / 10);
  }

  @Test
  void instructionsArePrintedAsLibpcapPrintsThem() {
    RandomPrograms random = new RandomPrograms(2026);
    for (int n = 0; n < PROGRAMS / 10; n++) {
      List<BpfInstruction> instructions = random.program().instructions();
      Memory theirs = memory(instructions);
      for (int i = 0; i < instructions.size(); i++) {
        if (instructions.get(i).code() == 0x81) { // ldx #pktlen, which bpf_image does not know
          continue;
        }
        Object[] arguments = {theirs.share((long) INSTRUCTION * i), i};
        assertThat(instructions.get(i).text(i)).isEqualTo(image.invokeString(arguments, false));
      }
    }
  }
}
