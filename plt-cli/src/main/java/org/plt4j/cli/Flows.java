// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.plt4j.filter.PacketFilter;
import org.plt4j.natkit.AddressPair;
import org.plt4j.natkit.Flow;
import org.plt4j.natkit.FlowKey;
import org.plt4j.natkit.FlowMeter;
import org.plt4j.natkit.FlowTable;
import org.plt4j.natkit.Host;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** {@code plt flows}: counts packets and bytes per flow, address pair or host. */
final class Flows implements Subcommand {
  private static final Option BY =
      Option.choice(
          "--by",
          "KIND",
          "What to count: flow (the default: both directions of a 5-tuple together), pair (source"
              + " and destination address), or host (each address, sent and received).",
          "flow",
          "pair",
          "host");
  private static final Option SORT =
      Option.choice(
          "--sort",
          "ORDER",
          "key (the default: IP version, protocol, addresses, ports), packets or bytes (most"
              + " first), or first (the time of the first packet; flows only).",
          "key",
          "packets",
          "bytes",
          "first");
  private static final Option TOP =
      Option.number("--top", "N", Integer.MAX_VALUE, "Print only the first N in that order.");
  private static final Option JSON = Option.flag("--json", "Print JSON, an object a line.");
  private static final Option CSV = Option.flag("--csv", "Print CSV with a header row.");
  private static final Option TOTALS =
      Option.flag("--totals", "Print nothing but one line of totals.");

  private static final Option HOME =
      Option.texts(
          "--home",
          "PREFIX",
          "A network that is home: tells which way flows go, seen from all of them.");
  private static final Option STATS =
      Option.flag(
          "--stats", "Print sizes, gaps and TCP flags of each direction, and how flows ended.");
  private static final Option IDLE =
      Option.text("--idle", "SECONDS", "End flows that have no packet for longer than this.");
  private static final Option ACTIVE =
      Option.text("--active", "SECONDS", "End flows that last longer than this.");
  private static final Option CLOSE =
      Option.flag("--close", "End flows with their TCP connection, when the next one begins.");
  private static final Option KEY =
      Option.texts(
          "--key",
          "ID",
          "Keep flows apart by this, too: vlan, mpls or tunnel (the outermost of each).");
  private static final Option MAX_FLOWS =
      Option.number(
          "--max-flows",
          "N",
          Integer.MAX_VALUE,
          "Print flows when they end, and keep only N: those without packets for longest end.");
  private static final Option FORMAT =
      Option.choice(
          "--format", "FORMAT", "cic: CSV with CICFlowMeter's columns, computed right.", "cic");

  static final String[] FLOW_COLUMNS = {
    "version",
    "protocol",
    "src",
    "srcPort",
    "dst",
    "dstPort",
    "fwdPackets",
    "fwdBytes",
    "revPackets",
    "revBytes",
    "firstNanos",
    "lastNanos"
  };
  private static final String[] PAIR_COLUMNS = {"src", "dst", "packets", "bytes"};
  private static final String[] HOST_COLUMNS = {
    "address", "sentPackets", "sentBytes", "receivedPackets", "receivedBytes"
  };

  private static final int PAIR_COUNT_WIDTH = 8;

  /** Counts flows; a lambda would cost every start milliseconds. */
  private static final class Counter implements TraceInput.TraceSink {
    final FlowTable table = new FlowTable();

    @Override
    public void accept(Packet packet) {
      table.add(packet);
    }

    @Override
    public long accept(Trace trace, long max) throws IOException {
      return table.addAll(trace, max);
    }
  }

  private static final class Counters implements TraceInput.Parts<Counter> {
    @Override
    public Counter later(List<PacketFilter> own) {
      return new Counter();
    }

    @Override
    public void merge(Counter whole, Counter later) {
      whole.table.merge(later.table);
    }
  }

  private final Counter counter = new Counter();
  private final FlowTable table = counter.table;
  private @Nullable HomeColumn home;

