// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/** Makes new IPv4 packets of the layer 3 bytes of a trace's first 15, and compares the headers. */
final class EncapsulatedPackets {
  private EncapsulatedPackets() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "anon-v4.pcap");
    int n = 0;
    int found = 0;
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"))) {
      for (Packet packet : trace) {
        n++;
        Ip4 ip = packet.ip4();
        if (ip == null) {
          continue;
        }
        out.printf(" %5d:%n", n);
        Show.ip(out, ip);
        Ip4 made = Ip4.of(packet.layer3());
        check(ip, made);
        showTransport(out, packet, made.packet());
        out.println(" ");
        if (++found == 15) {
          break;
        }
      }
    }
  }

  private static void showTransport(PrintStream out, Packet packet, Packet made) {
    Tcp tcp = packet.tcp();
    Udp udp = packet.udp();
    Icmp icmp = packet.icmp();
    if (tcp != null) {
      Show.tcp(out, tcp);
      check(tcp, made.tcp());
    } else if (udp != null) {
      Show.udp(out, udp);
      check(udp, made.udp());
    } else if (icmp != null) {
      Show.icmp(out, icmp);
      check(icmp, made.icmp());
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
