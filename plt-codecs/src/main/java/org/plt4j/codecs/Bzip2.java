// SPDX-License-Identifier: Apache-2.0
package org.plt4j.codecs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.plt4j.trace.Compression;
import org.plt4j.trace.spi.Codec;

/** Bzip2: streams one after another, every block with a checksum. */
public final class Bzip2 implements Codec {
  /** For the service loader. */
  public Bzip2() {}

  @Override
  public Compression compression() {
    return Compression.BZIP2;
  }

  @Override
  public InputStream decompress(InputStream in) throws IOException {
    return new Stepwise(new BZip2CompressorInputStream(in, true), 1);
  }

  @Override
  public Levels levels() {
    return new Levels(1, 9, 9);
  }

  @Override
  public OutputStream compress(OutputStream out, int level) throws IOException {
    return new BZip2CompressorOutputStream(out, level);
  }
}
