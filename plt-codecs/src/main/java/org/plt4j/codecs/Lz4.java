// SPDX-License-Identifier: Apache-2.0
package org.plt4j.codecs;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.lz77support.Parameters;
import org.jspecify.annotations.Nullable;
import org.plt4j.trace.Compression;
import org.plt4j.trace.spi.Codec;

/**
 * LZ4 frames one after another, those to be skipped among them, and the frames of LZ4's first
 * version: blocks with their compressed length in front, without checksums.
 */
public final class Lz4 implements Codec {
  /** For the service loader. */
  public Lz4() {}

  @Override
  public Compression compression() {
    return Compression.LZ4;
  }

  @Override
  public InputStream decompress(InputStream in) {
    return new Frames(in);
  }

  @Override
  public Levels levels() {
    return new Levels(1, 9, 1);
  }

  @Override
  public OutputStream compress(OutputStream out, int level) throws IOException {
    Parameters.Builder search = BlockLZ4CompressorOutputStream.createParameterBuilder();
    return new FramedLZ4CompressorOutputStream(
        out,
        new FramedLZ4CompressorOutputStream.Parameters(
            FramedLZ4CompressorOutputStream.BlockSize.M4,
            true,
            false,
            false,
            (level < 5 ? search.tunedForSpeed() : search.tunedForCompressionRatio()).build()));
  }

  /** What the frames hold. */
  private static final class Frames extends InputStream {
    private static final int MAGIC = 0x184d2204;
    private static final int FIRST_VERSION = 0x184c2102;
    private static final int SKIPPABLE = 0x184d2a50;

    /** The most that a block of the first version holds compressed: 8 MiB and what LZ4 may add. */
    private static final int MAX_BLOCK = (8 << 20) + (8 << 20) / 255 + 16;

    private final PushbackInputStream in;
    private final byte[] word = new byte[4];
    private final byte[] one = new byte[1];

    /** The frame, or the block of a frame of the first version, that is being read. */
    private @Nullable InputStream frame;

    private boolean firstVersion;

    Frames(InputStream in) {
      this.in = new PushbackInputStream(in, 4);
    }

    @Override
    public int read() throws IOException {
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      while (length > 0) {
        if (frame != null) {
          int count = frame.read(bytes, offset, length);
          if (count > 0) {
            return count;
          }
          frame = null;
        }
        if (!nextFrame()) {
          return -1;
        }
      }
      return 0;
    }

    /** Reads four bytes, little endian; false at the end. */
    private boolean word() throws IOException {
      int count = in.readNBytes(word, 0, 4);
      if (count != 0 && count != 4) {
        throw new EOFException("the compressed file ends too early");
      }
      return count == 4;
    }

    private int number() {
      return (word[0] & 0xff) | (word[1] & 0xff) << 8 | (word[2] & 0xff) << 16 | word[3] << 24;
    }

    private boolean nextFrame() throws IOException {
      if (!word()) {
        return false;
      }
      int magic = number();
      if (magic == FIRST_VERSION) {
        firstVersion = true;
      } else if (magic == MAGIC) {
        firstVersion = false;
        in.unread(word);
        frame = new FramedLZ4CompressorInputStream(in, false);
      } else if ((magic & 0xffff_fff0) == SKIPPABLE) {
        if (!word()) {
          throw new EOFException("the compressed file ends too early");
        }
        in.skipNBytes(number() & 0xffff_ffffL);
      } else if (firstVersion && magic >= 0 && magic <= MAX_BLOCK) {
        frame = new BlockLZ4CompressorInputStream(new Bounded(in, magic));
      } else {
        throw new IOException("what follows the LZ4 frame is none");
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** The first bytes of a stream. */
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private int left;

    Bounded(InputStream in, int left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        return -1;
      }
      left--;
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the compressed file ends too early");
      }
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(bytes, offset, Math.min(length, left));
      if (count < 0) {
        throw new EOFException("the compressed file ends too early");
      }
      left -= count;
      return count;
    }
  }
}
