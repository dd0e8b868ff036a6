// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.plt4j.packet.IpAddress;

/**
 * The fields of rdata, type by type, and their presentation as ldns 1.8.3 prints it. A type's
 * layout is a string of the letters below; its last fields may be missing. Bytes behind the last
 * field are no part of it.
 */
final class Rdata {
  // Fields of a fixed length
  private static final char U8 = '1';
  private static final char U16 = '2';
  private static final char U32 = '4';
  private static final char A = 'A';
  private static final char AAAA = '6';
  private static final char TYPE = 'T';
  private static final char CERT_TYPE = 'c';
  private static final char TIME = 't';
  private static final char TSIG_TIME = 's';
  private static final char LOCATOR = 'l';
  private static final char EUI48 = 'e';
  private static final char EUI64 = 'E';

  // Fields that say how long they are
  private static final char NAME = 'n';
  private static final char STRING = '"';
  private static final char TAG = 'g';
  private static final char SALT = '-';
  private static final char NEXT_HASH = 'h';
  private static final char COUNTED_BASE64 = 'B';

  // Fields that take the rest
  private static final char BASE64 = 'b';
  private static final char HEX = 'x';
  private static final char NSAP = 'X';
  private static final char UNKNOWN = '?';
  private static final char BITMAP = 'm';
  private static final char PREFIXES = 'p';
  private static final char SERVICES = 'w';
  private static final char LOCATION = 'L';
  private static final char GATEWAY = 'G';
  private static final char HOST_IDENTITY = 'H';
  private static final char LONG_STRING = '\'';
  private static final char PARAMETERS = 'P';

  /** Behind a letter: the field repeats while there are bytes. */
  private static final char REPEAT = '*';

  /** Labels and pointers of a name of which rdata may hold thousands: they must be bounded work. */
  private static final int MAX_REPEATED_STEPS = 192;

  /** The kind of gateway that is a name (RFC 4025, section 2.3). */
  private static final int GATEWAY_NAME = 3;

  private static final String HEX_DIGITS = "0123456789abcdef";
  private static final String BASE64_DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final String BASE32_DIGITS = "0123456789abcdefghijklmnopqrstuv";

  private Rdata() {}

  private static String layout(int type) {
    return switch (type) {
      case DnsType.A -> "A";
      case DnsType.AAAA -> "6";
      case DnsType.NS,
          DnsType.MD,
          DnsType.MF,
          DnsType.CNAME,
          DnsType.MB,
          DnsType.MG,
          DnsType.MR,
          DnsType.PTR,
          DnsType.DNAME ->
          "n";
      case DnsType.SOA -> "nn44444";
      case DnsType.WKS -> "Aw";
      case DnsType.HINFO, DnsType.ISDN -> "\"\"";
      case DnsType.MINFO, DnsType.RP, DnsType.TALINK -> "nn";
      case DnsType.MX, DnsType.AFSDB, DnsType.RT, DnsType.KX, DnsType.LP -> "2n";
      case DnsType.TXT, DnsType.SPF -> "\"*";
      case DnsType.X25, DnsType.NSAP_PTR -> "\"";
      case DnsType.NSAP -> "X";
      case DnsType.SIG, DnsType.RRSIG -> "T114tt2nb";
      case DnsType.KEY, DnsType.DNSKEY, DnsType.CDNSKEY -> "211b";
      case DnsType.PX -> "2nn";
      case DnsType.GPOS -> "\"\"\"";
      case DnsType.LOC -> "L";
      case DnsType.NXT -> "n?";
      case DnsType.EID, DnsType.NIMLOC, DnsType.ATMA -> "x";
      case DnsType.SRV -> "222n";
      case DnsType.NAPTR -> "22\"\"\"n";
      case DnsType.CERT -> "c21b";
      case DnsType.SINK -> "1";
      case DnsType.APL -> "p";
      case DnsType.DS, DnsType.CDS, DnsType.DLV -> "211x";
      case DnsType.SSHFP -> "11x";
      case DnsType.IPSECKEY -> "G";
      case DnsType.NSEC -> "nm";
      case DnsType.DHCID, DnsType.OPENPGPKEY -> "b";
      case DnsType.NSEC3 -> "112-hm";
      case DnsType.NSEC3PARAM -> "112-";
      case DnsType.TLSA, DnsType.SMIMEA -> "111x";
      case DnsType.HIP -> "Hn*";
      case DnsType.CSYNC -> "42m";
      case DnsType.ZONEMD -> "411x";
      case DnsType.SVCB, DnsType.HTTPS -> "2nP";
      case DnsType.NID, DnsType.L64 -> "2l";
      case DnsType.L32 -> "2A";
      case DnsType.EUI48 -> "e";
      case DnsType.EUI64 -> "E";
      case DnsType.TKEY -> "ntt22BB";
      case DnsType.TSIG -> "ns2B22B";
      case DnsType.URI -> "22'";
      case DnsType.CAA -> "1g'";
      default -> "?";
    };
  }

