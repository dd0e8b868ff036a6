// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.docs;

import java.io.IOException;
import java.util.Objects;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** What a sample in the docs may use without declaring it. */
@SuppressWarnings("NonFinalStaticField") // each sample has its own
public class Sample {
  /** A trace, open: {@code testdata/flows.pcap}. */
  protected static Trace trace;

  /** The 17th packet of that trace, an answer of a DNS server. */
  protected static Packet packet;

  static void begin() throws IOException {
    try (Trace other = Trace.open("testdata/flows.pcap")) {
      for (int n = 1; n <= 17; n++) {
        packet = Objects.requireNonNull(other.read());
      }
    }
    trace = Trace.open("testdata/flows.pcap");
  }

  static void end() throws IOException {
    trace.close();
  }
}
