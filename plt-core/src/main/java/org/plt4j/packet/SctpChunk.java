// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A chunk of an SCTP packet (RFC 9260, section 3.2).
 *
 * <pre>
 *  type (1)  flags (1)  length without padding (2)  value  padding to a multiple of 4 bytes
 * </pre>
 */
public final class SctpChunk {
  private static final int HEADER_LENGTH = 4;

  private final ByteBuffer bytes;

  private SctpChunk(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** The type; 0 is DATA. */
  public int type() {
    return bytes.get(0) & 0xff;
  }

  /** The flags that the type defines. */
  public int flags() {
    return bytes.limit() < 2 ? Layer.NOT_CAPTURED : bytes.get(1) & 0xff;
  }

  /** The length in bytes with this header, without padding; below 4 the chunk is malformed. */
  public int length() {
    return bytes.limit() < HEADER_LENGTH ? Layer.NOT_CAPTURED : bytes.getShort(2) & 0xffff;
  }

  /** Whether the chunk was captured whole, and its length can be. */
  public boolean isCaptured() {
    return length() >= HEADER_LENGTH && bytes.limit() >= length();
  }

  /** The value, as far as it was captured: read only, positioned at 0. */
  public ByteBuffer value() {
    int end = Math.min(bytes.limit(), Math.max(HEADER_LENGTH, length()));
    return end <= HEADER_LENGTH
        ? bytes.slice(0, 0).asReadOnlyBuffer()
        : bytes.slice(HEADER_LENGTH, end - HEADER_LENGTH).asReadOnlyBuffer();
  }

  /** The chunks up to one that is malformed or not captured whole, which is the last. */
  static List<SctpChunk> list(ByteBuffer payload) {
    List<SctpChunk> list = new ArrayList<>();
    int at = 0;
    while (at < payload.limit()) {
      SctpChunk chunk = new SctpChunk(payload.slice(at, payload.limit() - at));
      list.add(chunk);
      if (!chunk.isCaptured()) {
        break;
      }
      at += chunk.length() + 3 & ~3;
    }
    return list;
  }
}
