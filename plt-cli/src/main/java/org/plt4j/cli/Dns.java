// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.plt4j.dns.DnsClass;
import org.plt4j.dns.DnsMessage;
import org.plt4j.dns.DnsName;
import org.plt4j.dns.DnsOpcode;
import org.plt4j.dns.DnsQuestion;
import org.plt4j.dns.DnsRcode;
import org.plt4j.dns.DnsRecord;
import org.plt4j.dns.DnsStatus;
import org.plt4j.dns.DnsStream;
import org.plt4j.dns.DnsType;
import org.plt4j.dns.Edns;
import org.plt4j.dns.EdnsOption;
import org.plt4j.natkit.FlowKey;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;

/** {@code plt dns}: prints DNS messages, or counts them. */
final class Dns implements Subcommand {
  private static final Option VERBOSE =
      Option.flag("-v", "Print all records of a message, a line each.");
  private static final Option JSON =
      Option.flag("--json", "Print JSON, an object a line; with --stats one object.");
  private static final Option STATS =
      Option.flag(
          "--stats", "Print counts of names, types and response codes, and response times.");
  private static final Option TOP =
      Option.number("--top", "N", Integer.MAX_VALUE, "With --stats: how many names (10).");
  private static final Option PORT =
      Option.number(
          "--port",
          "N",
          65_535,
          "A port of DNS servers beside 53, 5353 (multicast DNS) and 5355 (LLMNR).");

  private static final int DNS = 53;
  static final int MULTICAST_DNS = 5353;
  private static final int LLMNR = 5355;

  /** So many directions of connections are put together at a time; the oldest is given up. */
  private static final int MAX_STREAMS = 1024;

  private static final int TOP_NAMES = 10;

  /** What comes with a message. */
  record Envelope(long n, Packet packet, FlowKey key) {
    String transport() {
      return key.protocol() == IpProtocol.TCP ? "tcp" : "udp";
    }
  }

  /** What is done with each message. */
  private interface Printer {
    void print(Envelope envelope, DnsMessage message, Output out);
  }

  /** One direction of a connection. */
  private static final class Direction {
    final DnsStream stream = new DnsStream();
    @Nullable Envelope last;
  }

  private final Map<FlowKey, Direction> directions = new LinkedHashMap<>(16, 0.75f, true);
  private final DnsStatistics statistics = new DnsStatistics();
  private final Times times = new Times();

  private int port;
  private long messages;
  private long faults;

  @Override
  public Synopsis synopsis() {
    List<Option> options = new ArrayList<>(List.of(VERBOSE, JSON, STATS, TOP, PORT));
    options.addAll(TraceInput.OPTIONS);
    return new Synopsis(
            "dns", "Prints DNS messages over UDP and TCP.", TraceInput.OPERANDS, options)
        .examples(
            "plt dns a.pcap", "plt dns --stats --top 20 a.pcap", "plt dns -v --count 1 a.pcap");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    if (arguments.has(STATS) && arguments.has(VERBOSE)) {
      throw new UsageException("-v prints messages, --stats counts them: not both");
    }
    if (arguments.has(TOP) && !arguments.has(STATS)) {
      throw new UsageException("--top needs --stats");
    }
    port = (int) arguments.number(PORT, DNS);
    Output out = streams.out();
    JsonWriter json = new JsonWriter(out.text());
    Printer printer;
    if (arguments.has(STATS)) {
      printer =
          (envelope, message, to) -> {
            status(message);
            statistics.add(envelope, message);
          };
    } else if (arguments.has(JSON)) {
      printer = (envelope, message, to) -> printJson(envelope, message, json, to);
    } else if (arguments.has(VERBOSE)) {
      printer = this::printBlock;
    } else {
      printer = this::printLine;
    }
    TraceInput input = new TraceInput(arguments, streams);
    boolean whole = input.read(packet -> accept(input.number(), packet, printer, out));
    for (Direction direction : directions.values()) {
      finish(direction, printer, out);
    }
    if (arguments.has(STATS)) {
      int top = (int) arguments.number(TOP, TOP_NAMES);
      if (arguments.has(JSON)) {
        statistics.printJson(top, json, out);
      } else {
        statistics.print(top, out);
      }
    }
    out.flush();
    streams.note(messages + " messages, " + faults + " of them with a fault");
    return whole ? Main.DONE : Main.BAD_TRACE;
  }

  // ------------------------------------------------------------------------------------- messages

  private void accept(long n, Packet packet, Printer printer, Output out) {
    if (!isServer(packet.srcPort()) && !isServer(packet.dstPort())) {
      return;
    }
    FlowKey key = FlowKey.of(packet);
    Udp udp = packet.udp();
    Tcp tcp = packet.tcp();
    if (key == null) {
      return;
    }
    Envelope envelope = new Envelope(n, packet, key);
    if (udp != null) {
      print(envelope, DnsMessage.of(udp), printer, out);
    } else if (tcp != null) {
      Direction direction = directions.computeIfAbsent(key, absent -> new Direction());
      for (DnsMessage message : direction.stream.add(tcp)) {
        print(envelope, message, printer, out);
      }
      direction.last = envelope;
      if (directions.size() > MAX_STREAMS) {
        FlowKey eldest = directions.keySet().iterator().next();
        Direction givenUp = directions.remove(eldest);
        if (givenUp != null) {
          finish(givenUp, printer, out);
        }
      }
    }
  }

