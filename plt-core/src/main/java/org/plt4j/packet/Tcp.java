// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A TCP header (RFC 9293, section 3.1). It exists as soon as both ports were captured.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +-------------------------------+-------------------------------+
 * |                        Sequence number                        |
 * +---------------------------------------------------------------+
 * |                    Acknowledgment number                      |
 * +-------+-------+---------------+-------------------------------+
 * | Data  | Reser-|C E U A P R S F|                               |
 * |offset | ved   |W C R C S S Y I|            Window             |
 * |       |       |R E G K H T N N|                               |
 * +-------+-------+---------------+-------------------------------+
 * |           Checksum            |        Urgent pointer         |
 * +-------------------------------+-------------------------------+
 * |                 Options, if data offset &gt; 5                   |
 * </pre>
 */
public final class Tcp extends Layer {
  private static final int SRC_PORT = 0;
  private static final int DST_PORT = 2;
  private static final int SEQUENCE_NUMBER = 4;
  private static final int ACKNOWLEDGMENT_NUMBER = 8;
  private static final int OFFSET_AND_FLAGS = 12;
  private static final int WINDOW = 14;
  private static final int CHECKSUM = 16;
  private static final int URGENT_POINTER = 18;

  // kinds of options
  private static final int MSS = 2;
  private static final int WINDOW_SCALE = 3;
  private static final int SACK_PERMITTED = 4;
  private static final int SACK = 5;
  private static final int TIMESTAMPS = 8;

