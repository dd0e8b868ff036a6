// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import org.plt4j.packet.IpAddress;

/**
 * What one address sent and received. A packet from an address to itself is both.
 *
 * @param address the address
 * @param sentPackets packets whose source it is
 * @param sentBytes the sum of their original lengths
 * @param receivedPackets packets whose destination it is
 * @param receivedBytes the sum of their original lengths
 */
public record Host(
    IpAddress address, long sentPackets, long sentBytes, long receivedPackets, long receivedBytes) {

  /** Packets sent and received. */
  public long packets() {
    return sentPackets + receivedPackets;
  }

  /** Bytes sent and received. */
  public long bytes() {
    return sentBytes + receivedBytes;
  }
}
