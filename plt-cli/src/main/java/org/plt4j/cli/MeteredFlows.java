// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.filter.PacketFilter;
import org.plt4j.natkit.FlowEnd;
import org.plt4j.natkit.FlowIds;
import org.plt4j.natkit.FlowKey;
import org.plt4j.natkit.FlowMeter;
import org.plt4j.natkit.MeteredFlow;
import org.plt4j.natkit.Summary;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;

/** {@code plt flows} with statistics, or with flows that end before the trace does. */
final class MeteredFlows implements TraceInput.Sink {
  /**
   * What is asked for.
   *
   * @param hasStatistics whether statistics are printed
   * @param home whose direction is printed, or null
   */
  record Request(FlowMeter.Settings settings, boolean hasStatistics, @Nullable HomeColumn home) {}

  private static final List<String> FLAGS =
      List.of("Fin", "Syn", "Rst", "Psh", "Ack", "Urg", "Ece", "Cwr", "Ns");
  private static final String FLAG_LETTERS = "FSRPAUECN";

  private final Request request;
  private final FlowMeter meter;

  /** Where flows are printed when they end; else they are kept. */
  private final @Nullable Rows rows;

  private long flows;

  /** Flows that are kept, and printed when all are known. */
  MeteredFlows(Request request) {
    this(request, FlowMeter.of(request.settings));
  }

  private MeteredFlows(Request request, FlowMeter meter) {
    this.request = request;
    this.meter = meter;
    rows = null;
  }

  /** Flows that are printed when they end. */
  MeteredFlows(Request request, Output out, boolean isJson) {
    this.request = request;
    meter = FlowMeter.of(request.settings, this::print);
    rows = rows(out, isJson);
  }

  @Override
  public void accept(Packet packet) {
    meter.add(packet);
  }

  /** Measures the flows of parts of a trace. */
  static final class InParts implements TraceInput.Parts<MeteredFlows> {
    private final Request request;

    InParts(Request request) {
      this.request = request;
    }

    @Override
    public MeteredFlows later(List<PacketFilter> own) {
      return new MeteredFlows(request, FlowMeter.ofLaterPart(request.settings));
    }

    @Override
    public void merge(MeteredFlows whole, MeteredFlows later) {
      whole.meter.merge(later.meter);
    }
  }

  // ---------------------------------------------------------------------------------------- totals

  void printTotals(Output out) {
    StringBuilder text = out.text();
    text.append("pkts=").append(meter.packets());
    text.append(" bytes=").append(meter.bytes());
    text.append(" ip=").append(meter.ipPackets());
    text.append(" flows=").append(meter.size());
    out.endLine();
  }

  StringBuilder summary() {
    StringBuilder text = new StringBuilder();
    text.append(meter.packets()).append(" packets, ").append(meter.bytes()).append(" bytes: ");
    text.append(meter.ipPackets()).append(" IP packets in ");
    text.append(rows == null ? meter.size() : flows).append(" flows, ");
    text.append(meter.packets() - meter.ipPackets()).append(" without a captured IP header");
    return text;
  }

  // ---------------------------------------------------------------------------------------- output

  /** Prints the flows that are kept. */
  void print(Output out, boolean isText, boolean isJson, String sort, int top) {
    List<MeteredFlow> list = new ArrayList<>(meter.flows());
    Comparator<MeteredFlow> byKey =
        Comparator.comparing(MeteredFlow::key).thenComparingLong(MeteredFlow::firstNanos);
    list.sort(byKey); // and equal ones stay so
    switch (sort) {
      case "packets" -> list.sort(Comparator.comparingLong(MeteredFlow::packets).reversed());
      case "bytes" -> list.sort(Comparator.comparingLong(MeteredFlow::bytes).reversed());
      case "first" -> list.sort(Comparator.comparingLong(MeteredFlow::firstNanos));
      default -> {}
    }
    List<MeteredFlow> shown = list.size() <= top ? list : list.subList(0, top);
    if (isText) {
      printTable(out, shown);
    } else {
      Rows to = rows(out, isJson);
      shown.forEach(flow -> row(to, flow));
    }
  }

  /** Prints the flows that are still open. */
  void finish() {
    meter.finish();
  }

  private void print(MeteredFlow flow) {
    flows++;
    if (rows != null) {
      row(rows, flow);
    }
  }

  private Rows rows(Output out, boolean isJson) {
    String[] columns = columns();
    return isJson ? Rows.json(out, columns) : Rows.csv(out, columns);
  }

  private String[] columns() {
    List<String> columns = new ArrayList<>(List.of(Flows.FLOW_COLUMNS));
    if (request.home != null) {
      columns.add("direction");
    }
    columns.add("end");
    FlowMeter.Settings settings = request.settings;
    if (settings.vlan()) {
      columns.add("vlan");
    }
    if (settings.mpls()) {
      columns.add("mpls");
    }
    if (settings.tunnel()) {
      columns.add("tunnel");
    }
    if (request.hasStatistics) {
      for (String way : List.of("fwd", "rev")) {
        columns.add(way + "IpBytes");
        columns.add(way + "FirstNanos");
        columns.add(way + "LastNanos");
        columns.add(way + "MinSize");
        columns.add(way + "MaxSize");
        columns.add(way + "MeanSize");
        columns.add(way + "SizeDeviation");
        columns.add(way + "MinGapNanos");
        columns.add(way + "MaxGapNanos");
        columns.add(way + "MeanGapNanos");
        columns.add(way + "GapDeviationNanos");
        FLAGS.forEach(flag -> columns.add(way + flag));
      }
    }
    return columns.toArray(String[]::new);
  }

