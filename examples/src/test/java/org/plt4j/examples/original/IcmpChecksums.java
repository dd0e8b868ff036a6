// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** Tests the checksums of ICMP and ICMPv6 messages and puts them wrong. */
final class IcmpChecksums {
  private static final int PACKETS = 10;

  private IcmpChecksums() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "icmp-sample.pcap");
    try (Trace trace = Trace.open(traces.resolve("icmp-sample.pcap"))) {
      for (int n = 1; n <= PACKETS; n++) {
        Packet packet = trace.read();
        Ip4 ip = packet.ip4();
        String right = Show.truth(ip.headerChecksumStatus());
        out.printf("    %03d: checksum=%04x, OK=%s%n", n, ip.headerChecksum(), right);
        change(out, packet);
      }
    }
    Show.head(out, "icmp6-sample.pcap");
    try (Trace trace = Trace.open(traces.resolve("icmp6-sample.pcap"))) {
      for (int n = 1; n <= PACKETS; n++) {
        Packet packet = trace.read();
        String right = Show.truth(TransportChecksum.of(packet).status());
        out.printf("    %03d: checksum_OK=%s%n", n, right);
        change(out, packet);
      }
    }
  }

  private static void change(PrintStream out, Packet packet) {
    TransportChecksum checksum = TransportChecksum.of(packet);
    out.println("         " + checksum);
    out.println("         " + checksum.change(packet.edit()));
  }
}
