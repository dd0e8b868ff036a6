// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;

/**
 * Measures bidirectional flows: counters, times, sizes, gaps and TCP flags of each direction, and
 * where flows begin and end. {@link FlowTable} only counts, in a fifth of the memory.
 *
 * <p>Where flows end is for {@link Settings} to say; by default nowhere, so that all packets of a
 * key are one flow. Times are those of the packets; a rule compares a packet with the one before it
 * in its flow, whatever other flows do, so that boundaries are the same in any split of a trace.
 *
 * <p>Without a listener all flows are kept, and meters of the parts of a trace can be merged: the
 * result is, to the last bit, that of one meter for the whole. All sums are exact, in 128 bits
 * where squares need them, because floating point (Welford's way of keeping a variance) depends on
 * the order in which parts are added. With a listener flows are handed over when they end, and
 * forgotten; a bound on their number makes those end early that had no packet for longest, about.
 *
 * <p>Keys are numbers; no packet is kept. For one thread at a time.
 */
public final class FlowMeter {
  private static final int BATCH = 32;

  // an entry of the index: the key's words, then the flow's slot
  private static final int KEY4 = 2;
  private static final int KEY6 = 5;

  private static final long PRESENT = 1L << 40;
  private static final int IDS_SHIFT = 41;
  private static final int MAX_IDS = 1 << 22;

  // a flow's words: the index's key, then
  private static final int META = KEY6;
  private static final int START = KEY6 + 1; // the time of its first packet
  private static final int PREVIOUS = KEY6 + 2; // the time of its last packet so far
  private static final int DIRECTIONS = KEY6 + 3;

  // a direction's words
  private static final int PACKETS = 0;
  private static final int BYTES = 1;
  private static final int IP_BYTES = 2;
  private static final int BEFORE = 3; // the time of the packet before
  private static final int FIRST = 4;
  private static final int LAST = 5;
  private static final int MIN_SIZE = 6;
  private static final int MAX_SIZE = 7;
  private static final int SIZE_SQUARES = 8; // low, high
  private static final int MIN_GAP = 10;
  private static final int MAX_GAP = 11;
  private static final int GAP_SQUARES = 12; // low, high
  private static final int BEGIN = 14; // the time of the first packet, in the trace's order
  private static final int FLAGS = 15; // two counters a word
  private static final int DIRECTION = 20;

  private static final int WORDS = DIRECTIONS + 2 * DIRECTION;

  // the bits of META
  private static final long USED = 1;
  private static final long VERSION4 = 2;
  private static final long REVERSED = 4; // forward is from the second end to the first
  private static final long FIN = 8; // and 16: seen in this direction
  private static final long RST = 32;
  private static final long RECENT = 64; // since the hand came by
  private static final long PENDING = 128; // its packets wait for what came before
  private static final long ENDED = 256; // the reason is above
  private static final int END_SHIFT = 9;

  private static final List<FlowEnd> END_REASONS = List.of(FlowEnd.values());

  private static final int TCP_FLAGS = 9;
  private static final int ALL_FLAGS = (1 << TCP_FLAGS) - 1;
  private static final int FIN_FLAG = 1;
  private static final int SYN = 2;
  private static final int RST_FLAG = 4;
  private static final int SYN_AND_ACK = 0x12;

  private static final int SLOTS_A_CHUNK = 1 << 9;

  /** Flows are looked over for ended ones when so many parts of the idle timeout have passed. */
  private static final int SWEEPS = 4;

