// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.plt4j.natkit.FlowKey;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Keeps what you like for each flow, in a map of your own (python-libtrace: {@code
 * test-IPflowDict}). Run: {@code examples/run FlowDictionary [TRACE ...]}.
 */
public final class FlowDictionary {
  private static final class Counts {
    private int there;
    private int back;
  }

  public static void main(String[] args) throws IOException {
    String[] names = args.length > 0 ? args : new String[] {"testdata/link-ethernet.pcap"};
    Map<FlowKey, Counts> flows = new TreeMap<>();
    for (String name : names) {
      try (Trace trace = Trace.open(name)) {
        for (Packet packet : trace) {
          FlowKey key = FlowKey.of(packet);
          if (key != null) {
            // Both directions have the same forward key, so that they meet in one entry.
            Counts counts = flows.computeIfAbsent(key.forward(), any -> new Counts());
            if (key.equals(key.forward())) {
              counts.there++;
            } else {
              counts.back++;
            }
          }
        }
      }
    }
    flows.forEach(
        (key, counts) -> System.out.println(counts.there + " + " + counts.back + "  " + key));
  }
}
