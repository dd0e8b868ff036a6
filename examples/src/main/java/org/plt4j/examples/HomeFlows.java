// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.natkit.FlowKey;
import org.plt4j.natkit.HomeFlow;
import org.plt4j.natkit.HomeNetwork;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Counts what comes into a network and what leaves it, by the network's prefixes (python-libtrace:
 * {@code test-HomeFlow}). Run: {@code examples/run HomeFlows [TRACE]}.
 */
public final class HomeFlows {
  private static final HomeNetwork HOME =
      HomeNetwork.of(IpPrefix.parse("192.0.2.0/24"), IpPrefix.parse("2001:db8:20::/48"));

  public static void main(String[] args) throws IOException {
    long in = 0;
    long out = 0;
    long others = 0;
    Map<FlowKey, Long> perFlow = new TreeMap<>();
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      for (Packet packet : trace) {
        HomeFlow flow = HOME.flow(packet);
        if (flow == null || !flow.crossesBorder()) {
          others++; // not IP, or from home to home, or from afar to afar
          continue;
        }
        in += flow.isInward() ? packet.originalLength() : 0;
        out += flow.isOutward() ? packet.originalLength() : 0;
        // The home key is the same in both directions: the flow as it comes in.
        perFlow.merge(flow.homeKey(), packet.originalLength(), Long::sum);
      }
    }
    System.out.printf("in %d bytes, out %d bytes, %d other packets%n", in, out, others);
    perFlow.forEach((key, bytes) -> System.out.printf("%6d  %s%n", bytes, key));
  }
}
