// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.plt4j.natkit.AddressPair;
import org.plt4j.natkit.Flow;
import org.plt4j.natkit.FlowKey;
import org.plt4j.natkit.FlowTable;
import org.plt4j.natkit.Host;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;

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

  private static final String[] FLOW_COLUMNS = {
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

  private final FlowTable table = new FlowTable();

  @Override
  public Synopsis synopsis() {
    List<Option> options = new ArrayList<>(List.of(BY, SORT, TOP, JSON, CSV, TOTALS));
    options.addAll(TraceInput.OPTIONS);
    return new Synopsis(
        "flows",
        "Counts packets and bytes per flow, address pair or host.",
        TraceInput.OPERANDS,
        options);
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    String by = arguments.text(BY, "flow");
    String sort = arguments.text(SORT, "key");
    check(arguments, by, sort);
    boolean whole =
        new TraceInput(arguments, streams)
            .read(
                new TraceInput.Sink() { // a lambda would cost every start milliseconds
                  @Override
                  public void accept(Packet packet) {
                    table.add(packet);
                  }
                });
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
    Rows rows = form == Form.JSON ? Rows.json(out, FLOW_COLUMNS) : Rows.csv(out, FLOW_COLUMNS);
    for (Flow flow : flows) {
      FlowKey key = flow.key();
      rows.value(key.version()).value(key.protocol());
      rows.value(key.src()).value(key.srcPort()).value(key.dst()).value(key.dstPort());
      rows.value(flow.fwdPackets()).value(flow.fwdBytes());
      rows.value(flow.revPackets()).value(flow.revBytes());
      rows.value(flow.firstNanos()).value(flow.lastNanos());
      rows.endRow();
    }
  }

  private static void printFlowTable(Output out, List<Flow> flows) {
    Times times = new Times();
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
        .right("Seconds")
        .print(out, flows.size(), (row, cells) -> flowCells(flows.get(row), times, cells));
  }

  private static void flowCells(Flow flow, Times times, TextTable cells) {
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
  }

  private static void appendEnd(StringBuilder text, int protocol, IpAddress address, int port) {
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

  private static void numberCell(TextTable cells, long number) {
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
