// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/** Prints the first four UDP headers of DNS, told by code of one's own and not by a filter. */
final class SoftwareFilter {
  private static final int DNS = 53;

  private SoftwareFilter() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "anon-v4.pcap");
    int found = 0;
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"))) {
      for (Packet packet : trace) {
        n++;
        Udp udp = packet.udp();
        if (udp != null && (udp.srcPort() == DNS || udp.dstPort() == DNS)) {
          out.printf(" %4d:%n", n);
          Show.udp(out, udp);
          out.println(" ");
          if (++found == 4) {
            break;
          }
        }
      }
    }
    out.printf(" %d raw -> %d filtered packets%n", n, found);
  }
}
