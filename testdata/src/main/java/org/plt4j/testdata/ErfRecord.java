// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.nio.ByteOrder;

/** One ERF record: of interface 0, nothing lost and nothing behind its bytes, unless told so. */
public final class ErfRecord {
  private final int type;
  private final long nanos;
  private final byte[] bytes;
  private final long wireLength;
  private int flags = ErfFile.VARYING_LENGTH;
  private int lossCounter;
  private int alignment = 1;
  private long[] extensions = {};

  /** A record of captured bytes without the two bytes that ERF puts before Ethernet. */
  public ErfRecord(int type, long nanos, byte[] bytes, long wireLength) {
    this.type = type;
    this.nanos = nanos;
    this.bytes = bytes.clone();
    this.wireLength = wireLength;
  }

  /** The flags, whose two lowest bits are the interface. */
  public ErfRecord flags(int value) {
    flags = value;
    return this;
  }

  /** Packets lost before this one, or the color where the type has one. */
  public ErfRecord lossCounterOrColor(int value) {
    lossCounter = value;
    return this;
  }

  /** Zeros up to a multiple of this many bytes. */
  public ErfRecord aligned(int unit) {
    alignment = unit;
    return this;
  }

  /** Extension headers: the first byte of each is its type, below 0x80. */
  public ErfRecord extensions(long... headers) {
    extensions = headers.clone();
    return this;
  }

  private boolean isEthernet() {
    return type == ErfFile.ETH || type == ErfFile.COLOR_ETH || type == ErfFile.DSM_COLOR_ETH;
  }

  byte[] encoded() {
    Bytes body = new Bytes();
    for (int i = 0; i < extensions.length; i++) {
      boolean more = i < extensions.length - 1;
      body.u64(more ? extensions[i] | Long.MIN_VALUE : extensions[i]);
    }
    if (isEthernet()) {
      body.u16(0);
    }
    body.raw(bytes).align(alignment);
    Bytes record = new Bytes();
    record.raw(new Bytes(ByteOrder.LITTLE_ENDIAN).u64(ErfFile.timestamp(nanos)).array());
    record.u8(extensions.length > 0 ? type | 0x80 : type).u8(flags);
    record.u16(16 + body.size()).u16(lossCounter).u16((int) wireLength);
    return record.raw(body.array()).array();
  }
}
