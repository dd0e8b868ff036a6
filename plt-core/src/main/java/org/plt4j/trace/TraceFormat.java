// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

/** The formats of trace files. */
public enum TraceFormat {
  /** The capture file of libpcap: microseconds, nanoseconds, or Kuznetzov's modified records. */
  PCAP("pcap"),
  /** The next generation's capture file (draft-ietf-opsawg-pcapng). */
  PCAPNG("pcapng"),
  /** Endace's extensible record format. */
  ERF("erf"),
  /** Cells of the first DAG cards for ATM; told by URI alone, as are those that follow. */
  LEGACY_ATM("legacyatm"),
  /** Frames of the first DAG cards for packets over SONET. */
  LEGACY_POS("legacypos"),
  /** Frames of the first DAG cards for Ethernet. */
  LEGACY_ETH("legacyeth"),
  /** NLANR's time sequence headers: the first 36 bytes of IPv4 packets. */
  TSH("tsh"),
  /** The state of DAG clocks: records that hold no packets. */
  DUCK("duck");

  private final String text;

  TraceFormat(String text) {
    this.text = text;
  }

  /** Whether times have 2^-32 s, as {@link org.plt4j.packet.Packet#erfTimestamp} tells them. */
  public boolean isErfTime() {
    return this == ERF || this == LEGACY_ATM || this == LEGACY_POS || this == LEGACY_ETH;
  }

  /** Whether traces are written in it too. */
  boolean isWritten() {
    return this == PCAP || this == PCAPNG || this == ERF;
  }

  /** The format's name as people write it. */
  @Override
  public String toString() {
    return text;
  }
}
