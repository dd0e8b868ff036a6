// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.filter.PacketFilter;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Reads only packets that match an expression of tcpdump's, cut to 60 bytes each (python-libtrace:
 * {@code test-bpf-filter}). Run: {@code examples/run BpfFilter [TRACE [EXPRESSION]]}.
 */
public final class BpfFilter {
  public static void main(String[] args) throws IOException {
    String name = args.length > 0 ? args[0] : "testdata/flows.pcap";
    PacketFilter filter = PacketFilter.compile(args.length > 1 ? args[1] : "udp port 53 and ip6");
    try (Trace trace = Trace.open(name)) {
      trace.setFilter(filter).setSnapLength(60);
      for (Packet packet : trace) {
        System.out.printf("%4d  %s%n", trace.records(), packet);
      }
      System.out.printf("%d packets match \"%s\", ", trace.accepted(), filter);
      System.out.printf("%d do not%n", trace.filtered());
    }
  }
}
