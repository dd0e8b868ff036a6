// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.plt4j.natkit.FlowKey;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.Ip6;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;

/**
 * {@code plt flows --format cic}: the columns of CICFlowMeter, which people train classifiers on.
 * docs/flows.md defines each; where CICFlowMeter is known to compute something else than it says,
 * this computes what it says.
 */
final class CicFlows implements TraceInput.Sink {
  private static final long DEFAULT_ACTIVE = 120_000_000_000L;

  /** A gap longer than this parts subflows, and ends a bulk. */
  private static final long SUBFLOW_GAP = 1_000_000_000L;

  /** A gap longer than this is idle time. */
  private static final long IDLE_GAP = 5_000_000_000L;

  /** So many packets with payload in a row, without any of the other direction, are a bulk. */
  private static final int BULK = 4;

  private static final double MICRO = 1e3;

  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int PSH = 8;
  private static final int ACK = 16;
  private static final int URG = 32;
  private static final int ECE = 64;
  private static final int CWR = 128;

  private final Output out;
  private final boolean isJson;
  private final long idle;
  private final long active;
  private final Map<FlowKey, CicFlow> open = new LinkedHashMap<>();
  private final List<CicFlow> ended = new ArrayList<>();

  /** Flows that end after so many nanoseconds; 0 for an idle timeout means none. */
  CicFlows(Output out, boolean isJson, long idle, long active) {
    this.out = out;
    this.isJson = isJson;
    this.idle = idle;
    this.active = active == 0 ? DEFAULT_ACTIVE : active;
  }

  @Override
  public void accept(Packet packet) {
    FlowKey key = FlowKey.of(packet);
    Ip ip = packet.ip();
    if (key == null || ip == null) {
      return;
    }
    FlowKey undirected = key.forward();
    long time = packet.timestampNanos();
    Tcp tcp = key.protocol() == IpProtocol.TCP ? packet.tcp() : null;
    int flags = tcp == null ? 0 : Math.max(0, tcp.flags());
    CicFlow flow = open.get(undirected);
    if (flow != null && flow.endsBefore(time, flags, idle, active)) {
      open.remove(undirected);
      ended.add(flow);
      flow = null;
    }
    if (flow == null) {
      flow = new CicFlow(key, time);
      open.put(undirected, flow);
    }
    int header = headerLength(packet, key.protocol(), tcp);
    int payload = Math.max(0, transportLength(packet, ip) - header);
    int window = tcp == null ? -1 : tcp.window();
    flow.add(key.equals(flow.key), time, header, payload, flags, window);
  }

  /** Bytes behind the IP header and its extensions, as the datagram declares them. */
  private static int transportLength(Packet packet, Ip ip) {
    long end = packet.originalLength();
    if (ip instanceof Ip4 four && four.totalLength() >= 20) {
      end = Math.min(end, (long) ip.offset() + four.totalLength());
    } else if (ip instanceof Ip6 six && six.payloadLength() > 0) {
      end = Math.min(end, ip.offset() + 40L + six.payloadLength());
    }
    return (int) Math.max(0, end - transportOffset(packet, ip));
  }

  private static int transportOffset(Packet packet, Ip ip) {
    @Nullable ByteBuffer transport = packet.transport();
    if (transport != null) {
      return packet.capturedLength() - transport.limit();
    }
    int header = ip instanceof Ip4 four ? Math.max(20, four.headerLength()) : 40;
    return ip.offset() + header;
  }

  private static int headerLength(Packet packet, int protocol, @Nullable Tcp tcp) {
    if (tcp != null) {
      return Math.max(0, tcp.headerLength());
    }
    return protocol == IpProtocol.UDP && packet.udp() != null ? 8 : 0;
  }

  /** Prints all flows in the order of their first packets. */
  void finish() {
    ended.addAll(open.values());
    ended.sort(Comparator.comparingLong((CicFlow flow) -> flow.first).thenComparing(f -> f.key));
    Rows rows = isJson ? Rows.json(out, COLUMNS) : Rows.csv(out, COLUMNS);
    Times times = new Times();
    for (CicFlow flow : ended) {
      flow.print(rows, times);
    }
    out.flush();
  }

  // ---------------------------------------------------------------------------------------- a flow

  /** Many numbers: Welford's running mean and sum of squared distances. */
  private static final class Numbers {
    long count;
    double sum;
    double minimum;
    double maximum;
    private double mean;
    private double distances;

    void add(double value) {
      minimum = count == 0 ? value : Math.min(minimum, value);
      maximum = count == 0 ? value : Math.max(maximum, value);
      count++;
      sum += value;
      double distance = value - mean;
      mean += distance / count;
      distances += distance * (value - mean);
    }

    double mean() {
      return count == 0 ? 0 : sum / count;
    }

    double variance() {
      return count < 2 ? 0 : distances / (count - 1);
    }

    double deviation() {
      return Math.sqrt(variance());
    }
  }

