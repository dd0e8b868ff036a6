// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Bytes;
import org.plt4j.internal.Origin;
import org.plt4j.internal.PacketMaker;

/**
 * One captured packet: immutable, keepable, shareable between threads. It knows its bytes, its time
 * and lengths; its layers are found when they are first asked for.
 *
 * <p>{@link #ip}, {@link #tcp} and the other accessors mean the outermost IP header and its own
 * transport, behind any stack of link layers, VLAN tags, MPLS labels and PPPoE. Each makes a fresh
 * view; a loop that reads several fields keeps it in a variable.
 */
public final class Packet {
  /** The value of {@link #interfaceId} and {@link #direction} where they are not known. */
  public static final int UNKNOWN = -1;

  private static final long NANOS = 1_000_000_000;

  static {
    PacketMaker.set(
        new PacketMaker() {
          @Override
          public Packet make(
              ByteBuffer bytes, int start, int captured, int length, long time, Origin origin) {
            // In a reader's loop this costs next to nothing; most packets' layers are then known.
            long walk =
                origin.linkType() == LinkType.ETHERNET
                    ? LayerWalk.ofCommonEthernet(bytes, start, captured)
                    : 0;
            return new Packet(bytes, start, captured, length, time, origin, walk);
          }
        });
  }

  private final ByteBuffer bytes;
  private final int start;
  private final int captured;
  private final int length;
  private final Origin origin;
  private final long time;

  /**
   * Where the layers are ({@link LayerWalk}), computed on first use, unless the packet is of the
   * common kind, from bytes that never change; 0 before. Two threads may both compute it and write
   * the same value: a benign race, as in {@code String.hashCode}.
   */
  private long walk;

  private Packet(
      ByteBuffer bytes, int start, int captured, int length, long time, Origin origin, long walk) {
    this.bytes = bytes;
    this.start = start;
    this.captured = captured;
    this.length = length;
    this.origin = origin;
    this.time = time;
    this.walk = walk;
  }

  /**
   * A packet with a copy of these bytes, whole, at time 0.
   *
   * @param linkType what the first header is, one of {@link LinkType}
   */
  public static Packet of(byte[] bytes, int linkType) {
    return new Packet(
        ByteBuffer.wrap(bytes.clone()),
        0,
        bytes.length,
        bytes.length,
        0,
        Origin.nanos(linkType, UNKNOWN, UNKNOWN),
        0);
  }

  // ---- the record

  /**
   * Nanoseconds since 1970, exact. The fraction of a pcap record is added as it is, even out of
   * range; ERF's 2^-32 s are rounded to the nearest nanosecond. 0 for a simple packet block of
   * pcapng, which has no time.
   */
  public long timestampNanos() {
    return origin.erfTime()
        ? (time >>> 32) * NANOS + (((time & 0xffff_ffffL) * NANOS + (1L << 31)) >>> 32)
        : time;
  }

