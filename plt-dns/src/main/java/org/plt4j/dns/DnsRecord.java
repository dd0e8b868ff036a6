// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * A window on a resource record (RFC 1035, section 4.1.3). Its fields are read from the message's
 * bytes when they are asked for; all of it is there.
 *
 * <pre>
 * +--------------+--------+--------+-----------------+--------+-------+
 * | Owner        | Type   | Class  | Time to live    | Length | Rdata |
 * | a name       | 16 bit | 16 bit | 32 bit          | 16 bit |       |
 * +--------------+--------+--------+-----------------+--------+-------+
 * </pre>
 */
public final class DnsRecord {
  static final int FIXED_LENGTH = 10;
  static final int LENGTH = 8;
  private static final int CLASS = 2;
  private static final int TTL = 4;

  /** Of an ordinary record. */
  private static final int TEXT_LENGTH = 96;

  private static final int CACHE_FLUSH = 0x8000;

  private final ByteBuffer message;
  private final int start;
  private final int fixed;

  DnsRecord(ByteBuffer message, int start, int fixed) {
    this.message = message;
    this.start = start;
    this.fixed = fixed;
  }

  /** Where the record starts, counted from the message's first byte. */
  public int offset() {
    return start;
  }

  /** The name that the record belongs to, or null where it does not resolve. */
  public @Nullable DnsName owner() {
    return DnsName.read(message, start);
  }

  /** The type, see {@link DnsType}. */
  public int type() {
    return Wire.u16(message, fixed);
  }

  /** The class, see {@link DnsClass}. */
  public int classNumber() {
    return Wire.u16(message, fixed + CLASS);
  }

  /** In multicast DNS: whether older records are to be forgotten (RFC 6762, section 10.2). */
  public boolean isCacheFlush() {
    return (classNumber() & CACHE_FLUSH) != 0;
  }

  /** The time to live in seconds, unsigned. */
  public long ttl() {
    return Wire.u32(message, fixed + TTL);
  }

  /** The rdata as sent: names in them may be compressed. Read only, big endian, at 0. */
  public ByteBuffer rdataBytes() {
    return message.slice(rdataStart(), end() - rdataStart()).order(ByteOrder.BIG_ENDIAN);
  }

  private int rdataStart() {
    return fixed + FIXED_LENGTH;
  }

  int end() {
    return rdataStart() + Wire.u16(message, fixed + LENGTH);
  }

  /** {@link #rdata(InstantSource)} with the system's clock. */
  public String rdata() {
    return rdata(InstantSource.system());
  }

  /**
   * The rdata in presentation format, as ldns prints it; empty if there are none. An unknown type,
   * and rdata that do not hold what their type says, are printed as {@code \# 4 c0000201} (RFC
   * 3597, section 5).
   *
   * @param clock near which the times of signatures and keys are, of which 32 bits are sent (RFC
   *     4034, section 3.1.5)
   */
  public String rdata(InstantSource clock) {
    StringBuilder text = new StringBuilder(TEXT_LENGTH);
    appendRdata(clock, text);
    return text.toString();
  }

  /** Appends {@link #rdata(InstantSource)} without making a string of it. */
  public void appendRdata(InstantSource clock, StringBuilder text) {
    int length = text.length();
    int fault = fault(clock, text);
    if (fault != Rdata.GOOD && fault < Rdata.END) {
      text.setLength(length);
      Rdata.appendUnknown(message, rdataStart(), end(), text);
    }
  }

  /** Appends the rdata; answers what {@link Rdata#append} does. */
  int fault(InstantSource clock, StringBuilder text) {
    return Rdata.append(message, type(), rdataStart(), end(), clock, text);
  }

  /**
   * The whole record as ldns prints it: owner, time to live, class, type and rdata with tabs
   * between them; behind a DNSKEY a comment with the key's tag and size. An owner that does not
   * resolve is {@code null}.
   */
  @Override
  public String toString() {
    return toString(InstantSource.system());
  }

  /** {@link #toString()}, with the times near this clock's. */
  public String toString(InstantSource clock) {
    StringBuilder text = new StringBuilder(TEXT_LENGTH);
    appendTo(clock, text);
    return text.toString();
  }

  /** Appends {@link #toString(InstantSource)} without making a string of it. */
  public void appendTo(InstantSource clock, StringBuilder text) {
    if (!DnsName.append(message, start, text)) {
      text.append("null");
    }
    text.append('\t').append(ttl()).append('\t').append(DnsClass.name(classNumber()));
    text.append('\t').append(DnsType.name(type())).append('\t');
    if (end() == rdataStart()) {
      text.append("\\# 0");
      return;
    }
    appendRdata(clock, text);
    if (type() == DnsType.DNSKEY) {
      Keys.appendComment(message, rdataStart(), end(), text);
    }
  }
}
