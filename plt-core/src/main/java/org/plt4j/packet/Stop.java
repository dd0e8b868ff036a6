// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

/** Why the walk over a packet's layers ended where it did. */
public enum Stop {
  /** A transport header, or another header with which a packet properly ends, was reached. */
  NONE,
  /** The capture ends within the next header, or before it. */
  CUT,
  /** A header contradicts itself, so that where the next one starts cannot be told. */
  MALFORMED,
  /** A fragment other than the first: there is no transport header in it. */
  FRAGMENT,
  /** Nothing is known of what follows. */
  UNKNOWN,
  /** Too many headers: the next one starts beyond the 65,535th byte. */
  LIMIT
}
