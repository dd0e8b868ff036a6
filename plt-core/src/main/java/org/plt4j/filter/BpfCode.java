// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.nio.ByteBuffer;
import java.util.List;

/** A program in a form that can be run. Has no state: any thread may run it. */
abstract class BpfCode {
  /** The names of the two methods that a program is written as. */
  static final List<String> METHODS = List.of("runHeap", "runMapped");

  /**
   * Runs the program on a packet.
   *
   * @param bytes a buffer, which is only read, and never positioned
   * @param start where the packet's first byte is in it
   * @param captured how many bytes of the packet there are, all within the buffer
   * @param length how many bytes the packet had, unsigned
   * @return how many bytes of the packet are to be kept, unsigned: 0 if it does not match
   */
  final int run(ByteBuffer bytes, int start, int captured, int length) {
    return !bytes.isDirect()
        ? runHeap(bytes, start, captured, length)
        : runMapped(bytes, start, captured, length);
  }

  /** The same for a buffer on the heap. */
  abstract int runHeap(ByteBuffer bytes, int start, int captured, int length);

  /** The same for any other buffer: a mapped one. */
  abstract int runMapped(ByteBuffer bytes, int start, int captured, int length);
}
