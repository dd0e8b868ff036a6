// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Prints ICMP messages: pings, and errors with the datagram that each is about (python-libtrace:
 * {@code test-icmp}). Run: {@code examples/run IcmpMessages [TRACE]}.
 */
public final class IcmpMessages {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      for (Packet packet : trace) {
        Ip4 ip = packet.ip4();
        Icmp icmp = packet.icmp();
        if (ip != null && icmp != null) {
          System.out.printf("%4d  %s > %s  ", trace.records(), ip.src(), ip.dst());
          System.out.println(describe(icmp));
        }
      }
    }
  }

  private static String describe(Icmp icmp) {
    return switch (icmp.type()) {
      case Icmp.ECHO -> "echo request" + echo(icmp);
      case Icmp.ECHO_REPLY -> "echo reply" + echo(icmp);
      case Icmp.UNREACHABLE -> "unreachable, code " + icmp.code() + about(icmp);
      case Icmp.TIME_EXCEEDED -> "time exceeded" + about(icmp);
      case Icmp.REDIRECT -> "redirect to " + icmp.gateway() + about(icmp);
      default -> "type " + icmp.type() + ", code " + icmp.code() + about(icmp);
    };
  }

  private static String echo(Icmp icmp) {
    return " " + icmp.identifier() + ", number " + icmp.sequenceNumber();
  }

  /** The datagram that an error quotes is a packet like any other, though mostly cut. */
  private static String about(Icmp icmp) {
    Packet quoted = icmp.quoted();
    Ip4 ip = quoted == null ? null : quoted.ip4();
    return ip == null
        ? ""
        : " about " + ip.src() + " > " + ip.dst() + " port " + ip.packet().dstPort();
  }
}
