// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;
import org.plt4j.internal.Origin;
import org.plt4j.internal.PacketMaker;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

/** Writes the records of one format to a sink. */
abstract sealed class RecordWriter permits PcapWriter, PcapngWriter, ErfWriter {
  static final PacketMaker PACKETS = PacketMaker.get();

  static final long NANOS = 1_000_000_000;
  static final long MICROS = 1_000_000;

  final Target target;
  final Sink out;
  final WriteOptions options;

  RecordWriter(Target target, WriteOptions options) {
    this.target = target;
    this.out = target.sink();
    this.options = options;
  }

  /** Writes a packet, or nothing of it where the format cannot hold it. */
  abstract void write(Packet packet) throws IOException;

  /** Knows a trace whose packets are going to be written. */
  void follow(Trace trace) {
    // most writers learn from blocks and packets what they need
  }

  /**
   * Writes what a trace holds beside packets, if this format can.
   *
   * @param source the trace, whose packets follow
   */
  void writeBlock(TraceBlock block, Trace source) throws IOException {
    // most formats hold packets only
  }

  /**
   * Writes a block that stands for itself, if this format can.
   *
   * @return whether it can
   */
  boolean writeBlock(TraceBlock block) throws IOException {
    return false;
  }

  /** Writes what even a trace without packets has, if it was not written. */
  abstract void finish() throws IOException;

  /** How many bytes of a packet are written. */
  final int captured(Packet packet) {
    int captured = packet.capturedLength();
    return options.snapLength() == 0 ? captured : Math.min(captured, options.snapLength());
  }

  final void putData(Packet packet, int captured) throws IOException {
    out.put(PACKETS.bytes(packet), PACKETS.start(packet), captured);
  }

  /**
   * The packet's time in microseconds since 1970, what is finer cut off: from ERF not by way of
   * nanoseconds, which are rounded.
   */
  static long micros(Packet packet) {
    if (PACKETS.origin(packet).erfTime()) {
      long time = PACKETS.time(packet);
      return (time >>> 32) * MICROS + (((time & 0xffff_ffffL) * MICROS) >>> 32);
    }
    return Math.floorDiv(packet.timestampNanos(), NANOS / MICROS);
  }

  /**
   * Whether times are written in nanoseconds: as the options say, else if the packet's clock counts
   * finer than microseconds.
   *
   * @param origin the packet's
   * @param erf what to answer for ERF
   */
  final boolean isNanos(Origin origin, boolean erf) {
    return switch (options.resolution()) {
      case MICROSECONDS -> false;
      case NANOSECONDS -> true;
      case OF_PACKETS -> origin.erfTime() ? erf : origin.resolution() > Origin.MICROSECONDS;
    };
  }

  /** The packet's bytes of an ERF record before it, or 0 if it is in none. */
  static int erfHead(Packet packet) {
    int head = PACKETS.origin(packet).erfHead();
    return PACKETS.start(packet) < head ? 0 : head; // an editor's working copy has no record
  }

  /** A link type by its name and number. */
  static String describe(int linkType) {
    String name = LinkType.name(linkType);
    return linkType >>> 16 != 0 || name.equals(Integer.toString(linkType))
        ? "link type " + name
        : "link type " + name + " (" + linkType + ")";
  }

  final UnwritablePacketException unwritable(String why) {
    return new UnwritablePacketException(target.name() + ": " + why);
  }
}
