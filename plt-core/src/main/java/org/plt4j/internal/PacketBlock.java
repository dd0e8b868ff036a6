// SPDX-License-Identifier: Apache-2.0
package org.plt4j.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The pcapng block around a packet's bytes: an enhanced, simple or obsolete packet block.
 *
 * <pre>
 *  type (4), total length (4), [interface, time: 12], [captured length (4)], original length (4),
 *  the packet, padding, options, total length (4)
 * </pre>
 */
public final class PacketBlock {
  /** Bytes before the packet in an enhanced or obsolete packet block. */
  public static final int HEAD = 28;

  /** Bytes before the packet in a simple packet block. */
  public static final int SIMPLE_HEAD = 12;

  private static final int TOTAL_LENGTH = 4;
  private static final int CAPTURED_LENGTH = 20;
  private static final int TRAILER = 4;

  private PacketBlock() {}

  /** How many bytes the block has whose packet starts at a place of a buffer. */
  public static int length(ByteBuffer bytes, int start, Origin.Block block) {
    return word(bytes, start - block.head() + TOTAL_LENGTH, block.order());
  }

  /** How many bytes of data it holds; in a simple packet block, all up to its end. */
  public static int captured(ByteBuffer bytes, int start, Origin.Block block) {
    return block.head() == SIMPLE_HEAD
        ? end(bytes, start, block) - start
        : word(bytes, start - block.head() + CAPTURED_LENGTH, block.order());
  }

  /** Whether the block holds more of the packet than so many bytes. */
  public static boolean isCut(int captured, ByteBuffer bytes, int start, Origin.Block block) {
    int held = captured(bytes, start, block);
    return block.head() == SIMPLE_HEAD ? padded(captured) < held : captured < held;
  }

  /** Where the block's options start: a simple packet block has none. */
  public static int options(ByteBuffer bytes, int start, Origin.Block block) {
    return start + padded(captured(bytes, start, block));
  }

  /** Where the block's options end. */
  public static int end(ByteBuffer bytes, int start, Origin.Block block) {
    return start - block.head() + length(bytes, start, block) - TRAILER;
  }

  /** The same block around other bytes, which are copied from their beginning on. */
  public static byte[] around(
      byte[] data, int captured, ByteBuffer bytes, int start, Origin.Block block) {
    int head = block.head();
    int from = options(bytes, start, block);
    int options = end(bytes, start, block) - from;
    int total = head + padded(captured) + options + TRAILER;
    ByteBuffer copy = ByteBuffer.allocate(total).order(block.order());
    bytes.get(start - head, copy.array(), 0, head);
    copy.putInt(TOTAL_LENGTH, total);
    if (head == HEAD) {
      copy.putInt(CAPTURED_LENGTH, captured);
    }
    System.arraycopy(data, 0, copy.array(), head, captured);
    bytes.get(from, copy.array(), head + padded(captured), options);
    copy.putInt(total - TRAILER, total);
    return copy.array();
  }

  private static int padded(int length) {
    return length + 3 & ~3;
  }

  private static int word(ByteBuffer bytes, int at, ByteOrder order) {
    return order == ByteOrder.BIG_ENDIAN ? Bytes.i32(bytes, at) : Bytes.i32le(bytes, at);
  }
}
