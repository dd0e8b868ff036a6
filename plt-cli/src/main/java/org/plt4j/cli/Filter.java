// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** {@code plt filter}: writes the packets that match an expression. */
final class Filter implements Subcommand {
  private static final Option OUT =
      Option.text(
          "-o", "OUT", "The trace to write, which must be given: " + TraceOutput.DESCRIPTION);

  @Override
  public Synopsis synopsis() {
    List<Option> options = new ArrayList<>(List.of(OUT));
    options.addAll(TraceOutput.OPTIONS);
    options.addAll(TraceInput.OPTIONS);
    return new Synopsis(
            "filter",
            "Writes the packets that match an expression to a trace.",
            new Synopsis.Operands(
                "EXPR TRACE...",
                "A filter expression as tcpdump has it, in one argument. " + TraceInput.DESCRIPTION,
                2,
                Synopsis.Operands.MANY),
            options)
        .examples(
            "plt filter 'tcp port 80' a.pcap -o b.pcap",
            "plt filter 'host 192.0.2.11' a.pcap b.pcapng.gz -o -");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    String out = arguments.text(OUT, "");
    if (out.isEmpty()) {
      throw new UsageException("where to write is missing: -o OUT");
    }
    List<String> operands = arguments.operands();
    List<String> inputs = operands.subList(1, operands.size());
    TraceInput input =
        new TraceInput(inputs, arguments, streams).filter(Filters.compile(operands.get(0)));
    TraceOutput output = new TraceOutput(out, arguments).refuse(inputs);
    Sink sink = new Sink(output);
    try {
      boolean whole = input.read(sink);
      if (sink.begun) {
        output.close();
        streams.note(output.summary() + ", of " + input.number());
      }
      return whole ? Main.DONE : Main.BAD_TRACE;
    } finally {
      output.discard();
    }
  }

  private static final class Sink implements TraceInput.Sink {
    private final TraceOutput output;
    private boolean begun;

    Sink(TraceOutput output) {
      this.output = output;
    }

    @Override
    public void begin(Trace trace) {
      begun = true;
      output.follow(trace);
    }

    @Override
    public void accept(Packet packet) {
      output.write(packet);
    }
  }
}
