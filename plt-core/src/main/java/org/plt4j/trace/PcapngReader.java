// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.i32;
import static org.plt4j.internal.Bytes.i32le;
import static org.plt4j.internal.Bytes.i64;
import static org.plt4j.internal.Bytes.i64le;
import static org.plt4j.internal.Bytes.u16;
import static org.plt4j.internal.Bytes.u16le;
import static org.plt4j.internal.Bytes.u8;

import com.google.common.math.LongMath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Origin;
import org.plt4j.packet.Packet;

/**
 * The next generation capture file (draft-ietf-opsawg-pcapng): blocks one after another, in
 * sections, each of which has its own byte order and its own interfaces.
 *
 * <pre>
 *  block: type (4), total length (4), body, options, total length (4)
 * </pre>
 *
 * Packets come from enhanced, simple and obsolete packet blocks. Interfaces may differ in link
 * type, snap length and time resolution. Blocks of other types are passed over.
 */
final class PcapngReader extends RecordReader {
  static final int SECTION_HEADER = 0x0a0d0d0a; // the same in either byte order

  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int OBSOLETE_PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int INTERFACE_STATISTICS = 5;
  private static final int ENHANCED_PACKET = 6;

  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final int BLOCK_OVERHEAD = 12;

  /** Where the data of enhanced and obsolete packet blocks start. */
  private static final int PACKET_DATA = 28;

  /** The most that options may add to a block that has to be held whole. */
  private static final int MAX_OPTIONS = 16 << 20;

  private static final int OPTION_END = 0;
  private static final int EPB_FLAGS = 2;
  private static final int EPB_DROP_COUNT = 4;
  private static final int IF_TIME_RESOLUTION = 9;
  private static final int IF_TIME_OFFSET = 14;
  private static final int ISB_IF_DROP = 5;

  private boolean bigEndian;
  private final List<Interface> interfaces = new ArrayList<>();
  private long lostInEarlierSections = 0;
  private boolean lossKnown;

  PcapngReader(String trace, Window window) throws IOException {
    super(trace, window);
    if (!window.ensure(BLOCK_OVERHEAD)) {
      throw new TraceFormatException(trace, 0, 0, "the file ends inside the header", null);
    }
    if (i32(window.bytes, window.at) != SECTION_HEADER) {
      throw new TraceFormatException(trace, 0, 0, "this is not a pcapng file", null);
    }
  }

  private int word(int at) {
    return bigEndian ? i32(window.bytes, at) : i32le(window.bytes, at);
  }

  private int half(int at) {
    return bigEndian ? u16(window.bytes, at) : u16le(window.bytes, at);
  }

  @Override
  @Nullable Packet readOne() throws IOException {
    Window w = window;
    while (true) {
      if (!w.ensure(BLOCK_OVERHEAD)) {
        return end();
      }
      if (i32(w.bytes, w.at) == SECTION_HEADER && !startSection()) {
        return end();
      }
      int type = word(w.at);
      long total = word(w.at + 4) & 0xffff_ffffL;
      if (total < BLOCK_OVERHEAD || (total & 3) != 0) {
        throw bad(w.offset(), "block length " + total + " is impossible");
      }
      switch (type) {
        case ENHANCED_PACKET, OBSOLETE_PACKET, SIMPLE_PACKET -> {
          Packet packet =
              type == SIMPLE_PACKET ? simplePacketBlock(total) : packetBlock(type, total);
          if (packet == null) {
            return end();
          }
          return packet;
        }
        case INTERFACE_DESCRIPTION, INTERFACE_STATISTICS -> {
          if (!whole(total, MAX_OPTIONS)) {
            return end();
          }
          if (type == INTERFACE_DESCRIPTION) {
            interfaceDescription((int) total);
          } else {
            interfaceStatistics((int) total);
          }
          w.at += (int) total;
        }
        default -> {
          long offset = w.offset();
          if (!w.skip(total - 4) || !w.ensure(4)) {
            endedInsideRecord = true;
            return end();
          }
          checkTrailer(offset, total, w.at);
          w.at += 4;
        }
      }
    }
  }

  /** Makes a block readable whole; false if the file ends inside it. */
  private boolean whole(long total, int max) throws IOException {
    if (total > max) {
      throw bad(window.offset(), "block length " + total + " is beyond the maximum of " + max);
    }
    if (!window.ensure((int) total)) {
      return false;
    }
    checkTrailer(window.offset(), total, window.at + (int) total - 4);
    return true;
  }

  private void checkTrailer(long offset, long total, int at) throws IOException {
    long again = word(at) & 0xffff_ffffL;
    if (again != total) {
      throw bad(offset, "block lengths differ: " + total + " before, " + again + " behind");
    }
  }

