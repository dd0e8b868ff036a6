// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

/**
 * A word or sign of a filter expression.
 *
 * @param kind what it is
 * @param text as it was written; of an escaped name, without the backslash
 * @param number the value of a number
 * @param column where it begins, the first column being 1
 */
record Token(Kind kind, String text, int number, int column) {
  enum Kind {
    /** One of the language's own words. */
    KEYWORD,
    /** A sign such as {@code (} or {@code >=}. */
    SIGN,
    NUMBER,
    /** Digits with one to three dots: an IPv4 address or network, or a DECnet address. */
    QUAD,
    IP6,
    MAC,
    /** A dollar and hexadecimal digits: an ARCNET address. */
    ARCNET,
    NAME,
    END
  }

  boolean is(String word) {
    return (kind == Kind.KEYWORD || kind == Kind.SIGN) && text.equals(word);
  }
}
