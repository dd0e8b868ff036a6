// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.natkit.TcpAnalyzer;
import org.plt4j.natkit.TcpConnection;
import org.plt4j.natkit.TcpDirection;
import org.plt4j.natkit.TcpEvent;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Prints what each TCP connection transferred, how fast, and what was lost (python-libtrace: {@code
 * tcp-analyse}). Run: {@code examples/run TcpAnalyse [TRACE]}.
 */
public final class TcpAnalyse {
  public static void main(String[] args) throws IOException {
    TcpAnalyzer analyzer = new TcpAnalyzer();
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      for (Packet packet : trace) {
        analyzer.add(packet);
      }
    }
    long total = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (TcpConnection connection : analyzer.connections()) {
      double seconds = (connection.lastNanos() - connection.firstNanos()) / 1e9;
      System.out.println(connection.key());
      System.out.printf("  %.6f seconds", seconds);
      if (connection.initialRttNanos() > 0) {
        System.out.printf(", handshake %.3f ms", connection.initialRttNanos() / 1e6);
      }
      System.out.println();
      show("there", connection.forward(), seconds);
      show("back", connection.reverse(), seconds);
      total += connection.forward().newPayload() + connection.reverse().newPayload();
      first = Math.min(first, connection.firstNanos());
      last = Math.max(last, connection.lastNanos());
    }
    System.out.printf("%d connections, %d bytes", analyzer.connections().size(), total);
    System.out.println(last > first ? ", %.3f bit/s".formatted(8e9 * total / (last - first)) : "");
  }

  private static void show(String label, TcpDirection direction, double seconds) {
    // The payload counts bytes as often as they were sent, the new payload counts them once.
    System.out.printf("  %-5s  %d packets, ", label, direction.packets());
    System.out.printf("%d bytes, %d new", direction.payload(), direction.newPayload());
    if (seconds > 0) {
      System.out.printf(", %.0f bit/s", 8 * direction.newPayload() / seconds);
    }
    System.out.printf(", %d sent again", direction.count(TcpEvent.RETRANSMISSION));
    System.out.printf(", %d duplicate ACKs%n", direction.count(TcpEvent.DUPLICATE_ACK));
  }
}
