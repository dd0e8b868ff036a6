// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.util.List;

/** Writes an ERF file (Endace extensible record format): records without a file header. */
public final class ErfFile {
  static final int HDLC_POS = 1;
  static final int ETH = 2;
  static final int ATM = 3;
  static final int AAL5 = 4;
  static final int COLOR_HDLC_POS = 10;
  static final int COLOR_ETH = 11;
  static final int DSM_COLOR_ETH = 16;
  static final int IP4 = 22;
  static final int IP6 = 23;
  static final int PAD = 48;

  /** Flags: lengths vary, the snap length cut the record, and two kinds of error. */
  static final int VARYING_LENGTH = 0x04;

  static final int TRUNCATED = 0x08;
  static final int RECEIVE_ERROR = 0x10;
  static final int STREAM_ERROR = 0x20;

  private final Bytes out = new Bytes();

  /** Ethernet frames as a converter writes them: no frame check sequence, no alignment. */
  public static byte[] ofEthernet(List<Frame> frames) {
    ErfFile file = new ErfFile();
    for (Frame frame : frames) {
      file.add(new ErfRecord(ETH, frame.nanos(), frame.bytes(), frame.originalLength() + 4));
    }
    return file.bytes();
  }

  /** Seconds and 2^-32 seconds, rounded down. */
  public static long timestamp(long nanos) {
    long seconds = nanos / 1_000_000_000;
    long fraction = ((nanos % 1_000_000_000) << 32) / 1_000_000_000;
    return seconds << 32 | fraction;
  }

  /** Adds a record. */
  public ErfFile add(ErfRecord record) {
    out.raw(record.encoded());
    return this;
  }

  /** The file so far. */
  public byte[] bytes() {
    return out.array();
  }
}
