// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import org.jspecify.annotations.Nullable;

/**
 * A filter expression that cannot be compiled: the grammar of pcap-filter(7) does not have it, or
 * the link type does not support it. The message names place, token and what was expected.
 */
public final class PacketFilterException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int column;
  private final String token;
  private final @Nullable String expected;

  PacketFilterException(int column, String token, @Nullable String expected, String problem) {
    super("column " + column + ": " + problem);
    this.column = column;
    this.token = token;
    this.expected = expected;
  }

  /** A token where the grammar wants another one. */
  static PacketFilterException unexpected(int column, String token, String expected) {
    String found = token.isEmpty() ? "the expression ends" : "\"" + token + "\" is not expected";
    return new PacketFilterException(column, token, expected, found + "; expected " + expected);
  }

  /** Column of the token that is at fault, the first being 1; one beyond the last at the end. */
  public int column() {
    return column;
  }

  /** The token at fault, as it was written; empty at the end of the expression. */
  public String token() {
    return token;
  }

  /** What the grammar expects in the token's place; null where the fault is one of meaning. */
  public @Nullable String expected() {
    return expected;
  }
}
