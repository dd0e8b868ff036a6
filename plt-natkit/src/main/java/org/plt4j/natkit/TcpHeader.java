// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.nio.ByteBuffer;
import org.plt4j.packet.HeaderOption;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.Ip6Fragment;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Stop;
import org.plt4j.packet.Tcp;

/** What the analysis reads of a segment: its fields as numbers, and how long its payload was. */
final class TcpHeader {
  private static final int MSS = 2;
  private static final int WINDOW_SCALE = 3;
  private static final int SACK_PERMITTED = 4;
  private static final int TIMESTAMPS = 8;

  final long time;
  final long bytes;
  final long sequenceNumber;
  final long acknowledgmentNumber;
  final int window;
  final boolean syn;
  final boolean fin;
  final boolean rst;
  final boolean ack;

  /** Bytes of payload on the wire; -1 in fragments, and where the header has no room. */
  final int payload;

  /** Whether all of the header that was sent was captured. */
  final boolean isWhole;

  // options, -1 where they are not there
  int mss = -1;
  int windowShift = -1;
  boolean sackPermitted;
  long timestampValue = -1;
  long timestampEcho = -1;

  TcpHeader(Packet packet, Ip ip, Tcp tcp) {
    time = packet.timestampNanos();
    bytes = packet.originalLength();
    sequenceNumber = tcp.sequenceNumber();
    acknowledgmentNumber = tcp.acknowledgmentNumber();
    window = tcp.window();
    syn = tcp.isSyn();
    fin = tcp.isFin();
    rst = tcp.isRst();
    ack = tcp.isAck();
    long end = end(packet, ip);
    long start = (long) tcp.offset() + tcp.headerLength();
    isWhole = packet.capturedLength() >= Math.min(end, start);
    payload =
        tcp.dataOffset() < 5 || start > end || isFragment(packet, ip) ? -1 : (int) (end - start);
    if (tcp.dataOffset() > 5) {
      readOptions(tcp);
    }
  }

  /** Where the datagram ended by its own length, and never behind the packet. */
  private static long end(Packet packet, Ip ip) {
    long end = packet.originalLength();
    if (ip instanceof Ip4 four) {
      int length = four.totalLength(); // 0 where the segment was left to the network card
      return length < 20 ? end : Math.min(end, (long) ip.offset() + length);
    }
    int length = ip instanceof Ip6 six ? six.payloadLength() : 0;
    return length <= 0 ? end : Math.min(end, ip.offset() + 40L + length);
  }

  private static boolean isFragment(Packet packet, Ip ip) {
    if (ip instanceof Ip4 four) {
      return four.isMoreFragments();
    }
    return packet.stop() == Stop.FRAGMENT
        || (ip instanceof Ip6 six
            && six.nextHeader() != packet.protocol()
            && packet.layer(Ip6Fragment.class) != null);
  }

  private void readOptions(Tcp tcp) {
    for (HeaderOption option : tcp.options()) {
      ByteBuffer value = option.value();
      switch (option.kind()) {
        case MSS -> mss = syn && mss < 0 ? NetworkBytes.u16(value, 0) : mss;
        case WINDOW_SCALE -> {
          if (syn && windowShift < 0 && value.limit() > 0) {
            windowShift = value.get(0) & 0xff;
          }
        }
        case SACK_PERMITTED -> sackPermitted |= syn;
        case TIMESTAMPS -> {
          timestampValue = NetworkBytes.u32(value, 0);
          timestampEcho = NetworkBytes.u32(value, 4);
        }
        default -> {}
      }
    }
  }

  /** How many numbers the segment takes up: its payload, SYN and FIN. */
  int span() {
    return payload + (syn ? 1 : 0) + (fin ? 1 : 0);
  }

  /** Whether neither SYN nor FIN nor RST is set. */
  boolean isPlain() {
    return !syn && !fin && !rst;
  }
}
