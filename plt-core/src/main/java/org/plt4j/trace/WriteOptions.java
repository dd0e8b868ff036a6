// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a trace is written: an immutable value, whose methods answer a changed copy.
 *
 * <pre>{@code
 * TraceWriter.open("a.pcap", WriteOptions.DEFAULT.microseconds().append());
 * }</pre>
 */
public final class WriteOptions {
  /**
   * What suits most: format and compression as the name tells, the resolution of the packets, a new
   * file.
   */
  public static final WriteOptions DEFAULT = new WriteOptions();

  /** The unit of times. */
  enum Resolution {
    OF_PACKETS,
    MICROSECONDS,
    NANOSECONDS
  }

  // written in copies only, before they are handed out

  private @Nullable TraceFormat format;
  private Resolution resolution = Resolution.OF_PACKETS;
  private boolean compressionGiven;
  private @Nullable Compression compression;
  private int level = -1;
  private int linkType = -1;
  private int snapLength;
  private boolean append;

  private WriteOptions() {}

  private WriteOptions copy() {
    WriteOptions copy = new WriteOptions();
    copy.format = format;
    copy.resolution = resolution;
    copy.compressionGiven = compressionGiven;
    copy.compression = compression;
    copy.level = level;
    copy.linkType = linkType;
    copy.snapLength = snapLength;
    copy.append = append;
    return copy;
  }

  /**
   * Writes this format, whatever the name of the file; a URI's own format must agree.
   *
   * @throws IllegalArgumentException if the format is only read
   */
  public WriteOptions format(TraceFormat newFormat) {
    if (!newFormat.isWritten()) {
      throw new IllegalArgumentException(newFormat + " is only read");
    }
    WriteOptions copy = copy();
    copy.format = Objects.requireNonNull(newFormat);
    return copy;
  }

  /**
   * Writes times in microseconds; what is finer is cut off. As {@link #nanoseconds} this is for
   * pcap, and for those interfaces of pcapng whose packets come from other formats.
   */
  public WriteOptions microseconds() {
    WriteOptions copy = copy();
    copy.resolution = Resolution.MICROSECONDS;
    return copy;
  }

  /** Writes times in nanoseconds. */
  public WriteOptions nanoseconds() {
    WriteOptions copy = copy();
    copy.resolution = Resolution.NANOSECONDS;
    return copy;
  }

  /** Compresses the file, whatever its name; null does not. */
  public WriteOptions compression(@Nullable Compression newCompression) {
    WriteOptions copy = copy();
    copy.compressionGiven = true;
    copy.compression = newCompression;
    return copy;
  }

  /**
   * Compresses at this level, if at all: 1 to 9 for gzip, other numbers for others ({@link
   * org.plt4j.trace.spi.Codec.Levels}).
   *
   * @throws IllegalArgumentException if it is negative
   */
  public WriteOptions level(int newLevel) {
    if (newLevel < 0) {
      throw new IllegalArgumentException("negative level " + newLevel);
    }
    WriteOptions copy = copy();
    copy.level = newLevel;
    return copy;
  }

  /**
   * Fixes the link type of a pcap file, also of one without packets. Otherwise the first packet
   * decides; without packets it is Ethernet.
   *
   * @param newLinkType a LINKTYPE_ value: one of {@link org.plt4j.packet.LinkType}
   * @throws IllegalArgumentException if it is no LINKTYPE_ value
   */
  public WriteOptions linkType(int newLinkType) {
    if (newLinkType >>> 16 != 0) {
      throw new IllegalArgumentException("no LINKTYPE_ value: " + newLinkType);
    }
    WriteOptions copy = copy();
    copy.linkType = newLinkType;
    return copy;
  }

  /**
   * Keeps at most so many bytes of each packet; a pcap file's header says so.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public WriteOptions snapLength(int newSnapLength) {
    if (newSnapLength <= 0) {
      throw new IllegalArgumentException("snap length " + newSnapLength);
    }
    WriteOptions copy = copy();
    copy.snapLength = newSnapLength;
    return copy;
  }

  /**
   * Adds to the file if it exists, in its own format, byte order, resolution and compression; what
   * else is asked for must agree with them. The file is read through first, as it must be whole,
   * and then grows in place: pcapng by a new section, what is compressed by a new member.
   */
  public WriteOptions append() {
    WriteOptions copy = copy();
    copy.append = true;
    return copy;
  }

  // ---- for the writers

  @Nullable TraceFormat format() {
    return format;
  }

  Resolution resolution() {
    return resolution;
  }

  /** The compression of a file of this name, or null for none. */
  @Nullable Compression compressionOf(String name) {
    return compressionGiven ? compression : Compression.ofFileName(name);
  }

  /** Whether the options alone decide on the compression. */
  boolean isCompressionGiven() {
    return compressionGiven;
  }

  /** The compression's level, or -1 for its usual one. */
  int level() {
    return level;
  }

  /** The link type of the file, or -1 for that of its first packet. */
  int linkType() {
    return linkType;
  }

  /** The most bytes that are kept of a packet; 0 keeps all. */
  int snapLength() {
    return snapLength;
  }

  boolean isAppend() {
    return append;
  }
}
