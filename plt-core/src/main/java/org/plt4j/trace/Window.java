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
 * the packet code: the read-only mapped one and the read-only heap one.
 */
final class Window {
  /** The most that is mapped at once. */
  static final int MAPPED = 256 << 20;

  /** The size of a heap chunk. */
  static final int CHUNK = 1 << 20;

  /** The readable bytes are those from {@link #at} to {@link #limit}. */
  ByteBuffer bytes = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /** The same bytes in the heap, through which they are written. */
  private ByteBuffer room = ByteBuffer.allocate(0);

  /** Index of the next unread byte; readers move it. */
  int at;

  /** Index behind the last byte that can be read now. */
  int limit;

  /** The uncompressed file's offset of index 0. */
  private long base;

  /** The offset where the last record has to start before. */
  private long until = Long.MAX_VALUE;

  private final @Nullable FileChannel file;
  private final int mappedSize;
  private final @Nullable InputStream in;
  private final @Nullable ReadAhead ahead;
  private boolean ended;
  private @Nullable IOException failure;

  /** Of what is read ahead, the chunk at hand, and up to where it was taken. */
  private ReadAhead.@Nullable Chunk chunk;

  private int taken;

  /** Whether the chunk is what {@link #bytes} is, and not copied into that. */
  private boolean inPlace;

  private Window(
      @Nullable FileChannel file,
      int mappedSize,
      @Nullable InputStream in,
      @Nullable ReadAhead ahead) {
    this.file = file;
    this.mappedSize = mappedSize;
    this.in = in;
    this.ahead = ahead;
  }

  /** Maps a file as it is now, at most {@code size} bytes at a time. */
  static Window map(FileChannel file, int size) {
    return new Window(file, size, null, null);
  }

  /** Reads a stream to its end. */
  static Window read(InputStream in) {
    return new Window(null, 0, in, null);
  }

  /** Reads what another thread reads ahead. */
  static Window read(ReadAhead ahead) {
    return new Window(null, 0, null, ahead);
  }

  /** The uncompressed file's offset of the next unread byte. */
  long offset() {
    return base + at;
  }

  /** Whether a record that starts here is none of those that are wanted. */
  boolean isPast() {
    return offset() >= until;
  }

  /**
   * Leaves out the records of a mapped file that start at this offset or behind it: nothing behind
   * it can be read but what {@link #ensure} asks for.
   */
  void readUntil(long offset) {
    until = offset;
    limit = (int) Math.max(at, Math.min(limit, until - base));
  }

  /** Goes to a place in a mapped file. */
  void jump(long offset) {
    base = offset;
    at = 0;
    limit = 0;
  }

  /** Whether a file is mapped, so that reading can begin anywhere in it. */
  boolean isMapped() {
    return file != null;
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
    long wanted = until > from ? Math.min(mappedSize, until - from) : mappedSize;
    long size = Math.min(channel.size() - from, Math.max(need, wanted));
    if (size > limit - at) {
      bytes = channel.map(MapMode.READ_ONLY, from, size);
      base = from;
      at = 0;
      limit = (int) size;
    }
    return limit - at >= need;
  }

  private boolean fill(int need) throws IOException {
    ended = ended && ahead != null; // a file may have grown since
    while (limit - at < need && !ended) {
      if (ahead == null) {
        makeRoom(need);
        readSome();
      } else {
        takeSome(ahead, need);
      }
    }
    return limit - at >= need;
  }

  /** Reads once. A fault waits until the bytes before it were used: see {@link #failure}. */
  private void readSome() {
    if (in == null || failure != null) {
      ended = true;
      return;
    }
    try {
      int count = in.read(room.array(), limit, room.capacity() - limit);
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

  /** Makes room behind {@link #limit}. */
  private void makeRoom(int need) {
    if (bytes.capacity() - at < need || limit == bytes.capacity()) {
      // What is there goes to the head of a fresh chunk. A large need is only believed as far as
      // bytes really come: the room at most doubles.
      int have = limit - at;
      use(ByteBuffer.allocate(Math.max(CHUNK, Math.min(need, 2 * have))), have);
    }
  }

  /** Goes on in another buffer, into which what is left over is copied, up to a place. */
  private void use(ByteBuffer next, int end) {
    int have = limit - at;
    next.put(end - have, bytes, at, have);
    base += at - (end - have);
    room = next;
    bytes = next.asReadOnlyBuffer();
    at = end - have;
    limit = end;
  }

  /** Takes what was read ahead: in its place, if what is left over is no more than fits there. */
  private void takeSome(ReadAhead source, int need) throws IOException {
    if (chunk == null || taken == chunk.buffer.capacity()) {
      chunk = source.next();
      taken = ReadAhead.HEADROOM;
      if (chunk == null) {
        end(source);
        return;
      }
      inPlace = limit - at <= ReadAhead.HEADROOM;
      if (inPlace) {
        use(chunk.buffer, ReadAhead.HEADROOM);
      }
    }
    int filled = source.filled(chunk, taken);
    if (filled == taken) {
      end(source);
    } else if (inPlace) {
      taken = filled;
      limit = filled;
    } else { // a large record
      makeRoom(need);
      int count = Math.min(filled - taken, bytes.capacity() - limit);
      room.put(limit, chunk.buffer, taken, count);
      taken += count;
      limit += count;
    }
  }

  private void end(ReadAhead source) {
    ended = true;
    failure = source.failure();
  }

  /** Ends reading ahead; the packets keep their bytes. */
  void close() {
    if (ahead != null) {
      ahead.close();
    }
  }

  /** Waits, after closing, until the other thread ended. */
  void join() {
    if (ahead != null) {
      ahead.join();
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
