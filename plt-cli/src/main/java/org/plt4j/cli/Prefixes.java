// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import org.plt4j.ipp.IpPrefix;

/** Addresses and prefixes as options give them. */
final class Prefixes {
  private Prefixes() {}

  /**
   * A prefix such as 192.0.2.0/24; an address is the prefix of itself.
   *
   * @throws UsageException if the text is neither
   */
  static IpPrefix parse(Option option, String text) {
    try {
      return IpPrefix.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + " " + text + ": neither an address nor a prefix");
    }
  }
}
