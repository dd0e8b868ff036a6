// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a trace, a piece at a time: the ones between {@link #at} and {@link #limit} of
 * {@link #bytes} can be read now, and {@link #ensure} brings more.
 *
 * <p>A buffer that was handed out is never written again where packets may look, and never unmapped
 * by hand: a regular file is mapped read only, in windows that start where a record starts;
 * anything else fills fresh heap chunks, each byte once. So a packet may point into the buffer for
 * ever, and the garbage collector frees it with the last packet. Only two buffer classes ever reach
 * the packet code: the read-only mapped one and the plain heap one.
 */
final class Window {
  /** The most that is mapped at once. */
  static final int MAPPED = 256 << 20;

  /** The size of a heap chunk. */
  static final int CHUNK = 1 << 20;

  /** The readable bytes are those from {@link #at} to {@link #limit}. */
  ByteBuffer bytes = ByteBuffer.allocate(0);

  /** Index of the next unread byte; readers move it. */
  int at;

  /** Index behind the last byte that can be read now. */
  int limit;

  /** The uncompressed file's offset of index 0. */
  private long base;

  private final @Nullable FileChannel file;
  private final int mappedSize;
  private final @Nullable InputStream in;
  private boolean ended;
  private @Nullable IOException failure;

  private Window(@Nullable FileChannel file, int mappedSize, @Nullable InputStream in) {
    this.file = file;
    this.mappedSize = mappedSize;
    this.in = in;
  }

  /** Maps a file as it is now, at most {@code size} bytes at a time. */
  static Window map(FileChannel file, int size) {
    return new Window(file, size, null);
  }

  /** Reads a stream to its end. */
  static Window read(InputStream in) {
    return new Window(null, 0, in);
  }

  /** The uncompressed file's offset of the next unread byte. */
  long offset() {
    return base + at;
  }

  /**
   * Makes at least so many bytes readable.
   *
   * @return false if there are fewer before the end; those that there are can be read
   */
  boolean ensure(int need) throws IOException {
    return limit - at >= need || (file != null ? remap(file, need) : fill(need));
  }

  private boolean remap(FileChannel channel, int need) throws IOException {
    long from = base + at;
    long size = Math.min(channel.size() - from, Math.max(need, mappedSize));
    if (size > limit - at) {
      bytes = channel.map(MapMode.READ_ONLY, from, size);
      base = from;
      at = 0;
      limit = (int) size;
    }
    return limit - at >= need;
  }

  private boolean fill(int need) {
    while (limit - at < need && !ended) {
      if (bytes.capacity() - at < need || limit == bytes.capacity()) {
        // What is there goes to the head of a fresh chunk. A large need is only believed as far as
        // bytes really come: the room at most doubles.
        int have = limit - at;
        byte[] chunk = new byte[Math.max(CHUNK, Math.min(need, 2 * have))];
        bytes.get(at, chunk, 0, have);
        bytes = ByteBuffer.wrap(chunk);
        base += at;
        at = 0;
        limit = have;
      }
      readSome();
    }
    return limit - at >= need;
  }

  /** Reads once. A fault waits until the bytes before it were used: see {@link #failure}. */
  private void readSome() {
    if (in == null) {
      ended = true;
      return;
    }
    try {
      int count = in.read(bytes.array(), limit, bytes.capacity() - limit);
      if (count < 0) {
        ended = true;
      } else {
        limit += count;
      }
    } catch (IOException e) {
      ended = true;
      failure = e;
    }
  }

  /** What ended the bytes too early, or null. */
  @Nullable IOException failure() {
    return failure;
  }

  /**
   * Passes over bytes without keeping them.
   *
   * @return how many there were, at most as many as wanted
   */
  long skip(long count) throws IOException {
    long left = count;
    while (left > 0 && (limit > at || ensure(1))) {
      int step = (int) Math.min(left, limit - at);
      at += step;
      left -= step;
    }
    return count - left;
  }
}
