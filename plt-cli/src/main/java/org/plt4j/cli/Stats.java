// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.plt4j.filter.PacketFilter;
import org.plt4j.packet.Packet;

/** {@code plt stats}: counts the packets and bytes that match expressions, as tracestats does. */
final class Stats implements Subcommand {
  private static final Option FILTER =
      Option.texts("-f", "EXPR", "A filter expression whose packets are counted.");
  private static final Option JSON = Option.flag("--json", "Print JSON, an object a line.");
  private static final Option CSV = Option.flag("--csv", "Print CSV with a header row.");

  private static final String[] COLUMNS = {"filter", "packets", "bytes", "percent"};

  @Override
  public Synopsis synopsis() {
    List<Option> options = new ArrayList<>(List.of(FILTER, JSON, CSV));
    options.addAll(TraceInput.OPTIONS);
    return new Synopsis(
            "stats",
            "Counts the packets that match expressions. Bytes are those on the wire.",
            TraceInput.OPERANDS,
            options)
        .examples("plt stats -f tcp -f udp -f 'not ip' a.pcap");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    if (arguments.has(JSON) && arguments.has(CSV)) {
      throw new UsageException("either --json or --csv");
    }
    List<Count> counts = new ArrayList<>();
    List<PacketFilter> filters = new ArrayList<>();
    for (String expression : arguments.texts(FILTER)) {
      PacketFilter filter = Filters.compile(expression);
      filters.add(filter);
      counts.add(new Count(filter));
    }
    Count all = new Count(null);
    counts.add(all);
    Count[] each = counts.toArray(new Count[0]);
    boolean whole =
        new TraceInput(arguments, streams)
            .check(filters)
            .read(
                packet -> {
                  for (Count count : each) {
                    count.add(packet);
                  }
                });
    if (arguments.has(JSON)) {
      rows(Rows.json(streams.out(), COLUMNS), counts, all);
    } else if (arguments.has(CSV)) {
      rows(Rows.csv(streams.out(), COLUMNS), counts, all);
    } else {
      text(streams.out(), counts, all);
    }
    return whole ? Main.DONE : Main.BAD_TRACE;
  }

  private static void rows(Rows rows, List<Count> counts, Count all) {
    for (Count count : counts) {
      if (count.filter == null) {
        rows.none();
      } else {
        rows.value(count.filter.toString());
      }
      rows.value(count.packets).value(count.bytes).value(count.percentOf(all));
      rows.endRow();
    }
  }

  /** The layout of tracestats: the expression is last, for it may be long. */
  private static void text(Output out, List<Count> counts, Count all) {
    out.text()
        .append(String.format(Locale.ROOT, "%12s %16s %8s  %s", "packets", "bytes", "%", "filter"));
    out.endLine();
    for (Count count : counts) {
      out.text()
          .append(
              String.format(
                  Locale.ROOT,
                  "%12d %16d %7.3f%%  %s",
                  count.packets,
                  count.bytes,
                  count.percentOf(all),
                  count.filter == null ? "(all)" : count.filter));
      out.endLine();
    }
  }

  /** What matched one expression, or all packets. */
  private static final class Count {
    final @Nullable PacketFilter filter;
    long packets;
    long bytes;

    Count(@Nullable PacketFilter filter) {
      this.filter = filter;
    }

    void add(Packet packet) {
      if (filter == null || filter.matches(packet)) {
        packets++;
        bytes += packet.wireLength();
      }
    }

    /** Of all packets, to three digits; 0 if there are none. */
    double percentOf(Count all) {
      return all.packets == 0 ? 0 : Math.round(packets * 100_000.0 / all.packets) / 1000.0;
    }
  }
}
