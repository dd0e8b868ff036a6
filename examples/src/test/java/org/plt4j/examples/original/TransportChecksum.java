// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Checksum;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Packet;
import org.plt4j.packet.PacketEditor;
import org.plt4j.packet.PacketEditor.Field;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;

/**
 * The checksum of a packet's transport header.
 *
 * @param wrong another value, to spoil it with
 */
record TransportChecksum(String protocol, int value, Checksum status, int wrong) {

  static @Nullable TransportChecksum of(Packet packet) {
    Tcp tcp = packet.tcp();
    if (tcp != null) {
      return new TransportChecksum("tcp", tcp.checksum(), tcp.checksumStatus(), 0x1234);
    }
    Udp udp = packet.udp();
    if (udp != null) {
      return new TransportChecksum("udp", udp.checksum(), udp.checksumStatus(), 0x5678);
    }
    Icmp icmp = packet.icmp();
    if (icmp != null) {
      return new TransportChecksum("icmp", icmp.checksum(), icmp.checksumStatus(), 0x5678);
    }
    Icmp6 icmp6 = packet.icmp6();
    return icmp6 == null
        ? null
        : new TransportChecksum("icmp6", icmp6.checksum(), icmp6.checksumStatus(), 0x9abc);
  }

  /** Puts a right checksum wrong, and a wrong one right if all it covers was captured. */
  TransportChecksum change(PacketEditor editor) {
    if (status == Checksum.GOOD) {
      editor.set(Field.CHECKSUM, wrong);
    } else {
      editor.fixChecksums();
    }
    return of(editor.toPacket());
  }

  @Override
  public String toString() {
    return String.format("%s checksum=%04x, ok=%s", protocol, value, Show.truth(status));
  }
}
