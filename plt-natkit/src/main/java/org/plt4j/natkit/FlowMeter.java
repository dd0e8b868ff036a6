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

  /**
   * Where a chunk's first flow stands: a large array's first element is 16 bytes behind a boundary
   * of the heap, so that what belongs together shares cache lines of 8 words with nothing else.
   */
  private static final int BASE = 6;

  // a direction's words: a line that each packet changes, ...
  private static final int PACKETS = 0; // the lower 32 bits, and above them PSH
  private static final int BYTES = 1;
  private static final int IP_BYTES = 2;
  private static final int BEFORE = 3; // the time of the packet before
  private static final int SIZES = 4; // the smallest above the largest
  private static final int SIZE_SQUARES = 5;
  private static final int GAP_SQUARES = 6;
  private static final int GAPS = 7; // such that in between is no smallest and no largest gap
  private static final int DIRECTION = 8;

  // ... and, behind both of those, a line that few do
  private static final int BEGIN = 16; // the time of the first packet, in the trace's order
  private static final int MIN_GAP = 17;
  private static final int MAX_GAP = 18;
  private static final int SIZE_SQUARES_HIGH = 19;
  private static final int GAP_SQUARES_HIGH = 20;
  private static final int NO_ACK = 21; // segments without ACK, and above them packets' upper bits
  private static final int FIN_AND_SYN = 22;
  private static final int RST_AND_URG = 23;

  // behind the two directions a line of what most packets need not touch
  private static final int KEY = 4 * DIRECTION;
  private static final int META = KEY + KEY6;
  private static final int START = META + 1; // the time of its first packet
  private static final int PREVIOUS = META + 2; // the time of its last packet so far
  private static final int WORDS = PREVIOUS + 1;

  // what few flows have: per direction smallest and largest time if times run backwards, and flags
  private static final int RARE_FIRST = 0;
  private static final int RARE_LAST = 2;
  private static final int RARE_FLAGS = 4; // ECE, CWR, NS
  private static final int RARE_WORDS = 10;

  private static final int LOW = 32;
  private static final long LOW_MASK = 0xffff_ffffL;

  /** Gaps are compared in units of 2^10 ns, as long as they fit into 31 bits. */
  private static final int GAP_SHIFT = 10;

  private static final long MAX_UNITS = Integer.MAX_VALUE;

  /** Each gap has to be looked at. */
  private static final long ALWAYS = MAX_UNITS << LOW;

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
      sum += index4.touch(hashes[i]);
    }
    for (int i = 0; i < count; i++) {
      int slot = (int) index4.get(index4.find(ends[i], lastWords[i], hashes[i]) + KEY4) - 1;
      found[i] = slot;
      if (slot >= 0) { // touch what will be changed
        long[] words = chunk(slot);
        int at = at(slot);
        int direction = at + (traits[i] & 1) * DIRECTION;
        sum += words[direction] + words[direction + BEGIN];
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
    if (slot < 0 || mayEnd) {
      slot = (int) index4.get(index4.find(key, last, hash) + KEY4) - 1;
    }
    if (slot < 0 || !continues(slot, time, traits)) {
      slot = begin(time, traits);
      long[] words = chunk(slot);
      int at = at(slot);
      words[at + KEY] = key;
      words[at + KEY + 1] = last;
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
      words[at + KEY] = a;
      words[at + KEY + 1] = b;
      words[at + KEY + 2] = c;
      words[at + KEY + 3] = d;
      words[at + KEY + 4] = e;
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
      listener.accept(flow(slot, end));
      removeFromIndex(words, at);
      words[at + META] = 0;
      rare.remove(slot);
      if (freeCount == free.length) {
        free = Arrays.copyOf(free, Math.max(64, 2 * freeCount));
      }
      free[freeCount++] = slot;
    } else {
      words[at + META] |= ENDED | (long) END_REASONS.indexOf(end) << END_SHIFT;
    }
  }

  private void removeFromIndex(long[] words, int at) {
    int key = at + KEY;
    if ((words[at + META] & VERSION4) != 0) {
      index4.remove(index4.find(words[key], words[key + 1], hash4(words, key)));
    } else {
      index6.remove(
          index6.find(
              words[key],
              words[key + 1],
              words[key + 2],
              words[key + 3],
              words[key + 4],
              hash6(words, key)));
    }
  }

  private static long hash4(long[] words, int key) {
    return LongTable.hash(words[key], words[key + 1]);
  }

  private static long hash6(long[] words, int key) {
    return LongTable.hash(
        words[key], words[key + 1], words[key + 2], words[key + 3], words[key + 4]);
  }

  /** A slot for a flow that begins with a packet. */
  private int begin(long time, int traits) {
    if (settings.maxFlows != 0 && open == settings.maxFlows) {
      evict();
    }
    boolean isFresh = freeCount == 0;
    int slot = isFresh ? slots++ : free[--freeCount];
    if (slot / SLOTS_A_CHUNK == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length + 1);
      chunks[chunks.length - 1] = new long[BASE + SLOTS_A_CHUNK * WORDS];
    }
    open++;
    long[] words = chunk(slot);
    int at = at(slot);
    if (!isFresh) {
      Arrays.fill(words, at, at + WORDS, 0);
    }
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
    return chunks[slot >>> CHUNK_BITS];
  }

  private static int at(int slot) {
    return BASE + (slot & (SLOTS_A_CHUNK - 1)) * WORDS;
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
    long[] words = chunk(slot);
    int flags = traits >>> 1;
    int way = at(slot) + (traits & 1) * DIRECTION;
    long size = lengths & LOW_MASK;
    long before = words[way + PACKETS];
    words[way + PACKETS] = before + 1 + ((long) (flags & PSH) << (LOW - 3));
    words[way + BYTES] += size;
    words[way + IP_BYTES] += lengths >>> LOW;
    addSquare(words, way + SIZE_SQUARES, way + SIZE_SQUARES_HIGH, size * size, 0);
    if ((before & LOW_MASK) == LOW_MASK) { // ran over into PSH
      words[way + PACKETS] -= 1L << LOW;
      words[way + NO_ACK] += 1L << LOW;
    }
    if ((before & LOW_MASK) == 0 && words[way + NO_ACK] >>> LOW == 0) {
      words[way + BEGIN] = time;
      words[way + SIZES] = size << LOW | size;
      words[way + GAPS] = ALWAYS;
    } else {
      long sizes = words[way + SIZES];
      if (size > (sizes & LOW_MASK) || size < sizes >>> LOW) {
        words[way + SIZES] =
            Math.min(size, sizes >>> LOW) << LOW | Math.max(size, sizes & LOW_MASK);
      }
      long gap = time - words[way + BEFORE];
      long gaps = words[way + GAPS];
      long units = gap >> GAP_SHIFT;
      if (units <= gaps >>> LOW || units >= (gaps & LOW_MASK)) {
        addEdge(slot, way, time, gap, traits & 1);
      }
      addSquare(
          words, way + GAP_SQUARES, way + GAP_SQUARES_HIGH, gap * gap, Math.multiplyHigh(gap, gap));
    }
    words[way + BEFORE] = time;
    if ((flags & ALL_FLAGS & ~PSH) != ACK) {
      countFlags(slot, way, flags, traits & 1);
    }
  }

  /** Adds 128 bits to two words of which the upper one changes rarely. */
  private static void addSquare(long[] words, int lowAt, int highAt, long low, long high) {
    long sum = words[lowAt] + low;
    words[lowAt] = sum;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    if ((high | carry) != 0) {
      words[highAt] += high + carry;
    }
  }

  /** A gap that may be the smallest or the largest, or a time that may be. */
  private void addEdge(int slot, int way, long time, long gap, int direction) {
    long[] words = chunk(slot);
    if (gap < 0 || isOutOfOrder(words, way)) {
      addOutOfOrder(slot, way, time, direction);
    }
    addGap(words, way, gap, packets(words, way) == 2);
  }

  private static void addGap(long[] words, int way, long gap, boolean isFirst) {
    long min = isFirst ? gap : Math.min(words[way + MIN_GAP], gap);
    long max = isFirst ? gap : Math.max(words[way + MAX_GAP], gap);
    words[way + MIN_GAP] = min;
    words[way + MAX_GAP] = max;
    words[way + GAPS] =
        min < 0
            ? ALWAYS
            : Math.min(min >> GAP_SHIFT, MAX_UNITS) << LOW | Math.min(max >> GAP_SHIFT, MAX_UNITS);
  }

  private static long packets(long[] words, int way) {
    return (words[way + PACKETS] & LOW_MASK) | (words[way + NO_ACK] >>> LOW << LOW);
  }

  /** The flags that few segments have, and that few have not. */
  private void countFlags(int slot, int way, int flags, int direction) {
    long[] words = chunk(slot);
    words[way + NO_ACK] += (flags & ACK) == 0 ? 1 : 0;
    words[way + FIN_AND_SYN] += (flags & FIN_FLAG) | (long) (flags & SYN) << (LOW - 1);
    words[way + RST_AND_URG] += ((flags & RST_FLAG) >> 2) | (long) (flags & URG) << (LOW - 5);
    for (int i = 0; i < 3; i++) {
      if ((flags & (ECE << i)) != 0) {
        rare(slot)[RARE_FLAGS + 3 * direction + i]++;
      }
    }
    if ((flags & (FIN_FLAG | RST_FLAG)) != 0) {
      words[at(slot) + META] |=
          ((flags & FIN_FLAG) != 0 ? FIN << direction : 0) | ((flags & RST_FLAG) != 0 ? RST : 0);
    }
  }

  /** Keeps the smallest and the largest time of a direction whose times have run backwards. */
  private void addOutOfOrder(int slot, int way, long time, int direction) {
    long[] words = chunk(slot);
    long first = first(slot, words, way, direction);
    long last = last(slot, words, way, direction);
    long[] times = rare(slot);
    times[RARE_FIRST + direction] = Math.min(first, time);
    times[RARE_LAST + direction] = Math.max(last, time);
  }

  private long[] rare(int slot) {
    return rare.computeIfAbsent(slot, absent -> new long[RARE_WORDS]);
  }

  private static boolean isOutOfOrder(long[] words, int way) {
    return words[way + MIN_GAP] < 0;
  }

  private long first(int slot, long[] words, int way, int direction) {
    return isOutOfOrder(words, way) ? rare(slot)[RARE_FIRST + direction] : words[way + BEGIN];
  }

  private long last(int slot, long[] words, int way, int direction) {
    return isOutOfOrder(words, way) ? rare(slot)[RARE_LAST + direction] : words[way + BEFORE];
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
    int key = at + KEY;
    long meta = words[at + META];
    boolean four = (meta & VERSION4) != 0;
    long lastWord = words[key + (four ? 1 : 4)];
    IpAddress a =
        four
            ? IpAddress.ofIp4((int) (words[key] >>> 32))
            : IpAddress.ofIp6(words[key], words[key + 1]);
    IpAddress b =
        four ? IpAddress.ofIp4((int) words[key]) : IpAddress.ofIp6(words[key + 2], words[key + 3]);
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
    long[] words = chunk(slot);
    int way = at(slot) + direction * DIRECTION;
    long count = packets(words, way);
    if (count == 0) {
      return MeteredFlow.Direction.NONE;
    }
    return new MeteredFlow.Direction(
        count,
        words[way + BYTES],
        words[way + IP_BYTES],
        first(slot, words, way, direction),
        last(slot, words, way, direction),
        Summary.of(
            count,
            words[way + SIZES] >>> LOW,
            words[way + SIZES] & LOW_MASK,
            words[way + BYTES],
            words[way + SIZE_SQUARES_HIGH],
            words[way + SIZE_SQUARES]),
        Summary.of(
            count - 1,
            words[way + MIN_GAP],
            words[way + MAX_GAP],
            words[way + BEFORE] - words[way + BEGIN], // what all gaps add up to
            words[way + GAP_SQUARES_HIGH],
            words[way + GAP_SQUARES]),
        flags(slot, words, way, direction));
  }

  private List<Long> flags(int slot, long[] words, int way, int direction) {
    int key = at(slot) + KEY;
    long lastWord = words[key + ((words[at(slot) + META] & VERSION4) != 0 ? 1 : 4)];
    if (((int) (lastWord >>> LOW) & 0xff) != IpProtocol.TCP) {
      return MeteredFlow.Direction.NO_FLAGS;
    }
    long[] few = rare.get(slot);
    int at = RARE_FLAGS + 3 * direction;
    return List.of(
        words[way + FIN_AND_SYN] & LOW_MASK,
        words[way + FIN_AND_SYN] >>> LOW,
        words[way + RST_AND_URG] & LOW_MASK,
        words[way + PACKETS] >>> LOW,
        packets(words, way) - (words[way + NO_ACK] & LOW_MASK),
        words[way + RST_AND_URG] >>> LOW,
        few == null ? 0 : few[at],
        few == null ? 0 : few[at + 1],
        few == null ? 0 : few[at + 2]);
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
      long[] key = Arrays.copyOfRange(from, at + KEY, at + KEY + KEY6);
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
        merge(key, four, later, slot);
      }
    }
  }

  /** Takes over a flow of a later part. */
  private void merge(long[] key, boolean four, FlowMeter later, int laterSlot) {
    LongTable index = four ? index4 : index6;
    int entry =
        four
            ? index4.find(key[0], key[1], hash4(key, 0)) + KEY4
            : index6.find(key[0], key[1], key[2], key[3], key[4], hash6(key, 0)) + KEY6;
    int slot = (int) index.get(entry) - 1;
    if (slot >= 0 && !settings.endsFlows()) {
      join(slot, later, laterSlot);
      return;
    }
    if (slot >= 0 && (chunk(slot)[at(slot) + META] & ENDED) == 0) {
      // behind the packets that were logged there is a gap; else the part before ended it
      end(slot, isClosed(chunk(slot)[at(slot) + META]) ? FlowEnd.CLOSED : FlowEnd.IDLE);
    }
    int own = begin(0, 0);
    long[] words = chunk(own);
    int at = at(own);
    System.arraycopy(later.chunk(laterSlot), at(laterSlot), words, at, WORDS);
    System.arraycopy(key, 0, words, at + KEY, KEY6);
    index.set(entry, own + 1L);
    if ((words[at + META] & ENDED) != 0) {
      open--;
    }
    long[] few = later.rare.get(laterSlot);
    if (few != null) {
      rare.put(own, few.clone());
    }
  }

  /** Adds what came later of the same flow. */
  private void join(int slot, FlowMeter later, int laterSlot) {
    chunk(slot)[at(slot) + META] |= later.chunk(laterSlot)[at(laterSlot) + META] & (3 * FIN | RST);
    joinDirection(slot, later, laterSlot, 0);
    joinDirection(slot, later, laterSlot, 1);
  }

  private void joinDirection(int slot, FlowMeter later, int laterSlot, int direction) {
    long[] words = chunk(slot);
    long[] from = later.chunk(laterSlot);
    int way = at(slot) + direction * DIRECTION;
    int other = at(laterSlot) + direction * DIRECTION;
    long before = packets(words, way);
    long more = packets(from, other);
    if (more == 0) {
      return;
    }
    long[] few = later.rare.get(laterSlot);
    for (int i = RARE_FLAGS + 3 * direction;
        few != null && i < RARE_FLAGS + 3 + 3 * direction;
        i++) {
      if (few[i] != 0) {
        rare(slot)[i] += few[i];
      }
    }
    long first = later.first(laterSlot, from, other, direction);
    long last = later.last(laterSlot, from, other, direction);
    if (before == 0) {
      System.arraycopy(from, other, words, way, DIRECTION);
      System.arraycopy(from, other + BEGIN, words, way + BEGIN, DIRECTION);
    } else {
      first = Math.min(first, first(slot, words, way, direction));
      last = Math.max(last, last(slot, words, way, direction));
      joinGaps(words, way, from, other);
      long psh = (words[way + PACKETS] >>> LOW) + (from[other + PACKETS] >>> LOW);
      long noAck = (words[way + NO_ACK] & LOW_MASK) + (from[other + NO_ACK] & LOW_MASK);
      words[way + PACKETS] = ((before + more) & LOW_MASK) | psh << LOW;
      words[way + NO_ACK] = noAck | (before + more) >>> LOW << LOW;
      words[way + BYTES] += from[other + BYTES];
      words[way + IP_BYTES] += from[other + IP_BYTES];
      words[way + BEFORE] = from[other + BEFORE];
      long min = Math.min(words[way + SIZES] >>> LOW, from[other + SIZES] >>> LOW);
      long max = Math.max(words[way + SIZES] & LOW_MASK, from[other + SIZES] & LOW_MASK);
      words[way + SIZES] = min << LOW | max;
      addSquare(
          words,
          way + SIZE_SQUARES,
          way + SIZE_SQUARES_HIGH,
          from[other + SIZE_SQUARES],
          from[other + SIZE_SQUARES_HIGH]);
      words[way + FIN_AND_SYN] += from[other + FIN_AND_SYN];
      words[way + RST_AND_URG] += from[other + RST_AND_URG];
    }
    if (isOutOfOrder(words, way)) {
      long[] times = rare(slot);
      times[RARE_FIRST + direction] = first;
      times[RARE_LAST + direction] = last;
    }
  }

  /** Adds the later part's gaps, and that between the parts. */
  private static void joinGaps(long[] words, int way, long[] from, int other) {
    boolean hasGaps = packets(words, way) > 1;
    if (packets(from, other) > 1) {
      addGap(words, way, from[other + MIN_GAP], !hasGaps);
      addGap(words, way, from[other + MAX_GAP], false);
      addSquare(
          words,
          way + GAP_SQUARES,
          way + GAP_SQUARES_HIGH,
          from[other + GAP_SQUARES],
          from[other + GAP_SQUARES_HIGH]);
      hasGaps = true;
    }
    long gap = from[other + BEGIN] - words[way + BEFORE];
    addGap(words, way, gap, !hasGaps);
    addSquare(
        words, way + GAP_SQUARES, way + GAP_SQUARES_HIGH, gap * gap, Math.multiplyHigh(gap, gap));
  }
}
