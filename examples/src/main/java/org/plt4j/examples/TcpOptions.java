// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.plt4j.packet.HeaderOption;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.trace.Trace;

/**
 * Prints the options of TCP headers, by name and as they are (python-libtrace: {@code
 * test-tcp-options}). Run: {@code examples/run TcpOptions [TRACE]}.
 */
public final class TcpOptions {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/link-ethernet.pcap")) {
      for (Packet packet : trace) {
        Tcp tcp = packet.tcp();
        if (tcp == null || tcp.options().isEmpty()) {
          continue;
        }
        System.out.printf("packet %d, %d bytes%n", trace.records(), tcp.optionsData().remaining());
        // The usual options have accessors; without the option they answer NOT_CAPTURED.
        show("maximum segment size", tcp.mss());
        show("window scale", tcp.windowScale());
        show("timestamp", tcp.timestampValue());
        for (HeaderOption option : tcp.options()) {
          System.out.printf("  kind %d value %s%n", option.kind(), hex(option.value()));
        }
      }
    }
  }

  private static void show(String name, long value) {
    if (value != Layer.NOT_CAPTURED) {
      System.out.printf("  %s %d%n", name, value);
    }
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes.length == 0 ? "none" : HexFormat.of().formatHex(bytes);
  }
}
