// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import org.jspecify.annotations.Nullable;

/**
 * How a trace is written: an immutable value, whose methods answer a changed copy.
 *
 * <pre>{@code
 * TraceWriter.open("a.pcap", WriteOptions.DEFAULT.microseconds().append());
 * }</pre>
 */
public final class WriteOptions {
  /** What suits most: the format that the name tells, the resolution of the packets, a new file. */
  public static final WriteOptions DEFAULT =
      new WriteOptions(null, Resolution.OF_PACKETS, -1, 0, false);

  /** The unit of the time in pcap files. */
  enum Resolution {
    OF_PACKETS,
    MICROSECONDS,
    NANOSECONDS
  }

  final @Nullable TraceFormat format;
  final Resolution resolution;

  /** The link type of the file, or -1 for that of its first packet. */
  final int linkType;

  /** The most bytes that are kept of a packet; 0 keeps all. */
  final int snapLength;

  final boolean append;

  private WriteOptions(
      @Nullable TraceFormat format,
      Resolution resolution,
      int linkType,
      int snapLength,
      boolean append) {
    this.format = format;
    this.resolution = resolution;
    this.linkType = linkType;
    this.snapLength = snapLength;
    this.append = append;
  }

  /** Writes this format, whatever the name of the file; a URI's own format must agree. */
  public WriteOptions format(TraceFormat newFormat) {
    return new WriteOptions(newFormat, resolution, linkType, snapLength, append);
  }

  /** Writes times in microseconds; what is finer is cut off. */
  public WriteOptions microseconds() {
    return new WriteOptions(format, Resolution.MICROSECONDS, linkType, snapLength, append);
  }

  /** Writes times in nanoseconds. */
  public WriteOptions nanoseconds() {
    return new WriteOptions(format, Resolution.NANOSECONDS, linkType, snapLength, append);
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
    return new WriteOptions(format, resolution, newLinkType, snapLength, append);
  }

  /**
   * Keeps at most so many bytes of each packet, and says so in the file's header.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public WriteOptions snapLength(int newSnapLength) {
    if (newSnapLength <= 0) {
      throw new IllegalArgumentException("snap length " + newSnapLength);
    }
    return new WriteOptions(format, resolution, linkType, newSnapLength, append);
  }

  /**
   * Adds to the file if it exists. It must be whole, of the same format, and able to hold the
   * packets. Unlike a new file it grows in place.
   */
  public WriteOptions append() {
    return new WriteOptions(format, resolution, linkType, snapLength, true);
  }
}