  /**
   * Reads the byte order; false if the file ends before it. The block itself is then passed over.
   */
  private boolean startSection() throws IOException {
    if (!window.ensure(BLOCK_OVERHEAD + 16)) {
      return false;
    }
    int magic = i32(window.bytes, window.at + 8);
    if (magic != BYTE_ORDER_MAGIC && Integer.reverseBytes(magic) != BYTE_ORDER_MAGIC) {
      throw bad(
          window.offset(), "byte order magic " + Integer.toHexString(magic) + " is not 1a2b3c4d");
    }
    bigEndian = magic == BYTE_ORDER_MAGIC;
    int major = half(window.at + 12);
    if (major != 1) {
      throw bad(window.offset(), "pcapng version " + major + " is unknown");
    }
    for (Interface each : interfaces) {
      lostInEarlierSections += each.lost();
    }
    interfaces.clear();
    return true;
  }

  private void interfaceDescription(int total) throws IOException {
    int at = window.at;
    if (total < 20) {
      throw bad(window.offset(), "interface description of " + total + " bytes");
    }
    Interface described = new Interface(interfaces.size(), half(at + 8), word(at + 12));
    int end = at + total - 4;
    for (int option = at + 16; end - option >= 4; ) {
      int code = half(option);
      int length = half(option + 2);
      int value = option + 4;
      if (code == OPTION_END || end - value < length) {
        break;
      }
      if (code == IF_TIME_RESOLUTION && length >= 1) {
        described.setResolution(u8(window.bytes, value));
      } else if (code == IF_TIME_OFFSET && length >= 8) {
        described.offsetNanos = LongMath.saturatedMultiply(longAt(value), Interface.NANOS);
      }
      option = value + (length + 3 & ~3);
    }
    interfaces.add(described);
  }

  private void interfaceStatistics(int total) {
    int at = window.at;
    if (total < 24 || Integer.compareUnsigned(word(at + 8), interfaces.size()) >= 0) {
      return;
    }
    int end = at + total - 4;
    for (int option = at + 20; end - option >= 4; ) {
      int code = half(option);
      int length = half(option + 2);
      int value = option + 4;
      if (code == OPTION_END || end - value < length) {
        break;
      }
      if (code == ISB_IF_DROP && length >= 8) {
        interfaces.get(word(at + 8)).droppedByStatistics = longAt(value);
        lossKnown = true;
      }
      option = value + (length + 3 & ~3);
    }
  }

  private long longAt(int at) {
    return bigEndian ? i64(window.bytes, at) : i64le(window.bytes, at);
  }

  private Interface interfaceOf(long id) throws IOException {
    if (id >= interfaces.size()) {
      throw bad(window.offset(), "interface " + id + " was not described");
    }
    return interfaces.get((int) id);
  }

  /**
   * An enhanced or obsolete packet block: both have their data at the same place. Null if the file
   * ends inside it.
   */
  private @Nullable Packet packetBlock(int type, long total) throws IOException {
    Window w = window;
    if (total < PACKET_DATA + 4) {
      throw bad(w.offset(), "packet block of " + total + " bytes");
    }
    if (!w.ensure(PACKET_DATA)) {
      return null;
    }
    boolean enhanced = type == ENHANCED_PACKET;
    Interface source = interfaceOf(enhanced ? word(w.at + 8) & 0xffff_ffffL : half(w.at + 8));
    int captured = word(w.at + 20);
    checkCaptured(captured, source, total - PACKET_DATA - 4);
    if (!whole(total, source.maxCaptured + MAX_OPTIONS)) {
      return null;
    }
    ByteBuffer b = w.bytes;
    int at = w.at;
    int data = at + PACKET_DATA;
    int end = at + (int) total - 4;
    int options = data + (captured + 3 & ~3);
    int direction =
        end - options >= 4 ? packetOptions(source, options, end, enhanced) : Packet.UNKNOWN;
    if (!enhanced && half(at + 10) != 0xffff) {
      source.droppedByPackets += half(at + 10);
      lossKnown = true;
    }
    long time = source.nanos(word(at + 12) & 0xffff_ffffL, word(at + 16) & 0xffff_ffffL);
    w.at = at + (int) total;
    return PACKETS.make(b, data, captured, word(at + 24), time, source.origin(direction));
  }

  /** The direction that the flags tell; counts drops on the way. */
  private int packetOptions(Interface source, int from, int end, boolean enhanced) {
    int direction = Packet.UNKNOWN;
    for (int option = from; end - option >= 4; ) {
      int code = half(option);
      int length = half(option + 2);
      int value = option + 4;
      if (code == OPTION_END || end - value < length) {
        break;
      }
      if (code == EPB_FLAGS && length >= 4) {
        direction =
            switch (word(value) & 3) {
              case 1 -> 1; // inbound
              case 2 -> 0; // outbound
              default -> Packet.UNKNOWN;
            };
      } else if (code == EPB_DROP_COUNT && length >= 8 && enhanced) {
        source.droppedByPackets += longAt(value);
        lossKnown = true;
      }
      option = value + (length + 3 & ~3);
    }
    return direction;
  }

