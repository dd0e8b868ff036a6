// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.plt4j.packet.HeaderOption;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.trace.Trace;

/** Prints the options of the TCP headers among a trace's first 40 packets. */
final class TcpOptions {
  private TcpOptions() {}

  static void run(Path traces, PrintStream out) throws IOException {
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"))) {
      for (int n = 1; n <= 40; n++) {
        Packet packet = trace.read();
        Tcp tcp = packet.tcp();
        if (tcp != null && tcp.dataOffset() != 5) {
          out.printf(" pkt %d ---%n", n);
          show(out, tcp);
        }
      }
    }
  }

  private static void show(PrintStream out, Tcp tcp) {
    ByteBuffer data = tcp.optionsData();
    out.printf("  %s  (%d)%n", Show.hex(data), data.limit());
    for (HeaderOption option : tcp.options()) {
      if (option.kind() > HeaderOption.NO_OPERATION) {
        ByteBuffer value = option.value();
        String text = value.hasRemaining() ? Show.hex(value) : " True";
        out.printf("   opt %d: >%s <%n", option.kind(), text);
      }
    }
  }
}
