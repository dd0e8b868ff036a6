// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.natkit.FlowKey;
import org.plt4j.natkit.HomeFlow;
import org.plt4j.natkit.HomeNetwork;

/** Which way flows go, seen from home networks. */
final class HomeColumn {
  private final HomeNetwork home;

  HomeColumn(Option option, List<String> prefixes) {
    List<IpPrefix> parsed = new ArrayList<>();
    for (String prefix : prefixes) {
      parsed.add(Prefixes.parse(option, prefix));
    }
    home = HomeNetwork.of(parsed);
  }

  /** Where the first packet of a flow went. */
  String text(FlowKey key) {
    HomeFlow flow = home.flow(key);
    if (flow.isInward()) {
      return "inward";
    }
    if (flow.isOutward()) {
      return "outward";
    }
    return flow.isSrcHome() ? "inside" : "outside";
  }
}
