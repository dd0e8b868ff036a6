// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Iterator;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** Prints a trace's first 20 IPv6 headers. */
final class Ip6Headers {
  private Ip6Headers() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "anon-v6.pcap");
    try (Trace trace = Trace.open(traces.resolve("anon-v6.pcap"))) {
      Iterator<Ip6> headers =
          trace.packets().map(Packet::ip6).filter(ip -> ip != null).limit(20).iterator();
      for (int n = 1; headers.hasNext(); n++) {
        out.printf(" %5d: %n", n);
        Show.ip6(out, headers.next());
        out.println(" ");
      }
    }
  }
}
