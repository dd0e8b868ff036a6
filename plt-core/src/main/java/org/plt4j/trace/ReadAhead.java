// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream ahead on a second thread, so that decompressing and reading packets overlap. It
 * fills fresh chunks, a few at most before the reader; each byte can be read as soon as it is
 * there. A fault arrives behind the bytes before it. The thread ends at the end of the stream, by
 * {@link #close}, and when nobody holds this object any more.
 */
final class ReadAhead {
  /** Bytes left free at the head of a chunk, for what the reader has left over of the last one. */
  static final int HEADROOM = 64 << 10;

  /** How many chunks there are at most that the reader has not left behind. */
  private static final int CHUNKS = 4;

  /** The most that is read at once: what is there can be read soon. */
  private static final int STEP = 64 << 10;

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
    final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    boolean ended;
    boolean closed;
    @Nullable IOException failure;
  }

  private final State state = new State();
  private final Thread thread;

  /** Starts reading; the thread closes the stream when it ends. */
  ReadAhead(String name, InputStream in) {
    Worker worker = new Worker(in, state, new WeakReference<>(this));
    thread = new Thread(worker, "plt reads " + name + " ahead");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Goes to the next chunk when all bytes of the one before were taken; waits for its first byte.
   *
   * @param last the chunk that was read until now, or null at the beginning
   * @return null at the end
   */
  @Nullable Chunk next(@Nullable Chunk last) throws IOException {
    synchronized (state) {
      if (last != null) {
        state.chunks.remove(last);
        state.notifyAll();
      }
      while (true) {
        Chunk chunk = state.chunks.peek();
        if (chunk != null && chunk.filled > HEADROOM) {
          return chunk;
        }
        if (state.ended) {
          return null;
        }
        await();
      }
    }
  }

  /**
   * Waits until a chunk holds more than its bytes up to a place.
   *
   * @return up to where it does; the place itself at the end
   */
  int filled(Chunk chunk, int taken) throws IOException {
    synchronized (state) {
      while (chunk.filled == taken && !state.ended) {
        await();
      }
      return chunk.filled;
    }
  }

  private void await() throws IOException {
    try {
      state.wait();
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
      state.chunks.clear();
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

  private record Worker(InputStream in, State state, WeakReference<ReadAhead> owner)
      implements Runnable {
    @Override
    public void run() {
      IOException failure = null;
      try (in) {
        int size = STEP; // small files need no more
        for (Chunk chunk = add(size); chunk != null; chunk = add(size)) {
          if (!fill(chunk)) {
            break;
          }
          size = Window.CHUNK;
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

    /** Waits for room for another chunk; null if it is not wanted any more. */
    private @Nullable Chunk add(int size) throws IOException {
      synchronized (state) {
        while (state.chunks.size() == CHUNKS && !state.closed) {
          if (owner.refersTo(null)) {
            return null;
          }
          try {
            state.wait(PATIENCE_MILLIS);
          } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
          }
        }
        if (state.closed) {
          return null;
        }
      }
      Chunk chunk = new Chunk(size);
      synchronized (state) {
        state.chunks.add(chunk);
      }
      return chunk;
    }

    /** Fills a chunk; false at the end. */
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
          state.notifyAll();
        }
      }
      return true;
    }
  }
}
