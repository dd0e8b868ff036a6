// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Tcp;

/**
 * The DNS messages of one direction of a TCP connection, put together from segments that may be out
 * of order, repeated or missing, or start in the middle.
 *
 * <p>It holds at most one unfinished message and {@value #MAX_WAITING} bytes of segments that wait
 * for those in front of them. When more wait, or a segment was captured in part, the missing bytes
 * are given up: the unfinished message is delivered as far as it goes, {@link DnsMessage#isCut
 * cut}, and the next segment that looks like the start of a message is taken for one. Not for use
 * by several threads at once.
 */
public final class DnsStream {
  /**
   * How many bytes wait at most for segments in front of them, {@value #SEGMENT} a segment more.
   */
  public static final int MAX_WAITING = 1 << 17;

  /** What keeping a segment costs, however short it is. */
  static final int SEGMENT = 128;

  private static final int SYN = 0x002;
  private static final int MAX_MESSAGE = 2 + 0xffff;

  /** The most records that a message of a plausible start counts in each section. */
  private static final int PLAUSIBLE_COUNT = 4096;

  /** The sequence number of the next byte; meaningful once {@link #started}. */
  private int expected;

  private boolean started;

  /** Whether the next byte is known to be the first of a length. */
  private boolean aligned;

  /** Whether the next bytes were left out by the capture: no segment brings them. */
  private boolean leftOut;

  /** The unfinished message with its length in front. */
  private byte[] pending = new byte[0];

  private int pendingLength;

  private final TreeMap<Integer, byte[]> waiting = new TreeMap<>(this::compare);
  private int waitingBytes;

  /** Starts with the first segment that is added. */
  public DnsStream() {}

  private int compare(int a, int b) {
    return Integer.compare(a - expected, b - expected);
  }

  /** Adds a segment; answers the messages that are complete by it, in order. */
  public List<DnsMessage> add(Tcp tcp) {
    List<DnsMessage> messages = new ArrayList<>();
    long sequence = tcp.sequenceNumber();
    if (sequence == Layer.NOT_CAPTURED || tcp.flags() == Layer.NOT_CAPTURED) {
      return messages;
    }
    ByteBuffer payload = tcp.payload();
    if ((tcp.flags() & SYN) != 0) {
      giveUp(messages);
      waiting.clear();
      waitingBytes = 0;
      expected = (int) sequence + 1;
      started = true;
      aligned = true;
      leftOut = false;
      return messages;
    }
    byte[] bytes = new byte[payload.remaining()];
    payload.get(0, bytes);
    add((int) sequence, bytes, messages);
    if (tcp.isCut() && started) {
      flushWaiting(messages);
      giveUp(messages);
      leftOut = true;
    }
    return messages;
  }

  /** What is unfinished when no more segments come, cut. */
  public List<DnsMessage> finish() {
    List<DnsMessage> messages = new ArrayList<>();
    flushWaiting(messages);
    giveUp(messages);
    return messages;
  }

  private void add(int sequence, byte[] bytes, List<DnsMessage> messages) {
    if (bytes.length == 0) {
      return;
    }
    if (!started) {
      expected = sequence;
      started = true;
    }
    int ahead = sequence - expected;
    if (ahead > 0) {
      if (leftOut || ahead > MAX_WAITING) { // or another connection, or a loss nothing fills
        flushWaiting(messages);
        resume(sequence, messages);
        take(bytes, 0, messages);
        return;
      }
      keep(sequence, bytes);
      while (waitingBytes > MAX_WAITING) {
        resume(waiting.firstKey(), messages);
        takeWaiting(messages);
      }
      return;
    }
    if (-(long) ahead < bytes.length) {
      take(bytes, -ahead, messages);
      takeWaiting(messages);
    }
  }

  private void keep(int sequence, byte[] bytes) {
    byte[] there = waiting.get(sequence);
    if (there == null || there.length < bytes.length) {
      waiting.put(sequence, bytes);
      waitingBytes += bytes.length - (there == null ? -SEGMENT : there.length);
    }
  }

