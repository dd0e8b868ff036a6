// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A trace to which packets are added: it was read to its end, which is whole.
 *
 * @param format its format
 * @param compression its compression, or null
 * @param pcap what its header says, if it is pcap
 */
record Existing(TraceFormat format, @Nullable Compression compression, @Nullable PcapHeader pcap) {

  /**
   * What a pcap file's header says that later records have to follow.
   *
   * @param snapLength unsigned
   */
  record PcapHeader(boolean bigEndian, boolean nanos, int linkType, long snapLength) {}

  /**
   * Reads a file.
   *
   * @return null if there is none, or nothing in it
   * @throws FileSystemException if nothing can be added to it
   */
  static @Nullable Existing of(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) == 0) {
      return null;
    }
    try (Trace trace = Trace.open(file)) {
      while (trace.read() != null) {
        // to the end
      }
      if (trace.endedInsideRecord()) {
        throw refuse(file, "it ends inside record " + (trace.records() + 1));
      }
      return new Existing(trace.format(), compression(file, trace), header(file, trace));
    }
  }

  private static @Nullable Compression compression(Path file, Trace trace) throws IOException {
    String name = trace.compression();
    if (name.equals("none")) {
      return null;
    }
    if (name.contains("+")) {
      throw refuse(file, "it is compressed more than once");
    }
    return Compression.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static @Nullable PcapHeader header(Path file, Trace trace) throws IOException {
    PcapReader pcap = trace.pcap();
    TraceInterface only = trace.latestInterface();
    if (pcap == null || only == null) {
      return null;
    }
    if (!pcap.isUsual()) {
      throw refuse(file, "it is an unusual kind of pcap");
    }
    boolean nanos = only.timeResolution() == 9;
    return new PcapHeader(pcap.bigEndian, nanos, only.linkType(), only.snapLength());
  }

  static FileSystemException refuse(Path file, String why) {
    return new FileSystemException(file.toString(), null, "nothing can be added: " + why);
  }
}
