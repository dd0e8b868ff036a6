// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A captured frame before it is written into a file: its time, its bytes, its original length. */
public final class Frame {
  private final long nanos;
  private final byte[] bytes;
  private final long originalLength;

  /** A frame; {@code nanos} since 1970. */
  public Frame(long nanos, byte[] bytes, long originalLength) {
    this.nanos = nanos;
    this.bytes = bytes.clone();
    this.originalLength = originalLength;
  }

  /** A frame that was captured whole. */
  public static Frame of(long nanos, byte[] bytes) {
    return new Frame(nanos, bytes, bytes.length);
  }

  /** Whole frames, one every ten milliseconds and a bit from the start. */
  public static List<Frame> sequence(long startNanos, List<byte[]> frames) {
    return IntStream.range(0, frames.size())
        .mapToObj(i -> of(startNanos + i * 10_037_000L, frames.get(i)))
        .toList();
  }

  /** Nanoseconds since 1970. */
  public long nanos() {
    return nanos;
  }

  /** Length of the frame on the link, without a frame check sequence. */
  public long originalLength() {
    return originalLength;
  }

  /** The captured bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** How many bytes were captured. */
  public int capturedLength() {
    return bytes.length;
  }

  /** The same frame, captured with this snap length. */
  public Frame cut(int snapLength) {
    int length = Math.min(bytes.length, snapLength);
    return new Frame(nanos, Arrays.copyOf(bytes, length), originalLength);
  }
}
