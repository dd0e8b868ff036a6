// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Reads a trace packet by packet and keeps the longest packet (python-libtrace: {@code test-read}).
 * Run: {@code examples/run ReadOneByOne [TRACE]}.
 */
public final class ReadOneByOne {
  public static void main(String[] args) throws IOException {
    String name = args.length > 0 ? args[0] : "testdata/link-ethernet.pcap";
    Packet longest = null;
    try (Trace trace = Trace.open(name)) {
      for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
        System.out.printf("%4d  %s%n", trace.records(), packet);
        if (longest == null || packet.originalLength() > longest.originalLength()) {
          longest = packet;
        }
      }
      System.out.printf("%s: %d packets, %s%n", name, trace.accepted(), trace.format());
      if (trace.endedInsideRecord()) {
        System.out.println("the file is cut: it ends inside a record");
      }
    }
    // The trace is closed, its packets stay as they are: keep as many as you like.
    if (longest != null) {
      System.out.printf("longest: %d bytes at %s%n", longest.originalLength(), longest.timestamp());
    }
  }
}
