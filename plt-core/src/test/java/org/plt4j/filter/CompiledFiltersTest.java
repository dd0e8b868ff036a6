// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.internal.PacketMaker;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Reference.Capture;
import org.plt4j.trace.Trace;

/** On every packet of the real captures, a compiled filter answers what the interpreter answers. */
class CompiledFiltersTest {
  private static final PacketMaker PACKETS = PacketMaker.get();

  /** A program in both forms. */
  private record Both(String expression, BpfProgram program, BpfCode code) {}

  private final Map<Integer, List<Both>> programs = new HashMap<>();
  private final List<String> expressions = new ArrayList<>();
  private long answers;
  private long matches;

  @Test
  void agreeOnRealPackets() {
    Reference.table("captures/filters.txt", "number", "expression")
        .rows()
        .forEach(row -> expressions.add(row.get("expression")));
    for (Capture capture : Reference.captures()) {
      try (Trace trace = Trace.open(capture.file())) {
        for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
          compare(capture, packet);
        }
      } catch (IOException e) {
        // bad, or of a format that is not read: what is before the fault was compared
      }
    }
    System.out.println(
        answers + " answers of compiled filters equal the interpreter's, " + matches + " match");
    assertThat(answers).isGreaterThan(10_000_000);
  }

  private void compare(Capture capture, Packet packet) {
    int length = (int) packet.originalLength();
    for (Both both : programs.computeIfAbsent(packet.linkType(), this::compile)) {
      int found =
          both.code.run(
              PACKETS.bytes(packet), PACKETS.start(packet), packet.capturedLength(), length);
      if (found != (int) both.program.run(packet)) {
        assertThat(Integer.toUnsignedLong(found))
            .as("%s: %s", capture.id(), both.expression)
            .isEqualTo(both.program.run(packet));
      }
      answers++;
      matches += found == 0 ? 0 : 1;
    }
  }

  private List<Both> compile(int linkType) {
    return expressions.stream()
        .map(expression -> compile(expression, linkType))
        .filter(Objects::nonNull)
        .toList();
  }

  private static @Nullable Both compile(String expression, int linkType) {
    try {
      BpfProgram program = FilterCompiler.compile(expression, linkType);
      return new Both(expression, program, BpfCompiler.compile(program));
    } catch (PacketFilterException e) {
      return null;
    }
  }
}
