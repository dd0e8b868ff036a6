// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.IpAddress;

/** An option of EDNS (RFC 6891, section 6.1.2): a number that says what it is, and bytes. */
public final class EdnsOption {
  /** How long an update is to stand (RFC 9664). */
  public static final int UPDATE_LEASE = 2;

  /** The server's name (RFC 5001). */
  public static final int NSID = 3;

  /** The algorithms of signatures that the client understands (RFC 6975). */
  public static final int DAU = 5;

  /** The hashes of delegation signers that the client understands (RFC 6975). */
  public static final int DHU = 6;

  /** The hashes of NSEC3 that the client understands (RFC 6975). */
  public static final int N3U = 7;

  /** For whose network the answer is (RFC 7871). */
  public static final int CLIENT_SUBNET = 8;

  /** How long a secondary server may keep the zone (RFC 7314). */
  public static final int EXPIRE = 9;

  /** Against forged answers (RFC 7873). */
  public static final int COOKIE = 10;

  /** How long a connection may be idle (RFC 7828). */
  public static final int TCP_KEEPALIVE = 11;

  /** Bytes of no meaning (RFC 7830). */
  public static final int PADDING = 12;

  /** The name from which on signatures are wanted (RFC 7901). */
  public static final int CHAIN = 13;

  /** The keys that the client trusts (RFC 8145). */
  public static final int KEY_TAG = 14;

  /** Why there is no better answer (RFC 8914). */
  public static final int EXTENDED_ERROR = 15;

  /** Tag of the client (draft-bellis-dnsop-edns-tags). */
  public static final int CLIENT_TAG = 16;

  /** Tag of the server (draft-bellis-dnsop-edns-tags). */
  public static final int SERVER_TAG = 17;

  private static final int COOKIE_LENGTH = 8;
  private static final int MAX_COOKIE_LENGTH = 40;

  private static final @Nullable String[] ALGORITHMS = {
    null,
    "RSAMD5",
    "DH",
    "DSA",
    "ECC",
    "RSASHA1",
    "DSA-NSEC3-SHA1",
    "RSASHA1-NSEC3-SHA1",
    "RSASHA256",
    null,
    "RSASHA512",
    null,
    "ECC-GOST",
    "ECDSAP256SHA256",
    "ECDSAP384SHA384",
    "ED25519",
    "ED448"
  };

  private static final @Nullable String[] HASHES = {null, "SHA1", "SHA256", "HASH-GOST", "SHA384"};

