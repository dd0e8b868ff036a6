// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Makes IPv6 packets of the bytes within others: what ICMPv6 errors quote (python-libtrace: {@code
 * test-encap-pkt6}). Run: {@code examples/run EncapsulatedPackets6 [TRACE]}.
 */
public final class EncapsulatedPackets6 {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/icmp-errors.pcap")) {
      for (Packet packet : trace) {
        Icmp6 icmp = packet.icmp6();
        if (icmp == null || icmp.type() > Icmp6.PARAMETER_PROBLEM) {
          continue;
        }
        // icmp.quoted() says the same in short: this is how to do it where no accessor knows.
        Ip6 made = Ip6.of(icmp.payload());
        if (made != null) {
          System.out.printf("%4d  type %d quotes %s", trace.records(), icmp.type(), made.src());
          System.out.printf(" > %s port %d", made.dst(), made.packet().dstPort());
          System.out.printf(", %d of its bytes%n", made.packet().capturedLength());
        }
      }
    }
  }
}
