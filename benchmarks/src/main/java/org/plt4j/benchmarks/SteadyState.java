// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Does one work over a trace again and again in one process and prints the nanoseconds a packet of
 * each pass: the first show the warm-up, the last the steady state.
 *
 * <p>{@code SteadyState WORK TRACE PASSES}, the work one of {@link Work} in any case.
 */
public final class SteadyState {
  private SteadyState() {}

  /** Runs from the command line. */
  public static void main(String[] args) throws IOException {
    Work work = Work.valueOf(args[0].toUpperCase(Locale.ROOT));
    Path file = Path.of(args[1]);
    long packets = 0;
    try (Trace trace = Trace.open(file)) {
      for (Packet ignored : trace) {
        packets++;
      }
    }
    String answer = "";
    for (int pass = 0; pass < Integer.parseInt(args[2]); pass++) {
      long start = System.nanoTime();
      answer = work.over(file);
      double nanos = System.nanoTime() - start;
      System.out.printf(Locale.ROOT, "pass%d %.2f ns/pkt%n", pass, nanos / packets);
    }
    System.out.println(answer);
  }
}
