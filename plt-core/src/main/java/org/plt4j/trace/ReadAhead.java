// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream ahead on a second thread, so that decompressing and reading packets overlap. It
 * fills fresh chunks, a few at most before the reader; a byte can be read a moment after it is
 * there at the latest. A fault arrives behind the bytes before it. The thread ends at the end of
 * the stream, by {@link #close}, and when nobody holds this object any more.
 *
 * <p>It is the thread that has more to do: so it is the reader that makes the chunks, which clears
 * their memory, and while chunks fill quickly it is not woken for less than a whole one.
 */
final class ReadAhead {
  /** Bytes left free at the head of a chunk, for what the reader has left over of the last one. */
  static final int HEADROOM = 64 << 10;

  /** How many chunks there are at most that the reader has not left behind. */
  private static final int CHUNKS = 4;

  /** The most that is read at once: what is there can be read soon. */
  private static final int STEP = 64 << 10;

  /** How long the reader waits for a chunk to become full before it takes what there is. */
  private static final long MOMENT_MILLIS = 5;

  /** How often a thread that waits for its reader looks whether there still is one. */
  private static final long PATIENCE_MILLIS = 500;

  private static final long JOIN_MILLIS = 1000;

  /** A buffer, of which the bytes up to {@code filled} were written. */
  static final class Chunk {
    final ByteBuffer buffer;
    private int filled = HEADROOM;

    Chunk(int size) {
      buffer = ByteBuffer.allocate(HEADROOM + size);
    }
  }

  /** What both threads know; guarded by itself. */
  private static final class State {
    /** Whether the reader waits for any byte at all. */
    boolean starving;

    boolean ended;
    boolean closed;
    @Nullable IOException failure;
  }

  private final State state = new State();

  /** The chunks that the thread was given, in its order, and that the reader has not come to. */
  private final ArrayDeque<Chunk> ahead = new ArrayDeque<>();

  /** Those that the thread has not come to. */
  private final BlockingQueue<Chunk> empty = new LinkedBlockingQueue<>();

  private final Thread thread;

  /** Starts reading; the thread closes the stream when it ends. */
  ReadAhead(String name, InputStream in) {
    give(new Chunk(STEP)); // small files need no more
    Worker worker = new Worker(in, state, empty, new WeakReference<>(this));
    thread = new Thread(worker, "plt reads " + name + " ahead");
    thread.setDaemon(true);
    thread.start();
  }

  private void give(Chunk chunk) {
    ahead.add(chunk);
    empty.add(chunk);
  }

  /**
   * Goes to the next chunk, when all bytes of the one before were taken.
   *
   * @return null at the end
   */
  @Nullable Chunk next() {
    for (int i = 0; i < 2 && ahead.size() < CHUNKS && !hasEnded(); i++) {
      give(new Chunk(Window.CHUNK));
    }
    return ahead.poll();
  }

  private boolean hasEnded() {
    synchronized (state) {
      return state.ended;
    }
  }

  /**
   * Waits until a chunk holds more than its bytes up to a place.
   *
   * @return up to where it does; the place itself at the end
   */
  int filled(Chunk chunk, int taken) throws IOException {
    synchronized (state) {
      if (chunk.filled < chunk.buffer.capacity() && !state.ended) {
        await(MOMENT_MILLIS);
      }
      state.starving = true;
      while (chunk.filled == taken && !state.ended) {
        await(0);
      }
      state.starving = false;
      return chunk.filled;
    }
  }

  private void await(long millis) throws IOException {
    try {
      state.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** What ended the bytes too early, or null. */
  @Nullable IOException failure() {
    synchronized (state) {
      return state.failure;
    }
  }

  /** Tells the thread to end. What it reads from has to be closed as well. */
  void close() {
    synchronized (state) {
      state.closed = true;
      state.ended = true;
      state.notifyAll();
    }
    thread.interrupt();
  }

  /** Waits until the thread ended, but not for a stream that cannot be interrupted. */
  void join() {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Worker(
      InputStream in, State state, BlockingQueue<Chunk> empty, WeakReference<ReadAhead> owner)
      implements Runnable {
    @Override
    public void run() {
      IOException failure = null;
      try (in) {
        Chunk chunk = take();
        while (chunk != null && fill(chunk)) {
          chunk = take();
        }
      } catch (IOException e) {
        failure = e;
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        failure = new IOException("decompressing failed: " + e, e);
      }
      synchronized (state) {
        state.failure = failure;
        state.ended = true;
        state.notifyAll();
      }
    }

    /** Waits for an empty chunk; null if nobody is there to give one. */
    private @Nullable Chunk take() throws IOException {
      try {
        Chunk chunk = empty.poll();
        while (chunk == null && !owner.refersTo(null)) {
          chunk = empty.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        return chunk;
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }

    /** Fills a chunk; false at the end, and when no more is wanted. */
    private boolean fill(Chunk chunk) throws IOException {
      byte[] bytes = chunk.buffer.array();
      int at = HEADROOM;
      while (at < bytes.length) {
        int count = in.read(bytes, at, Math.min(STEP, bytes.length - at));
        if (count < 0) {
          return false;
        }
        at += count;
        synchronized (state) {
          if (state.closed) {
            return false;
          }
          chunk.filled = at;
          if (at == bytes.length || state.starving) {
            state.notifyAll();
          }
        }
      }
      return true;
    }
  }
}
