// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

/** The formats of trace files. */
public enum TraceFormat {
  /** The capture file of libpcap: microseconds, nanoseconds, or Kuznetzov's modified records. */
  PCAP("pcap"),
  /** The next generation's capture file (draft-ietf-opsawg-pcapng). */
  PCAPNG("pcapng"),
  /** Endace's extensible record format. */
  ERF("erf");

  private final String text;

  TraceFormat(String text) {
    this.text = text;
  }

  /** The format's name as people write it. */
  @Override
  public String toString() {
    return text;
  }
}
