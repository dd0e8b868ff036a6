// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A domain name (RFC 1035, section 3.1): a value that owns its bytes. The case of its letters is
 * kept and does not count when names are compared (RFC 4343).
 */
public final class DnsName {
  /** The most octets of a name on the wire, lengths of labels and the root's included. */
  public static final int MAX_LENGTH = 255;

  /** The name of the root. */
  public static final DnsName ROOT = new DnsName(new byte[1]);

  private static final int MAX_LABEL_LENGTH = 63;
  private static final int POINTER = 0xc0;

  // What resolve and skip answer instead of a length or a place.
  static final int CUT = -1;
  static final int BAD_LABEL = -2;
  static final int TOO_LONG = -3;
  static final int BAD_POINTER = -4;

  /** Below all these: from it {@link #scan} takes the place behind a name that has a pointer. */
  private static final int COMPRESSED = -16;

  /**
   * A name holds no more pointers than this, or than {@link #POINTER_WORK} divided by the number of
   * records that the header counts if that is more: all owners of a message together are so much
   * work at most.
   */
  private static final int MIN_POINTERS = 64;

  private static final int POINTER_WORK = 1 << 20;

  /** The name on the wire, without compression. */
  private final byte[] wire;

  private DnsName(byte[] wire) {
    this.wire = wire;
  }

