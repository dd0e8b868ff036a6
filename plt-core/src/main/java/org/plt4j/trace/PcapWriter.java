// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import com.google.common.primitives.Ints;
import java.io.IOException;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Origin;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

/**
 * Writes the capture file of libpcap (see {@link PcapReader}): little endian, version 2.4. The
 * first packet decides the link type and, unless the options do, whether times are micro- or
 * nanoseconds.
 *
 * <p>The snap length in the header is 65,536, as libtrace writes it. libpcap cuts what it reads to
 * the snap length; where a longer packet comes, the header is mended if the file can still be
 * changed. Packets of D-Bus, and longer first packets, have a larger one from the beginning.
 *
 * <p>Seconds have 32 bits. A time that needs more is told by a fraction beyond a second where that
 * can be (as it is read), else it becomes the nearest time that can be told.
 */
final class PcapWriter extends RecordWriter {
  /** As a little-endian file has it. */
  static final int FILE_HEADER = 24;

  private static final int RECORD_HEADER = 16;
  private static final int VERSION_MAJOR = 2;
  private static final int VERSION_MINOR = 4;
  private static final int SNAP_LENGTH_OFFSET = 16;
  private static final int SNAP_LENGTH = 65_536;
  private static final long UNSIGNED = 0xffff_ffffL;

  /** The file's link type; -1 before the header. */
  private int linkType = -1;

  private boolean nanos;
  private @Nullable Trace followed;
  private boolean bigEndian;

  /** The header's; 0 is none, as some programs write it. */
  private long snapLength;

  private long unitsASecond;

  /**
   * A writer of a new file, or of more records.
   *
   * @param header what the file's header says, if it has one
   */
  PcapWriter(Target target, WriteOptions options, Existing.@Nullable PcapHeader header) {
    super(target, options);
    out.setOrder(ByteOrder.LITTLE_ENDIAN);
    if (header != null) {
      out.setOrder(header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      nanos = header.nanos();
      linkType = header.linkType();
      unitsASecond = nanos ? NANOS : MICROS;
      snapLength = header.snapLength();
      bigEndian = header.bigEndian();
    }
  }

  @Override
  void write(Packet packet) throws IOException {
    int captured = captured(packet);
    if (linkType < 0) {
      begin(packet, captured);
    }
    if (packet.linkType() != linkType) {
      throw unwritable(
          "a pcap file holds one link type, this one "
              + describe(linkType)
              + "; the packet has "
              + describe(packet.linkType()));
    }
    if (captured > snapLength && snapLength != 0) {
      raiseSnapLength();
    }
    long units = nanos ? packet.timestampNanos() : micros(packet);
    long seconds = Math.max(0, Math.min(Math.floorDiv(units, unitsASecond), UNSIGNED));
    long fraction = units - seconds * unitsASecond;
    if (fraction < 0 || fraction > UNSIGNED) { // before 1970 or, even so, after 2106
      fraction = fraction < 0 ? 0 : unitsASecond - 1;
    }
    out.begin(RECORD_HEADER + (long) captured);
    out.u32((int) seconds);
    out.u32((int) fraction);
    out.u32(captured);
    out.u32((int) packet.originalLength());
    putData(packet, captured);
  }

  @Override
  void follow(Trace trace) {
    if (linkType < 0) {
      followed = trace;
    }
  }

  private void begin(Packet first, int captured) throws IOException {
    int wanted = options.linkType() >= 0 ? options.linkType() : first.linkType();
    if (LinkType.isInternal(wanted)) {
      throw unwritable("a pcap file cannot hold " + describe(wanted));
    }
    header(wanted, fcsBits(first), isNanos(first), Math.max(captured, SNAP_LENGTH));
  }

  /** Whether any interface that is known by now counts finer than microseconds, but for ERF. */
  private boolean isNanos(Packet first) {
    boolean nanos = isNanos(PACKETS.origin(first), false);
    if (followed != null
        && options.resolution() == WriteOptions.Resolution.OF_PACKETS
        && !PACKETS.origin(first).erfTime()) {
      for (TraceInterface each : followed.interfaces()) {
        nanos |= each.timeResolution() > Origin.MICROSECONDS;
      }
    }
    followed = null;
    return nanos;
  }

  /**
   * The bits above the link type: the length of the frame check sequences in units of 2 bytes, if
   * pcap or pcapng told it. (libtrace writes none for ERF, whose frames have them.)
   */
  private static int fcsBits(Packet first) {
    Origin origin = PACKETS.origin(first);
    if (origin.erfTime() || !(origin.source() instanceof TraceInterface source)) {
      return 0;
    }
    int units = source.fcsLength() / 2;
    return source.fcsLength() < 0 || units > 15 ? 0 : PcapReader.FCS_GIVEN | units << 28;
  }

  private void header(int newLinkType, int fcsBits, boolean fine, int longest) throws IOException {
    nanos = fine;
    unitsASecond = nanos ? NANOS : MICROS;
    linkType = newLinkType;
    if (options.snapLength() != 0) {
      snapLength = options.snapLength();
    } else {
      boolean large = longest > SNAP_LENGTH || linkType == LinkType.DBUS;
      snapLength = large ? RecordReader.maxCaptured(linkType) : SNAP_LENGTH;
    }
    out.begin(FILE_HEADER);
    out.u32(nanos ? PcapReader.NANOSECONDS : PcapReader.MICROSECONDS);
    out.u16(VERSION_MAJOR);
    out.u16(VERSION_MINOR);
    out.zeros(8); // zone and accuracy
    out.u32((int) snapLength);
    out.u32(linkType | fcsBits);
  }

  private void raiseSnapLength() throws IOException {
    snapLength = RecordReader.maxCaptured(linkType);
    int inOrder = bigEndian ? (int) snapLength : Integer.reverseBytes((int) snapLength);
    target.mend(SNAP_LENGTH_OFFSET, Ints.toByteArray(inOrder));
  }

  @Override
  void finish() throws IOException {
    if (linkType < 0) { // nothing was written
      int known = options.linkType() >= 0 ? options.linkType() : LinkType.ETHERNET;
      header(known, 0, options.resolution() == WriteOptions.Resolution.NANOSECONDS, SNAP_LENGTH);
    }
  }
}
