// SPDX-License-Identifier: Apache-2.0
package org.plt4j.zstd;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One frame as a decoder gets it: whole blocks only, so that a frame that is cut ends with its last
 * whole block, and without the checksum, which is compared when all was delivered.
 *
 * <pre>
 *  magic (4), descriptor (1), window, dictionary, content size (0 to 13)
 *  blocks: last (1 bit), type (2 bits), size (21 bits), content
 *  checksum (0 or 4)
 * </pre>
 */
final class Frame extends InputStream {
  private static final int MAGIC = 0xfd2f_b528;
  private static final int SKIPPABLE = 0x184d_2a50;
  private static final int RUN_LENGTH = 1;
  private static final int HAS_CHECKSUM = 4;
  private static final int[] DICTIONARY = {0, 1, 2, 4};
  private static final int[] CONTENT = {0, 2, 4, 8};

  /** The most that a block holds (RFC 8878, 3.1.1.2.4). */
  private static final int MAX_BLOCK = 128 << 10;

  /** An empty block that is the last one. */
  private static final byte[] END = {1, 0, 0};

  /** The most that is kept of a frame, to decode again what stands before a fault. */
  private static final int MAX_KEPT = 8 << 20;

  private final InputStream in;
  private byte[] piece = new byte[18];
  private int at;
  private int limit;
  private final byte[] one = new byte[1];
  private final boolean hasChecksum;
  private boolean last;
  private boolean cut;

  /** What was handed out, and where in it the blocks end; null when it was too much. */
  private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream();

  private final List<Integer> ends = new ArrayList<>();

  /** A frame whose magic number was read. */
  private Frame(InputStream in) throws IOException {
    this.in = in;
    put(MAGIC, 4);
    boolean whole = more(1);
    int descriptor = piece[4];
    hasChecksum = (descriptor & HAS_CHECKSUM) != 0;
    piece[4] = (byte) (descriptor & ~HAS_CHECKSUM);
    boolean single = (descriptor & 0x20) != 0;
    int content = CONTENT[descriptor >>> 6 & 3];
    int size = (single ? 0 : 1) + DICTIONARY[descriptor & 3];
    cut = !whole || !more(size + (content == 0 && single ? 1 : content));
    keep();
  }

  /**
   * The next frame of a stream, or null at its end.
   *
   * @throws IOException if something else follows
   */
  static @Nullable Frame next(InputStream in) throws IOException {
    byte[] word = new byte[4];
    while (true) {
      int count = in.readNBytes(word, 0, 4);
      if (count == 0) {
        return null;
      }
      int magic = number(word, 0, 4);
      if (count == 4 && magic == MAGIC) {
        return new Frame(in);
      }
      if (count == 4 && (magic & 0xffff_fff0) != SKIPPABLE) {
        throw new IOException("what follows the Zstandard frame is none");
      }
      if (count < 4 || in.readNBytes(word, 0, 4) < 4) {
        throw new IOException("the last Zstandard frame is cut");
      }
      in.skipNBytes(number(word, 0, 4) & 0xffff_ffffL);
    }
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (at == limit) {
      if (last) {
        return -1;
      }
      block();
    }
    int count = Math.min(length, limit - at);
    System.arraycopy(piece, at, bytes, offset, count);
    at += count;
    return count;
  }

  /** Reads the next block. */
  private void block() throws IOException {
    at = 0;
    limit = 0;
    if (!cut && more(3)) {
      int header = number(piece, 0, 3);
      int size = (header >>> 1 & 3) == RUN_LENGTH ? 1 : header >>> 3;
      if (size > MAX_BLOCK) {
        throw new IOException("a Zstandard block of " + size + " bytes");
      }
      if (more(size)) {
        last = (header & 1) != 0;
        keep();
        return;
      }
    }
    cut = true;
    last = true;
    limit = 0;
    put(number(END, 0, 3), 3);
  }

  private void put(int number, int length) {
    for (int i = 0; i < length; i++) {
      piece[limit++] = (byte) (number >>> (8 * i));
    }
  }

  /** Adds bytes to the piece; false if there are not so many. */
  private boolean more(int count) throws IOException {
    if (piece.length - limit < count) {
      byte[] larger = new byte[MAX_BLOCK + 3];
      System.arraycopy(piece, 0, larger, 0, limit);
      piece = larger;
    }
    int read = in.readNBytes(piece, limit, count);
    limit += read;
    return read == count;
  }

  private void keep() {
    if (kept != null && kept.size() + limit <= MAX_KEPT) {
      kept.write(piece, 0, limit);
      ends.add(kept.size());
    } else {
      kept = null;
    }
  }

  /** How many blocks can be decoded again, or -1 if the frame is too large for that. */
  int blocks() {
    return kept == null ? -1 : ends.size() - 1;
  }

  /** The frame up to a block. */
  InputStream upTo(int blocks) {
    byte[] bytes = kept == null ? new byte[0] : kept.toByteArray();
    return new SequenceInputStream(
        new ByteArrayInputStream(bytes, 0, ends.get(blocks)), new ByteArrayInputStream(END));
  }

  /** Whether the frame ended too early. */
  boolean isCut() {
    return cut;
  }

  /** Compares the checksum behind the last block, if there is one, with that of what it holds. */
  boolean matches(XxHash64 content) throws IOException {
    byte[] checksum = new byte[4];
    cut = hasChecksum && in.readNBytes(checksum, 0, 4) < 4;
    return !hasChecksum || cut || number(checksum, 0, 4) == (int) content.value();
  }

  /** Bytes as a number, little endian. */
  private static int number(byte[] bytes, int from, int length) {
    int number = 0;
    for (int i = from + length - 1; i >= from; i--) {
      number = number << 8 | (bytes[i] & 0xff);
    }
    return number;
  }
}
