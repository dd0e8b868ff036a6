// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.i32;
import static org.plt4j.internal.Bytes.i32le;
import static org.plt4j.internal.Bytes.i64;
import static org.plt4j.internal.Bytes.i64le;
import static org.plt4j.internal.Bytes.u16;
import static org.plt4j.internal.Bytes.u16le;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.BlockOptions;
import org.plt4j.internal.ErfRecord;
import org.plt4j.internal.Origin;
import org.plt4j.internal.PacketBlock;
import org.plt4j.packet.Packet;

/**
 * Writes the next generation capture file (see {@link PcapngReader}).
 *
 * <p>Each interface of the packets that come is described once in a section: with all that its own
 * trace says of it and in its own resolution if that is pcapng, else in micro- or nanoseconds. A
 * packet from pcapng is written as the block that it came in, byte for byte but for the number of
 * its interface; its options are kept also where the block has to be made anew because the packet
 * was cut or its byte order is not that of the section.
 *
 * <p>Blocks that hold no packets are written as they are ({@link #writeBlock}). A section header
 * begins a section that follows its trace's, and the interfaces described there are those of its
 * packets.
 */
final class PcapngWriter extends RecordWriter {
  private static final int BLOCK_OVERHEAD = 12;
  private static final int SECTION_FIXED = 16;
  private static final int SECTION_LENGTH_OFFSET = 16;

  /** A section's length where it is not known. */
  private static final long NOT_KNOWN = -1;

  private static final int INTERFACE_FIXED = 8;
  private static final int PACKET_FIXED = 20;
  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

  private static final int OPTION_HEADER = 4;
  private static final int SHB_USER_APPLICATION = 4;
  private static final int IF_SPEED = 8;
  private static final int IF_TIME_RESOLUTION = 9;
  private static final int IF_TIME_ZONE = 10;
  private static final int IF_FCS_LENGTH = 13;
  private static final int IF_TIME_OFFSET = 14;
  private static final int IF_SEND_SPEED = 16;
  private static final int IF_RECEIVE_SPEED = 17;
  private static final int EPB_FLAGS = 2;
  private static final int EPB_DROP_COUNT = 4;
  private static final int EPB_PACKET_ID = 5;
  private static final int EPB_QUEUE = 6;
  private static final int CUSTOM_TEXT = 2988;
  private static final int CUSTOM_BYTES = 2989;
  private static final int CUSTOM_TEXT_NO_COPY = 19372;
  private static final int CUSTOM_BYTES_NO_COPY = 19373;

  private static final int INBOUND = 1;
  private static final int OUTBOUND = 2;
  private static final int NO_DROPS_KNOWN = 0xffff;

  /** The options of a section that begins here. */
  private static final List<TraceOption> OWN =
      List.of(TraceOption.ofText(SHB_USER_APPLICATION, "plt"));

  /** An interface that is described in the section. */
  private static final class Described {
    final int id;

    /** Whether times are counted in nanoseconds; otherwise in microseconds, or as in the block. */
    final boolean nanos;

    Described(int id, boolean nanos) {
      this.id = id;
      this.nanos = nanos;
    }
  }

  /** What packets without a described interface are told apart by. */
  private record Kind(int linkType, int resolution) {}

  /** The section's interfaces: by {@link TraceInterface}, or by {@link Kind}. */
  private final Map<Object, Described> interfaces = new HashMap<>();

  private int described;
  private @Nullable Origin lastOrigin;
  private @Nullable Described last;

  /** The section's byte order, or null before the first section. */
  private @Nullable ByteOrder order;

  /** The trace whose section is followed, if it is one's. */
  private @Nullable Trace followed;

  /** The numbers here of the interfaces that the followed section has described. */
  private final Map<Integer, Integer> followedIds = new HashMap<>();

  /** The section that a followed trace is in the midst of, for the first section here; or null. */
  private @Nullable TraceSection begun;

  /** Names and secrets that it told before. */
  private List<TraceBlock> before = List.of();

  /** Where the section's length is in the file, and how long it shall be if that was said. */
  private long lengthOffset;

  private long promisedLength = NOT_KNOWN;
  private long sectionStart;

  PcapngWriter(Target target, WriteOptions options) {
    super(target, options);
  }

  // ---- packets

  @Override
  @SuppressWarnings("ReferenceEquality") // an equal origin is merely looked up
  void write(Packet packet) throws IOException {
    Origin origin = PACKETS.origin(packet);
    Origin.Block block = origin.block();
    if (block != null && PACKETS.start(packet) < block.head()) {
      block = null; // an editor's working copy
    }
    Described source = origin == lastOrigin && last != null ? last : describe(origin, block);
    int captured = captured(packet);
    if (block != null) {
      copyBlock(packet, captured, block, source.id);
    } else {
      newBlock(packet, captured, source, origin.direction());
    }
  }

