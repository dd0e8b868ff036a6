// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.plt4j.packet.EtherType;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Counts packets by protocol, and their bit rate (python-libtrace: {@code test-parta}). Run: {@code
 * examples/run TraceSummary [TRACE]}.
 */
public final class TraceSummary {
  public static void main(String[] args) throws IOException {
    String name = args.length > 0 ? args[0] : "testdata/flows.pcap";
    long bytes = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    Map<String, Integer> protocols = new TreeMap<>();
    try (Trace trace = Trace.open(name)) {
      for (Packet packet : trace) {
        bytes += packet.originalLength();
        first = Math.min(first, packet.timestampNanos());
        last = Math.max(last, packet.timestampNanos());
        protocols.merge(protocol(packet), 1, Integer::sum);
      }
      System.out.printf("%s, %s%n", name, trace.format());
      System.out.printf("%d packets, %d bytes%n", trace.accepted(), bytes);
    }
    if (last > first) {
      double seconds = (last - first) / 1e9;
      System.out.printf("%.3f seconds, %.3f bit/s%n", seconds, 8 * bytes / seconds);
    }
    protocols.forEach((protocol, count) -> System.out.printf("%6d  %s%n", count, protocol));
  }

  private static String protocol(Packet packet) {
    if (packet.ip() == null) {
      int type = packet.etherType(); // a length in frames of IEEE 802.3
      return type > EtherType.MAX_LENGTH ? EtherType.name(type) : "802.3";
    }
    int protocol = packet.protocol();
    return protocol == Layer.NOT_CAPTURED ? "cut" : IpProtocol.name(protocol);
  }
}
