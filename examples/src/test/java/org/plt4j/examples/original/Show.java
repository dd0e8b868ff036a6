// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.plt4j.natkit.FlowKey;
import org.plt4j.packet.Checksum;
import org.plt4j.packet.Icmp;
import org.plt4j.packet.Icmp6;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;

/** Prints headers in the layout that the test programs share. */
final class Show {
  /** The programs print local time where the original was written. */
  private static final ZoneId ZONE = ZoneId.of("Pacific/Auckland");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZONE);
  private static final DateTimeFormatter SHORT_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSS").withZone(ZONE);

  private static final HexFormat HEX = HexFormat.of();
  private static final int MAX_DUMPED = 64;

  private Show() {}

  static void head(PrintStream out, String trace) {
    out.println("fn = " + trace);
    out.println();
  }

  static void counts(PrintStream out, Trace trace) {
    out.printf(" %5d packets accepted%n", trace.accepted());
    String dropped = trace.dropped() == Trace.NOT_KNOWN ? "unknown" : "" + trace.dropped();
    out.printf(" %5s packets dropped%n", dropped);
  }

  // ---- headers

  static void ip(PrintStream out, Ip4 ip) {
    addresses(out, ip);
    out.printf(
        "             ttl=%d, hlen=%d, plen=%d,  mf=%s, frag_offset=%d, ident=%04x%n",
        ip.ttl(),
        ip.headerLength() / 4,
        ip.totalLength(),
        truth(ip.isMoreFragments()),
        ip.fragmentOffset(),
        ip.identification());
  }

  static void ip6(PrintStream out, Ip6 ip) {
    addresses(out, ip);
    out.printf(
        "             ttl=%d, hlen=None, plen=None flow_label=%x, payload_len=%d, next_hdr=%d%n",
        ip.hopLimit(), ip.flowLabel(), ip.payloadLength(), ip.nextHeader());
  }

  private static void addresses(PrintStream out, Ip ip) {
    out.printf(
        " %s -> %s, proto=%d, tclass=%x,%n", ip.src(), ip.dst(), ip.protocol(), ip.trafficClass());
  }

  static void tcp(PrintStream out, Tcp tcp) {
    Ip ip = tcp.packet().ip();
    out.printf(
        " TCP, %s -> %s, %d -> %d, seq=%d, ack=%d%n",
        ip.src(),
        ip.dst(),
        tcp.srcPort(),
        tcp.dstPort(),
        tcp.sequenceNumber(),
        tcp.acknowledgmentNumber());
    out.printf(
        "          flags=%02x (%s), window=%d, checksum=%x, urg_ptr=%d%n",
        tcp.flags(), letters(tcp), tcp.window(), tcp.checksum(), tcp.urgentPointer());
    ByteBuffer payload = from(tcp.data(), tcp.headerLength());
    if (payload.hasRemaining()) {
      out.println("  ");
      out.println("          payload:" + groups(payload, 12));
    } else {
      out.println("          no payload");
    }
  }

  private static String letters(Tcp tcp) {
    return (tcp.isUrg() ? "U" : "")
        + (tcp.isPsh() ? "P" : "")
        + (tcp.isRst() ? "R" : "")
        + (tcp.isFin() ? "F" : "")
        + (tcp.isSyn() ? "S" : "")
        + (tcp.isAck() ? "A" : "");
  }

  static void udp(PrintStream out, Udp udp) {
    out.printf(
        " UDP, src_port=%d, dest_port=%d, len=%d, checksum=%04x%n",
        udp.srcPort(), udp.dstPort(), udp.length(), udp.checksum());
  }

  static void icmp(PrintStream out, Icmp icmp) {
    Packet packet = icmp.packet();
    out.printf(
        "            ICMP, type=%d, code=%d, checksum=%04x,  wlen=%d, clen=%d, %s%n",
        icmp.type(),
        icmp.code(),
        icmp.checksum(),
        packet.wireLength(),
        packet.capturedLength(),
        SHORT_TIME.format(packet.timestamp()));
    switch (icmp.type()) {
      case Icmp.ECHO_REPLY -> out.println("            Echo reply,   " + echo(icmp));
      case Icmp.ECHO -> out.println("            Echo request, " + echo(icmp));
      case Icmp.UNREACHABLE -> out.println("            Destination unreachable,  " + quoted(icmp));
      case Icmp.SOURCE_QUENCH -> out.println("            Source quench,  " + quoted(icmp));
      case Icmp.REDIRECT ->
          out.println("            Redirect, gateway=" + icmp.gateway() + ",  " + quoted(icmp));
      case Icmp.TIME_EXCEEDED -> out.println("            Time exceeded,  " + quoted(icmp));
      default -> out.print("             Other, ");
    }
    boolean echo = icmp.type() == Icmp.ECHO_REPLY || icmp.type() == Icmp.ECHO;
    String label = echo ? "            Echo" : "            IP  ";
    dump(out, label, 16, from(icmp.data(), 8));
  }

  private static String echo(Icmp icmp) {
    return String.format("ident=%04x, sequence=%d", icmp.identifier(), icmp.sequenceNumber());
  }

  private static String quoted(Icmp icmp) {
    Ip4 ip = icmp.quoted().ip4();
    return "proto=%d, TTL=%d, pkt_len=%d".formatted(ip.protocol(), ip.ttl(), ip.totalLength());
  }

  static void icmp6(PrintStream out, Icmp6 icmp) {
    Packet packet = icmp.packet();
    out.printf(
        "         ICMP6: stype=%d, code=%d, checksum=%04x, wlen=%d, clen=%d, %s%n",
        icmp.type(),
        icmp.code(),
        icmp.checksum(),
        packet.wireLength(),
        packet.capturedLength(),
        SHORT_TIME.format(packet.timestamp()));
    out.println("            " + describe(icmp, packet.ip6()));
    String label =
        switch (icmp.type()) {
          case Icmp6.UNREACHABLE, Icmp6.TIME_EXCEEDED, Icmp6.PARAMETER_PROBLEM ->
              "            IP6 ";
          case Icmp6.PACKET_TOO_BIG -> "            IP  ";
          default -> "            Data";
        };
    dump(out, label, 15, from(icmp.data(), 8));
  }

  private static String describe(Icmp6 icmp, Ip6 ip) {
    return switch (icmp.type()) {
      case Icmp6.UNREACHABLE -> "Destination unreachable:  " + quoted(icmp);
      case Icmp6.PACKET_TOO_BIG -> "Packet Too Big; MTU=" + icmp.mtu() + ":  " + quoted(icmp);
      case Icmp6.TIME_EXCEEDED -> "Time Exceeded:  " + quoted(icmp);
      case Icmp6.PARAMETER_PROBLEM ->
          "Parameter Problem; pointer=" + icmp.pointer() + ",  " + quoted(icmp);
      case Icmp6.ECHO_REQUEST -> "Echo request: " + echo(icmp);
      case Icmp6.ECHO_REPLY -> "Echo reply:   " + echo(icmp);
      case Icmp6.NEIGHBOUR_SOLICITATION, Icmp6.NEIGHBOUR_ADVERTISEMENT ->
          name(icmp) + ": target_prefix=" + icmp.target() + ", src_prefix=" + ip.src() + " ";
      default -> name(icmp) + ": src_prefix=" + ip.src() + " ";
    };
  }

  private static String name(Icmp6 icmp) {
    return switch (icmp.type()) {
      case Icmp6.ROUTER_SOLICITATION -> "Router Solicitation";
      case Icmp6.ROUTER_ADVERTISEMENT -> "Router Advertisment";
      case Icmp6.NEIGHBOUR_SOLICITATION -> "Neighbour Solicitation";
      case Icmp6.NEIGHBOUR_ADVERTISEMENT -> "Neighbour Advertisment";
      case Icmp6.REDIRECT -> "Redirect";
      case 138 -> "Router Renumbering";
      default -> "Other";
    };
  }

  private static String echo(Icmp6 icmp) {
    return String.format("ident=%04x, sequence=%d", icmp.identifier(), icmp.sequenceNumber());
  }

  private static String quoted(Icmp6 icmp) {
    Ip6 ip = icmp.quoted().ip6();
    return ip.src() + " -> " + ip.dst() + ", TTL=" + ip.hopLimit();
  }

  // ---- flows

  static void flow(PrintStream out, int n, FlowKey key) {
    out.printf(
        " %5d: %d %3d  %5d %5d  %s  %s%n",
        n, key.version(), key.protocol(), key.srcPort(), key.dstPort(), key.src(), key.dst());
  }

  static void key(PrintStream out, String label, FlowKey key) {
    out.println(" " + label + " =" + hex(ByteBuffer.wrap(key.toBytes())) + " ");
  }

  // ---- bytes and values

  /** A label, padded, and up to 64 bytes in groups of 8 and lines of 32. */
  static void dump(PrintStream out, String label, int offset, ByteBuffer bytes) {
    out.println(
        "  "
            + label
            + " ".repeat(Math.max(0, offset + 1 - label.length()))
            + groups(bytes, offset));
  }

  private static String groups(ByteBuffer bytes, int offset) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(MAX_DUMPED, bytes.limit()); i++) {
      if (i > 0 && i % 32 == 0) {
        text.append(System.lineSeparator()).append(" ".repeat(offset - 1));
      }
      if (i > 0 && i % 8 == 0) {
        text.append("  ");
      }
      text.append(' ').append(HEX.toHexDigits(bytes.get(i)));
    }
    return text.toString();
  }

  /** Each byte as a blank and two digits. */
  static String hex(ByteBuffer bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.limit(); i++) {
      text.append(' ').append(HEX.toHexDigits(bytes.get(i)));
    }
    return text.toString();
  }

  /** The bytes from an offset to the end of the capture. */
  static ByteBuffer from(ByteBuffer bytes, int offset) {
    int start = Math.min(offset, bytes.limit());
    return bytes.slice(start, bytes.limit() - start);
  }

  static String time(Instant time) {
    return TIME.format(time);
  }

  static String truth(boolean value) {
    return value ? "True" : "False";
  }

  /** True, False, or None where it cannot be told. */
  static String truth(Checksum checksum) {
    return switch (checksum) {
      case GOOD -> "True";
      case BAD -> "False";
      case UNKNOWN, NONE -> "None";
    };
  }
}
