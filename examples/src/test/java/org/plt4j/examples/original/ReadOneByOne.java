// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** Prints every ICMP message of a trace that is read packet by packet, without an iterator. */
final class ReadOneByOne {
  private ReadOneByOne() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "icmp-sample.pcap");
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("icmp-sample.pcap"))) {
      for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
        out.printf(" %5d: %n", ++n);
        Icmp icmp = packet.icmp();
        if (icmp != null) {
          Show.icmp(out, icmp);
        }
        out.println(" ");
      }
    }
    out.printf(" %d packets examined%n", n);
    out.println();
  }
}
