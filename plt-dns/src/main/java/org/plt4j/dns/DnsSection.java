// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

/** The parts of a message in wire order (RFC 1035, section 4.1). */
public enum DnsSection {
  /** The twelve bytes in front. */
  HEADER,

  /** What is asked; in an update (RFC 2136) the zone. */
  QUESTION,

  /** The answers; in an update the prerequisites. */
  ANSWER,

  /** Records of authority; in an update the updates. */
  AUTHORITY,

  /** Additional records. */
  ADDITIONAL
}