  /** A simple packet block: no interface, no time. Null if the file ends inside it. */
  private @Nullable Packet simplePacketBlock(long total) throws IOException {
    Window w = window;
    if (total < 16) {
      throw bad(w.offset(), "packet block of " + total + " bytes");
    }
    if (!w.ensure(12)) {
      return null;
    }
    Interface source = interfaceOf(0);
    int original = word(w.at + 8);
    // the captured length is not written: it is what the snap length left
    long captured = Math.min(original & 0xffff_ffffL, total - 16);
    if (source.snapLength != 0) {
      captured = Math.min(captured, source.snapLength & 0xffff_ffffL);
    }
    checkCaptured((int) Math.min(captured, Integer.MAX_VALUE), source, total - 16);
    if (!whole(total, source.maxCaptured + MAX_OPTIONS)) {
      return null;
    }
    int data = w.at + 12;
    w.at += (int) total;
    return PACKETS.make(w.bytes, data, (int) captured, original, 0, source.origin(Packet.UNKNOWN));
  }

  private void checkCaptured(int captured, Interface source, long room) throws IOException {
    if (captured < 0 || captured > source.maxCaptured || captured > room) {
      throw bad(
          window.offset(),
          "captured length "
              + Integer.toUnsignedString(captured)
              + " is beyond "
              + (captured >= 0 && captured <= source.maxCaptured
                  ? "its block"
                  : "the maximum of " + source.maxCaptured));
    }
  }

  @Override
  long dropped() {
    long lost = lostInEarlierSections;
    for (Interface each : interfaces) {
      lost += each.lost();
    }
    return lossKnown ? lost : Trace.NOT_KNOWN;
  }

  @Override
  TraceFormat format() {
    return TraceFormat.PCAPNG;
  }

  /** What an interface description block says, and what its packets lost. */
  private static final class Interface {
    private static final long NANOS = 1_000_000_000;

    final int snapLength;
    final int maxCaptured;
    private final int id;
    private final int linkType;
    private final @Nullable Origin[] origins = new Origin[3];

    /** if_tsresol. */
    private int resolution = Origin.MICROSECONDS;

    /** Nanoseconds in a unit of time, or 0 where a unit is less than one. */
    private long nanosPerUnit = 1000;

    /** The latest time whose nanoseconds a long holds. */
    private long maxTime = Long.MAX_VALUE / 1000;

    /** Units of time in a nanosecond where a unit is less than one, or 0 where they are binary. */
    private long unitsPerNano;

    /** The exponent where a unit is a power of two of a second. */
    private int binaryDigits;

    long offsetNanos;
    long droppedByStatistics = Trace.NOT_KNOWN;
    long droppedByPackets;

    Interface(int id, int linkType, int snapLength) {
      this.id = id;
      this.linkType = linkType;
      this.snapLength = snapLength;
      this.maxCaptured = maxCaptured(linkType);
    }

    /** The statistics block counts all that was lost; packets only what was lost before them. */
    long lost() {
      return droppedByStatistics != Trace.NOT_KNOWN ? droppedByStatistics : droppedByPackets;
    }

    /** if_tsresol: the top bit chooses between negative powers of two and of ten. */
    void setResolution(int newResolution) {
      resolution = newResolution;
      int exponent = resolution & 0x7f;
      nanosPerUnit = 0;
      unitsPerNano = 0;
      binaryDigits = 0;
      if ((resolution & 0x80) != 0) {
        binaryDigits = exponent;
      } else if (exponent <= 9) {
        nanosPerUnit = LongMath.pow(10, 9 - exponent);
        maxTime = Long.MAX_VALUE / nanosPerUnit;
      } else { // from 10^-28 s on no clock of 64 bits reaches a nanosecond
        unitsPerNano = exponent <= 27 ? LongMath.pow(10, exponent - 9) : Long.MAX_VALUE;
      }
    }

    /**
     * Nanoseconds since 1970, parts of a nanosecond cut off; beyond the year 2262, where they no
     * longer fit, {@link Long#MAX_VALUE}.
     */
    long nanos(long timeHigh, long timeLow) {
      long time = timeHigh << 32 | timeLow;
      long nanos;
      if (nanosPerUnit != 0) {
        nanos = Long.compareUnsigned(time, maxTime) <= 0 ? time * nanosPerUnit : Long.MAX_VALUE;
      } else if (unitsPerNano != 0) {
        nanos = Long.divideUnsigned(time, unitsPerNano);
      } else { // time * 10^9 / 2^digits, through 128 bits
        long high = Math.multiplyHigh(time, NANOS) + (time < 0 ? NANOS : 0);
        long low = time * NANOS;
        if (binaryDigits >= 64) {
          nanos = high >>> (binaryDigits - 64);
        } else if (binaryDigits == 0) {
          nanos = high == 0 && low >= 0 ? low : Long.MAX_VALUE;
        } else {
          boolean fits = high >>> (binaryDigits - 1) == 0;
          nanos = fits ? high << (64 - binaryDigits) | low >>> binaryDigits : Long.MAX_VALUE;
        }
      }
      return offsetNanos == 0 ? nanos : LongMath.saturatedAdd(nanos, offsetNanos);
    }

    Origin origin(int direction) {
      int index = direction + 1;
      Origin known = origins[index];
      if (known == null) {
        known = Origin.nanos(linkType, id, direction, resolution);
        origins[index] = known;
      }
      return known;
    }
  }
}
