// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Bytes;

/**
 * A window on one layer of a packet. It holds no copy: its fields are read from the packet's bytes
 * when they are asked for, in network byte order, and are as sent. It stays right as long as
 * anybody keeps it.
 *
 * <p>A number that lies beyond what was captured is {@link #NOT_CAPTURED}, an address null, a flag
 * false.
 */
public abstract sealed class Layer
    permits Ethernet,
        Vlan,
        Mpls,
        Pppoe,
        Ppp,
        Hdlc,
        Loopback,
        LinuxSll,
        LinuxSll2,
        Llc,
        Snap,
        Radiotap,
        Wlan,
        FrameRelay,
        Arcnet,
        Fddi,
        TokenRing,
        LinkHeader,
        Arp,
        Ip,
        Ip6Extension,
        Ip6Fragment,
        Ah,
        Esp,
        Tcp,
        Udp,
        Sctp,
        Icmp,
        Icmp6,
        Gre,
        Vxlan,
        Geneve,
        GtpU,
        L2tp,
        Teredo,
        Ayiya,
        Lisp {
  /** The value of a field that lies beyond what was captured; every header field is unsigned. */
  public static final int NOT_CAPTURED = -1;

  private final Packet packet;
  private final int offset;

  Layer(Packet packet, int offset) {
    this.packet = packet;
    this.offset = offset;
  }

  /**
   * The layer's name, in lower case, as the command prints it: {@code ethernet}, {@code ip4} ...
   */
  public abstract String name();

  /** The packet that the layer belongs to: that inside the tunnel for a layer inside a tunnel. */
  public final Packet packet() {
    return packet;
  }

  /** Where the layer starts, counted from the first byte of its own {@link #packet}. */
  public final int offset() {
    return offset;
  }

  /** Where the layer starts, counted from the first byte of a packet around its own. */
  public final int offsetIn(Packet outer) {
    return packet.at(offset) - outer.at(0);
  }

  /** The packet that this layer carries if it is a tunnel, as a packet of its own; else null. */
  public @Nullable Packet inner() {
    return null;
  }

  /**
   * The layer from its first byte to the end of what was captured: trailers and padding behind it
   * are included. Read only, big endian, positioned at 0.
   */
  public ByteBuffer data() {
    return packet.slice(offset, packet.capturedLength());
  }

  /**
   * What the layer carries: the captured bytes behind its header, up to where the layer ends by the
   * tightest declared length. Empty if nothing of it was captured. Read only, big endian,
   * positioned at 0.
   */
  public ByteBuffer payload() {
    int header = headerBytes();
    int limit = (int) Math.min(packet.capturedLength(), end());
    return header < 0 || limit - offset < header
        ? packet.slice(offset, offset)
        : packet.slice(offset + header, limit);
  }

  /**
   * The captured bytes of the header between two of its own bounds; none where the end is unknown.
   */
  final ByteBuffer header(int from, int to) {
    int limit = (int) Math.min(packet.capturedLength() - offset, end() - offset);
    int last = Math.min(to, limit);
    return last <= from ? packet.slice(offset, offset) : packet.slice(offset + from, offset + last);
  }

  /** Whether the capture holds fewer bytes of the layer than there were on the wire. */
  public boolean isCut() {
    return packet.capturedLength() < end();
  }

  /**
   * The length of the header in bytes as far as the header says it, or -1 where it cannot be told.
   */
  abstract int headerBytes();

  /**
   * Where the layer ended on the wire, counted from the packet's first byte: by the tightest
   * declared length, and never behind the packet.
   */
  long end() {
    return packet.endOf(offset);
  }

  // ---- one accessor, one bounds check, one answer

  final int u8(int at) {
    return has(at, 1) ? Bytes.u8(packet.bytes(), packet.at(offset + at)) : NOT_CAPTURED;
  }

  final int u16(int at) {
    return has(at, 2) ? Bytes.u16(packet.bytes(), packet.at(offset + at)) : NOT_CAPTURED;
  }

  final long u32(int at) {
    return has(at, 4) ? Bytes.u32(packet.bytes(), packet.at(offset + at)) : NOT_CAPTURED;
  }

  /** Eight bytes, or 0 where they were not captured. */
  final long bits64(int at) {
    return has(at, 8) ? Bytes.i64(packet.bytes(), packet.at(offset + at)) : 0;
  }

  final int u16le(int at) {
    return has(at, 2) ? Bytes.u16le(packet.bytes(), packet.at(offset + at)) : NOT_CAPTURED;
  }

  /** Some bits of a field, or NOT_CAPTURED where the field is that. */
  static int bits(int field, int shift, int mask) {
    return field == NOT_CAPTURED ? NOT_CAPTURED : field >>> shift & mask;
  }

  final @Nullable MacAddress mac(int at) {
    return has(at, 6) ? MacAddress.of((long) u16(at) << 32 | u32(at + 2)) : null;
  }

  /** The packet behind this many bytes of header, or null where nothing of it was captured. */
  final @Nullable Packet inner(int header, int linkType) {
    return header < 0 ? null : packet.inner(offset + header, end(), linkType);
  }

  /** The packet that is quoted behind this many bytes of header, mostly cut; or null. */
  final @Nullable Packet quoted(int header, int linkType) {
    Packet quoted = inner(header, linkType);
    return quoted == null ? null : quoted.ofDeclaredLength();
  }

  /** Whether a field was captured whole. */
  final boolean has(int at, int length) {
    return packet.capturedLength() - offset >= at + length;
  }

  final @Nullable IpAddress ip4Address(int at) {
    return has(at, 4) ? IpAddress.ofIp4((int) u32(at)) : null;
  }

  final @Nullable IpAddress ip6Address(int at) {
    return has(at, 16) ? IpAddress.ofIp6(bits64(at), bits64(at + 8)) : null;
  }
}
