// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

/** Classes of records: an open set of 16-bit numbers. */
public final class DnsClass {
  /** The Internet. */
  public static final int IN = 1;

  /** Chaos. */
  public static final int CH = 3;

  /** Hesiod. */
  public static final int HS = 4;

  /** None, in updates (RFC 2136). */
  public static final int NONE = 254;

  /** Any, in questions and updates. */
  public static final int ANY = 255;

  private DnsClass() {}

  /** The class's mnemonic, or such as {@code CLASS32769} (RFC 3597, section 5). */
  public static String name(int number) {
    return switch (number) {
      case IN -> "IN";
      case CH -> "CH";
      case HS -> "HS";
      case NONE -> "NONE";
      case ANY -> "ANY";
      default -> "CLASS" + number;
    };
  }
}
