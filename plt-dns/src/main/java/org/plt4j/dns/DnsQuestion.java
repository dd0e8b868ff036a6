// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import org.jspecify.annotations.Nullable;

/**
 * A question (RFC 1035, section 4.1.2).
 *
 * @param name what is asked for, or null where the name does not resolve
 * @param type which type of records, see {@link DnsType}
 * @param classNumber of which class, see {@link DnsClass}
 */
public record DnsQuestion(@Nullable DnsName name, int type, int classNumber) {
  private static final int UNICAST_RESPONSE = 0x8000;

  /** In multicast DNS: whether the answer may go to the asker alone (RFC 6762, section 5.4). */
  public boolean wantsUnicastResponse() {
    return (classNumber & UNICAST_RESPONSE) != 0;
  }

  /** Name, class and type with tabs between them. */
  @Override
  public String toString() {
    return name + "\t" + DnsClass.name(classNumber) + '\t' + DnsType.name(type);
  }
}
