// SPDX-License-Identifier: Apache-2.0
package org.plt4j.codecs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.plt4j.trace.Compression;
import org.plt4j.trace.spi.Codec;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** The .xz format: streams one after another, with the check that each names. */
public final class Xz implements Codec {
  /** What level 9 needs, and twice that. */
  private static final long MAX_MEMORY = 192 << 20;

  /** One byte at a time would cost more than decoding it. */
  private static final int STEP = 16;

  /** For the service loader. */
  public Xz() {}

  @Override
  public Compression compression() {
    return Compression.XZ;
  }

  @Override
  public InputStream decompress(InputStream in) throws IOException {
    // a dictionary is allocated as the file claims it: never more than there is room for
    long memory = Math.min(MAX_MEMORY, Runtime.getRuntime().maxMemory() / 2);
    return new Stepwise(new XZInputStream(in, (int) (memory >> 10)), STEP);
  }

  @Override
  public Levels levels() {
    return new Levels(0, 9, 6);
  }

  @Override
  public OutputStream compress(OutputStream out, int level) throws IOException {
    return new XZOutputStream(out, new LZMA2Options(level));
  }
}
