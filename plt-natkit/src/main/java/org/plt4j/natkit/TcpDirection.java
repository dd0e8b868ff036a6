// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

/** What one end of a TCP connection sent. It grows while segments are added to the analyzer. */
public final class TcpDirection {
  /** What was not seen: the answer of {@link #mss} and the like. */
  public static final int UNKNOWN = -1;

  /** The value of {@link #scaleFactor} where the ends did not agree to scale windows. */
  public static final int NOT_SCALED = -2;

  private static final int MAX_SHIFT = 14; // RFC 7323, 2.3

  // what is told
  private long packets;
  private long bytes;
  private long payload;
  private long newPayload;
  private long syns;
  private long fins;
  private long resets;
  private long minWindow = UNKNOWN;
  private long maxWindow = UNKNOWN;
  private long maxInFlight;
  private int mss = UNKNOWN;
  private int windowShift = UNKNOWN;
  private int scaleFactor = UNKNOWN;
  private boolean sackPermitted;
  private final long[] events = new long[TcpEvent.values().length];
  private final Durations ackTimes = new Durations();
  private final Durations roundTrips = new Durations();
  private final Durations timestampRoundTrips = new Durations();

  /** The numbers sent. */
  final TcpSent sent = new TcpSent();

  // what the next segment of either end is compared with
  boolean hasAck;
  long ack; // of the last segment with the flag ACK
  long ackField; // of the last segment, with the flag or without
  long ackTime;
  boolean hasWindow;
  long window;
  int rawWindow; // as sent
  int lastEvents;

  TcpDirection() {}

  // ---- growing

  void add(TcpHeader header) {
    packets++;
    bytes += header.bytes;
    payload += Math.max(0, header.payload);
    syns += header.syn ? 1 : 0;
    fins += header.fin ? 1 : 0;
    resets += header.rst ? 1 : 0;
    mss = mss < 0 ? header.mss : mss;
    windowShift = windowShift < 0 ? header.windowShift : windowShift;
    sackPermitted |= header.sackPermitted;
  }

  void setScale(int shift) {
    scaleFactor = 1 << Math.min(MAX_SHIFT, shift);
  }

  void setNotScaled() {
    scaleFactor = NOT_SCALED;
  }

  /** A window as it is meant; that of a SYN is never scaled (RFC 7323, 2.2). */
  long scaled(TcpHeader header) {
    return header.syn || scaleFactor < 0 ? header.window : (long) header.window * scaleFactor;
  }

  void addWindow(long window) {
    minWindow = minWindow == UNKNOWN ? window : Math.min(minWindow, window);
    maxWindow = Math.max(maxWindow, window);
  }

  void addEvents(int bits) {
    for (int rest = bits; rest != 0; rest &= rest - 1) {
      events[Integer.numberOfTrailingZeros(rest)]++;
    }
  }

  void addNewPayload(long more) {
    newPayload += more;
  }

  void addInFlight(long inFlight) {
    maxInFlight = Math.max(maxInFlight, inFlight);
  }

  void addAckTime(long nanos, boolean isRoundTrip) {
    ackTimes.add(nanos);
    if (isRoundTrip) {
      roundTrips.add(nanos);
    }
  }

  void addTimestampRoundTrip(long nanos) {
    timestampRoundTrips.add(nanos);
  }

  // ---- what is told

  /** Segments sent. */
  public long packets() {
    return packets;
  }

  /** The sum of the packets' original lengths. */
  public long bytes() {
    return bytes;
  }

  /** Bytes of payload, repetitions included: the throughput. */
  public long payload() {
    return payload;
  }

  /** Bytes of payload, each counted once however often it was sent: the goodput. */
  public long newPayload() {
    return newPayload;
  }

  /** Segments with the flag SYN. */
  public long syns() {
    return syns;
  }

  /** Segments with the flag FIN. */
  public long fins() {
    return fins;
  }

  /** Segments with the flag RST. */
  public long resets() {
    return resets;
  }

  /** How many segments were that. Every fast or spurious retransmission is a retransmission too. */
  public long count(TcpEvent event) {
    return events[event.index()];
  }

  /** The smallest window, scaled where that is known, resets left out; or {@link #UNKNOWN}. */
  public long minWindow() {
    return minWindow;
  }

  /** The largest window, scaled where that is known, resets left out; or {@link #UNKNOWN}. */
  public long maxWindow() {
    return maxWindow;
  }

  /** The most bytes that were sent and not yet acknowledged, as far as that can be seen. */
  public long maxInFlight() {
    return maxInFlight;
  }

  /** The first maximum segment size offered, or {@link #UNKNOWN}. */
  public int mss() {
    return mss;
  }

  /** The first window shift offered, as sent, or {@link #UNKNOWN}. */
  public int windowShift() {
    return windowShift;
  }

  /**
   * What this end's windows are multiplied with: 1 to 16,384; {@link #NOT_SCALED} where an end
   * offered no scaling, {@link #UNKNOWN} where this end's SYN was not seen.
   */
  public int scaleFactor() {
    return scaleFactor;
  }

  /** Whether this end offered selective acknowledgments. */
  public boolean isSackPermitted() {
    return sackPermitted;
  }

  /**
   * How long the other end's segments waited for this end to acknowledge them, from the first time
   * that they were sent; SYN and FIN count.
   */
  public Durations ackTimes() {
    return ackTimes;
  }

  /**
   * The same without what was sent more than once (Karn's rule: which of them was acknowledged
   * cannot be told): round-trip times from where the capture was made to this end.
   */
  public Durations roundTrips() {
    return roundTrips;
  }

  /**
   * Round-trip times to this end by the timestamps option (RFC 7323, 4.1): from the first segment
   * with a time to the one that acknowledges something new and echoes that time.
   */
  public Durations timestampRoundTrips() {
    return timestampRoundTrips;
  }
}
