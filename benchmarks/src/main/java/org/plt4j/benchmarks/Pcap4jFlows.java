// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TransportPacket;

/** Counts flows by pcap4j, which reads with libpcap and decodes all layers of each packet. */
final class Pcap4jFlows {
  private Pcap4jFlows() {}

  /** The totals of a trace. */
  static String count(Path file) throws IOException {
    HashedFlows flows = new HashedFlows();
    try (PcapHandle handle = Pcaps.openOffline(file.toString())) {
      for (Packet frame = handle.getNextPacket(); frame != null; frame = handle.getNextPacket()) {
        add(flows, frame, handle);
      }
    } catch (PcapNativeException | NotOpenException e) {
      throw new IOException(e);
    }
    return flows.totals();
  }

  private static void add(HashedFlows flows, Packet frame, PcapHandle handle) {
    long length = handle.getOriginalLength();
    IpPacket ip = frame.get(IpPacket.class);
    if (ip == null) {
      flows.addOther(length);
      return;
    }
    IpPacket.IpHeader header = ip.getHeader();
    int srcPort = 0;
    int dstPort = 0;
    if (ip.getPayload() instanceof TransportPacket transport) {
      srcPort = transport.getHeader().getSrcPort().valueAsInt();
      dstPort = transport.getHeader().getDstPort().valueAsInt();
    }
    Timestamp time = handle.getTimestamp();
    flows.add(
        header.getSrcAddr().getAddress(),
        header.getDstAddr().getAddress(),
        header.getProtocol().value() & 0xff,
        srcPort,
        dstPort,
        length,
        time.getTime() / 1000 * 1_000_000_000L + time.getNanos());
  }
}
