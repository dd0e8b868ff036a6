// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceWriter;

/** Copies the first four ICMPv6 messages of each type. */
final class CopyIcmp6 {
  private static final int MOST = 4;

  private CopyIcmp6() {}

  static void run(Path traces, Path folder, PrintStream out) throws IOException {
    try (TraceWriter writer = TraceWriter.open(folder.resolve("icmp6-sample-out.pcap"))) {
      Show.head(out, "icmp6-sample.pcap");
      Map<Integer, Integer> counts = new TreeMap<>();
      try (Trace trace = Trace.open(traces.resolve("icmp6-sample.pcap"))) {
        for (Packet packet : trace) {
          Icmp6 icmp = packet.icmp6();
          if (icmp != null && counts.merge(icmp.type(), 1, Integer::sum) <= MOST) {
            writer.write(packet);
          }
        }
        out.printf(" %d packets examined%n", trace.accepted());
      }
      out.println();
      out.print(" icmp6 types = ");
      counts.forEach((type, count) -> out.printf("%d: %d ", type, count));
      out.println(" ");
    }
  }
}
