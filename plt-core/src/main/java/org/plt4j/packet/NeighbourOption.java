// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An option of a neighbour discovery message (RFC 4861, section 4.6).
 *
 * <pre>
 *  type (1)  length in units of 8 bytes (1)  value
 * </pre>
 */
public final class NeighbourOption {
  private final int type;
  private final ByteBuffer value;

  private NeighbourOption(int type, ByteBuffer value) {
    this.type = type;
    this.value = value;
  }

  /** The type: 1 source and 2 target link-layer address, 3 prefix, 4 redirected header, 5 MTU. */
  public int type() {
    return type;
  }

  /** The length in bytes with type and length. */
  public int length() {
    return value.limit() + 2;
  }

  /** What follows type and length: read only, big endian, positioned at 0. */
  public ByteBuffer value() {
    return value.asReadOnlyBuffer();
  }

  static List<NeighbourOption> list(ByteBuffer options) {
    List<NeighbourOption> list = new ArrayList<>();
    int at = 0;
    while (options.limit() - at >= 8) {
      int length = (options.get(at + 1) & 0xff) << 3;
      if (length == 0 || options.limit() - at < length) {
        break;
      }
      list.add(new NeighbourOption(options.get(at) & 0xff, options.slice(at + 2, length - 2)));
      at += length;
    }
    return list;
  }
}
