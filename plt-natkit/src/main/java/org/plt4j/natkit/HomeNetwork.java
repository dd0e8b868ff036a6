// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Packet;

/**
 * The prefixes of a network, of either IP version: tells which ends of a flow are at home. Of a
 * prefix the first bits count, as many as it is long; an address without a length is at home by
 * itself. Immutable.
 */
public final class HomeNetwork {
  private final List<IpPrefix> prefixes;

  private HomeNetwork(Collection<IpPrefix> prefixes) {
    this.prefixes = List.copyOf(prefixes);
  }

  /** The network with these prefixes; without any nothing is at home. */
  public static HomeNetwork of(IpPrefix... prefixes) {
    return new HomeNetwork(List.of(prefixes));
  }

  /** The network with these prefixes; without any nothing is at home. */
  public static HomeNetwork of(Collection<IpPrefix> prefixes) {
    return new HomeNetwork(prefixes);
  }

  /** The prefixes, in the order in which they were given. */
  public List<IpPrefix> prefixes() {
    return prefixes;
  }

  /** Whether an address is in one of the prefixes. */
  public boolean contains(IpAddress address) {
    for (IpPrefix prefix : prefixes) {
      if (prefix.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** Which ends of a flow are at home. */
  public HomeFlow flow(FlowKey key) {
    return new HomeFlow(key, contains(key.src()), contains(key.dst()));
  }

  /** Which ends of a packet's flow are at home, or null if it has no {@link FlowKey#of key}. */
  public @Nullable HomeFlow flow(Packet packet) {
    FlowKey key = FlowKey.of(packet);
    return key == null ? null : flow(key);
  }
}
