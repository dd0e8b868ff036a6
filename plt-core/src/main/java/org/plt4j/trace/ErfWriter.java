// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.u8;

import java.io.IOException;
import java.nio.ByteOrder;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

/**
 * Writes ERF records (see {@link ErfReader}): Ethernet, HDLC and raw IP, as libtrace does without
 * padding that would align the next record; the two bytes before an Ethernet frame are zero.
 *
 * <p>A packet of unknown direction is written as of port 1, which libtrace does too.
 */
final class ErfWriter extends RecordWriter {
  private static final int MAX = 0xffff;
  private static final int PORT_OF_UNKNOWN = 1;
  private static final long SECOND = 1_000_000_000;

  ErfWriter(Target target, WriteOptions options) {
    super(target, options);
    out.setOrder(ByteOrder.BIG_ENDIAN);
  }

  @Override
  void write(Packet packet) throws IOException {
    int captured = captured(packet);
    int type = type(packet);
    int head = ErfReader.HEADER + (type == ErfReader.ETH ? 2 : 0);
    long wireLength = packet.wireLength();
    if (captured > MAX - head || wireLength > MAX) {
      throw unwritable(
          "an ERF record holds at most "
              + MAX
              + " bytes, the packet has "
              + Math.max(captured + head, wireLength));
    }
    int direction = packet.direction();
    out.begin(head + (long) captured);
    out.u64(Long.reverseBytes(time(packet)));
    out.u8(type);
    out.u8(direction == Packet.UNKNOWN ? PORT_OF_UNKNOWN : direction);
    out.u16(head + captured);
    out.u16(0); // lost packets
    out.u16((int) wireLength);
    out.zeros(head - ErfReader.HEADER);
    putData(packet, captured);
  }

  /** The packet's time, or the nearest one that 32 bits of seconds since 1970 can tell. */
  private static long time(Packet packet) {
    long nanos = packet.timestampNanos();
    if (nanos < 0) {
      return 0;
    }
    return (nanos / SECOND) >>> 32 != 0 ? -1 : packet.erfTimestamp();
  }

  private int type(Packet packet) throws IOException {
    int linkType = packet.linkType();
    return switch (linkType) {
      case LinkType.ETHERNET -> ErfReader.ETH;
      case LinkType.C_HDLC -> ErfReader.HDLC_POS;
      case LinkType.IPV4 -> ErfReader.IPV4;
      case LinkType.IPV6 -> ErfReader.IPV6;
      case LinkType.RAW, LinkType.RAW_12, LinkType.RAW_14 -> {
        int version =
            packet.capturedLength() == 0
                ? 0
                : u8(PACKETS.bytes(packet), PACKETS.start(packet)) >> 4;
        if (version != 4 && version != 6) {
          throw unwritable("an ERF file cannot hold a raw packet that is neither IPv4 nor IPv6");
        }
        yield version == 4 ? ErfReader.IPV4 : ErfReader.IPV6;
      }
      default -> {
        if (linkType >>> 16 == LinkType.ERF_BASE >>> 16) {
          yield linkType - LinkType.ERF_BASE;
        }
        throw unwritable("an ERF file cannot hold " + describe(linkType));
      }
    };
  }

  @Override
  void finish() {
    // there is no header
  }
}
