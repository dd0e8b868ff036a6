// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.FlowSink;
import org.plt4j.internal.Origin;
import org.plt4j.internal.PacketMaker;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

/** Reads the records of one format from a window. */
abstract sealed class RecordReader permits PcapReader, PcapngReader, ErfReader, FixedReader {
  /** Larger records are a sign of a bad file: libpcap's limit. */
  static final int MAX_CAPTURED = 262_144;

  /** The same for D-Bus, whose messages may be as large as this. */
  static final int MAX_CAPTURED_DBUS = 128 << 20;

  static final PacketMaker PACKETS = PacketMaker.get();

  final String trace;
  final Window window;

  /** How many packets are made at a time. */
  private static final int BATCH = 64;

  /** Packet records delivered so far. */
  long records;

  /** Those of the parts of the trace that were read before this one. */
  private long recordsBefore;

  boolean endedInsideRecord;

  /** The most bytes of options and other blocks that are kept of a file. */
  private static final long MAX_KEPT = 8 << 20;

  /** What a description costs beside its options. */
  private static final int DESCRIPTION = 100;

  private final List<TraceSection> sections = new ArrayList<>();
  private final List<TraceInterface> interfaces = new ArrayList<>();
  private final List<TraceBlock> blocks = new ArrayList<>();

  /** How many of them are of sections before the present one. */
  private int earlierBlocks;

  private long kept;

  /** The interface that was described last, also if there was no room to keep it. */
  @Nullable TraceInterface latestInterface;

  private TraceBlock.@Nullable Listener listener;

  /** What the records that were found sound are handed to. */
  abstract static class Records {
    /** Takes a record; the arguments are those of {@link PacketMaker#make}. */
    abstract void add(
        ByteBuffer bytes, int start, int captured, int length, long time, Origin origin);
  }

  /** Makes a packet of each record. */
  private static final class Made extends Records {
    final @Nullable Packet[] packets = new Packet[BATCH];
    int count;

    @Override
    void add(ByteBuffer bytes, int start, int captured, int length, long time, Origin origin) {
      packets[count++] = PACKETS.make(bytes, start, captured, length, time, origin);
    }
  }

  /** Counts each record's packet, without making it if it can be helped. */
  private static final class Counted extends Records {
    private final FlowSink flows;

    Counted(FlowSink flows) {
      this.flows = flows;
    }

    @Override
    void add(ByteBuffer bytes, int start, int captured, int length, long time, Origin origin) {
      PACKETS.count(flows, bytes, start, captured, length, time, origin);
    }
  }

  /** Packets that were made ahead: those from {@link #readyAt} to their end wait. */
  private final Made ready = new Made();

  private static final int CACHE_LINE = 64;

  /** Enough for what a batch of the largest common packets takes. */
  private static final long MAX_TOUCHED = 128 << 10;

  /** Where the records that were made ahead last started. */
  private int touchedFrom;

  /** Keeps the touching reads alive. */
  @SuppressWarnings("unused")
  private int touched;

  private int readyAt;

  RecordReader(String trace, Window window) {
    this.trace = trace;
    this.window = window;
  }

  /** The next packet, or null at the end. */
  final @Nullable Packet next() throws IOException {
    if (readyAt == ready.count) {
      readyAt = 0;
      ready.count = 0;
      if (window.isPast() || readAhead(ready, BATCH) == 0) {
        return nextOne();
      }
    }
    records++;
    return ready.packets[readyAt++];
  }

  private @Nullable Packet nextOne() throws IOException {
    Packet packet = readOne();
    records += packet == null ? 0 : 1;
    return packet;
  }

  /**
   * Hands the next packets to who counts them.
   *
   * @param max how many at most
   * @return how many; fewer at the end
   */
  final long count(FlowSink flows, long max) throws IOException {
    Records counted = new Counted(flows);
    long before = records;
    while (records - before < max) {
      long left = max - (records - before);
      boolean waiting = readyAt < ready.count;
      flows.settle();
      int found =
          waiting || window.isPast() ? 0 : readAhead(counted, (int) Math.min(FlowSink.BATCH, left));
      records += found;
      if (found == 0) {
        Packet packet = waiting ? next() : nextOne();
        if (packet == null) {
          break;
        }
        flows.packet(packet);
      }
    }
    return records - before;
  }

  /** Reads one record, wherever its bytes are; null at the end, also of a part. */
  abstract @Nullable Packet readOne() throws IOException;

  /**
   * Hands out the sound records that lie whole in the window, in one tight loop, which is worth
   * more than anything else in reading: what is the same for all records is looked at once. It
   * never waits for bytes, and what is not sound is left to {@link #readOne}. A format that does
   * not do it leaves all to that.
   *
   * @param max how many at most
   * @return how many
   */
  int readAhead(Records out, int max) {
    return 0;
  }

  /**
   * Reads a byte of each cache line of the records to come, as many as the last ones had. A record
   * tells where the next one is, so that their cache misses would come one after the other; these
   * come together. To be called at the start of {@link #readAhead}.
   *
   * @return where reading is
   */
  final int touchAhead() {
    ByteBuffer b = window.bytes;
    int at = window.at;
    int ahead = at - touchedFrom; // negative, or too much, in a new window: then at no cost
    int end = (int) Math.min(window.limit, at + Math.min(MAX_TOUCHED, Math.max(0L, ahead)));
    int sum = 0;
    for (int i = at; i < end; i += CACHE_LINE) {
      sum += b.get(i);
    }
    touched = sum;
    touchedFrom = at;
    return at;
  }

