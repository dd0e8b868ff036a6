// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceWriter;

/**
 * Copies the first ten packets of a trace (python-libtrace: {@code test-copy-first-n}). Run: {@code
 * examples/run CopyFirst [TRACE [OUTPUT]]}; the output's name tells format and compression.
 */
public final class CopyFirst {
  private static final int COUNT = 10;

  public static void main(String[] args) throws IOException {
    Path in = Path.of(args.length > 0 ? args[0] : "testdata/flows.pcap");
    Path out = Path.of(args.length > 1 ? args[1] : "first.pcap");
    try (Trace trace = Trace.open(in);
        TraceWriter writer = TraceWriter.open(out)) {
      for (Packet packet : trace) {
        writer.write(packet);
        if (writer.written() == COUNT) {
          break;
        }
      }
      System.out.println(writer.written() + " packets of " + in + " to " + out.getFileName());
    }
  }
}
