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
    options.add(TraceInput.THREADS);
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
    List<PacketFilter> filters = new ArrayList<>();
    for (String expression : arguments.texts(FILTER)) {
      filters.add(Filters.compile(expression));
    }
    Counts each = new Counts(filters);
    boolean whole =
        new TraceInput(arguments, streams).check(filters).read(each, new CountsInParts());
    List<Count> counts = List.of(each.counts);
    Count all = counts.get(counts.size() - 1);
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

  /** A count for each filter, and one for all packets. */
  private static final class Counts implements TraceInput.Sink {
    final Count[] counts;

    Counts(List<PacketFilter> filters) {
      counts = new Count[filters.size() + 1];
      for (int i = 0; i < filters.size(); i++) {
        counts[i] = new Count(filters.get(i));
      }
      counts[filters.size()] = new Count(null);
    }

    @Override
    public void accept(Packet packet) {
      for (Count count : counts) {
        count.add(packet);
      }
    }
  }

  private static final class CountsInParts implements TraceInput.Parts<Counts> {
    @Override
    public Counts later(List<PacketFilter> own) {
      return new Counts(own);
    }

    @Override
    public void merge(Counts whole, Counts later) {
      for (int i = 0; i < whole.counts.length; i++) {
        whole.counts[i].packets += later.counts[i].packets;
        whole.counts[i].bytes += later.counts[i].bytes;
      }
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
