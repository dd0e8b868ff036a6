// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.i64;
import static org.plt4j.internal.Bytes.i64le;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.plt4j.internal.BlockOptions;

/**
 * An option of a pcapng block: its code, whose meaning depends on the block's type, and its value
 * as the file has it.
 */
public final class TraceOption {
  /** The code of a comment, the same in every block. */
  public static final int COMMENT = BlockOptions.COMMENT;

  private final int code;
  private final ByteBuffer value;
  private final ByteOrder order;

  private TraceOption(int code, ByteBuffer value, ByteOrder order) {
    this.code = code;
    this.value = value;
    this.order = order;
  }

  /** An option that holds a text. */
  static TraceOption ofText(int code, String text) {
    ByteBuffer value = StandardCharsets.UTF_8.encode(text).asReadOnlyBuffer();
    return new TraceOption(code, value, ByteOrder.LITTLE_ENDIAN);
  }

  /** The options between two places of a buffer, which shall not change any more. */
  static List<TraceOption> list(ByteBuffer bytes, int from, int end, ByteOrder order) {
    List<TraceOption> list = new ArrayList<>();
    BlockOptions options = new BlockOptions(bytes, from, end, order);
    while (options.next()) {
      ByteBuffer value = bytes.slice(options.value(), options.length()).asReadOnlyBuffer();
      list.add(new TraceOption(options.code(), value, order));
    }
    return List.copyOf(list);
  }

  /** What the option is. */
  public int code() {
    return code;
  }

  /** Its value without padding: read only, in the section's byte order, positioned at 0. */
  public ByteBuffer value() {
    return value.duplicate().order(order);
  }

  /** The byte order of its section. */
  public ByteOrder order() {
    return order;
  }

  /** The value as UTF-8 text; what is none is replaced. */
  public String text() {
    return StandardCharsets.UTF_8.decode(value.duplicate()).toString();
  }

  /** The value as a number of 8 bytes, or another value where it is shorter. */
  long number(long otherwise) {
    if (value.limit() < Long.BYTES) {
      return otherwise;
    }
    return order == ByteOrder.BIG_ENDIAN ? i64(value, 0) : i64le(value, 0);
  }

  @Override
  public String toString() {
    return "option " + code + " of " + value.limit() + " bytes";
  }
}
