// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.plt4j.filter.PacketFilter;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/** Prints four datagrams of DNS, and then, with another filter, two TCP segments that hold data. */
final class ChangeFilter {
  private static final int SNAP_LENGTH = 128;
  private static final int LABEL = 12;
  private static final int UDP_HEADER = 8;

  private ChangeFilter() {}

  static void run(Path traces, PrintStream out) throws IOException {
    out.println(" starting ...");
    int datagrams = 0;
    int segments = 0;
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"))) {
      trace.setFilter(PacketFilter.compile("udp port 53")).setSnapLength(SNAP_LENGTH);
      while (segments < 2) {
        Packet packet = trace.read();
        Udp udp = packet.udp();
        Tcp tcp = packet.tcp();
        if (udp != null) {
          Show.udp(out, udp);
          Show.dump(out, "UDP:", LABEL, udp.data());
          payload(out, "udp", Show.from(udp.data(), UDP_HEADER));
          if (++datagrams == 4) {
            trace.setFilter(PacketFilter.compile("tcp"));
          }
        } else if (tcp != null && tcp.data().remaining() > tcp.headerLength()) {
          segments++;
          Show.tcp(out, tcp);
          Show.dump(out, "TCP:", LABEL, tcp.data());
          payload(out, "tcp", Show.from(tcp.data(), tcp.headerLength()));
        }
      }
    }
  }

  /** The original reaches the same bytes in three ways. */
  private static void payload(PrintStream out, String protocol, ByteBuffer bytes) {
    Show.dump(out, protocol + ".payload:", LABEL, bytes);
    Show.dump(out, protocol + "." + protocol + "_pyld:", LABEL, bytes);
    Show.dump(out, protocol + "_payload:", LABEL, bytes);
  }
}
