// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The file or stream of a trace from its beginning on: mapped if it is a regular file that is not
 * compressed, else read into the heap, and that ahead if it is compressed.
 */
final class Source implements Closeable {
  private final String name;
  private final Closeable file;
  private final Decompression.@Nullable Counting raw;

  /** The uncompressed bytes. */
  final Window window;

  /** What it is compressed with, or {@code none}. */
  final String compression;

  /** The size of a regular file as it is stored, or {@link Trace#NOT_KNOWN}. */
  final long size;

  private Source(String name, Closeable file, FileChannel mapped, int mappedSize)
      throws IOException {
    this.name = name;
    this.file = file;
    size = mapped.size();
    raw = null;
    compression = "none";
    window = Window.map(mapped, mappedSize);
  }

  private Source(String name, Closeable file, InputStream stream, long size) throws IOException {
    this.name = name;
    this.file = file;
    this.size = size;
    raw = new Decompression.Counting(stream);
    Decompression decompression = new Decompression(name, new BufferedInputStream(raw, 1 << 16));
    compression = decompression.toString();
    InputStream content = decompression.content();
    window =
        decompression.isCompressed()
            ? Window.read(new ReadAhead(name, content))
            : Window.read(content);
  }

  /** A stream, which is closed with it. */
  static Source of(InputStream stream) throws IOException {
    return new Source("-", stream, stream, Trace.NOT_KNOWN);
  }

  /**
   * A file.
   *
   * @param mappedSize the most to map at a time; 0 to read it into the heap
   */
  static Source of(Path path, int mappedSize) throws IOException {
    if (Files.isDirectory(path)) { // opens, and cannot be read: then nothing says which
      throw new FileSystemException(path.toString(), null, "is a directory");
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      String name = path.toString();
      boolean regular = Files.isRegularFile(path);
      return regular && mappedSize > 0 && !isCompressed(channel)
          ? new Source(name, channel, channel, mappedSize)
          : new Source(
              name,
              channel,
              Channels.newInputStream(channel),
              regular ? channel.size() : Trace.NOT_KNOWN);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isCompressed(FileChannel channel) throws IOException {
    byte[] head = new byte[Compression.MAGIC];
    int count = Math.max(0, channel.read(ByteBuffer.wrap(head), 0));
    return Compression.of(head, count) != null || Compression.isSkippable(head, count);
  }

  /** The file's name, or {@code -}. */
  String name() {
    return name;
  }

  /** Bytes of the file, as it is stored, that were used. */
  long position() {
    return raw != null ? raw.count() : window.offset();
  }

  /** A reader of the format, or of the one that the first bytes tell. */
  RecordReader reader(@Nullable TraceFormat format) throws IOException {
    TraceFormat found = format != null ? format : Detection.of(name, window);
    return switch (found) {
      case PCAP -> new PcapReader(name, window);
      case PCAPNG -> new PcapngReader(name, window);
      case ERF -> new ErfReader(name, window);
      case LEGACY_ATM, LEGACY_POS, LEGACY_ETH, TSH, DUCK -> new FixedReader(name, window, found);
    };
  }

  /** Ends reading ahead and closes the file. */
  @Override
  public void close() throws IOException {
    window.close();
    file.close();
    window.join();
  }
}
