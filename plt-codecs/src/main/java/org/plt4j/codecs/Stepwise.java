// SPDX-License-Identifier: Apache-2.0
package org.plt4j.codecs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a decoder in small steps: it throws away what the call that meets a fault has decoded
 * before it. With steps of one byte nothing is lost.
 */
final class Stepwise extends FilterInputStream {
  private final int step;
  private @Nullable IOException fault;

  Stepwise(InputStream in, int step) {
    super(in);
    this.step = step;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (fault != null) {
      throw fault;
    }
    int count = 0;
    try {
      while (count < length) {
        int more = step == 1 ? one(bytes, offset + count) : some(bytes, offset, count, length);
        if (more < 0) {
          return count == 0 ? -1 : count;
        }
        count += more;
      }
    } catch (IOException e) {
      fault = e;
    } catch (RuntimeException e) {
      fault = new IOException(e.toString(), e);
    }
    if (fault != null && count == 0) {
      throw fault;
    }
    return count;
  }

  private int one(byte[] bytes, int at) throws IOException {
    int next = in.read();
    bytes[at] = (byte) next;
    return next < 0 ? -1 : 1;
  }

  private int some(byte[] bytes, int offset, int count, int length) throws IOException {
    return in.read(bytes, offset + count, Math.min(step, length - count));
  }
}
