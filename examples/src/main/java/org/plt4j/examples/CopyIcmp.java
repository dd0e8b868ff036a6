// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceWriter;

/**
 * Copies the first two ICMP messages of each type (python-libtrace: {@code test-copy-icmp}). Run:
 * {@code examples/run CopyIcmp [TRACE [OUTPUT]]}.
 */
public final class CopyIcmp {
  private static final int MOST = 2;

  public static void main(String[] args) throws IOException {
    Path in = Path.of(args.length > 0 ? args[0] : "testdata/flows.pcap");
    Path out = Path.of(args.length > 1 ? args[1] : "icmp.pcap");
    Map<Integer, Integer> counts = new TreeMap<>();
    try (Trace trace = Trace.open(in);
        TraceWriter writer = TraceWriter.open(out)) {
      for (Packet packet : trace) {
        Icmp icmp = packet.icmp();
        if (icmp != null && counts.merge(icmp.type(), 1, Integer::sum) <= MOST) {
          writer.write(packet);
        }
      }
      counts.forEach((type, count) -> System.out.println("type " + type + ": " + count));
      System.out.println(writer.written() + " packets to " + out.getFileName());
    }
  }
}
