// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.natkit.Durations;
import org.plt4j.natkit.FlowKey;
import org.plt4j.natkit.TcpAnalyzer;
import org.plt4j.natkit.TcpConnection;
import org.plt4j.natkit.TcpDirection;
import org.plt4j.natkit.TcpEvent;
import org.plt4j.natkit.TcpSegment;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;

/** {@code plt tcp}: transfer rates, round-trip times and retransmissions of TCP connections. */
final class TcpTransfers implements Subcommand {
  private static final Option PORT =
      Option.number("--port", "P", 65_535, "Only segments from or to this port.");
  private static final Option FROM =
      Option.text(
          "--from",
          "ADDRESS",
          "Only connections of this address or prefix; the totals count what it sends.");
  private static final Option TO =
      Option.text(
          "--to",
          "ADDRESS",
          "Only connections of this address or prefix; the totals count what is sent to it.");
  private static final Option INTERVAL =
      Option.text("--interval", "SECONDS", "Print packets, bytes and rate of every interval, too.");
  private static final Option INNER =
      Option.flag("--inner", "Look inside tunnels, at the innermost packets.");
  private static final Option JSON =
      Option.flag("--json", "Print JSON, an object a line for each connection.");
  private static final Option CSV =
      Option.flag("--csv", "Print CSV with a header row; with --interval the intervals.");
  private static final Option PLOT =
      Option.text(
          "--plot",
          "FILE",
          "Draw rate, sequence numbers of the largest connection and round-trip times into a"
              + " .png or .svg file.");

  private static final double NANOS = 1e9;
  private static final double GIGA = 1e9;

  private static final String[] INTERVAL_COLUMNS = {
    "startNanos", "packets", "bytes", "bitsPerSecond"
  };

  private final TcpAnalyzer analyzer = new TcpAnalyzer();
  private final Intervals intervals = new Intervals();
  private @Nullable IpPrefix from;
  private @Nullable IpPrefix to;
  private int port;
  private boolean inner;
  private @Nullable TcpPlot plot;

  private long packets;
  private long bytes;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  @Override
  public Synopsis synopsis() {
    List<Option> options =
        new ArrayList<>(List.of(PORT, FROM, TO, INTERVAL, INNER, JSON, CSV, PLOT));
    options.addAll(TraceInput.OPTIONS);
    return new Synopsis(
            "tcp",
            "Shows TCP's rates, round-trip times and retransmissions.",
            TraceInput.OPERANDS,
            options)
        .examples(
            "plt tcp a.pcap",
            "plt tcp --port 443 --interval 0.5 --csv a.pcap",
            "plt tcp --plot rates.png a.pcap");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    if (arguments.has(JSON) && arguments.has(CSV)) {
      throw new UsageException("only one of --json and --csv can be printed");
    }
    port = (int) arguments.number(PORT, -1);
    from = arguments.has(FROM) ? Prefixes.parse(FROM, arguments.text(FROM, "")) : null;
    to = arguments.has(TO) ? Prefixes.parse(TO, arguments.text(TO, "")) : null;
    inner = arguments.has(INNER);
    long interval = Seconds.nanos(arguments, INTERVAL);
    intervals.setLength(interval);
    if (arguments.has(PLOT)) {
      plot = new TcpPlot(Path.of(arguments.text(PLOT, "")));
    }
    boolean whole = new TraceInput(arguments, streams).read(this::add);
    Output out = streams.out();
    boolean isText = !arguments.has(JSON) && !arguments.has(CSV);
    if (isText) {
      appendSummary(out);
      out.text().append('\n');
      printTable(out);
      if (interval != 0) {
        out.text().append('\n');
        printIntervalTable(out);
      }
    } else if (arguments.has(JSON)) {
      printConnections(Rows.json(out, COLUMNS));
      if (interval != 0) {
        printIntervals(Rows.json(out, INTERVAL_COLUMNS));
      }
    } else if (interval != 0) {
      printIntervals(Rows.csv(out, INTERVAL_COLUMNS));
    } else {
      printConnections(Rows.csv(out, COLUMNS));
    }
    out.flush();
    if (!isText) {
      Output summary = new Output(streams.err());
      appendSummary(summary);
      summary.flush();
    }
    if (plot != null) {
      plot.draw(intervals);
    }
    return whole ? Main.DONE : Main.BAD_TRACE;
  }

  // ------------------------------------------------------------------------------------- selecting