  /**
   * Where flows end, and which identifiers keep them apart. Each method answers changed settings.
   *
   * @param idleNanos a packet that comes later than this after the one before begins another flow;
   *     0 for never
   * @param activeNanos a packet that comes later than this after the flow's first begins another
   *     flow; 0 for never
   * @param endsAtClose whether a SYN begins another flow once the connection was closed
   * @param maxFlows how many flows may be open, with a listener; 0 for any number
   * @param vlan whether the outermost VLAN tag belongs to the key
   * @param mpls whether the outermost MPLS label belongs to the key
   * @param tunnel whether the outermost tunnel's identifier belongs to the key
   */
  public record Settings(
      long idleNanos,
      long activeNanos,
      boolean endsAtClose,
      int maxFlows,
      boolean vlan,
      boolean mpls,
      boolean tunnel) {
    /** Flows do not end, and only the key keeps them apart. */
    public static final Settings DEFAULT = new Settings(0, 0, false, 0, false, false, false);

    public Settings {
      if (idleNanos < 0 || activeNanos < 0 || maxFlows < 0) {
        throw new IllegalArgumentException(
            "negative: " + idleNanos + ", " + activeNanos + ", " + maxFlows);
      }
    }

    /** With an idle timeout. */
    public Settings idle(long nanos) {
      return new Settings(nanos, activeNanos, endsAtClose, maxFlows, vlan, mpls, tunnel);
    }

    /** With an active timeout. */
    public Settings active(long nanos) {
      return new Settings(idleNanos, nanos, endsAtClose, maxFlows, vlan, mpls, tunnel);
    }

    /** With flows that end where their TCP connection does. */
    public Settings endingAtClose() {
      return new Settings(idleNanos, activeNanos, true, maxFlows, vlan, mpls, tunnel);
    }

    /** With a bound on the number of open flows. */
    public Settings bounded(int flows) {
      return new Settings(idleNanos, activeNanos, endsAtClose, flows, vlan, mpls, tunnel);
    }

    /** With these identifiers in the key. */
    public Settings keyedBy(boolean byVlan, boolean byMpls, boolean byTunnel) {
      return new Settings(idleNanos, activeNanos, endsAtClose, maxFlows, byVlan, byMpls, byTunnel);
    }

    private boolean endsFlows() {
      return idleNanos != 0 || activeNanos != 0 || endsAtClose;
    }

    private boolean hasIds() {
      return vlan || mpls || tunnel;
    }
  }

  private final Settings settings;
  private final @Nullable Consumer<MeteredFlow> listener;

  /** What the first packets of each key belong to is for an earlier part to say. */
  private final boolean isLaterPart;

  private final LongTable index4 = new LongTable(KEY4, 1, 0);
  private final LongTable index6 = new LongTable(KEY6, 1, 0);
  private long[][] chunks = {};
  private int slots;
  private int open;
  private int hand;
  private int[] free = {};
  private int freeCount;

  /** The packets of each pending slot, {@link #LOGGED} words each. */
  private final Map<Integer, long[]> logs = new HashMap<>();

  private static final int LOGGED = 3;

  private final Map<FlowIds, Integer> idNumbers = new HashMap<>();
  private final List<FlowIds> ids = new ArrayList<>();

  private long packets;
  private long bytes;
  private long ipPackets;
  private long clock = Long.MIN_VALUE;
  private long swept = Long.MIN_VALUE;

  // the batch of IPv4 packets that wait to be counted
  private int waiting;
  private final long[] ends = new long[BATCH];
  private final long[] lastWords = new long[BATCH];
  private final long[] hashes = new long[BATCH];
  private final int[] found = new int[BATCH];
  private final long[] times = new long[BATCH];
  private final long[] lengths = new long[BATCH]; // IP bytes above original length
  private final int[] traits = new int[BATCH]; // TCP flags above direction

  /** Keeps the touching reads alive. */
  @SuppressWarnings("unused")
  private long touched;

  private FlowMeter(
      Settings settings, @Nullable Consumer<MeteredFlow> listener, boolean isLaterPart) {
    this.settings = settings;
    this.listener = listener;
    this.isLaterPart = isLaterPart;
    idNumbers.put(FlowIds.NO_IDS, 0);
    ids.add(FlowIds.NO_IDS);
  }

  /**
   * A meter that keeps all flows.
   *
   * @throws IllegalArgumentException for a bound, which needs somebody to hand flows to
   */
  public static FlowMeter of(Settings settings) {
    return new FlowMeter(unbounded(settings), null, false);
  }

  /**
   * A meter for a part of a trace that is not the first, to be merged into that of the part before
   * it. Where flows end, it remembers the packets with which a key begins, in 24 bytes each, until
   * a gap longer than the idle timeout: to which flow they belong is for the part before to say.
   *
   * @throws IllegalArgumentException for a bound
   */
  public static FlowMeter ofLaterPart(Settings settings) {
    return new FlowMeter(unbounded(settings), null, true);
  }

