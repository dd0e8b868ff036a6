// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.plt4j.dns.DnsMessage;
import org.plt4j.dns.DnsOpcode;
import org.plt4j.dns.DnsQuestion;
import org.plt4j.dns.DnsRcode;
import org.plt4j.dns.DnsRecord;
import org.plt4j.dns.DnsType;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/** Prints the DNS messages of a trace, over UDP or over TCP. */
final class DnsMessages {
  private static final int DNS = 53;

  private DnsMessages() {}

  static void runUdp(Path traces, PrintStream out) throws IOException {
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("dns-test.pcap"))) {
      for (Packet packet : trace) {
        n++;
        Udp udp = packet.udp();
        if (udp != null) {
          print(out, n, packet.ip(), DnsMessage.of(udp));
        }
      }
    }
    out.printf(" %d packets read%n", n);
  }

  static void runTcp(Path traces, PrintStream out) throws IOException {
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("dns_valid_response_tcp.pcap"))) {
      for (Packet packet : trace) {
        n++;
        Tcp tcp = packet.tcp();
        if (tcp != null && (tcp.srcPort() == DNS || tcp.dstPort() == DNS)) {
          for (DnsMessage message : DnsMessage.of(tcp)) {
            print(out, n, packet.ip(), message);
          }
        }
      }
    }
    out.printf(" %d packets read%n", n);
  }

  private static void print(PrintStream out, int n, Ip ip, DnsMessage message) {
    out.printf(" %5d: %s -> %s%n", n, ip.src(), ip.dst());
    if (!message.status().isOk()) {
      out.printf("        Couldn't make ldns_obj, status = <%s>%n", message.status());
      return;
    }
    out.printf(
        "        %s, ident=%04x, opcode=%d (%s), rcode=%d (%s)%n",
        message.isResponse() ? "response" : "query",
        message.id(),
        message.opcode(),
        DnsOpcode.name(message.opcode()),
        message.headerRcode(),
        DnsRcode.name(message.headerRcode()));
    List<DnsQuestion> questions = message.questions();
    if (questions.isEmpty()) {
      out.println("        Query list empty");
    } else {
      out.printf("        Query list (%d items)%n", questions.size());
    }
    for (DnsQuestion question : questions) {
      out.printf("           %s\t%3d%n", question.name(), question.type());
    }
    if (message.isResponse()) {
      print(out, "Response", message.answers());
      print(out, "Authority", message.authority());
      print(out, "Additional", message.additional());
    }
    out.println(" ");
  }

  private static void print(PrintStream out, String section, List<DnsRecord> all) {
    List<DnsRecord> records = all.stream().filter(rr -> rr.type() != DnsType.OPT).toList();
    if (records.isEmpty()) {
      out.printf("        %s list empty%n", section);
      return;
    }
    out.printf("        %s list (%d items)%n", section, records.size());
    for (DnsRecord record : records) {
      String type = DnsType.name(record.type());
      out.printf(
          "           %s\t%3d\t%s\t%s%n", record.owner(), record.ttl(), type, record.rdata());
    }
  }
}
