// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.util.HexFormat;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;

/**
 * Makes packets of bytes that come from no trace: a datagram from a log (python-libtrace: {@code
 * test-encap-pkt}). Run: {@code examples/run EncapsulatedPackets [HEX]}.
 */
public final class EncapsulatedPackets {
  private static final String DATAGRAM =
      "4500003d3a704000401113ccc000020bc6336435" // IPv4
          + "b966003500299620" // UDP
          + "790f01000001000000000000037777770765"
          + "78616d706c6503636f6d0000010001";

  public static void main(String[] args) {
    String hex = args.length > 0 ? args[0] : DATAGRAM;
    byte[] bytes = HexFormat.of().parseHex(hex);
    Ip4 ip = Ip4.of(bytes);
    if (ip == null) {
      System.out.println("no bytes");
      return;
    }
    System.out.println(ip.src() + " > " + ip.dst() + ", header " + ip.headerChecksumStatus());
    // The header belongs to a packet, which has all the layers behind it.
    Packet packet = ip.packet();
    Udp udp = packet.udp();
    if (udp != null) {
      System.out.print("UDP port " + udp.srcPort() + " > port " + udp.dstPort());
      System.out.println(", " + udp.payload().remaining() + " bytes, " + udp.checksumStatus());
    }
  }
}
