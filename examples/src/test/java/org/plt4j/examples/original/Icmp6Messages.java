// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** Prints every ICMPv6 message of a trace. */
final class Icmp6Messages {
  private Icmp6Messages() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "icmp6-sample.pcap");
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("icmp6-sample.pcap"))) {
      for (Packet packet : trace) {
        Icmp6 icmp = packet.icmp6();
        if (icmp != null) {
          out.printf(" %5d: %n", ++n);
          Show.icmp6(out, icmp);
          out.println(" ");
        }
      }
    }
  }
}
