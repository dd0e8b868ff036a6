// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.natkit.FlowKey;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** Prints the first flows of two traces and their keys, both ways. */
final class FlowKeys {
  private static final int FLOWS = 4;

  private FlowKeys() {}

  static void run(Path traces, PrintStream out) throws IOException {
    for (String name : new String[] {"anon-v4.pcap", "anon-v6.pcap"}) {
      try (Trace trace = Trace.open(traces.resolve(name))) {
        int flows = 0;
        for (int n = 1; flows < FLOWS; n++) {
          if (show(out, n, trace.read()) != null) {
            flows++;
          }
        }
      }
    }
  }

  /** Prints a packet's flow, and answers its key, or null where there is none. */
  static FlowKey show(PrintStream out, int n, Packet packet) {
    out.println(" n = " + n);
    FlowKey key = FlowKey.of(packet);
    if (key == null) {
      out.println("  ");
    } else {
      Show.flow(out, n, key);
      Show.key(out, "fwd", key);
      Show.key(out, "rev", key.reverse());
    }
    return key;
  }
}
