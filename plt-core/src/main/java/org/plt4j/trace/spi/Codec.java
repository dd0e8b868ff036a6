// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.plt4j.trace.Compression;

/** Reads, and perhaps writes, one compression. Without state: used by several threads at once. */
public interface Codec {
  /** The levels of a codec that compresses: from the fastest to the one that makes it smallest. */
  record Levels(int min, int max, int preset) {}

  /** What it reads and writes. */
  Compression compression();

  /**
   * What a stream holds, all its members, frames or streams one after the other. The compressed
   * bytes come from where they are: nothing of them was read yet, and they are buffered.
   *
   * <p>The stream that is returned throws what is wrong only after it delivered all bytes before
   * it: a {@code read} that puts bytes into its array does not throw. An exception after the input
   * was read to its end means that it was cut. What a codec needs of memory does not grow beyond a
   * bound, whatever the bytes claim.
   */
  InputStream decompress(InputStream in) throws IOException;

  /** The levels at which it compresses, or null if it only reads. */
  @Nullable Levels levels();

  /**
   * A stream that compresses what is written to it. Closing it finishes the compressed stream and
   * closes the other; flushing it need not write anything.
   *
   * @param level one of {@link #levels}
   * @throws UnsupportedOperationException if it only reads
   */
  OutputStream compress(OutputStream out, int level) throws IOException;
}
