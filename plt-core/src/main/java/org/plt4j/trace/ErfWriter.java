// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.u8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.plt4j.internal.ErfRecord;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

/**
 * Writes ERF records (see {@link ErfReader}): Ethernet, HDLC and raw IP, as libtrace does without
 * padding that would align the next record; the two bytes before an Ethernet frame are zero.
 *
 * <p>A packet from ERF is written as the record that it came in, byte for byte, with its extension
 * headers, counters and padding; where it was cut, without the padding. A packet of unknown
 * direction is written as of port 1, which libtrace does too.
 */
final class ErfWriter extends RecordWriter {
  private static final int MAX = 0xffff;
  private static final int RECORD_LENGTH = 10;
  private static final int PORT_OF_UNKNOWN = 1;
  private static final long SECOND = 1_000_000_000;

  ErfWriter(Target target, WriteOptions options) {
    super(target, options);
    out.setOrder(ByteOrder.BIG_ENDIAN);
  }

  @Override
  void write(Packet packet) throws IOException {
    int head = erfHead(packet);
    if (head > 0) {
      copyRecord(packet, captured(packet), head);
    } else {
      newRecord(packet, captured(packet));
    }
  }

  /** The record that a packet came in. */
  private void copyRecord(Packet packet, int captured, int head) throws IOException {
    ByteBuffer bytes = PACKETS.bytes(packet);
    int start = PACKETS.start(packet);
    boolean cut = ErfRecord.isCut(captured, bytes, start, head);
    int length = cut ? head + captured : ErfRecord.length(bytes, start, head);
    out.begin(length);
    out.put(bytes, start - head, RECORD_LENGTH);
    out.u16(length);
    out.put(bytes, start - head + RECORD_LENGTH + 2, length - RECORD_LENGTH - 2);
  }

  private void newRecord(Packet packet, int captured) throws IOException {
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
      case LinkType.C_HDLC, LinkType.PPP_HDLC -> ErfReader.HDLC_POS;
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
        int type = linkType - LinkType.ERF_BASE;
        if (type > 0 && type < ErfReader.MORE) {
          yield type;
        }
        throw unwritable("an ERF file cannot hold " + describe(linkType));
      }
    };
  }

  /** Records that hold no packets: what they say of the capture. */
  @Override
  void writeBlock(TraceBlock block, Trace source) throws IOException {
    if (block.format() == TraceFormat.ERF) {
      ByteBuffer bytes = block.bytes();
      out.begin(bytes.limit());
      out.put(bytes, 0, bytes.limit());
    }
  }

  @Override
  void finish() {
    // there is no header
  }
}
