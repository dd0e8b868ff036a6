// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

/**
 * A header of the link layer of which we know no more than how to get behind it: a prefix that a
 * capture adds (PPI, PKTAP, NFLOG, Prism, AVS), a tag or an encapsulation of a vendor.
 */
public final class LinkHeader extends Layer {
  private final String name;

  LinkHeader(Packet packet, int offset, String name) {
    super(packet, offset);
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  int headerBytes() {
    return NOT_CAPTURED;
  }
}
