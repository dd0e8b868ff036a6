// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.plt4j.trace.spi.Codec;

/**
 * Gzip (RFC 1952): members one after another, each with a checksum. What follows the last member
 * and does not start another one is left out, as gzip itself does.
 *
 * <p>{@link java.util.zip.GZIPInputStream} loses what was inflated in the same call as a fault, and
 * asks {@code available()} whether there is another member.
 */
final class Gzip implements Codec {
  static final Codec CODEC = new Gzip();

  private Gzip() {}

  @Override
  public Compression compression() {
    return Compression.GZIP;
  }

  @Override
  public InputStream decompress(InputStream in) throws IOException {
    Members members = new Members(in);
    members.firstHeader();
    return members;
  }

  @Override
  public Levels levels() {
    return new Levels(1, 9, 6);
  }

  @Override
  public OutputStream compress(OutputStream out, int level) throws IOException {
    return new GZIPOutputStream(out, 1 << 16) {
      {
        def.setLevel(level);
      }
    };
  }

  private static final class Members extends InputStream {
    private static final int MAGIC = 0x1f8b;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final InputStream in;
    private final byte[] compressed = new byte[1 << 16];
    private int at;
    private int limit;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] one = new byte[1];
    private boolean ended;
    private boolean closed;

    Members(InputStream in) {
      this.in = in;
    }

    void firstHeader() throws IOException {
      if (!header()) {
        throw new ZipException("not in gzip format");
      }
    }

    /** Fills the buffer when it is used up; false at the end. */
    private boolean more() throws IOException {
      if (at == limit) {
        at = 0;
        limit = Math.max(0, in.read(compressed, 0, compressed.length));
      }
      return at < limit;
    }

    private int octet() throws IOException {
      if (!more()) {
        throw new EOFException(Decompression.TOO_EARLY);
      }
      return compressed[at++] & 0xff;
    }

    private long number() throws IOException {
      return octet() | octet() << 8 | octet() << 16 | (long) octet() << 24;
    }

    /** Reads a member's header; false if there is none. */
    private boolean header() throws IOException {
      if (!more() || octet() != MAGIC >>> 8 || !more() || octet() != (MAGIC & 0xff)) {
        return false;
      }
      if (octet() != 8) {
        throw new ZipException("the compression method of gzip is unknown");
      }
      int flags = octet();
      for (int i = 0; i < 6; i++) {
        octet();
      }
      if ((flags & EXTRA) != 0) {
        for (int left = octet() | octet() << 8; left > 0; left--) {
          octet();
        }
      }
      for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
        while (octet() != 0) {
          // passed over
        }
      }
      if ((flags & HEADER_CRC) != 0) {
        octet();
        octet();
      }
      return true;
    }

    @Override
    public int read() throws IOException {
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("the stream is closed");
      }
      while (!ended && length > 0) {
        int count = inflate(bytes, offset, length);
        if (count > 0) {
          crc.update(bytes, offset, count);
          return count;
        }
        if (inflater.finished()) {
          trailer();
          ended = !header();
          inflater.reset();
          crc.reset();
        } else if (inflater.needsDictionary()) {
          throw new ZipException("gzip knows no dictionaries");
        } else if (inflater.needsInput()) {
          if (!more()) {
            throw new EOFException(Decompression.TOO_EARLY);
          }
          inflater.setInput(compressed, at, limit - at);
          at = limit; // what is not used comes back at the member's end
        }
      }
      return ended ? -1 : 0;
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
      long before = inflater.getBytesWritten();
      try {
        return inflater.inflate(bytes, offset, length);
      } catch (DataFormatException e) {
        int count = (int) (inflater.getBytesWritten() - before);
        if (count > 0) {
          return count; // the next call finds the fault again
        }
        String fault = "the compressed data is damaged: " + e.getMessage();
        throw (IOException) new ZipException(fault).initCause(e);
      }
    }

    private void trailer() throws IOException {
      at = limit - inflater.getRemaining();
      if (number() != crc.getValue()) {
        throw new ZipException("the CRC in the GZIP trailer does not match");
      }
      if (number() != (inflater.getBytesWritten() & 0xffff_ffffL)) {
        throw new ZipException("the length in the GZIP trailer does not match");
      }
    }

    @Override
    public void close() throws IOException {
      closed = true;
      inflater.end();
      in.close();
    }
  }
}