  /** What {@link #append} answers: all is well. */
  static final int GOOD = -1;

  /** Added to the offset of a field that is a name which does not resolve. */
  static final int IN_NAME = 1 << 16;

  /** Added to an offset, such as where fields and rdata do not end together: the text is of use. */
  static final int END = 1 << 17;

  /**
   * Appends the fields of rdata, a blank between them.
   *
   * @param clock near which the times of signatures are (RFC 4034, section 3.1.5)
   * @return {@link #GOOD}, or the offset of the field that is malformed, {@link #IN_NAME} added if
   *     it is a name that does not resolve; what was appended is then of no use, unless {@link
   *     #END} was added
   */
  static int append(
      ByteBuffer message, int type, int from, int end, InstantSource clock, StringBuilder text) {
    String layout = layout(type);
    int at = from;
    for (int i = 0; i < layout.length() && at < end; ) {
      char field = layout.charAt(i);
      int next = end(message, field, at, end);
      if (next < 0 || (next > end && field != NAME)) { // ldns lets a name run on behind the rdata
        return at;
      }
      boolean repeats = i + 1 < layout.length() && layout.charAt(i + 1) == REPEAT;
      if (repeats
          && field == NAME
          && DnsName.stepsOf(DnsName.resolve(message, at)) > MAX_REPEATED_STEPS) {
        return at + IN_NAME;
      }
      if (at > from) {
        text.append(' ');
      }
      if (!append(message, field, at, next, clock, text)) {
        return field == NAME ? at + IN_NAME : at;
      }
      if (field == GATEWAY
          && Wire.u8(message, at + 1) == GATEWAY_NAME
          && DnsName.isCompressed(message, at + 3)) {
        return at + END; // RFC 4025, section 2.5, forbids it
      }
      at = next;
      if (!repeats) {
        i++;
      }
    }
    return at == end ? GOOD : end + END;
  }

  /** Where a field ends, possibly beyond the rdata; negative where it cannot be told. */
  private static int end(ByteBuffer message, char field, int at, int end) {
    return switch (field) {
      case U8 -> at + 1;
      case U16, TYPE, CERT_TYPE -> at + 2;
      case U32, A, TIME -> at + 4;
      case EUI48, TSIG_TIME -> at + 6;
      case LOCATOR, EUI64 -> at + 8;
      case AAAA -> at + 16;
      case NAME -> DnsName.skip(message, at);
      case STRING, TAG, SALT, NEXT_HASH -> at + 1 + Wire.u8(message, at);
      case COUNTED_BASE64 -> end - at < 2 ? -1 : at + 2 + Wire.u16(message, at);
      case HOST_IDENTITY ->
          end - at < 4 ? -1 : at + 4 + Wire.u8(message, at) + Wire.u16(message, at + 2);
      default -> end;
    };
  }

  private static boolean append(
      ByteBuffer message, char field, int at, int end, InstantSource clock, StringBuilder text) {
    switch (field) {
      case U8 -> text.append(Wire.u8(message, at));
      case U16 -> text.append(Wire.u16(message, at));
      case U32 -> text.append(Wire.u32(message, at));
      case A -> IpAddress.ofIp4(Wire.i32(message, at)).appendTo(text);
      case AAAA -> appendIp6(message, at, text);
      case TYPE -> appendType(Wire.u16(message, at), text);
      case CERT_TYPE -> appendCertType(Wire.u16(message, at), text);
      case TIME -> appendTime(Wire.i32(message, at), clock, text);
      case TSIG_TIME ->
          text.append((long) Wire.u16(message, at) << 32 | Wire.u32(message, at + 2)).append(' ');
      case LOCATOR -> appendGroups(message, at, 4, text);
      case EUI48, EUI64 -> appendEui(message, at, end, text);
      case NAME -> {
        return DnsName.append(message, at, text);
      }
      case STRING -> appendString(message, at + 1, end, text);
      case TAG -> {
        return appendTag(message, at + 1, end, text);
      }
      case SALT -> {
        if (end - at == 1) {
          text.append('-');
        }
        appendHex(message, at + 1, end, text);
        text.append(' ');
      }
      case NEXT_HASH -> appendBase32(message, at + 1, end, text);
      case COUNTED_BASE64 -> {
        text.append(end - at - 2).append(' ');
        appendBase64(message, at + 2, end, text);
      }
      case BASE64 -> appendBase64(message, at, end, text);
      case HEX -> appendHex(message, at, end, text);
      case NSAP -> appendHex(message, at, end, text.append("0x"));
      case UNKNOWN -> appendUnknown(message, at, end, text);
      case BITMAP -> {
        return appendBitmap(message, at, end, text);
      }
      case PREFIXES -> {
        return appendPrefixes(message, at, end, text);
      }
      case SERVICES -> appendServices(message, at, end, text);
      case LOCATION -> {
        return appendLocation(message, at, end, text);
      }
      case GATEWAY -> {
        return appendGateway(message, at, end, text);
      }
      case HOST_IDENTITY -> {
        return appendHostIdentity(message, at, end, text);
      }
      case LONG_STRING -> appendString(message, at, end, text);
      case PARAMETERS -> {
        return ServiceParameters.append(message, at, end, text);
      }
      default -> throw new AssertionError(field);
    }
    return true;
  }

