// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.plt4j.natkit.FlowMeter;
import org.plt4j.natkit.FlowTable;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** What is measured, written as a user of the library writes it. */
enum Work {
  /** Reads the records alone. */
  READ {
    @Override
    String over(Path file) throws IOException {
      long sum = 0;
      try (Trace trace = Trace.open(file)) {
        for (Packet packet : trace) {
          sum += packet.capturedLength();
        }
      }
      return Long.toString(sum);
    }
  },

  /** Walks to addresses and ports, with fresh packet and header objects. */
  WALK {
    @Override
    String over(Path file) throws IOException {
      long sum = 0;
      try (Trace trace = Trace.open(file)) {
        for (Packet packet : trace) {
          Ip ip = packet.ip();
          if (ip != null) {
            sum += (ip.srcLow() ^ ip.dstLow()) + packet.ports();
          }
        }
      }
      return Long.toString(sum);
    }
  },

  /** Counts flows, and the address pairs at the end. */
  FLOWS {
    @Override
    String over(Path file) throws IOException {
      FlowTable table = new FlowTable();
      try (Trace trace = Trace.open(file)) {
        table.addAll(trace, Long.MAX_VALUE);
      }
      return totals(
          table.packets(), table.bytes(), table.ipPackets(), table.pairCount(), table.size());
    }
  },

  /** Measures flows, with all statistics. */
  STATISTICS {
    @Override
    String over(Path file) throws IOException {
      FlowMeter meter = FlowMeter.of(FlowMeter.Settings.DEFAULT);
      try (Trace trace = Trace.open(file)) {
        for (Packet packet : trace) {
          meter.add(packet);
        }
      }
      meter.finish();
      return Integer.toString(meter.flows().size());
    }
  },

  /** Counts the same flows by pkts.io. */
  PKTS_IO {
    @Override
    String over(Path file) throws IOException {
      return PktsIoFlows.count(file);
    }
  },

  /** Counts the same flows by pcap4j. */
  PCAP4J {
    @Override
    String over(Path file) throws IOException {
      return Pcap4jFlows.count(file);
    }
  };

  /** Does the work over a whole trace; the answer depends on all of it. */
  abstract String over(Path file) throws IOException;

  /** The line that the C programs print, too. */
  static String totals(long packets, long bytes, long ipPackets, int pairs, int flows) {
    return String.format(
        Locale.ROOT,
        "pkts=%d bytes=%d ip=%d pairs=%d flows=%d",
        packets,
        bytes,
        ipPackets,
        pairs,
        flows);
  }
}
