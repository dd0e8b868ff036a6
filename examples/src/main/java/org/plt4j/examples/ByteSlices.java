// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.plt4j.natkit.NetworkBytes;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

/**
 * Reads and changes the bytes of a packet by their places (python-libtrace: {@code test-ba-slice}).
 * Run: {@code examples/run ByteSlices}.
 */
public final class ByteSlices {
  public static void main(String[] args) {
    byte[] ours = "0123456789".getBytes(StandardCharsets.US_ASCII);
    Packet packet = Packet.of(ours, LinkType.ETHERNET);
    ours[0] = 'x'; // the packet has a copy
    System.out.println(text(packet.data()));
    System.out.println(text(packet.data().slice(2, 3))); // no copy: a window on the packet
    System.out.printf("%04x%n", NetworkBytes.u16(packet.data(), 2));
    System.out.println(NetworkBytes.u32(packet.data(), 8)); // beyond the end: NOT_CAPTURED, -1

    // data() is read only; an editor writes, to a copy.
    Packet changed = packet.edit().put(1, (byte) 'A', (byte) 'B').toPacket();
    System.out.println(text(changed.data()));
    System.out.println(text(packet.data()));
    try {
      packet.edit().put(9, (byte) 'A', (byte) 'B');
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    }
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.US_ASCII.decode(bytes).toString();
  }
}
