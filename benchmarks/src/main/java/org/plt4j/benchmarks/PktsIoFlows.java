// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import io.pkts.Pcap;
import io.pkts.packet.IPPacket;
import io.pkts.packet.PCapPacket;
import io.pkts.packet.Packet;
import io.pkts.packet.PacketParseException;
import io.pkts.packet.TransportPacket;
import io.pkts.protocol.Protocol;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Counts flows by pkts.io, on its shortest way: no layer above the transport is framed. A protocol
 * that it has no class for throws, and counts as protocol 0: its packets' headers do not tell.
 */
final class PktsIoFlows {
  private final HashedFlows flows = new HashedFlows();

  private PktsIoFlows() {}

  /** The totals of a trace. */
  static String count(Path file) throws IOException {
    PktsIoFlows counter = new PktsIoFlows();
    Pcap pcap = Pcap.openStream(file.toFile());
    try {
      pcap.loop(counter::add);
    } finally {
      pcap.close();
    }
    return counter.flows.totals();
  }

  private boolean add(Packet frame) throws IOException {
    long length = ((PCapPacket) frame).getTotalLength();
    Packet ip = frame.getPacket(Protocol.IPv4);
    if (ip == null) {
      ip = frame.getPacket(Protocol.IPv6);
    }
    if (!(ip instanceof IPPacket header)) {
      flows.addOther(length);
      return true;
    }
    int protocol = 0;
    int srcPort = 0;
    int dstPort = 0;
    try {
      if (header.getNextPacket() instanceof TransportPacket transport) {
        protocol = transport.isTCP() ? 6 : transport.isUDP() ? 17 : 132;
        srcPort = transport.getSourcePort();
        dstPort = transport.getDestinationPort();
      }
    } catch (PacketParseException e) {
      protocol = 0; // ICMP, for one
    }
    flows.add(
        header.getRawSourceIP(),
        header.getRawDestinationIP(),
        protocol,
        srcPort,
        dstPort,
        length,
        frame.getArrivalTime());
    return true;
  }
}