  /**
   * Reads a name in presentation format, absolute whether it ends in a point or not; {@code \DDD}
   * and {@code \X} are understood.
   *
   * @throws IllegalArgumentException if the text is no name
   */
  public static DnsName parse(String text) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    ByteArrayOutputStream label = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (text.length() == 1) {
          return ROOT;
        }
        endLabel(text, label, wire);
      } else if (c == '\\') {
        int code = escaped(text, i);
        label.write(code & 0xff);
        i += code >> 8;
      } else if (c < 0x80) {
        label.write(c);
      } else {
        throw bad(text);
      }
    }
    if (label.size() > 0) {
      endLabel(text, label, wire);
    }
    wire.write(0);
    if (wire.size() == 1 || wire.size() > MAX_LENGTH) {
      throw bad(text);
    }
    return new DnsName(wire.toByteArray());
  }

  private static void endLabel(
      String text, ByteArrayOutputStream label, ByteArrayOutputStream wire) {
    if (label.size() == 0 || label.size() > MAX_LABEL_LENGTH) {
      throw bad(text);
    }
    wire.write(label.size());
    wire.writeBytes(label.toByteArray());
    label.reset();
  }

  /** The octet behind a backslash, and above it how many characters it takes. */
  private static int escaped(String text, int at) {
    if (at + 1 == text.length() || text.charAt(at + 1) >= 0x80) {
      throw bad(text);
    }
    char c = text.charAt(at + 1);
    if (c < '0' || c > '9') {
      return 1 << 8 | c;
    }
    int value = 0;
    for (int i = at + 1; i <= at + 3; i++) {
      if (i == text.length() || text.charAt(i) < '0' || text.charAt(i) > '9') {
        throw bad(text);
      }
      value = value * 10 + text.charAt(i) - '0';
    }
    if (value > 0xff) {
      throw bad(text);
    }
    return 3 << 8 | value;
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException("not a domain name: \"" + text + '"');
  }

  /** The name at this place of a message, or null where it does not resolve. */
  static @Nullable DnsName read(ByteBuffer message, int at) {
    return read(message, at, scan(message, at));
  }

  /** The same, where what {@link #scan} answers is known. */
  static @Nullable DnsName read(ByteBuffer message, int at, int scanned) {
    int length = scanned - at;
    if (scanned < 0 || length > MAX_LENGTH) {
      return readCompressed(message, at);
    }
    byte[] wire = new byte[length];
    message.get(at, wire);
    return new DnsName(wire);
  }

  private static @Nullable DnsName readCompressed(ByteBuffer message, int at) {
    int length = lengthOf(resolve(message, at));
    if (length < 0) {
      return null;
    }
    byte[] wire = new byte[length];
    int from = at;
    for (int to = 0; to < length - 1; ) {
      int octet = Wire.u8(message, from);
      if (octet >= POINTER) {
        from = Wire.u16(message, from) & 0x3fff;
      } else {
        message.get(from, wire, to, octet + 1);
        from += octet + 1;
        to += octet + 1;
      }
    }
    return new DnsName(wire);
  }

  /**
   * Follows a name.
   *
   * @return in the lower half its length without compression, or a negative number that says what
   *     is wrong; in the upper half how many labels and pointers were looked at
   */
  static long resolve(ByteBuffer message, int at) {
    int limit = message.limit();
    int length = 1;
    int steps = 0;
    int pointers = 0;
    int start = at; // of the run of labels, which every pointer in it has to go behind
    while (true) {
      steps++;
      if (limit - at < 1) {
        return answer(steps, CUT);
      }
      int octet = Wire.u8(message, at);
      if (octet == 0) {
        return answer(steps, length);
      }
      if (octet >= POINTER) {
        if (limit - at < 2) {
          return answer(steps, CUT);
        }
        int target = Wire.u16(message, at) & 0x3fff;
        pointers++;
        // at 0 there is the identifier, and ldns follows no pointer to it
        if (target >= start
            || target == 0
            || (pointers > MIN_POINTERS && pointers > maxPointers(message))) {
          return answer(steps, BAD_POINTER);
        }
        start = target;
        at = target;
        continue;
      }
      if (octet > MAX_LABEL_LENGTH) {
        return answer(steps, BAD_LABEL);
      }
      if (limit - at <= octet) {
        return answer(steps, CUT);
      }
      length += octet + 1;
      if (length > MAX_LENGTH) {
        return answer(steps, TOO_LONG);
      }
      at += octet + 1;
    }
  }

  private static int maxPointers(ByteBuffer message) {
    int records = 1;
    for (int i = 0; i < 4; i++) {
      records += Wire.u16(message, DnsMessage.COUNTS + 2 * i);
    }
    return POINTER_WORK / records;
  }

  private static long answer(int steps, int length) {
    return (long) steps << 32 | (length & 0xffff_ffffL);
  }

  static int lengthOf(long resolved) {
    return (int) resolved;
  }

  static int stepsOf(long resolved) {
    return (int) (resolved >>> 32);
  }

  /**
   * Where the bytes behind a name start, or a negative number: {@link #CUT}, {@link #BAD_LABEL}.
   */
  static int skip(ByteBuffer message, int at) {
    return behind(scan(message, at));
  }

  /** What {@link #skip} answers, from what {@link #scan} does. */
  static int behind(int scanned) {
    return scanned <= COMPRESSED ? COMPRESSED - scanned : scanned;
  }

  /** As {@link #skip}, but a place behind a pointer is taken from {@link #COMPRESSED}. */
  static int scan(ByteBuffer message, int at) {
    int limit = message.limit();
    while (limit - at >= 1) {
      int octet = Wire.u8(message, at);
      if ((octet - 1 & 0xff) < MAX_LABEL_LENGTH) { // neither 0 nor more than a label has
        at += octet + 1;
      } else if (octet == 0) {
        return at + 1;
      } else if (octet < POINTER) {
        return BAD_LABEL;
      } else {
        return limit - at < 2 ? CUT : COMPRESSED - (at + 2);
      }
    }
    return CUT;
  }

  /** Whether a name that can be skipped ends in a pointer. */
  static boolean isCompressed(ByteBuffer message, int at) {
    int octet = Wire.u8(message, at);
    while (octet != 0 && octet < POINTER) {
      at += octet + 1;
      octet = Wire.u8(message, at);
    }
    return octet != 0;
  }

  /** Appends the name at this place of a message; false where it does not resolve. */
  static boolean append(ByteBuffer message, int at, StringBuilder text) {
    if (lengthOf(resolve(message, at)) < 0) {
      return false;
    }
    boolean root = true;
    while (true) {
      int octet = Wire.u8(message, at);
      if (octet >= POINTER) {
        at = Wire.u16(message, at) & 0x3fff;
      } else if (octet == 0) {
        if (root) {
          text.append('.');
        }
        return true;
      } else {
        for (int i = 1; i <= octet; i++) {
          appendOctet(text, message.get(at + i) & 0xff);
        }
        text.append('.');
        root = false;
        at += octet + 1;
      }
    }
  }

  private static void appendOctet(StringBuilder text, int octet) {
    if (octet <= ' ' || octet >= 0x7f) {
      appendDecimal(text, octet);
    } else {
      if (octet == '.' || octet == ';' || octet == '(' || octet == ')' || octet == '\\') {
        text.append('\\');
      }
      text.append((char) octet);
    }
  }

  /** {@code \DDD}. */
  static void appendDecimal(StringBuilder text, int octet) {
    text.append('\\').append((char) ('0' + octet / 100));
    text.append((char) ('0' + octet / 10 % 10)).append((char) ('0' + octet % 10));
  }

  /** How many labels there are; the root's, which is empty, is not counted. */
  public int labelCount() {
    int count = 0;
    for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
      count++;
    }
    return count;
  }

  /**
   * The bytes of a label, 0 being the leftmost; a fresh array.
   *
   * @throws IndexOutOfBoundsException if there is no such label
   */
  public byte[] label(int index) {
    int at = 0;
    for (int i = 0; i < index && wire[at] != 0; i++) {
      at += wire[at] + 1;
    }
    if (index < 0 || wire[at] == 0) {
      throw new IndexOutOfBoundsException("label " + index + " of " + this);
    }
    return java.util.Arrays.copyOfRange(wire, at + 1, at + 1 + wire[at]);
  }

  /** Whether this is the root. */
  public boolean isRoot() {
    return wire.length == 1;
  }

  /** The name on the wire without compression; a fresh array. */
  public byte[] toBytes() {
    return wire.clone();
  }

  @Override
  public boolean equals(@Nullable Object object) {
    if (!(object instanceof DnsName other) || other.wire.length != wire.length) {
      return false;
    }
    for (int i = 0; i < wire.length; i++) {
      if (lower(wire[i]) != lower(other.wire[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (byte octet : wire) {
      hash = hash * 31 + lower(octet);
    }
    return hash;
  }

  /** Lengths of labels are below every letter, hence stay as they are. */
  private static int lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
  }

  /**
   * The presentation format: case as sent, a point behind each label, {@code . ; ( ) \} behind a
   * backslash, blanks and what does not print as {@code \DDD}.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(wire.length + 8);
    appendTo(text);
    return text.toString();
  }

  /** Appends {@link #toString()} without making a string of it. */
  public void appendTo(StringBuilder text) {
    append(ByteBuffer.wrap(wire), 0, text);
  }
}
