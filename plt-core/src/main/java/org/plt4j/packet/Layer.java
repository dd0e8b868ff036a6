// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Bytes;

/**
 * A window on one layer of a packet. It holds no copy: its fields are read from the packet's bytes
 * when they are asked for, in network byte order, and are as sent. It stays right as long as
 * anybody keeps it.
 */
public abstract sealed class Layer permits Ip, Tcp, Udp, Sctp, Icmp, Icmp6 {
  /** The value of a field that lies beyond what was captured; every header field is unsigned. */
  public static final int NOT_CAPTURED = -1;

  private final Packet packet;
  private final int offset;

  Layer(Packet packet, int offset) {
    this.packet = packet;
    this.offset = offset;
  }

  /** Where the layer starts, counted from the packet's first byte. */
  public int offset() {
    return offset;
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
    return packet.ipEnd();
  }

  final Packet packet() {
    return packet;
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
