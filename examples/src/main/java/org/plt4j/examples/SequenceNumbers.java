// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import org.plt4j.natkit.SequenceNumber;

/**
 * Calculates with TCP's sequence numbers, which begin again after 2^32 (python-libtrace: {@code
 * test-u32}). Run: {@code examples/run SequenceNumbers}.
 */
public final class SequenceNumbers {
  public static void main(String[] args) {
    compare(5, 6);
    compare(0xffff_ff00L, 0x0000_0100L); // the second comes after the first, across the turn
    compare(0xffff_0000L, 0xfffe_ffffL);
    compare(7, 7);
    long next = SequenceNumber.add(0xffff_ffffL, 1460);
    System.out.printf("1460 bytes behind %x comes %x%n", 0xffff_ffffL, next);
  }

  private static void compare(long a, long b) {
    String order = SequenceNumber.lt(a, b) ? "before" : SequenceNumber.gt(a, b) ? "after" : "at";
    System.out.printf("%08x is %s %08x: ", a, order, b);
    System.out.printf("sum %x, ", SequenceNumber.add(a, b));
    System.out.printf("distance %d%n", SequenceNumber.difference(b, a));
  }
}
