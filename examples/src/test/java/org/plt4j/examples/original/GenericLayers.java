// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** Dumps packets layer by layer, and changes the first three bytes of layer 2. */
final class GenericLayers {
  private GenericLayers() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "anon-v4.pcap");
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"))) {
      for (Packet packet : trace) {
        if (++n == 11) {
          break;
        }
        if (packet.ip4() != null) {
          show(out, n, packet);
        }
      }
    }
    out.printf(" %d packets in trace%n", n);
    out.println();
  }

  private static void show(PrintStream out, int n, Packet packet) {
    ByteBuffer layer2 = packet.layer2();
    out.printf(
        " n=%3d, kind=packet, type=Layer2, size=%d, linktype=%d, ethertype=%04x%n",
        n, layer2.limit(), packet.libtraceType(), packet.etherType());
    Show.dump(out, "Packet:", 12, packet.data());
    out.println("                  == kind=packet, type=Packet");
    Show.dump(out, "L2 before:", 12, layer2);
    int start = packet.capturedLength() - layer2.limit();
    Packet changed = packet.edit().put(start, (byte) 0x55, (byte) 0x66, (byte) 0x77).toPacket();
    Show.dump(out, "L2 after:", 12, changed.layer2());
    out.println("                  == kind=packet, type=Layer2");
    Show.dump(out, "Layer3:", 12, changed.layer3());
    out.println("                  == kind=packet, type=Layer3");
    Show.dump(out, "Transport:", 12, changed.transport());
    out.printf(
        "                  == kind=packet, type=Transport, proto=%d%n",
        changed.transportProtocol());
    Ip4 ip = changed.ip4();
    Show.dump(out, "IP:", 12, ip.data());
    out.printf("                  == kind=packet, type=IP, ip.proto=%d%n", ip.protocol());
    out.println(" ");
  }
}
