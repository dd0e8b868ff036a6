// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.plt4j.dns.DnsMessage;
import org.plt4j.dns.DnsRecord;
import org.plt4j.dns.DnsStream;
import org.plt4j.natkit.FlowKey;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.trace.Trace;

/**
 * Prints DNS messages over TCP, however they lie in segments (python-libtrace: {@code
 * test-pldns-tcp}). Run: {@code examples/run DnsOverTcp [TRACE]}.
 */
public final class DnsOverTcp {
  public static void main(String[] args) throws IOException {
    Map<FlowKey, DnsStream> streams = new HashMap<>(); // one for each direction
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/dns-tcp.pcap")) {
      for (Packet packet : trace) {
        Tcp tcp = packet.tcp();
        FlowKey key = FlowKey.of(packet);
        if (key != null && tcp != null && (tcp.srcPort() == 53 || tcp.dstPort() == 53)) {
          DnsStream stream = streams.computeIfAbsent(key, any -> new DnsStream());
          show(trace.records() + "  " + key, stream.add(tcp));
        }
      }
    }
    streams.forEach((key, stream) -> show("cut  " + key, stream.finish()));
  }

  private static void show(String label, List<DnsMessage> messages) {
    for (DnsMessage message : messages) {
      System.out.printf("%s  %d bytes%n", label, message.data().remaining());
      System.out.println("  question " + message.question());
      for (DnsRecord record : message.answers()) {
        System.out.println("  answer   " + record);
      }
      if (!message.status().isOk()) {
        System.out.println("  fault    " + message.status());
      }
    }
  }
}
