// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.util.stream.Stream;
import org.plt4j.natkit.FlowKey;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/**
 * Filters packets with code of one's own in a stream: the first four of DNS (python-libtrace:
 * {@code test-sw-filter}). Run: {@code examples/run SoftwareFilter [TRACE]}.
 */
public final class SoftwareFilter {
  public static void main(String[] args) throws IOException {
    Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap");
    try (Stream<Packet> packets = trace.packets()) { // closing the stream closes the trace
      packets
          .filter(SoftwareFilter::isDns)
          .limit(4)
          .map(packet -> trace.records() + "  " + FlowKey.of(packet))
          .forEach(System.out::println);
      System.out.println(trace.records() + " packets were read");
    }
  }

  private static boolean isDns(Packet packet) {
    Udp udp = packet.udp();
    return udp != null && (udp.srcPort() == 53 || udp.dstPort() == 53);
  }
}
