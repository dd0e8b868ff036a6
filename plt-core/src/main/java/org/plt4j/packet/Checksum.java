// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

/** What a test of a checksum says. A test never writes. */
public enum Checksum {
  /** Right. */
  GOOD,
  /** Wrong. */
  BAD,
  /** It cannot be told: not all that it covers was captured, or it is in a fragment. */
  UNKNOWN,
  /** There is none: UDP over IPv4 with 0 (RFC 768). */
  NONE
}
