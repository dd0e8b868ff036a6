// SPDX-License-Identifier: Apache-2.0
package org.plt4j.codecs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.z.ZCompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.plt4j.trace.Compression;
import org.plt4j.trace.spi.Codec;

/** LZW as UNIX's compress writes it (.Z), with codes of up to 16 bits. There is no checksum. */
public final class Compress implements Codec {
  /** For the service loader. */
  public Compress() {}

  @Override
  public Compression compression() {
    return Compression.COMPRESS;
  }

  @Override
  public InputStream decompress(InputStream in) throws IOException {
    return new Stepwise(new ZCompressorInputStream(in), 1);
  }

  @Override
  public @Nullable Levels levels() {
    return null;
  }

  @Override
  public OutputStream compress(OutputStream out, int level) {
    throw new UnsupportedOperationException("compress is only read");
  }
}
