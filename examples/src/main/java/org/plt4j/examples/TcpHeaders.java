// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.trace.Trace;

/**
 * Prints the TCP headers that begin and end connections: SYN, FIN and RST (python-libtrace: {@code
 * test-tcp}). Run: {@code examples/run TcpHeaders [TRACE]}.
 */
public final class TcpHeaders {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      for (Packet packet : trace) {
        Ip ip = packet.ip();
        Tcp tcp = packet.tcp();
        if (ip != null && tcp != null && (tcp.isSyn() || tcp.isFin() || tcp.isRst())) {
          System.out.printf("%4d  %s port %d > ", trace.records(), ip.src(), tcp.srcPort());
          System.out.printf("%s port %d  %s", ip.dst(), tcp.dstPort(), flags(tcp));
          System.out.printf(" seq %d ack %d", tcp.sequenceNumber(), tcp.acknowledgmentNumber());
          System.out.printf(" window %d data %d%n", tcp.window(), tcp.payload().remaining());
        }
      }
    }
  }

  private static String flags(Tcp tcp) {
    StringBuilder names = new StringBuilder();
    names.append(tcp.isSyn() ? "SYN " : "");
    names.append(tcp.isFin() ? "FIN " : "");
    names.append(tcp.isRst() ? "RST " : "");
    names.append(tcp.isPsh() ? "PSH " : "");
    names.append(tcp.isAck() ? "ACK " : "");
    names.append(tcp.isUrg() ? "URG " : "");
    return names.toString().strip();
  }
}
