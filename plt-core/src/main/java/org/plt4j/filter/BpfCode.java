// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.nio.ByteBuffer;

/** A program in a form that can be run. Has no state: any thread may run it. */
abstract class BpfCode {
  /**
   * Runs the program on a packet.
   *
   * @param bytes a big-endian buffer, which is only read, and never positioned
   * @param start where the packet's first byte is in it
   * @param captured how many bytes of the packet there are, all within the buffer
   * @param length how many bytes the packet had, unsigned
   * @return how many bytes of the packet are to be kept, unsigned: 0 if it does not match
   */
  final int run(ByteBuffer bytes, int start, int captured, int length) {
    return bytes.hasArray()
        ? run(bytes.array(), bytes.arrayOffset() + start, captured, length)
        : runBuffer(bytes, start, captured, length);
  }

  /** The same for bytes in an array. */
  abstract int run(byte[] bytes, int start, int captured, int length);

  /** The same for bytes in a buffer without one. */
  abstract int runBuffer(ByteBuffer bytes, int start, int captured, int length);
}
