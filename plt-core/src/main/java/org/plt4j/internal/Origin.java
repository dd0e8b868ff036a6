// SPDX-License-Identifier: Apache-2.0
package org.plt4j.internal;

/**
 * What all packets of one interface of a trace have in common. One object serves them all, so that
 * a packet stays small.
 *
 * @param linkType the LINKTYPE_ value of the packets
 * @param interfaceId the interface's number in its trace (pcapng), or -1
 * @param direction 0 outgoing, 1 incoming, 2 other, 3 undefined as the record says it, or -1
 * @param wireExtra what to add to the record's length for the length on the wire, FCS included
 * @param originalExtra what to add to the record's length for the length without FCS
 * @param erfTime whether the record's time is 32.32 fixed point; otherwise it is nanoseconds
 * @param resolution the unit of the trace's clock, as pcapng's if_tsresol says it: n is 10^-n s,
 *     0x80 + n is 2^-n s
 */
public record Origin(
    int linkType,
    int interfaceId,
    int direction,
    int wireExtra,
    int originalExtra,
    boolean erfTime,
    int resolution) {

  /** The resolution of a clock that counts microseconds. */
  public static final int MICROSECONDS = 6;

  /** The resolution of a clock that counts nanoseconds. */
  public static final int NANOSECONDS = 9;

  /** The resolution of ERF's time: 2^-32 s. */
  public static final int ERF_RESOLUTION = 0x80 + 32;

  /** The Ethernet frame check sequence: four bytes on the wire that captures leave out. */
  public static final int FCS = 4;

  private static final int ETHERNET = 1;

  /** The origin of packets whose record holds nanoseconds and the length without FCS. */
  public static Origin nanos(int linkType, int interfaceId, int direction) {
    return nanos(linkType, interfaceId, direction, NANOSECONDS);
  }

  /** The same where the trace's clock has another unit. */
  public static Origin nanos(int linkType, int interfaceId, int direction, int resolution) {
    int wireExtra = linkType == ETHERNET ? FCS : 0;
    return new Origin(linkType, interfaceId, direction, wireExtra, 0, false, resolution);
  }
}