  private void takeWaiting(List<DnsMessage> messages) {
    while (!waiting.isEmpty()) {
      Map.Entry<Integer, byte[]> first = waiting.firstEntry();
      int behind = expected - first.getKey();
      if (behind < 0) {
        return;
      }
      waiting.pollFirstEntry();
      waitingBytes -= first.getValue().length + SEGMENT;
      if (behind < first.getValue().length) {
        take(first.getValue(), behind, messages);
      }
    }
  }

  private void flushWaiting(List<DnsMessage> messages) {
    while (!waiting.isEmpty()) {
      resume(waiting.firstKey(), messages);
      takeWaiting(messages);
    }
  }

  private void resume(int sequence, List<DnsMessage> messages) {
    giveUp(messages);
    expected = sequence;
  }

  /** Delivers what there is of the unfinished message, which will not be finished. */
  private void giveUp(List<DnsMessage> messages) {
    if (pendingLength > 2) {
      byte[] bytes = new byte[pendingLength - 2];
      System.arraycopy(pending, 2, bytes, 0, bytes.length);
      messages.add(DnsMessage.owning(bytes, true));
    }
    pendingLength = 0;
    aligned = false;
  }

  /** Takes the bytes that come next. */
  private void take(byte[] bytes, int from, List<DnsMessage> messages) {
    leftOut = false;
    expected += bytes.length - from;
    if (!aligned) {
      if (!looksLikeStart(bytes, from)) {
        return;
      }
      aligned = true;
    }
    for (int at = from; at < bytes.length; ) {
      int wanted = pendingLength < 2 ? 2 : length();
      int count = Math.min(wanted - pendingLength, bytes.length - at);
      append(bytes, at, count);
      at += count;
      DnsMessage message = complete();
      if (message != null) {
        messages.add(message);
      }
    }
  }

  /** The whole length of the unfinished message, once its two bytes are there. */
  private int length() {
    return 2 + ((pending[0] & 0xff) << 8 | (pending[1] & 0xff));
  }

  private void append(byte[] bytes, int at, int count) {
    int needed = pendingLength + count; // of bytes that are there, at most MAX_MESSAGE
    if (pending.length < needed) {
      byte[] larger = new byte[Math.min(MAX_MESSAGE, Math.max(512, 2 * needed))];
      System.arraycopy(pending, 0, larger, 0, pendingLength);
      pending = larger;
    }
    System.arraycopy(bytes, at, pending, pendingLength, count);
    pendingLength = needed;
  }

  private @Nullable DnsMessage complete() {
    if (pendingLength < 2 || pendingLength < length()) {
      return null;
    }
    byte[] bytes = new byte[pendingLength - 2];
    System.arraycopy(pending, 2, bytes, 0, bytes.length);
    pendingLength = 0;
    return bytes.length == 0 ? null : DnsMessage.owning(bytes, false);
  }

  /** Whether a length and a header of a message could be here. */
  private static boolean looksLikeStart(byte[] bytes, int from) {
    if (bytes.length - from < 2 + DnsMessage.HEADER_LENGTH) {
      return false;
    }
    ByteBuffer at = ByteBuffer.wrap(bytes, from, bytes.length - from).slice();
    if (Wire.u16(at, 0) < DnsMessage.HEADER_LENGTH || (Wire.u16(at, 4) & 0x0040) != 0) {
      return false;
    }
    int records = 0;
    for (int i = 0; i < 4; i++) {
      int count = Wire.u16(at, 2 + DnsMessage.COUNTS + 2 * i);
      if (count > PLAUSIBLE_COUNT) {
        return false;
      }
      records += count;
    }
    return records > 0 && DnsName.skip(at, 2 + DnsMessage.HEADER_LENGTH) != DnsName.BAD_LABEL;
  }
}
