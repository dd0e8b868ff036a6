// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import org.plt4j.packet.IpAddress;

/**
 * What one address sent to another.
 *
 * @param src the source address
 * @param dst the destination address
 * @param packets how many packets
 * @param bytes the sum of their original lengths
 */
public record AddressPair(IpAddress src, IpAddress dst, long packets, long bytes) {}
