// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.trace.Trace;

/** Counts the packets of a trace by protocol and the rates in either direction. */
final class TraceSummary {
  private static final int OUTGOING = 0;
  private static final int INCOMING = 1;
  private static final int SYN = 0x02;
  private static final int SYN_ACK = 0x12;

  private long packets;
  private long captured;
  private long inBytes;
  private long outBytes;
  private long tcp;
  private long syn;
  private long synAck;
  private long udp;
  private long icmp;
  private long ip6;

  private TraceSummary() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "1000packets.pcap.gz");
    try (Trace trace = Trace.open(traces.resolve("1000packets.pcap.gz"))) {
      TraceSummary summary = new TraceSummary();
      Packet first = trace.read();
      Packet last = first;
      out.printf(
          " pkt.seconds=%f, ts_sec=%d, pkt_time=%s%n",
          first.seconds(), first.timestamp().getEpochSecond(), Show.time(first.timestamp()));
      for (Packet packet = first; packet != null; packet = trace.read()) {
        summary.count(packet, out);
        last = packet; // it stays right after the end
      }
      summary.show(out, last.seconds() - first.seconds());
    }
  }

  private void count(Packet packet, PrintStream out) {
    packets++;
    captured += packet.capturedLength();
    inBytes += packet.direction() == INCOMING ? packet.wireLength() : 0;
    outBytes += packet.direction() == OUTGOING ? packet.wireLength() : 0;
    Tcp header = packet.tcp();
    if (header != null) {
      tcp++;
      syn += header.flags() == SYN ? 1 : 0;
      synAck += header.flags() == SYN_ACK ? 1 : 0;
    } else if (packet.udp() != null) {
      udp++;
    } else if (packet.icmp() != null) {
      icmp++;
    } else if (packet.ip4() == null) {
      out.println(" **");
      ip6 += packet.ip6() == null ? 0 : 1;
    }
  }

  private void show(PrintStream out, double seconds) {
    out.printf(" Packet count: %d%n", packets);
    out.printf(" Captured bytes: %d%n", captured);
    out.printf(" Bitrate inbound: %.2f Mbps%n", 8 * inBytes / seconds / 1e6);
    out.printf(" Bitrate outbound: %.2f Mbps%n", 8 * outBytes / seconds / 1e6);
    out.println();
    out.printf(" TCP packets: %d%n", tcp);
    out.printf(" TCP SYN count: %d%n", syn);
    out.printf(" TCP SYN ACK count: %d%n", synAck);
    out.printf(" UDP packets: %d%n", udp);
    out.printf(" ICMP packets: %d%n", icmp);
    out.printf(" IPv6 packets: %d%n", ip6);
  }
}
