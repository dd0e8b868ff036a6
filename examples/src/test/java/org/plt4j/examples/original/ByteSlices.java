// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Writes two bytes at one place after another of a buffer. */
final class ByteSlices {
  private ByteSlices() {}

  static void run(Path traces, PrintStream out) {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
    show(out, bytes);
    for (int at = 0; at < 3; at++) {
      bytes.put(at, new byte[] {0x11, 0x22});
      show(out, bytes);
    }
  }

  private static void show(PrintStream out, ByteBuffer bytes) {
    out.println(" <" + Show.hex(bytes).strip() + ">");
  }
}
