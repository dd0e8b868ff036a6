// SPDX-License-Identifier: Apache-2.0
package org.plt4j.internal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.plt4j.trace.Trace;

/**
 * How a table of flows reads a trace without a packet for each record: {@link Trace} hands the one
 * implementation over when it is initialised.
 */
public abstract class FlowCounting {
  private static @Nullable FlowCounting instance;

  /** For {@link Trace} alone, which calls it once. */
  protected FlowCounting() {}

  /** Hands over the implementation; called by {@link Trace}'s initialiser. */
  public static void set(FlowCounting counting) {
    instance = counting;
  }

  /** The implementation. */
  public static FlowCounting get() {
    try {
      MethodHandles.lookup().ensureInitialized(Trace.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    return Objects.requireNonNull(instance);
  }

  /**
   * Hands the next packets of a trace, in their order, to who counts them.
   *
   * @param max how many at most
   * @return how many; fewer than the most at the end
   * @throws IOException as {@link Trace#read}
   */
  public abstract long count(Trace trace, FlowSink flows, long max) throws IOException;
}