  private static final String[] ERRORS = {
    "Other",
    "Unsupported DNSKEY Algorithm",
    "Unsupported DS Digest type",
    "Stale Answer",
    "Forged Answer",
    "DNSSEC Indeterminate",
    "DNSSEC Bogus",
    "Signature Expired",
    "Signature Not Yet Valid",
    "DNSKEY Missing",
    "RRSIGs Missing",
    "No Zone Key Bit Set",
    "NSEC Missing",
    "Cached Error",
    "Not Ready",
    "Blocked",
    "Censored",
    "Filtered",
    "Prohibited",
    "NXDOMAIN Answer",
    "Not Authoritative",
    "Not Supported",
    "No Reachable Authority",
    "Network Error",
    "Invalid Data",
    "Signature Expired Before Valid",
    "Too Early"
  };

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
   * The option as ldns prints it, such as {@code COOKIE: 00 11 22 33 44 55 66 77}, with a name in
   * front of a client's subnet ({@code CLIENT-SUBNET: 192.0.2.0/24 scope /0}) and an error's text
   * behind it ({@code EDE: 22 (No Reachable Authority): "timeout"}), which ldns leaves away. One
   * that is not known, or not what it should be, as {@code OPT=65001: 00 ff}.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (!appendKnown(text)) {
      text.setLength(0);
      appendBytes(text.append("OPT=").append(code).append(':'), 0);
    }
    return text.toString();
  }

  /** False where the option is not known or not what it should be. */
  private boolean appendKnown(StringBuilder text) {
    int length = data.limit();
    switch (code) {
      case UPDATE_LEASE -> {
        if (length != 4) {
          return false;
        }
        text.append("Update Lease:lease ").append(Wire.u32(data, 0));
      }
      case NSID -> appendServer(text.append("NSID:"));
      case DAU -> appendNames(text.append("DNSSEC Algorithm Understood (DAU):"));
      case DHU -> appendNames(text.append("DS Hash Understood (DHU):"));
      case N3U -> appendNames(text.append("NSEC3 Hash Understood (N3U):"));
      case CLIENT_SUBNET -> {
        return appendSubnet(text);
      }
      case EXPIRE -> {
        if (length == 4) {
          text.append("EXPIRE: ").append(Wire.u32(data, 0));
        } else {
          text.append("EXPIRE:");
          return length == 0;
        }
      }
      case COOKIE -> {
        appendBytes(text.append("COOKIE:"), 0);
        return length == COOKIE_LENGTH
            || (length >= 2 * COOKIE_LENGTH && length <= MAX_COOKIE_LENGTH);
      }
      case TCP_KEEPALIVE -> {
        text.append("KEEPALIVE:");
        if (length == 0) {
          text.append("no timeout value (only valid for client option)");
        } else if (length == 2) {
          text.append("timeout value in units of 100ms ").append(Wire.u16(data, 0));
        } else {
          return false;
        }
      }
      case PADDING -> appendBytes(text.append("PADDING: "), 0);
      case CHAIN -> {
        return length > 0
            && DnsName.skip(data, 0) == length
            && DnsName.append(data, 0, text.append("CHAIN: "));
      }
      case KEY_TAG -> {
        text.append("KEY TAG: ");
        for (int i = 0; i + 1 < length; i += 2) {
          text.append(' ').append(Wire.u16(data, i));
        }
        return length % 2 == 0;
      }
      case EXTENDED_ERROR -> {
        return appendError(text);
      }
      case CLIENT_TAG -> appendBytes(text.append("CLIENT-TAG:"), 0);
      case SERVER_TAG -> appendBytes(text.append("SERVER-TAG:"), 0);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Bytes in hexadecimal, a blank in front of each. */
  private void appendBytes(StringBuilder text, int from) {
    for (int i = from; i < data.limit(); i++) {
      Rdata.appendHex(data, i, i + 1, text.append(' '));
    }
  }

  /** The bytes, and what of them prints. */
  private void appendServer(StringBuilder text) {
    appendBytes(text, 0);
    if (data.limit() > 0) {
      text.append(" (");
      for (int i = 0; i < data.limit(); i++) {
        int octet = Wire.u8(data, i);
        if (octet >= ' ' && octet < 0x7f) {
          text.append((char) octet);
        }
      }
      text.append(')');
    }
  }

  private void appendNames(StringBuilder text) {
    for (int i = 0; i < data.limit(); i++) {
      appendName(Wire.u8(data, i), text.append(' '));
    }
  }

  private void appendName(int number, StringBuilder text) {
    if (code == N3U) {
      text.append(number == 1 ? "SHA1" : Integer.toString(number));
      return;
    }
    @Nullable String[] names = code == DAU ? ALGORITHMS : HASHES;
    String name = number < names.length ? names[number] : null;
    if (code == DAU) {
      name =
          switch (number) {
            case 252 -> "INDIRECT";
            case 253 -> "PRIVATEDNS";
            case 254 -> "PRIVATEOID";
            default -> name;
          };
    }
    text.append(name == null ? "ALG" + number : name);
  }

  /**
   * Address, source prefix length, scope prefix length; only the address's first bytes are sent.
   */
  private boolean appendSubnet(StringBuilder text) {
    int length = data.limit() - 4;
    int family = length < 0 ? 0 : Wire.u16(data, 0);
    if ((family != 1 && family != 2) || length > (family == 1 ? 4 : 16)) {
      return false;
    }
    byte[] address = new byte[16];
    for (int i = 0; i < length; i++) {
      address[i] = data.get(4 + i);
    }
    text.append("CLIENT-SUBNET: ");
    if (family == 1) {
      IpAddress.ofIp4(ByteBuffer.wrap(address).getInt(0)).appendTo(text);
    } else {
      IpAddress.of(address).appendTo(text);
    }
    text.append('/').append(Wire.u8(data, 2)).append(" scope /").append(Wire.u8(data, 3));
    return true;
  }

  private boolean appendError(StringBuilder text) {
    int length = data.limit();
    if (length < 2) {
      return false;
    }
    int error = Wire.u16(data, 0);
    text.append("EDE: ").append(error);
    if (error < ERRORS.length) {
      text.append(" (").append(ERRORS[error]).append(')');
    }
    if (length > 2) {
      text.append(": ");
      Rdata.appendString(data, 2, length, text);
    }
    return true;
  }
}
