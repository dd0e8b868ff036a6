// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.plt4j.trace.spi.Codec;

/** Finds by their magic numbers what a stream is compressed with, one inside the other. */
final class Decompression {
  /** A file compressed more often than this is a trap. */
  private static final int MAX_NESTING = 4;

  static final String TOO_EARLY = "the compressed file ends too early";

  private final String name;
  private final List<Compression> found = new ArrayList<>();
  private InputStream content;

  /**
   * Looks at the beginning of a stream.
   *
   * @throws TraceFormatException if a codec is missing or does not take the bytes
   */
  Decompression(String name, InputStream in) throws IOException {
    this.name = name;
    this.content = in;
    try {
      byte[] head = new byte[Compression.MAGIC];
      while (true) {
        PushbackInputStream peeked = new PushbackInputStream(content, head.length);
        int count = peeked.readNBytes(head, 0, head.length);
        if (Compression.isSkippable(head, count)) {
          peeked.unread(head, 8, count - 8);
          skip(peeked, head);
          content = peeked;
          continue;
        }
        peeked.unread(head, 0, count);
        content = peeked;
        Compression compression = Compression.of(head, count);
        if (compression == null) {
          return;
        }
        if (found.size() == MAX_NESTING) {
          throw bad("compressed too many times over", null);
        }
        found.add(compression);
        content = decompress(compression, peeked);
      }
    } catch (TraceFormatException e) {
      throw e;
    } catch (MissingCodecException e) {
      throw bad(String.valueOf(e.getMessage()), e);
    } catch (EOFException e) {
      throw bad(TOO_EARLY, e);
    } catch (IOException e) {
      throw found.isEmpty() ? e : bad(found.get(found.size() - 1) + " is damaged: " + e, e);
    }
  }

  private static void skip(InputStream in, byte[] head) throws IOException {
    long length = 0;
    for (int i = 7; i > 3; i--) {
      length = length << 8 | (head[i] & 0xff);
    }
    in.skipNBytes(length);
  }

  private InputStream decompress(Compression compression, InputStream in) throws IOException {
    Codec codec = compression.codec();
    if (codec != null) {
      Ending input = new Ending(in);
      try {
        return new Guarded(codec.decompress(input), input, compression);
      } catch (RuntimeException e) {
        throw new IOException(e.toString(), e);
      } catch (IOException e) {
        throw input.ended ? new EOFException(TOO_EARLY) : e;
      } catch (LinkageError e) {
        throw new MissingCodecException(compression, e);
      }
    }
    throw new MissingCodecException(compression, null);
  }

  /** The codec is not there, or what it needs. */
  private static final class MissingCodecException extends IOException {
    private static final long serialVersionUID = 1;

    MissingCodecException(Compression compression, @Nullable LinkageError cause) {
      super(
          "compressed with " + compression + ": " + compression.missing("reading it", cause),
          cause);
    }
  }

  private TraceFormatException bad(String fault, @Nullable Throwable cause) {
    return new TraceFormatException(name, 0, 0, fault, cause);
  }

  /** Whether the stream is compressed. */
  boolean isCompressed() {
    return !found.isEmpty();
  }

  /** What the compressions hold, or the stream itself. */
  InputStream content() {
    return content;
  }

  /** The compressions, the outermost first, with a plus between them; {@code none} without. */
  @Override
  public String toString() {
    if (found.isEmpty()) {
      return "none";
    }
    StringJoiner text = new StringJoiner("+");
    for (Compression compression : found) {
      text.add(compression.toString());
    }
    return text.toString();
  }

  /** Notes whether a codec wanted more than there is. */
  private static final class Ending extends FilterInputStream {
    private boolean ended;

    Ending(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      ended |= next < 0;
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      ended |= count < 0;
      return count;
    }
  }

  /**
   * Lets nothing but IOException out of a codec, EOFException where its input was cut and {@link
   * MissingCodecException} where a class is not there.
   */
  private static final class Guarded extends FilterInputStream {
    private final Ending input;
    private final Compression compression;

    Guarded(InputStream in, Ending input, Compression compression) {
      super(in);
      this.input = input;
      this.compression = compression;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (ZipException | MissingCodecException e) {
        throw e; // our own gzip knows, and so does what is inside
      } catch (LinkageError e) {
        throw new MissingCodecException(compression, e);
      } catch (IOException e) {
        throw input.ended && !(e instanceof EOFException) ? eof(e) : e;
      } catch (RuntimeException e) {
        throw input.ended ? eof(e) : new IOException("the compressed data is damaged: " + e, e);
      }
    }

    private static IOException eof(Exception e) {
      return (IOException) new EOFException(TOO_EARLY).initCause(e);
    }
  }

  /** Counts what was read, perhaps by another thread, and does not close what it reads from. */
  static final class Counting extends FilterInputStream {
    private volatile long count;

    Counting(InputStream in) {
      super(in);
    }

    /** Bytes that were read. */
    long count() {
      return count;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time reads
    public int read() throws IOException {
      int next = in.read();
      count += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      count += Math.max(0, read);
      return read;
    }

    @Override
    public void close() {
      // the trace closes the file
    }
  }
}