  private boolean isServer(int number) {
    return number == DNS || number == MULTICAST_DNS || number == LLMNR || number == port;
  }

  /** A message that the trace ends in, with the last packet of its direction. */
  private void finish(Direction direction, Printer printer, Output out) {
    Envelope last = direction.last;
    if (last != null) {
      for (DnsMessage message : direction.stream.finish()) {
        print(last, message, printer, out);
      }
    }
  }

  private void print(Envelope envelope, DnsMessage message, Printer printer, Output out) {
    messages++;
    printer.print(envelope, message, out);
  }

  private DnsStatus status(DnsMessage message) {
    DnsStatus status = message.status();
    faults += status.isOk() ? 0 : 1;
    return status;
  }

  /** Signatures' times are near the packet's. */
  private static InstantSource clock(Envelope envelope) {
    return InstantSource.fixed(envelope.packet().timestamp());
  }

  private static List<String> flags(DnsMessage message) {
    List<String> flags = new ArrayList<>();
    flag(message.isAuthoritative(), "aa", flags);
    flag(message.isTruncated(), "tc", flags);
    flag(message.isRecursionDesired(), "rd", flags);
    flag(message.isRecursionAvailable(), "ra", flags);
    flag(message.isZ(), "z", flags);
    flag(message.isAuthenticData(), "ad", flags);
    flag(message.isCheckingDisabled(), "cd", flags);
    return flags;
  }

  private static void flag(boolean isSet, String name, List<String> flags) {
    if (isSet) {
      flags.add(name);
    }
  }

  /** Without EDNS, which is printed by itself. */
  private static List<DnsRecord> additional(DnsMessage message) {
    List<DnsRecord> records = new ArrayList<>(message.additional());
    records.removeIf(record -> record.type() == DnsType.OPT);
    return records;
  }

  // ----------------------------------------------------------------------------------------- text

  private void appendEnds(Envelope envelope, StringBuilder text) {
    text.append(envelope.n()).append(' ');
    times.appendUtc(text, envelope.packet().timestampNanos());
    FlowKey key = envelope.key();
    appendEnd(text.append(' '), key.src(), key.srcPort());
    appendEnd(text.append(" > "), key.dst(), key.dstPort());
    text.append(' ').append(envelope.transport());
  }

  private static void appendEnd(StringBuilder text, IpAddress address, int port) {
    if (address.version() == 6) {
      text.append('[');
      address.appendTo(text);
      text.append(']');
    } else {
      address.appendTo(text);
    }
    text.append(':').append(port);
  }

  private void printLine(Envelope envelope, DnsMessage message, Output out) {
    StringBuilder text = out.text();
    appendEnds(envelope, text);
    if (message.flags() != DnsMessage.NOT_CAPTURED) {
      text.append(' ').append(message.id());
      text.append(message.isResponse() ? " response " : " query ");
      text.append(DnsOpcode.name(message.opcode()));
      if (message.isResponse()) {
        text.append(' ').append(DnsRcode.name(message.rcode()));
      }
      for (String flag : flags(message)) {
        text.append(' ').append(flag);
      }
      for (DnsQuestion question : message.questions()) {
        text.append(' ').append(question.name());
        text.append(' ').append(DnsClass.name(question.classNumber()));
        text.append(' ').append(DnsType.name(question.type()));
      }
      appendRecords("; answers:", message.answers(), envelope, text);
      appendCount("authority", message.authority().size(), text);
      appendCount("additional", additional(message).size(), text);
    }
    DnsStatus status = status(message);
    if (!status.isOk()) {
      text.append("; ").append(status);
    }
    out.endLine();
  }

  private static void appendRecords(
      String title, List<DnsRecord> records, Envelope envelope, StringBuilder text) {
    for (int i = 0; i < records.size(); i++) {
      DnsRecord record = records.get(i);
      text.append(i == 0 ? title : ",").append(' ').append(DnsType.name(record.type()));
      record.appendRdata(clock(envelope), text.append(' '));
    }
  }

  private static void appendCount(String title, int count, StringBuilder text) {
    if (count > 0) {
      text.append("; ").append(title).append(' ').append(count);
    }
  }

  /** As dig prints a message. */
  private void printBlock(Envelope envelope, DnsMessage message, Output out) {
    appendEnds(envelope, out.text().append(";; "));
    out.text().append(", ").append(message.data().limit()).append(" bytes");
    out.endLine();
    if (message.flags() != DnsMessage.NOT_CAPTURED) {
      printHeader(message, out);
      printEdns(message.edns(), out);
      List<DnsQuestion> questions = message.questions();
      if (!questions.isEmpty()) {
        out.text().append(";; QUESTION SECTION:");
        out.endLine();
        for (DnsQuestion question : questions) {
          out.text().append(";").append(question);
          out.endLine();
        }
      }
      printSection("ANSWER", message.answers(), envelope, out);
      printSection("AUTHORITY", message.authority(), envelope, out);
      printSection("ADDITIONAL", additional(message), envelope, out);
    }
    DnsStatus status = status(message);
    if (!status.isOk()) {
      out.text().append(";; FAULT: ").append(status).append(" (").append(status.section());
      out.text().append(')');
      out.endLine();
    }
    out.endLine();
  }

