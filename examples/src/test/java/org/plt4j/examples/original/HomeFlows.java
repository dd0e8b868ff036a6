// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.natkit.HomeFlow;
import org.plt4j.natkit.HomeNetwork;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** Prints which ends of flows are at home, and the keys of those that cross the border. */
final class HomeFlows {
  private HomeFlows() {}

  static void run(Path traces, PrintStream out) throws IOException {
    HomeNetwork home =
        HomeNetwork.of(IpPrefix.parse("130.216.0.0/16"), IpPrefix.parse("2001:df0::/47"));
    try (Trace trace = Trace.open(traces.resolve("home-test.pcap"))) {
      int n = 0;
      for (Packet packet : trace) {
        n++;
        HomeFlow flow = home.flow(packet);
        if (flow != null) {
          Show.flow(out, n, flow.key());
          out.printf(
              "           src_home=%s, dst_home=%s, is_inward=%s%n",
              Show.truth(flow.isSrcHome()),
              Show.truth(flow.isDstHome()),
              Show.truth(flow.crossesBorder())); // the original's name for it
          if (flow.crossesBorder()) {
            Show.key(out, "fwd", flow.key());
            Show.key(out, "hom", flow.homeKey());
          }
        }
      }
    }
  }
}
