// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.plt4j.packet.Arp;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Packet;
import org.plt4j.packet.PacketEditor;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceWriter;

/** Puts one address in the place of all addresses in ARP messages. */
final class AnonymousArp {
  private static final IpAddress ADDRESS = IpAddress.parse("17.34.51.68");
  private static final int PACKETS = 5;
  private static final int FIXED = 8;

  private AnonymousArp() {}

  static void run(Path traces, Path folder, PrintStream out) throws IOException {
    byte[] bytes = ADDRESS.toBytes();
    out.printf(" test_ipv4 = %s%n", ADDRESS);
    out.printf(" new_addr =%s%n", Show.hex(ByteBuffer.wrap(bytes)));
    Show.head(out, "anon-v4.pcap");
    try (Trace trace = Trace.open(traces.resolve("anon-v4.pcap"));
        TraceWriter writer = TraceWriter.open(folder.resolve("arp-changed.pcap"))) {
      out.println(" files opened ...");
      while (writer.written() < PACKETS) {
        Packet packet = trace.read();
        Arp arp = packet.arp();
        writer.write(arp == null ? packet : changed(packet, arp, bytes, out));
      }
    }
  }

  private static Packet changed(Packet packet, Arp arp, byte[] address, PrintStream out) {
    out.printf(
        " hrd=%d, pro=%04x, hln=%d, pln=%d, opcode=%04x%n",
        arp.hardwareType(),
        arp.protocolType(),
        arp.hardwareLength(),
        arp.protocolLength(),
        arp.operation());
    int sender = FIXED + arp.hardwareLength();
    int target = sender + arp.protocolLength() + arp.hardwareLength();
    out.printf(" sax=%d, tax=%d%n", sender, target);
    PacketEditor editor = packet.edit();
    editor.put(arp.offset() + sender, address);
    editor.put(arp.offset() + target, address);
    return editor.toPacket();
  }
}