  /** {@link #timestampNanos} as an {@link Instant}. */
  public Instant timestamp() {
    long nanos = timestampNanos();
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  /**
   * Seconds since 1970 as libtrace computes them: for ERF the low word is divided by 2^32 - 1. Too
   * coarse for nanoseconds; {@link #timestampNanos} is exact.
   */
  public double seconds() {
    return origin.erfTime()
        ? (time >>> 32) + (time & 0xffff_ffffL) / 4294967295.0
        : Math.floorDiv(time, NANOS) + Math.floorMod(time, NANOS) / 1e9;
  }

  /**
   * The time in ERF's form: seconds in the upper 32 bits, 2^-32 s in the lower. From ERF the
   * record's own value, otherwise cut, not rounded.
   */
  public long erfTimestamp() {
    return origin.erfTime()
        ? time
        : (Math.floorDiv(time, NANOS) << 32) + ((Math.floorMod(time, NANOS) << 32) / NANOS);
  }

  /** How many bytes were captured: those in the file, less what a snap length cut off. */
  public int capturedLength() {
    return captured;
  }

  /**
   * How many bytes the packet had, without Ethernet's frame check sequence: a pcap record's
   * original length; for the Ethernet types of ERF wlen - 4, for its other types wlen.
   */
  public long originalLength() {
    return Math.max(0, (length & 0xffff_ffffL) + origin.originalExtra());
  }

  /**
   * How many bytes were on the wire as libtrace counts them: for Ethernet with the 4 bytes of the
   * frame check sequence, otherwise the same as {@link #originalLength}.
   */
  public long wireLength() {
    return (length & 0xffff_ffffL) + origin.wireExtra();
  }

  /** What the packet's first header is: one of {@link LinkType}. */
  public int linkType() {
    return origin.linkType();
  }

  /** The number of the interface in a pcapng section, or {@link #UNKNOWN} for other formats. */
  public int interfaceId() {
    return origin.interfaceId();
  }

  /**
   * 0 outgoing, 1 incoming, 2 other (3 for ERF's fourth interface), or {@link #UNKNOWN}: from ERF's
   * flags, the flags of a pcapng block, or the packet type of a Linux cooked capture.
   */
  public int direction() {
    if (origin.direction() != UNKNOWN) {
      return origin.direction();
    }
    return switch (linkType()) {
      case LinkType.LINUX_SLL -> captured < 2 ? UNKNOWN : cookedDirection(Bytes.u16(bytes, start));
      case LinkType.LINUX_SLL2 ->
          captured < 11 ? UNKNOWN : cookedDirection(Bytes.u8(bytes, start + 10));
      default -> UNKNOWN;
    };
  }

  /** As libtrace has it: what is for this host (PACKET_HOST) comes in, all else goes out. */
  private static int cookedDirection(int packetType) {
    return packetType == 0 ? 1 : 0;
  }

  /** The captured bytes: read only, big endian, positioned at 0. */
  public ByteBuffer data() {
    return bytes.slice(start, captured).asReadOnlyBuffer();
  }

  /**
   * A packet that holds its own bytes and no longer keeps the trace's buffer in memory: an economy
   * for those who keep few packets of many.
   */
  public Packet copy() {
    byte[] own = new byte[captured];
    bytes.get(start, own);
    return new Packet(ByteBuffer.wrap(own), 0, captured, length, time, origin, walk);
  }

  /**
   * This packet as a capture with a snap length would hold it; the same object where nothing is
   * cut.
   *
   * @throws IllegalArgumentException if the snap length is negative
   */
  public Packet withSnapLength(int snapLength) {
    if (snapLength < 0) {
      throw new IllegalArgumentException("negative snap length " + snapLength);
    }
    return captured <= snapLength
        ? this
        : new Packet(bytes, start, snapLength, length, time, origin, 0);
  }

  // ---- the layers

  private long walk() {
    long known = walk;
    return (known & LayerWalk.DONE) == LayerWalk.DONE ? known : findLayers();
  }

  private long findLayers() {
    long found = LayerWalk.walk(bytes, start, start + captured, origin.linkType());
    walk = found;
    return found;
  }

  /** Why the search for the transport header ended where it did. */
  public Stop stop() {
    return LayerWalk.stop(walk());
  }

  /** The outermost IP header of either version, or null. */
  public @Nullable Ip ip() {
    long found = walk();
    return switch (LayerWalk.kind(found)) {
      case LayerWalk.IP4 -> new Ip4(this, LayerWalk.networkOffset(found));
      case LayerWalk.IP6 -> new Ip6(this, LayerWalk.networkOffset(found));
      default -> null;
    };
  }

  /** The outermost IP header if it is IPv4, or null. */
  public @Nullable Ip4 ip4() {
    long found = walk();
    return LayerWalk.kind(found) == LayerWalk.IP4
        ? new Ip4(this, LayerWalk.networkOffset(found))
        : null;
  }

  /** The outermost IP header if it is IPv6, or null. */
  public @Nullable Ip6 ip6() {
    long found = walk();
    return LayerWalk.kind(found) == LayerWalk.IP6
        ? new Ip6(this, LayerWalk.networkOffset(found))
        : null;
  }

  /**
   * The protocol of the outermost IP header as flows have it ({@link IpProtocol}): IPv4's field, or
   * the last next-header value reached in IPv6; AH and ESP are not crossed. {@link
   * Layer#NOT_CAPTURED} without an IP header, or where the field was not captured.
   */
  public int protocol() {
    return LayerWalk.protocol(walk());
  }

  /** The TCP header of the outermost IP datagram, or null. */
  public @Nullable Tcp tcp() {
    return hasTransport(LayerWalk.TCP) ? new Tcp(this, transportOffset()) : null;
  }

  /** The UDP header of the outermost IP datagram, or null. */
  public @Nullable Udp udp() {
    return hasTransport(LayerWalk.UDP) ? new Udp(this, transportOffset()) : null;
  }

  /** The SCTP header of the outermost IP datagram, or null. */
  public @Nullable Sctp sctp() {
    return hasTransport(LayerWalk.SCTP) ? new Sctp(this, transportOffset()) : null;
  }

  /** The ICMP message of the outermost IP datagram, or null. */
  public @Nullable Icmp icmp() {
    return hasTransport(LayerWalk.ICMP) ? new Icmp(this, transportOffset()) : null;
  }

  /** The ICMPv6 message of the outermost IP datagram, or null. */
  public @Nullable Icmp6 icmp6() {
    return hasTransport(LayerWalk.ICMP6) ? new Icmp6(this, transportOffset()) : null;
  }

  private boolean hasTransport(int kind) {
    return LayerWalk.transport(walk()) == kind;
  }

  private int transportOffset() {
    return LayerWalk.transportOffset(walk());
  }

  /**
   * The source port as flows have it: that of TCP, UDP or SCTP directly in the outermost IP
   * datagram; 0 for other protocols, for fragments other than the first and where it was not
   * captured.
   */
  public int srcPort() {
    return ports() >>> 16;
  }

  /** The destination port as flows have it; see {@link #srcPort}. */
  public int dstPort() {
    return ports() & 0xffff;
  }

  /**
   * Both ports as flows have them in one read, the source port in the upper 16 bits, for those who
   * make keys of their own; see {@link #srcPort}.
   */
  public int ports() {
    long found = walk();
    return LayerWalk.hasPorts(found) ? Bytes.i32(bytes, at(LayerWalk.transportOffset(found))) : 0;
  }

  // ---- for the layers

  ByteBuffer bytes() {
    return bytes;
  }

  /** The buffer's index of a packet's byte. */
  int at(int offset) {
    return start + offset;
  }

  ByteBuffer slice(int from, int to) {
    ByteBuffer slice = bytes.slice(start + from, to - from);
    return slice.isReadOnly() ? slice : slice.asReadOnlyBuffer(); // mapped ones are
  }

  /** Where the IP datagram ended on the wire: by its length field, or where the packet did. */
  long ipEnd() {
    long end = Math.max(captured, originalLength());
    long found = walk();
    int offset = LayerWalk.networkOffset(found);
    int room = captured - offset;
    int header;
    int declared;
    if (LayerWalk.kind(found) == LayerWalk.IP4) {
      header = 20;
      declared = room < 4 ? 0 : Bytes.u16(bytes, start + offset + 2);
    } else {
      header = 41; // a payload length of 0 says nothing
      declared = room < 6 ? 0 : 40 + Bytes.u16(bytes, start + offset + 4);
    }
    return declared < header ? end : Math.min(end, (long) offset + declared);
  }

  @Override
  public String toString() {
    return timestamp()
        + " "
        + LinkType.name(linkType())
        + " captured "
        + captured
        + " of "
        + originalLength();
  }
}
