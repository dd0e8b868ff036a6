// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import org.jspecify.annotations.Nullable;

/** A filter expression as it was written, before any link type is known. */
sealed interface Expression {
  /** What directions a primitive asks for. */
  enum Direction {
    DEFAULT,
    SRC,
    DST,
    SRC_OR_DST,
    SRC_AND_DST,
    ADDRESS_1,
    ADDRESS_2,
    ADDRESS_3,
    ADDRESS_4,
    RECEIVER,
    TRANSMITTER
  }

  /** What an id names. */
  enum Type {
    DEFAULT,
    HOST,
    NET,
    PORT,
    PORT_RANGE,
    GATEWAY,
    PROTOCOL,
    PROTOCOL_CHAIN,
    /** Nothing: what was before is no place to inherit qualifiers from. */
    NONE
  }

  /** The words before an id, or those that it inherits. */
  record Qualifiers(Protocol protocol, Direction direction, Type type) {
    static final Qualifiers NONE = new Qualifiers(Protocol.DEFAULT, Direction.DEFAULT, Type.NONE);
  }

  /** Both, the first first. */
  record And(Expression first, Expression second) implements Expression {}

  /** One of both. */
  record Or(Expression first, Expression second) implements Expression {}

  /** The opposite. */
  record Not(Expression expression) implements Expression {}

  /**
   * An id: a name, number or address, whose qualifiers say what is to be done with it.
   *
   * @param prefix the digits after a slash, else -1
   * @param mask the token after the word mask
   */
  record Id(Token token, int prefix, @Nullable Token mask, Qualifiers qualifiers)
      implements Expression {}

  /** A protocol's name alone. */
  record Proto(Token token, Protocol protocol) implements Expression {}

  /** {@code protocol broadcast} or {@code multicast}. */
  record Cast(Token token, Protocol protocol) implements Expression {}

  /**
   * A primitive of a word of its own: {@code vlan 5}, {@code llc ui}, {@code action pass}.
   *
   * @param number its number, -1 without
   * @param argument its argument where it is a word
   */
  record Word(Token token, long number, @Nullable Token argument) implements Expression {}

  /** {@code type ... subtype ...} of 802.11; either is null where it is absent. */
  record Wlan(Token token, @Nullable Token type, @Nullable Token subtype) implements Expression {}

  /**
   * A field of ATM or SS7 and what it is compared with: {@code vci > 5}.
   *
   * @param relation a JEQ, JGT or JGE
   * @param reversed whether the opposite is asked
   */
  record Field(Token token, int relation, boolean reversed, int number) implements Expression {}

  /** {@code byte offset op number}. */
  record ByteTest(Token token, int offset, String operator, int number) implements Expression {}

  /** Two sums and how they compare. */
  record Relation(Arithmetic left, int relation, boolean reversed, Arithmetic right)
      implements Expression {}

  /** A number computed from the packet. */
  sealed interface Arithmetic {
    /** How deep it is nested. */
    default int depth() {
      return 1;
    }
  }

  /** A number as such. */
  record Numeral(int value) implements Arithmetic {}

  /** The packet's length. */
  record Length() implements Arithmetic {}

  /** {@code protocol[index:size]}. */
  record Load(Token token, Protocol protocol, Arithmetic index, int size, int depth)
      implements Arithmetic {}

  /** An operation of BPF's. */
  record Binary(Token token, int operation, Arithmetic left, Arithmetic right, int depth)
      implements Arithmetic {}

  /** Minus a number. */
  record Negative(Arithmetic of, int depth) implements Arithmetic {}
}
