// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

/**
 * A bidirectional flow: what was counted each way.
 *
 * @param key the flow's key in its forward direction, that of the first packet seen
 * @param fwdPackets packets in the forward direction
 * @param fwdBytes the sum of their original lengths
 * @param revPackets packets in the other direction; 0 if both ends are the same
 * @param revBytes the sum of their original lengths
 * @param firstNanos the smallest timestamp, nanoseconds since 1970
 * @param lastNanos the largest timestamp, nanoseconds since 1970
 */
public record Flow(
    FlowKey key,
    long fwdPackets,
    long fwdBytes,
    long revPackets,
    long revBytes,
    long firstNanos,
    long lastNanos) {

  /** Packets in both directions. */
  public long packets() {
    return fwdPackets + revPackets;
  }

  /** Bytes in both directions. */
  public long bytes() {
    return fwdBytes + revBytes;
  }
}
