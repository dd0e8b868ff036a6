// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.plt4j.packet.Arp;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceWriter;

/**
 * Puts one address in the place of all IP addresses in ARP messages (python-libtrace: {@code
 * test-arp-anon}). Run: {@code examples/run AnonymousArp [TRACE [OUTPUT]]}.
 */
public final class AnonymousArp {
  private static final IpAddress NOBODY = IpAddress.parse("17.34.51.68");

  public static void main(String[] args) throws IOException {
    Path in = Path.of(args.length > 0 ? args[0] : "testdata/flows.pcap");
    Path out = Path.of(args.length > 1 ? args[1] : "arp.pcap");
    try (Trace trace = Trace.open(in);
        TraceWriter writer = TraceWriter.open(out)) {
      for (Packet packet : trace) {
        if (packet.arp() != null) {
          Packet changed = packet.edit().mapAddresses((address, role) -> NOBODY, true).toPacket();
          writer.write(changed);
          show("before", packet);
          show("after ", changed);
        }
      }
    }
  }

  private static void show(String label, Packet packet) {
    Arp arp = packet.arp();
    if (arp != null) {
      System.out.printf("%s  operation %d, ", label, arp.operation());
      System.out.printf("sender %s at %s, ", arp.senderIp(), arp.senderMac());
      System.out.printf("target %s at %s%n", arp.targetIp(), arp.targetMac());
    }
  }
}
