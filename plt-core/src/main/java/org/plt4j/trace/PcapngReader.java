// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.i32;
import static org.plt4j.internal.Bytes.i32le;
import static org.plt4j.internal.Bytes.i64;
import static org.plt4j.internal.Bytes.i64le;
import static org.plt4j.internal.Bytes.plain64;
import static org.plt4j.internal.Bytes.plain64le;
import static org.plt4j.internal.Bytes.u16;
import static org.plt4j.internal.Bytes.u16le;

import com.google.common.math.LongMath;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.BlockOptions;
import org.plt4j.internal.Origin;
import org.plt4j.internal.PacketBlock;
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
 * type, snap length and time resolution. Of the other blocks, what section headers, interface
 * descriptions and statistics say is kept; those that speak of names, secrets or custom matters are
 * kept as they are, as far as there is room; all others are passed over.
 */
final class PcapngReader extends RecordReader {
  static final int SECTION_HEADER = TraceBlock.SECTION_HEADER; // the same in either byte order

  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final int BLOCK_OVERHEAD = 12;

  /** Where the data of enhanced and obsolete packet blocks start. */
  private static final int PACKET_DATA = PacketBlock.HEAD;

  /** The most that options may add to a block that has to be held whole. */
  private static final int MAX_OPTIONS = 16 << 20;

  /** More interfaces in a section are a sign of a bad file. */
  private static final int MAX_INTERFACES = 65_536;

  private static final int EPB_FLAGS = 2;
  private static final int EPB_DROP_COUNT = 4;

  private boolean bigEndian;
  private ByteOrder order;
  private int section = -1;
  private final List<Interface> interfaces = new ArrayList<>();
  private long lostInEarlierSections = 0;
  private boolean lossKnown;
  private int descriptions;

  /** Whether reading ends at the next packet, and leaves it there. */
  private boolean describing;

  /** Bytes left of a block that is passed over piece by piece, without its trailer, or -1. */
  private long passing = -1;

  private long passedLength;
  private long passedOffset;

