// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Verified programs and packets for them, at random but the same each time. */
final class RandomPrograms {
  /** Every code there is but jumps and returns, the likely ones of real programs more often. */
  private static final int[] CODES = {
    0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0xb1, 0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0xb1, 0x00, 0x01,
    0x60, 0x61, 0x80, 0x81, 0x02, 0x03, 0x04, 0x0c, 0x14, 0x1c, 0x24, 0x2c, 0x34, 0x3c, 0x44, 0x4c,
    0x54, 0x5c, 0x64, 0x6c, 0x74, 0x7c, 0x84, 0x94, 0x9c, 0xa4, 0xac, 0x07, 0x87, 0x54, 0x07, 0x87
  };

  private static final int[] JUMPS = {0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d};
  private static final int[] SPECIAL = {
    0, 1, 2, 3, 4, 5, 0xf, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, -1, -2, -4
  };

  private static final int MAX_SIZE = 40;
  private static final int MAX_PACKET = 80;
  private static final int ABS = 0x20;
  private static final int MSH = 0xb1;

  private final Random random;

  RandomPrograms(long seed) {
    random = new Random(seed);
  }

  /** A program that ends in a return and has a few others. */
  BpfProgram program() {
    int size = 1 + random.nextInt(MAX_SIZE);
    List<BpfInstruction> program = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      program.add(instruction(size - i));
    }
    program.add(new BpfInstruction(random.nextInt(4) > 0 ? 0x16 : 0x06, 0, 0, random.nextInt()));
    return BpfProgram.of(program);
  }

  private BpfInstruction instruction(int room) {
    int choice = random.nextInt(100);
    if (choice < 20) {
      int code = JUMPS[random.nextInt(JUMPS.length)];
      return new BpfInstruction(code, jump(room), jump(room), constant());
    }
    if (choice < 23) {
      return new BpfInstruction(0x05, 0, 0, jump(room));
    }
    if (choice < 26) {
      return new BpfInstruction(random.nextBoolean() ? 0x06 : 0x16, 0, 0, random.nextInt(3));
    }
    int code = CODES[random.nextInt(CODES.length)];
    return new BpfInstruction(code, 0, 0, constantOf(code));
  }

  /** Mostly over few instructions, so that most of a program is reached. */
  private int jump(int room) {
    return random.nextInt(Math.min(room, random.nextInt(5) == 0 ? MAX_SIZE : 4));
  }

  private int constantOf(int code) {
    return switch (code) {
      case 0x02, 0x03, 0x60, 0x61 -> random.nextInt(BpfProgram.MEMORY);
      case 0x34, 0x94 -> 1 + random.nextInt(random.nextBoolean() ? 9 : Integer.MAX_VALUE);
      case 0x64, 0x74 -> random.nextInt(32); // beyond, what C compilers do is left to chance
      case 0x54, 0x80, 0x81 -> random.nextInt(64);
      default -> {
        boolean isOffset = (code & 0xe0) == ABS || (code & 0xe7) == 0x40 || code == MSH;
        yield isOffset && random.nextInt(50) > 0 ? random.nextInt(MAX_PACKET / 2) : constant();
      }
    };
  }

  private int constant() {
    return switch (random.nextInt(3)) {
      case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
      case 1 -> random.nextInt(256);
      default -> random.nextInt();
    };
  }

  /** The bytes of a packet, many of them small numbers. */
  byte[] packet() {
    byte[] bytes = new byte[random.nextInt(4) > 0 ? MAX_PACKET : random.nextInt(MAX_PACKET)];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      if (random.nextInt(3) == 0) {
        bytes[i] &= 3;
      }
    }
    return bytes;
  }

  /** A length for a packet of which so much was captured. */
  int length(int captured) {
    return random.nextInt(4) > 0 ? captured : random.nextInt();
  }
}