  private Described describe(Origin origin, Origin.@Nullable Block block) throws IOException {
    if (origin.linkType() >>> 16 != 0) {
      throw unwritable("a pcapng file cannot hold " + describe(origin.linkType()));
    }
    Object key = origin.source();
    if (key == null) {
      key = new Kind(origin.linkType(), origin.resolution());
    }
    begin(block == null ? ByteOrder.LITTLE_ENDIAN : block.order());
    Described known = interfaces.get(key);
    if (known == null) {
      known = new Described(described, isNanos(origin, true));
      if (key instanceof TraceInterface source && block != null) {
        describeAgain(source);
      } else {
        describeNew(origin, known.nanos);
      }
      described++;
      interfaces.put(key, known);
    }
    lastOrigin = origin;
    last = known;
    return known;
  }

  /** The block that a packet came in. */
  private void copyBlock(Packet packet, int captured, Origin.Block block, int id)
      throws IOException {
    ByteBuffer bytes = PACKETS.bytes(packet);
    int start = PACKETS.start(packet);
    int at = start - block.head();
    boolean simple = block.head() == PacketBlock.SIMPLE_HEAD;
    if (block.order() != order
        || PacketBlock.isCut(captured, bytes, start, block)
        || (simple && id != 0)) {
      remakeBlock(packet, captured, block, id);
      return;
    }
    int total = PacketBlock.length(bytes, start, block);
    out.begin(total);
    if (simple) {
      out.put(bytes, at, total);
    } else if (word(bytes, at, block.order()) == TraceBlock.OBSOLETE_PACKET) {
      out.put(bytes, at, 8);
      out.u16(id);
      out.put(bytes, at + 10, total - 10);
    } else {
      out.put(bytes, at, 8);
      out.u32(id);
      out.put(bytes, at + 12, total - 12);
    }
  }

  /** An enhanced packet block with all that was in the block that a packet came in. */
  private void remakeBlock(Packet packet, int captured, Origin.Block block, int id)
      throws IOException {
    ByteBuffer bytes = PACKETS.bytes(packet);
    int start = PACKETS.start(packet);
    int at = start - block.head();
    ByteOrder from = block.order();
    boolean simple = block.head() == PacketBlock.SIMPLE_HEAD;
    boolean obsolete = !simple && word(bytes, at, from) == TraceBlock.OBSOLETE_PACKET;
    int drops = obsolete ? half(bytes, at + 10, from) : NO_DROPS_KNOWN;
    int optionsFrom = PacketBlock.options(bytes, start, block);
    int optionsEnd = PacketBlock.end(bytes, start, block);
    int size = drops == NO_DROPS_KNOWN ? 0 : OPTION_HEADER + Long.BYTES;
    BlockOptions measured = new BlockOptions(bytes, optionsFrom, optionsEnd, from);
    while (measured.next()) {
      size += OPTION_HEADER + padded(measured.length());
    }
    size = withEnd(size);
    int total = BLOCK_OVERHEAD + PACKET_FIXED + padded(captured) + size;
    beginBlock(TraceBlock.ENHANCED_PACKET, total);
    out.u32(id);
    out.u32(simple ? 0 : word(bytes, at + 12, from));
    out.u32(simple ? 0 : word(bytes, at + 16, from));
    putPacket(packet, captured);
    if (drops != NO_DROPS_KNOWN) {
      optionHeader(EPB_DROP_COUNT, Long.BYTES);
      out.u64(drops);
    }
    BlockOptions each = new BlockOptions(bytes, optionsFrom, optionsEnd, from);
    while (each.next()) {
      int width =
          switch (each.code()) {
            case EPB_FLAGS, EPB_QUEUE -> Integer.BYTES;
            case EPB_DROP_COUNT, EPB_PACKET_ID -> Long.BYTES;
            default -> 0;
          };
      option(each.code(), bytes, each.value(), each.length(), from, width);
    }
    if (size > 0) {
      optionHeader(0, 0);
    }
    out.u32(total);
  }

