// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.util.List;

/**
 * What a pcapng interface statistics block says of an interface up to some time. What it does not
 * say is {@link Trace#NOT_KNOWN}.
 *
 * @param timestampNanos when it was written: nanoseconds since 1970
 * @param options all of its options
 */
public record InterfaceStatistics(long timestampNanos, List<TraceOption> options) {
  static final int RECEIVED = 4;
  static final int DROPPED = 5;
  static final int ACCEPTED = 6;
  static final int DROPPED_BY_OS = 7;
  static final int DELIVERED = 8;

  /** Keeps a copy of the options. */
  public InterfaceStatistics {
    options = List.copyOf(options);
  }

  /** Packets that the interface received. */
  public long received() {
    return number(RECEIVED);
  }

  /** Packets that the interface dropped for lack of room. */
  public long dropped() {
    return number(DROPPED);
  }

  /** Packets that the capture filter accepted. */
  public long accepted() {
    return number(ACCEPTED);
  }

  /** Packets that the operating system dropped. */
  public long droppedByOs() {
    return number(DROPPED_BY_OS);
  }

  /** Packets that were delivered to the user. */
  public long delivered() {
    return number(DELIVERED);
  }

  /** The comments on it. */
  public List<String> comments() {
    return TraceSection.comments(options);
  }

  private long number(int code) {
    TraceOption option = TraceSection.first(options, code);
    return option == null ? Trace.NOT_KNOWN : option.number(Trace.NOT_KNOWN);
  }
}