  Tcp(Packet packet, int offset) {
    super(packet, offset);
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Tcp of(byte[] bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.TCP)).layer(Tcp.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Tcp of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.ofIpProtocol(IpProtocol.TCP)).layer(Tcp.class);
  }

  @Override
  public String name() {
    return "tcp";
  }

  /** The source port. */
  public int srcPort() {
    return u16(SRC_PORT);
  }

  /** The destination port. */
  public int dstPort() {
    return u16(DST_PORT);
  }

  /** The sequence number, unsigned 32 bits. */
  public long sequenceNumber() {
    return u32(SEQUENCE_NUMBER);
  }

  /** The acknowledgment number, unsigned 32 bits; meaningful where the flag ACK is set. */
  public long acknowledgmentNumber() {
    return u32(ACKNOWLEDGMENT_NUMBER);
  }

  /** The header's length in 32-bit words; below 5 the header is malformed. */
  public int dataOffset() {
    int field = u8(OFFSET_AND_FLAGS);
    return field == NOT_CAPTURED ? NOT_CAPTURED : field >>> 4;
  }

  /** The header's length in bytes: four times the data offset. */
  public int headerLength() {
    int words = dataOffset();
    return words == NOT_CAPTURED ? NOT_CAPTURED : words << 2;
  }

  /** The 12 bits behind the data offset: reserved bits and flags, FIN the lowest. */
  public int flags() {
    int field = u16(OFFSET_AND_FLAGS);
    return field == NOT_CAPTURED ? NOT_CAPTURED : field & 0xfff;
  }

  /** The nonce sum flag NS (RFC 3540), since RFC 9293 AE's place. */
  public boolean isNs() {
    return isFlag(0x100);
  }

  /** The flag CWR: congestion window reduced (RFC 3168). */
  public boolean isCwr() {
    return isFlag(0x80);
  }

  /** The flag ECE: ECN echo (RFC 3168). */
  public boolean isEce() {
    return isFlag(0x40);
  }

  /** The flag URG: the urgent pointer is meant. */
  public boolean isUrg() {
    return isFlag(0x20);
  }

  /** The flag ACK: the acknowledgment number is meant. */
  public boolean isAck() {
    return isFlag(0x10);
  }

  /** The flag PSH: the receiver is to hand the data on at once (RFC 9293, 3.1). */
  public boolean isPsh() {
    return isFlag(0x08);
  }

  /** The flag RST: the connection is reset. */
  public boolean isRst() {
    return isFlag(0x04);
  }

  /** The flag SYN: this is the first sequence number of its direction. */
  public boolean isSyn() {
    return isFlag(0x02);
  }

  /** The flag FIN: the sender has no more data. */
  public boolean isFin() {
    return isFlag(0x01);
  }

  private boolean isFlag(int bit) {
    int flags = flags();
    return flags != NOT_CAPTURED && (flags & bit) != 0;
  }

  /** The window in bytes as sent, unscaled ({@link #windowScale} is in the SYN alone). */
  public int window() {
    return u16(WINDOW);
  }

  /** The checksum as sent, 16 bits. */
  public int checksum() {
    return u16(CHECKSUM);
  }

  /** The urgent pointer; meaningful where the flag URG is set. */
  public int urgentPointer() {
    return u16(URGENT_POINTER);
  }

  /** Whether the checksum is right, with the pseudo header of either IP version. */
  public Checksum checksumStatus() {
    return Checksums.ofTransport(this, CHECKSUM, checksum());
  }

  /**
   * The options, which may be none: up to their end, or to one that is malformed or was not
   * captured whole.
   */
  public List<HeaderOption> options() {
    return HeaderOption.list(optionsData());
  }

  /** The bytes of the options as far as they were captured; empty where there are none. */
  public ByteBuffer optionsData() {
    return header(20, headerBytes());
  }

  /** The value of the first option of a kind, which may be empty, or null without one. */
  public @Nullable ByteBuffer option(int kind) {
    for (HeaderOption option : options()) {
      if (option.kind() == kind) {
        return option.value();
      }
    }
    return null;
  }

  private @Nullable ByteBuffer option(int kind, int size) {
    ByteBuffer value = option(kind);
    return value == null || value.limit() < size ? null : value;
  }

  /** Maximum segment size (RFC 9293, 3.7.1), or {@link #NOT_CAPTURED} without the option. */
  public int mss() {
    ByteBuffer value = option(MSS, 2);
    return value == null ? NOT_CAPTURED : value.getShort(0) & 0xffff;
  }

  /** Window scale (RFC 7323, 2), the shift, or {@link #NOT_CAPTURED} without the option. */
  public int windowScale() {
    ByteBuffer value = option(WINDOW_SCALE, 1);
    return value == null ? NOT_CAPTURED : value.get(0) & 0xff;
  }

  /** Whether selective acknowledgments are permitted (RFC 2018, 2). */
  public boolean isSackPermitted() {
    return option(SACK_PERMITTED) != null;
  }

  /**
   * Selective acknowledgments (RFC 2018, 3): left and right edge of each block in turns, unsigned
   * 32 bits; empty without the option.
   */
  public List<Long> sackEdges() {
    ByteBuffer value = option(SACK);
    List<Long> edges = new ArrayList<>();
    for (int at = 0; value != null && value.limit() - at >= 8; at += 8) {
      edges.add(value.getInt(at) & 0xffff_ffffL);
      edges.add(value.getInt(at + 4) & 0xffff_ffffL);
    }
    return edges;
  }

  /** TSval of the timestamps option (RFC 7323, 3), or {@link #NOT_CAPTURED} without it. */
  public long timestampValue() {
    ByteBuffer value = option(TIMESTAMPS, 8);
    return value == null ? NOT_CAPTURED : value.getInt(0) & 0xffff_ffffL;
  }

  /** TSecr of the timestamps option (RFC 7323, 3), or {@link #NOT_CAPTURED} without it. */
  public long timestampEchoReply() {
    ByteBuffer value = option(TIMESTAMPS, 8);
    return value == null ? NOT_CAPTURED : value.getInt(4) & 0xffff_ffffL;
  }

  @Override
  int headerBytes() {
    return dataOffset() < 5 ? NOT_CAPTURED : dataOffset() << 2;
  }
}
