// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.util.List;

/**
 * A record of a pcapng name resolution block: the names of an address.
 *
 * @param address an IP address, or the 6 or 8 bytes of a link-layer address in hex with colons
 * @param names at least one where the record is sound, the first the preferred one
 */
public record NameRecord(String address, List<String> names) {
  /** Keeps a copy of the names. */
  public NameRecord {
    names = List.copyOf(names);
  }
}
