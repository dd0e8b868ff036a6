// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.plt4j.filter.PacketFilter;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/**
 * Does what {@code benchmarks/offline-filter.c} does, with our filters: keeps the first packets of
 * a trace and applies each expression to all of them, so many times; prints the nanoseconds a
 * packet of the fastest pass, of all on average, and how many match.
 *
 * <p>{@code FilterPasses TRACE PACKETS PASSES mapped|heap EXPR...}
 */
public final class FilterPasses {
  private FilterPasses() {}

  /** Runs from the command line; one expression a process is measured best. */
  public static void main(String[] args) throws IOException {
    Trace.Option[] options =
        args[3].equals("heap") ? new Trace.Option[] {Trace.Option.HEAP} : new Trace.Option[0];
    List<Packet> kept = new ArrayList<>();
    try (Trace trace = Trace.open(Path.of(args[0]), options)) {
      trace.packets().limit(Integer.parseInt(args[1])).forEach(kept::add);
    }
    Packet[] packets = kept.toArray(new Packet[0]);
    int passes = Integer.parseInt(args[2]);
    for (String expression : Arrays.asList(args).subList(4, args.length)) {
      PacketFilter filter = PacketFilter.compile(expression);
      double best = Double.MAX_VALUE;
      double sum = 0;
      int matches = 0;
      for (int pass = 0; pass < 2 * passes; pass++) { // the first half is warm-up
        long start = System.nanoTime();
        matches = matches(filter, packets);
        double nanos = (System.nanoTime() - start) / (double) packets.length;
        best = Math.min(best, nanos);
        sum += pass < passes ? 0 : nanos;
      }
      System.out.printf(
          Locale.ROOT,
          "%.2f ns, mean %.2f, %d of %d match: %s%n",
          best,
          sum / passes,
          matches,
          packets.length,
          expression);
    }
  }

  private static int matches(PacketFilter filter, Packet[] packets) {
    int matches = 0;
    for (Packet packet : packets) {
      matches += filter.matches(packet) ? 1 : 0;
    }
    return matches;
  }
}
