// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormat;
import org.plt4j.trace.TraceWriter;
import org.plt4j.trace.WriteOptions;

/**
 * Copies ICMPv6 messages to another format, cut behind their headers (python-libtrace: {@code
 * test-copy-icmp6}). Run: {@code examples/run CopyIcmp6 [TRACE [OUTPUT]]}.
 */
public final class CopyIcmp6 {
  public static void main(String[] args) throws IOException {
    Path in = Path.of(args.length > 0 ? args[0] : "testdata/flows.pcap");
    Path out = Path.of(args.length > 1 ? args[1] : "icmp6.pcapng");
    WriteOptions options = WriteOptions.DEFAULT.format(TraceFormat.PCAPNG).snapLength(70);
    try (Trace trace = Trace.open(in);
        TraceWriter writer = TraceWriter.open(out, options)) {
      for (Packet packet : trace) {
        Icmp6 icmp = packet.icmp6();
        if (icmp != null) {
          writer.write(packet);
        }
      }
      System.out.print(writer.written() + " ICMPv6 packets of " + trace.records());
      System.out.println(" from " + trace.format() + " to " + out.getFileName());
    }
  }
}
