// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.plt4j.natkit.Flow;
import org.plt4j.natkit.FlowTable;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Counts packets and bytes of each flow, and prints the ten largest (python-libtrace: the flow
 * counter that its users write first). Run: {@code examples/run FlowCounter [TRACE]}.
 */
public final class FlowCounter {
  public static void main(String[] args) throws IOException {
    FlowTable table = new FlowTable();
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      for (Packet packet : trace) {
        table.add(packet);
      }
    }
    System.out.printf("%d packets, %d of IP, ", table.packets(), table.ipPackets());
    System.out.printf("%d bytes, %d flows%n", table.bytes(), table.size());
    List<Flow> flows = table.flows();
    flows.sort(Comparator.comparingLong(Flow::bytes).reversed());
    for (Flow flow : flows.subList(0, Math.min(10, flows.size()))) {
      System.out.printf("%-50s", flow.key());
      System.out.printf("  %d packets, %d bytes there", flow.fwdPackets(), flow.fwdBytes());
      System.out.printf("  %d packets, %d bytes back%n", flow.revPackets(), flow.revBytes());
    }
  }
}