  private static final class Way {
    final Numbers payloads = new Numbers();
    final Numbers gaps = new Numbers();
    long headerBytes;
    int shortestHeader = Integer.MAX_VALUE;
    int initialWindow = -1;
    long withPayload;
    long push;
    long urgent;
    long last;

    // bulks
    long bulks;
    long bulkPackets;
    long bulkBytes;
    long bulkNanos;
    private int runPackets;
    private long runBytes;
    private long runStart;
    private long runLast;

    void addToBulk(long time, int payload) {
      if (runPackets > 0 && time - runLast > SUBFLOW_GAP) {
        endBulk();
      }
      if (runPackets == 0) {
        runStart = time;
      }
      runPackets++;
      runBytes += payload;
      runLast = time;
    }

    void endBulk() {
      if (runPackets >= BULK) {
        bulks++;
        bulkPackets += runPackets;
        bulkBytes += runBytes;
        bulkNanos += Math.max(0, runLast - runStart);
      }
      runPackets = 0;
      runBytes = 0;
    }
  }

  private static final class CicFlow {
    final FlowKey key;
    final long first;
    private long last;
    private long packets;
    private final Way forward = new Way();
    private final Way reverse = new Way();
    private final Numbers gaps = new Numbers();
    private final Numbers payloads = new Numbers();
    private final long[] flagCounts = new long[8];
    private final Numbers activeTimes = new Numbers();
    private final Numbers idleTimes = new Numbers();
    private long activeSince;
    private long subflows = 1;
    private int closed; // 1 and 2: FIN of either side, 4: RST

    CicFlow(FlowKey key, long time) {
      this.key = key;
      first = time;
      last = time;
      activeSince = time;
    }

    boolean endsBefore(long time, int flags, long idle, long active) {
      boolean isClosed = (closed & 4) != 0 || (closed & 3) == 3;
      return time - first > active
          || (idle != 0 && time - last > idle)
          || (isClosed && (flags & (SYN | ACK)) == SYN);
    }

    void add(boolean isForward, long time, int header, int payload, int flags, int window) {
      Way way = isForward ? forward : reverse;
      if (packets > 0) {
        long gap = time - last;
        gaps.add(gap / MICRO);
        if (gap > SUBFLOW_GAP) {
          subflows++;
        }
        if (gap > IDLE_GAP) {
          activeTimes.add((last - activeSince) / MICRO);
          idleTimes.add(gap / MICRO);
          activeSince = time;
        }
      }
      if (way.payloads.count > 0) {
        way.gaps.add((time - way.last) / MICRO);
      } else {
        way.initialWindow = window;
      }
      packets++;
      last = time;
      way.last = time;
      payloads.add(payload);
      way.payloads.add(payload);
      way.headerBytes += header;
      way.shortestHeader = Math.min(way.shortestHeader, header);
      way.push += (flags & PSH) != 0 ? 1 : 0;
      way.urgent += (flags & URG) != 0 ? 1 : 0;
      for (int flag = 0; flag < flagCounts.length; flag++) {
        flagCounts[flag] += flags >>> flag & 1;
      }
      closed |= (flags & FIN) != 0 ? (isForward ? 1 : 2) : 0;
      closed |= (flags & RST) != 0 ? 4 : 0;
      if (payload > 0) {
        way.withPayload++;
        (isForward ? reverse : forward).endBulk();
        way.addToBulk(time, payload);
      }
    }

    private double perSecond(double number) {
      return last > first ? number / ((last - first) / 1e9) : 0;
    }

    void print(Rows rows, Times times) {
      forward.endBulk();
      reverse.endBulk();
      activeTimes.add((last - activeSince) / MICRO);
      String id =
          key.src()
              + "-"
              + key.dst()
              + "-"
              + key.srcPort()
              + "-"
              + key.dstPort()
              + "-"
              + key.protocol();
      rows.value(id).value(key.src()).value(key.srcPort()).value(key.dst()).value(key.dstPort());
      rows.value(key.protocol());
      StringBuilder start = new StringBuilder();
      times.appendUtc(start, first);
      rows.value(start.toString()).decimal((last - first) / MICRO);
      rows.value(forward.payloads.count).value(reverse.payloads.count);
      rows.value((long) forward.payloads.sum).value((long) reverse.payloads.sum);
      lengths(rows, forward.payloads);
      lengths(rows, reverse.payloads);
      rows.decimal(perSecond(payloads.sum)).decimal(perSecond((double) packets));
      gaps(rows, gaps);
      rows.decimal(forward.gaps.sum);
      gaps(rows, forward.gaps);
      rows.decimal(reverse.gaps.sum);
      gaps(rows, reverse.gaps);
      rows.value(forward.push).value(reverse.push).value(forward.urgent).value(reverse.urgent);
      rows.value(forward.headerBytes).value(reverse.headerBytes);
      rows.decimal(perSecond((double) forward.payloads.count))
          .decimal(perSecond((double) reverse.payloads.count));
      rows.decimal(payloads.minimum).decimal(payloads.maximum).decimal(payloads.mean());
      rows.decimal(payloads.deviation()).decimal(payloads.variance());
      for (int flag : new int[] {FIN, SYN, RST, PSH, ACK, URG, CWR, ECE}) {
        rows.value(flagCounts[Integer.numberOfTrailingZeros(flag)]);
      }
      rows.decimal((double) reverse.payloads.count / Math.max(1, forward.payloads.count));
      rows.decimal(payloads.mean())
          .decimal(forward.payloads.mean())
          .decimal(reverse.payloads.mean());
      bulk(rows, forward);
      bulk(rows, reverse);
      rows.decimal((double) forward.payloads.count / subflows);
      rows.decimal(forward.payloads.sum / subflows);
      rows.decimal((double) reverse.payloads.count / subflows);
      rows.decimal(reverse.payloads.sum / subflows);
      rows.value(forward.initialWindow).value(reverse.initialWindow);
      rows.value(forward.withPayload);
      rows.value(forward.shortestHeader == Integer.MAX_VALUE ? 0 : forward.shortestHeader);
      periods(rows, activeTimes);
      periods(rows, idleTimes);
      rows.value("NeedManualLabel");
      rows.endRow();
    }

