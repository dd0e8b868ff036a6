// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.util.List;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Prints IPv6 headers and the chain of extension headers behind each (python-libtrace: {@code
 * test-ip6}). Run: {@code examples/run Ip6Headers [TRACE]}.
 */
public final class Ip6Headers {
  public static void main(String[] args) throws IOException {
    String name = args.length > 0 ? args[0] : "testdata/ip6-extension-headers.pcap";
    try (Trace trace = Trace.open(name)) {
      for (Packet packet : trace) {
        Ip6 ip = packet.ip6();
        if (ip == null) {
          continue;
        }
        System.out.printf("%4d  %s > %s  ", trace.records(), ip.src(), ip.dst());
        System.out.printf("hop limit %d class %02x ", ip.hopLimit(), ip.trafficClass());
        System.out.printf("flow %05x payload %d%n", ip.flowLabel(), ip.payloadLength());
        // Of the fixed header, the next header is what follows at once; the protocol is what was
        // reached behind all extension headers.
        String next = IpProtocol.name(ip.nextHeader());
        String protocol = IpProtocol.name(ip.protocol());
        System.out.printf("      next %s, protocol %s: %s%n", next, protocol, chain(packet));
      }
    }
  }

  private static String chain(Packet packet) {
    List<String> names = packet.layers().stream().map(Layer::name).toList();
    return String.join(" ", names);
  }
}
