// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Packet;
import org.plt4j.packet.PacketEditor;
import org.plt4j.packet.PacketEditor.Field;
import org.plt4j.trace.Trace;

/**
 * Numbers pings of either version anew, which spoils their checksums, and sets those right
 * (python-libtrace: {@code test-icmp-checksum}). Run: {@code examples/run IcmpChecksums [TRACE]}.
 */
public final class IcmpChecksums {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/flows.pcap")) {
      int number = 0;
      for (Packet packet : trace) {
        if (isPing(packet)) {
          PacketEditor editor = packet.edit().set(Field.ICMP_SEQUENCE_NUMBER, 1000 + number++);
          Packet spoilt = editor.toPacket();
          editor.fixChecksums();
          System.out.printf("%4d  %s", trace.records(), status(packet));
          System.out.printf("  > %s  > %s%n", status(spoilt), status(editor.toPacket()));
        }
      }
    }
  }

  /** The number is asked for, too: a snap length may have cut the message in front of it. */
  private static boolean isPing(Packet packet) {
    Icmp icmp = packet.icmp();
    if (icmp != null) {
      return icmp.type() == Icmp.ECHO && icmp.sequenceNumber() != Layer.NOT_CAPTURED;
    }
    Icmp6 icmp6 = packet.icmp6();
    return icmp6 != null
        && icmp6.type() == Icmp6.ECHO_REQUEST
        && icmp6.sequenceNumber() != Layer.NOT_CAPTURED;
  }

  private static String status(Packet packet) {
    Icmp icmp = packet.icmp();
    Icmp6 icmp6 = packet.icmp6();
    int number = icmp != null ? icmp.sequenceNumber() : icmp6 != null ? icmp6.sequenceNumber() : 0;
    return "number " + number + " " + packet.transportChecksumStatus();
  }
}
