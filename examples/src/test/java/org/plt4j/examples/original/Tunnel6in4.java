// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.trace.Trace;

/** Prints the headers of the IPv6 packets that a tunnel carries in IPv4 packets. */
final class Tunnel6in4 {
  private Tunnel6in4() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "tunnel.pcap");
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("tunnel.pcap"))) {
      for (Packet packet : trace) {
        n++;
        Ip4 outer = packet.ip4();
        Packet inner = outer == null ? null : outer.inner();
        if (inner == null) {
          out.printf(" %6d: non-IP packet%n", n);
          continue;
        }
        out.printf(" %5d: %n", n);
        Show.ip6(out, inner.ip6());
        Tcp tcp = inner.tcp();
        if (tcp != null) {
          Show.tcp(out, tcp);
        }
      }
    }
  }
}
