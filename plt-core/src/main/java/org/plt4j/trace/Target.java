// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.plt4j.trace.spi.Codec;

/**
 * The file or stream that a trace is written to.
 *
 * <p>A new regular file is written under another name beside it ({@code NAME.<digits>.part}), which
 * {@link #finish} renames: a file of the target's name is always whole, the old one or the new one.
 * What leads to something else (a pipe, a device) is written as it is, and so is what is added to a
 * file.
 */
final class Target {
  private static final Set<String> STANDARD_OUTPUT =
      Set.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

  private final String name;
  private final OutputStream out;
  private final Sink sink;

  /** The file that is written, if it is a regular one. */
  private final @Nullable FileChannel file;

  /** The file that {@link #mend} can change: not if it is compressed. */
  private final @Nullable FileChannel mendable;

  /** How long the file was before. */
  private final long start;

  /** The temporary file and the one that it becomes. */
  private final @Nullable Path part;

  private final @Nullable Path path;

  private Target(
      String name,
      OutputStream plain,
      @Nullable Packing packing,
      @Nullable FileChannel file,
      @Nullable Path part,
      @Nullable Path path)
      throws IOException {
    this.name = name;
    this.file = file;
    this.part = part;
    this.path = path;
    start = file == null ? 0 : file.position(); // before a codec writes its header
    out = packing == null ? plain : packing.compress(plain);
    mendable = packing == null ? file : null;
    sink = new Sink(out, packing == null ? start : 0);
  }

  /** How the bytes are compressed. */
  record Packing(Codec codec, int level) {
    /**
     * Finds the codec.
     *
     * @param level a level, or -1 for the usual one
     * @throws IllegalArgumentException if it cannot be written, or not at this level
     * @throws IOException if the codec's artifact is missing
     */
    static @Nullable Packing of(@Nullable Compression compression, int level) throws IOException {
      if (compression == null) {
        return null;
      }
      Codec codec = compression.codec();
      if (codec == null) {
        throw missing(compression, null);
      }
      Codec.Levels levels = codec.levels();
      if (levels == null) {
        throw new IllegalArgumentException(compression + " can be read, but not written");
      }
      int chosen = level < 0 ? levels.preset() : level;
      if (chosen < levels.min() || chosen > levels.max()) {
        throw new IllegalArgumentException(
            compression + " has the levels " + levels.min() + " to " + levels.max());
      }
      return new Packing(codec, chosen);
    }

    OutputStream compress(OutputStream plain) throws IOException {
      try {
        return new Guarded(codec.compress(plain, level), codec.compression());
      } catch (LinkageError e) {
        throw missing(codec.compression(), e);
      }
    }

    private static IOException missing(Compression compression, @Nullable LinkageError cause) {
      return new IOException(compression.missing("writing " + compression, cause), cause);
    }

    /** A codec that may only now find out that a class is not there. */
    private static final class Guarded extends FilterOutputStream {
      private final Compression compression;

      Guarded(OutputStream out, Compression compression) {
        super(out);
        this.compression = compression;
      }

      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
          out.write(bytes, offset, length);
        } catch (LinkageError e) {
          throw missing(compression, e);
        }
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }

      @Override
      public void close() throws IOException {
        try {
          out.close();
        } catch (LinkageError e) {
          throw missing(compression, e);
        }
      }
    }
  }

  /** A stream, which {@link #finish} closes. */
  static Target stream(OutputStream stream, @Nullable Packing packing) throws IOException {
    return new Target("-", stream, packing, null, null, null);
  }

  /** A file by the name that the user gave; {@code -} is standard output, which stays open. */
  static Target file(String name, @Nullable Packing packing) throws IOException {
    if (isStandardOutput(name)) {
      return new Target(name, new StandardOutput(), packing, null, null, null);
    }
    Path given = Path.of(name);
    boolean exists = Files.exists(given);
    if (exists && !Files.isRegularFile(given)) {
      return new Target(name, Files.newOutputStream(given), packing, null, null, null);
    }
    if (exists) {
      refuseIfRead(given, "overwritten");
    }
    Path path = exists ? given.toRealPath() : given; // a link stays, what it leads to is replaced
    Path part = path.resolveSibling(path.getFileName() + "." + suffix() + ".part");
    FileChannel file =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      return new Target(name, Channels.newOutputStream(file), packing, file, part, path);
    } catch (IOException | RuntimeException e) {
      file.close();
      Files.delete(part);
      throw e;
    }
  }

  /** A regular file that is there, to add to it. */
  static Target append(Path path, @Nullable Packing packing) throws IOException {
    refuseIfRead(path, "added to");
    FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
    try {
      file.position(file.size());
      return new Target(path.toString(), Channels.newOutputStream(file), packing, file, null, null);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  static boolean isStandardOutput(String name) {
    return STANDARD_OUTPUT.contains(name);
  }

  private static String suffix() {
    return Integer.toHexString(ThreadLocalRandom.current().nextInt() | 0x1000_0000);
  }

  private static void refuseIfRead(Path path, String what) throws IOException {
    if (OpenFiles.isRead(path)) {
      throw new FileSystemException(
          path.toString(), null, "is being read, a trace cannot be " + what + " meanwhile");
    }
  }

  String name() {
    return name;
  }

  Sink sink() {
    return sink;
  }

  /** Whether {@link #mend} can do something. */
  boolean isMendable() {
    return mendable != null;
  }

  /** Overwrites bytes of the file, if it can still be changed. */
  void mend(long offset, byte... bytes) throws IOException {
    if (mendable != null) {
      sink.flush();
      ByteBuffer patch = ByteBuffer.wrap(bytes);
      while (patch.hasRemaining()) {
        mendable.write(patch, offset + patch.position());
      }
    }
  }

  /** Writes everything out, closes the file and gives it its name. */
  void finish() throws IOException {
    sink.flush();
    out.close();
    if (part != null && path != null) {
      keepPermissions(path, part);
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** The new file has the permissions of the one that it replaces, where the system has such. */
  private static void keepPermissions(Path from, Path to) throws IOException {
    if (Files.exists(from)
        && from.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }
  }

  /**
   * Closes the file without giving it its name.
   *
   * @return the temporary file with what was written, or null if there is none
   */
  @Nullable Path abandon() throws IOException {
    if (file != null) {
      file.close(); // and not the stream, which would finish a compressed one
    } else {
      out.close();
    }
    return part;
  }

  /** Takes back what was written, as far as that is possible. */
  void discard() throws IOException {
    if (file == null) {
      out.close();
    } else if (part != null) {
      file.close();
      Files.deleteIfExists(part);
    } else {
      file.truncate(start);
      file.close();
    }
  }

  /** Closing it only flushes: others of the process may still write to it. */
  private static final class StandardOutput extends FileOutputStream {
    StandardOutput() {
      super(FileDescriptor.out);
    }

    @Override
    public void close() {
      // it stays open
    }
  }
}
