// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Looks into a tunnel: IPv6 packets in IPv4 packets (python-libtrace: {@code test-v6-tunnel}). Run:
 * {@code examples/run Tunnel6in4 [TRACE]}.
 */
public final class Tunnel6in4 {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/tunnels.pcap")) {
      for (Packet packet : trace) {
        Ip4 outer = packet.ip4();
        if (outer == null || outer.protocol() != IpProtocol.IP6) {
          continue;
        }
        Packet inner = outer.inner(); // a packet of its own, with the time of the outer one
        Ip6 ip = inner == null ? null : inner.ip6();
        if (ip != null) {
          System.out.printf("%4d  %s > %s", trace.records(), outer.src(), outer.dst());
          System.out.printf(" carries %s > %s", ip.src(), ip.dst());
          System.out.printf(" %s port %d%n", IpProtocol.name(ip.protocol()), ip.packet().dstPort());
        }
      }
    }
  }
}
