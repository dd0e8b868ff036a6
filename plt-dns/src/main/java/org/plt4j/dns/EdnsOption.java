// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.plt4j.packet.IpAddress;

/** An option of EDNS (RFC 6891, section 6.1.2): a number that says what it is, and bytes. */
public final class EdnsOption {
  /** The server's name (RFC 5001). */
  public static final int NSID = 3;

  /** For whose network the answer is (RFC 7871). */
  public static final int CLIENT_SUBNET = 8;

  /** Against forged answers (RFC 7873). */
  public static final int COOKIE = 10;

  /** How long a connection may be idle (RFC 7828). */
  public static final int TCP_KEEPALIVE = 11;

  /** Bytes of no meaning (RFC 7830). */
  public static final int PADDING = 12;

  /** Why there is no better answer (RFC 8914). */
  public static final int EXTENDED_ERROR = 15;

  private final int code;
  private final ByteBuffer data;

  EdnsOption(int code, ByteBuffer data) {
    this.code = code;
    this.data = data;
  }

  /** What the option is. */
  public int code() {
    return code;
  }

  /** The option's bytes. Read only, big endian, positioned at 0. */
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.BIG_ENDIAN);
  }

  /**
   * The option for a person, such as {@code COOKIE: 0011223344556677}, {@code CLIENT-SUBNET:
   * 192.0.2.0/24/0}, {@code EXTENDED-ERROR: 22 no reachable authority}; one that is not known, or
   * not what it should be, as {@code OPT65001: 00ff}.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int length = data.limit();
    switch (code) {
      case NSID -> appendHex(text.append("NSID: "), 0);
      case CLIENT_SUBNET -> {
        if (!appendSubnet(text)) {
          text.setLength(0);
          appendHex(text.append("OPT8: "), 0);
        }
      }
      case COOKIE -> appendHex(text.append("COOKIE: "), 0);
      case PADDING -> text.append("PADDING: ").append(length).append(" bytes");
      case EXTENDED_ERROR -> {
        if (length < 2) {
          appendHex(text.append("OPT15: "), 0);
        } else {
          text.append("EXTENDED-ERROR: ").append(Wire.u16(data, 0));
          if (length > 2) {
            text.append(' ');
          }
          for (int i = 2; i < length; i++) {
            Rdata.appendCharacter(Wire.u8(data, i), text);
          }
        }
      }
      default -> {
        if (code == TCP_KEEPALIVE && length == 2) {
          text.append("TCP-KEEPALIVE: ").append(Wire.u16(data, 0));
        } else {
          appendHex(text.append("OPT").append(code).append(": "), 0);
        }
      }
    }
    return text.toString();
  }

  private void appendHex(StringBuilder text, int from) {
    Rdata.appendHex(data, from, data.limit(), text);
  }

  /**
   * Address, source prefix length, scope prefix length; only the address's first bytes are sent.
   */
  private boolean appendSubnet(StringBuilder text) {
    int length = data.limit() - 4;
    if (length < 0) {
      return false;
    }
    int family = Wire.u16(data, 0);
    int size = family == 1 ? 4 : family == 2 ? 16 : 0;
    if (length > size) {
      return false;
    }
    byte[] address = new byte[16];
    for (int i = 0; i < length; i++) {
      address[i] = data.get(4 + i);
    }
    text.append("CLIENT-SUBNET: ");
    if (family == 1) {
      IpAddress.ofIp4(ByteBuffer.wrap(address).getInt(0)).appendTo(text);
    } else if (family == 2) {
      IpAddress.of(address).appendTo(text);
    } else {
      text.append(family);
    }
    text.append('/').append(Wire.u8(data, 2)).append('/').append(Wire.u8(data, 3));
    return true;
  }
}
