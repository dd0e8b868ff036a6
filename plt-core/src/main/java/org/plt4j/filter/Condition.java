// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

/**
 * What a filter asks of a packet, in the order in which it is asked: the order matters, since a
 * load beyond the packet ends the filter where it stands.
 */
sealed interface Condition {
  /** Always the same answer. */
  record Constant(boolean answer) implements Condition {}

  /** Whether {@code left relation right}: one of JEQ, JGT, JGE, JSET, unsigned. */
  record Test(Value left, int relation, Value right) implements Condition {}

  /** Sets a variable; holds always. */
  record Assign(Value variable, Value value) implements Condition {}

  /** Whether both hold; the second is asked only if the first holds. */
  record And(Condition first, Condition second) implements Condition {}

  /** Whether one holds; the second is asked only if the first does not hold. */
  record Or(Condition first, Condition second) implements Condition {}

  /** Whether it does not hold. */
  record Not(Condition condition) implements Condition {}

  /** This, then that. */
  default Condition and(Condition second) {
    return new And(this, second);
  }

  /** This, or else that. */
  default Condition or(Condition second) {
    return new Or(this, second);
  }

  /** The opposite. */
  default Condition not() {
    return new Not(this);
  }
}
