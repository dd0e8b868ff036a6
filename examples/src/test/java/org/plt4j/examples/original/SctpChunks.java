// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Sctp;
import org.plt4j.packet.SctpChunk;
import org.plt4j.trace.Trace;

/** Prints the chunks of a trace's SCTP packets. */
final class SctpChunks {
  private SctpChunks() {}

  static void run(Path traces, PrintStream out) throws IOException {
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("sctp-demo.pcap"))) {
      for (Packet packet : trace) {
        n++;
        Sctp sctp = packet.sctp();
        if (sctp != null) {
          show(out, n, sctp);
        }
      }
    }
    out.printf(" %d packets examined%n", n);
    out.println();
  }

  private static void show(PrintStream out, int n, Sctp sctp) {
    out.printf(
        " %4d: src_port %d, dst_port %d, vf tag %08x, checksum %08x%n",
        n, sctp.srcPort(), sctp.dstPort(), sctp.verificationTag(), sctp.checksum());
    int number = 0;
    for (SctpChunk chunk : sctp.chunks()) {
      out.printf(
          " %4d    chunk %d:  type %d, flags %02x length %d bytes OK %s %n",
          n, number++, chunk.type(), chunk.flags(), chunk.length(), Show.truth(chunk.isCaptured()));
      ByteBuffer value = chunk.value();
      ByteBuffer start = value.slice(0, Math.min(16, value.limit()));
      out.println("                   bytes:" + Show.hex(start));
    }
    out.println(" ");
  }
}
