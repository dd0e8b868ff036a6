// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

/**
 * A TCP connection, as much of it as was captured. A SYN with another initial sequence number than
 * before begins another connection of the same addresses and ports.
 *
 * <p>It grows while segments are added to the analyzer.
 */
public final class TcpConnection {
  /** The limit of what is out of order where the time of the handshake is not known. */
  private static final long OUT_OF_ORDER_NANOS = 3_000_000;

  /** So soon after the last acknowledgment a fast retransmission comes. */
  private static final long FAST_NANOS = 20_000_000;

  private final FlowKey key;
  private final int number;
  private final TcpDirection forward = new TcpDirection();
  private final TcpDirection reverse = new TcpDirection();
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos = Long.MIN_VALUE;
  private boolean hasSyn;
  private long synTime;
  private long initialRtt;

  TcpConnection(FlowKey key, int number) {
    this.key = key;
    this.number = number;
  }

  // ---- what is told

  /** The key of its first segment, which is its forward direction. */
  public FlowKey key() {
    return key;
  }

  /** Its number among all connections, from 0 in the order of their first segments. */
  public int number() {
    return number;
  }

  /** What the sender of the first segment sent: the client where the SYN was captured. */
  public TcpDirection forward() {
    return forward;
  }

  /** What the other end sent. */
  public TcpDirection reverse() {
    return reverse;
  }

  /** The smallest timestamp, nanoseconds since 1970. */
  public long firstNanos() {
    return firstNanos;
  }

  /** The largest timestamp, nanoseconds since 1970. */
  public long lastNanos() {
    return lastNanos;
  }

  /**
   * How long the handshake took, from the last SYN to the first segment with ACK that is no SYN; 0
   * where it was not captured. Negative where times run backwards.
   */
  public long initialRttNanos() {
    return initialRtt;
  }

  // ---- growing

  /** Whether a SYN that goes this way begins another connection. */
  boolean isOther(boolean isForward, long sequenceNumber) {
    return (isForward ? forward : reverse).sent.isOther(sequenceNumber);
  }

  TcpSegment add(TcpHeader header, boolean isForward, boolean isReused) {
    TcpDirection sender = isForward ? forward : reverse;
    TcpDirection peer = isForward ? reverse : forward;
    firstNanos = Math.min(firstNanos, header.time);
    lastNanos = Math.max(lastNanos, header.time);
    boolean isOther =
        isReused || (header.syn && header.ack && sender.sent.isOther(header.sequenceNumber));
    sender.add(header);
    offerScale(sender, peer, header);
    int events = 0;
    long window = header.window;
    long inFlight = 0;
    long ackTime = TcpSegment.NONE;
    if (header.payload >= 0) {
      window = sender.scaled(header);
      if (header.acknowledgmentNumber != sender.ackField) {
        sender.sent.repeatedAcks = 0;
      }
      events = judge(sender, peer, header, window);
      ackTime = acknowledge(sender, peer, header);
      inFlight = send(sender, peer, header, events);
      remember(sender, header, window, events);
      refuseScale(sender, peer, header, events);
    }
    if (isOther) {
      events |= TcpEvent.REUSED_PORTS.bit();
    }
    sender.addEvents(events);
    if (!header.rst) {
      sender.addWindow(window);
    }
    shakeHands(header);
    return new TcpSegment(
        this,
        isForward,
        header.time,
        header.sequenceNumber,
        header.payload,
        header.acknowledgmentNumber,
        window,
        inFlight,
        ackTime,
        events);
  }

  private void shakeHands(TcpHeader header) {
    if (header.syn) {
      if (!header.ack) {
        hasSyn = true;
        synTime = header.time;
      }
    } else if (hasSyn && header.ack && header.isWhole && initialRtt == 0 && !key.isSelf()) {
      initialRtt = header.time - synTime;
    }
  }

  // RFC 7323, 2.2: windows are scaled if both SYNs have the option

  private static void offerScale(TcpDirection sender, TcpDirection peer, TcpHeader header) {
    boolean refused = header.ack && peer.scaleFactor() == TcpDirection.NOT_SCALED;
    if (header.syn && header.windowShift >= 0 && !refused) {
      sender.setScale(header.windowShift);
    }
  }

  private static void refuseScale(
      TcpDirection sender, TcpDirection peer, TcpHeader header, int events) {
    boolean again = (events & TcpEvent.RETRANSMISSION.bit()) != 0;
    if (header.syn && header.windowShift < 0 && header.isWhole && !again) {
      sender.setNotScaled();
      peer.setNotScaled();
    }
  }

  /** What a segment is; the definitions are {@link TcpEvent}'s, in an order that matters. */
  private int judge(TcpDirection sender, TcpDirection peer, TcpHeader header, long window) {
    TcpSent sent = sender.sent;
    long start = header.sequenceNumber;
    long end = SequenceNumber.add(start, header.span());
    boolean isEmpty = header.payload == 0;
    boolean isPlain = header.isPlain();
    boolean isOneBelow = isPlain && sent.isOneBelowNext(start);
    boolean keepAlive = isOneBelow && header.payload <= 1;
    int events = 0;
    if (header.payload == 1 && sent.isAtNext(start) && peer.hasWindow && peer.window == 0) {
      events |= TcpEvent.ZERO_WINDOW_PROBE.bit();
    } else if (isPlain && window == 0) {
      events |= TcpEvent.ZERO_WINDOW.bit();
    }
    if (sent.isBehindNext(start) && !header.rst) {
      events |= TcpEvent.LOST_SEGMENT.bit();
    }
    if (keepAlive) {
      events |= TcpEvent.KEEP_ALIVE.bit();
    }
    if (isPlain
        && !isEmpty
        && (events & TcpEvent.ZERO_WINDOW_PROBE.bit()) == 0
        && peer.hasWindow
        && peer.hasAck
        && peer.scaleFactor() != TcpDirection.UNKNOWN
        && end == SequenceNumber.add(peer.ack, peer.window)) {
      events |= TcpEvent.WINDOW_FULL.bit();
    }
    boolean repeats =
        isPlain
            && isEmpty
            && sent.isAtNext(start)
            && header.acknowledgmentNumber == sender.ackField;
    if (repeats) {
      events |= repetition(sender, peer, header.window);
    }
    if (header.ack && peer.sent.isAckOfLost(header.acknowledgmentNumber)) {
      events |= TcpEvent.ACK_LOST_SEGMENT.bit();
    }
    if (!isOneBelow) { // a keep-alive, or what was sent after a probe together with its byte
      events |= retransmission(sender, peer, header, end);
    }
    return events;
  }