  @Override
  public Synopsis synopsis() {
    List<Option> options =
        new ArrayList<>(
            List.of(
                BY, SORT, TOP, JSON, CSV, TOTALS, HOME, STATS, IDLE, ACTIVE, CLOSE, KEY, MAX_FLOWS,
                FORMAT));
    options.add(TraceInput.THREADS);
    options.addAll(TraceInput.OPTIONS);
    return new Synopsis(
            "flows",
            "Counts packets and bytes per flow, address pair or host.",
            TraceInput.OPERANDS,
            options)
        .examples(
            "plt flows --sort bytes --top 10 a.pcap",
            "plt flows --by pair --filter 'udp port 53' a.pcap b.pcapng.gz",
            "plt flows --stats --idle 30 --json a.pcap");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    String by = arguments.text(BY, "flow");
    String sort = arguments.text(SORT, "key");
    check(arguments, by, sort);
    if (arguments.has(HOME)) {
      home = new HomeColumn(HOME, arguments.texts(HOME));
    }
    if (arguments.has(FORMAT)) {
      return printCic(arguments, streams);
    }
    for (Option option : List.of(STATS, IDLE, ACTIVE, CLOSE, KEY, MAX_FLOWS)) {
      if (arguments.has(option)) {
        return meter(arguments, streams, sort);
      }
    }
    boolean whole = new TraceInput(arguments, streams).read(counter, new Counters());
    Output out = streams.out();
    if (arguments.has(TOTALS)) {
      printTotals(out);
    } else {
      Form form = arguments.has(JSON) ? Form.JSON : arguments.has(CSV) ? Form.CSV : Form.TEXT;
      int top = (int) arguments.number(TOP, Integer.MAX_VALUE);
      switch (by) {
        case "pair" -> printPairs(out, form, sort, top);
        case "host" -> printHosts(out, form, sort, top);
        default -> printFlows(out, form, sort, top);
      }
      out.flush();
      streams.note(summary());
    }
    return whole ? Main.DONE : Main.BAD_TRACE;
  }

  // ---------------------------------------------------------------------------- more than counting

  private int printCic(Arguments arguments, Streams streams) {
    long active = Seconds.nanos(arguments, ACTIVE);
    CicFlows flows =
        new CicFlows(streams.out(), arguments.has(JSON), Seconds.nanos(arguments, IDLE), active);
    boolean whole = new TraceInput(arguments, streams).read(flows);
    flows.finish();
    return whole ? Main.DONE : Main.BAD_TRACE;
  }

  private int meter(Arguments arguments, Streams streams, String sort) {
    FlowMeter.Settings settings =
        FlowMeter.Settings.DEFAULT
            .idle(Seconds.nanos(arguments, IDLE))
            .active(Seconds.nanos(arguments, ACTIVE))
            .bounded((int) arguments.number(MAX_FLOWS, 0));
    if (arguments.has(CLOSE)) {
      settings = settings.endingAtClose();
    }
    List<String> ids = arguments.texts(KEY);
    settings = settings.keyedBy(ids.contains("vlan"), ids.contains("mpls"), ids.contains("tunnel"));
    MeteredFlows.Request request = new MeteredFlows.Request(settings, arguments.has(STATS), home);
    Output out = streams.out();
    boolean isJson = arguments.has(JSON);
    MeteredFlows flows =
        arguments.has(MAX_FLOWS)
            ? new MeteredFlows(request, out, isJson)
            : new MeteredFlows(request);
    TraceInput input = new TraceInput(arguments, streams);
    boolean whole =
        arguments.has(MAX_FLOWS) // in order, as flows end
            ? input.read(flows)
            : input.read(flows, new MeteredFlows.InParts(request));
    if (arguments.has(MAX_FLOWS)) {
      flows.finish();
    } else if (arguments.has(TOTALS)) {
      flows.printTotals(out);
      return whole ? Main.DONE : Main.BAD_TRACE;
    } else {
      boolean isText = !isJson && !arguments.has(CSV);
      flows.print(out, isText, isJson, sort, (int) arguments.number(TOP, Integer.MAX_VALUE));
    }
    out.flush();
    streams.note(flows.summary());
    return whole ? Main.DONE : Main.BAD_TRACE;
  }

  private enum Form {
    TEXT,
    JSON,
    CSV
  }

