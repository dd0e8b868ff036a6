// SPDX-License-Identifier: Apache-2.0
package consumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.plt4j.dns.DnsMessage;
import org.plt4j.filter.PacketFilter;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.natkit.FlowTable;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceWriter;

/**
 * Uses each of the modules from a module of its own: counts what a trace holds, then writes it with
 * every compression and counts again.
 */
public final class Consumer {
  private static final IpPrefix NET = IpPrefix.parse("192.0.2.0/24");

  private Consumer() {}

  /**
   * Prints what was counted.
   *
   * @param args a trace, and a folder for its copies
   */
  public static void main(String[] args) throws IOException {
    for (Class<?> type : List.of(Trace.class, DnsMessage.class, NET.getClass(), FlowTable.class)) {
      if (!type.getModule().isNamed()) {
        throw new IllegalStateException(type + " does not come from the module path");
      }
    }
    Path trace = Path.of(args[0]);
    String counted = count(trace);
    for (String ending : List.of("gz", "bz2", "xz", "lz4", "zst")) {
      Path copy = Path.of(args[1], "copy.pcap." + ending);
      try (Trace from = Trace.open(trace);
          TraceWriter to = TraceWriter.open(copy)) {
        for (Packet packet : from) {
          to.write(packet);
        }
      }
      if (Files.size(copy) >= Files.size(trace) || !count(copy).equals(counted)) {
        throw new IllegalStateException(copy + " is not what was written");
      }
    }
    System.out.println(counted);
  }

  private static String count(Path file) throws IOException {
    FlowTable flows = new FlowTable();
    PacketFilter filter = PacketFilter.compile("tcp and not port 22");
    long matched = 0;
    long ours = 0;
    long questions = 0;
    try (Trace trace = Trace.open(file)) {
      for (Packet packet : trace) {
        flows.add(packet);
        matched += filter.matches(packet) ? 1 : 0;
        Ip ip = packet.ip();
        ours += ip != null && ip.src() != null && NET.contains(ip.src()) ? 1 : 0;
        Udp udp = packet.udp();
        if (udp != null && udp.dstPort() == 53) {
          questions += DnsMessage.of(udp).questions().size();
        }
      }
    }
    return String.format(
        "packets=%d flows=%d matched=%d ours=%d questions=%d",
        flows.packets(), flows.size(), matched, ours, questions);
  }
}