  private static int repetition(TcpDirection sender, TcpDirection peer, int window) {
    if (window != sender.rawWindow) {
      return window == 0 ? 0 : TcpEvent.WINDOW_UPDATE.bit();
    }
    if (window == 0) {
      return (peer.lastEvents & TcpEvent.ZERO_WINDOW_PROBE.bit()) != 0
          ? TcpEvent.ZERO_WINDOW_PROBE_ACK.bit()
          : 0;
    }
    return (peer.lastEvents & TcpEvent.KEEP_ALIVE.bit()) != 0
        ? TcpEvent.KEEP_ALIVE_ACK.bit()
        : TcpEvent.DUPLICATE_ACK.bit();
  }

  private int retransmission(TcpDirection sender, TcpDirection peer, TcpHeader header, long end) {
    long dataEnd = SequenceNumber.add(header.sequenceNumber, header.payload);
    if (header.payload > 0 && peer.hasAck && SequenceNumber.ge(peer.ack, dataEnd)) {
      return TcpEvent.RETRANSMISSION.bit() | TcpEvent.SPURIOUS_RETRANSMISSION.bit();
    }
    if (header.span() == 0 || !sender.sent.isBeforeNext(header.sequenceNumber)) {
      return 0;
    }
    long sinceAck = header.time - peer.ackTime;
    if (peer.hasAck
        && peer.ack == header.sequenceNumber
        && peer.sent.repeatedAcks >= TcpSent.AGAIN
        && sinceAck >= 0
        && sinceAck < FAST_NANOS) {
      return TcpEvent.RETRANSMISSION.bit() | TcpEvent.FAST_RETRANSMISSION.bit();
    }
    long sinceNewest = header.time - sender.sent.nextTime;
    long limit = initialRtt != 0 ? initialRtt : OUT_OF_ORDER_NANOS;
    boolean soon = sinceNewest >= 0 && sinceNewest < limit;
    boolean isOnlySyn = header.syn && !header.ack && sender.sent.isContiguousTo(end);
    return soon && !sender.sent.isAtNext(end) && !isOnlySyn
        ? TcpEvent.OUT_OF_ORDER.bit()
        : TcpEvent.RETRANSMISSION.bit();
  }

  // ---- what follows from it

  /** Answers the time that the peer's segment waited. */
  private static long acknowledge(TcpDirection sender, TcpDirection peer, TcpHeader header) {
    if (!header.ack) {
      return TcpSegment.NONE;
    }
    boolean isNew = !sender.hasAck || SequenceNumber.gt(header.acknowledgmentNumber, sender.ack);
    if (isNew && header.timestampEcho > 0) {
      long stamped = peer.sent.stampTime(header.timestampEcho);
      if (stamped != TcpSegment.NONE) {
        sender.addTimestampRoundTrip(header.time - stamped);
      }
    }
    long time = peer.sent.acknowledged(header.acknowledgmentNumber);
    if (time == TcpSegment.NONE) {
      return TcpSegment.NONE;
    }
    sender.addAckTime(header.time - time, !peer.sent.lastWasRepeated);
    return header.time - time;
  }

  /** Answers the bytes in flight. */
  private static long send(TcpDirection sender, TcpDirection peer, TcpHeader header, int events) {
    TcpSent sent = sender.sent;
    sent.setFirst(header);
    sent.stamp(header.timestampValue, header.time);
    boolean probe = (events & TcpEvent.ZERO_WINDOW_PROBE.bit()) != 0;
    boolean lost = (events & TcpEvent.LOST_SEGMENT.bit()) != 0;
    if (header.span() > 0) {
      sender.addNewPayload(sent.newPayload(header));
      sent.await(header);
    }
    if (!probe) { // the byte of a probe is sent again
      sent.add(header);
    }
    if (header.payload == 0 || lost) {
      return 0;
    }
    long acknowledged = peer.hasAck ? peer.ack : SequenceNumber.add(sent.first, 1);
    long inFlight = Math.max(0, SequenceNumber.difference(sent.next, acknowledged));
    sender.addInFlight(inFlight);
    return inFlight;
  }

  private static void remember(TcpDirection sender, TcpHeader header, long window, int events) {
    if (header.ack) {
      sender.ack = header.acknowledgmentNumber;
      sender.hasAck = true;
    }
    if ((events & TcpEvent.DUPLICATE_ACK.bit()) != 0) {
      sender.sent.repeatedAcks++;
    }
    sender.ackField = header.acknowledgmentNumber;
    sender.ackTime = header.time;
    sender.window = window;
    sender.rawWindow = header.window;
    sender.hasWindow = true;
    sender.lastEvents = events;
  }
}
