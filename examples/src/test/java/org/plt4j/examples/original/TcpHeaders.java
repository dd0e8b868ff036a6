// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.trace.Trace;

/** Prints every TCP header of a trace, with the number of its packet. */
final class TcpHeaders {
  private TcpHeaders() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "anon-v4.pcap");
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"))) {
      for (Packet packet : trace) {
        Tcp tcp = packet.tcp();
        if (tcp != null && packet.ip4() != null) {
          out.printf(" %5d:%n", trace.accepted());
          Show.tcp(out, tcp);
          out.println(" ");
        }
      }
    }
  }
}
