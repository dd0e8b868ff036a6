// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.nio.ByteBuffer;
import org.plt4j.packet.IpAddress;

/** The parameters of SVCB and HTTPS records (RFC 9460, sections 2.1 and 7), in wire order. */
final class ServiceParameters {
  private static final int MANDATORY = 0;
  private static final int ALPN = 1;
  private static final int NO_DEFAULT_ALPN = 2;
  private static final int PORT = 3;
  private static final int IPV4_HINT = 4;
  private static final int ECH = 5;
  private static final int IPV6_HINT = 6;

  private static final String[] NAMES = {
    "mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath"
  };

  private ServiceParameters() {}

  /** Appends the parameters, a blank between them; false if one is malformed. */
  static boolean append(ByteBuffer message, int from, int end, StringBuilder text) {
    for (int at = from; end - at >= 4; ) {
      int key = Wire.u16(message, at);
      int value = at + 4;
      int length = Wire.u16(message, at + 2);
      if (end - value < length) {
        return false;
      }
      if (at > from) {
        text.append(' ');
      }
      appendKey(key, text);
      if (!appendValue(message, key, value, value + length, text)) {
        return false;
      }
      at = value + length;
    }
    return true;
  }

  private static void appendKey(int key, StringBuilder text) {
    if (key < NAMES.length) {
      text.append(NAMES[key]);
    } else {
      text.append("key").append(key);
    }
  }

  private static boolean appendValue(
      ByteBuffer message, int key, int at, int end, StringBuilder text) {
    int length = end - at;
    if (key == NO_DEFAULT_ALPN) {
      return length == 0;
    }
    if (length == 0) {
      return true;
    }
    text.append('=');
    switch (key) {
      case MANDATORY -> {
        if (length % 2 != 0) {
          return false;
        }
        for (int i = at; i < end; i += 2) {
          appendKey(Wire.u16(message, i), comma(i > at, text));
        }
      }
      case ALPN -> {
        return appendProtocols(message, at, end, text);
      }
      case PORT -> {
        if (length != 2) {
          return false;
        }
        text.append(Wire.u16(message, at));
      }
      case IPV4_HINT -> {
        if (length % 4 != 0) {
          return false;
        }
        for (int i = at; i < end; i += 4) {
          IpAddress.ofIp4(Wire.i32(message, i)).appendTo(comma(i > at, text));
        }
      }
      case ECH -> Rdata.appendBase64(message, at, end, text);
      case IPV6_HINT -> {
        if (length % 16 != 0) {
          return false;
        }
        for (int i = at; i < end; i += 16) {
          Rdata.appendIp6(message, i, comma(i > at, text));
        }
      }
      default -> {
        boolean quoted = needsQuotes(message, at, end);
        quote(quoted, text);
        for (int i = at; i < end; i++) {
          Rdata.appendCharacter(Wire.u8(message, i), text);
        }
        quote(quoted, text);
      }
    }
    return true;
  }

  private static StringBuilder comma(boolean follows, StringBuilder text) {
    return follows ? text.append(',') : text;
  }

  private static void quote(boolean quoted, StringBuilder text) {
    if (quoted) {
      text.append('"');
    }
  }

  /**
   * Protocols, each with its length in front; a comma in one is escaped once, not twice as appendix
   * A.1 says.
   */
  private static boolean appendProtocols(
      ByteBuffer message, int from, int end, StringBuilder text) {
    boolean quoted = needsQuotes(message, from, end);
    quote(quoted, text);
    for (int at = from; at < end; at += 1 + Wire.u8(message, at)) {
      int length = Wire.u8(message, at);
      if (end - at - 1 < length) {
        return false;
      }
      comma(at > from, text);
      for (int i = at + 1; i <= at + length; i++) {
        int octet = Wire.u8(message, i);
        if (octet == ',') {
          text.append('\\');
        }
        Rdata.appendCharacter(octet, text);
      }
    }
    quote(quoted, text);
    return true;
  }

  /** Whether there is an octet at which the C library sees space. */
  private static boolean needsQuotes(ByteBuffer message, int at, int end) {
    for (int i = at; i < end; i++) {
      int octet = Wire.u8(message, i);
      if (octet == ' ' || (octet >= '\t' && octet <= '\r')) {
        return true;
      }
    }
    return false;
  }
}