  private static void check(Arguments arguments, String by, String sort) {
    int forms = 0;
    for (Option form : List.of(JSON, CSV, TOTALS)) {
      forms += arguments.has(form) ? 1 : 0;
    }
    if (forms > 1) {
      throw new UsageException("only one of --json, --csv and --totals can be printed");
    }
    if (sort.equals("first") && !by.equals("flow")) {
      throw new UsageException("--sort first needs --by flow, only flows have times");
    }
    for (Option option : List.of(HOME, STATS, IDLE, ACTIVE, CLOSE, KEY, MAX_FLOWS, FORMAT)) {
      if (arguments.has(option) && !by.equals("flow")) {
        throw new UsageException(option + " needs --by flow");
      }
    }
    for (String id : arguments.texts(KEY)) {
      if (!List.of("vlan", "mpls", "tunnel").contains(id)) {
        throw new UsageException("--key " + id + ": not one of vlan, mpls, tunnel");
      }
    }
    if (arguments.has(MAX_FLOWS)
        && (arguments.number(MAX_FLOWS, 0) == 0
            || !(arguments.has(JSON) || arguments.has(CSV))
            || arguments.has(SORT)
            || arguments.has(TOP))) {
      throw new UsageException(
          "--max-flows needs a number above 0 and --json or --csv, and does not sort");
    }
    if (arguments.has(FORMAT)) {
      for (Option option : List.of(SORT, TOP, TOTALS, HOME, STATS, CLOSE, KEY, MAX_FLOWS)) {
        if (arguments.has(option)) {
          throw new UsageException(option + " has no meaning with --format cic");
        }
      }
    }
  }

  // ---------------------------------------------------------------------------------------- totals

  private void printTotals(Output out) {
    StringBuilder text = out.text();
    text.append("pkts=").append(table.packets());
    text.append(" bytes=").append(table.bytes());
    text.append(" ip=").append(table.ipPackets());
    text.append(" pairs=").append(table.pairCount());
    text.append(" flows=").append(table.size());
    out.endLine();
  }

  private StringBuilder summary() {
    StringBuilder text = new StringBuilder();
    text.append(table.packets()).append(" packets, ").append(table.bytes()).append(" bytes: ");
    text.append(table.ipPackets())
        .append(" IP packets in ")
        .append(table.size())
        .append(" flows, ");
    text.append(table.packets() - table.ipPackets()).append(" without a captured IP header");
    return text;
  }

  // ----------------------------------------------------------------------------------------- flows

  private void printFlows(Output out, Form form, String sort, int top) {
    List<Flow> flows =
        sort.equals("first")
            ? sorted(table.flows(), Comparator.comparingLong(Flow::firstNanos), top)
            : sorted(table.flows(), sort, Flow::packets, Flow::bytes, top);
    if (form == Form.TEXT) {
      printFlowTable(out, flows);
      return;
    }
    String[] columns = FLOW_COLUMNS;
    if (home != null) {
      columns = Arrays.copyOf(columns, columns.length + 1);
      columns[columns.length - 1] = "direction";
    }
    Rows rows = form == Form.JSON ? Rows.json(out, columns) : Rows.csv(out, columns);
    for (Flow flow : flows) {
      FlowKey key = flow.key();
      rows.value(key.version()).value(key.protocol());
      rows.value(key.src()).value(key.srcPort()).value(key.dst()).value(key.dstPort());
      rows.value(flow.fwdPackets()).value(flow.fwdBytes());
      rows.value(flow.revPackets()).value(flow.revBytes());
      rows.value(flow.firstNanos()).value(flow.lastNanos());
      if (home != null) {
        rows.value(home.text(key));
      }
      rows.endRow();
    }
  }

  private void printFlowTable(Output out, List<Flow> flows) {
    Times times = new Times();
    TextTable table =
        new TextTable()
            .left("Protocol")
            .left("From")
            .left("<->")
            .left("To")
            .right("Packets ->")
            .right("Bytes ->")
            .right("<- Packets")
            .right("<- Bytes")
            .left("First (UTC)")
            .right("Seconds");
    if (home != null) {
      table.left("Direction");
    }
    table.print(out, flows.size(), (row, cells) -> flowCells(flows.get(row), times, cells));
  }

  private void flowCells(Flow flow, Times times, TextTable cells) {
    FlowKey key = flow.key();
    cells.cell().append(IpProtocol.name(key.protocol()));
    cells.endCell();
    appendEnd(cells.cell(), key.protocol(), key.src(), key.srcPort());
    cells.endCell();
    cells.cell().append("<->");
    cells.endCell();
    appendEnd(cells.cell(), key.protocol(), key.dst(), key.dstPort());
    cells.endCell();
    numberCell(cells, flow.fwdPackets());
    numberCell(cells, flow.fwdBytes());
    numberCell(cells, flow.revPackets());
    numberCell(cells, flow.revBytes());
    times.appendUtc(cells.cell(), flow.firstNanos());
    cells.endCell();
    Times.appendSeconds(cells.cell(), flow.lastNanos() - flow.firstNanos());
    cells.endCell();
    if (home != null) {
      cells.cell().append(home.text(key));
      cells.endCell();
    }
  }

