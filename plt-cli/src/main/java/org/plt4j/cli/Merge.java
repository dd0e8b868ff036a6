// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormat;
import org.plt4j.trace.TraceInterface;

/** {@code plt merge}: writes the packets of several traces in the order of their times. */
final class Merge implements Subcommand {
  private static final int MICROSECONDS = 6;

  private static final Option OUT =
      Option.text(
          "-o", "OUT", "The trace to write, which must be given: " + TraceOutput.DESCRIPTION);

  @Override
  public Synopsis synopsis() {
    List<Option> options = new ArrayList<>(List.of(OUT));
    options.addAll(TraceOutput.OPTIONS);
    options.addAll(TraceInput.OPTIONS);
    return new Synopsis(
            "merge",
            "Merges traces by time. Packets of the same time stand in the order of the traces. Traces"
                + " with several link types make a pcapng file, unless --format or OUT's format says"
                + " otherwise.",
            new Synopsis.Operands(
                "TRACE...",
                "Traces to read at once: files of any formats, or - for standard input.",
                1,
                Synopsis.Operands.MANY),
            options)
        .examples("plt merge a.pcap b.pcapng.gz -o all.pcapng");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    if (!arguments.has(OUT)) {
      throw new UsageException("where to write is missing: -o OUT");
    }
    List<String> inputs = arguments.operands();
    TraceOutput output = new TraceOutput(arguments.text(OUT, ""), arguments).refuse(inputs);
    Sink sink = new Sink(output, arguments);
    try {
      boolean whole = new TraceInput(inputs, arguments, streams).readByTime(sink);
      if (sink.begun) {
        output.close();
        streams.note(output.summary());
      }
      return whole ? Main.DONE : Main.BAD_TRACE;
    } finally {
      output.discard();
    }
  }

  private static final class Sink implements TraceInput.Sink {
    private final TraceOutput output;
    private final Arguments arguments;
    private final Set<Integer> linkTypes = new HashSet<>();
    private boolean begun;

    Sink(TraceOutput output, Arguments arguments) {
      this.output = output;
      this.arguments = arguments;
    }

    @Override
    public void begin(Trace trace) {
      begun = true;
      output.gather(trace);
      for (TraceInterface each : trace.interfaces()) {
        linkTypes.add(each.linkType());
        if (each.timeResolution() > MICROSECONDS && trace.format() != TraceFormat.ERF) {
          output.preferNanoseconds(arguments);
        }
      }
      if (linkTypes.size() > 1) {
        output.preferPcapng();
      }
    }

    @Override
    public void accept(Packet packet) {
      output.write(packet);
    }
  }
}
