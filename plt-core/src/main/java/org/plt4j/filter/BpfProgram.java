// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.PacketMaker;
import org.plt4j.packet.Packet;

/**
 * A classic BPF program: an immutable list of instructions that was verified, so that it can be run
 * on any packet and comes to an end. The machine has an accumulator A, an index register X and 16
 * words of memory, all of 32 bits and 0 at the start; arithmetic is unsigned and wraps around.
 */
public final class BpfProgram {
  /** Words of memory. */
  static final int MEMORY = 16;

  private static final PacketMaker PACKETS = PacketMaker.get();
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final int MAX_CODE = 0xffff;
  private static final int MAX_JUMP = 0xff;
  private static final long MAX_WORD = 0xffff_ffffL;

  private final List<BpfInstruction> instructions;

  private BpfProgram(List<BpfInstruction> instructions) {
    this.instructions = instructions;
  }

  /**
   * A program of these instructions.
   *
   * @throws IllegalArgumentException if it is none: it is empty or has an instruction that does not
   *     exist, a jump that leaves it or does not lead forward, an address of memory above 15, a
   *     division by the constant 0, or a way out that is no return instruction
   */
  public static BpfProgram of(List<BpfInstruction> instructions) {
    List<BpfInstruction> copy = List.copyOf(instructions);
    BpfVerifier.verify(copy);
    return new BpfProgram(copy);
  }

  /**
   * Reads what {@link #toDecimal} and {@code tcpdump -ddd} print: how many instructions, then code,
   * both jumps and constant of each; any white space between the numbers.
   *
   * @throws IllegalArgumentException if it is anything else, or no program as {@link #of} has it
   */
  public static BpfProgram parse(String decimal) {
    List<String> words = SPACE.splitAsStream(decimal.strip()).toList();
    long count = number(words, 0, MAX_WORD);
    if (count * 4 != words.size() - 1L) {
      throw new IllegalArgumentException(
          count + " instructions announced, but " + (words.size() - 1) + " numbers follow");
    }
    List<BpfInstruction> instructions = new ArrayList<>();
    for (int i = 1; i < words.size(); i += 4) {
      instructions.add(
          new BpfInstruction(
              (int) number(words, i, MAX_CODE),
              (int) number(words, i + 1, MAX_JUMP),
              (int) number(words, i + 2, MAX_JUMP),
              (int) number(words, i + 3, MAX_WORD)));
    }
    return of(instructions);
  }

  private static long number(List<String> words, int index, long maximum) {
    String word = words.get(index);
    try {
      long value = Long.parseLong(word);
      if (value >= 0 && value <= maximum) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "word " + (index + 1) + ", \"" + word + "\": not a number from 0 to " + maximum);
  }

  /** The instructions, in order. */
  public List<BpfInstruction> instructions() {
    return instructions;
  }

  /**
   * Runs the program, instruction by instruction, on what was captured of a packet; the length of
   * the packet is {@link Packet#originalLength}. A load from beyond the capture ends the program
   * with 0, as does a division by 0; a shift by 32 or more gives 0.
   *
   * @return how many bytes of the packet are to be kept, 32 bits, unsigned: 0 if it does not match
   */
  public long run(Packet packet) {
    return run(
            PACKETS.bytes(packet),
            PACKETS.start(packet),
            packet.capturedLength(),
            (int) packet.originalLength())
        & MAX_WORD;
  }

  /**
   * The same on bytes of a buffer.
   *
   * @param start where the packet's first byte is
   * @param captured how many bytes of it there are, all within the buffer
   * @param length how many bytes it had
   */
  int run(ByteBuffer bytes, int start, int captured, int length) {
    return BpfInterpreter.run(instructions, bytes, start, captured, length);
  }

  /** Whether any instruction asks for the packet's length. */
  boolean usesLength() {
    return instructions.stream().anyMatch(BpfInstruction::isLength);
  }

  /** The program as {@code tcpdump -ddd} prints it, in decimal numbers. */
  public String toDecimal() {
    StringBuilder text = new StringBuilder().append(instructions.size()).append('\n');
    for (BpfInstruction i : instructions) {
      text.append(i.code()).append(' ').append(i.jumpTrue()).append(' ').append(i.jumpFalse());
      text.append(' ').append(Integer.toUnsignedString(i.k())).append('\n');
    }
    return text.toString();
  }

  /** The program as {@code tcpdump -dd} prints it, a fragment of C. */
  public String toC() {
    return instructions.stream()
        .map(
            i ->
                String.format(
                    Locale.ROOT,
                    "{ 0x%x, %d, %d, 0x%08x },\n",
                    i.code(),
                    i.jumpTrue(),
                    i.jumpFalse(),
                    i.k()))
        .collect(Collectors.joining());
  }

  /** The program as {@code tcpdump -d} prints it, for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < instructions.size(); i++) {
      text.append(instructions.get(i).text(i)).append('\n');
    }
    return text.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BpfProgram program && instructions.equals(program.instructions);
  }

  @Override
  public int hashCode() {
    return instructions.hashCode();
  }
}
