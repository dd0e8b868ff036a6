// SPDX-License-Identifier: Apache-2.0

/** Traces compressed with bzip2, xz, LZ4 and compress: found by {@link java.util.ServiceLoader}. */
module org.plt4j.codecs {
  requires org.apache.commons.compress;
  requires org.plt4j.core;
  requires org.tukaani.xz;
  requires static org.jspecify;

  provides org.plt4j.trace.spi.Codec with
      org.plt4j.codecs.Bzip2,
      org.plt4j.codecs.Compress,
      org.plt4j.codecs.Lz4,
      org.plt4j.codecs.Xz;
}
