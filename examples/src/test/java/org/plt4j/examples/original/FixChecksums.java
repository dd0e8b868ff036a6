// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Checksum;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Packet;
import org.plt4j.packet.PacketEditor;
import org.plt4j.packet.PacketEditor.Field;
import org.plt4j.trace.Trace;

/** Tests the checksums of IPv4, TCP and UDP, puts right ones wrong and wrong ones right. */
final class FixChecksums {
  private FixChecksums() {}

  static void run(Path traces, PrintStream out) throws IOException {
    Show.head(out, "anon-v4.pcap");
    int n = 0;
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"))) {
      for (Packet packet : trace) {
        n++;
        Ip4 ip = packet.ip4();
        if (ip != null) {
          out.printf("    %03d: %s%n", n, header(ip));
          change(out, ip, packet.edit());
        }
      }
      Show.counts(out, trace);
    }
  }

  private static void change(PrintStream out, Ip4 ip, PacketEditor editor) {
    if (ip.headerChecksumStatus() == Checksum.GOOD) {
      editor.set(Field.IP4_HEADER_CHECKSUM, 0xcdef);
    } else {
      editor.fixChecksums();
    }
    out.println("      " + header(editor.toPacket().ip4()));
    if (ip.packet().tcp() != null || ip.packet().udp() != null) {
      TransportChecksum checksum = TransportChecksum.of(editor.toPacket());
      out.println("         " + checksum);
      out.println("         " + checksum.change(editor));
    }
  }

  private static String header(Ip4 ip) {
    String right = Show.truth(ip.headerChecksumStatus());
    return String.format("checksum=%04x, OK=%s", ip.headerChecksum(), right);
  }
}