  /** A meter that hands each flow over when it ends, the last ones when it is finished. */
  public static FlowMeter of(Settings settings, Consumer<MeteredFlow> listener) {
    return new FlowMeter(settings, listener, false);
  }

  private static Settings unbounded(Settings settings) {
    if (settings.maxFlows != 0) {
      throw new IllegalArgumentException("a bound of " + settings.maxFlows + " without a listener");
    }
    return settings;
  }

  // ---- counting

  /**
   * Counts a packet.
   *
   * @return false if it belongs to no flow: it has no IP header, or its addresses were not captured
   */
  public boolean add(Packet packet) {
    long length = packet.originalLength();
    packets++;
    bytes += length;
    Ip4 ip4 = packet.ip4();
    if (ip4 != null) {
      if (!ip4.hasAddresses()) {
        return false;
      }
      int declared = ip4.totalLength();
      add4(packet, ip4.addresses(), length, declared > 0 ? declared : length - ip4.offset());
    } else {
      Ip6 ip6 = packet.ip6();
      if (ip6 == null || !ip6.hasAddresses()) {
        return false;
      }
      int declared = ip6.payloadLength();
      add6(packet, ip6, length, declared > 0 ? declared + 40L : length - ip6.offset());
    }
    ipPackets++;
    return true;
  }

  private void add4(Packet packet, long addresses, long length, long ipLength) {
    int ports = packet.ports();
    long src = addresses >>> 32;
    long dst = addresses & 0xffff_ffffL;
    int swap = src == dst ? (isSwapped(ports) ? 1 : 0) : (int) ((dst - src) >>> 63);
    int i = waiting;
    ends[i] = Long.rotateLeft(addresses, swap << 5);
    lastWords[i] = lastWord(packet, Integer.rotateLeft(ports, swap << 4));
    hashes[i] = LongTable.hash(ends[i], lastWords[i]);
    times[i] = packet.timestampNanos();
    lengths[i] = ipLength << 32 | length;
    traits[i] = flags(packet) << 1 | swap;
    waiting = i + 1;
    if (waiting == BATCH) {
      flush();
    }
  }

  /** As {@link #add}, with other addresses: for tests with more flows than a trace should have. */
  void addMade4(long addresses, Packet packet) {
    packets++;
    add4(packet, addresses, packet.originalLength(), packet.originalLength());
  }

  /** How many words of memory flows take. */
  long wordsHeld() {
    return (long) chunks.length * SLOTS_A_CHUNK * WORDS + free.length;
  }

  private static boolean isSwapped(int ports) {
    return ports >>> 16 > (ports & 0xffff);
  }

  private long lastWord(Packet packet, int ports) {
    long word = PRESENT | ((long) packet.protocol() << 32) | (ports & 0xffff_ffffL);
    return settings.hasIds() ? word | (long) idsOf(packet) << IDS_SHIFT : word;
  }

  private int idsOf(Packet packet) {
    return number(FlowIds.of(packet, settings.vlan, settings.mpls, settings.tunnel));
  }

  private int number(FlowIds these) {
    Integer known = idNumbers.get(these);
    if (known != null) {
      return known;
    }
    if (ids.size() == MAX_IDS) {
      throw new IllegalStateException("more than " + MAX_IDS + " different identifiers");
    }
    ids.add(these);
    idNumbers.put(these, ids.size() - 1);
    return ids.size() - 1;
  }

  private static int flags(Packet packet) {
    if (packet.protocol() != IpProtocol.TCP) {
      return 0;
    }
    Tcp tcp = packet.tcp();
    return tcp == null ? 0 : Math.max(0, tcp.flags());
  }

