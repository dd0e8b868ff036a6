// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.plt4j.dns.DnsMessage;
import org.plt4j.dns.DnsName;
import org.plt4j.dns.DnsQuestion;
import org.plt4j.dns.DnsRcode;
import org.plt4j.dns.DnsType;
import org.plt4j.natkit.FlowKey;

/**
 * What {@code plt dns --stats} counts: names and types of queries, codes and times of responses.
 */
final class DnsStatistics {
  /** So many queries wait for their response at a time; the oldest is taken for unanswered. */
  private static final int MAX_WAITING = 1 << 16;

  private static final double[] QUANTILES = {0, 0.5, 0.9, 0.99, 1};
  private static final String[] QUANTILE_NAMES = {"min", "p50", "p90", "p99", "max"};

  /** What a response has in common with its query, seen from the client. */
  private record Exchange(FlowKey key, int id, @Nullable DnsQuestion question) {}

  private record Count(String name, long count) {}

  private final Map<DnsName, long[]> names = new HashMap<>();
  private final Map<Integer, long[]> types = new HashMap<>();
  private final Map<Integer, long[]> rcodes = new HashMap<>();
  private final Map<Exchange, Long> waiting = new LinkedHashMap<>();

  private long queries;
  private long responses;
  private long repeated;
  private long unanswered;
  private long unasked;

  private long[] nanos = new long[256];
  private int matched;

  void add(Dns.Envelope envelope, DnsMessage message) {
    if (message.flags() == DnsMessage.NOT_CAPTURED) {
      return;
    }
    DnsQuestion question = message.question();
    FlowKey key = envelope.key();
    boolean matches = key.srcPort() != Dns.MULTICAST_DNS && key.dstPort() != Dns.MULTICAST_DNS;
    long time = envelope.packet().timestampNanos();
    if (message.isResponse()) {
      responses++;
      count(rcodes, message.rcode());
      if (matches) {
        answer(new Exchange(key.reverse(), message.id(), question), time);
      }
      return;
    }
    queries++;
    for (DnsQuestion each : message.questions()) {
      count(types, each.type());
      DnsName name = each.name();
      if (name != null) {
        count(names, name);
      }
    }
    if (matches) {
      ask(new Exchange(key, message.id(), question), time);
    }
  }

  private static <K> void count(Map<K, long[]> counts, K key) {
    counts.computeIfAbsent(key, absent -> new long[1])[0]++;
  }

  /** The time of a query that is sent again stays that of the first. */
  private void ask(Exchange exchange, long time) {
    if (waiting.putIfAbsent(exchange, time) != null) {
      repeated++;
    } else if (waiting.size() > MAX_WAITING) {
      waiting.remove(waiting.keySet().iterator().next());
      unanswered++;
    }
  }

  private void answer(Exchange exchange, long time) {
    Long asked = waiting.remove(exchange);
    if (asked == null) {
      unasked++;
      return;
    }
    if (matched == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * matched);
    }
    nanos[matched++] = time - asked;
  }

  /** The smallest value that so large a part of all does not exceed. */
  private static long quantile(long[] sorted, double part) {
    int rank = (int) Math.ceil(part * sorted.length);
    return sorted[Math.max(rank, 1) - 1];
  }

  private long[] sortedNanos() {
    long[] sorted = Arrays.copyOf(nanos, matched);
    Arrays.sort(sorted);
    return sorted;
  }

  // --------------------------------------------------------------------------------------- sorting

  private static List<Count> top(List<Count> counts, int top) {
    counts.sort(Comparator.comparingLong(Count::count).reversed().thenComparing(Count::name));
    return counts.size() <= top ? counts : counts.subList(0, top);
  }

  private List<Count> names(int top) {
    List<Count> counts = new ArrayList<>();
    names.forEach((name, count) -> counts.add(new Count(name.toString(), count[0])));
    return top(counts, top);
  }

  private List<Count> types() {
    List<Count> counts = new ArrayList<>();
    types.forEach((type, count) -> counts.add(new Count(DnsType.name(type), count[0])));
    return top(counts, Integer.MAX_VALUE);
  }

  private List<Count> rcodes() {
    List<Count> counts = new ArrayList<>();
    rcodes.forEach((rcode, count) -> counts.add(new Count(DnsRcode.name(rcode), count[0])));
    return top(counts, Integer.MAX_VALUE);
  }

  // -------------------------------------------------------------------------------------- printing

  void print(int top, Output out) {
    out.text().append("Queries ").append(queries).append(", responses ").append(responses);
    out.text().append("; answered ").append(matched);
    out.text().append(", unanswered ").append(unanswered + waiting.size());
    out.text().append(", sent again ").append(repeated);
    out.text().append(", responses without a query ").append(unasked);
    out.endLine();
    if (matched > 0) {
      long[] sorted = sortedNanos();
      out.text().append("Response time in seconds:");
      for (int i = 0; i < QUANTILES.length; i++) {
        out.text().append(' ').append(QUANTILE_NAMES[i]).append(' ');
        appendSeconds(out.text(), quantile(sorted, QUANTILES[i]));
      }
      out.endLine();
    }
    print("Name", names(top), out);
    print("Type", types(), out);
    print("Response code", rcodes(), out);
  }

  /** Where a trace's times go back, a response comes before its query. */
  private static void appendSeconds(StringBuilder text, long nanos) {
    if (nanos < 0) {
      text.append('-');
    }
    Times.appendSeconds(text, Math.abs(nanos));
  }

  private static void print(String title, List<Count> counts, Output out) {
    out.endLine();
    new TextTable()
        .left(title)
        .right("Count")
        .print(
            out,
            counts.size(),
            (row, cells) -> {
              cells.cell().append(counts.get(row).name());
              cells.endCell();
              cells.cell().append(counts.get(row).count());
              cells.endCell();
            });
  }

  void printJson(int top, JsonWriter json, Output out) {
    json.beginObject().name("queries").value(queries).name("responses").value(responses);
    json.name("answered").value(matched);
    json.name("unanswered").value(unanswered + waiting.size());
    json.name("repeated").value(repeated).name("unasked").value(unasked);
    if (matched > 0) {
      long[] sorted = sortedNanos();
      json.name("responseNanos").beginObject();
      for (int i = 0; i < QUANTILES.length; i++) {
        json.name(QUANTILE_NAMES[i]).value(quantile(sorted, QUANTILES[i]));
      }
      json.endObject();
    }
    write("names", "name", names(top), json);
    write("types", "type", types(), json);
    write("rcodes", "rcode", rcodes(), json);
    json.endObject();
    out.endLine();
  }

  private static void write(String list, String key, List<Count> counts, JsonWriter json) {
    json.name(list).beginArray();
    for (Count count : counts) {
      json.beginObject().name(key).value(count.name()).name("count").value(count.count());
      json.endObject();
    }
    json.endArray();
  }
}
