// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.i32;
import static org.plt4j.internal.Bytes.u8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Origin;
import org.plt4j.internal.PacketMaker;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.MacAddress;
import org.plt4j.packet.Packet;

/**
 * An interface on which packets of a trace were captured: what the file says of it. A pcapng file
 * describes each in each section; a pcap file has one; of ERF, each kind of record and port that
 * was met is one.
 *
 * <p>What the file does not say is null, empty, or {@link Trace#NOT_KNOWN}.
 */
public final class TraceInterface {
  private static final int NAME = 2;
  private static final int DESCRIPTION = 3;
  private static final int IP4_ADDRESS = 4;
  private static final int IP6_ADDRESS = 5;
  private static final int MAC_ADDRESS = 6;
  private static final int SPEED = 8;
  private static final int TIME_RESOLUTION = 9;
  private static final int FILTER = 11;
  private static final int OS = 12;
  private static final int FCS_LENGTH = 13;
  private static final int TIME_OFFSET = 14;
  private static final int HARDWARE = 15;

  private final int section;
  private final int id;
  private final int linkType;
  private final long snapLength;
  private final int resolution;
  private final long offsetSeconds;
  private final int fcsLength;
  private final List<TraceOption> options;
  private volatile @Nullable InterfaceStatistics statistics;

  private TraceInterface(
      int section,
      int id,
      int linkType,
      long snapLength,
      int resolution,
      long offsetSeconds,
      int fcsLength,
      List<TraceOption> options) {
    this.section = section;
    this.id = id;
    this.linkType = linkType;
    this.snapLength = snapLength;
    this.resolution = resolution;
    this.offsetSeconds = offsetSeconds;
    this.fcsLength = fcsLength;
    this.options = options;
  }

  /**
   * An interface that a pcapng file describes.
   *
   * @param options all of them
   * @param kept those that are kept
   */
  TraceInterface(
      int section,
      int id,
      int linkType,
      long snapLength,
      List<TraceOption> options,
      List<TraceOption> kept) {
    this(
        section,
        id,
        linkType,
        snapLength,
        octet(options, TIME_RESOLUTION, Origin.MICROSECONDS),
        offset(options),
        octet(options, FCS_LENGTH, (int) Trace.NOT_KNOWN),
        kept);
  }

  /** An interface of a file of another format. */
  TraceInterface(int id, int linkType, long snapLength, int resolution, int fcsLength) {
    this(0, id, linkType, snapLength, resolution, 0, fcsLength, List.of());
  }

  private static int octet(List<TraceOption> options, int code, int otherwise) {
    TraceOption option = TraceSection.last(options, code);
    return option == null || option.value().limit() == 0 ? otherwise : u8(option.value(), 0);
  }

  private static long offset(List<TraceOption> options) {
    TraceOption option = TraceSection.last(options, TIME_OFFSET);
    return option == null ? 0 : option.number(0);
  }

  /** The interface on which a packet was captured, or null if the packet comes from no trace. */
  public static @Nullable TraceInterface of(Packet packet) {
    return (TraceInterface) PacketMaker.get().origin(packet).source();
  }

  /** The number of the section of a pcapng file that describes it, from 0; else 0. */
  public int section() {
    return section;
  }

  /** Its number in the section, from 0: that of {@link Packet#interfaceId}; else a running one. */
  public int id() {
    return id;
  }

  /** What its packets start with: one of {@link org.plt4j.packet.LinkType}. */
  public int linkType() {
    return linkType;
  }

  /** The most that was captured of a packet as the file says it, in bytes; 0 for no limit. */
  public long snapLength() {
    return snapLength;
  }

  /**
   * The unit of the times in the file as pcapng's if_tsresol has it: n for 10^-n s, or, with the
   * bit 0x80 set, for 2^-n s.
   */
  public int timeResolution() {
    return resolution;
  }

  /** Seconds that were added to the times in the file; {@link Packet#timestampNanos} has them. */
  public long timeOffsetSeconds() {
    return offsetSeconds;
  }

  /**
   * How many bytes of frame check sequence are at the end of each packet's data when all of it was
   * captured. {@link Packet#data} holds them, as the file does.
   */
  public int fcsLength() {
    return fcsLength;
  }

  /** The name by which its machine knows it, or null. */
  public @Nullable String name() {
    return TraceSection.text(options, NAME);
  }

  /** What it is, in words; or null. */
  public @Nullable String description() {
    return TraceSection.text(options, DESCRIPTION);
  }

  /** The expression that chose the packets, or null; also where it is given as a program. */
  public @Nullable String filter() {
    TraceOption option = TraceSection.first(options, FILTER);
    boolean isText = option != null && option.value().limit() > 0 && option.value().get(0) == 0;
    return option == null || !isText ? null : option.text().substring(1);
  }

  /** The operating system of its machine, or null. */
  public @Nullable String os() {
    return TraceSection.text(options, OS);
  }

  /** The hardware, or null. */
  public @Nullable String hardware() {
    return TraceSection.text(options, HARDWARE);
  }

  /** Its IP addresses with the length of their networks' prefix, as {@code 192.0.2.1/24}. */
  public List<String> addresses() {
    List<String> addresses = new ArrayList<>();
    for (TraceOption option : options) {
      ByteBuffer value = option.value();
      if (option.code() == IP4_ADDRESS && value.limit() >= 8) {
        int mask = i32(value, 4);
        int length = Integer.bitCount(mask);
        boolean prefix = length == Integer.numberOfLeadingZeros(~mask);
        IpAddress address = IpAddress.ofIp4(i32(value, 0));
        addresses.add(address + "/" + (prefix ? Integer.toString(length) : IpAddress.ofIp4(mask)));
      } else if (option.code() == IP6_ADDRESS && value.limit() >= 17) {
        byte[] bits = new byte[16];
        value.get(0, bits);
        addresses.add(IpAddress.of(bits) + "/" + u8(value, 16));
      }
    }
    return List.copyOf(addresses);
  }

  /** Its link-layer address, or null. */
  public @Nullable MacAddress macAddress() {
    TraceOption option = TraceSection.first(options, MAC_ADDRESS);
    if (option == null || option.value().limit() < 6) {
      return null;
    }
    byte[] bits = new byte[6];
    option.value().get(0, bits);
    return MacAddress.of(bits);
  }

  /** Bits in a second, unsigned. */
  public long speed() {
    TraceOption option = TraceSection.first(options, SPEED);
    return option == null ? Trace.NOT_KNOWN : option.number(Trace.NOT_KNOWN);
  }

  /** The comments on it. */
  public List<String> comments() {
    return TraceSection.comments(options);
  }

  /** All options of its description block, those that have methods here too. */
  public List<TraceOption> options() {
    return options;
  }

  /** The last statistics that were read, or null. */
  public @Nullable InterfaceStatistics statistics() {
    return statistics;
  }

  void setStatistics(InterfaceStatistics latest) {
    statistics = latest;
  }

  @Override
  public String toString() {
    String name = name();
    return "interface " + section + "." + id + (name == null ? "" : " " + name);
  }
}
