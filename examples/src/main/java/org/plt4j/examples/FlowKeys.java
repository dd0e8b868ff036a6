// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.util.HexFormat;
import org.plt4j.natkit.FlowKey;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Prints the flow that each of the first packets belongs to, and the key's bytes (python-libtrace:
 * {@code test-IPflow}). Run: {@code examples/run FlowKeys [TRACE]}.
 */
public final class FlowKeys {
  private static final int FLOWS = 8;

  public static void main(String[] args) throws IOException {
    int flows = 0;
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/link-ethernet.pcap")) {
      for (Packet packet : trace) {
        FlowKey key = FlowKey.of(packet); // null if it is not IP
        if (key != null) {
          System.out.printf("%4d  %s%n", trace.records(), key);
          System.out.printf("      IPv%d %s, ", key.version(), IpProtocol.name(key.protocol()));
          System.out.printf("ports %d and %d%n", key.srcPort(), key.dstPort());
          System.out.println("      bytes   " + HexFormat.of().formatHex(key.toBytes()));
          System.out.println("      reverse " + key.reverse());
          if (++flows == FLOWS) {
            break;
          }
        }
      }
    }
  }
}
