// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.util.Optional;
import org.plt4j.packet.EtherType;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.packet.PacketEditor.Field;
import org.plt4j.trace.Trace;

/**
 * What a packet and its IPv4 header tell, and how fields are changed (python-libtrace: {@code
 * test-plt}). Run: {@code examples/run PacketTour [TRACE]}.
 */
public final class PacketTour {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      Optional<Packet> first = trace.packets().filter(packet -> packet.ip4() != null).findFirst();
      if (first.isEmpty()) {
        System.out.println("no IPv4 packet in " + trace.name());
        return;
      }
      Packet packet = first.get();
      System.out.println("packet      " + trace.records());
      System.out.println("time        " + packet.timestamp());
      System.out.println("nanoseconds " + packet.timestampNanos());
      System.out.println("captured    " + packet.capturedLength());
      System.out.println("original    " + packet.originalLength());
      System.out.println("on the wire " + packet.wireLength() + ", with the frame check sequence");
      System.out.println("link type   " + LinkType.name(packet.linkType()));
      System.out.println("VLAN        " + packet.vlanId());
      System.out.println("EtherType   " + EtherType.name(packet.etherType()));
      System.out.println("protocol    " + IpProtocol.name(packet.protocol()));
      show("as captured", packet);

      // An editor has a copy of its own: the packet from the trace does not change.
      Packet changed =
          packet
              .edit()
              .set(Field.TRAFFIC_CLASS, 0xb8)
              .set(Field.HOP_LIMIT, 1)
              .src(IpAddress.parse("192.0.2.200"))
              .dst(IpAddress.parse("203.0.113.200"))
              .toPacket();
      show("edited", changed);
      show("before", packet);
    }
  }

  private static void show(String label, Packet packet) {
    Ip4 ip = packet.ip4();
    if (ip != null) {
      System.out.printf("%-11s %s > %s, ", label, ip.src(), ip.dst());
      System.out.printf("TTL %d, traffic class %02x, ", ip.ttl(), ip.trafficClass());
      System.out.printf("checksum %s%n", ip.headerChecksumStatus());
    }
  }
}
