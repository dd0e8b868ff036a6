// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;

/** {@code plt convert}: writes traces in another format, in part, or split. */
final class Convert implements Subcommand {
  private static final Option FROM =
      Option.text(
          "--from",
          "TIME",
          "Leave out packets before this time: seconds since 1970, or UTC, as"
              + " '2024-06-05 09:10:27.33'.");
  private static final Option TO =
      Option.text("--to", "TIME", "Leave out packets at and after this time.");

  @Override
  public Synopsis synopsis() {
    List<Option> options = new ArrayList<>(TraceOutput.OPTIONS);
    options.addAll(TraceOutput.SPLITTING);
    options.add(FROM);
    options.add(TO);
    options.addAll(TraceInput.OPTIONS);
    return new Synopsis(
            "convert",
            "Writes traces in another format, in part, or split. All that a pcapng file holds goes to"
                + " pcapng.",
            new Synopsis.Operands(
                "TRACE... OUT",
                TraceInput.DESCRIPTION + " Then the trace to write: " + TraceOutput.DESCRIPTION,
                2,
                Synopsis.Operands.MANY),
            options)
        .examples(
            "plt convert a.pcap b.pcapng.gz",
            "plt convert --split-packets 100 --nanos a.pcap part.pcap",
            "plt convert --from '2024-06-05 09:10' --to '2024-06-05 09:11' a.pcap b.pcap");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    List<String> operands = arguments.operands();
    int last = operands.size() - 1;
    List<String> inputs = operands.subList(0, last);
    TraceOutput output = new TraceOutput(operands.get(last), arguments).refuse(inputs);
    TraceInput input = new TraceInput(inputs, arguments, streams);
    input.between(time(arguments, FROM, Long.MIN_VALUE), time(arguments, TO, Long.MAX_VALUE));
    boolean[] begun = new boolean[1];
    try {
      boolean whole =
          input.read(
              new TraceInput.Sink() {
                @Override
                public void begin(Trace trace) {
                  begun[0] = true;
                  output.follow(trace);
                }

                @Override
                public void accept(Packet packet) {
                  output.write(packet);
                }
              });
      if (begun[0]) {
        output.close();
        streams.note(output.summary());
      }
      return whole ? Main.DONE : Main.BAD_TRACE;
    } finally {
      output.discard();
    }
  }

  private static long time(Arguments arguments, Option option, long otherwise) {
    return arguments.has(option) ? Times.parse(arguments.text(option, "")) : otherwise;
  }
}
