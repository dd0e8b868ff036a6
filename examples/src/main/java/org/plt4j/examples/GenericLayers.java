// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Prints every layer of every packet, through all tunnels, without knowing any protocol
 * (python-libtrace: {@code test-layers}). Run: {@code examples/run GenericLayers [TRACE]}.
 */
public final class GenericLayers {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/tunnels.pcap")) {
      for (Packet packet : trace) {
        System.out.printf("packet %d, %d bytes%n", trace.records(), packet.capturedLength());
        for (Layer layer : packet.layers()) {
          // A layer's offset is within its own packet, which in a tunnel is not the outermost.
          System.out.printf("  at %3d  %-10s", layer.offsetIn(packet), layer.name());
          System.out.printf(" carries %d bytes%n", layer.payload().remaining());
        }
        System.out.println("  stop: " + packet.innermost().stop());
      }
    }
  }
}
