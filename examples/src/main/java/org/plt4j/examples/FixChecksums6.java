// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Packet;
import org.plt4j.packet.PacketEditor;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/**
 * Moves UDP over IPv6 to another address, which spoils its checksum, and sets that right
 * (python-libtrace: {@code test-checksum6}). Run: {@code examples/run FixChecksums6 [TRACE]}.
 */
public final class FixChecksums6 {
  private static final IpAddress OTHER = IpAddress.parse("2001:db8:ffff::53");

  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      for (Packet packet : trace) {
        Ip6 ip = packet.ip6();
        Udp udp = packet.udp();
        if (ip == null || udp == null) {
          continue;
        }
        System.out.printf("%4d  to %s: %s%n", trace.records(), ip.dst(), status(packet));
        PacketEditor editor = packet.edit().dst(OTHER);
        System.out.printf("      to %s: %s", OTHER, status(editor.toPacket()));
        editor.fixChecksums();
        System.out.printf(", fixed: %s%n", status(editor.toPacket()));
      }
    }
  }

  private static String status(Packet packet) {
    Udp udp = packet.udp();
    return udp == null ? "none" : "%04x %s".formatted(udp.checksum(), udp.checksumStatus());
  }
}
