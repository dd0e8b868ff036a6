// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import org.plt4j.natkit.NetworkBytes;
import org.plt4j.natkit.SequenceNumber;
import org.plt4j.packet.Layer;

/** Reads numbers in network order, and calculates with sequence numbers. */
final class SequenceNumbers {
  private static final long A = 0xffff_0000L;

  private SequenceNumbers() {}

  static void run(Path traces, PrintStream out) {
    byte[] bytes = HexFormat.of().parseHex("1002200430054006");
    out.println(Show.hex(ByteBuffer.wrap(bytes)) + "  ");
    long beyond = NetworkBytes.u32(bytes, 5);
    out.printf(
        " short[2] = %04x short[4] = %04x long[2]  = %08x  long[5]  = %s%n",
        NetworkBytes.u16(bytes, 2),
        NetworkBytes.u16(bytes, 4),
        NetworkBytes.u32(bytes, 2),
        beyond == Layer.NOT_CAPTURED ? "None" : "" + beyond);
    out.println();
    order(out, 5, 6);
    out.printf(" a=%x, b=%x,  a+b= %x%n", A, 0xfffe_ffffL, SequenceNumber.add(A, 0xfffe_ffffL));
    out.printf(
        " a=%x, b=%x,  a-b= %x%n", A, 0xfffe_ffffL, SequenceNumber.subtract(A, 0xfffe_ffffL));
    out.println();
    order(out, A, 0xfffe_ffffL);
    order(out, A, 0xffff_0001L);
    order(out, A, A);
  }

  private static void order(PrintStream out, long a, long b) {
    out.printf(" a=%x, b=%x,  a>b = %s%n", a, b, Show.truth(SequenceNumber.gt(a, b)));
    out.printf(" a=%x, b=%x, a>=b = %s%n", a, b, Show.truth(SequenceNumber.ge(a, b)));
    out.printf(" a=%x, b=%x, a<b  = %s%n", a, b, Show.truth(SequenceNumber.lt(a, b)));
    out.println();
  }
}