  /** The block of a packet that came in none. */
  private void newBlock(Packet packet, int captured, Described source, int direction)
      throws IOException {
    int flags =
        switch (direction) {
          case 1 -> INBOUND;
          case 0 -> OUTBOUND;
          default -> 0;
        };
    int lost = lost(packet);
    long units = Math.max(0, source.nanos ? packet.timestampNanos() : micros(packet));
    int size = flags == 0 ? 0 : OPTION_HEADER + Integer.BYTES;
    size += lost == 0 ? 0 : OPTION_HEADER + Long.BYTES;
    size = withEnd(size);
    int total = BLOCK_OVERHEAD + PACKET_FIXED + padded(captured) + size;
    beginBlock(TraceBlock.ENHANCED_PACKET, total);
    out.u32(source.id);
    out.u32((int) (units >>> 32));
    out.u32((int) units);
    putPacket(packet, captured);
    if (flags != 0) {
      optionHeader(EPB_FLAGS, Integer.BYTES);
      out.u32(flags);
    }
    if (lost != 0) {
      optionHeader(EPB_DROP_COUNT, Long.BYTES);
      out.u64(lost);
    }
    if (size > 0) {
      optionHeader(0, 0);
    }
    out.u32(total);
  }

  /** The packets that an ERF record says were lost before this one. */
  private static int lost(Packet packet) {
    int head = erfHead(packet);
    if (head == 0) {
      return 0;
    }
    ByteBuffer bytes = PACKETS.bytes(packet);
    int start = PACKETS.start(packet);
    int type = ErfRecord.type(bytes, start, head) & ~ErfReader.MORE;
    return ErfReader.isColoured(type) ? 0 : ErfRecord.lost(bytes, start, head);
  }

  private void putPacket(Packet packet, int captured) throws IOException {
    out.u32(captured);
    out.u32((int) packet.originalLength());
    putData(packet, captured);
    out.zeros(padded(captured) - captured);
  }

  // ---- sections and interfaces

  /** Begins the first section, if none has begun. */
  private void begin(ByteOrder newOrder) throws IOException {
    if (order == null) {
      beginSection(newOrder);
      for (TraceBlock block : before) {
        writeInAnyOrder(block);
      }
      begun = null;
      before = List.of();
    }
  }

  private void beginSection(ByteOrder newOrder) throws IOException {
    endSection();
    startSection(newOrder, null);
    List<TraceOption> options = begun == null ? OWN : begun.options();
    int size = withEnd(sizeOf(options));
    int total = BLOCK_OVERHEAD + SECTION_FIXED + size;
    beginBlock(TraceBlock.SECTION_HEADER, total);
    out.u32(BYTE_ORDER_MAGIC);
    out.u16(1);
    out.u16(0);
    out.u64(NOT_KNOWN);
    for (TraceOption option : options) {
      option(option, 0);
    }
    if (size > 0) {
      optionHeader(0, 0);
    }
    out.u32(total);
  }

  private static int sizeOf(List<TraceOption> options) {
    int size = 0;
    for (TraceOption option : options) {
      size += OPTION_HEADER + padded(option.value().limit());
    }
    return size;
  }

  /** The size of options with the one that ends them; none need no end. */
  private static int withEnd(int size) {
    return size == 0 ? 0 : size + OPTION_HEADER;
  }

  private void startSection(ByteOrder newOrder, @Nullable Trace newFollowed) {
    order = newOrder;
    out.setOrder(newOrder);
    followed = newFollowed;
    followedIds.clear();
    interfaces.clear();
    described = 0;
    last = null;
    promisedLength = NOT_KNOWN;
  }

