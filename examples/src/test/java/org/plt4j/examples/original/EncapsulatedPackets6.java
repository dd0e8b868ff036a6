// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/** Makes new IPv6 packets of the layer 3 bytes of a trace's packets, and compares the headers. */
final class EncapsulatedPackets6 {
  private EncapsulatedPackets6() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "anon-v6.pcap");
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("anon-v6.pcap"))) {
      for (Packet packet : trace) {
        n++;
        Ip6 ip = packet.ip6();
        if (ip != null) {
          out.printf(" %5d:%n", n);
          Show.ip6(out, ip);
          Ip6 made = Ip6.of(packet.layer3());
          check(ip, made);
          showTransport(out, packet, made.packet());
        }
      }
    }
  }

  private static void showTransport(PrintStream out, Packet packet, Packet made) {
    Udp udp = packet.udp();
    Icmp6 icmp = packet.icmp6();
    if (packet.tcp() != null) {
      check(packet.tcp(), made.tcp());
    } else if (udp != null) {
      Show.udp(out, udp);
      check(udp, made.udp());
    } else if (icmp != null) {
      Show.icmp6(out, icmp);
      check(icmp, made.icmp6());
    } else {
      out.printf(" Unknown: proto=%d%n", packet.transportProtocol());
    }
  }

  private static void check(Layer layer, Layer made) {
    if (!made.data().equals(layer.data())) {
      throw new AssertionError(layer.name() + " differs: " + Show.hex(made.data()));
    }
  }
}
