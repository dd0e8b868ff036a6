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
  private static final int BATCH = 64;

  /** In a key's last word: the addresses are those of IPv6. */
  private static final long VERSION6 = 1L << 40;

  private static final int IDS_SHIFT = 41;
  private static final int MAX_IDS = 1 << 22;

  // A flow's words are three lines of memory: one for each direction, which each packet of it
  // changes, and between them one for both, with the key, which each packet reads.
  private static final int PACKETS = 0; // and above them the upper bits of GAP_SQUARES
  private static final int BYTES = 1; // and above them PSH
  private static final int BEFORE = 2; // the time of the packet before
  private static final int SIZES = 3; // smallest and largest, then the bytes in front of IP
  private static final int SIZE_SQUARES = 4;
  private static final int GAP_SQUARES = 5;
  private static final int MIN_GAP = 6; // subtracted from the largest, so that 0 is none
  private static final int MAX_GAP = 7;
  private static final int DIRECTION = 8;

  /**
   * Where a chunk's first flow stands: a large array's first element is 16 bytes behind a boundary
   * of the heap, most of the time, so that a direction shares its line of 8 words with nothing
   * else.
   */
  private static final int BASE = 6;

  // of both directions; beginnings and flags are two, one behind the other
  private static final int SHARED = DIRECTION;
  private static final int KEY = 0; // IPv4: addresses; IPv6: source, upper half
  private static final int LAST_KEY = 1; // ports, protocol, version, identifiers
  private static final int META = 2;
  private static final int PREVIOUS = 3; // the time of its last packet so far
  private static final int BEGIN = 4; // the time of the first packet, in the trace's order
  private static final int FLAGS = 6; // how many have FIN, SYN, RST, URG, and how many have no ACK
  private static final int WORDS = 3 * DIRECTION;

  /** Of an IPv6 key: source, lower half, and destination. */
  private static final int MORE_KEY = 3;

  // what few directions have, if something does not fit or times run backwards
  private static final int RARE_FIRST = 0; // smallest and largest time
  private static final int RARE_LAST = 1;
  private static final int RARE_MIN_GAP = 2; // of all gaps
  private static final int RARE_MAX_GAP = 3;
  private static final int RARE_MIN_SIZE = 4; // of the sizes that do not fit; 0 for none
  private static final int RARE_MAX_SIZE = 5;
  private static final int RARE_SUMS = 6; // what follows is added up
  private static final int RARE_PACKETS = 6;
  private static final int RARE_BYTES = 7;
  private static final int RARE_SIZE_SQUARES_HIGH = 8;
  private static final int RARE_OVERHEAD = 9;
  private static final int RARE_PSH = 10;
  private static final int RARE_GAP_SQUARES_HIGH = 11; // what does not fit above PACKETS
  private static final int RARE_FLAGS = 12; // FIN, SYN, RST, URG, no ACK; ECE, CWR, NS
  private static final int RARE_WORDS = 20;

  // Packets, PSH and the upper bits of squares are moved elsewhere when their top bit is set.
  private static final int PSH_SHIFT = 48;
  private static final long BYTES_MASK = (1L << PSH_SHIFT) - 1;

  // SIZES: the smallest subtracted from the largest possible one, so that 0 is none
  private static final int MAX_SIZE = 0xffff;
  private static final int MIN_SIZE_SHIFT = 48;
  private static final int MAX_SIZE_SHIFT = 32;

  /** The bytes in front of IP and behind it: no more than these in a packet, or it is rare. */
  private static final int MAX_OVERHEAD = 0x7fff;

  private static final int MAX_OVERHEADS = 0x4000_0000;

  /** Larger gaps, and negative ones, are rare. */
  private static final long MAX_PLAIN_GAP = (1L << 62) - 1;

  /** In MIN_GAP: the gaps are all in the rare words. */
  private static final long OUT_OF_ORDER = Long.MIN_VALUE;

  // FLAGS: counters of 12 bits, the last of 16; what has set a counter's top bit is put elsewhere
  private static final int COUNTERS = 5;
  private static final int COUNTER_BITS = 12;
  private static final long FULL = 0x8000_8008_0080_0800L;

  private static final int LOW = 32;
  private static final long LOW_MASK = 0xffff_ffffL;

  // the bits of META
  private static final long USED = 1;
  private static final long REVERSED = 2; // forward is from the second end to the first
  private static final long FIN = 4; // and 8: seen in this direction
  private static final long RST = 16;
  private static final long RECENT = 32; // since the hand came by
  private static final long PENDING = 64; // its packets wait for what came before
  private static final long ENDED = 128; // the reason is above
  private static final int END_SHIFT = 8;

  private static final List<FlowEnd> END_REASONS = List.of(FlowEnd.values());

  private static final int FIN_FLAG = 0x01;
  private static final int SYN = 0x02;
  private static final int RST_FLAG = 0x04;
  private static final int PSH = 0x08;
  private static final int ACK = 0x10;
  private static final int URG = 0x20;
  private static final int ECE = 0x40; // CWR and NS follow
  private static final int ALL_FLAGS = 0x1ff;
  private static final int SYN_AND_ACK = SYN | ACK;

  private static final int CHUNK_BITS = 12;
  private static final int SLOTS_A_CHUNK = 1 << CHUNK_BITS;

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

  /** Whether a flow may end before the trace does. */
  private final boolean mayEnd;

  private final SlotIndex index = new SlotIndex();
  private long[][] chunks = {};

  /** What is left of IPv6 keys, by chunks; empty ones where there are none. */
  private long[][] moreKeys = {};

  private int slots;
  private int open;
  private int hand;
  private int[] free = {};
  private int freeCount;

  /** The packets of each pending slot, {@link #LOGGED} words each. */
  private final Map<Integer, long[]> logs = new HashMap<>();

  private static final int LOGGED = 3;

  private static final int NO_SLOT = -1;
  private static final long[] NO_KEYS = new long[MORE_KEY];

  /** What is rare, by twice the slot and the direction. */
  private final Map<Integer, long[]> rare = new HashMap<>();

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
    this.mayEnd = settings.endsFlows() || listener != null;
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
      add4(
          packet,
          ip4.addresses(),
          length,
          declared > 0 ? declared : Math.max(0, length - ip4.offset()));
    } else {
      Ip6 ip6 = packet.ip6();
      if (ip6 == null || !ip6.hasAddresses()) {
        return false;
      }
      int declared = ip6.payloadLength();
      add6(packet, ip6, length, declared > 0 ? declared + 40L : Math.max(0, length - ip6.offset()));
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
    long word = ((long) packet.protocol() << 32) | (ports & 0xffff_ffffL);
    return settings.hasIds() ? word | (long) idsOf(packet) << IDS_SHIFT : word;
  }

  private int idsOf(Packet packet) {
    return number(FlowIds.of(packet, settings.vlan, settings.mpls, settings.tunnel));
  }

  private int number(FlowIds these) {
    if (these.isNone()) { // the usual case; a record's hash code is slow the first time
      return 0;
    }
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
      return ACK; // none that would be counted
    }
    Tcp tcp = packet.tcp();
    return tcp == null ? 0 : Math.max(0, tcp.flags());
  }

  private void flush() {
    int count = waiting;
    waiting = 0;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += index.touch(hashes[i]);
    }
    for (int i = 0; i < count; i++) {
      int place = index.first(hashes[i]);
      found[i] = place == SlotIndex.NONE ? 0 : index.slot(place); // most likely
    }
    for (int i = 0; i < count && slots != 0; i++) {
      long[] words = chunk(found[i]);
      int way = way(found[i], traits[i] & 1);
      sum += words[at(found[i]) + KEY];
      sum += words[way] + words[way + DIRECTION - 1]; // it may lie across a boundary
    }
    touched = sum;
    for (int i = 0; i < count; i++) {
      if (!mayEnd && slots != 0 && hasKey(found[i], ends[i], lastWords[i])) {
        countDirection(found[i], times[i], lengths[i], traits[i]);
      } else {
        count4(ends[i], lastWords[i], hashes[i], times[i], lengths[i], traits[i]);
      }
    }
  }

  /** Whether a slot has this IPv4 key. */
  private boolean hasKey(int slot, long key, long last) {
    long[] words = chunk(slot);
    int at = at(slot);
    return words[at + KEY] == key && words[at + LAST_KEY] == last;
  }

  private boolean hasKey(int slot, long a, long b, long c, long d, long e) {
    if (!hasKey(slot, a, e)) {
      return false;
    }
    long[] more = moreKeys[slot >>> CHUNK_BITS];
    int at = atMore(slot);
    return more[at] == b && more[at + 1] == c && more[at + 2] == d;
  }

  private int find4(long key, long last, long hash) {
    int place = index.first(hash);
    while (place != SlotIndex.NONE && !hasKey(index.slot(place), key, last)) {
      place = index.next(place, hash);
    }
    return place;
  }

  private int find6(long a, long b, long c, long d, long e, long hash) {
    int place = index.first(hash);
    while (place != SlotIndex.NONE && !hasKey(index.slot(place), a, b, c, d, e)) {
      place = index.next(place, hash);
    }
    return place;
  }

  private void count4(long key, long last, long hash, long time, long lengths, int traits) {
    int place = find4(key, last, hash);
    int slot = place == SlotIndex.NONE ? NO_SLOT : index.slot(place);
    if (slot == NO_SLOT || !continues(slot, time, traits)) {
      slot = begin(time, traits);
      setKey(slot, key, last);
      enter(slot, find4(key, last, hash), hash); // places may have changed
    }
    count(slot, time, lengths, traits);
  }

  private void setKey(int slot, long key, long last) {
    chunk(slot)[at(slot) + KEY] = key;
    chunk(slot)[at(slot) + LAST_KEY] = last;
  }

  private void setKey(int slot, long a, long b, long c, long d, long e) {
    setKey(slot, a, e);
    int chunk = slot >>> CHUNK_BITS;
    if (moreKeys[chunk].length == 0) {
      moreKeys[chunk] = new long[SLOTS_A_CHUNK * MORE_KEY];
    }
    int at = atMore(slot);
    moreKeys[chunk][at] = b;
    moreKeys[chunk][at + 1] = c;
    moreKeys[chunk][at + 2] = d;
  }

  /** Enters a flow where the one before it with its key is, if there was one. */
  private void enter(int slot, int place, long hash) {
    if (place != SlotIndex.NONE) {
      index.set(place, slot);
      return;
    }
    index.add(hash, slot);
    if (isLaterPart && settings.endsFlows()) {
      chunk(slot)[at(slot) + META] |= PENDING;
    }
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
        VERSION6 | lastWord(packet, swap ? Integer.rotateLeft(ports, 16) : ports),
        packet.timestampNanos(),
        ipLength << 32 | length,
        flags(packet) << 1 | (swap ? 1 : 0));
  }

  private void count6(long a, long b, long c, long d, long e, long time, long lengths, int traits) {
    long hash = LongTable.hash(a, b, c, d, e);
    int place = find6(a, b, c, d, e, hash);
    int slot = place == SlotIndex.NONE ? NO_SLOT : index.slot(place);
    if (slot == NO_SLOT || !continues(slot, time, traits)) {
      slot = begin(time, traits);
      setKey(slot, a, b, c, d, e);
      enter(slot, find6(a, b, c, d, e, hash), hash);
    }
    count(slot, time, lengths, traits);
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
    } else if (settings.activeNanos != 0 && time - start(words, at) > settings.activeNanos) {
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

  /** The time of a flow's first packet. */
  private static long start(long[] words, int at) {
    return words[at + BEGIN + ((words[at + META] & REVERSED) != 0 ? 1 : 0)];
  }

  private static boolean isClosed(long meta) {
    return (meta & RST) != 0 || (meta & 3 * FIN) == 3 * FIN;
  }

  private void end(int slot, FlowEnd end) {
    long[] words = chunk(slot);
    int at = at(slot);
    open--;
    if (listener != null) {
      listener.accept(flow(slot, end));
      removeFromIndex(slot);
      words[at + META] = 0;
      rare.remove(2 * slot);
      rare.remove(2 * slot + 1);
      if (freeCount == free.length) {
        free = Arrays.copyOf(free, Math.max(64, 2 * freeCount));
      }
      free[freeCount++] = slot;
    } else {
      words[at + META] |= ENDED | (long) END_REASONS.indexOf(end) << END_SHIFT;
    }
  }

  private void removeFromIndex(int slot) {
    long hash = hash(slot);
    int place = index.first(hash);
    while (index.slot(place) != slot) {
      place = index.next(place, hash);
    }
    index.remove(place);
  }

  private long hash(int slot) {
    long[] words = chunk(slot);
    int at = at(slot);
    long last = words[at + LAST_KEY];
    if ((last & VERSION6) == 0) {
      return LongTable.hash(words[at + KEY], last);
    }
    long[] more = moreKeys[slot >>> CHUNK_BITS];
    int atMore = atMore(slot);
    return LongTable.hash(words[at + KEY], more[atMore], more[atMore + 1], more[atMore + 2], last);
  }

  /** A slot for a flow that begins with a packet. */
  private int begin(long time, int traits) {
    if (settings.maxFlows != 0 && open == settings.maxFlows) {
      evict();
    }
    boolean isFresh = freeCount == 0;
    int slot = isFresh ? slots++ : free[--freeCount];
    int chunk = slot >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk + 1);
      chunks[chunk] = new long[BASE + SLOTS_A_CHUNK * WORDS];
      moreKeys = Arrays.copyOf(moreKeys, chunk + 1);
      moreKeys[chunk] = new long[0];
    }
    open++;
    long[] words = chunk(slot);
    if (!isFresh) {
      int way = way(slot, 0);
      Arrays.fill(words, way, way + WORDS, 0);
    }
    int at = at(slot);
    words[at + META] = USED | ((traits & 1) != 0 ? REVERSED : 0);
    words[at + BEGIN + (traits & 1)] = time;
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
    return chunks[slot >>> CHUNK_BITS];
  }

  /** Where the words of a direction begin in a chunk. */
  private static int way(int slot, int direction) {
    return BASE + (slot & (SLOTS_A_CHUNK - 1)) * WORDS + direction * (2 * DIRECTION);
  }

  /** Where those of both directions begin. */
  private static int at(int slot) {
    return way(slot, 0) + SHARED;
  }

  private static int atMore(int slot) {
    return (slot & (SLOTS_A_CHUNK - 1)) * MORE_KEY;
  }

  private long[] rare(int slot, int direction) {
    return rare.computeIfAbsent(2 * slot + direction, absent -> new long[RARE_WORDS]);
  }

  private long rare(int slot, int direction, int word) {
    long[] words = rare.isEmpty() ? null : rare.get(2 * slot + direction);
    return words == null ? 0 : words[word];
  }

  private void count(int slot, long time, long lengths, int traits) {
    if (mayEnd) {
      long[] words = chunk(slot);
      int at = at(slot);
      words[at + PREVIOUS] = time;
      if ((words[at + META] & PENDING) != 0) {
        log(slot, time, lengths, traits);
        return;
      }
      words[at + META] |= RECENT;
    }
    countDirection(slot, time, lengths, traits);
    if (listener != null && time > clock) {
      clock = time;
      if (settings.idleNanos != 0 && clock - swept > settings.idleNanos / SWEEPS) {
        sweep();
      }
    }
  }

  private void countDirection(int slot, long time, long lengths, int traits) {
    int direction = traits & 1;
    int flags = traits >>> 1;
    long[] words = chunk(slot);
    int way = way(slot, direction);
    long size = lengths & LOW_MASK;
    long before = words[way + PACKETS];
    long packets = before + 1;
    long bytes = words[way + BYTES] + size + ((long) (flags & PSH) << (PSH_SHIFT - 3));
    words[way + BYTES] = bytes;
    addSize(slot, direction, size, size - (lengths >>> LOW));
    if ((before & LOW_MASK) == 0) {
      words[way + PACKETS] = packets;
      words[at(slot) + BEGIN + direction] = time;
    } else {
      long gap = time - words[way + BEFORE];
      long min = words[way + MIN_GAP];
      if ((gap | min) >>> 62 == 0) { // neither is out of order
        words[way + MIN_GAP] = Math.max(min, MAX_PLAIN_GAP - gap);
        words[way + MAX_GAP] = Math.max(words[way + MAX_GAP], gap);
      } else {
        addOutOfOrder(slot, direction, time, gap, gap);
      }
      words[way + PACKETS] = packets;
      addGapSquare(slot, direction, gap * gap, Math.multiplyHigh(gap, gap));
    }
    words[way + BEFORE] = time;
    if ((packets << LOW | bytes) < 0) {
      makeRoom(slot, direction);
    }
    if ((flags & ALL_FLAGS & ~PSH) != ACK) {
      countFlags(slot, direction, flags);
    }
  }

  /** Adds a size, and by how much it exceeds the IP datagram's. */
  private void addSize(int slot, int direction, long size, long overhead) {
    long[] words = chunk(slot);
    int way = way(slot, direction);
    long square = size * size;
    long squares = words[way + SIZE_SQUARES] + square;
    boolean carries = Long.compareUnsigned(squares, square) < 0;
    words[way + SIZE_SQUARES] = squares;
    long sizes = words[way + SIZES];
    int overheads = (int) sizes + (int) overhead;
    if ((size | (overhead + MAX_OVERHEAD)) >>> 16 == 0
        && Math.abs(overheads) < MAX_OVERHEADS
        && !carries) {
      words[way + SIZES] = extremes(sizes, MAX_SIZE - size, size) | (overheads & LOW_MASK);
      return;
    }
    long[] few = rare(slot, direction);
    few[RARE_OVERHEAD] += (int) sizes + overhead;
    few[RARE_SIZE_SQUARES_HIGH] += carries ? 1 : 0;
    if (size <= MAX_SIZE) {
      words[way + SIZES] = extremes(sizes, MAX_SIZE - size, size);
    } else {
      words[way + SIZES] = sizes & ~LOW_MASK;
      words[way + BYTES] -= size;
      few[RARE_BYTES] += size;
      addLargeSizes(few, size, size);
    }
  }

  /** The smallest and the largest size, as they stand in SIZES, of what is there and of others. */
  private static long extremes(long sizes, long min, long max) {
    long least = Math.max(sizes >>> MIN_SIZE_SHIFT, min);
    long most = Math.max(sizes >>> MAX_SIZE_SHIFT & MAX_SIZE, max);
    return (least << MIN_SIZE_SHIFT) | (most << MAX_SIZE_SHIFT);
  }

  private static void addLargeSizes(long[] few, long min, long max) {
    few[RARE_MIN_SIZE] = few[RARE_MIN_SIZE] == 0 ? min : Math.min(few[RARE_MIN_SIZE], min);
    few[RARE_MAX_SIZE] = Math.max(few[RARE_MAX_SIZE], max);
  }

  private void addGapSquare(int slot, int direction, long low, long high) {
    long[] words = chunk(slot);
    int way = way(slot, direction);
    long old = words[way + GAP_SQUARES];
    long sum = old + low;
    words[way + GAP_SQUARES] = sum;
    long carry = ((old & low) | ((old | low) & ~sum)) >>> 63; // a branch could not be foretold
    long packets = words[way + PACKETS];
    long upper = (packets >>> LOW) + high + carry;
    if (upper >>> (LOW - 1) != 0) {
      rare(slot, direction)[RARE_GAP_SQUARES_HIGH] += upper;
      upper = 0;
    }
    words[way + PACKETS] = upper << LOW | (packets & LOW_MASK);
  }

  /** Keeps smallest and largest times and gaps of a direction whose times have run backwards. */
  private void addOutOfOrder(int slot, int direction, long time, long minGap, long maxGap) {
    long[] words = chunk(slot);
    int way = way(slot, direction);
    long[] few = rare(slot, direction);
    if (!isOutOfOrder(words, way)) {
      boolean hasGaps = (words[way + MIN_GAP] | words[way + MAX_GAP]) != 0;
      few[RARE_FIRST] = first(slot, direction);
      few[RARE_LAST] = last(slot, direction);
      few[RARE_MIN_GAP] = hasGaps ? minGap(slot, direction) : Long.MAX_VALUE;
      few[RARE_MAX_GAP] = hasGaps ? maxGap(slot, direction) : Long.MIN_VALUE;
      words[way + MIN_GAP] |= OUT_OF_ORDER;
    }
    few[RARE_FIRST] = Math.min(few[RARE_FIRST], time);
    few[RARE_LAST] = Math.max(few[RARE_LAST], time);
    few[RARE_MIN_GAP] = Math.min(few[RARE_MIN_GAP], minGap);
    few[RARE_MAX_GAP] = Math.max(few[RARE_MAX_GAP], maxGap);
  }

  private static boolean isOutOfOrder(long[] words, int way) {
    return words[way + MIN_GAP] < 0;
  }

  /** Moves what might not fit the next time, but for one packet. */
  private void makeRoom(int slot, int direction) {
    long[] words = chunk(slot);
    int way = way(slot, direction);
    long[] few = rare(slot, direction);
    long more = (words[way + PACKETS] & LOW_MASK) - 1;
    few[RARE_PACKETS] += more;
    words[way + PACKETS] -= more;
    few[RARE_PSH] += words[way + BYTES] >>> PSH_SHIFT;
    few[RARE_BYTES] += words[way + BYTES] & BYTES_MASK;
    words[way + BYTES] = 0;
  }

  /** The flags that few segments have, and that few have not. */
  private void countFlags(int slot, int direction, int flags) {
    addFlags(
        slot,
        direction,
        (flags & FIN_FLAG)
            | (long) (flags & SYN) << (COUNTER_BITS - 1)
            | (long) (flags & RST_FLAG) << (2 * COUNTER_BITS - 2)
            | (long) (flags & URG) << (3 * COUNTER_BITS - 5)
            | ((flags & ACK) == 0 ? 1L << (4 * COUNTER_BITS) : 0));
    for (int i = 0; i < 3; i++) {
      if ((flags & (ECE << i)) != 0) {
        rare(slot, direction)[RARE_FLAGS + COUNTERS + i]++;
      }
    }
    if ((flags & (FIN_FLAG | RST_FLAG)) != 0) {
      chunk(slot)[at(slot) + META] |=
          ((flags & FIN_FLAG) != 0 ? FIN << direction : 0) | ((flags & RST_FLAG) != 0 ? RST : 0);
    }
  }

  /** Adds to all counters at once: neither they nor what is added has a top bit. */
  private void addFlags(int slot, int direction, long more) {
    int at = at(slot) + FLAGS + direction;
    long counts = chunk(slot)[at] + more;
    if ((counts & FULL) != 0) {
      for (int i = 0; i < COUNTERS; i++) {
        rare(slot, direction)[RARE_FLAGS + i] += counter(counts, i);
      }
      counts = 0;
    }
    chunk(slot)[at] = counts;
  }

  private static long counter(long counts, int i) {
    long from = counts >>> (i * COUNTER_BITS);
    return i == COUNTERS - 1 ? from : from & ((1 << COUNTER_BITS) - 1);
  }

  // ---- what a direction's words say

  private long packets(int slot, int direction) {
    return (chunk(slot)[way(slot, direction) + PACKETS] & LOW_MASK)
        + rare(slot, direction, RARE_PACKETS);
  }

  private long bytes(int slot, int direction) {
    return (chunk(slot)[way(slot, direction) + BYTES] & BYTES_MASK)
        + rare(slot, direction, RARE_BYTES);
  }

  private long first(int slot, int direction) {
    return isOutOfOrder(chunk(slot), way(slot, direction))
        ? rare(slot, direction, RARE_FIRST)
        : chunk(slot)[at(slot) + BEGIN + direction];
  }

  private long last(int slot, int direction) {
    long[] words = chunk(slot);
    int way = way(slot, direction);
    return isOutOfOrder(words, way) ? rare(slot, direction, RARE_LAST) : words[way + BEFORE];
  }

  private long minGap(int slot, int direction) {
    long[] words = chunk(slot);
    int way = way(slot, direction);
    return isOutOfOrder(words, way)
        ? rare(slot, direction, RARE_MIN_GAP)
        : MAX_PLAIN_GAP - words[way + MIN_GAP];
  }

  private long maxGap(int slot, int direction) {
    long[] words = chunk(slot);
    int way = way(slot, direction);
    return isOutOfOrder(words, way) ? rare(slot, direction, RARE_MAX_GAP) : words[way + MAX_GAP];
  }

  private Summary sizes(int slot, int direction) {
    long[] words = chunk(slot);
    int way = way(slot, direction);
    long sizes = words[way + SIZES];
    long min = rare(slot, direction, RARE_MIN_SIZE);
    long max = rare(slot, direction, RARE_MAX_SIZE);
    boolean hasLarge = max != 0;
    boolean hasOthers = sizes >>> MAX_SIZE_SHIFT != 0;
    return Summary.of(
        packets(slot, direction),
        hasOthers ? MAX_SIZE - (sizes >>> MIN_SIZE_SHIFT) : min,
        hasLarge ? max : sizes >>> MAX_SIZE_SHIFT & MAX_SIZE,
        bytes(slot, direction),
        rare(slot, direction, RARE_SIZE_SQUARES_HIGH),
        words[way + SIZE_SQUARES]);
  }

  private Summary gaps(int slot, int direction) {
    long[] words = chunk(slot);
    int way = way(slot, direction);
    return Summary.of(
        packets(slot, direction) - 1,
        minGap(slot, direction),
        maxGap(slot, direction),
        words[way + BEFORE] - words[at(slot) + BEGIN + direction], // what all gaps add up to
        rare(slot, direction, RARE_GAP_SQUARES_HIGH) + (words[way + PACKETS] >>> LOW),
        words[way + GAP_SQUARES]);
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
      list.add(flow(slot, end));
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

  private MeteredFlow flow(int slot, FlowEnd end) {
    long[] words = chunk(slot);
    int at = at(slot);
    long meta = words[at + META];
    long key = words[at + KEY];
    long lastWord = words[at + LAST_KEY];
    IpAddress a = IpAddress.ofIp4((int) (key >>> 32));
    IpAddress b = IpAddress.ofIp4((int) key);
    if ((lastWord & VERSION6) != 0) {
      long[] more = moreKeys[slot >>> CHUNK_BITS];
      int atMore = atMore(slot);
      a = IpAddress.ofIp6(key, more[atMore]);
      b = IpAddress.ofIp6(more[atMore + 1], more[atMore + 2]);
    }
    int protocol = (int) (lastWord >>> 32) & 0xff;
    FlowKey ordered =
        new FlowKey(protocol, a, (int) (lastWord >>> 16) & 0xffff, b, (int) lastWord & 0xffff);
    int forward = (meta & REVERSED) != 0 ? 1 : 0;
    return new MeteredFlow(
        forward == 0 ? ordered : ordered.reverse(),
        ids.get((int) (lastWord >>> IDS_SHIFT)),
        direction(slot, forward),
        direction(slot, 1 - forward),
        end);
  }

  private MeteredFlow.Direction direction(int slot, int direction) {
    long count = packets(slot, direction);
    if (count == 0) {
      return MeteredFlow.Direction.NONE;
    }
    long bytes = bytes(slot, direction);
    return new MeteredFlow.Direction(
        count,
        bytes,
        bytes
            - (int) chunk(slot)[way(slot, direction) + SIZES]
            - rare(slot, direction, RARE_OVERHEAD),
        first(slot, direction),
        last(slot, direction),
        sizes(slot, direction),
        gaps(slot, direction),
        flags(slot, direction));
  }

  private List<Long> flags(int slot, int direction) {
    long[] words = chunk(slot);
    long lastWord = words[at(slot) + LAST_KEY];
    if (((int) (lastWord >>> LOW) & 0xff) != IpProtocol.TCP) {
      return MeteredFlow.Direction.NO_FLAGS;
    }
    long counts = words[at(slot) + FLAGS + direction];
    long[] all = new long[RARE_WORDS - RARE_FLAGS];
    for (int i = 0; i < all.length; i++) {
      all[i] = rare(slot, direction, RARE_FLAGS + i) + (i < COUNTERS ? counter(counts, i) : 0);
    }
    long pushes = chunk(slot)[way(slot, direction) + BYTES] >>> PSH_SHIFT;
    return List.of(
        all[0],
        all[1],
        all[2],
        pushes + rare(slot, direction, RARE_PSH),
        packets(slot, direction) - all[4],
        all[3],
        all[5],
        all[6],
        all[7]);
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
      merge(later, slot);
    }
  }

  /** Takes over a flow of a later part, or counts its packets. */
  private void merge(FlowMeter later, int laterSlot) {
    long[] from = later.chunk(laterSlot);
    int fromAt = at(laterSlot);
    long a = from[fromAt + KEY];
    long last = from[fromAt + LAST_KEY];
    boolean six = (last & VERSION6) != 0;
    long[] more = six ? later.moreKeys[laterSlot >>> CHUNK_BITS] : NO_KEYS;
    int atMore = six ? atMore(laterSlot) : 0;
    long b = more[atMore];
    long c = more[atMore + 1];
    long d = more[atMore + 2];
    FlowIds these = later.ids.get((int) (last >>> IDS_SHIFT));
    last = (last & ~(-1L << IDS_SHIFT)) | ((long) number(these) << IDS_SHIFT);
    long hash = six ? LongTable.hash(a, b, c, d, last) : LongTable.hash(a, last);
    long[] log = later.logs.get(laterSlot);
    if (log != null) {
      for (int i = 1; i < 1 + log[0] * LOGGED; i += LOGGED) {
        if (six) {
          count6(a, b, c, d, last, log[i], log[i + 1], (int) log[i + 2]);
        } else {
          count4(a, last, hash, log[i], log[i + 1], (int) log[i + 2]);
        }
      }
      return;
    }
    int place = six ? find6(a, b, c, d, last, hash) : find4(a, last, hash);
    int slot = place == SlotIndex.NONE ? NO_SLOT : index.slot(place);
    if (slot != NO_SLOT && !settings.endsFlows()) {
      join(slot, later, laterSlot);
      return;
    }
    if (slot != NO_SLOT && (chunk(slot)[at(slot) + META] & ENDED) == 0) {
      // behind the packets that were logged there is a gap; else the part before ended it
      end(slot, isClosed(chunk(slot)[at(slot) + META]) ? FlowEnd.CLOSED : FlowEnd.IDLE);
    }
    int own = begin(0, 0);
    System.arraycopy(from, way(laterSlot, 0), chunk(own), way(own, 0), WORDS);
    if (six) {
      setKey(own, a, b, c, d, last);
    } else {
      setKey(own, a, last);
    }
    long meta = chunk(own)[at(own) + META];
    enter(own, place, hash);
    chunk(own)[at(own) + META] = meta; // it waits for nothing
    if ((meta & ENDED) != 0) {
      open--;
    }
    copyRare(own, later, laterSlot, 0);
    copyRare(own, later, laterSlot, 1);
  }

  private void copyRare(int slot, FlowMeter later, int laterSlot, int direction) {
    long[] few = later.rare.get(2 * laterSlot + direction);
    if (few != null) {
      rare.put(2 * slot + direction, few.clone());
    }
  }

  /** Adds what came later of the same flow. */
  private void join(int slot, FlowMeter later, int laterSlot) {
    chunk(slot)[at(slot) + META] |= later.chunk(laterSlot)[at(laterSlot) + META] & (3 * FIN | RST);
    joinDirection(slot, later, laterSlot, 0);
    joinDirection(slot, later, laterSlot, 1);
  }

  private void joinDirection(int slot, FlowMeter later, int laterSlot, int direction) {
    if (later.packets(laterSlot, direction) == 0) {
      return;
    }
    long[] words = chunk(slot);
    int way = way(slot, direction);
    long[] from = later.chunk(laterSlot);
    int other = way(laterSlot, direction);
    if (packets(slot, direction) == 0) {
      System.arraycopy(from, other, words, way, DIRECTION);
      words[at(slot) + BEGIN + direction] = from[at(laterSlot) + BEGIN + direction];
      words[at(slot) + FLAGS + direction] = from[at(laterSlot) + FLAGS + direction];
      copyRare(slot, later, laterSlot, direction);
      return;
    }
    joinGaps(slot, later, laterSlot, direction);
    words[way + PACKETS] += from[other + PACKETS] & LOW_MASK;
    words[way + BYTES] += from[other + BYTES];
    if ((words[way + PACKETS] << LOW | words[way + BYTES]) < 0) {
      makeRoom(slot, direction);
    }
    words[way + BEFORE] = from[other + BEFORE];
    joinSizes(slot, later, laterSlot, direction);
    addFlags(slot, direction, from[at(laterSlot) + FLAGS + direction]);
    long[] few = later.rare.get(2 * laterSlot + direction);
    if (few != null) {
      long[] own = rare(slot, direction);
      if (few[RARE_MAX_SIZE] != 0) {
        addLargeSizes(own, few[RARE_MIN_SIZE], few[RARE_MAX_SIZE]);
      }
      for (int i = RARE_SUMS; i < RARE_WORDS; i++) {
        own[i] += few[i];
      }
    }
  }

  private void joinSizes(int slot, FlowMeter later, int laterSlot, int direction) {
    long[] words = chunk(slot);
    int way = way(slot, direction);
    long[] from = later.chunk(laterSlot);
    int other = way(laterSlot, direction);
    long sizes = from[other + SIZES];
    long joined =
        extremes(words[way + SIZES], sizes >>> MIN_SIZE_SHIFT, sizes >>> MAX_SIZE_SHIFT & MAX_SIZE);
    int overheads = (int) words[way + SIZES] + (int) sizes;
    boolean fits = Math.abs(overheads) < MAX_OVERHEADS;
    words[way + SIZES] = fits ? joined | (overheads & LOW_MASK) : joined;
    long squares = words[way + SIZE_SQUARES] + from[other + SIZE_SQUARES];
    boolean carries = Long.compareUnsigned(squares, words[way + SIZE_SQUARES]) < 0;
    words[way + SIZE_SQUARES] = squares;
    if (!fits || carries) {
      rare(slot, direction)[RARE_OVERHEAD] += fits ? 0 : overheads;
      rare(slot, direction)[RARE_SIZE_SQUARES_HIGH] += carries ? 1 : 0;
    }
  }

  /** Adds the later part's gaps, and that between the parts. */
  private void joinGaps(int slot, FlowMeter later, int laterSlot, int direction) {
    long[] words = chunk(slot);
    int way = way(slot, direction);
    long[] from = later.chunk(laterSlot);
    int other = way(laterSlot, direction);
    long gap = from[at(laterSlot) + BEGIN + direction] - words[way + BEFORE];
    if ((gap | words[way + MIN_GAP] | from[other + MIN_GAP]) >>> 62 == 0) {
      long min = Math.max(from[other + MIN_GAP], MAX_PLAIN_GAP - gap);
      words[way + MIN_GAP] = Math.max(words[way + MIN_GAP], min);
      long max = Math.max(from[other + MAX_GAP], gap);
      words[way + MAX_GAP] = Math.max(words[way + MAX_GAP], max);
    } else {
      boolean hasGaps = later.packets(laterSlot, direction) > 1;
      addOutOfOrder(slot, direction, later.first(laterSlot, direction), gap, gap);
      addOutOfOrder(
          slot,
          direction,
          later.last(laterSlot, direction),
          hasGaps ? later.minGap(laterSlot, direction) : gap,
          hasGaps ? later.maxGap(laterSlot, direction) : gap);
    }
    addGapSquare(slot, direction, from[other + GAP_SQUARES], from[other + PACKETS] >>> LOW);
    addGapSquare(slot, direction, gap * gap, Math.multiplyHigh(gap, gap));
  }
}