  PcapngReader(String trace, Window window) throws IOException {
    super(trace, window);
    if (!window.ensure(BLOCK_OVERHEAD)) {
      throw new TraceFormatException(trace, 0, 0, "the file ends inside the header", null);
    }
    if (i32(window.bytes, window.at) != SECTION_HEADER) {
      throw new TraceFormatException(trace, 0, 0, "this is not a pcapng file", null);
    }
    boolean little = i32le(window.bytes, window.at + 8) == BYTE_ORDER_MAGIC;
    order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private int word(int at) {
    return bigEndian ? i32(window.bytes, at) : i32le(window.bytes, at);
  }

  private int half(int at) {
    return bigEndian ? u16(window.bytes, at) : u16le(window.bytes, at);
  }

  @Override
  int readAhead(Records out, int max) {
    if (passing >= 0) {
      return 0;
    }
    ByteBuffer b = window.bytes;
    int limit = window.limit;
    int at = touchAhead();
    boolean big = bigEndian;
    int count = 0;
    int lastId = -1;
    int maxCaptured = -1;
    Interface source = null;
    Origin usual = null;
    while (count < max && limit - at >= PACKET_DATA + 4) {
      // two words a read, the first in the upper half
      long head = big ? plain64(b, at) : Long.rotateLeft(plain64le(b, at), 32);
      long from = big ? plain64(b, at + 8) : Long.rotateLeft(plain64le(b, at + 8), 32);
      long data = big ? plain64(b, at + 16) : Long.rotateLeft(plain64le(b, at + 16), 32);
      int id = (int) (from >>> 32);
      if (id != lastId || source == null || usual == null) {
        if (Integer.compareUnsigned(id, interfaces.size()) >= 0) {
          break;
        }
        source = interfaces.get(id);
        usual = source.origin(Packet.UNKNOWN, false);
        maxCaptured = source.maxCaptured;
        lastId = id;
      }
      int total = (int) head;
      int captured = (int) data;
      int room = total - PACKET_DATA - 4 - captured;
      if ((int) (head >>> 32) != TraceBlock.ENHANCED_PACKET
          || total < PACKET_DATA + 4
          || (total & 3) != 0
          || limit - at < total
          || captured < 0
          || captured > maxCaptured
          || room < 0
          || (big ? i32(b, at + total - 4) : i32le(b, at + total - 4)) != total) {
        break;
      }
      Origin origin = usual;
      if (room >= 4) { // flags alone are common, all else is left to readOne
        int options = at + PACKET_DATA + (captured + 3 & ~3);
        int left = at + total - 4 - options;
        if (left >= 4) {
          if (left < 8
              || word(options) != (big ? EPB_FLAGS << 16 | 4 : EPB_FLAGS | 4 << 16)
              || (left >= 12 && half(options + 8) != 0)) {
            break;
          }
          origin = source.origin(direction(word(options + 4)), false);
        }
      }
      long time = source.nanos(from & 0xffff_ffffL, data >>> 32);
      int original = big ? i32(b, at + 24) : i32le(b, at + 24);
      out.add(b, at + PACKET_DATA, captured, original, time, origin);
      count++;
      at += total;
    }
    window.at = at;
    return count;
  }

  @Override
  @Nullable Packet readOne() throws IOException {
    Window w = window;
    while (true) {
      if (passing >= 0 && !passOver()) {
        return end();
      }
      if (w.isPast()) {
        return null;
      }
      if (!w.ensure(BLOCK_OVERHEAD)) {
        return end();
      }
      boolean header = i32(w.bytes, w.at) == SECTION_HEADER;
      if (header && !readByteOrder()) {
        return end();
      }
      int type = word(w.at);
      long total = word(w.at + 4) & 0xffff_ffffL;
      if (total < BLOCK_OVERHEAD || (total & 3) != 0) {
        throw bad(w.offset(), "block length " + total + " is impossible");
      }
      if (isPacket(type)) {
        if (describing) {
          return null;
        }
        Packet packet =
            type == TraceBlock.SIMPLE_PACKET ? simplePacketBlock(total) : packetBlock(type, total);
        return packet == null ? end() : packet;
      }
      boolean known =
          header
              || type == TraceBlock.INTERFACE_DESCRIPTION
              || type == TraceBlock.INTERFACE_STATISTICS;
      boolean kept = isKept(type) && total <= MAX_OPTIONS && hasRoom(total);
      if (!known && !kept && !hasListener()) {
        passing = total - 4;
        passedLength = total;
        passedOffset = w.offset();
        continue;
      }
      if (!whole(total, MAX_OPTIONS)) {
        return end();
      }
      ByteBuffer bytes = w.bytes.slice(w.at, (int) total);
      TraceBlock block = new TraceBlock(TraceFormat.PCAPNG, type, order, w.offset(), bytes);
      if (header) {
        descriptions++;
        startSection(block);
      } else if (type == TraceBlock.INTERFACE_DESCRIPTION) {
        descriptions++;
        interfaceDescription(block);
      } else if (type == TraceBlock.INTERFACE_STATISTICS) {
        interfaceStatistics(block);
      } else if (kept) {
        keep(block);
      }
      w.at += (int) total;
      tell(block);
    }
  }

  @Override
  void readDescriptions() throws IOException {
    describing = true;
    readOne();
    describing = false;
  }

  @Override
  int descriptions() {
    return descriptions;
  }

  /** Any kind of block may stand anywhere, but each has its length at both ends. */
  @Override
  Probe probe() {
    boolean big = bigEndian;
    int described = interfaces.size();
    return new Probe(4) {
      @Override
      int length(ByteBuffer b, int at, int limit) {
        if (limit - at < BLOCK_OVERHEAD) {
          return CUT;
        }
        int type = word(b, at);
        int total = word(b, at + 4);
        if (total < BLOCK_OVERHEAD || (total & 3) != 0 || total > MAX_LENGTH) {
          return NONE;
        }
        if (type == TraceBlock.ENHANCED_PACKET) {
          if (total < PACKET_DATA + 4) {
            return NONE;
          }
          if (limit - at < PACKET_DATA) {
            return CUT;
          }
          int captured = word(b, at + 20);
          if (Integer.compareUnsigned(word(b, at + 8), described) >= 0
              || captured < 0
              || captured > total - PACKET_DATA - 4) {
            return NONE;
          }
        }
        if (limit - at < total) {
          return CUT;
        }
        return word(b, at + total - 4) == total ? total : NONE;
      }

      private int word(ByteBuffer b, int at) {
        return big ? i32(b, at) : i32le(b, at);
      }
    };
  }

  /** Looks ahead to the first packet, as far as the bytes are there, and takes nothing. */
  @Override
  int[] linkTypes() {
    if (passing >= 0) {
      return super.linkTypes();
    }
    ByteBuffer b = window.bytes;
    ImmutableIntArray.Builder ahead = ImmutableIntArray.builder().addAll(super.linkTypes());
    boolean big = order == ByteOrder.BIG_ENDIAN;
    int at = window.at;
    while (window.limit - at >= BLOCK_OVERHEAD) {
      int type = big ? i32(b, at) : i32le(b, at);
      if (type == SECTION_HEADER) {
        big = i32(b, at + 8) == BYTE_ORDER_MAGIC;
      }
      long total = (big ? i32(b, at + 4) : i32le(b, at + 4)) & 0xffff_ffffL;
      if (isPacket(type) || total < BLOCK_OVERHEAD || total > window.limit - at) {
        break;
      }
      if (type == TraceBlock.INTERFACE_DESCRIPTION) {
        ahead.add(big ? u16(b, at + 8) : u16le(b, at + 8));
      }
      at += (int) total;
    }
    return ahead.build().toArray();
  }

  private static boolean isPacket(int type) {
    return type == TraceBlock.ENHANCED_PACKET
        || type == TraceBlock.OBSOLETE_PACKET
        || type == TraceBlock.SIMPLE_PACKET;
  }

  private static boolean isKept(int type) {
    return switch (type) {
      case TraceBlock.NAME_RESOLUTION,
          TraceBlock.DECRYPTION_SECRETS,
          TraceBlock.CUSTOM,
          TraceBlock.CUSTOM_DO_NOT_COPY ->
          true;
      default -> false;
    };
  }

  /** Goes on to the end of a block that nobody wants; false if the file ends before it. */
  private boolean passOver() throws IOException {
    passing -= window.skip(passing);
    if (passing > 0 || !window.ensure(4)) {
      return false;
    }
    checkTrailer(passedOffset, passedLength, window.at);
    window.at += 4;
    passing = -1;
    return true;
  }

  @Override
  boolean isInsideRecord() {
    return passing >= 0 || super.isInsideRecord();
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

  /** Reads the byte order of the section that starts here; false if the file ends before it. */
  private boolean readByteOrder() throws IOException {
    if (!window.ensure(BLOCK_OVERHEAD + 16)) {
      return false;
    }
    int magic = i32(window.bytes, window.at + 8);
    if (magic != BYTE_ORDER_MAGIC && Integer.reverseBytes(magic) != BYTE_ORDER_MAGIC) {
      throw bad(
          window.offset(), "byte order magic " + Integer.toHexString(magic) + " is not 1a2b3c4d");
    }
    bigEndian = magic == BYTE_ORDER_MAGIC;
    order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int major = half(window.at + 12);
    if (major != 1) {
      throw bad(window.offset(), "pcapng version " + major + " is unknown");
    }
    return true;
  }

  private void startSection(TraceBlock block) {
    for (Interface each : interfaces) {
      lostInEarlierSections += each.lost();
    }
    interfaces.clear();
    section++;
    add(new TraceSection(section, order, keptOptions(block)));
  }

  /** The options of a block, with bytes of their own; none where there is no more room for them. */
  private List<TraceOption> keptOptions(TraceBlock block) {
    return hasRoom(block.bytes().limit()) ? block.copy().options() : List.of();
  }

  private void interfaceDescription(TraceBlock block) throws IOException {
    ByteBuffer bytes = block.bytes();
    if (bytes.limit() < 20) {
      throw bad(block.offset(), "interface description of " + bytes.limit() + " bytes");
    }
    if (interfaces.size() == MAX_INTERFACES) {
      throw bad(block.offset(), "more than " + MAX_INTERFACES + " interfaces");
    }
    int linkType = half(window.at + 8);
    int snapLength = word(window.at + 12);
    TraceInterface described =
        new TraceInterface(
            section,
            interfaces.size(),
            linkType,
            snapLength & 0xffff_ffffL,
            block.options(),
            keptOptions(block));
    add(described);
    interfaces.add(new Interface(described, order));
  }

  private void interfaceStatistics(TraceBlock block) {
    int at = window.at;
    if (block.bytes().limit() < 24
        || Integer.compareUnsigned(word(at + 8), interfaces.size()) >= 0) {
      return;
    }
    Interface source = interfaces.get(word(at + 8));
    long time = source.nanos(word(at + 12) & 0xffff_ffffL, word(at + 16) & 0xffff_ffffL);
    InterfaceStatistics statistics = new InterfaceStatistics(time, block.copy().options());
    source.described.setStatistics(statistics);
    if (statistics.dropped() != Trace.NOT_KNOWN) {
      source.droppedByStatistics = statistics.dropped();
      lossKnown = true;
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
    boolean enhanced = type == TraceBlock.ENHANCED_PACKET;
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
    return PACKETS.make(b, data, captured, word(at + 24), time, source.origin(direction, false));
  }

  /** The direction that the flags tell; counts drops on the way. */
  private int packetOptions(Interface source, int from, int end, boolean enhanced) {
    int direction = Packet.UNKNOWN;
    BlockOptions options = new BlockOptions(window.bytes, from, end, order);
    while (options.next()) {
      if (options.code() == EPB_FLAGS && options.length() >= 4) {
        direction = direction(word(options.value()));
      } else if (options.code() == EPB_DROP_COUNT && options.length() >= 8 && enhanced) {
        source.droppedByPackets += longAt(options.value());
        lossKnown = true;
      }
    }
    return direction;
  }

  private static int direction(int flags) {
    return switch (flags & 3) {
      case 1 -> 1; // inbound
      case 2 -> 0; // outbound
      default -> Packet.UNKNOWN;
    };
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
    if (source.described.snapLength() != 0) {
      captured = Math.min(captured, source.described.snapLength());
    }
    checkCaptured((int) Math.min(captured, Integer.MAX_VALUE), source, total - 16);
    if (!whole(total, source.maxCaptured + MAX_OPTIONS)) {
      return null;
    }
    int data = w.at + PacketBlock.SIMPLE_HEAD;
    w.at += (int) total;
    return PACKETS.make(
        w.bytes, data, (int) captured, original, 0, source.origin(Packet.UNKNOWN, true));
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
  ByteOrder byteOrder() {
    return order;
  }

  @Override
  TraceFormat format() {
    return TraceFormat.PCAPNG;
  }

  /** What an interface description block says, and what its packets lost. */
  private static final class Interface {
    private static final long NANOS = 1_000_000_000;

    final TraceInterface described;
    final int maxCaptured;
    private final ByteOrder order;
    private final @Nullable Origin[] origins = new Origin[6];

    /** Nanoseconds in a unit of time, or 0 where a unit is less than one. */
    private long nanosPerUnit = 1000;

    /** The latest time whose nanoseconds a long holds. */
    private long maxTime = Long.MAX_VALUE / 1000;

    /** Units of time in a nanosecond where a unit is less than one, or 0 where they are binary. */
    private long unitsPerNano;

    /** The exponent where a unit is a power of two of a second. */
    private int binaryDigits;

    private final long offsetNanos;

    /** Whether a time is a number of nanoseconds but for a factor. */
    private final boolean plainTime;

    long droppedByStatistics = Trace.NOT_KNOWN;
    long droppedByPackets;

    Interface(TraceInterface described, ByteOrder order) {
      this.described = described;
      this.order = order;
      maxCaptured = maxCaptured(described.linkType());
      setResolution(described.timeResolution());
      offsetNanos = LongMath.saturatedMultiply(described.timeOffsetSeconds(), NANOS);
      plainTime = nanosPerUnit != 0 && offsetNanos == 0;
    }

    /** The statistics block counts all that was lost; packets only what was lost before them. */
    long lost() {
      return droppedByStatistics != Trace.NOT_KNOWN ? droppedByStatistics : droppedByPackets;
    }

    /** if_tsresol: the top bit chooses between negative powers of two and of ten. */
    private void setResolution(int resolution) {
      int exponent = resolution & 0x7f;
      nanosPerUnit = 0;
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
      if (plainTime && time >= 0 && time <= maxTime) {
        return time * nanosPerUnit;
      }
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

    Origin origin(int direction, boolean simple) {
      int index = direction + 1 + (simple ? 3 : 0);
      Origin known = origins[index];
      if (known == null) {
        int head = simple ? PacketBlock.SIMPLE_HEAD : PacketBlock.HEAD;
        Origin.Block block = new Origin.Block(head, order);
        known =
            Origin.nanos(
                described.linkType(),
                described.id(),
                direction,
                described.timeResolution(),
                block,
                described);
        origins[index] = known;
      }
      return known;
    }
  }
}
