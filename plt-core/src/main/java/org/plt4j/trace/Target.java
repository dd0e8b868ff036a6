// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file or stream that a trace is written to.
 *
 * <p>A regular file is written under another name beside it ({@code NAME.<digits>.part}), which
 * {@link #finish} renames: a file of the target's name is always whole, the old one or the new one.
 * What leads to something else (a pipe, a device) is written as it is.
 */
final class Target {
  private static final Set<String> STANDARD_OUTPUT =
      Set.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

  private final String name;
  private final OutputStream out;
  private final Sink sink;

  /** The file that is written, if it is a regular one. */
  private final @Nullable FileChannel file;

  /** The temporary file and the one that it becomes. */
  private final @Nullable Path part;

  private final @Nullable Path path;

  private Target(
      String name,
      OutputStream out,
      @Nullable FileChannel file,
      @Nullable Path part,
      @Nullable Path path) {
    this.name = name;
    this.out = out;
    this.sink = new Sink(out);
    this.file = file;
    this.part = part;
    this.path = path;
  }

  /** A stream, which {@link #finish} closes. */
  static Target stream(OutputStream stream) {
    return new Target("-", stream, null, null, null);
  }

  /** A file by the name that the user gave; {@code -} is standard output, which stays open. */
  static Target file(String name) throws IOException {
    if (STANDARD_OUTPUT.contains(name)) {
      return new Target(name, new StandardOutput(), null, null, null);
    }
    Path given = Path.of(name);
    boolean exists = Files.exists(given);
    if (exists && !Files.isRegularFile(given)) {
      return new Target(name, Files.newOutputStream(given), null, null, null);
    }
    Path path = exists ? given.toRealPath() : given; // a link stays, what it leads to is replaced
    if (exists) {
      refuseIfRead(path, name);
    }
    Path part = path.resolveSibling(path.getFileName() + "." + suffix() + ".part");
    FileChannel file =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new Target(name, Channels.newOutputStream(file), file, part, path);
  }

  private static String suffix() {
    return Integer.toHexString(ThreadLocalRandom.current().nextInt() | 0x1000_0000);
  }

  private static void refuseIfRead(Path path, String name) throws IOException {
    if (OpenFiles.isRead(path)) {
      throw new FileSystemException(
          name, null, "is being read, a trace cannot be overwritten meanwhile");
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
    return file != null;
  }

  /** Overwrites bytes of the file, if it can still be changed. */
  void mend(long offset, byte... bytes) throws IOException {
    if (file != null) {
      sink.flush();
      ByteBuffer patch = ByteBuffer.wrap(bytes);
      while (patch.hasRemaining()) {
        file.write(patch, offset + patch.position());
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
    if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)
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
    out.close();
    return part;
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
