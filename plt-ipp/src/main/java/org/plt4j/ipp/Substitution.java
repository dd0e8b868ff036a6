// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import org.jspecify.annotations.Nullable;
import org.plt4j.packet.IpAddress;

/** Puts a prefix's bits in place of an address's first. */
record Substitution(@Nullable IpPrefix four, @Nullable IpPrefix six) implements AddressMapping {
  @Override
  public IpAddress map(IpAddress address) {
    IpPrefix prefix = address.version() == 4 ? four : six;
    if (prefix == null) {
      return address;
    }
    IpAddress first = prefix.first();
    IpAddress last = prefix.last();
    long high = first.high() | (address.high() & (first.high() ^ last.high()));
    long low = first.low() | (address.low() & (first.low() ^ last.low()));
    return address.version() == 4 ? IpAddress.ofIp4((int) low) : IpAddress.ofIp6(high, low);
  }
}