  /** The link types of the interfaces that are known, and of those described before any packet. */
  int[] linkTypes() {
    int[] types = new int[interfaces.size()]; // every command asks: no stream to be set up
    for (int i = 0; i < types.length; i++) {
      types[i] = interfaces.get(i).linkType();
    }
    return types;
  }

  /** Packets that the capture lost, as far as the file told by now, or {@link Trace#NOT_KNOWN}. */
  abstract long dropped();

  abstract TraceFormat format();

  /** The file's byte order, or null if it has none of its own. */
  @Nullable ByteOrder byteOrder() {
    return null;
  }

  static int maxCaptured(int linkType) {
    return linkType == LinkType.DBUS ? MAX_CAPTURED_DBUS : MAX_CAPTURED;
  }

  /** The file ended: cleanly if nothing is left over, else inside a record. */
  final @Nullable Packet end() throws IOException {
    IOException failure = window.failure();
    if (failure != null && !(failure instanceof EOFException)) {
      throw bad(window.offset(), String.valueOf(failure.getMessage()), failure);
    }
    endedInsideRecord = failure != null || isInsideRecord(); // or the compressed file was cut
    return null;
  }

  /** Whether something is left over at the end. */
  boolean isInsideRecord() {
    return window.limit > window.at;
  }

  // ---- parts of a trace

  /**
   * Goes from the first record to the first one at an offset or behind it, and ends before the
   * first one at another offset or behind that. Where the place cannot be told by looks, the file
   * is read in order up to it.
   *
   * @param zone how many bytes are looked at at first
   */
  final void readPart(long from, long to, int zone) throws IOException {
    readDescriptions();
    long first = window.offset();
    if (from > first) {
      long found = find(first, from, zone);
      window.jump(found < 0 ? first : found);
      if (found < 0) {
        window.readUntil(from);
        Packet packet;
        do { // exact, and slow
          packet = next();
        } while (packet != null);
      }
    }
    boolean isCutBefore = endedInsideRecord && window.offset() < from;
    goOn(isCutBefore ? 0 : to, records);
  }

  /**
   * Goes on with the next part of the trace.
   *
   * @param to where it ends
   * @param before how many packet records there were before
   */
  final void goOn(long to, long before) {
    window.readUntil(to);
    recordsBefore = before;
    records = 0;
    endedInsideRecord = false;
  }

  /** Reads what a file describes before its first packet. */
  void readDescriptions() throws IOException {}

  /**
   * How many descriptions were read of what the meaning of all later records depends on; what was
   * described by then is the same in all parts of a trace that count the same.
   */
  int descriptions() {
    return 0;
  }

  /** Finds the first record at an offset or behind it, or answers {@link Probe#UNKNOWN}. */
  long find(long first, long from, int zone) throws IOException {
    Probe probe = probe();
    return probe == null ? Probe.UNKNOWN : probe.find(window, first, from, zone);
  }

  /**
   * What records look like, seen from the first one, where reading is; null where they look like
   * anything.
   */
  @Nullable Probe probe() throws IOException {
    return null;
  }

  // ---- what a trace knows beside packets

  /** The sections as read so far. */
  final List<TraceSection> sections() {
    return List.copyOf(sections);
  }

  /** The interfaces as read so far. */
  final List<TraceInterface> interfaces() {
    return List.copyOf(interfaces);
  }

  /** The other blocks that were kept so far. */
  final List<TraceBlock> blocks() {
    return List.copyOf(blocks);
  }

  /** Those of the section that is being read. */
  final List<TraceBlock> sectionBlocks() {
    return List.copyOf(blocks.subList(earlierBlocks, blocks.size()));
  }

  final void setListener(TraceBlock.@Nullable Listener newListener) {
    listener = newListener;
  }

  final TraceBlock.@Nullable Listener listener() {
    return listener;
  }

  final boolean hasListener() {
    return listener != null;
  }

  /** Hands a block to who listens. */
  final void tell(TraceBlock block) throws IOException {
    if (listener != null) {
      listener.block(block);
    }
  }

  /** Whether so many bytes more may be kept: a file of nothing else must not fill the memory. */
  final boolean hasRoom(long bytes) {
    return kept + bytes + DESCRIPTION <= MAX_KEPT;
  }

  final void add(TraceSection section) {
    earlierBlocks = blocks.size();
    if (keep(section.options())) {
      sections.add(section);
    }
  }

  final void add(TraceInterface described) {
    latestInterface = described;
    if (keep(described.options())) {
      interfaces.add(described);
    }
  }

  private boolean keep(List<TraceOption> options) {
    long size = DESCRIPTION;
    for (TraceOption option : options) {
      size += DESCRIPTION + option.value().limit();
    }
    boolean room = hasRoom(size);
    kept += room ? size : 0;
    return room;
  }

  /** Keeps a copy of a block for which there is room. */
  final void keep(TraceBlock block) {
    blocks.add(block.copy());
    kept += DESCRIPTION + block.bytes().limit();
  }

  /** The fault of the record that starts at this offset. */
  final TraceFormatException bad(long offset, String fault) {
    return bad(offset, fault, null);
  }

  private TraceFormatException bad(long offset, String fault, @Nullable Throwable cause) {
    return new TraceFormatException(trace, recordsBefore + records + 1, offset, fault, cause);
  }
}
