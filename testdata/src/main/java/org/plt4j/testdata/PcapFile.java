// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.nio.ByteOrder;
import java.util.List;

/** Writes a pcap file, version 2.4 (draft-ietf-opsawg-pcap). */
public final class PcapFile {
  /** The three kinds of pcap file. */
  public enum Variant {
    /** Microseconds. */
    MICROSECONDS(0xa1b2c3d4L),
    /** Nanoseconds. */
    NANOSECONDS(0xa1b23c4dL),
    /** Microseconds, with interface, protocol and packet type in each record (A. Kuznetzov). */
    MODIFIED(0xa1b2cd34L);

    private final long magic;

    Variant(long magic) {
      this.magic = magic;
    }
  }

  private static final long BILLION = 1_000_000_000L;

  private final Variant variant;
  private final Bytes out;

  /** A file without records; the link type field may hold more than a link type. */
  public PcapFile(Variant variant, ByteOrder order, long linkType, long snapLength) {
    this.variant = variant;
    out = new Bytes(order).u32(variant.magic).u16(2).u16(4).u32(0).u32(0);
    out.u32(snapLength).u32(linkType);
  }

  /** The usual file: little endian, microseconds, snap length 65535. */
  public static byte[] of(int linkType, List<Frame> frames) {
    PcapFile file = new PcapFile(Variant.MICROSECONDS, ByteOrder.LITTLE_ENDIAN, linkType, 65535);
    return file.addAll(frames).bytes();
  }

  /** Adds a record. */
  public PcapFile add(Frame frame) {
    long fraction = frame.nanos() % BILLION;
    return add(
        frame.nanos() / BILLION,
        variant == Variant.NANOSECONDS ? fraction : fraction / 1000,
        frame.bytes(),
        frame.originalLength());
  }

  /** Adds records. */
  public PcapFile addAll(List<Frame> frames) {
    frames.forEach(this::add);
    return this;
  }

  /** Adds a record whose time fields are given as they shall stand in the file. */
  public PcapFile add(long seconds, long fraction, byte[] bytes, long originalLength) {
    out.u32(seconds).u32(fraction).u32(bytes.length).u32(originalLength);
    if (variant == Variant.MODIFIED) {
      out.u32(2).u16(0).u8(0).u8(0);
    }
    out.raw(bytes);
    return this;
  }

  /** The file so far. */
  public byte[] bytes() {
    return out.array();
  }
}
