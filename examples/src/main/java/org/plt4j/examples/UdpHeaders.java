// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/**
 * Prints the first 20 UDP headers of a trace (python-libtrace: {@code test-udp}). Run: {@code
 * examples/run UdpHeaders [TRACE]}.
 */
public final class UdpHeaders {
  public static void main(String[] args) throws IOException {
    int found = 0;
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      for (Packet packet : trace) {
        Ip ip = packet.ip();
        Udp udp = packet.udp(); // null where there is none
        if (ip != null && udp != null) {
          System.out.printf("%4d  %s port %d > ", trace.records(), ip.src(), udp.srcPort());
          System.out.printf("%s port %d", ip.dst(), udp.dstPort());
          System.out.printf("  length %d", udp.length());
          System.out.printf("  checksum %04x %s%n", udp.checksum(), udp.checksumStatus());
          if (++found == 20) {
            break;
          }
        }
      }
      System.out.printf("%d UDP headers among %d packets%n", found, trace.records());
    }
  }
}
