// SPDX-License-Identifier: Apache-2.0
package org.plt4j.zstd;

import io.airlift.compress.zstd.ZstdInputStream;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.plt4j.trace.Compression;
import org.plt4j.trace.spi.Codec;

/**
 * Zstandard (RFC 8878): frames one after another, those to be skipped among them. Windows of up to
 * 8 MiB are read, as the RFC asks of a decoder; the levels 20 to 22 and {@code --long} may want
 * more.
 */
public final class Zstd implements Codec {
  /** The one level at which aircompressor works. */
  private static final int LEVEL = 3;

  /** For the service loader. */
  public Zstd() {}

  @Override
  public Compression compression() {
    return Compression.ZSTD;
  }

  @Override
  public InputStream decompress(InputStream in) {
    return new Frames(in);
  }

  @Override
  public Levels levels() {
    return new Levels(LEVEL, LEVEL, LEVEL);
  }

  @Override
  public OutputStream compress(OutputStream out, int level) throws IOException {
    return new ZstdOutputStream(out);
  }

  /**
   * What the frames hold. Aircompressor hands out the last window of a frame only at the frame's
   * end, and none of it where a fault comes first: then the blocks before the fault are decoded
   * once more.
   */
  private static final class Frames extends InputStream {
    private final InputStream in;
    private final byte[] one = new byte[1];
    private @Nullable Frame frame;
    private InputStream decoder = InputStream.nullInputStream();
    private XxHash64 hash = new XxHash64();
    private long delivered;
    private @Nullable IOException fault;

    Frames(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (true) {
        if (frame == null) {
          frame = Frame.next(in);
          if (frame == null) {
            return -1;
          }
          decoder = new ZstdInputStream(frame);
          hash = new XxHash64();
          delivered = 0;
        }
        int count = decode(frame, bytes, offset, length);
        if (count > 0) {
          hash.update(bytes, offset, count);
          delivered += count;
          return count;
        }
        if (fault != null) {
          throw fault;
        }
        boolean cut = frame.isCut();
        boolean matches = cut || frame.matches(hash);
        if (cut || frame.isCut()) {
          fault = new EOFException("the compressed file ends too early");
          throw fault;
        }
        if (!matches) {
          fault = new IOException("the checksum of a Zstandard frame does not match");
          throw fault;
        }
        frame = null;
      }
    }

    private int decode(Frame current, byte[] bytes, int offset, int length) throws IOException {
      try {
        // what is asked for beyond what is there would be lost if a fault came before it
        int there = Math.max(1, decoder.available());
        return decoder.read(bytes, offset, fault != null ? length : Math.min(length, there));
      } catch (IOException | RuntimeException e) {
        if (fault != null) {
          throw fault;
        }
        fault = new IOException("the compressed data is damaged: " + e.getMessage(), e);
        decoder = beforeTheFault(current);
        return decoder.read(bytes, offset, length);
      }
    }

    /** What the blocks before the fault hold and was not delivered yet. */
    private InputStream beforeTheFault(Frame current) throws IOException {
      int good = 0;
      for (int bad = current.blocks() + 1; bad - good > 1; ) {
        int middle = (good + bad) >>> 1;
        if (isSound(current.upTo(middle))) {
          good = middle;
        } else {
          bad = middle;
        }
      }
      InputStream again = good > 0 ? new ZstdInputStream(current.upTo(good)) : null;
      if (again == null || again.skip(delivered) < delivered) {
        return InputStream.nullInputStream();
      }
      return again;
    }

    private static boolean isSound(InputStream blocks) {
      try (InputStream decoded = new ZstdInputStream(blocks)) {
        decoded.transferTo(OutputStream.nullOutputStream());
        return true;
      } catch (IOException | RuntimeException e) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