  private void row(Rows to, MeteredFlow flow) {
    FlowKey key = flow.key();
    MeteredFlow.Direction forward = flow.forward();
    MeteredFlow.Direction reverse = flow.reverse();
    to.value(key.version()).value(key.protocol());
    to.value(key.src()).value(key.srcPort()).value(key.dst()).value(key.dstPort());
    to.value(forward.packets()).value(forward.bytes());
    to.value(reverse.packets()).value(reverse.bytes());
    to.value(flow.firstNanos()).value(flow.lastNanos());
    if (request.home != null) {
      to.value(request.home.text(key));
    }
    to.value(flow.end().text());
    FlowMeter.Settings settings = request.settings;
    if (settings.vlan()) {
      to.valueUnless(FlowIds.NONE, flow.ids().vlan());
    }
    if (settings.mpls()) {
      to.valueUnless(FlowIds.NONE, flow.ids().mpls());
    }
    if (settings.tunnel()) {
      to.valueUnless(FlowIds.NONE, flow.ids().tunnel());
    }
    if (request.hasStatistics) {
      statistics(to, key, forward);
      statistics(to, key, reverse);
    }
    to.endRow();
  }

  private static void statistics(Rows to, FlowKey key, MeteredFlow.Direction direction) {
    if (direction.packets() == 0) {
      for (int i = 0; i < 11 + FLAGS.size(); i++) {
        to.absent();
      }
      return;
    }
    to.value(direction.ipBytes()).value(direction.firstNanos()).value(direction.lastNanos());
    Summary sizes = direction.sizes();
    to.value(sizes.minimum())
        .value(sizes.maximum())
        .decimal(sizes.mean())
        .decimal(sizes.deviation());
    Summary gaps = direction.gaps();
    if (gaps.count() == 0) {
      to.absent().absent().absent().absent();
    } else {
      to.value(gaps.minimum()).value(gaps.maximum()).decimal(gaps.mean()).decimal(gaps.deviation());
    }
    for (long count : direction.flags()) {
      if (key.protocol() == IpProtocol.TCP) {
        to.value(count);
      } else {
        to.absent();
      }
    }
  }

  // ----------------------------------------------------------------------------------------- table

  private void printTable(Output out, List<MeteredFlow> shown) {
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
    if (request.home != null) {
      table.left("Direction");
    }
    table.left("End");
    if (request.hasStatistics) {
      table.right("Size ->").right("<- Size").right("Gap ms ->").right("<- Gap ms");
      table.left("Flags ->").left("<- Flags");
    }
    Times times = new Times();
    table.print(out, shown.size(), (row, cells) -> cells(shown.get(row), times, cells));
  }

  private void cells(MeteredFlow flow, Times times, TextTable cells) {
    FlowKey key = flow.key();
    cells.cell().append(IpProtocol.name(key.protocol()));
    cells.endCell();
    Flows.appendEnd(cells.cell(), key.protocol(), key.src(), key.srcPort());
    cells.endCell();
    cells.cell().append("<->");
    cells.endCell();
    Flows.appendEnd(cells.cell(), key.protocol(), key.dst(), key.dstPort());
    cells.endCell();
    Flows.numberCell(cells, flow.forward().packets());
    Flows.numberCell(cells, flow.forward().bytes());
    Flows.numberCell(cells, flow.reverse().packets());
    Flows.numberCell(cells, flow.reverse().bytes());
    times.appendUtc(cells.cell(), flow.firstNanos());
    cells.endCell();
    Times.appendSeconds(cells.cell(), flow.lastNanos() - flow.firstNanos());
    cells.endCell();
    if (request.home != null) {
      cells.cell().append(request.home.text(key));
      cells.endCell();
    }
    FlowEnd end = flow.end();
    cells.cell().append(end.text());
    cells.endCell();
    if (request.hasStatistics) {
      summaryCell(cells, flow.forward().sizes(), 1);
      summaryCell(cells, flow.reverse().sizes(), 1);
      summaryCell(cells, flow.forward().gaps(), 1e6);
      summaryCell(cells, flow.reverse().gaps(), 1e6);
      flagsCell(cells, flow.forward());
      flagsCell(cells, flow.reverse());
    }
  }

  /** Mean and deviation. */
  private static void summaryCell(TextTable cells, Summary summary, double unit) {
    StringBuilder text = cells.cell();
    if (summary.count() == 0) {
      text.append('-');
    } else {
      JsonWriter.appendDecimal(text, Math.round(summary.mean() / unit * 10) / 10.0);
      text.append(" \u00b1 ");
      JsonWriter.appendDecimal(text, Math.round(summary.deviation() / unit * 10) / 10.0);
    }
    cells.endCell();
  }

  private static void flagsCell(TextTable cells, MeteredFlow.Direction direction) {
    StringBuilder text = cells.cell();
    int start = text.length();
    for (int flag = 0; flag < FLAG_LETTERS.length(); flag++) {
      long count = direction.flags().get(flag);
      if (count != 0) {
        text.append(text.length() == start ? "" : " ");
        text.append(FLAG_LETTERS.charAt(flag)).append(count);
      }
    }
    if (text.length() == start) {
      text.append('-');
    }
    cells.endCell();
  }
}
