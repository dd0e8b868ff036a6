// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.plt4j.natkit.FlowTable;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** What is measured, written as a user of the library writes it. */
enum Work {
  /** Reads the records alone. */
  READ {
    @Override
    long over(Path file) throws IOException {
      long sum = 0;
      try (Trace trace = Trace.open(file)) {
        for (Packet packet : trace) {
          sum += packet.capturedLength();
        }
      }
      return sum;
    }
  },

  /** Walks to addresses and ports, with fresh packet and header objects. */
  WALK {
    @Override
    long over(Path file) throws IOException {
      long sum = 0;
      try (Trace trace = Trace.open(file)) {
        for (Packet packet : trace) {
          Ip ip = packet.ip();
          if (ip != null) {
            sum += (ip.srcLow() ^ ip.dstLow()) + packet.ports();
          }
        }
      }
      return sum;
    }
  },

  /** Counts flows, and the address pairs at the end. */
  FLOWS {
    @Override
    long over(Path file) throws IOException {
      FlowTable table = new FlowTable();
      try (Trace trace = Trace.open(file)) {
        for (Packet packet : trace) {
          table.add(packet);
        }
      }
      return table.size() * 31L + table.pairCount();
    }
  };

  /** Does the work over a whole trace; the answer depends on all of it. */
  abstract long over(Path file) throws IOException;
}
