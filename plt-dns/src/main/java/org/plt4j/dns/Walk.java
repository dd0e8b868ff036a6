// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import org.plt4j.dns.DnsStatus.Fault;

/**
 * Goes from record to record of a message. It trusts no count: each turn consumes bytes of the
 * message or is the last.
 */
final class Walk {
  private static final int SECTIONS = 4;

  /** The times in rdata cannot be wrong. */
  private static final InstantSource EPOCH = InstantSource.fixed(Instant.EPOCH);

  private final ByteBuffer message;

  /** Where the next record starts. */
  private int at = DnsMessage.HEADER_LENGTH;

  private int section = -1;
  private int left;

  private int start;
  private int fixed;

  private Fault fault = Fault.OK;
  private int faultAt;

  /** Labels and pointers looked at by {@link #status}. */
  private long steps;

  Walk(ByteBuffer message) {
    this.message = message;
    if (message.limit() < DnsMessage.HEADER_LENGTH) {
      end(Fault.TRUNCATED, message.limit());
    }
  }

  /** Goes to the next whole record; false at the end or at a fault that hides what follows. */
  boolean next() {
    if (fault != Fault.OK) {
      return false;
    }
    while (left == 0) {
      section++;
      if (section == SECTIONS) {
        return false;
      }
      left = Wire.u16(message, DnsMessage.COUNTS + 2 * section);
    }
    left--;
    start = at;
    fixed = DnsName.skip(message, at);
    if (fixed < 0) {
      return end(fixed == DnsName.CUT ? Fault.TRUNCATED : Fault.BAD_NAME, at);
    }
    int room = message.limit() - fixed;
    if (section == 0) {
      at = fixed + DnsMessage.QUESTION_LENGTH;
      return room >= DnsMessage.QUESTION_LENGTH || end(Fault.TRUNCATED, fixed);
    }
    if (room < DnsRecord.FIXED_LENGTH) {
      return end(Fault.TRUNCATED, fixed);
    }
    at = fixed + DnsRecord.FIXED_LENGTH;
    int length = Wire.u16(message, fixed + DnsRecord.LENGTH);
    if (message.limit() - at < length) {
      return end(Fault.TRUNCATED, at);
    }
    at += length;
    return true;
  }

  private boolean end(Fault what, int where) {
    fault = what;
    faultAt = where;
    return false;
  }

  /** The section of the record, or of the fault. */
  DnsSection section() {
    return switch (section) {
      case -1 -> DnsSection.HEADER;
      case 0 -> DnsSection.QUESTION;
      case 1 -> DnsSection.ANSWER;
      case 2 -> DnsSection.AUTHORITY;
      default -> DnsSection.ADDITIONAL;
    };
  }

  DnsRecord record() {
    return new DnsRecord(message, start, fixed);
  }

  /** Where the record starts. */
  int start() {
    return start;
  }

  /** Walks to the end, into the names and rdata too; answers the first fault. */
  DnsStatus status() {
    StringBuilder text = new StringBuilder(); // the check of rdata is their presentation
    DnsStatus first = DnsStatus.OK;
    while (next()) {
      if (first.isOk()) {
        first = check(text);
      }
    }
    return first.isOk() && fault != Fault.OK ? new DnsStatus(fault, section(), faultAt) : first;
  }

  private DnsStatus check(StringBuilder text) {
    long resolved = DnsName.resolve(message, start);
    steps += DnsName.stepsOf(resolved);
    int length = DnsName.lengthOf(resolved);
    if (length < 0) {
      return new DnsStatus(fault(length), section(), start);
    }
    if (section == 0) {
      return DnsStatus.OK;
    }
    text.setLength(0);
    int bad = record().fault(EPOCH, text);
    if (bad == Rdata.GOOD) {
      return DnsStatus.OK;
    }
    if (bad >= Rdata.END) {
      return new DnsStatus(Fault.BAD_LENGTH, section(), bad - Rdata.END);
    }
    if (bad < Rdata.IN_NAME) {
      return new DnsStatus(Fault.BAD_LENGTH, section(), bad);
    }
    int name = bad - Rdata.IN_NAME;
    Fault what = fault(DnsName.lengthOf(DnsName.resolve(message, name)));
    return new DnsStatus(what, section(), name);
  }

  private static Fault fault(int length) {
    return switch (length) {
      case DnsName.CUT -> Fault.TRUNCATED;
      case DnsName.BAD_POINTER -> Fault.BAD_POINTER;
      default -> Fault.BAD_NAME;
    };
  }

  long steps() {
    return steps;
  }
}
