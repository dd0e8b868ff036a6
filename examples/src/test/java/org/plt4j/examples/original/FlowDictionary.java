// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.plt4j.natkit.FlowKey;
import org.plt4j.trace.Trace;

/** Counts packets each way in a map whose keys are the bytes of flows' keys. */
final class FlowDictionary {
  private static final int FLOWS = 6;

  private static final class Counts {
    final int firstPacket;
    final FlowKey key;
    int forward = 1;
    int reverse;

    Counts(int firstPacket, FlowKey key) {
      this.firstPacket = firstPacket;
      this.key = key;
    }
  }

  private FlowDictionary() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Map<byte[], Counts> flows = new TreeMap<>(Arrays::compareUnsigned);
    for (String name : new String[] {"anon-v4.pcap", "anon-v6.pcap"}) {
      try (Trace trace = Trace.open(traces.resolve(name))) {
        int seen = 0;
        for (int n = 1; seen < FLOWS; n++) {
          FlowKey key = FlowKeys.show(out, n, trace.read());
          if (key != null) {
            seen++;
            count(flows, n, key);
          }
        }
      }
      out.println(" ");
      for (Counts counts : flows.values()) {
        FlowKey key = counts.key;
        out.printf(
            "       %3d: %d+%d; %d %d  %d->%d  %s->%s%n",
            counts.firstPacket,
            counts.forward,
            counts.reverse,
            key.version(),
            key.protocol(),
            key.srcPort(),
            key.dstPort(),
            key.src(),
            key.dst());
      }
    }
  }

  private static void count(Map<byte[], Counts> flows, int n, FlowKey key) {
    Counts forward = flows.get(key.toBytes());
    Counts reverse = flows.get(key.reverse().toBytes());
    if (forward != null) {
      forward.forward++;
    } else if (reverse != null) {
      reverse.reverse++;
    } else {
      flows.put(key.toBytes(), new Counts(n, key));
    }
  }
}
