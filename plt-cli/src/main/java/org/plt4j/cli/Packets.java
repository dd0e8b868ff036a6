// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.plt4j.packet.Packet;
import org.plt4j.trace.TraceFormat;

/** {@code plt packets}: prints each packet, decoded. */
final class Packets implements Subcommand {
  private static final Option VERBOSE =
      Option.flag("-v", "Print every field of every layer below a packet's line.");
  private static final Option HEX =
      Option.flag("-x", "Print the bytes in hexadecimal and ASCII below a packet's line.");
  private static final Option JSON =
      Option.flag("--json", "Print JSON, an object a line, with every field of every layer.");

  @Override
  public Synopsis synopsis() {
    List<Option> options = new ArrayList<>(List.of(VERBOSE, HEX, JSON));
    options.addAll(TraceInput.OPTIONS);
    return new Synopsis(
            "packets",
            "Prints each packet, decoded. A line has its number, time (UTC), length, and what is in it.",
            TraceInput.OPERANDS,
            options)
        .examples(
            "plt packets --skip 40 --count 2 a.pcap",
            "plt packets -v --filter 'icmp or icmp6' a.pcap",
            "plt packets --json a.pcap");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    boolean json = arguments.has(JSON);
    if (json && (arguments.has(VERBOSE) || arguments.has(HEX))) {
      throw new UsageException("--json prints every field, -v and -x are for text");
    }
    TraceInput input = new TraceInput(arguments, streams);
    Output out = streams.out();
    TraceInput.Sink sink =
        json
            ? new JsonSink(input, out)
            : new TextSink(input, out, arguments.has(VERBOSE), arguments.has(HEX));
    return input.read(sink) ? Main.DONE : Main.BAD_TRACE;
  }

  private static boolean isErf(TraceInput input) {
    TraceFormat format = input.format();
    return format != null && format.isErfTime();
  }

  private static final class JsonSink implements TraceInput.Sink {
    private final TraceInput input;
    private final Output out;
    private final JsonWriter json;
    private final Fields fields;

    JsonSink(TraceInput input, Output out) {
      this.input = input;
      this.out = out;
      this.json = new JsonWriter(out.text());
      this.fields = new JsonFields(json);
    }

    @Override
    public void accept(Packet packet) {
      json.beginObject();
      PacketFields.of(input.number(), packet, isErf(input), fields);
      json.endObject();
      out.endLine();
    }
  }

  private static final class TextSink implements TraceInput.Sink {
    private final TraceInput input;
    private final Output out;
    private final boolean verbose;
    private final boolean hex;
    private final PacketLine line;
    private final Fields fields;

    TextSink(TraceInput input, Output out, boolean verbose, boolean hex) {
      this.input = input;
      this.out = out;
      this.verbose = verbose;
      this.hex = hex;
      this.line = new PacketLine(out.text());
      this.fields = new TextFields(out);
    }

    @Override
    public void accept(Packet packet) {
      line.append(input.number(), packet);
      out.endLine();
      if (verbose) {
        PacketFields.of(input.number(), packet, isErf(input), fields);
      }
      if (hex) {
        HexDump.print(out, packet.data());
      }
      if (verbose || hex) {
        out.endLine();
      }
    }
  }
}
