// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

/**
 * What a segment's numbers tell, by the definitions of Wireshark's User's Guide, "TCP Analysis".
 *
 * <p>A direction's <em>next</em> is the number that is expected next from its sender, the
 * <em>last</em> acknowledgment number and window are those of its segment before. A segment takes
 * up a number for each byte of its payload, one for SYN and one for FIN; it is <em>empty</em>
 * without payload, and <em>plain</em> without SYN, FIN and RST.
 */
public enum TcpEvent {
  /** Takes up numbers, and starts before next. Those below down to OUT_OF_ORDER are of its kind. */
  RETRANSMISSION(0, "retransmission"),
  /**
   * A retransmission that starts where the peer wants to go on, which the peer said at least twice
   * more than once, within 20 ms before; or once, after {@link #ACK_LOST_SEGMENT} of its numbers.
   */
  FAST_RETRANSMISSION(1, "fastRetransmission"),
  /** A retransmission of payload, all of which the peer had acknowledged. */
  SPURIOUS_RETRANSMISSION(2, "spuriousRetransmission"),
  /**
   * Would be a retransmission, but comes so soon after the direction's newest segment that it was
   * rather overtaken: within the time of the handshake, or 3 ms where that is not known. Not
   * counted as a retransmission.
   */
  OUT_OF_ORDER(3, "outOfOrder"),
  /**
   * Empty and plain, and repeats next, the acknowledgment number and the window, which is not 0.
   */
  DUPLICATE_ACK(4, "duplicateAck"),
  /** Plain, and its window is 0. */
  ZERO_WINDOW(5, "zeroWindow"),
  /** One byte at next, while the peer's window is 0. */
  ZERO_WINDOW_PROBE(6, "zeroWindowProbe"),
  /** Answers a zero window probe: empty, its window is still 0. */
  ZERO_WINDOW_PROBE_ACK(7, "zeroWindowProbeAck"),
  /**
   * Payload, no probe, that ends where the window ends which the peer announced last; only where it
   * is known from a SYN how the peer's windows are scaled.
   */
  WINDOW_FULL(8, "windowFull"),
  /** Empty and plain, repeats next and the acknowledgment number, with another window, not 0. */
  WINDOW_UPDATE(9, "windowUpdate"),
  /** Plain, one below next, with at most one byte. */
  KEEP_ALIVE(10, "keepAlive"),
  /** Answers a keep-alive: what would be a duplicate acknowledgment otherwise. */
  KEEP_ALIVE_ACK(11, "keepAliveAck"),
  /** Starts behind next: what is between was not captured, or comes later. */
  LOST_SEGMENT(12, "lostSegment"),
  /**
   * Acknowledges what was not captured, or comes later. Not told of a peer that repeats its own
   * acknowledgments, nor after it was told once, until the peer acknowledges something else; but
   * always of what is beyond a gap, once for each.
   */
  ACK_LOST_SEGMENT(13, "ackLostSegment"),
  /** A SYN with which addresses and ports of an earlier connection are used again. */
  REUSED_PORTS(14, "reusedPorts");

  private final int index;
  private final String text;

  TcpEvent(int index, String text) {
    this.index = index;
    this.text = text;
  }

  /** The name in the style of the command's keys, such as {@code fastRetransmission}. */
  public String text() {
    return text;
  }

  /** Its place in a word of bits, from 0. */
  int index() {
    return index;
  }

  int bit() {
    return 1 << index;
  }
}
