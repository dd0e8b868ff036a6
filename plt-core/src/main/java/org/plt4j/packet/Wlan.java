// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IEEE 802.11 header.
 *
 * <pre>
 *  frame control (2)  duration (2)  address 1 (6)  address 2 (6)  address 3 (6)  sequence (2)
 *  address 4 (6, to and from the distribution system)  QoS (2)  HT (4)
 * </pre>
 *
 * Little endian. Control frames have fewer addresses.
 */
public final class Wlan extends Layer {
  // subtypes of control frames
  private static final int CLEAR_TO_SEND = 12;
  private static final int ACKNOWLEDGEMENT = 13;

  private final boolean padded;

  /**
   * A view.
   *
   * @param padded whether the header is padded to a multiple of 4 bytes, as radiotap may say
   */
  Wlan(Packet packet, int offset, boolean padded) {
    super(packet, offset);
    this.padded = padded;
  }

  /** A header at the start of these bytes, which are copied; null if there are none. */
  public static @Nullable Wlan of(byte[] bytes) {
    return Packet.of(bytes, LinkType.IEEE802_11).layer(Wlan.class);
  }

  /**
   * A header at the start of the buffer's remaining bytes, which are copied; null if there are
   * none.
   */
  public static @Nullable Wlan of(ByteBuffer bytes) {
    return Packet.of(bytes, LinkType.IEEE802_11).layer(Wlan.class);
  }

  @Override
  public String name() {
    return "wlan";
  }

  /** 0 management, 1 control, 2 data, 3 extension. */
  public int type() {
    return bits(u8(0), 2, 3);
  }

  /** The subtype within the type. */
  public int subtype() {
    return bits(u8(0), 4, 0xf);
  }

  /** Whether the frame goes to the distribution system. */
  public boolean isToDs() {
    return bits(u8(1), 0, 1) == 1;
  }

  /** Whether the frame comes from the distribution system. */
  public boolean isFromDs() {
    return bits(u8(1), 1, 1) == 1;
  }

  /** Address 1, the receiver, or null. */
  public @Nullable MacAddress addr1() {
    return mac(4);
  }

  /** Address 2, the transmitter; null in a clear-to-send or acknowledgement. */
  public @Nullable MacAddress addr2() {
    boolean none = type() == 1 && (subtype() == CLEAR_TO_SEND || subtype() == ACKNOWLEDGEMENT);
    return none ? null : mac(10);
  }

  /** Address 3; null in control frames. */
  public @Nullable MacAddress addr3() {
    return type() == 1 ? null : mac(16);
  }

  /** Address 4; null but in data frames to and from the distribution system. */
  public @Nullable MacAddress addr4() {
    return type() == 2 && isToDs() && isFromDs() ? mac(24) : null;
  }

  /** The sequence number, 12 bits; {@link #NOT_CAPTURED} in control frames, which have none. */
  public int sequence() {
    return type() == 1 ? NOT_CAPTURED : bits(u16le(22), 4, 0xfff);
  }

  @Override
  int headerBytes() {
    if (type() == 1) {
      return subtype() == CLEAR_TO_SEND || subtype() == ACKNOWLEDGEMENT ? 10 : 16;
    }
    int length = type() == 2 && isToDs() && isFromDs() ? 30 : 24;
    boolean qos = type() == 2 && subtype() >= 8;
    boolean ht = bits(u8(1), 7, 1) == 1 && (qos || type() == 0);
    length += (qos ? 2 : 0) + (ht ? 4 : 0);
    return padded ? (length + 3) & ~3 : length;
  }
}
