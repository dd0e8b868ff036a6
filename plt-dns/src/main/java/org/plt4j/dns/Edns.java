// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What an OPT record says (RFC 6891, section 6.1): extension mechanisms for DNS. Its class and time
 * to live hold other things than those of other records.
 */
public final class Edns {
  private static final int DNSSEC_OK = 0x8000;

  private final DnsRecord record;

  Edns(DnsRecord record) {
    this.record = record;
  }

  /** The largest datagram that the sender takes, in bytes. */
  public int udpSize() {
    return record.classNumber();
  }

  /** The upper 8 bits of the response code. */
  public int extendedRcode() {
    return (int) (record.ttl() >>> 24);
  }

  /** The version. */
  public int version() {
    return (int) (record.ttl() >>> 16) & 0xff;
  }

  /** The 16 bits of flags, DO the highest. */
  public int flags() {
    return (int) record.ttl() & 0xffff;
  }

  /** DO: the sender takes DNSSEC's records (RFC 3225). */
  public boolean isDnssecOk() {
    return (flags() & DNSSEC_OK) != 0;
  }

  /** All options as sent. Read only, big endian, positioned at 0. */
  public ByteBuffer data() {
    return record.rdataBytes();
  }

  /** The options, all that are whole. */
  public List<EdnsOption> options() {
    List<EdnsOption> options = new ArrayList<>();
    ByteBuffer data = data();
    for (int at = 0; data.limit() - at >= 4; ) {
      int length = Wire.u16(data, at + 2);
      if (data.limit() - at - 4 < length) {
        break;
      }
      options.add(new EdnsOption(Wire.u16(data, at), data.slice(at + 4, length)));
      at += 4 + length;
    }
    return options;
  }
}
