// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** Prints the IPv4 headers among a trace's first 20 packets; a missing trace is an exception. */
final class IpHeaders {
  private IpHeaders() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "anon-v5.pcap");
    try (Trace missing = Trace.open(traces.resolve("anon-v5.pcap"))) {
      out.println(" " + missing.name() + " is there");
    } catch (IOException e) {
      out.println(" Error in get_example_trace()");
    }
    out.println(" - - -");
    Show.head(out, "anon-v4.pcap");
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"))) {
      for (int n = 1; n <= 20; n++) {
        Packet packet = trace.read();
        Ip4 ip = packet.ip4();
        if (ip != null) {
          Show.ip(out, ip);
          out.println(" ");
        }
      }
      Show.counts(out, trace);
    }
  }
}
