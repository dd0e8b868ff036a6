// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The files that traces of this process read, so that no writer overwrites one: its packets may
 * point into the mapped file. A trace that nobody holds any more is forgotten, closed or not.
 */
final class OpenFiles {
  private static final Map<Trace, Object> FILES = new WeakHashMap<>();

  private OpenFiles() {}

  static void add(Trace trace, Path file) throws IOException {
    Object key = key(file);
    synchronized (FILES) {
      FILES.put(trace, key);
    }
  }

  static void remove(Trace trace) {
    synchronized (FILES) {
      FILES.remove(trace);
    }
  }

  /** Whether a trace reads this existing file, under whatever name. */
  static boolean isRead(Path file) throws IOException {
    Object key = key(file);
    synchronized (FILES) {
      return FILES.containsValue(key);
    }
  }

  /** What tells a file apart, whatever links lead to it. */
  private static Object key(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key != null ? key : file.toRealPath();
  }
}