  private static void printHeader(DnsMessage message, Output out) {
    StringBuilder text = out.text();
    text.append(";; ->>HEADER<<- opcode: ").append(DnsOpcode.name(message.opcode()));
    text.append(", status: ").append(DnsRcode.name(message.rcode()));
    text.append(", id: ").append(message.id());
    out.endLine();
    out.text().append(";; flags:").append(message.isResponse() ? " qr" : "");
    for (String flag : flags(message)) {
      out.text().append(' ').append(flag);
    }
    out.text().append("; QUERY: ").append(message.questionCount());
    out.text().append(", ANSWER: ").append(message.answerCount());
    out.text().append(", AUTHORITY: ").append(message.authorityCount());
    out.text().append(", ADDITIONAL: ").append(message.additionalCount());
    out.endLine();
  }

  private static void printEdns(@Nullable Edns edns, Output out) {
    if (edns == null) {
      return;
    }
    out.text().append(";; OPT PSEUDOSECTION:");
    out.endLine();
    out.text().append("; EDNS: version: ").append(edns.version());
    out.text().append(", flags:").append(edns.isDnssecOk() ? " do" : "");
    out.text().append("; udp: ").append(edns.udpSize());
    out.endLine();
    for (EdnsOption option : edns.options()) {
      out.text().append("; ").append(option);
      out.endLine();
    }
  }

  private static void printSection(
      String title, List<DnsRecord> records, Envelope envelope, Output out) {
    if (records.isEmpty()) {
      return;
    }
    out.text().append(";; ").append(title).append(" SECTION:");
    out.endLine();
    for (DnsRecord record : records) {
      record.appendTo(clock(envelope), out.text());
      out.endLine();
    }
  }

  // ----------------------------------------------------------------------------------------- JSON

  private void printJson(Envelope envelope, DnsMessage message, JsonWriter json, Output out) {
    FlowKey key = envelope.key();
    json.beginObject().name("n").value(envelope.n());
    json.name("timestampNanos").value(envelope.packet().timestampNanos());
    json.name("src").value(key.src()).name("srcPort").value(key.srcPort());
    json.name("dst").value(key.dst()).name("dstPort").value(key.dstPort());
    json.name("transport").value(envelope.transport());
    json.name("status").value(status(message).toString());
    if (message.id() != DnsMessage.NOT_CAPTURED) {
      json.name("id").value(message.id());
    }
    if (message.flags() != DnsMessage.NOT_CAPTURED) {
      json.name("response").value(message.isResponse());
      json.name("opcode").value(DnsOpcode.name(message.opcode()));
      json.name("rcode").value(DnsRcode.name(message.rcode()));
      json.name("flags").beginArray();
      for (String flag : flags(message)) {
        json.value(flag);
      }
      json.endArray();
      writeQuestions(message.questions(), json);
      writeRecords("answers", message.answers(), envelope, json);
      writeRecords("authority", message.authority(), envelope, json);
      writeRecords("additional", additional(message), envelope, json);
      writeEdns(message.edns(), json);
    }
    json.endObject();
    out.endLine();
  }

  private static void writeName(@Nullable DnsName name, JsonWriter json) {
    if (name != null) {
      json.name("name").value(name.toString());
    }
  }

  private static void writeQuestions(List<DnsQuestion> questions, JsonWriter json) {
    json.name("questions").beginArray();
    for (DnsQuestion question : questions) {
      json.beginObject();
      writeName(question.name(), json);
      json.name("class").value(DnsClass.name(question.classNumber()));
      json.name("type").value(DnsType.name(question.type())).endObject();
    }
    json.endArray();
  }

  private static void writeRecords(
      String section, List<DnsRecord> records, Envelope envelope, JsonWriter json) {
    json.name(section).beginArray();
    for (DnsRecord record : records) {
      json.beginObject();
      writeName(record.owner(), json);
      json.name("ttl").value(record.ttl());
      json.name("class").value(DnsClass.name(record.classNumber()));
      json.name("type").value(DnsType.name(record.type()));
      json.name("rdata").value(record.rdata(clock(envelope))).endObject();
    }
    json.endArray();
  }

  private static void writeEdns(@Nullable Edns edns, JsonWriter json) {
    if (edns == null) {
      return;
    }
    json.name("edns").beginObject().name("version").value(edns.version());
    json.name("udpSize").value(edns.udpSize()).name("dnssecOk").value(edns.isDnssecOk());
    json.name("extendedRcode").value(edns.extendedRcode()).name("options").beginArray();
    for (EdnsOption option : edns.options()) {
      json.beginObject().name("code").value(option.code());
      json.name("data").value(hex(option.data())).endObject();
    }
    json.endArray().endObject();
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.limit()];
    bytes.get(0, copy);
    return HexFormat.of().formatHex(copy);
  }
}