    private static void lengths(Rows rows, Numbers of) {
      rows.decimal(of.maximum).decimal(of.minimum).decimal(of.mean()).decimal(of.deviation());
    }

    private static void gaps(Rows rows, Numbers of) {
      rows.decimal(of.mean()).decimal(of.deviation()).decimal(of.maximum).decimal(of.minimum);
    }

    private static void periods(Rows rows, Numbers of) {
      rows.decimal(of.mean()).decimal(of.deviation()).decimal(of.maximum).decimal(of.minimum);
    }

    private static void bulk(Rows rows, Way way) {
      rows.decimal(way.bulks == 0 ? 0 : (double) way.bulkBytes / way.bulks);
      rows.decimal(way.bulks == 0 ? 0 : (double) way.bulkPackets / way.bulks);
      rows.decimal(way.bulkNanos == 0 ? 0 : way.bulkBytes / (way.bulkNanos / 1e9));
    }
  }

  private static final String[] COLUMNS = {
    "Flow ID",
    "Src IP",
    "Src Port",
    "Dst IP",
    "Dst Port",
    "Protocol",
    "Timestamp",
    "Flow Duration",
    "Total Fwd Packet",
    "Total Bwd packets",
    "Total Length of Fwd Packet",
    "Total Length of Bwd Packet",
    "Fwd Packet Length Max",
    "Fwd Packet Length Min",
    "Fwd Packet Length Mean",
    "Fwd Packet Length Std",
    "Bwd Packet Length Max",
    "Bwd Packet Length Min",
    "Bwd Packet Length Mean",
    "Bwd Packet Length Std",
    "Flow Bytes/s",
    "Flow Packets/s",
    "Flow IAT Mean",
    "Flow IAT Std",
    "Flow IAT Max",
    "Flow IAT Min",
    "Fwd IAT Total",
    "Fwd IAT Mean",
    "Fwd IAT Std",
    "Fwd IAT Max",
    "Fwd IAT Min",
    "Bwd IAT Total",
    "Bwd IAT Mean",
    "Bwd IAT Std",
    "Bwd IAT Max",
    "Bwd IAT Min",
    "Fwd PSH Flags",
    "Bwd PSH Flags",
    "Fwd URG Flags",
    "Bwd URG Flags",
    "Fwd Header Length",
    "Bwd Header Length",
    "Fwd Packets/s",
    "Bwd Packets/s",
    "Packet Length Min",
    "Packet Length Max",
    "Packet Length Mean",
    "Packet Length Std",
    "Packet Length Variance",
    "FIN Flag Count",
    "SYN Flag Count",
    "RST Flag Count",
    "PSH Flag Count",
    "ACK Flag Count",
    "URG Flag Count",
    "CWR Flag Count",
    "ECE Flag Count",
    "Down/Up Ratio",
    "Average Packet Size",
    "Fwd Segment Size Avg",
    "Bwd Segment Size Avg",
    "Fwd Bytes/Bulk Avg",
    "Fwd Packet/Bulk Avg",
    "Fwd Bulk Rate Avg",
    "Bwd Bytes/Bulk Avg",
    "Bwd Packet/Bulk Avg",
    "Bwd Bulk Rate Avg",
    "Subflow Fwd Packets",
    "Subflow Fwd Bytes",
    "Subflow Bwd Packets",
    "Subflow Bwd Bytes",
    "FWD Init Win Bytes",
    "Bwd Init Win Bytes",
    "Fwd Act Data Pkts",
    "Fwd Seg Size Min",
    "Active Mean",
    "Active Std",
    "Active Max",
    "Active Min",
    "Idle Mean",
    "Idle Std",
    "Idle Max",
    "Idle Min",
    "Label"
  };
}
