// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceWriter;

/** Copies the first ten packets of a trace. */
final class CopyFirst {
  private static final int COUNT = 10;
  private static final String INPUT = "icmp-sample.pcap";
  private static final String OUTPUT = "icmp-sample-out.pcap";

  private CopyFirst() {}

  static void run(Path traces, Path folder, PrintStream out) throws IOException {
    out.printf(
        " copying first %d records from pcapfile:%s to pcapfile:%s ...%n", COUNT, INPUT, OUTPUT);
    try (Trace trace = Trace.open(traces.resolve(INPUT));
        TraceWriter writer = TraceWriter.open(folder.resolve(OUTPUT))) {
      Packet packet;
      while (writer.written() < COUNT && (packet = trace.read()) != null) {
        writer.write(packet);
      }
      if (writer.written() == COUNT) {
        out.printf(" %d records were copied successfully.%n", COUNT);
      } else {
        out.printf(
            " error copying records. only %d out of %d were copied.%n", writer.written(), COUNT);
      }
    }
  }
}
