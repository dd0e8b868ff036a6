// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a trace's URI says: {@code format:path} or a bare path.
 *
 * @param format the format, or null where the URI does not tell
 * @param path the file, or {@code -}
 */
record TraceUri(@Nullable TraceFormat format, String path) {
  private static final Set<String> LIVE =
      Set.of(
          "int",
          "ring",
          "pcapint",
          "bpf",
          "dag",
          "rt",
          "rtclient",
          "dpdk",
          "dpdkndis",
          "dpdkvdev",
          "ndag",
          "xdp",
          "afpacket",
          "etsilive",
          "netmap",
          "pfring",
          "pfringold");

  /**
   * Takes a URI apart.
   *
   * @param only what is said to those who ask for a live source or target
   * @throws IllegalArgumentException for a live source or target
   */
  static TraceUri parse(String uri, String only) {
    int colon = uri.indexOf(':');
    String scheme = colon < 0 ? "" : uri.substring(0, colon);
    if (LIVE.contains(scheme)) {
      throw new IllegalArgumentException(uri + ": live " + only);
    }
    TraceFormat format =
        switch (scheme) {
          case "pcap", "pcapfile" -> TraceFormat.PCAP;
          case "pcapng" -> TraceFormat.PCAPNG;
          case "erf" -> TraceFormat.ERF;
          case "legacyatm" -> TraceFormat.LEGACY_ATM;
          case "legacypos" -> TraceFormat.LEGACY_POS;
          case "legacyeth" -> TraceFormat.LEGACY_ETH;
          case "tsh" -> TraceFormat.TSH;
          case "duck" -> TraceFormat.DUCK;
          default -> null;
        };
    return new TraceUri(format, format == null ? uri : uri.substring(colon + 1));
  }
}
