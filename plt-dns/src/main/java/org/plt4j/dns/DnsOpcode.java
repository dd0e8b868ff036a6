// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

/** Kinds of query: an open set of 4-bit numbers. */
public final class DnsOpcode {
  /** A standard query. */
  public static final int QUERY = 0;

  /** An inverse query; obsolete (RFC 3425). */
  public static final int IQUERY = 1;

  /** A question for the server's status. */
  public static final int STATUS = 2;

  /** A zone has changed (RFC 1996). */
  public static final int NOTIFY = 4;

  /** An update (RFC 2136). */
  public static final int UPDATE = 5;

  private DnsOpcode() {}

  /** The mnemonic, or such as {@code OPCODE9}. */
  public static String name(int opcode) {
    return switch (opcode) {
      case QUERY -> "QUERY";
      case IQUERY -> "IQUERY";
      case STATUS -> "STATUS";
      case NOTIFY -> "NOTIFY";
      case UPDATE -> "UPDATE";
      default -> "OPCODE" + opcode;
    };
  }
}
