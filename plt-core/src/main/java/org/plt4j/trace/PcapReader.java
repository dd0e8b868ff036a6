// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.i32;
import static org.plt4j.internal.Bytes.i32le;
import static org.plt4j.internal.Bytes.plain64;
import static org.plt4j.internal.Bytes.plain64le;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Origin;
import org.plt4j.packet.Packet;

/**
 * The capture file of libpcap (draft-ietf-opsawg-pcap).
 *
 * <pre>
 *  file header: magic (4), major (2), minor (2), reserved (8), snap length (4), link type (4)
 *  record:      seconds (4), fraction (4), captured length (4), original length (4)
 *               [modified: interface (4), protocol (2), packet type (1), padding (1)]
 * </pre>
 *
 * The magic number tells byte order, the unit of the fraction, and whether records are Kuznetzov's
 * modified ones. The upper bits of the link type field speak of the FCS and are left out. The snap
 * length is not relied upon.
 */
final class PcapReader extends RecordReader {
  static final int MICROSECONDS = 0xa1b2c3d4;
  static final int NANOSECONDS = 0xa1b23c4d;
  static final int MODIFIED = 0xa1b2cd34;

  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int MODIFIED_RECORD_HEADER = 24;
  static final int FCS_GIVEN = 0x0400_0000;
  private static final int LINK_TYPE_BITS = 0x03ff_ffff;

  final boolean bigEndian;
  private final int recordHeader;
  private final long nanosPerUnit;
  private final Origin origin;
  private final int maxCaptured;

  /**
   * Files older than version 2.3 have the two lengths the other way round; 2.3 has them so or so.
   */
  private final boolean swapped;

  private final boolean maybeSwapped;

  PcapReader(String trace, Window window) throws IOException {
    super(trace, window);
    if (!window.ensure(FILE_HEADER)) {
      throw new TraceFormatException(trace, 0, 0, "the file ends inside the header", null);
    }
    int magic = i32(window.bytes, window.at);
    bigEndian = isMagic(magic);
    if (!bigEndian) {
      magic = Integer.reverseBytes(magic);
    }
    if (!isMagic(magic)) {
      throw new TraceFormatException(trace, 0, 0, "this is not a pcap file", null);
    }
    recordHeader = magic == MODIFIED ? MODIFIED_RECORD_HEADER : RECORD_HEADER;
    nanosPerUnit = magic == NANOSECONDS ? 1 : 1000;
    int version = word(window.at + 4);
    int major = bigEndian ? version >>> 16 : version & 0xffff;
    int minor = bigEndian ? version & 0xffff : version >>> 16;
    swapped = major == 2 && minor < 3;
    maybeSwapped = major == 2 && minor == 3;
    int resolution = nanosPerUnit == 1 ? Origin.NANOSECONDS : Origin.MICROSECONDS;
    int last = word(window.at + 20);
    int linkType = last & LINK_TYPE_BITS;
    int fcs = (last & FCS_GIVEN) == 0 ? (int) Trace.NOT_KNOWN : (last >>> 28) * 2;
    TraceInterface only =
        new TraceInterface(0, linkType, word(window.at + 16) & 0xffff_ffffL, resolution, fcs);
    add(only);
    origin = Origin.nanos(linkType, Packet.UNKNOWN, Packet.UNKNOWN, resolution, null, only);
    maxCaptured = maxCaptured(linkType);
    window.at += FILE_HEADER;
  }

  /** Whether these big-endian four bytes are one of the magic numbers. */
  static boolean isMagic(int magic) {
    return magic == MICROSECONDS || magic == NANOSECONDS || magic == MODIFIED;
  }

  /** Whether its records are those that are written today. */
  boolean isUsual() {
    return recordHeader == RECORD_HEADER && !swapped && !maybeSwapped;
  }

  private int word(int at) {
    return word(window.bytes, at);
  }

  private int word(ByteBuffer b, int at) {
    return bigEndian ? i32(b, at) : i32le(b, at);
  }

  @Override
  int readAhead(Records out, int max) {
    if (swapped || maybeSwapped) {
      return 0;
    }
    ByteBuffer b = window.bytes;
    int limit = window.limit;
    int header = recordHeader;
    int at = touchAhead();
    int count = 0;
    while (count < max && limit - at >= header) {
      // two reads for four words
      long times = bigEndian ? plain64(b, at) : Long.rotateLeft(plain64le(b, at), 32);
      long lengths = bigEndian ? plain64(b, at + 8) : Long.rotateLeft(plain64le(b, at + 8), 32);
      int captured = (int) (lengths >>> 32);
      if (captured < 0 || captured > maxCaptured || limit - at - header < captured) {
        break;
      }
      out.add(b, at + header, captured, (int) lengths, nanos(times), origin);
      count++;
      at += header + captured;
    }
    window.at = at;
    return count;
  }

  /** The time of a record whose two words are the halves of this one. */
  private long nanos(long times) {
    return (times >>> 32) * 1_000_000_000 + (times & 0xffff_ffffL) * nanosPerUnit;
  }

  @Override
  @Nullable Packet readOne() throws IOException {
    Window w = window;
    int header = recordHeader;
    if (w.isPast()) {
      return null;
    }
    if (!w.ensure(header)) {
      return end();
    }
    int captured = word(w.at + 8);
    int original = word(w.at + 12);
    if (swapped || (maybeSwapped && Integer.compareUnsigned(captured, original) > 0)) {
      int length = captured;
      captured = original;
      original = length;
    }
    if (captured < 0 || captured > maxCaptured) {
      throw bad(
          w.offset(),
          "captured length "
              + Integer.toUnsignedString(captured)
              + " is beyond the maximum of "
              + maxCaptured);
    }
    if (!w.ensure(header + captured)) {
      return end();
    }
    int at = w.at;
    w.at = at + header + captured;
    long times = ((long) word(at) << 32) | (word(at + 4) & 0xffff_ffffL);
    return PACKETS.make(w.bytes, at + header, captured, original, nanos(times), origin);
  }

  @Override
  @Nullable Probe probe() throws IOException {
    long snapLength = latestInterface == null ? 0 : latestInterface.snapLength();
    if (maxCaptured > MAX_CAPTURED || !window.ensure(recordHeader)) {
      return null;
    }
    int seconds = word(window.at);
    int most = (int) (snapLength == 0 || snapLength > MAX_CAPTURED ? MAX_CAPTURED : snapLength);
    return new Probe(1) {
      @Override
      int length(ByteBuffer b, int at, int limit) {
        if (limit - at < recordHeader) {
          return CUT;
        }
        if (!isNear(word(b, at) - seconds)) {
          return NONE; // nearly always, and nothing else was read
        }
        int captured = word(b, at + 8);
        int original = word(b, at + 12);
        if (swapped || (maybeSwapped && Integer.compareUnsigned(captured, original) > 0)) {
          int length = captured;
          captured = original;
          original = length;
        }
        if (captured < 0
            || captured > most
            || captured > original
            || original > MAX_ORIGINAL
            || (word(b, at + 4) & 0xffff_ffffL) * nanosPerUnit >= 1_000_000_000) {
          return NONE;
        }
        return limit - at - recordHeader < captured ? CUT : recordHeader + captured;
      }
    };
  }

  @Override
  long dropped() {
    return Trace.NOT_KNOWN;
  }

  @Override
  TraceFormat format() {
    return TraceFormat.PCAP;
  }

  @Override
  ByteOrder byteOrder() {
    return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }
}