  /** A section that became longer or shorter than its header says gets an unknown length. */
  private void endSection() throws IOException {
    if (promisedLength != NOT_KNOWN && out.position() - sectionStart != promisedLength) {
      target.mend(lengthOffset, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
    }
    promisedLength = NOT_KNOWN;
  }

  /** Describes an interface of another pcapng file with all its options. */
  private void describeAgain(TraceInterface source) throws IOException {
    List<TraceOption> all = source.options();
    boolean needsResolution =
        source.timeResolution() != Origin.MICROSECONDS
            && TraceSection.first(all, IF_TIME_RESOLUTION) == null;
    boolean needsOffset =
        source.timeOffsetSeconds() != 0 && TraceSection.first(all, IF_TIME_OFFSET) == null;
    int size = (needsResolution ? OPTION_HEADER + 4 : 0) + (needsOffset ? OPTION_HEADER + 8 : 0);
    size = withEnd(size + sizeOf(all));
    int total = beginInterface(source.linkType(), (int) source.snapLength(), size);
    if (needsResolution) { // there was no room to keep the options
      octetOption(IF_TIME_RESOLUTION, source.timeResolution());
    }
    if (needsOffset) {
      optionHeader(IF_TIME_OFFSET, Long.BYTES);
      out.u64(source.timeOffsetSeconds());
    }
    for (TraceOption option : all) {
      int width =
          switch (option.code()) {
            case IF_SPEED, IF_TIME_OFFSET, IF_SEND_SPEED, IF_RECEIVE_SPEED -> Long.BYTES;
            case IF_TIME_ZONE -> Integer.BYTES;
            default -> 0;
          };
      option(option, width);
    }
    if (size > 0) {
      optionHeader(0, 0);
    }
    out.u32(total);
  }

  /** Describes an interface of a file of another format, or of none. */
  private void describeNew(Origin origin, boolean nanos) throws IOException {
    int fcs = origin.source() instanceof TraceInterface source ? source.fcsLength() : 0;
    int size = OPTION_HEADER + 4 + (fcs > 0 ? OPTION_HEADER + 4 : 0) + OPTION_HEADER;
    int total = beginInterface(origin.linkType(), 0, size);
    octetOption(IF_TIME_RESOLUTION, nanos ? Origin.NANOSECONDS : Origin.MICROSECONDS);
    if (fcs > 0) {
      octetOption(IF_FCS_LENGTH, fcs);
    }
    optionHeader(0, 0);
    out.u32(total);
  }

  private int beginInterface(int linkType, int snapLength, int optionsSize) throws IOException {
    int total = BLOCK_OVERHEAD + INTERFACE_FIXED + optionsSize;
    beginBlock(TraceBlock.INTERFACE_DESCRIPTION, total);
    out.u16(linkType);
    out.u16(0);
    out.u32(snapLength);
    return total;
  }

  // ---- blocks that hold no packets

  @Override
  void follow(Trace trace) {
    List<TraceSection> sections = trace.sections();
    begun = sections.isEmpty() ? null : sections.get(sections.size() - 1);
    before = trace.sectionBlocks().stream().filter(TraceBlock::standsForItself).toList();
  }

  @Override
  boolean writeBlock(TraceBlock block) throws IOException {
    begin(block.order());
    writeInAnyOrder(block);
    return true;
  }

  @Override
  void writeBlock(TraceBlock block, Trace source) throws IOException {
    if (block.format() != TraceFormat.PCAPNG) {
      return;
    }
    ByteBuffer bytes = block.bytes();
    int total = bytes.limit();
    if (block.type() == TraceBlock.SECTION_HEADER) {
      followSection(block, source);
      return;
    }
    if (followed != source) { // its section began in another file
      if (block.standsForItself()) {
        writeBlock(block);
      } else if (block.type() == TraceBlock.INTERFACE_STATISTICS) {
        writeStatistics(block, source);
      }
      return;
    }
    out.begin(total);
    switch (block.type()) {
      case TraceBlock.INTERFACE_DESCRIPTION -> {
        TraceInterface latest = source.latestInterface();
        if (latest != null) {
          interfaces.put(latest, new Described(described, false));
        }
        followedIds.put(followedIds.size(), described);
        described++;
        out.put(bytes, 0, total);
      }
      case TraceBlock.INTERFACE_STATISTICS -> {
        if (total < BLOCK_OVERHEAD + Integer.BYTES) { // it speaks of none
          out.put(bytes, 0, total);
          return;
        }
        int id = bytes.getInt(8);
        out.put(bytes, 0, 8);
        out.u32(followedIds.getOrDefault(id, id));
        out.put(bytes, 12, total - 12);
      }
      default -> out.put(bytes, 0, total);
    }
  }

  /** Statistics of an interface that may be described here, under another number. */
  private void writeStatistics(TraceBlock block, Trace source) throws IOException {
    ByteBuffer bytes = block.bytes();
    int total = bytes.limit();
    if (block.order() != order || total < BLOCK_OVERHEAD + Integer.BYTES) {
      return;
    }
    int id = bytes.getInt(8);
    TraceInterface latest = source.latestInterface();
    for (TraceInterface each : source.interfaces()) {
      Described here = interfaces.get(each);
      if (here != null && latest != null && each.section() == latest.section() && each.id() == id) {
        out.begin(total);
        out.put(bytes, 0, 8);
        out.u32(here.id);
        out.put(bytes, 12, total - 12);
      }
    }
  }

  /** A block of names or secrets, its numbers turned round if need be. */
  private void writeInAnyOrder(TraceBlock block) throws IOException {
    ByteBuffer bytes = block.bytes();
    int total = bytes.limit();
    ByteOrder from = block.order();
    if (from == order) {
      out.begin(total);
      out.put(bytes, 0, total);
      return;
    }
    beginBlock(block.type(), total);
    int end = total - Integer.BYTES;
    int at = 2 * Integer.BYTES;
    if (block.type() == TraceBlock.DECRYPTION_SECRETS) {
      if (end - at >= 2 * Integer.BYTES) { // type and length of the secrets
        out.u32(word(bytes, at, from));
        int length = word(bytes, at + 4, from);
        out.u32(length);
        at = copy(bytes, at + 8, length, end);
      }
    } else {
      boolean more = true;
      while (more && end - at >= OPTION_HEADER) { // type and length of a record; type 0 ends them
        more = half(bytes, at, from) != 0;
        at = turned(bytes, at, end, from);
      }
    }
    while (end - at >= OPTION_HEADER) {
      at = turned(bytes, at, end, from);
    }
    out.put(bytes, at, end - at);
    out.u32(total);
  }

  /** A record or an option: two numbers of 16 bits, the second the length of what follows. */
  private int turned(ByteBuffer bytes, int at, int end, ByteOrder from) throws IOException {
    int code = half(bytes, at, from);
    int length = half(bytes, at + 2, from);
    out.u16(code);
    out.u16(length);
    int value = at + OPTION_HEADER;
    if (isCustom(code) && length >= Integer.BYTES && end - value >= Integer.BYTES) {
      out.u32(word(bytes, value, from)); // the enterprise
      return copy(bytes, value + Integer.BYTES, length - Integer.BYTES, end);
    }
    return copy(bytes, value, length, end);
  }

  /** So many bytes with their padding, or as many as there are; answers where they end. */
  private int copy(ByteBuffer bytes, int at, int length, int end) throws IOException {
    int left = end - at;
    int count = length < 0 || length > left ? left : Math.min(left, padded(length));
    out.put(bytes, at, count);
    return at + count;
  }

  private void followSection(TraceBlock block, Trace source) throws IOException {
    endSection();
    begun = null;
    before = List.of();
    startSection(block.order(), source);
    ByteBuffer bytes = block.bytes();
    int total = bytes.limit();
    out.begin(total);
    out.put(bytes, 0, SECTION_LENGTH_OFFSET);
    lengthOffset = out.position();
    long length = bytes.getLong(SECTION_LENGTH_OFFSET);
    if (length > 0) { // 0 is what some programs write in place of -1
      promisedLength = target.isMendable() ? length : NOT_KNOWN;
    }
    out.u64(length > 0 ? promisedLength : length);
    int rest = SECTION_LENGTH_OFFSET + Long.BYTES;
    out.put(bytes, rest, total - rest);
    sectionStart = out.position();
  }

  // ---- parts

  private void beginBlock(int type, int total) throws IOException {
    out.begin(total);
    out.u32(type);
    out.u32(total);
  }

  private void optionHeader(int code, int length) throws IOException {
    out.u16(code);
    out.u16(length);
  }

  private void octetOption(int code, int value) throws IOException {
    optionHeader(code, 1);
    out.u8(value);
    out.zeros(3);
  }

  /**
   * An option from a block of perhaps another byte order.
   *
   * @param width the bytes of the number that it holds, 0 if none
   */
  private void option(int code, ByteBuffer bytes, int at, int length, ByteOrder from, int width)
      throws IOException {
    optionHeader(code, length);
    int number = isCustom(code) ? Integer.BYTES : width; // a custom one: that of the enterprise
    if (from == order || length < number) {
      number = 0;
    }
    if (number == Integer.BYTES) {
      out.u32(word(bytes, at, from));
    } else if (number == Long.BYTES) {
      out.u64(from == ByteOrder.BIG_ENDIAN ? i64(bytes, at) : i64le(bytes, at));
    }
    out.put(bytes, at + number, length - number);
    out.zeros(padded(length) - length);
  }

  private void option(TraceOption option, int width) throws IOException {
    ByteBuffer value = option.value();
    option(option.code(), value, 0, value.limit(), option.order(), width);
  }

  private static boolean isCustom(int code) {
    return switch (code) {
      case CUSTOM_TEXT, CUSTOM_BYTES, CUSTOM_TEXT_NO_COPY, CUSTOM_BYTES_NO_COPY -> true;
      default -> false;
    };
  }

  private static int padded(int length) {
    return length + 3 & ~3;
  }

  private static int word(ByteBuffer bytes, int at, ByteOrder from) {
    return from == ByteOrder.BIG_ENDIAN ? i32(bytes, at) : i32le(bytes, at);
  }

  private static int half(ByteBuffer bytes, int at, ByteOrder from) {
    return from == ByteOrder.BIG_ENDIAN ? u16(bytes, at) : u16le(bytes, at);
  }

  @Override
  void finish() throws IOException {
    begin(ByteOrder.LITTLE_ENDIAN);
    endSection();
  }
}
