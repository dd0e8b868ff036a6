// SPDX-License-Identifier: Apache-2.0
package org.plt4j.internal;

import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Packet;

/**
 * What all packets of one interface of a trace have in common. One object serves them all, so that
 * a packet stays small.
 *
 * @param linkType the LINKTYPE_ value of the packets
 * @param interfaceId the interface's number in its section (pcapng), or -1
 * @param direction 0 outgoing, 1 incoming, 2 other, 3 undefined as the record says it, or -1
 * @param wireExtra what to add to the record's length for the length on the wire, FCS included
 * @param originalExtra what to add to the record's length for the length without FCS
 * @param erfTime whether the record's time is 32.32 fixed point; otherwise it is nanoseconds
 * @param resolution the unit of the trace's clock, as pcapng's if_tsresol says it: n is 10^-n s,
 *     0x80 + n is 2^-n s
 * @param erfHead how many bytes of an ERF record, which is whole, lie before the packet's first
 *     byte in its buffer; 0 where there is none
 * @param block how a pcapng block lies around the packet's bytes, or null where none does
 * @param source the interface as the trace describes it, or null
 */
public record Origin(
    int linkType,
    int interfaceId,
    int direction,
    int wireExtra,
    int originalExtra,
    boolean erfTime,
    int resolution,
    int erfHead,
    @Nullable Block block,
    @Nullable Object source) {

  /** The resolution of a clock that counts microseconds. */
  public static final int MICROSECONDS = 6;

  /** The resolution of a clock that counts nanoseconds. */
  public static final int NANOSECONDS = 9;

  /** The resolution of ERF's time: 2^-32 s. */
  public static final int ERF_RESOLUTION = 0x80 + 32;

  /** The Ethernet frame check sequence: four bytes on the wire that captures leave out. */
  public static final int FCS = 4;

  private static final int ETHERNET = 1;
  private static final long NANOS = 1_000_000_000;

  /** The origin of packets whose record holds nanoseconds and the length without FCS. */
  public static Origin nanos(int linkType, int interfaceId, int direction) {
    return nanos(linkType, interfaceId, direction, NANOSECONDS, null, null);
  }

  /** The same of packets of a described interface, in blocks where there are any. */
  public static Origin nanos(
      int linkType,
      int interfaceId,
      int direction,
      int resolution,
      @Nullable Block block,
      @Nullable Object source) {
    int fcs = linkType == ETHERNET ? FCS : 0;
    return new Origin(
        linkType, interfaceId, direction, fcs, 0, false, resolution, 0, block, source);
  }

  /** The nanoseconds since 1970 of a record's time, as {@link Packet#timestampNanos} has them. */
  public long nanos(long time) {
    return erfTime
        ? (time >>> 32) * NANOS + (((time & 0xffff_ffffL) * NANOS + (1L << 31)) >>> 32)
        : time;
  }

  /** The length without FCS of a record's length, as {@link Packet#originalLength} has it. */
  public long originalLength(int length) {
    return Math.max(0, (length & 0xffff_ffffL) + originalExtra);
  }

  /** The origin of packets that lie inside those of this one, without interface and direction. */
  public Origin inside(int innerLinkType) {
    return new Origin(innerLinkType, -1, -1, 0, 0, erfTime, resolution, 0, null, null);
  }

  /** The same with another number of bytes before a packet. */
  public Origin withErfHead(int head) {
    return new Origin(
        linkType,
        interfaceId,
        direction,
        wireExtra,
        originalExtra,
        erfTime,
        resolution,
        head,
        block,
        source);
  }

  /**
   * The pcapng block in the buffer around a packet's bytes: it is whole, and its total length was
   * checked.
   *
   * @param head how many bytes of the block lie before the packet's first byte: 28 in enhanced and
   *     obsolete packet blocks, 12 in simple ones
   * @param order the byte order of its section
   */
  public record Block(int head, ByteOrder order) {}
}
