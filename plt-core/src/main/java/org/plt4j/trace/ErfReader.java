// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.i32le;
import static org.plt4j.internal.Bytes.i64le;
import static org.plt4j.internal.Bytes.plain64;
import static org.plt4j.internal.Bytes.plain64le;
import static org.plt4j.internal.Bytes.u16;
import static org.plt4j.internal.Bytes.u8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Origin;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

/**
 * Endace's extensible record format: records one after another, without a file header.
 *
 * <pre>
 *  timestamp (8, little endian: 2^-32 s), type (1), flags (1), rlen (2), lctr or colour (2), wlen (2)
 *  extension headers of 8 bytes each, while the top bit of the type, then of each, is set
 *  Ethernet types: offset (1), padding (1)
 *  the frame
 * </pre>
 *
 * {@code rlen} is the record's length with its headers and padding, {@code wlen} the packet's on
 * the wire. Multi-channel records have a header of 4 bytes in front of the frame, which belongs to
 * the packet's bytes. Records of padding are passed over; those of meta-data are no packets, but
 * {@link TraceBlock}s.
 */
final class ErfReader extends RecordReader {
  static final int HEADER = 16;

  private static final int MAX_RECORD = 0xffff;
  private static final int EXTENSION = 8;
  static final int MORE = 0x80;

  static final int HDLC_POS = 1;
  static final int ETH = 2;
  private static final int ATM = 3;
  private static final int AAL5 = 4;
  private static final int COLOR_HDLC_POS = 10;
  private static final int COLOR_ETH = 11;
  private static final int DSM_COLOR_HDLC_POS = 15;
  private static final int DSM_COLOR_ETH = 16;
  private static final int COLOR_MC_HDLC_POS = 17;
  private static final int COLOR_HASH_POS = 19;
  private static final int COLOR_HASH_ETH = 20;
  static final int IPV4 = 22;
  static final int IPV6 = 23;
  static final int META = 27;
  private static final int PAD = 48;

  /** One origin for each type and interface, made when first met. */
  private final @Nullable Origin[] origins = new Origin[128 * 4];

  private int met;
  private long lost;

  ErfReader(String trace, Window window) {
    super(trace, window);
  }

  /**
   * Whether the bytes that can be read look like ERF: a chain of records of known types that are as
   * long as they need to be. There is no magic number, so the first has to be there whole.
   */
  static boolean looksLikeErf(Window window) throws IOException {
    window.ensure(MAX_RECORD + HEADER);
    ByteBuffer b = window.bytes;
    int at = window.at;
    int seen = 0;
    while (seen < 64 && window.limit - at >= HEADER) {
      int rlen = u16(b, at + 10);
      if (!isKnown(u8(b, at + 8) & ~MORE) || rlen < HEADER) {
        return false;
      }
      seen++;
      if (window.limit - at < rlen) {
        return seen > 1; // the file, or the view of it, ends inside a record
      }
      at += rlen;
    }
    return seen > 0;
  }

  private static boolean isKnown(int kind) {
    return (kind > 0 && kind <= META) || kind == PAD;
  }

  @Override
  @Nullable Probe probe() throws IOException {
    if (!window.ensure(HEADER)) {
      return null;
    }
    int seconds = i32le(window.bytes, window.at + 4);
    return new Probe(1) {
      @Override
      int length(ByteBuffer b, int at, int limit) {
        if (limit - at < HEADER) {
          return CUT;
        }
        int type = u8(b, at + 8);
        int kind = type & ~MORE;
        int rlen = u16(b, at + 10);
        int least = HEADER + (type == kind ? 0 : EXTENSION) + (isEthernet(kind) ? 2 : 0);
        if (!isKnown(kind)
            || rlen < least
            || (kind != PAD && !isNear(i32le(b, at + 4) - seconds))) {
          return NONE;
        }
        return limit - at < rlen ? CUT : rlen;
      }
    };
  }

  @Override
  int readAhead(Records out, int max) {
    ByteBuffer b = window.bytes;
    int limit = window.limit;
    int at = touchAhead();
    int count = 0;
    while (count < max && limit - at >= HEADER) {
      // type, flags, record length, loss, wire length
      long fields = plain64(b, at + 8);
      int kind = (int) (fields >>> 56);
      int rlen = (int) (fields >>> 32) & 0xffff;
      int head = isEthernet(kind) ? HEADER + 2 : HEADER;
      if (limit - at < rlen
          || rlen < head
          || kind == PAD
          || kind == META
          || (kind & MORE) != 0
          || ((fields & 0xffff_0000L) != 0 && !isColoured(kind))) {
        break;
      }
      int wlen = (int) fields & 0xffff;
      int captured = Math.min(rlen - head, wlen);
      Origin origin = origin(kind, (int) (fields >>> 48) & 3, head);
      out.add(b, at + head, captured, wlen, plain64le(b, at), origin);
      count++;
      at += rlen;
    }
    window.at = at;
    return count;
  }

