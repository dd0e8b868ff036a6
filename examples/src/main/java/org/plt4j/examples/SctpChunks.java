// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Sctp;
import org.plt4j.packet.SctpChunk;
import org.plt4j.trace.Trace;

/**
 * Prints SCTP packets and the chunks in each (python-libtrace: {@code test-sctp}). Run: {@code
 * examples/run SctpChunks [TRACE]}.
 */
public final class SctpChunks {
  public static void main(String[] args) throws IOException {
    try (Trace trace = Trace.open(args.length > 0 ? args[0] : "testdata/transports.pcap")) {
      for (Packet packet : trace) {
        Sctp sctp = packet.sctp();
        if (sctp == null) {
          continue;
        }
        System.out.printf("%4d  port %d > ", trace.records(), sctp.srcPort());
        System.out.printf("port %d  tag %08x", sctp.dstPort(), sctp.verificationTag());
        System.out.printf("  CRC32c %08x %s%n", sctp.checksum(), sctp.checksumStatus());
        for (SctpChunk chunk : sctp.chunks()) {
          System.out.printf("      chunk type %d flags %02x", chunk.type(), chunk.flags());
          System.out.printf(
              " length %d, value %d bytes", chunk.length(), chunk.value().remaining());
          System.out.println(chunk.isCaptured() ? "" : ", cut");
        }
      }
    }
  }
}