  private void flush() {
    int count = waiting;
    waiting = 0;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += index4.touch(hashes[i]);
    }
    for (int i = 0; i < count; i++) {
      int slot = (int) index4.get(index4.find(ends[i], lastWords[i], hashes[i]) + KEY4) - 1;
      found[i] = slot;
      if (slot >= 0) { // touch what will be changed
        long[] words = chunk(slot);
        int at = at(slot);
        int direction = at + DIRECTIONS + (traits[i] & 1) * DIRECTION;
        sum += words[at + META] + words[direction] + words[direction + DIRECTION - 1];
      }
    }
    touched = sum;
    for (int i = 0; i < count; i++) {
      count4(ends[i], lastWords[i], hashes[i], found[i], times[i], lengths[i], traits[i]);
    }
  }

  /** Counts a packet; the slot is where its flow was a moment ago, or -1. */
  private void count4(
      long key, long last, long hash, int expected, long time, long lengths, int traits) {
    int slot = expected;
    if (slot < 0 || (chunk(slot)[at(slot) + META] & (USED | ENDED)) != USED || listener != null) {
      slot = (int) index4.get(index4.find(key, last, hash) + KEY4) - 1;
    }
    if (slot < 0 || !continues(slot, time, traits)) {
      slot = begin(time, traits);
      long[] words = chunk(slot);
      int at = at(slot);
      words[at] = key;
      words[at + 1] = last;
      words[at + META] |= VERSION4 | firstOfKey(index4.get(index4.find(key, last, hash) + KEY4));
      index4.set(index4.find(key, last, hash) + KEY4, slot + 1L);
    }
    count(slot, time, lengths, traits);
  }

  private void add6(Packet packet, Ip6 ip, long length, long ipLength) {
    long srcHigh = ip.srcHigh();
    long srcLow = ip.srcLow();
    long dstHigh = ip.dstHigh();
    long dstLow = ip.dstLow();
    int ports = packet.ports();
    int order = Long.compareUnsigned(srcHigh, dstHigh);
    if (order == 0) {
      order = Long.compareUnsigned(srcLow, dstLow);
    }
    boolean swap = order > 0 || (order == 0 && isSwapped(ports));
    count6(
        swap ? dstHigh : srcHigh,
        swap ? dstLow : srcLow,
        swap ? srcHigh : dstHigh,
        swap ? srcLow : dstLow,
        lastWord(packet, swap ? Integer.rotateLeft(ports, 16) : ports),
        packet.timestampNanos(),
        ipLength << 32 | length,
        flags(packet) << 1 | (swap ? 1 : 0));
  }

  private void count6(long a, long b, long c, long d, long e, long time, long lengths, int traits) {
    long hash = LongTable.hash(a, b, c, d, e);
    int slot = (int) index6.get(index6.find(a, b, c, d, e, hash) + KEY6) - 1;
    if (slot < 0 || !continues(slot, time, traits)) {
      slot = begin(time, traits);
      long[] words = chunk(slot);
      int at = at(slot);
      words[at] = a;
      words[at + 1] = b;
      words[at + 2] = c;
      words[at + 3] = d;
      words[at + 4] = e;
      words[at + META] |= firstOfKey(index6.get(index6.find(a, b, c, d, e, hash) + KEY6));
      index6.set(index6.find(a, b, c, d, e, hash) + KEY6, slot + 1L);
    }
    count(slot, time, lengths, traits);
  }

  /** What is marked in the first flow of a key, which has no slot before. */
  private long firstOfKey(long slotBefore) {
    return slotBefore == 0 && isLaterPart && settings.endsFlows() ? PENDING : 0;
  }

  /** Whether a packet belongs to the flow in a slot; ends the flow if it does not. */
  private boolean continues(int slot, long time, int traits) {
    if (!settings.endsFlows()) {
      return true;
    }
    long[] words = chunk(slot);
    int at = at(slot);
    long meta = words[at + META];
    boolean pending = (meta & PENDING) != 0;
    FlowEnd end = null;
    if (settings.idleNanos != 0 && time - words[at + PREVIOUS] > settings.idleNanos) {
      end = isClosed(meta) ? FlowEnd.CLOSED : FlowEnd.IDLE;
    } else if (pending) {
      return true; // for the part before to say
    } else if (settings.activeNanos != 0 && time - words[at + START] > settings.activeNanos) {
      end = FlowEnd.ACTIVE;
    } else if (settings.endsAtClose && isClosed(meta) && (traits >>> 1 & SYN_AND_ACK) == SYN) {
      end = FlowEnd.CLOSED;
    }
    if (end == null) {
      return true;
    }
    end(slot, end);
    return false;
  }

  private static boolean isClosed(long meta) {
    return (meta & RST) != 0 || (meta & 3 * FIN) == 3 * FIN;
  }

  private void end(int slot, FlowEnd end) {
    long[] words = chunk(slot);
    int at = at(slot);
    open--;
    if (listener != null) {
      listener.accept(flow(words, at, end));
      removeFromIndex(words, at);
      words[at + META] = 0;
      if (freeCount == free.length) {
        free = Arrays.copyOf(free, Math.max(64, 2 * freeCount));
      }
      free[freeCount++] = slot;
    } else {
      words[at + META] |= ENDED | (long) END_REASONS.indexOf(end) << END_SHIFT;
    }
  }

  private void removeFromIndex(long[] words, int at) {
    if ((words[at + META] & VERSION4) != 0) {
      index4.remove(index4.find(words[at], words[at + 1], hash4(words, at)));
    } else {
      index6.remove(
          index6.find(
              words[at],
              words[at + 1],
              words[at + 2],
              words[at + 3],
              words[at + 4],
              hash6(words, at)));
    }
  }

  private static long hash4(long[] words, int at) {
    return LongTable.hash(words[at], words[at + 1]);
  }

  private static long hash6(long[] words, int at) {
    return LongTable.hash(words[at], words[at + 1], words[at + 2], words[at + 3], words[at + 4]);
  }

  /** A slot for a flow that begins with a packet. */
  private int begin(long time, int traits) {
    if (settings.maxFlows != 0 && open == settings.maxFlows) {
      evict();
    }
    int slot = freeCount > 0 ? free[--freeCount] : slots++;
    if (slot / SLOTS_A_CHUNK == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length + 1);
      chunks[chunks.length - 1] = new long[SLOTS_A_CHUNK * WORDS];
    }
    open++;
    long[] words = chunk(slot);
    int at = at(slot);
    Arrays.fill(words, at, at + WORDS, 0);
    words[at + META] = USED | ((traits & 1) != 0 ? REVERSED : 0);
    words[at + START] = time;
    return slot;
  }

  /** Ends a flow that had no packet since the hand came by it last. */
  private void evict() {
    while (true) {
      hand = hand + 1 < slots ? hand + 1 : 0;
      long[] words = chunk(hand);
      int meta = at(hand) + META;
      if ((words[meta] & USED) != 0) {
        if ((words[meta] & RECENT) == 0) {
          end(hand, isClosed(words[meta]) ? FlowEnd.CLOSED : FlowEnd.EVICTED);
          return;
        }
        words[meta] &= ~RECENT;
      }
    }
  }

  private long[] chunk(int slot) {
    return chunks[slot / SLOTS_A_CHUNK];
  }

  private static int at(int slot) {
    return slot % SLOTS_A_CHUNK * WORDS;
  }

  private void count(int slot, long time, long lengths, int traits) {
    long[] words = chunk(slot);
    int at = at(slot);
    words[at + PREVIOUS] = time;
    if ((words[at + META] & PENDING) != 0) {
      log(slot, time, lengths, traits);
    } else {
      count(words, at, time, lengths, traits);
    }
    if (listener != null) {
      words[at + META] |= RECENT;
      if (time > clock) {
        clock = time;
        if (settings.idleNanos != 0 && clock - swept > settings.idleNanos / SWEEPS) {
          sweep();
        }
      }
    }
  }

  private static void count(long[] words, int at, long time, long lengths, int traits) {
    int flags = traits >>> 1;
    int way = at + DIRECTIONS + (traits & 1) * DIRECTION;
    long size = lengths & 0xffff_ffffL;
    long before = words[way + PACKETS]++;
    words[way + BYTES] += size;
    words[way + IP_BYTES] += lengths >>> 32;
    if (before == 0) {
      words[way + BEGIN] = time;
      words[way + FIRST] = time;
      words[way + LAST] = time;
      words[way + MIN_SIZE] = size;
      words[way + MAX_SIZE] = size;
    } else {
      words[way + FIRST] = Math.min(words[way + FIRST], time);
      words[way + LAST] = Math.max(words[way + LAST], time);
      words[way + MIN_SIZE] = Math.min(words[way + MIN_SIZE], size);
      words[way + MAX_SIZE] = Math.max(words[way + MAX_SIZE], size);
      addGap(words, way, time - words[way + BEFORE], before == 1);
    }
    addTo(words, way + SIZE_SQUARES, size * size, 0);
    words[way + BEFORE] = time;
    for (int rest = flags & ALL_FLAGS; rest != 0; rest &= rest - 1) {
      int flag = Integer.numberOfTrailingZeros(rest);
      words[way + FLAGS + (flag >> 1)] += 1L << ((flag & 1) * 32);
    }
    if ((flags & (FIN_FLAG | RST_FLAG)) != 0) {
      words[at + META] |=
          ((flags & FIN_FLAG) != 0 ? FIN << (traits & 1) : 0) | ((flags & RST_FLAG) != 0 ? RST : 0);
    }
  }

  private static void addGap(long[] words, int way, long gap, boolean isFirst) {
    words[way + MIN_GAP] = isFirst ? gap : Math.min(words[way + MIN_GAP], gap);
    words[way + MAX_GAP] = isFirst ? gap : Math.max(words[way + MAX_GAP], gap);
    addTo(words, way + GAP_SQUARES, gap * gap, Math.multiplyHigh(gap, gap));
  }

  /** Adds 128 bits to a pair of words. */
  private static void addTo(long[] words, int at, long low, long high) {
    long sum = words[at] + low;
    words[at + 1] += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    words[at] = sum;
  }

  private void log(int slot, long time, long lengths, int traits) {
    long[] log = logs.get(slot);
    int count = log == null ? 0 : (int) log[0];
    int end = 1 + count * LOGGED;
    if (log == null || end == log.length) {
      log = log == null ? new long[1 + LOGGED] : Arrays.copyOf(log, 1 + 2 * (end - 1));
      logs.put(slot, log);
    }
    log[end] = time;
    log[end + 1] = lengths;
    log[end + 2] = traits;
    log[0] = count + 1L;
  }

  /** Ends the flows that the trace's time has left behind. */
  private void sweep() {
    swept = clock;
    for (int slot = 0; slot < slots; slot++) {
      long[] words = chunk(slot);
      int at = at(slot);
      if ((words[at + META] & USED) != 0 && clock - words[at + PREVIOUS] > settings.idleNanos) {
        end(slot, isClosed(words[at + META]) ? FlowEnd.CLOSED : FlowEnd.IDLE);
      }
    }
  }

  // ---- totals

  /** Packets that were offered, whether IP or not. */
  public long packets() {
    return packets;
  }

  /** The sum of their original lengths. */
  public long bytes() {
    return bytes;
  }

  /** Packets that belong to a flow. */
  public long ipPackets() {
    return ipPackets;
  }

  /** The number of flows that are kept: with a listener the open ones. */
  public int size() {
    flush();
    return listener != null ? open : slots;
  }

  // ---- results

  /**
   * Hands the flows that are open to the listener. A meter that keeps its flows has nothing to do.
   */
  public void finish() {
    flush();
    if (listener != null) {
      for (int slot = 0; slot < slots; slot++) {
        long meta = chunk(slot)[at(slot) + META];
        if ((meta & USED) != 0) {
          end(slot, isClosed(meta) ? FlowEnd.CLOSED : FlowEnd.TRACE);
        }
      }
    }
  }

  /**
   * The flows in the order of their keys, those of one key in the order of time.
   *
   * @throws IllegalStateException if they were handed to a listener
   */
  public List<MeteredFlow> flows() {
    if (listener != null) {
      throw new IllegalStateException("the flows were handed to a listener");
    }
    flush();
    if (!logs.isEmpty()) { // as if nothing had been before
      FlowMeter whole = of(settings);
      whole.merge(this);
      return whole.flows();
    }
    List<MeteredFlow> list = new ArrayList<>(slots);
    for (int slot = 0; slot < slots; slot++) {
      long[] words = chunk(slot);
      int at = at(slot);
      long meta = words[at + META];
      FlowEnd end =
          isClosed(meta) && (meta & ENDED) == 0
              ? FlowEnd.CLOSED
              : (meta & ENDED) == 0
                  ? FlowEnd.TRACE
                  : END_REASONS.get((int) (meta >>> END_SHIFT) & 0xff);
      list.add(flow(words, at, end));
    }
    list.sort(
        Comparator.comparing(MeteredFlow::key, FlowMeter::compareUndirected)
            .thenComparing(MeteredFlow::ids, FlowMeter::compareIds));
    return list;
  }

  private static int compareUndirected(FlowKey a, FlowKey b) {
    return a.forward().compareTo(b.forward());
  }

  private static int compareIds(FlowIds a, FlowIds b) {
    int order = Long.compare(a.vlan(), b.vlan());
    order = order != 0 ? order : Long.compare(a.mpls(), b.mpls());
    return order != 0 ? order : Long.compare(a.tunnel(), b.tunnel());
  }

  private MeteredFlow flow(long[] words, int at, FlowEnd end) {
    long meta = words[at + META];
    boolean four = (meta & VERSION4) != 0;
    long last = words[at + (four ? 1 : 4)];
    IpAddress a =
        four
            ? IpAddress.ofIp4((int) (words[at] >>> 32))
            : IpAddress.ofIp6(words[at], words[at + 1]);
    IpAddress b =
        four ? IpAddress.ofIp4((int) words[at]) : IpAddress.ofIp6(words[at + 2], words[at + 3]);
    FlowKey key =
        new FlowKey(
            (int) (last >>> 32) & 0xff, a, (int) (last >>> 16) & 0xffff, b, (int) last & 0xffff);
    int first = at + DIRECTIONS;
    boolean reversed = (meta & REVERSED) != 0;
    return new MeteredFlow(
        reversed ? key.reverse() : key,
        ids.get((int) (last >>> IDS_SHIFT)),
        direction(words, reversed ? first + DIRECTION : first),
        direction(words, reversed ? first : first + DIRECTION),
        end);
  }

  private static MeteredFlow.Direction direction(long[] words, int way) {
    long count = words[way + PACKETS];
    List<Long> flags = new ArrayList<>(TCP_FLAGS);
    for (int flag = 0; flag < TCP_FLAGS; flag++) {
      flags.add(words[way + FLAGS + (flag >> 1)] >>> ((flag & 1) * 32) & 0xffff_ffffL);
    }
    return new MeteredFlow.Direction(
        count,
        words[way + BYTES],
        words[way + IP_BYTES],
        words[way + FIRST],
        words[way + LAST],
        Summary.of(
            count,
            words[way + MIN_SIZE],
            words[way + MAX_SIZE],
            words[way + BYTES],
            words[way + SIZE_SQUARES + 1],
            words[way + SIZE_SQUARES]),
        Summary.of(
            Math.max(0, count - 1),
            words[way + MIN_GAP],
            words[way + MAX_GAP],
            words[way + BEFORE] - words[way + BEGIN], // what all gaps add up to
            words[way + GAP_SQUARES + 1],
            words[way + GAP_SQUARES]),
        flags);
  }

  // ---- merging

  /**
   * Adds the flows of the part of the trace that follows this one. The other meter is not changed.
   *
   * @throws IllegalArgumentException if the other has other settings or a listener, or, where flows
   *     end, was not made {@link #ofLaterPart for a later part}
   */
  public void merge(FlowMeter later) {
    if (!settings.equals(later.settings) || listener != null || later.listener != null) {
      throw new IllegalArgumentException("meters with other settings, or with a listener");
    }
    if (settings.endsFlows() && !later.isLaterPart && later.packets != 0 && this.packets != 0) {
      throw new IllegalArgumentException("a meter that was not made for a later part");
    }
    flush();
    later.flush();
    packets += later.packets;
    bytes += later.bytes;
    ipPackets += later.ipPackets;
    for (int slot = 0; slot < later.slots; slot++) {
      long[] from = later.chunk(slot);
      int at = at(slot);
      long[] key = Arrays.copyOfRange(from, at, at + KEY6);
      boolean four = (from[at + META] & VERSION4) != 0;
      int lastWord = four ? 1 : 4;
      FlowIds these = later.ids.get((int) (key[lastWord] >>> IDS_SHIFT));
      key[lastWord] = (key[lastWord] & ~(-1L << IDS_SHIFT)) | ((long) number(these) << IDS_SHIFT);
      long[] log = later.logs.get(slot);
      if (log != null) {
        for (int i = 1; i < 1 + log[0] * LOGGED; i += LOGGED) {
          if (four) {
            count4(key[0], key[1], hash4(key, 0), -1, log[i], log[i + 1], (int) log[i + 2]);
          } else {
            count6(key[0], key[1], key[2], key[3], key[4], log[i], log[i + 1], (int) log[i + 2]);
          }
        }
      } else {
        merge(key, four, from, at);
      }
    }
  }

  /** Takes over a flow of a later part. */
  private void merge(long[] key, boolean four, long[] from, int fromAt) {
    LongTable index = four ? index4 : index6;
    int entry =
        four
            ? index4.find(key[0], key[1], hash4(key, 0)) + KEY4
            : index6.find(key[0], key[1], key[2], key[3], key[4], hash6(key, 0)) + KEY6;
    int slot = (int) index.get(entry) - 1;
    if (slot >= 0 && !settings.endsFlows()) {
      join(chunk(slot), at(slot), from, fromAt);
      return;
    }
    if (slot >= 0 && (chunk(slot)[at(slot) + META] & ENDED) == 0) {
      // behind the packets that were logged there is a gap; else the part before ended it
      end(slot, isClosed(chunk(slot)[at(slot) + META]) ? FlowEnd.CLOSED : FlowEnd.IDLE);
    }
    int own = begin(0, 0);
    long[] words = chunk(own);
    int at = at(own);
    System.arraycopy(from, fromAt, words, at, WORDS);
    System.arraycopy(key, 0, words, at, KEY6);
    index.set(entry, own + 1L);
    if ((words[at + META] & ENDED) != 0) {
      open--;
    }
  }

  /** Adds what came later of the same flow. */
  private static void join(long[] words, int at, long[] from, int fromAt) {
    words[at + PREVIOUS] = from[fromAt + PREVIOUS];
    words[at + META] |= from[fromAt + META] & (3 * FIN | RST);
    for (int way = DIRECTIONS; way < WORDS; way += DIRECTION) {
      joinDirection(words, at + way, from, fromAt + way);
    }
  }

  private static void joinDirection(long[] words, int way, long[] from, int other) {
    long before = words[way + PACKETS];
    long more = from[other + PACKETS];
    if (more == 0) {
      return;
    }
    if (before == 0) {
      System.arraycopy(from, other, words, way, DIRECTION);
      return;
    }
    boolean hasGaps = before > 1;
    if (more > 1) {
      long min = from[other + MIN_GAP];
      long max = from[other + MAX_GAP];
      words[way + MIN_GAP] = hasGaps ? Math.min(words[way + MIN_GAP], min) : min;
      words[way + MAX_GAP] = hasGaps ? Math.max(words[way + MAX_GAP], max) : max;
      hasGaps = true;
    }
    addTo(words, way + GAP_SQUARES, from[other + GAP_SQUARES], from[other + GAP_SQUARES + 1]);
    addGap(words, way, from[other + BEGIN] - words[way + BEFORE], !hasGaps);
    words[way + PACKETS] += more;
    words[way + BYTES] += from[other + BYTES];
    words[way + IP_BYTES] += from[other + IP_BYTES];
    words[way + BEFORE] = from[other + BEFORE];
    words[way + FIRST] = Math.min(words[way + FIRST], from[other + FIRST]);
    words[way + LAST] = Math.max(words[way + LAST], from[other + LAST]);
    words[way + MIN_SIZE] = Math.min(words[way + MIN_SIZE], from[other + MIN_SIZE]);
    words[way + MAX_SIZE] = Math.max(words[way + MAX_SIZE], from[other + MAX_SIZE]);
    addTo(words, way + SIZE_SQUARES, from[other + SIZE_SQUARES], from[other + SIZE_SQUARES + 1]);
    for (int i = FLAGS; i < FLAGS + (TCP_FLAGS + 1) / 2; i++) {
      words[way + i] += from[other + i];
    }
  }
}
