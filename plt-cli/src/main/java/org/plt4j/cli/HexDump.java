// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.nio.ByteBuffer;

/** A packet's bytes for people: on each line an offset, 16 bytes in hexadecimal, and as ASCII. */
final class HexDump {
  private static final int WIDTH = 16;

  private HexDump() {}

  static void print(Output out, ByteBuffer bytes) {
    for (int at = 0; at < bytes.limit(); at += WIDTH) {
      line(out.text(), bytes, at, Math.min(WIDTH, bytes.limit() - at));
      out.endLine();
    }
  }

  private static void line(StringBuilder text, ByteBuffer bytes, int at, int count) {
    text.append("  ");
    Hex.append(text, at, Math.max(4, 8 - Integer.numberOfLeadingZeros(at) / 4));
    for (int i = 0; i < WIDTH; i++) {
      text.append(i % 8 == 0 ? "  " : " ");
      if (i < count) {
        Hex.append(text, bytes.get(at + i), 2);
      } else {
        text.append("  ");
      }
    }
    text.append("  ");
    for (int i = 0; i < count; i++) {
      byte b = bytes.get(at + i);
      text.append(b >= ' ' && b <= '~' ? (char) b : '.');
    }
  }
}
