// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.plt4j.internal.FlowCounting;
import org.plt4j.internal.FlowSink;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Counts packets and bytes per bidirectional flow; directed address pairs and hosts are derived
 * from the flows.
 *
 * <p>Each flow is one entry with a counter per direction, found by a key whose ends are put in
 * order, so that both directions meet. The table is most of the time of a flow count, and most of
 * that is waiting for memory: packets are therefore collected in batches, and the entries of a
 * whole batch are touched, all at once as the processor sees it, before the first is counted.
 *
 * <p>Keys are copied as numbers; no packet is kept. For one thread at a time.
 */
public final class FlowTable {
  private static final int BATCH = FlowSink.BATCH;

  // an IPv4 entry's words: the two addresses, ports and protocol, then the values
  private static final int KEY4 = 2;
  // an IPv6 entry's: two addresses of two words each, ports and protocol, then the values
  private static final int KEY6 = 5;

  // the values, counted from the first: a counter for each direction, and the times
  private static final int PACKETS = 0;
  private static final int BYTES = 2;
  private static final int FIRST = 4;
  private static final int LAST = 5;
  private static final int VALUES = 6;

  /** The values of a pair of addresses to count: packets in each direction. */
  private static final int SENT = 2;

  /** The same with bytes, at the same places as a flow's. */
  private static final int SENT_AND_BYTES = 4;

  /** The owner's bit of a key: the flow's forward direction is from the second end to the first. */
  private static final long REVERSED = LongTable.OWNERS_BIT;

  /** Set in every key's last word, which must not be 0. */
  private static final long PRESENT = 1L << 40;

  private final LongTable flows4 = new LongTable(KEY4, VALUES, 0);
  private final LongTable flows6 = new LongTable(KEY6, VALUES, 0);

  /** How a trace is counted without packets. */
  private static final FlowCounting COUNTING = FlowCounting.get();

  private final FlowSink sink =
      new FlowSink() {
        @Override
        public void ip4(long addresses, int ports, int protocol, long length, long nanos) {
          add4(addresses, ports, protocol, length, nanos);
        }

        @Override
        public void packet(Packet packet) {
          add(packet);
        }

        @Override
        public void settle() {
          flush();
        }
      };

  private long packets;
  private long bytes;
  private long ipPackets;

  // the batch of IPv4 packets that wait to be counted
  private int waiting;
  private final long[] ends = new long[BATCH];
  private final long[] portsAndProtocols = new long[BATCH];
  private final long[] hashes = new long[BATCH];
  private final long[] lengths = new long[BATCH]; // shifted left by one, the direction below
  private final long[] times = new long[BATCH];

  /** Keeps the touching reads alive. */
  @SuppressWarnings("unused")
  private long touched;

  /** An empty table. */
  public FlowTable() {}

  // ---- counting

  /**
   * Counts a packet.
   *
   * @return false if it belongs to no flow: it has no IP header, or its addresses were not captured
   */
  public boolean add(Packet packet) {
    long length = packet.originalLength();
    Ip4 ip4 = packet.ip4();
    if (ip4 != null && ip4.hasAddresses()) {
      if (waiting == BATCH) {
        flush();
      }
      add4(ip4.addresses(), packet.ports(), packet.protocol(), length, packet.timestampNanos());
      return true;
    }
    packets++;
    bytes += length;
    Ip6 ip6 = packet.ip6();
    if (ip6 == null || !ip6.hasAddresses()) {
      return false;
    }
    ipPackets++;
    add6(packet, ip6, length);
    return true;
  }

  /**
   * Counts the packets of a trace from where reading is, as {@link #add} does those that {@link
   * Trace#read} delivers, but faster: of most it makes no object.
   *
   * @param max how many at most
   * @return how many the trace delivered; fewer than the most at its end
   * @throws IOException as {@link Trace#read}; what comes before the fault is counted
   */
  public long addAll(Trace trace, long max) throws IOException {
    return COUNTING.count(trace, sink, max);
  }

  /** Lets a packet wait, for which there is room. */
  private void add4(long addresses, int ports, int protocol, long length, long time) {
    long src = addresses >>> 32;
    long dst = addresses & 0xffff_ffffL;
    // 1 if the ends change places, without a branch: half of all packets would take it, unforeseen
    int swap = src == dst ? (isSwapped(ports) ? 1 : 0) : (int) ((dst - src) >>> 63);
    long ordered = Long.rotateLeft(addresses, swap << 5);
    long last = lastWord(protocol, Integer.rotateLeft(ports, swap << 4));
    int i = waiting;
    ends[i] = ordered;
    portsAndProtocols[i] = last;
    hashes[i] = LongTable.hash(ordered, last);
    lengths[i] = length << 1 | swap;
    times[i] = time;
    waiting = i + 1;
  }

