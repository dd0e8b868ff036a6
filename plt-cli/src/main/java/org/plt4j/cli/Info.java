// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceBlock;
import org.plt4j.trace.TraceFormat;
import org.plt4j.trace.TraceInterface;
import org.plt4j.trace.TraceSection;

/** {@code plt info}: prints what trace files are and hold. */
final class Info implements Subcommand {
  private static final Option JSON = Option.flag("--json", "Print JSON, an object a file.");

  @Override
  public Synopsis synopsis() {
    List<Option> options = new ArrayList<>(List.of(JSON));
    options.addAll(TraceInput.OPTIONS);
    return new Synopsis(
            "info",
            "Tells what trace files are and hold. That is format, link types, numbers, times, rates,"
                + " interfaces, comments.",
            TraceInput.OPERANDS,
            options)
        .examples("plt info a.pcap b.pcapng.gz", "plt info --json a.pcap");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    TraceInput input = new TraceInput(arguments, streams);
    Output out = streams.out();
    boolean json = arguments.has(JSON);
    boolean whole =
        input.read(
            new TraceInput.Sink() {
              private Summary summary = new Summary();
              private boolean follows;

              @Override
              public void begin(Trace trace) {
                summary = new Summary();
              }

              @Override
              public void accept(Packet packet) {
                summary.add(packet);
              }

              @Override
              public void end(Trace trace) {
                if (json) {
                  json(out, trace, summary);
                } else {
                  if (follows) {
                    out.endLine();
                  }
                  follows = true;
                  new Text(out).show(trace, summary);
                }
                out.flush(); // before what may be said of the trace's end
              }
            });
    return whole ? Main.DONE : Main.BAD_TRACE;
  }

  /** What is counted of the packets of a trace. */
  private static final class Summary {
    long packets;
    long capturedBytes;
    long originalBytes;
    long comments;
    boolean inOrder = true;

    /** Packets that have a time: a simple packet block has none. */
    long timed;

    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;

    private long previous = Long.MIN_VALUE;
    private final Map<Integer, Long> linkTypes = new TreeMap<>();
    private final Map<TraceInterface, long[]> interfaces = new HashMap<>();

    void add(Packet packet) {
      packets++;
      capturedBytes += packet.capturedLength();
      originalBytes += packet.originalLength();
      comments += packet.comments().size();
      linkTypes.merge(packet.linkType(), 1L, Long::sum);
      TraceInterface source = TraceInterface.of(packet);
      if (source != null) {
        interfaces.computeIfAbsent(source, i -> new long[1])[0]++;
      }
      long time = packet.timestampNanos();
      if (time != 0 || !isSimple(packet)) {
        timed++;
        first = Math.min(first, time);
        last = Math.max(last, time);
        inOrder &= time >= previous;
        previous = time;
      }
    }

    private static boolean isSimple(Packet packet) {
      TraceBlock block = TraceBlock.of(packet);
      return block != null && block.type() == TraceBlock.SIMPLE_PACKET;
    }

    long packetsOf(TraceInterface source) {
      long[] counted = interfaces.get(source);
      return counted == null ? 0 : counted[0];
    }

    /** The link types of interfaces and packets. */
    Set<Integer> linkTypes(Trace trace) {
      Set<Integer> all = new TreeSet<>(linkTypes.keySet());
      trace.interfaces().forEach(each -> all.add(each.linkType()));
      return all;
    }
  }

  private static List<String> comments(Trace trace) {
    List<String> comments = new ArrayList<>();
    trace.sections().forEach(section -> comments.addAll(section.comments()));
    trace.interfaces().forEach(each -> comments.addAll(each.comments()));
    return comments;
  }

  private static @Nullable String byteOrder(Trace trace) {
    ByteOrder order = trace.byteOrder();
    return order == null ? null : order == ByteOrder.BIG_ENDIAN ? "big" : "little";
  }

  // ---- JSON

  private static void json(Output out, Trace trace, Summary summary) {
    JsonWriter json = new JsonWriter(out.text());
    json.beginObject();
    json.name("file").value(trace.name());
    json.name("format").value(trace.format().toString());
    json.name("compression").value(trace.compression());
    optional(json, "byteOrder", byteOrder(trace));
    json.name("linkTypes").beginArray();
    summary.linkTypes(trace).forEach(json::value);
    json.endArray();
    json.name("interfaces").beginArray();
    for (TraceInterface each : trace.interfaces()) {
      json.beginObject();
      json.name("section").value(each.section());
      json.name("id").value(each.id());
      json.name("linkType").value(each.linkType());
      json.name("snapLength").value(each.snapLength());
      json.name("timeResolution").value(resolution(each.timeResolution()));
      optional(json, "name", each.name());
      optional(json, "description", each.description());
      optional(json, "filter", each.filter());
      optional(json, "hardware", each.hardware());
      optional(json, "os", each.os());
      json.name("packets").value(summary.packetsOf(each));
      json.endObject();
    }
    json.endArray();
    json.name("packets").value(summary.packets);
    json.name("capturedBytes").value(summary.capturedBytes);
    json.name("originalBytes").value(summary.originalBytes);
    if (summary.timed > 0) {
      json.name("firstNanos").value(summary.first);
      json.name("lastNanos").value(summary.last);
    }
    json.name("strictTimeOrder").value(summary.inOrder);
    json.name("endedInsideRecord").value(trace.endedInsideRecord());
    if (trace.format() == TraceFormat.PCAPNG) {
      json.name("sections").value(trace.sections().size());
    }
    json.name("comments").beginArray();
    comments(trace).forEach(json::value);
    json.endArray();
    json.endObject();
    out.endLine();
  }

