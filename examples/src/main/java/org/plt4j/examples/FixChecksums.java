// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Checksum;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Packet;
import org.plt4j.packet.PacketEditor;
import org.plt4j.trace.Trace;

/**
 * Tests the checksums of IPv4 and of what it carries and sets the wrong ones right
 * (python-libtrace: {@code test-checksum}). Run: {@code examples/run FixChecksums [TRACE]}.
 */
public final class FixChecksums {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/transports.pcap")) {
      for (Packet packet : trace) {
        Ip4 ip = packet.ip4();
        if (ip == null) {
          continue;
        }
        System.out.printf("%4d  %s%n", trace.records(), describe(ip));
        if (ip.headerChecksumStatus() == Checksum.BAD
            || packet.transportChecksumStatus() == Checksum.BAD) {
          PacketEditor editor = packet.edit();
          boolean all = editor.fixChecksums(); // false where not all was captured
          Ip4 fixed = editor.toPacket().ip4();
          if (fixed != null) {
            System.out.printf("      %s, %s%n", all ? "fixed" : "not all", describe(fixed));
          }
        }
      }
    }
  }

  private static String describe(Ip4 ip) {
    String header = "header %04x %s".formatted(ip.headerChecksum(), ip.headerChecksumStatus());
    // UNKNOWN: no such header, or not all of the datagram is here; NONE: UDP's sender set none.
    return header + ", transport " + ip.packet().transportChecksumStatus();
  }
}
