// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.util.Objects;
import org.plt4j.dns.DnsMessage;
import org.plt4j.dns.DnsRecord;
import org.plt4j.dns.DnsType;
import org.plt4j.filter.PacketFilter;
import org.plt4j.natkit.FlowKey;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/**
 * Changes the filter while it reads: waits for a DNS answer, then follows the host that it names
 * (python-libtrace: {@code test-change-filter}). Run: {@code examples/run ChangeFilter [TRACE]}.
 */
public final class ChangeFilter {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      trace.setFilter(PacketFilter.compile("udp src port 53"));
      int segments = 0;
      for (Packet packet : trace) {
        Udp udp = packet.udp();
        Tcp tcp = packet.tcp();
        if (udp != null) {
          for (DnsRecord answer : DnsMessage.of(udp).answers()) {
            if (answer.type() == DnsType.A && Objects.toString(answer.owner()).startsWith("www.")) {
              System.out.println(trace.records() + "  " + answer.owner() + " is " + answer.rdata());
              trace.setFilter(PacketFilter.compile("tcp and host " + answer.rdata()));
            }
          }
        } else if (tcp != null && tcp.payload().hasRemaining()) {
          System.out.print(trace.records() + "  " + FlowKey.of(packet));
          System.out.println("  " + tcp.payload().remaining() + " bytes");
          if (++segments == 5) {
            break;
          }
        }
      }
    }
  }
}
