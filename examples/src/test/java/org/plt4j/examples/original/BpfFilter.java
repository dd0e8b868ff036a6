// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.filter.PacketFilter;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** Prints the first four UDP headers of DNS, selected by a filter. */
final class BpfFilter {
  private static final int SNAP_LENGTH = 500;

  private BpfFilter() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "anon-v4.pcap");
    int found = 0;
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"))) {
      trace.setFilter(PacketFilter.compile("udp port 53")).setSnapLength(SNAP_LENGTH);
      for (Packet packet : trace) {
        out.printf(" %4d:%n", ++found);
        Show.udp(out, packet.udp());
        out.println(" ");
        if (found == 4) {
          break;
        }
      }
    }
    out.printf(" %d filtered packets%n", found);
  }
}
