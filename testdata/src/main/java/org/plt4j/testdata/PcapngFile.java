// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.List;

/** Writes a pcapng file (draft-ietf-opsawg-pcapng), block by block. */
public final class PcapngFile {
  static final int COMMENT = 1;
  static final int IF_NAME = 2;
  static final int IF_TSRESOL = 9;
  static final int IF_TSOFFSET = 14;
  static final int EPB_FLAGS = 2;
  static final int EPB_HASH = 3;
  static final int EPB_DROPCOUNT = 4;

  private static final long SECTION_HEADER = 0x0a0d0d0aL;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;

  private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);

  private final Bytes out = new Bytes();
  private ByteOrder order;

  /** An empty file, whose first section shall have this byte order. */
  public PcapngFile(ByteOrder order) {
    this.order = order;
  }

  /** The usual file: one section, one interface with nanosecond times. */
  public static byte[] of(ByteOrder order, int linkType, List<Frame> frames) {
    PcapngFile file = new PcapngFile(order).section(-1);
    file.iface(linkType, 65535, file.option(IF_TSRESOL, (byte) 9));
    for (Frame frame : frames) {
      file.enhanced(0, frame.nanos(), frame);
    }
    return file.bytes();
  }

  /** What follows has this byte order; to be followed by a section. */
  public PcapngFile order(ByteOrder next) {
    order = next;
    return this;
  }

  /** Starts a section; a length of -1 says that it is not known. */
  public PcapngFile section(long length, byte[]... options) {
    byte[] body = words().u32(0x1a2b3c4dL).u16(1).u16(0).u64(length).array();
    return block(SECTION_HEADER, Bytes.concat(body, options(options)));
  }

  /** Describes the section's next interface. */
  public PcapngFile iface(int linkType, long snapLength, byte[]... options) {
    byte[] body = words().u16(linkType).u16(0).u32(snapLength).array();
    return block(INTERFACE_DESCRIPTION, Bytes.concat(body, options(options)));
  }

  /** Adds an enhanced packet block; the time is in the interface's units. */
  public PcapngFile enhanced(int iface, long units, Frame frame, byte[]... options) {
    byte[] body =
        words()
            .u32(iface)
            .u32(units >>> 32)
            .u32(units)
            .u32(frame.capturedLength())
            .u32(frame.originalLength())
            .raw(frame.bytes())
            .align(4)
            .array();
    return block(ENHANCED_PACKET, Bytes.concat(body, options(options)));
  }

  /** Adds a simple packet block, which belongs to the first interface and has no time. */
  public PcapngFile simple(Frame frame) {
    return block(
        SIMPLE_PACKET, words().u32(frame.originalLength()).raw(frame.bytes()).align(4).array());
  }

  /** Adds a packet block, which the enhanced packet block has replaced. */
  public PcapngFile obsolete(int iface, int drops, long units, Frame frame, byte[]... options) {
    byte[] body =
        words()
            .u16(iface)
            .u16(drops)
            .u32(units >>> 32)
            .u32(units)
            .u32(frame.capturedLength())
            .u32(frame.originalLength())
            .raw(frame.bytes())
            .align(4)
            .array();
    return block(PACKET, Bytes.concat(body, options(options)));
  }

  /** Adds a block of any type. */
  public PcapngFile block(long type, byte[] body) {
    int length = 12 + body.length + Math.floorMod(-body.length, 4);
    out.raw(words().u32(type).u32(length).raw(body).align(4).u32(length).array());
    return this;
  }

  /** An option of this section: code and value. */
  public byte[] option(int code, byte... value) {
    return words().u16(code).u16(value.length).raw(value).align(4).array();
  }

  /** An option whose value is text. */
  public byte[] option(int code, String text) {
    return option(code, Bytes.ofText(text));
  }

  /** An option whose value is a 32-bit number. */
  public byte[] option32(int code, long value) {
    return option(code, words().u32(value).array());
  }

  /** An option whose value is a 64-bit number. */
  public byte[] option64(int code, long value) {
    return option(code, words().u64(value).array());
  }

  private byte[] options(byte[]... options) {
    byte[] all = Bytes.concat(options);
    return all.length == 0 ? all : Bytes.concat(all, option(0));
  }

  /** Empty bytes in the section's byte order. */
  Bytes words() {
    return new Bytes(order);
  }

  /** A time in the units of an if_tsresol value, rounded down. */
  public static long units(long nanos, int resolution) {
    int exponent = resolution & 0x7f;
    BigInteger perSecond =
        (resolution & 0x80) != 0
            ? BigInteger.ONE.shiftLeft(exponent)
            : BigInteger.TEN.pow(exponent);
    return BigInteger.valueOf(nanos).multiply(perSecond).divide(BILLION).longValue();
  }

  /** The file so far. */
  public byte[] bytes() {
    return out.array();
  }
}
