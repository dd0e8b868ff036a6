// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.i32;
import static org.plt4j.internal.Bytes.i32le;
import static org.plt4j.internal.Bytes.u16;
import static org.plt4j.internal.Bytes.u16le;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Origin;
import org.plt4j.internal.PacketMaker;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Packet;

/**
 * A block of a pcapng file, whole and as the file has it, so that it can be written again byte for
 * byte; or a record of ERF that holds no packet but says something about the capture.
 */
public final class TraceBlock {
  /** Who wants the blocks that hold no packets: see {@link Trace#setBlockListener}. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Takes a block, before the packet that follows it is delivered.
     *
     * @throws IOException for what the listener has to say; it comes out of {@link Trace#read}
     */
    void block(TraceBlock block) throws IOException;
  }

  /** Section header. */
  public static final int SECTION_HEADER = 0x0a0d0d0a;

  /** Interface description. */
  public static final int INTERFACE_DESCRIPTION = 1;

  /** Obsolete packet block. */
  public static final int OBSOLETE_PACKET = 2;

  /** Simple packet block. */
  public static final int SIMPLE_PACKET = 3;

  /** Name resolution. */
  public static final int NAME_RESOLUTION = 4;

  /** Interface statistics. */
  public static final int INTERFACE_STATISTICS = 5;

  /** Enhanced packet block. */
  public static final int ENHANCED_PACKET = 6;

  /** Decryption secrets: type of the secrets (4), their length (4), the secrets, options. */
  public static final int DECRYPTION_SECRETS = 10;

  /** Custom block that may be copied: number of the enterprise (4), its data. */
  public static final int CUSTOM = 0xbad;

  /** Custom block that should not be copied when the file is changed. */
  public static final int CUSTOM_DO_NOT_COPY = 0x4000_0bad;

  private static final int TRAILER = 4;

  private static final int NAMES_IP4 = 1;
  private static final int NAMES_IP6 = 2;
  private static final int NAMES_EUI48 = 3;
  private static final int NAMES_EUI64 = 4;

  private final TraceFormat format;
  private final int type;
  private final ByteOrder order;
  private final long offset;
  private final ByteBuffer bytes;

  TraceBlock(TraceFormat format, int type, ByteOrder order, long offset, ByteBuffer bytes) {
    this.format = format;
    this.type = type;
    this.order = order;
    this.offset = offset;
    this.bytes = bytes.asReadOnlyBuffer();
  }

  /**
   * The block that holds a packet, or null if the packet comes from no pcapng file. It is the
   * file's own, byte for byte, unless the packet's bytes were changed or cut by a snap length: then
   * it holds the packet as it is, and all options.
   */
  public static @Nullable TraceBlock of(Packet packet) {
    PacketMaker packets = PacketMaker.get();
    Origin.Block around = packets.origin(packet).block();
    ByteBuffer block = packets.block(packet);
    if (around == null || block == null) {
      return null;
    }
    int type = around.order() == ByteOrder.BIG_ENDIAN ? i32(block, 0) : i32le(block, 0);
    return new TraceBlock(TraceFormat.PCAPNG, type, around.order(), Trace.NOT_KNOWN, block);
  }

  /** The format of the file: {@link TraceFormat#PCAPNG} or {@link TraceFormat#ERF}. */
  public TraceFormat format() {
    return format;
  }

  /** The type of the block, or of the ERF record. */
  public int type() {
    return type;
  }

  /** The byte order of its section; ERF's own is big endian. */
  public ByteOrder order() {
    return order;
  }

  /**
   * Where it starts: bytes from the beginning of the uncompressed file, or {@link Trace#NOT_KNOWN}
   * for the block of a packet.
   */
  public long offset() {
    return offset;
  }

  /**
   * The whole block from its type to the second total length, or the whole ERF record: read only,
   * in its byte order, positioned at 0. It never changes.
   */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(order);
  }

  /**
   * Whether it is a pcapng block of names or decryption secrets, which means the same in any
   * section and refers to no interface.
   */
  boolean standsForItself() {
    return format == TraceFormat.PCAPNG && (type == NAME_RESOLUTION || type == DECRYPTION_SECRETS);
  }

  /** The same block with bytes of its own. */
  TraceBlock copy() {
    ByteBuffer own = ByteBuffer.allocate(bytes.limit());
    own.put(0, bytes, 0, bytes.limit());
    return new TraceBlock(format, type, order, offset, own);
  }

  /** A record of ERF's provenance meta-data. */
  public static final int ERF_META = ErfReader.META;

  /**
   * The options of a pcapng block whose type is among those named here, or the tags of an ERF
   * record of meta-data with those that start its sections (codes from 0xff00 on); else empty.
   */
  public List<TraceOption> options() {
    int end = format == TraceFormat.PCAPNG ? bytes.limit() - TRAILER : bytes.limit();
    int from = format == TraceFormat.PCAPNG ? optionsOffset(end) : erfTags();
    return from < 0 || from >= end ? List.of() : TraceOption.list(bytes, from, end, order);
  }

  /** Where the tags start: behind the extension headers. */
  private int erfTags() {
    int at = ErfReader.HEADER;
    for (int more = bytes.get(8); more < 0 && at < bytes.limit(); at += 8) {
      more = bytes.get(at);
    }
    return at;
  }

  private int optionsOffset(int end) {
    return switch (type) {
      case SECTION_HEADER -> 24;
      case INTERFACE_DESCRIPTION -> 16;
      case INTERFACE_STATISTICS -> 20;
      case ENHANCED_PACKET, OBSOLETE_PACKET -> end < 28 ? end : behind(28, word(20));
      case NAME_RESOLUTION -> nameRecords(null);
      case DECRYPTION_SECRETS -> end < 16 ? end : behind(16, word(12));
      default -> end;
    };
  }

  /** The place behind so many bytes with their padding, or -1 if they are more than the block. */
  private int behind(int from, int length) {
    return length < 0 || length > bytes.limit() - from ? -1 : from + (length + 3 & ~3);
  }

  /** What a name resolution block says; empty in others. */
  public List<NameRecord> names() {
    List<NameRecord> names = new ArrayList<>();
    if (format == TraceFormat.PCAPNG && type == NAME_RESOLUTION) {
      nameRecords(names);
    }
    return List.copyOf(names);
  }

  /** Walks the records: type (2), length (2), address, names with a zero byte behind each. */
  private int nameRecords(@Nullable List<NameRecord> names) {
    int end = bytes.limit() - TRAILER;
    int at = 8;
    while (end - at >= 4) {
      int kind = half(at);
      int length = half(at + 2);
      at += 4;
      if (kind == 0 || end - at < length) {
        break;
      }
      int address =
          switch (kind) {
            case NAMES_IP4 -> 4;
            case NAMES_IP6 -> 16;
            case NAMES_EUI48 -> 6;
            case NAMES_EUI64 -> 8;
            default -> length + 1;
          };
      if (names != null && length >= address) {
        byte[] bits = new byte[address];
        bytes.get(at, bits);
        String text =
            address == 4 || address == 16
                ? IpAddress.of(bits).toString()
                : HexFormat.ofDelimiter(":").formatHex(bits);
        names.add(new NameRecord(text, zeroEnded(at + address, at + length)));
      }
      at = Math.min(end, at + (length + 3 & ~3));
    }
    return at;
  }

  private List<String> zeroEnded(int from, int end) {
    List<String> texts = new ArrayList<>();
    int start = from;
    for (int at = from; at < end; at++) {
      if (bytes.get(at) == 0) {
        if (at > start) {
          ByteBuffer text = bytes.slice(start, at - start);
          texts.add(StandardCharsets.UTF_8.decode(text).toString());
        }
        start = at + 1;
      }
    }
    return texts;
  }

  private int half(int at) {
    return order == ByteOrder.BIG_ENDIAN ? u16(bytes, at) : u16le(bytes, at);
  }

  private int word(int at) {
    return order == ByteOrder.BIG_ENDIAN ? i32(bytes, at) : i32le(bytes, at);
  }

  @Override
  public String toString() {
    return format + " block " + Integer.toUnsignedString(type) + " of " + bytes.limit() + " bytes";
  }
}