  // ------------------------------------------------------------------------------ numbers and
  // bytes

  static void appendIp6(ByteBuffer message, int at, StringBuilder text) {
    IpAddress.ofIp6(Wire.i64(message, at), Wire.i64(message, at + 8)).appendTo(text);
  }

  static void appendHex(ByteBuffer message, int at, int end, StringBuilder text) {
    for (int i = at; i < end; i++) {
      int octet = Wire.u8(message, i);
      text.append(HEX_DIGITS.charAt(octet >> 4)).append(HEX_DIGITS.charAt(octet & 15));
    }
  }

  /** RFC 3597, section 5. */
  static void appendUnknown(ByteBuffer message, int at, int end, StringBuilder text) {
    text.append("\\# ").append(end - at);
    if (at < end) {
      appendHex(message, at, end, text.append(' '));
    }
  }

  static void appendBase64(ByteBuffer message, int at, int end, StringBuilder text) {
    int i = at;
    for (; end - i >= 3; i += 3) {
      int bits = Wire.u16(message, i) << 8 | Wire.u8(message, i + 2);
      text.append(BASE64_DIGITS.charAt(bits >> 18)).append(BASE64_DIGITS.charAt(bits >> 12 & 63));
      text.append(BASE64_DIGITS.charAt(bits >> 6 & 63)).append(BASE64_DIGITS.charAt(bits & 63));
    }
    if (end - i == 2) {
      int bits = Wire.u16(message, i) << 2;
      text.append(BASE64_DIGITS.charAt(bits >> 12)).append(BASE64_DIGITS.charAt(bits >> 6 & 63));
      text.append(BASE64_DIGITS.charAt(bits & 63)).append('=');
    } else if (end - i == 1) {
      int bits = Wire.u8(message, i) << 4;
      text.append(BASE64_DIGITS.charAt(bits >> 6)).append(BASE64_DIGITS.charAt(bits & 63));
      text.append("==");
    }
  }

  /** base32hex (RFC 4648, section 7) in lower case, padded. */
  private static void appendBase32(ByteBuffer message, int at, int end, StringBuilder text) {
    int bits = 0;
    int held = 0;
    int digits = 0;
    for (int i = at; i < end; i++) {
      bits = bits << 8 | Wire.u8(message, i);
      for (held += 8; held >= 5; held -= 5, digits++) {
        text.append(BASE32_DIGITS.charAt(bits >> (held - 5) & 31));
      }
    }
    if (held > 0) {
      text.append(BASE32_DIGITS.charAt(bits << (5 - held) & 31));
      digits++;
    }
    for (; digits % 8 != 0; digits++) {
      text.append('=');
    }
  }

  /** Groups of four hexadecimal digits (RFC 6742, section 2.1). */
  private static void appendGroups(ByteBuffer message, int at, int groups, StringBuilder text) {
    for (int i = 0; i < groups; i++) {
      if (i > 0) {
        text.append(':');
      }
      appendHex(message, at + 2 * i, at + 2 * i + 2, text);
    }
  }

  /** RFC 7043. */
  private static void appendEui(ByteBuffer message, int at, int end, StringBuilder text) {
    for (int i = at; i < end; i++) {
      if (i > at) {
        text.append('-');
      }
      appendHex(message, i, i + 1, text);
    }
  }

  // --------------------------------------------------------------------------------- names of
  // codes

  /** As a value a type of questions (RFC 6895, section 3.1) has no mnemonic. */
  private static void appendType(int type, StringBuilder text) {
    if (type >= DnsType.IXFR && type <= DnsType.ANY) {
      text.append("TYPE").append(type);
    } else {
      text.append(DnsType.name(type));
    }
  }