  static void appendEnd(StringBuilder text, int protocol, IpAddress address, int port) {
    if (!IpProtocol.hasPorts(protocol)) {
      address.appendTo(text);
      return;
    }
    if (address.version() == 6) {
      text.append('[');
      address.appendTo(text);
      text.append(']');
    } else {
      address.appendTo(text);
    }
    text.append(':').append(port);
  }

  // ----------------------------------------------------------------------------------------- pairs

  private void printPairs(Output out, Form form, String sort, int top) {
    if (form == Form.TEXT) {
      printPairLines(out, sort, top);
      return;
    }
    Rows rows = form == Form.JSON ? Rows.json(out, PAIR_COLUMNS) : Rows.csv(out, PAIR_COLUMNS);
    for (AddressPair pair :
        sorted(table.pairs(), sort, AddressPair::packets, AddressPair::bytes, top)) {
      rows.value(pair.src()).value(pair.dst()).value(pair.packets()).value(pair.bytes());
      rows.endRow();
    }
  }

  private record PairLine(String ends, long packets, long bytes) {}

  /** The lines that libtrace's users know; here the key is the text behind the count. */
  private void printPairLines(Output out, String sort, int top) {
    List<PairLine> lines = new ArrayList<>();
    StringBuilder ends = new StringBuilder();
    for (AddressPair pair : table.pairs()) {
      ends.setLength(0);
      pair.src().appendTo(ends);
      pair.dst().appendTo(ends.append('|'));
      lines.add(new PairLine(ends.toString(), pair.packets(), pair.bytes()));
    }
    lines.sort(Comparator.comparing(PairLine::ends)); // in ASCII, hence in byte order
    for (PairLine line : sorted(lines, sort, PairLine::packets, PairLine::bytes, top)) {
      StringBuilder text = out.text();
      int start = text.length();
      text.append(line.packets());
      for (int width = text.length() - start; width < PAIR_COUNT_WIDTH; width++) {
        text.insert(start, ' ');
      }
      text.append("  ").append(line.ends());
      out.endLine();
    }
  }

  // ----------------------------------------------------------------------------------------- hosts

  private void printHosts(Output out, Form form, String sort, int top) {
    List<Host> hosts = sorted(table.hosts(), sort, Host::packets, Host::bytes, top);
    if (form == Form.TEXT) {
      new TextTable()
          .left("Address")
          .right("Packets sent")
          .right("Bytes sent")
          .right("Packets received")
          .right("Bytes received")
          .print(out, hosts.size(), (row, cells) -> hostCells(hosts.get(row), cells));
      return;
    }
    Rows rows = form == Form.JSON ? Rows.json(out, HOST_COLUMNS) : Rows.csv(out, HOST_COLUMNS);
    for (Host host : hosts) {
      rows.value(host.address()).value(host.sentPackets()).value(host.sentBytes());
      rows.value(host.receivedPackets()).value(host.receivedBytes());
      rows.endRow();
    }
  }

  private static void hostCells(Host host, TextTable cells) {
    host.address().appendTo(cells.cell());
    cells.endCell();
    numberCell(cells, host.sentPackets());
    numberCell(cells, host.sentBytes());
    numberCell(cells, host.receivedPackets());
    numberCell(cells, host.receivedBytes());
  }

  // --------------------------------------------------------------------------------------- helpers

  static void numberCell(TextTable cells, long number) {
    cells.cell().append(number);
    cells.endCell();
  }

  /** The first of a list in key order, sorted as asked; equal ones stay in key order. */
  private static <T> List<T> sorted(
      List<T> inKeyOrder,
      String sort,
      ToLongFunction<T> packets,
      ToLongFunction<T> bytes,
      int top) {
    return switch (sort) {
      case "packets" -> sorted(inKeyOrder, Comparator.comparingLong(packets).reversed(), top);
      case "bytes" -> sorted(inKeyOrder, Comparator.comparingLong(bytes).reversed(), top);
      default -> top(inKeyOrder, top);
    };
  }

  private static <T> List<T> sorted(List<T> inKeyOrder, Comparator<T> order, int top) {
    List<T> list = new ArrayList<>(inKeyOrder);
    list.sort(order);
    return top(list, top);
  }

  private static <T> List<T> top(List<T> list, int top) {
    return list.size() <= top ? list : list.subList(0, top);
  }
}
