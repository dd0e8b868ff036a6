// SPDX-License-Identifier: Apache-2.0
package org.plt4j.internal;

import org.plt4j.packet.Packet;

/**
 * What counts packets by flow: a packet of the most common kind, IPv4 without options with TCP or
 * UDP directly in Ethernet, comes as the numbers that flows are made of, which costs no object.
 */
public abstract class FlowSink {
  /** How many packets are handed over at most between two calls of {@link #settle}. */
  public static final int BATCH = 32;

  /** For whoever counts. */
  protected FlowSink() {}

  /**
   * Counts a packet of the most common kind.
   *
   * @param addresses source and destination
   * @param ports those of source and destination, as {@link Packet#ports} has them
   * @param protocol the IP protocol
   * @param length as {@link Packet#originalLength} has it
   * @param nanos as {@link Packet#timestampNanos} has them
   */
  public abstract void ip4(long addresses, int ports, int protocol, long length, long nanos);

  /** Counts any other packet. */
  public abstract void packet(Packet packet);

  /**
   * Makes room for a batch. It is the reader that calls this, between its loops: their code, and
   * the longer one that finds flows, are compiled by themselves, and sooner.
   */
  public abstract void settle();
}
