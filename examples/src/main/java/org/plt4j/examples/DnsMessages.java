// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.dns.DnsMessage;
import org.plt4j.dns.DnsQuestion;
import org.plt4j.dns.DnsRcode;
import org.plt4j.dns.DnsRecord;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/**
 * Prints DNS messages over UDP with all their records (python-libtrace: {@code test-pldns}). Run:
 * {@code examples/run DnsMessages [TRACE]}.
 */
public final class DnsMessages {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      for (Packet packet : trace) {
        Ip ip = packet.ip();
        Udp udp = packet.udp();
        if (ip != null && udp != null && (udp.srcPort() == 53 || udp.dstPort() == 53)) {
          System.out.printf("%4d  %s > %s  ", trace.records(), ip.src(), ip.dst());
          show(DnsMessage.of(udp));
        }
      }
    }
  }

  private static void show(DnsMessage message) {
    System.out.printf("%s %04x", message.isResponse() ? "response" : "query", message.id());
    System.out.println(message.isResponse() ? " " + DnsRcode.name(message.rcode()) : "");
    for (DnsQuestion question : message.questions()) {
      System.out.println("      ? " + question);
    }
    for (DnsRecord record : message.answers()) {
      System.out.println("      = " + record);
    }
    for (DnsRecord record : message.authority()) {
      System.out.println("      @ " + record);
    }
    for (DnsRecord record : message.additional()) {
      System.out.println("      + " + record);
    }
    if (!message.status().isOk()) {
      // The records before the fault are there all the same.
      System.out.println("      fault: " + message.status());
    }
  }
}