  private void add(Packet outer) {
    Packet packet = inner ? outer.innermost() : outer;
    Tcp tcp = packet.tcp();
    FlowKey key = tcp == null ? null : FlowKey.of(packet);
    if (tcp == null || key == null) {
      return;
    }
    if (port >= 0 && tcp.srcPort() != port && tcp.dstPort() != port) {
      return;
    }
    boolean counts = isFromTo(key);
    if (!counts && !isFromTo(key.reverse())) {
      return;
    }
    TcpSegment segment = analyzer.add(packet);
    if (counts) {
      long time = packet.timestampNanos();
      packets++;
      bytes += packet.originalLength();
      first = Math.min(first, time);
      last = Math.max(last, time);
      intervals.add(time, packet.originalLength());
    }
    if (plot != null && segment != null) {
      plot.add(segment);
    }
  }

  private boolean isFromTo(FlowKey key) {
    return (from == null || from.contains(key.src())) && (to == null || to.contains(key.dst()));
  }

  // --------------------------------------------------------------------------------------- summary

  /** The two lines that the original's author printed of his transfers. */
  private void appendSummary(Output out) {
    double seconds = packets == 0 ? 0 : (last - first) / NANOS;
    double rate = seconds == 0 ? 0 : bytes * 8 / seconds / GIGA;
    out.text()
        .append(
            String.format(
                Locale.ROOT, "Total of %.3f GB transferred, last_t = %.3f", bytes / GIGA, seconds));
    out.endLine();
    out.text().append(String.format(Locale.ROOT, "Average transfer rate = %.3f Gb/s", rate));
    out.endLine();
  }

  // ------------------------------------------------------------------------------------- intervals

  private void printIntervals(Rows rows) {
    for (int i = 0; i < intervals.size(); i++) {
      rows.value(intervals.start(i)).value(intervals.packets(i)).value(intervals.bytes(i));
      rows.decimal(intervals.bitsPerSecond(i));
      rows.endRow();
    }
  }

  private void printIntervalTable(Output out) {
    Times times = new Times();
    new TextTable()
        .left("Start (UTC)")
        .right("Packets")
        .right("Bytes")
        .right("Mb/s")
        .print(
            out,
            intervals.size(),
            (row, cells) -> {
              times.appendUtc(cells.cell(), intervals.start(row));
              cells.endCell();
              cells.cell().append(intervals.packets(row));
              cells.endCell();
              cells.cell().append(intervals.bytes(row));
              cells.endCell();
              appendFixed(cells.cell(), intervals.bitsPerSecond(row) / 1e6);
              cells.endCell();
            });
  }

  // ----------------------------------------------------------------------------------- connections

  private void printTable(Output out) {
    Times times = new Times();
    List<TcpConnection> connections = analyzer.connections();
    new TextTable()
        .left("From")
        .left("<->")
        .left("To")
        .left("Start (UTC)")
        .right("Seconds")
        .right("Handshake ms")
        .right("Bytes ->")
        .right("<- Bytes")
        .right("Goodput Mb/s ->")
        .right("<- Goodput Mb/s")
        .right("RTT ms ->")
        .right("<- RTT ms")
        .right("Retransmissions")
        .right("Out of order")
        .right("Lost")
        .right("Duplicate ACKs")
        .right("Zero windows")
        .left("Closed")
        .print(
            out,
            connections.size(),
            (row, cells) -> connectionCells(connections.get(row), times, cells));
  }

  private static void connectionCells(TcpConnection connection, Times times, TextTable cells) {
    FlowKey key = connection.key();
    TcpDirection forward = connection.forward();
    TcpDirection reverse = connection.reverse();
    Flows.appendEnd(cells.cell(), key.protocol(), key.src(), key.srcPort());
    cells.endCell();
    cells.cell().append("<->");
    cells.endCell();
    Flows.appendEnd(cells.cell(), key.protocol(), key.dst(), key.dstPort());
    cells.endCell();
    times.appendUtc(cells.cell(), connection.firstNanos());
    cells.endCell();
    Times.appendSeconds(cells.cell(), connection.lastNanos() - connection.firstNanos());
    cells.endCell();
    millisecondsCell(cells, connection.initialRttNanos(), connection.initialRttNanos() != 0);
    numberCell(cells, forward.payload());
    numberCell(cells, reverse.payload());
    appendFixed(cells.cell(), rate(connection, forward.newPayload()) / 1e6);
    cells.endCell();
    appendFixed(cells.cell(), rate(connection, reverse.newPayload()) / 1e6);
    cells.endCell();
    roundTripCell(cells, reverse); // to the server and back
    roundTripCell(cells, forward);
    pairCell(cells, forward, reverse, TcpEvent.RETRANSMISSION);
    pairCell(cells, forward, reverse, TcpEvent.OUT_OF_ORDER);
    pairCell(cells, forward, reverse, TcpEvent.LOST_SEGMENT);
    pairCell(cells, forward, reverse, TcpEvent.DUPLICATE_ACK);
    pairCell(cells, forward, reverse, TcpEvent.ZERO_WINDOW);
    cells.cell().append(closing(forward, reverse));
    cells.endCell();
  }