  /** RFC 4398, section 2.1. */
  private static void appendCertType(int type, StringBuilder text) {
    switch (type) {
      case 1 -> text.append("PKIX");
      case 2 -> text.append("SPKI");
      case 3 -> text.append("PGP");
      case 4 -> text.append("IPKIX");
      case 5 -> text.append("ISPKI");
      case 6 -> text.append("IPGP");
      case 7 -> text.append("ACPKIX");
      case 8 -> text.append("IACPKIX");
      case 253 -> text.append("URI");
      case 254 -> text.append("OID");
      default -> text.append(type);
    }
  }

  // -------------------------------------------------------------------------------------- strings

  static void appendString(ByteBuffer message, int at, int end, StringBuilder text) {
    text.append('"');
    for (int i = at; i < end; i++) {
      appendCharacter(Wire.u8(message, i), text);
    }
    text.append('"');
  }

  static void appendCharacter(int octet, StringBuilder text) {
    if ((octet < ' ' && octet != '\t') || octet >= 0x7f) {
      DnsName.appendDecimal(text, octet);
    } else {
      if (octet == '"' || octet == '\\') {
        text.append('\\');
      }
      text.append((char) octet);
    }
  }

  /** The tag of a CAA record, letters and digits, at least one (RFC 8659, section 4.1). */
  private static boolean appendTag(ByteBuffer message, int at, int end, StringBuilder text) {
    for (int i = at; i < end; i++) {
      char c = (char) Wire.u8(message, i);
      if ((c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) {
        return false;
      }
      text.append(c);
    }
    return at < end;
  }

  // ----------------------------------------------------------------------------------------- times

  /** The time nearest to the clock's that has these lower 32 bits (RFC 1982). */
  private static void appendTime(int bits, InstantSource clock, StringBuilder text) {
    long now = Math.floorDiv(clock.millis(), 1000L);
    long seconds = now + (bits - (int) now);
    LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    long date = time.getYear() * 10_000L + time.getMonthValue() * 100L + time.getDayOfMonth();
    int ofDay = time.getHour() * 10_000 + time.getMinute() * 100 + time.getSecond();
    text.append(date * 1_000_000 + ofDay);
  }

  // --------------------------------------------------------------------------- lists of their own

  /** Windows of types, a blank behind each type (RFC 4034, section 4.1.2). */
  private static boolean appendBitmap(ByteBuffer message, int at, int end, StringBuilder text) {
    for (int window = at; end - window > 2; ) {
      if (end - window - 2 < Wire.u8(message, window + 1)) {
        return false;
      }
      int length = Wire.u8(message, window + 1);
      int first = Wire.u8(message, window) << 8;
      for (int i = 0; i < 8 * length; i++) {
        if ((Wire.u8(message, window + 2 + i / 8) << i % 8 & 0x80) != 0) {
          appendType(first + i & 0xffff, text);
          text.append(' ');
        }
      }
      window += 2 + length;
    }
    return true;
  }

  /** Address prefixes, a blank behind each (RFC 3123). */
  private static boolean appendPrefixes(ByteBuffer message, int at, int end, StringBuilder text) {
    for (int item = at; item < end; ) {
      if (end - item < 4) {
        return false;
      }
      int family = Wire.u16(message, item);
      int length = Wire.u8(message, item + 3) & 0x7f;
      if (family != 1 && family != 2) {
        if (end - item - 4 < length) {
          return false;
        }
        text.append("Unknown address family: ").append(family).append(" data: ");
        appendHex(message, at + 1, at + 4 + length, text); // ldns prints the first item's bytes
        item += 4 + length;
        continue;
      }
      int used = Math.min(length, family == 1 ? 4 : 16);
      if (end - item - 4 < used) {
        return false;
      }
      if (Wire.u8(message, item + 3) >= 0x80) {
        text.append('!');
      }
      text.append(family).append(':');
      byte[] address = new byte[16];
      for (int i = 0; i < used; i++) {
        address[i] = message.get(item + 4 + i);
      }
      ByteBuffer padded = ByteBuffer.wrap(address);
      if (family == 1) {
        IpAddress.ofIp4(padded.getInt(0)).appendTo(text);
      } else {
        appendGroups(padded, 0, 8, text);
      }
      text.append('/').append(Wire.u8(message, item + 2)).append(' ');
      item += 4 + length;
    }
    return true;
  }

  /** A protocol and its ports (RFC 1035, section 3.4.2), as numbers: names depend on tables. */
  private static void appendServices(ByteBuffer message, int at, int end, StringBuilder text) {
    int protocol = Wire.u8(message, at);
    text.append(protocol == 6 ? "tcp" : protocol == 17 ? "udp" : Integer.toString(protocol));
    text.append(' ');
    for (int i = 0; i < 8 * (end - at - 1); i++) {
      if ((Wire.u8(message, at + 1 + i / 8) << i % 8 & 0x80) != 0) {
        text.append(i).append(' ');
      }
    }
  }

  // --------------------------------------------------------------------------------------
  // locations

  /** RFC 1876, section 2; another version than 0 in hexadecimal. */
  private static boolean appendLocation(ByteBuffer message, int at, int end, StringBuilder text) {
    if (Wire.u8(message, at) != 0) {
      appendHex(message, at, end, text);
      return true;
    }
    if (end - at < 16) {
      return false;
    }
    appendAngle(Wire.u32(message, at + 4), 'N', 'S', text);
    appendAngle(Wire.u32(message, at + 8), 'E', 'W', text);
    long altitude = Wire.u32(message, at + 12) - 10_000_000;
    if (altitude < 0) {
      text.append('-');
      altitude = -altitude;
    }
    text.append(altitude / 100);
    if (altitude % 100 != 0) {
      appendTwo((int) (altitude % 100), text.append('.'));
    }
    text.append('m');
    for (int i = 1; i <= 3; i++) {
      appendSize(Wire.u8(message, at + i), text.append(' '));
    }
    return true;
  }

  /** Thousandths of a second of arc, 2^31 being the equator or the prime meridian. */
  private static void appendAngle(long value, char positive, char negative, StringBuilder text) {
    long zero = 1L << 31;
    long angle = Math.abs(value - zero);
    appendTwo((int) (angle / 3_600_000), text);
    appendTwo((int) (angle / 60_000 % 60), text.append(' '));
    text.append(' ').append(angle / 1000 % 60).append('.');
    text.append((char) ('0' + angle / 100 % 10));
    appendTwo((int) (angle % 100), text);
    text.append(' ').append(value >= zero ? positive : negative).append(' ');
  }

  /** Centimetres: a factor and a power of ten. */
  private static void appendSize(int value, StringBuilder text) {
    int factor = value >> 4;
    int power = value & 15;
    if (power == 0) {
      appendTwo(factor, text.append("0."));
    } else if (power == 1) { // 10 to 15, which are no factors, make three digits
      text.append("0.").append(factor).append('0');
    } else {
      text.append(factor).append("0".repeat(power - 2));
    }
    text.append('m');
  }

  private static void appendTwo(int number, StringBuilder text) {
    if (number < 10) {
      text.append('0');
    }
    text.append(number);
  }

  // -------------------------------------------------------------------------------------------
  // keys

  /** Precedence, kind of gateway, algorithm, gateway, key (RFC 4025, section 2.1). */
  private static boolean appendGateway(ByteBuffer message, int at, int end, StringBuilder text) {
    if (end - at < 3) {
      return false;
    }
    int kind = Wire.u8(message, at + 1);
    text.append(Wire.u8(message, at)).append(' ').append(kind).append(' ');
    text.append(Wire.u8(message, at + 2)).append(' ');
    int gateway = at + 3;
    int key;
    switch (kind) {
      case 1 -> {
        key = gateway + 4;
        if (key > end) {
          return false;
        }
        IpAddress.ofIp4(Wire.i32(message, gateway)).appendTo(text);
      }
      case 2 -> {
        key = gateway + 16;
        if (key > end) {
          return false;
        }
        appendIp6(message, gateway, text);
      }
      case GATEWAY_NAME -> {
        key = DnsName.skip(message, gateway);
        if (key < 0 || key > end || !DnsName.append(message, gateway, text)) {
          return false;
        }
      }
      default -> { // none; ldns takes an unknown kind for none too
        text.append('.');
        key = gateway;
      }
    }
    if (key == end) {
      return Wire.u8(message, at + 2) == 0; // the algorithm of no key, section 2.4
    }
    appendBase64(message, key, end, text.append(' '));
    return true;
  }

  /** Algorithm, host identity tag, public key (RFC 8005, section 5). */
  private static boolean appendHostIdentity(
      ByteBuffer message, int at, int end, StringBuilder text) {
    int key = at + 4 + Wire.u8(message, at);
    if (key == at + 4 || key == end) {
      return false;
    }
    text.append(Wire.u8(message, at + 1)).append(' ');
    appendHex(message, at + 4, key, text);
    appendBase64(message, key, end, text.append(' '));
    return true;
  }
}