  private static boolean isSwapped(int ports) {
    return ports >>> 16 > (ports & 0xffff);
  }

  private static long lastWord(int protocol, int ports) {
    return PRESENT | ((long) protocol << 32) | (ports & 0xffff_ffffL);
  }

  /** Counts the packets that wait. */
  private void flush() {
    int count = waiting;
    waiting = 0;
    long sum = 0;
    long length = 0;
    for (int i = 0; i < count; i++) {
      sum += flows4.touch(hashes[i]);
      length += lengths[i] >>> 1;
    }
    touched = sum;
    for (int i = 0; i < count; i++) {
      int at = flows4.find(ends[i], portsAndProtocols[i], hashes[i]);
      count(flows4, at + KEY4, (int) lengths[i] & 1, lengths[i] >>> 1, times[i]);
    }
    packets += count;
    ipPackets += count;
    bytes += length;
  }

  private void add6(Packet packet, Ip6 ip, long length) {
    long srcHigh = ip.srcHigh();
    long srcLow = ip.srcLow();
    long dstHigh = ip.dstHigh();
    long dstLow = ip.dstLow();
    int ports = packet.ports();
    int protocol = packet.protocol();
    int order = Long.compareUnsigned(srcHigh, dstHigh);
    if (order == 0) {
      order = Long.compareUnsigned(srcLow, dstLow);
    }
    boolean swap = order > 0 || (order == 0 && isSwapped(ports));
    int at =
        swap
            ? find6(
                dstHigh, dstLow, srcHigh, srcLow, lastWord(protocol, Integer.rotateLeft(ports, 16)))
            : find6(srcHigh, srcLow, dstHigh, dstLow, lastWord(protocol, ports));
    count(flows6, at + KEY6, swap ? 1 : 0, length, packet.timestampNanos());
  }

  private int find6(long a, long b, long c, long d, long e) {
    return flows6.find(a, b, c, d, e, LongTable.hash(a, b, c, d, e));
  }

  private static void count(LongTable flows, int values, int direction, long length, long time) {
    if (flows.get(values) + flows.get(values + 1) == 0) { // the flow's first packet
      if (direction != 0) {
        flows.set(values - 1, flows.get(values - 1) | REVERSED);
      }
      flows.set(values + FIRST, time);
      flows.set(values + LAST, time);
    } else if (time > flows.get(values + LAST)) {
      flows.set(values + LAST, time);
    } else if (time < flows.get(values + FIRST)) {
      flows.set(values + FIRST, time);
    }
    flows.add(values + PACKETS + direction, 1);
    flows.add(values + BYTES + direction, length);
  }

  // ---- merging

  /**
   * Adds the flows of the part of the trace that follows this one. What comes out is what one table
   * for both parts counts, exactly. The other table is not changed.
   */
  public void merge(FlowTable later) {
    flush();
    later.flush();
    packets += later.packets;
    bytes += later.bytes;
    ipPackets += later.ipPackets;
    LongTable from = later.flows4;
    int[] entries = new int[BATCH];
    int count = 0;
    for (int at = from.first(); at >= 0; at = from.next(at)) {
      entries[count++] = at;
      if (count == BATCH) {
        merge4(from, entries, count);
        count = 0;
      }
    }
    merge4(from, entries, count);
    merge6(later.flows6);
  }