  private static String closing(TcpDirection forward, TcpDirection reverse) {
    if (forward.resets() + reverse.resets() != 0) {
      return "reset";
    }
    boolean here = forward.fins() != 0;
    return here && reverse.fins() != 0 ? "yes" : here || reverse.fins() != 0 ? "half" : "no";
  }

  private static void numberCell(TextTable cells, long number) {
    cells.cell().append(number);
    cells.endCell();
  }

  private static void pairCell(
      TextTable cells, TcpDirection forward, TcpDirection reverse, TcpEvent event) {
    cells.cell().append(forward.count(event)).append('/').append(reverse.count(event));
    cells.endCell();
  }

  private static void roundTripCell(TextTable cells, TcpDirection direction) {
    Durations times = direction.roundTrips();
    millisecondsCell(cells, times.quantile(0.5), times.count() != 0);
  }

  private static void millisecondsCell(TextTable cells, long nanos, boolean isKnown) {
    if (isKnown) {
      appendFixed(cells.cell(), nanos / 1e6);
    } else {
      cells.cell().append('-');
    }
    cells.endCell();
  }

  private static void appendFixed(StringBuilder text, double value) {
    text.append(String.format(Locale.ROOT, "%.3f", value));
  }

  /** Bits a second over the connection's whole time. */
  private static double rate(TcpConnection connection, long bytes) {
    long nanos = connection.lastNanos() - connection.firstNanos();
    return nanos <= 0 ? 0 : bytes * 8 / (nanos / NANOS);
  }

  private static final String[] COLUMNS = columns();

  private static String[] columns() {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "connection",
                "version",
                "src",
                "srcPort",
                "dst",
                "dstPort",
                "firstNanos",
                "lastNanos",
                "initialRttNanos"));
    for (String way : List.of("fwd", "rev")) {
      List<String> names = new ArrayList<>(List.of("Packets", "Bytes", "Payload", "NewPayload"));
      for (TcpEvent event : TcpEvent.values()) {
        names.add(Character.toUpperCase(event.text().charAt(0)) + event.text().substring(1));
      }
      names.addAll(
          List.of(
              "Syn",
              "Fin",
              "Rst",
              "Mss",
              "WindowShift",
              "ScaleFactor",
              "SackPermitted",
              "MinWindow",
              "MaxWindow",
              "MaxBytesInFlight",
              "ThroughputBitsPerSecond",
              "GoodputBitsPerSecond"));
      for (String times : List.of("AckRtt", "Rtt", "TimestampRtt")) {
        for (String what : List.of("Count", "MinNanos", "MeanNanos", "MedianNanos")) {
          names.add(times + what);
        }
        names.add(times + "P90Nanos");
        names.add(times + "P99Nanos");
        names.add(times + "MaxNanos");
      }
      names.forEach(name -> columns.add(way + name));
    }
    return columns.toArray(String[]::new);
  }

  private void printConnections(Rows rows) {
    for (TcpConnection connection : analyzer.connections()) {
      FlowKey key = connection.key();
      rows.value(connection.number()).value(key.version());
      rows.value(key.src()).value(key.srcPort()).value(key.dst()).value(key.dstPort());
      rows.value(connection.firstNanos()).value(connection.lastNanos());
      rows.valueUnless(0, connection.initialRttNanos());
      direction(rows, connection, connection.forward());
      direction(rows, connection, connection.reverse());
      rows.endRow();
    }
  }

  private static void direction(Rows rows, TcpConnection connection, TcpDirection sent) {
    rows.value(sent.packets()).value(sent.bytes()).value(sent.payload()).value(sent.newPayload());
    for (TcpEvent event : TcpEvent.values()) {
      rows.value(sent.count(event));
    }
    rows.value(sent.syns()).value(sent.fins()).value(sent.resets());
    rows.valueUnless(TcpDirection.UNKNOWN, sent.mss());
    rows.valueUnless(TcpDirection.UNKNOWN, sent.windowShift());
    rows.value(sent.scaleFactor()).value(sent.isSackPermitted());
    rows.valueUnless(TcpDirection.UNKNOWN, sent.minWindow());
    rows.valueUnless(TcpDirection.UNKNOWN, sent.maxWindow());
    rows.value(sent.maxInFlight());
    rows.decimal(rate(connection, sent.payload()));
    rows.decimal(rate(connection, sent.newPayload()));
    durations(rows, sent.ackTimes());
    durations(rows, sent.roundTrips());
    durations(rows, sent.timestampRoundTrips());
  }

  private static void durations(Rows rows, Durations times) {
    rows.value(times.count());
    if (times.count() == 0) {
      rows.absent().absent().absent().absent().absent().absent();
      return;
    }
    rows.value(times.minimum()).decimal(times.mean()).value(times.quantile(0.5));
    rows.value(times.quantile(0.9)).value(times.quantile(0.99)).value(times.maximum());
  }
}
