// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.util.Iterator;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.plt4j.trace.spi.Codec;

/**
 * The compressions of trace files. Gzip is always there; each of the others needs the artifact that
 * has its {@link Codec}.
 */
public enum Compression {
  /** RFC 1952. */
  GZIP("gz", "org.plt4j:plt-core"),
  /** Julian Seward's bzip2. */
  BZIP2("bz2", "org.plt4j:plt-codecs with org.apache.commons:commons-compress and what that needs"),
  /** The .xz format. */
  XZ("xz", "org.plt4j:plt-codecs with org.tukaani:xz"),
  /** RFC 8878. */
  ZSTD("zst", "org.plt4j:plt-zstd with io.airlift:aircompressor"),
  /** LZ4's frames, also those of its first version. */
  LZ4("lz4", "org.plt4j:plt-codecs with org.apache.commons:commons-compress and what that needs"),
  /** The LZW of UNIX's compress. */
  COMPRESS(
      "Z", "org.plt4j:plt-codecs with org.apache.commons:commons-compress and what that needs");

  /** As many bytes as are needed to tell. */
  static final int MAGIC = 10;

  private final String suffix;
  private final String artifact;

  Compression(String suffix, String artifact) {
    this.suffix = suffix;
    this.artifact = artifact;
  }

  /** What a file's name ends with, without the dot. */
  public String suffix() {
    return suffix;
  }

  /** The artifact, as group and name, that reads and writes it. */
  public String artifact() {
    return artifact;
  }

  /** The compression that a file's name tells by its suffix, or null. */
  public static @Nullable Compression ofFileName(String file) {
    for (Compression each : values()) {
      if (file.endsWith("." + each.suffix)) {
        return each;
      }
    }
    return null;
  }

  /** The compression that the first bytes of a file tell, or null. */
  static @Nullable Compression of(byte[] head, int count) {
    if (starts(head, count, 0x1f, 0x8b, 8)) {
      return GZIP;
    } else if (starts(head, count, 'B', 'Z', 'h')
        && count >= MAGIC
        && head[3] >= '1'
        && head[3] <= '9'
        && (head[4] == 0x31 || head[4] == 0x17)) { // pi for a block, its root at the end
      return BZIP2;
    } else if (starts(head, count, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      return XZ;
    } else if (starts(head, count, 0x28, 0xb5, 0x2f, 0xfd)) {
      return ZSTD;
    } else if (starts(head, count, 0x04, 0x22, 0x4d, 0x18)
        || starts(head, count, 0x02, 0x21, 0x4c, 0x18)) {
      return LZ4;
    } else if (starts(head, count, 0x1f, 0x9d)
        && count > 2
        && (head[2] & 0x60) == 0
        && (head[2] & 0x1f) >= 9
        && (head[2] & 0x1f) <= 16) {
      return COMPRESS;
    }
    return null;
  }

  /** Whether a frame that is to be skipped starts here: both zstd and LZ4 have such. */
  static boolean isSkippable(byte[] head, int count) {
    return count > 7 && (head[0] & 0xf0) == 0x50 && starts(head, count, head[0], 0x2a, 0x4d, 0x18);
  }

  private static boolean starts(byte[] head, int count, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= count || head[i] != (byte) magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** The codec, or null if its artifact is missing. */
  public @Nullable Codec codec() {
    if (this == GZIP) {
      return Gzip.CODEC;
    }
    Iterator<Codec> codecs = ServiceLoader.load(Codec.class).iterator();
    while (true) {
      try {
        if (!codecs.hasNext()) {
          return null;
        }
        Codec codec = codecs.next();
        if (codec.compression() == this) {
          return codec;
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        // its library is missing; another's may be there
      }
    }
  }

  /**
   * What to say where the codec or its library is missing.
   *
   * @param task {@code "reading it"} or the like
   * @param cause what the JVM said of it, if it did
   */
  String missing(String task, @Nullable LinkageError cause) {
    return task + " needs " + artifact + (cause == null ? "" : " (no " + cause.getMessage() + ")");
  }

  /** The name in lower case: {@code gzip}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
