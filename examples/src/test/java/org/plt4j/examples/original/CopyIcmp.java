// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceWriter;

/** Copies the first four ICMP messages of each type. */
final class CopyIcmp {
  private static final int MOST = 4;
  private static final int TYPES = 16;
  private static final int SHOWN = 12;

  private CopyIcmp() {}

  static void run(Path traces, Path folder, PrintStream out) throws IOException {
    try (TraceWriter writer = TraceWriter.open(folder.resolve("icmp-sample-out.pcap"))) {
      Show.head(out, "icmp-sample.pcap");
      int[] counts = new int[TYPES];
      try (Trace trace = Trace.open(traces.resolve("icmp-sample.pcap"))) {
        for (Packet packet : trace) {
          Icmp icmp = packet.icmp();
          if (icmp != null && ++counts[icmp.type()] <= MOST) {
            writer.write(packet);
          }
        }
        out.printf(" %d packets examined%n", trace.accepted());
      }
      out.println();
      out.printf(" array('i', %s)%n", Arrays.toString(counts));
      for (int type = 0; type < SHOWN; type++) {
        out.printf(" %2d: %6d%n", type, counts[type]);
      }
    }
  }
}