  /** Touches what a batch of entries will be added to, then adds them. */
  private void merge4(LongTable from, int[] entries, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      int at = entries[i];
      hashes[i] = LongTable.hash(from.get(at), from.get(at + 1) & ~REVERSED);
      sum += flows4.touch(hashes[i]);
    }
    touched = sum;
    for (int i = 0; i < count; i++) {
      int at = entries[i];
      int to = flows4.find(from.get(at), from.get(at + 1), hashes[i]); // as it is, if it is new
      merge(flows4, to + KEY4, from, at + KEY4);
    }
  }

  private void merge6(LongTable from) {
    for (int at = from.first(); at >= 0; at = from.next(at)) {
      long a = from.get(at);
      long b = from.get(at + 1);
      long c = from.get(at + 2);
      long d = from.get(at + 3);
      long e = from.get(at + 4);
      int to = flows6.find(a, b, c, d, e, LongTable.hash(a, b, c, d, e & ~REVERSED));
      merge(flows6, to + KEY6, from, at + KEY6);
    }
  }

  private static void merge(LongTable to, int values, LongTable from, int more) {
    boolean isNew = to.get(values) + to.get(values + 1) == 0;
    long first = from.get(more + FIRST);
    long last = from.get(more + LAST);
    to.set(values + FIRST, isNew ? first : Math.min(to.get(values + FIRST), first));
    to.set(values + LAST, isNew ? last : Math.max(to.get(values + LAST), last));
    for (int i = PACKETS; i < FIRST; i++) {
      to.add(values + i, from.get(more + i));
    }
  }

  // ---- totals

  /** Packets that were offered, whether IP or not. */
  public long packets() {
    flush();
    return packets;
  }

  /** The sum of their original lengths. */
  public long bytes() {
    flush();
    return bytes;
  }

  /** Packets that belong to a flow. */
  public long ipPackets() {
    flush();
    return ipPackets;
  }

  /** The number of flows. */
  public int size() {
    flush();
    return flows4.size() + flows6.size();
  }

  /** The number of directed address pairs, without making them. */
  public int pairCount() {
    return directions(pairs4(SENT), KEY4) + directions(pairs6(SENT), KEY6);
  }

  private static int directions(LongTable pairs, int key) {
    int count = 0;
    for (int at = pairs.first(); at >= 0; at = pairs.next(at)) {
      count += (pairs.get(at + key) != 0 ? 1 : 0) + (pairs.get(at + key + 1) != 0 ? 1 : 0);
    }
    return count;
  }

  // ---- views

  /** The flows in the order of their keys, each in its forward direction. */
  public List<Flow> flows() {
    flush();
    List<Flow> list = new ArrayList<>(flows4.size() + flows6.size());
    for (int at = flows4.first(); at >= 0; at = flows4.next(at)) {
      long ends = flows4.get(at);
      IpAddress a = IpAddress.ofIp4((int) (ends >>> 32));
      IpAddress b = IpAddress.ofIp4((int) ends);
      list.add(flow(flows4, at + KEY4, a, b));
    }
    for (int at = flows6.first(); at >= 0; at = flows6.next(at)) {
      IpAddress a = IpAddress.ofIp6(flows6.get(at), flows6.get(at + 1));
      IpAddress b = IpAddress.ofIp6(flows6.get(at + 2), flows6.get(at + 3));
      list.add(flow(flows6, at + KEY6, a, b));
    }
    list.sort(Comparator.comparing(Flow::key));
    return list;
  }

  private static Flow flow(LongTable flows, int values, IpAddress a, IpAddress b) {
    long last = flows.get(values - 1);
    int protocol = (int) (last >>> 32) & 0xff;
    int portA = (int) (last >>> 16) & 0xffff;
    int portB = (int) last & 0xffff;
    int forward = (last & REVERSED) != 0 ? 1 : 0;
    int reverse = 1 - forward;
    return new Flow(
        forward == 0
            ? new FlowKey(protocol, a, portA, b, portB)
            : new FlowKey(protocol, b, portB, a, portA),
        flows.get(values + PACKETS + forward),
        flows.get(values + BYTES + forward),
        flows.get(values + PACKETS + reverse),
        flows.get(values + BYTES + reverse),
        flows.get(values + FIRST),
        flows.get(values + LAST));
  }

  /** The directed address pairs, by version, source and destination. */
  public List<AddressPair> pairs() {
    LongTable pairs4 = pairs4(SENT_AND_BYTES);
    LongTable pairs6 = pairs6(SENT_AND_BYTES);
    List<AddressPair> list = new ArrayList<>(pairs4.size() + pairs6.size());
    for (int at = pairs4.first(); at >= 0; at = pairs4.next(at)) {
      IpAddress a = IpAddress.ofIp4((int) (pairs4.get(at) >>> 32));
      IpAddress b = IpAddress.ofIp4((int) pairs4.get(at));
      addDirections(list, a, b, pairs4, at + KEY4);
    }
    for (int at = pairs6.first(); at >= 0; at = pairs6.next(at)) {
      IpAddress a = IpAddress.ofIp6(pairs6.get(at), pairs6.get(at + 1));
      IpAddress b = IpAddress.ofIp6(pairs6.get(at + 2), pairs6.get(at + 3));
      addDirections(list, a, b, pairs6, at + KEY6);
    }
    list.sort(Comparator.comparing(AddressPair::src).thenComparing(AddressPair::dst));
    return list;
  }

  private static void addDirections(
      List<AddressPair> list, IpAddress a, IpAddress b, LongTable pairs, int values) {
    if (pairs.get(values) != 0) {
      list.add(new AddressPair(a, b, pairs.get(values), pairs.get(values + BYTES)));
    }
    if (pairs.get(values + 1) != 0) {
      list.add(new AddressPair(b, a, pairs.get(values + 1), pairs.get(values + BYTES + 1)));
    }
  }

  /**
   * What each pair of ends, in order, sent in either direction: packets, and bytes if there is room
   * for them. As in {@link #flush}, a batch of entries is touched before the first is looked for.
   */
  private LongTable pairs4(int values) {
    flush();
    LongTable pairs = new LongTable(KEY4, values, flows4.size());
    int[] flows = new int[BATCH];
    for (int at = flows4.first(); at >= 0; ) {
      int count = 0;
      long sum = 0;
      for (; at >= 0 && count < flows.length; at = flows4.next(at)) {
        flows[count] = at;
        hashes[count] = LongTable.hash(flows4.get(at), PRESENT);
        sum += pairs.touch(hashes[count]);
        count++;
      }
      touched = sum;
      for (int i = 0; i < count; i++) {
        long ends = flows4.get(flows[i]);
        int pair = pairs.find(ends, PRESENT, hashes[i]);
        boolean isOne = ends == Long.rotateLeft(ends, 32);
        addSent(pairs, pair + KEY4, isOne, values, flows4, flows[i] + KEY4);
      }
    }
    return pairs;
  }

  private LongTable pairs6(int values) {
    LongTable pairs = new LongTable(KEY6, values, flows6.size());
    for (int at = flows6.first(); at >= 0; at = flows6.next(at)) {
      long a = flows6.get(at);
      long b = flows6.get(at + 1);
      long c = flows6.get(at + 2);
      long d = flows6.get(at + 3);
      int pair = pairs.find(a, b, c, d, PRESENT, LongTable.hash(a, b, c, d, PRESENT));
      addSent(pairs, pair + KEY6, a == c && b == d, values, flows6, at + KEY6);
    }
    return pairs;
  }

  /** Adds what a flow sent to its pair; to one direction if both ends are one address. */
  private static void addSent(
      LongTable pairs, int pair, boolean isOne, int values, LongTable flows, int flow) {
    int second = isOne ? 0 : 1;
    pairs.add(pair + PACKETS, flows.get(flow + PACKETS));
    pairs.add(pair + PACKETS + second, flows.get(flow + PACKETS + 1));
    if (values > SENT) {
      pairs.add(pair + BYTES, flows.get(flow + BYTES));
      pairs.add(pair + BYTES + second, flows.get(flow + BYTES + 1));
    }
  }

  /** The hosts, by version and address. */
  public List<Host> hosts() {
    LongTable hosts = new LongTable(KEY6, 4, 0);
    for (AddressPair pair : pairs()) {
      int src = host(hosts, pair.src());
      hosts.add(src, pair.packets());
      hosts.add(src + 1, pair.bytes());
      int dst = host(hosts, pair.dst());
      hosts.add(dst + 2, pair.packets());
      hosts.add(dst + 3, pair.bytes());
    }
    List<Host> list = new ArrayList<>(hosts.size());
    for (int at = hosts.first(); at >= 0; at = hosts.next(at)) {
      IpAddress address =
          hosts.get(at) == 4
              ? IpAddress.ofIp4((int) hosts.get(at + 2))
              : IpAddress.ofIp6(hosts.get(at + 1), hosts.get(at + 2));
      int values = at + KEY6;
      list.add(
          new Host(
              address,
              hosts.get(values),
              hosts.get(values + 1),
              hosts.get(values + 2),
              hosts.get(values + 3)));
    }
    list.sort(Comparator.comparing(Host::address));
    return list;
  }

  private static int host(LongTable hosts, IpAddress address) {
    long version = address.version();
    long high = address.high();
    long low = address.low();
    long hash = LongTable.hash(version, high, low, 0, PRESENT);
    return hosts.find(version, high, low, 0, PRESENT, hash) + KEY6;
  }
}
