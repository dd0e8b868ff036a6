// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Packet;
import org.plt4j.packet.PacketEditor;
import org.plt4j.packet.PacketEditor.Field;
import org.plt4j.trace.Trace;

/** Looks at packets and their IPv4 headers, and changes some fields. */
final class PacketTour {
  private PacketTour() {}

  static void run(Path traces, PrintStream out) throws IOException {
    out.println(" plt version = 1.7");
    Show.head(out, "anon-v4.pcap");
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"))) {
      for (int n = 0; n < 12; n++) {
        out.printf(" np=%d%n", n);
        Packet packet = trace.read();
        Ip4 ip = packet.ip4();
        if (ip != null) {
          out.printf(" %3d%n", n + 1);
          out.printf(
              "    wlen=%d, caplen=%d, src=%s, dst=%s%n",
              packet.wireLength(), packet.capturedLength(), ip.src(), ip.dst());
        }
      }
      int n = 0;
      for (Packet packet : trace) { // goes on where read() was
        n++;
        out.printf(" n=%d%n", n);
        out.printf(
            " n=%d, linktype=%d, ethertype=%04x %n", n, packet.libtraceType(), packet.etherType());
        if (n == 5) {
          break;
        }
        if (packet.ip4() != null) {
          show(out, n, packet);
        }
      }
      out.printf(" %d packets in trace%n", n);
      out.println();
    }
  }

  private static void show(PrintStream out, int n, Packet packet) {
    out.printf(" time = >%s<%n", Show.time(packet.timestamp()));
    out.printf(
        " seconds=%s, ts_sec=%d, erf_time=%d%n",
        BigDecimal.valueOf(packet.seconds()).toPlainString(),
        packet.timestamp().getEpochSecond(),
        packet.erfTimestamp());
    out.printf(" n=%d, wlen=%d, clen=%d%n", n, packet.wireLength(), packet.capturedLength());
    showIp(out, "  ", packet.ip4());
    PacketEditor editor = packet.edit().set(Field.TRAFFIC_CLASS, 55).set(Field.HOP_LIMIT, 123);
    showIp(out, "==", editor.toPacket().ip4());
    Packet around = packet.ip4().packet();
    out.printf(
        "    from ip: linktype=%d, ethertype=%04x%n", around.libtraceType(), around.etherType());
    out.printf(" %s -> %s %n", packet.ip4().src(), packet.ip4().dst());
    editor.src(IpAddress.parse("1.2.3.4")).dst(IpAddress.parse("5.6.7.8"));
    Ip4 changed = editor.toPacket().ip4();
    out.printf(" now %s => %s %n", changed.src(), changed.dst());
  }

  private static void showIp(PrintStream out, String lead, Ip4 ip) {
    out.printf(
        " %s ver=%d, %s -> %s, proto=%d, tclass=%d, ttl=%d, hlen=%d, plen=%d%n",
        lead,
        ip.version(),
        ip.src(),
        ip.dst(),
        ip.protocol(),
        ip.trafficClass(),
        ip.ttl(),
        ip.headerLength() / 4,
        ip.totalLength());
  }
}
