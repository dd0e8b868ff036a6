// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.BlockOptions;
import org.plt4j.internal.Bytes;
import org.plt4j.internal.ErfRecord;
import org.plt4j.internal.FlowSink;
import org.plt4j.internal.Origin;
import org.plt4j.internal.PacketBlock;
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
            long walk = commonWalk(bytes, start, captured, origin);
            return new Packet(bytes, start, captured, length, time, origin, walk);
          }

          @Override
          public void count(
              FlowSink flows,
              ByteBuffer bytes,
              int start,
              int captured,
              int length,
              long time,
              Origin origin) {
            long walk = commonWalk(bytes, start, captured, origin);
            if (walk == 0) {
              flows.packet(new Packet(bytes, start, captured, length, time, origin, 0));
              return;
            }
            flows.ip4(
                Bytes.plain64(bytes, start + LayerWalk.COMMON_ADDRESSES),
                Bytes.plain32(bytes, start + LayerWalk.COMMON_PORTS),
                LayerWalk.protocol(walk),
                origin.originalLength(length),
                origin.nanos(time));
          }

          private long commonWalk(ByteBuffer bytes, int start, int captured, Origin origin) {
            return origin.linkType() == LinkType.ETHERNET
                ? LayerWalk.ofCommonEthernet(bytes, start, captured)
                : 0;
          }

          @Override
          public Origin origin(Packet packet) {
            return packet.origin;
          }

          @Override
          public long time(Packet packet) {
            return packet.time;
          }

          @Override
          public ByteBuffer bytes(Packet packet) {
            return packet.bytes;
          }

          @Override
          public int start(Packet packet) {
            return packet.start;
          }

          @Override
          public @Nullable ByteBuffer block(Packet packet) {
            return packet.block();
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
        owned(bytes.clone()),
        0,
        bytes.length,
        bytes.length,
        0,
        Origin.nanos(linkType, UNKNOWN, UNKNOWN),
        0);
  }

  /** Bytes of a packet alone, read-only so that a slice is a single object. */
  private static ByteBuffer owned(byte[] bytes) {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** The same with a copy of the buffer's remaining bytes; its position stays where it is. */
  public static Packet of(ByteBuffer bytes, int linkType) {
    byte[] own = new byte[bytes.remaining()];
    bytes.get(bytes.position(), own);
    return of(own, linkType);
  }

  // ---- the record

  /**
   * Nanoseconds since 1970, exact. The fraction of a pcap record is added as it is, even out of
   * range; ERF's 2^-32 s are rounded to the nearest nanosecond. 0 for a simple packet block of
   * pcapng, which has no time.
   */
  public long timestampNanos() {
    return origin.nanos(time);
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
    return origin.originalLength(length);
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
    return slice(0, captured);
  }

  /**
   * A packet that holds its own bytes and no longer keeps the trace's buffer in memory: an economy
   * for those who keep few packets of many.
   */
  public Packet copy() {
    byte[] own = new byte[captured];
    bytes.get(start, own);
    return with(own, walk);
  }

  /**
   * The same packet with other bytes of its own, and with its block or ERF record around them if it
   * has one.
   */
  private Packet with(byte[] own, long found) {
    int erf = origin.erfHead();
    if (erf > 0) {
      byte[] whole = ErfRecord.around(own, captured, bytes, start, erf);
      return new Packet(owned(whole), erf, captured, length, time, origin, found);
    }
    Origin.Block block = origin.block();
    if (block == null) {
      return new Packet(owned(own), 0, captured, length, time, origin, found);
    }
    byte[] whole = PacketBlock.around(own, captured, bytes, start, block);
    int head = block.head();
    return new Packet(owned(whole), head, captured, length, time, origin, found);
  }

  /** The pcapng block that holds the packet as it now is, or null if it came from no block. */
  private @Nullable ByteBuffer block() {
    Origin.Block block = origin.block();
    if (block == null) {
      return null;
    }
    int total = PacketBlock.length(bytes, start, block);
    ByteBuffer whole = bytes.slice(start - block.head(), total);
    if (PacketBlock.isCut(captured, bytes, start, block)) { // by a snap length
      byte[] own = new byte[captured];
      bytes.get(start, own);
      whole = ByteBuffer.wrap(PacketBlock.around(own, captured, bytes, start, block));
    }
    return whole.asReadOnlyBuffer();
  }

  /** The comments that a pcapng file holds on the packet; empty in other formats. */
  public List<String> comments() {
    Origin.Block block = origin.block();
    if (block == null) {
      return List.of();
    }
    List<String> comments = new ArrayList<>();
    int from = PacketBlock.options(bytes, start, block);
    int end = PacketBlock.end(bytes, start, block);
    BlockOptions options = new BlockOptions(bytes, from, end, block.order());
    while (options.next()) {
      if (options.code() == BlockOptions.COMMENT) {
        ByteBuffer text = bytes.slice(options.value(), options.length());
        comments.add(StandardCharsets.UTF_8.decode(text).toString());
      }
    }
    return List.copyOf(comments);
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

  /**
   * What libtrace calls the link type, a TRACE_TYPE_ value: 2 for Ethernet, 5 for IP without a link
   * layer, and so on; {@link #UNKNOWN} where it has none. Meta-data in front, such as a Linux
   * cooked header, does not count: there it is the type of what follows. {@link #linkType} is the
   * file's own.
   */
  public int libtraceType() {
    return LinkView.of(this).libtraceType();
  }

  /**
   * The {@link EtherType} of layer 3 behind the link layer's header and at most one 802.1Q tag; for
   * an 802.3 frame the length that stands in its place; {@link #UNKNOWN} where there is none.
   */
  public int etherType() {
    return LinkView.of(this).etherType();
  }

  /** The identifier of the outermost VLAN tag, 12 bits; 0 without one. */
  public int vlanId() {
    Vlan tag = layer(Vlan.class);
    return tag == null ? 0 : Math.max(0, tag.id());
  }

  /**
   * The packet from its link layer's header on, to the end of what was captured: {@link #data}
   * without meta-data such as a Linux cooked or radiotap header. Empty if nothing else was
   * captured.
   */
  public ByteBuffer layer2() {
    return slice(LinkView.of(this).layer2(), captured);
  }

  /**
   * What follows the link layer's header and at most one 802.1Q tag, to the end of what was
   * captured: what {@link #etherType} announces, be it known or not. Null if nothing of it was
   * captured.
   */
  public @Nullable ByteBuffer layer3() {
    int at = LinkView.of(this).layer3();
    return at < 0 || at >= captured ? null : slice(at, captured);
  }

  /**
   * What the outermost IP header carries behind its options and extension headers, to the end of
   * what was captured; its protocol is {@link #transportProtocol}. Null without one, and in
   * fragments other than the first.
   */
  public @Nullable ByteBuffer transport() {
    return hasTransport(LayerWalk.NONE) ? null : slice(transportOffset(), captured);
  }

  /**
   * The protocol of {@link #transport}, or {@link Layer#NOT_CAPTURED} without one. Unlike {@link
   * #protocol} it is what follows an authentication header.
   */
  public int transportProtocol() {
    if (hasTransport(LayerWalk.NONE)) {
      return Layer.NOT_CAPTURED;
    }
    int protocol = protocol();
    if (protocol == IpProtocol.AH) {
      for (Layer layer : Layers.ofOutermost(this)) {
        if (layer instanceof Ah ah) {
          protocol = ah.nextHeader();
        } else if (layer instanceof Ip6Extension extension) {
          protocol = extension.nextHeader();
        } else if (layer instanceof Ip6Fragment fragment) {
          protocol = fragment.nextHeader();
        }
      }
    }
    return protocol;
  }

  /**
   * Whether the checksum of the transport header directly in the outermost IP datagram is right,
   * that of TCP, UDP, SCTP, ICMP or ICMPv6: what the header's own {@code checksumStatus} says;
   * {@link Checksum#UNKNOWN} where there is none of them.
   */
  public Checksum transportChecksumStatus() {
    Tcp tcp = tcp();
    if (tcp != null) {
      return tcp.checksumStatus();
    }
    Udp udp = udp();
    if (udp != null) {
      return udp.checksumStatus();
    }
    Sctp sctp = sctp();
    if (sctp != null) {
      return sctp.checksumStatus();
    }
    Icmp icmp = icmp();
    if (icmp != null) {
      return icmp.checksumStatus();
    }
    Icmp6 icmp6 = icmp6();
    return icmp6 == null ? Checksum.UNKNOWN : icmp6.checksumStatus();
  }

  /** The Ethernet header with which the packet starts, or null on other links. */
  public @Nullable Ethernet ethernet() {
    return linkType() == LinkType.ETHERNET && captured > 0 ? new Ethernet(this, 0) : null;
  }

  /** The ARP message behind any stack of link layers, or null. */
  public @Nullable Arp arp() {
    long found = walk();
    return LayerWalk.kind(found) == LayerWalk.ARP
        ? new Arp(this, LayerWalk.networkOffset(found))
        : null;
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

  /**
   * All layers, outermost first: link layers, IP with its extension headers, the transport, and
   * behind a tunnel's header those of the packet inside. A layer of an inner packet knows that
   * packet ({@link Layer#packet}). Costs an object for each layer.
   */
  public List<Layer> layers() {
    return Layers.of(this);
  }

  /**
   * The packet inside all tunnels that {@link #layers} goes through: this one where there is none.
   * Its {@link #stop} says why that list ends where it does.
   */
  public Packet innermost() {
    return Layers.innermost(this);
  }

  /** The outermost layer of a class, not looked for inside tunnels; or null. */
  public <T extends Layer> @Nullable T layer(Class<T> type) {
    for (Layer layer : Layers.ofOutermost(this)) {
      if (type.isInstance(layer)) {
        return type.cast(layer);
      }
    }
    return null;
  }

  /** A private copy of the captured bytes, to be changed. */
  public PacketEditor edit() {
    return new PacketEditor(this);
  }

  // ---- for the layers

  /**
   * The same packet with other bytes, as many, which the caller shall not change any more. It is
   * for looking at layers, if the packet is in a block or record: {@link #inBlock} keeps that.
   */
  Packet withBytes(byte[] own) {
    return new Packet(owned(own), 0, captured, length, time, origin, 0);
  }

  /**
   * The same packet with a copy of these bytes, as many, in its block or ERF record; or null if it
   * has none.
   */
  @Nullable Packet inBlock(byte[] bytes) {
    return origin.block() == null && origin.erfHead() == 0 ? null : with(bytes, 0);
  }

  /** The same packet on other bytes, which are where the caller says. */
  Packet over(ByteBuffer other, int start) {
    return new Packet(other, start, captured, length, time, origin, 0);
  }

  void walkLayers(Layers layers) {
    walk = LayerWalk.walk(bytes, layers, start, start + captured, origin.linkType());
  }

  /**
   * The packet that starts at an offset of this one and ends at another on the wire, or null where
   * nothing of it was captured. It has this one's time.
   */
  @Nullable Packet inner(int offset, long end, int linkType) {
    int there = (int) Math.min(captured, end) - offset;
    if (there <= 0) {
      return null;
    }
    Origin inside = origin.inside(linkType);
    return new Packet(bytes, start + offset, there, (int) (end - offset), time, inside, 0);
  }

  ByteBuffer bytes() {
    return bytes;
  }

  /** The buffer's index of a packet's byte. */
  int at(int offset) {
    return start + offset;
  }

  ByteBuffer slice(int from, int to) {
    ByteBuffer slice = bytes.slice(start + from, to - from);
    return slice.isReadOnly() ? slice : slice.asReadOnlyBuffer(); // those of traces are
  }

  /**
   * Where a layer that starts at this offset ended on the wire: by the lengths that IP and UDP
   * declare for what is in them, and never behind the packet.
   */
  long endOf(int offset) {
    long end = Math.max(captured, originalLength());
    long found = walk();
    if (offset >= LayerWalk.networkOffset(found)) {
      long declared = datagramEnd();
      end = declared < 0 ? end : Math.min(end, declared);
    }
    int transport = LayerWalk.transportOffset(found);
    if (LayerWalk.transport(found) == LayerWalk.UDP
        && offset >= transport
        && captured - transport >= 6) {
      int declared = Bytes.u16(bytes, at(transport + 4));
      end = declared < Udp.HEADER_LENGTH ? end : Math.min(end, (long) transport + declared);
    }
    return end;
  }

  /**
   * Where a header of the link layer ended on the wire: by the lengths that 802.3 and PPPoE declare
   * for what is in them.
   */
  long linkEndOf(int offset) {
    long end = endOf(offset);
    for (Layer around : Layers.ofOutermost(this)) {
      if (around.offset() < offset
          && (around instanceof Ethernet || around instanceof Vlan || around instanceof Pppoe)) {
        end = Math.min(end, around.end());
      }
    }
    return end;
  }

  /** Where the outermost IP datagram says that it ends, perhaps behind the packet, or -1. */
  long datagramEnd() {
    long found = walk();
    int network = LayerWalk.networkOffset(found);
    int kind = LayerWalk.kind(found);
    if (kind == LayerWalk.IP4) {
      int declared = captured - network < 4 ? 0 : Bytes.u16(bytes, at(network + 2));
      return declared < 20 ? -1 : (long) network + declared;
    }
    if (kind == LayerWalk.IP6) {
      int declared = captured - network < 6 ? 0 : Bytes.u16(bytes, at(network + 4));
      return declared == 0 ? -1 : network + 40L + declared;
    }
    return -1;
  }

  /**
   * This packet with the length that its IP datagram declares, if that is more: what an error
   * quotes is mostly no more than the beginning of a datagram, cut for that purpose.
   */
  Packet ofDeclaredLength() {
    long declared = datagramEnd();
    return declared <= originalLength()
        ? this
        : new Packet(bytes, start, captured, (int) declared, time, origin, walk);
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
