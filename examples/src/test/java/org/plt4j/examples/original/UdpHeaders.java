// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/** Prints a trace's first 20 UDP headers. */
final class UdpHeaders {
  private UdpHeaders() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "anon-v4.pcap");
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"))) {
      for (Packet packet : trace) {
        Udp udp = packet.udp();
        if (udp != null) {
          out.printf(" %4d:%n", ++n);
          Show.udp(out, udp);
          out.println(" ");
          if (n == 20) {
            break;
          }
        }
      }
    }
    out.printf(" %d packets examined%n", n);
    out.println();
  }
}