  @Override
  @Nullable Packet readOne() throws IOException {
    Window w = window;
    while (true) {
      if (w.isPast()) {
        return null;
      }
      if (!w.ensure(HEADER)) {
        return end();
      }
      int type = u8(w.bytes, w.at + 8);
      int rlen = u16(w.bytes, w.at + 10);
      if (rlen < HEADER) {
        throw bad(w.offset(), "ERF record length " + rlen + " is below the header's 16");
      }
      if (!w.ensure(rlen)) {
        return end();
      }
      ByteBuffer b = w.bytes;
      int at = w.at;
      int kind = type & ~MORE;
      int frame = at + HEADER;
      int end = at + rlen;
      for (int more = type; (more & MORE) != 0; frame += EXTENSION) {
        if (end - frame < EXTENSION) {
          throw bad(w.offset(), "the ERF record ends inside its extension headers");
        }
        more = u8(b, frame);
      }
      w.at = end;
      if (kind == META) {
        TraceBlock block =
            new TraceBlock(
                TraceFormat.ERF, kind, ByteOrder.BIG_ENDIAN, w.offset() - rlen, b.slice(at, rlen));
        if (hasRoom(rlen)) {
          keep(block);
        }
        tell(block);
      }
      if (kind == PAD || kind == META) {
        continue;
      }
      if (isEthernet(kind)) {
        if (end - frame < 2) {
          throw bad(w.offset() - rlen, "the ERF record ends before its Ethernet frame");
        }
        frame += 2;
      }
      if (!isColoured(kind)) {
        lost += u16(b, at + 12);
      }
      int wlen = u16(b, at + 14);
      int captured = Math.min(end - frame, wlen); // what is behind it aligns the next record
      Origin origin = origin(kind, u8(b, at + 9) & 3, frame - at);
      return PACKETS.make(b, frame, captured, wlen, i64le(b, at), origin);
    }
  }

  private static boolean isEthernet(int kind) {
    return kind == ETH || kind == COLOR_ETH || kind == DSM_COLOR_ETH || kind == COLOR_HASH_ETH;
  }

  /** Whether a colour stands where other types count lost packets. */
  static boolean isColoured(int kind) {
    return switch (kind) {
      case COLOR_HDLC_POS,
          COLOR_ETH,
          DSM_COLOR_HDLC_POS,
          DSM_COLOR_ETH,
          COLOR_MC_HDLC_POS,
          COLOR_HASH_POS,
          COLOR_HASH_ETH ->
          true;
      default -> false;
    };
  }

  private Origin origin(int kind, int direction, int head) {
    int index = kind << 2 | direction;
    Origin known = origins[index];
    return known != null && known.erfHead() == head ? known : newOrigin(index, kind, head);
  }

  /** Makes the origin of packets with so many bytes of their record before them. */
  private Origin newOrigin(int index, int kind, int head) {
    Origin known = origins[index];
    int direction = index & 3;
    if (known == null) {
      int fcs = isEthernet(kind) ? Origin.FCS : 0; // wlen counts it
      int linkType = linkType(kind);
      TraceInterface source = new TraceInterface(met++, linkType, 0, Origin.ERF_RESOLUTION, fcs);
      add(source);
      known =
          new Origin(
              linkType,
              Packet.UNKNOWN,
              direction,
              0,
              -fcs,
              true,
              Origin.ERF_RESOLUTION,
              head,
              null,
              source);
    } else { // with another number of extension headers
      known = known.withErfHead(head);
    }
    origins[index] = known;
    return known;
  }

  private static int linkType(int kind) {
    return switch (kind) {
      case ETH, COLOR_ETH, DSM_COLOR_ETH, COLOR_HASH_ETH -> LinkType.ETHERNET;
      case HDLC_POS, COLOR_HDLC_POS, DSM_COLOR_HDLC_POS, COLOR_HASH_POS -> LinkType.C_HDLC;
      case ATM -> LinkType.ERF_ATM;
      case AAL5 -> LinkType.ERF_AAL5;
      case IPV4 -> LinkType.IPV4;
      case IPV6 -> LinkType.IPV6;
      default -> LinkType.ERF_BASE + kind;
    };
  }

  @Override
  long dropped() {
    return lost;
  }

  @Override
  TraceFormat format() {
    return TraceFormat.ERF;
  }
}