  private static void optional(JsonWriter json, String name, @Nullable String value) {
    if (value != null) {
      json.name(name).value(value);
    }
  }

  /** The unit of times: {@code 10^-6}, {@code 2^-32}. */
  private static String resolution(int resolution) {
    return (resolution & 0x80) == 0 ? "10^-" + resolution : "2^-" + (resolution & 0x7f);
  }

  // ---- text

  /** Lines of a name and a value, like those of capinfos. */
  private static final class Text {
    private static final int COLUMN = 21;
    private static final double NANOS = 1e9;

    private final Output out;
    private final StringBuilder text;

    Text(Output out) {
      this.out = out;
      this.text = out.text();
    }

    void show(Trace trace, Summary summary) {
      line("File", trace.name());
      String order = byteOrder(trace);
      line("Format", trace.format() + (order == null ? "" : ", " + order + "-endian"));
      line("Compression", trace.compression());
      if (trace.size() != Trace.NOT_KNOWN) {
        line("File size", trace.size() + " bytes");
      }
      for (int linkType : summary.linkTypes(trace)) {
        String count = summary.linkTypes.getOrDefault(linkType, 0L) + " packets";
        line("Link type", LinkType.name(linkType) + " (" + linkType + "), " + count);
      }
      line("Packets", Long.toString(summary.packets));
      line("Captured bytes", Long.toString(summary.capturedBytes));
      line("Original bytes", Long.toString(summary.originalBytes));
      long dropped = trace.dropped();
      line("Packets dropped", dropped == Trace.NOT_KNOWN ? "not known" : Long.toString(dropped));
      times(summary);
      line("In order of time", summary.inOrder ? "yes" : "no");
      line("Ends inside record", trace.endedInsideRecord() ? "yes" : "no");
      for (TraceSection section : trace.sections()) {
        section(section);
      }
      for (TraceInterface each : trace.interfaces()) {
        describe(each, summary.packetsOf(each), trace.format() == TraceFormat.PCAPNG);
      }
      int names = trace.names().size();
      if (names > 0) {
        line("Resolved addresses", Integer.toString(names));
      }
      if (summary.comments > 0) {
        line("Packet comments", Long.toString(summary.comments));
      }
    }

    private void times(Summary summary) {
      if (summary.timed > 0) {
        time("First packet", summary.first);
        time("Last packet", summary.last);
        name("Duration");
        long nanos = summary.last - summary.first;
        Times.appendSeconds(text, nanos);
        text.append(" s");
        out.endLine();
        if (nanos != 0) {
          double seconds = (nanos < 0 ? nanos + 0x1p64 : nanos) / NANOS;
          line("Bytes a second", rounded(summary.originalBytes / seconds));
          line("Bits a second", rounded(8 * summary.originalBytes / seconds));
          line("Packets a second", rounded(summary.timed / seconds));
        }
      }
      if (summary.packets > 0) {
        double average = (double) summary.originalBytes / summary.packets;
        line("Bytes a packet", rounded(average));
      }
    }

    private static String rounded(double value) {
      return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }

    private void time(String name, long nanos) {
      name(name);
      new Times().appendUtc(text, nanos);
      text.append(" UTC");
      out.endLine();
    }

    private void section(TraceSection section) {
      line("Section", Integer.toString(section.number()));
      inner("hardware", section.hardware());
      inner("system", section.os());
      inner("application", section.application());
      section.comments().forEach(comment -> inner("comment", comment));
    }

    private void describe(TraceInterface each, long packets, boolean sections) {
      line("Interface", sections ? each.section() + "." + each.id() : Integer.toString(each.id()));
      inner("name", each.name());
      inner("description", each.description());
      inner("link type", LinkType.name(each.linkType()) + " (" + each.linkType() + ")");
      long snapLength = each.snapLength();
      inner("snap length", snapLength == 0 ? "no limit" : snapLength + " bytes");
      inner("time resolution", resolution(each.timeResolution()) + " s");
      inner("filter", each.filter());
      inner("hardware", each.hardware());
      inner("system", each.os());
      each.comments().forEach(comment -> inner("comment", comment));
      inner("packets", Long.toString(packets));
    }

    private void inner(String name, @Nullable String value) {
      if (value != null) {
        line("  " + name, value);
      }
    }

    private void line(String name, String value) {
      name(name);
      for (int i = 0; i < value.length(); i++) { // a file's texts stay in their line
        char c = value.charAt(i);
        text.append(Character.isISOControl(c) ? ' ' : c);
      }
      out.endLine();
    }

    private void name(String name) {
      text.append(name).append(':').append(" ".repeat(Math.max(1, COLUMN - 1 - name.length())));
    }
  }
}
