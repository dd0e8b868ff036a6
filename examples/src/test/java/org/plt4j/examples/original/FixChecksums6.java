// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** Tests the transport checksums over IPv6, puts right ones wrong and wrong ones right. */
final class FixChecksums6 {
  private FixChecksums6() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "anon-v6.pcap");
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("anon-v6.pcap"))) {
      for (Packet packet : trace) {
        n++;
        TransportChecksum checksum = packet.ip6() == null ? null : TransportChecksum.of(packet);
        if (checksum != null) {
          out.printf(" %3d     %s%n", n, checksum);
          out.println("         " + checksum.change(packet.edit()));
        }
      }
      Show.counts(out, trace);
    }
  }
}
