// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Prints ICMPv6 messages: pings, errors and neighbour discovery (python-libtrace: {@code
 * test-icmp6}). Run: {@code examples/run Icmp6Messages [TRACE]}.
 */
public final class Icmp6Messages {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      for (Packet packet : trace) {
        Ip6 ip = packet.ip6();
        Icmp6 icmp = packet.icmp6();
        if (ip != null && icmp != null) {
          System.out.printf("%4d  %s > %s  ", trace.records(), ip.src(), ip.dst());
          System.out.println(describe(icmp));
        }
      }
    }
  }

  private static String describe(Icmp6 icmp) {
    return switch (icmp.type()) {
      case Icmp6.ECHO_REQUEST, Icmp6.ECHO_REPLY ->
          (icmp.type() == Icmp6.ECHO_REQUEST ? "echo request " : "echo reply ")
              + (icmp.identifier() + ", number " + icmp.sequenceNumber());
      case Icmp6.PACKET_TOO_BIG -> "packet too big for an MTU of " + icmp.mtu();
      case Icmp6.TIME_EXCEEDED -> "time exceeded";
      case Icmp6.ROUTER_SOLICITATION -> "is there a router?";
      case Icmp6.ROUTER_ADVERTISEMENT ->
          "here is a router, with " + icmp.options().size() + " options";
      case Icmp6.NEIGHBOUR_SOLICITATION -> "who has " + icmp.target() + "?";
      case Icmp6.NEIGHBOUR_ADVERTISEMENT -> "here is " + icmp.target();
      default -> "type " + icmp.type() + ", code " + icmp.code();
    };
  }
}
