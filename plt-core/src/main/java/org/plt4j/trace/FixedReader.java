// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.i32;
import static org.plt4j.internal.Bytes.i32le;
import static org.plt4j.internal.Bytes.i64le;
import static org.plt4j.internal.Bytes.u16;
import static org.plt4j.internal.Bytes.u16le;
import static org.plt4j.internal.Bytes.u8;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Origin;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

/**
 * The formats whose records all have the same length and that carry no magic number: those of the
 * first DAG cards, TSH, and the state of DAG clocks.
 *
 * <pre>
 *  legacy ATM (64):      timestamp (8, little endian: 2^-32 s), CRC (4), ATM header (4), cell (48)
 *  legacy POS (64):      timestamp (8, the same), record length (4), wire length (4), frame (48)
 *  legacy Ethernet (64): timestamp (8, the same), length (2, little endian), frame (54)
 *  TSH (44):             seconds (4), interface (1), microseconds (3), IPv4 header (20), TCP (16)
 *  DUCK:                 version (4, little endian); records of 112 or 84 bytes
 * </pre>
 */
final class FixedReader extends RecordReader {
  private static final int LEGACY_RECORD = 64;
  private static final int TSH_RECORD = 44;
  private static final int ATM_CELL = 53;

  /** The versions of DUCK, which are how libtrace numbers the kinds of its records. */
  private static final int DUCK_2_4 = 13;

  private static final int DUCK_2_5 = 14;

  private final TraceFormat format;
  private final int length;
  private final TraceInterface only;
  private final Origin origin;

  /** TSH has an interface in each record. */
  private final @Nullable Origin[] origins = new Origin[4];

  FixedReader(String trace, Window window, TraceFormat format) throws IOException {
    super(trace, window);
    this.format = format;
    boolean erf = format != TraceFormat.TSH && format != TraceFormat.DUCK;
    length =
        switch (format) {
          case TSH -> TSH_RECORD;
          case DUCK -> duckRecord();
          default -> LEGACY_RECORD;
        };
    int linkType =
        switch (format) {
          case LEGACY_ATM -> LinkType.ERF_ATM;
          case LEGACY_POS -> LinkType.PPP_HDLC;
          case LEGACY_ETH -> LinkType.ETHERNET;
          case TSH -> LinkType.RAW;
          default -> LinkType.DUCK;
        };
    int resolution = erf ? Origin.ERF_RESOLUTION : Origin.MICROSECONDS;
    only = new TraceInterface(0, linkType, 0, resolution, (int) Trace.NOT_KNOWN);
    add(only);
    origin = origin(only, Packet.UNKNOWN);
  }

  private static Origin origin(TraceInterface source, int direction) {
    int linkType = source.linkType();
    int resolution = source.timeResolution();
    boolean erf = resolution == Origin.ERF_RESOLUTION;
    int fcs = linkType == LinkType.ETHERNET ? Origin.FCS : 0; // the record's length is without
    return new Origin(
        linkType, Packet.UNKNOWN, direction, fcs, 0, erf, resolution, 0, null, source);
  }

  /** Reads the file header of DUCK, which tells how long its records are. */
  private int duckRecord() throws IOException {
    if (!window.ensure(4)) {
      throw new TraceFormatException(trace, 0, 0, "the file ends inside the header", null);
    }
    int version = i32le(window.bytes, window.at);
    int record =
        switch (version) {
          case DUCK_2_4 -> 112;
          case DUCK_2_5 -> 84;
          default ->
              throw new TraceFormatException(
                  trace, 0, 0, "DUCK version " + version + " is unknown", null);
        };
    window.at += 4;
    return record;
  }

  @Override
  @Nullable Packet readOne() throws IOException {
    if (window.isPast()) {
      return null;
    }
    if (!window.ensure(length)) {
      return end();
    }
    ByteBuffer b = window.bytes;
    int at = window.at;
    window.at = at + length;
    int end = at + length;
    return switch (format) {
      case LEGACY_ATM -> packet(b, at + 12, end, ATM_CELL, i64le(b, at), origin);
      case LEGACY_POS -> packet(b, at + 16, end, i32(b, at + 12), i64le(b, at), origin);
      case LEGACY_ETH -> packet(b, at + 10, end, u16le(b, at + 8), i64le(b, at), origin);
      case TSH -> tsh(b, at, end);
      default -> PACKETS.make(b, at, length, 0, 0, origin); // says nothing of a packet's length
    };
  }

  private static Packet packet(
      ByteBuffer b, int from, int end, int wire, long time, Origin source) {
    int captured = (int) Math.min(end - from, wire & 0xffff_ffffL);
    return PACKETS.make(b, from, captured, wire, time, source);
  }

  /** The IP header tells the length; the bytes are always as many. */
  private Packet tsh(ByteBuffer b, int at, int end) {
    int micros = i32(b, at + 4) & 0xff_ffff;
    long nanos = (i32(b, at) & 0xffff_ffffL) * 1_000_000_000 + micros * 1000L;
    int from = at + 8;
    return PACKETS.make(b, from, end - from, u16(b, from + 2), nanos, interfaceOf(u8(b, at + 4)));
  }

  private Origin interfaceOf(int number) {
    if (number >= origins.length) {
      return origin;
    }
    Origin known = origins[number];
    if (known == null) {
      known = origin(only, number);
      origins[number] = known;
    }
    return known;
  }

  @Override
  long find(long first, long from, int zone) {
    return first + (from - first + length - 1) / length * length;
  }

  @Override
  long dropped() {
    return Trace.NOT_KNOWN;
  }

  @Override
  TraceFormat format() {
    return format;
  }
}
