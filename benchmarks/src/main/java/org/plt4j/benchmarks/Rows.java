// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.plt4j.benchmarks.Measure.Jmh;
import org.plt4j.benchmarks.Measure.Means;
import org.plt4j.benchmarks.Measure.Passes;
import org.plt4j.benchmarks.Measure.Wall;
import org.plt4j.benchmarks.Row.Goal;

/** All that is compared, with the folder's programs and traces, and with what is installed. */
final class Rows {
  /** Passes in a process of ours; the later half counts. */
  private static final int OUR_PASSES = 16;

  /** Passes in a process of C; the first does not count. */
  private static final int C_PASSES = 6;

  /** The same for g1s, with which a pass is a tenth as long. */
  private static final int OUR_SHORT_PASSES = 120;

  /** Passes in a process of pkts.io, as many packets as settle its times, and of pcap4j. */
  private static final int PKTS_IO_PASSES = 8;

  private static final int PCAP4J_PASSES = 6;

  private static final int MANY = Integer.MAX_VALUE;

  private static final String LIBTRACE = "libtrace C (`ft_libtrace`)";
  private static final String LIMIT = "the best C we know (`ft_opt batch mmap`)";

  private final Path folder;
  private final Path launcher;
  private final Path output;
  private final Path offlineFilter;
  private final List<Row> rows = new ArrayList<>();

  /**
   * The rows.
   *
   * @param folder has the C programs and the traces
   * @param project the project's own folder
   * @param output a file that may be written
   */
  static List<Row> of(Path folder, Path project, Path output) {
    Rows made = new Rows(folder, project, output);
    made.wholeProcesses();
    made.steadyStates();
    made.tools();
    made.filters();
    made.statistics();
    made.dns(project);
    made.prefixes();
    made.anonymising();
    return made.rows;
  }

  private Rows(Path folder, Path project, Path output) {
    this.folder = folder;
    this.output = output;
    launcher = project.resolve("plt");
    offlineFilter = project.resolve("benchmarks/target/offline-filter");
  }

  private void wholeProcesses() {
    String region = "whole-process";
    whole(region, "g1-one-thread", "g1.pcap, one thread", LIBTRACE, Goal.atMost(0.50));
    whole(region, "g1", "g1.pcap", LIBTRACE, Goal.atMost(0.42));
    add(
        region,
        "g1-limit",
        "the same",
        LIMIT,
        totals("g1.pcap"),
        cProgram("g1.pcap", "", "ft_opt", "batch", "mmap"),
        Goal.atMost(1.8));
    whole(region, "g1s", "g1s.pcap", LIBTRACE, Goal.atMost(1.3));
    whole(region, "gzip", "g1.pcap.gz", LIBTRACE, Goal.atMost(1.0));
    add(
        region,
        "pcapng",
        "g1.pcapng",
        "libpcap C (`ft_pcap`)",
        totals("g1.pcapng"),
        cProgram("g1.pcapng", "", "ft_pcap"),
        Goal.atMost(0.80));
    whole(region, "erf", "g1.erf", LIBTRACE, Goal.atMost(0.80));
    whole(region, "g2", "g2.pcap", LIBTRACE, Goal.atMost(0.80));
  }

  /** A flow count beside libtrace's. */
  private void whole(String region, String name, String what, String against, Goal goal) {
    String trace = what.replace(", one thread", "");
    add(
        region,
        name,
        what,
        against,
        trace.equals(what) ? totals(trace) : totals(trace, "--threads", "1"),
        cProgram(trace, trace.endsWith(".erf") ? "erf:" : "pcapfile:", "ft_libtrace"),
        goal);
  }

  private void steadyStates() {
    String region = "steady-state";
    add(
        region,
        "walk",
        "header walk of g1.pcap, fresh packet and header objects",
        "C, mapped file, no library (`ft_mmap walk`)",
        ourPasses(Work.WALK, "g1.pcap", OUR_PASSES),
        cPasses("ft_mmap", "walk"),
        Goal.atMost(1.4));
    add(
        region,
        "flow-count",
        "flow count of g1.pcap",
        LIMIT,
        ourPasses(Work.FLOWS, "g1.pcap", OUR_PASSES),
        cPasses("ft_opt", "batch", "mmap"),
        Goal.atMost(1.1));
    add(
        region,
        "pkts.io",
        "flow count of g1s.pcap",
        "pkts.io 3.0.10",
        ourPasses(Work.FLOWS, "g1s.pcap", OUR_SHORT_PASSES),
        ourPasses(Work.PKTS_IO, "g1s.pcap", PKTS_IO_PASSES),
        Goal.timesFaster(40));
    add(
        region,
        "pcap4j",
        "the same",
        "pcap4j 1.8.2",
        ourPasses(Work.FLOWS, "g1s.pcap", OUR_SHORT_PASSES),
        ourPasses(Work.PCAP4J, "g1s.pcap", PCAP4J_PASSES),
        Goal.timesFaster(130));
  }

  private void tools() {
    String region = "tools";
    Path trace = folder.resolve("g1s.pcap");
    add(
        region,
        "tshark",
        "`plt flows g1s.pcap`",
        "`tshark -n -r g1s.pcap -q -z conv,tcp -z conv,udp`, which dissects all of each packet",
        plt(trace, "flows", trace),
        tool(trace, "tshark", "-n", "-r", trace, "-q", "-z", "conv,tcp", "-z", "conv,udp"),
        Goal.none(true),
        3);
    Path larger = folder.resolve("g1.pcap");
    add(
        region,
        "tcpdump",
        "`plt convert g1.pcap /dev/null`",
        "`tcpdump -r g1.pcap -w /dev/null`: read and write records, decode nothing",
        plt(larger, "convert", larger, "/dev/null"),
        tool(larger, "tcpdump", "-r", larger, "-w", "/dev/null"),
        Goal.none(false),
        MANY);
    add(
        region,
        "tcpdump-filter",
        "`plt filter -o /dev/null 'tcp port 80' g1.pcap`",
        "`tcpdump -r g1.pcap -w /dev/null 'tcp port 80'`",
        plt(larger, "filter", "-o", "/dev/null", "tcp port 80", larger),
        tool(larger, "tcpdump", "-r", larger, "-w", "/dev/null", "tcp port 80"),
        Goal.none(false),
        MANY);
  }

  private void filters() {
    for (String memory : List.of("mapped", "heap")) {
      filter(
          "two terms, " + memory,
          "filter-2-" + memory,
          memory,
          FilterBenchmark.TWO_TERMS,
          40_000,
          30_000);
      filter(
          "twelve terms, " + memory,
          "filter-12-" + memory,
          memory,
          FilterBenchmark.TWELVE_TERMS,
          25_000,
          10_000);
    }
  }

  private void filter(
      String what, String name, String memory, String expression, int ourPasses, int theirPasses) {
    Path trace = folder.resolve("g1.pcap");
    String packets = Integer.toString(FilterBenchmark.PACKETS);
    add(
        "filters",
        name,
        what,
        "libpcap's interpreter",
        new Means(
            java(FilterPasses.class, trace, packets, ourPasses, memory, expression),
            List.of(trace)),
        new Means(
            words(offlineFilter, trace, packets, theirPasses, expression),
            List.of(trace, offlineFilter)),
        Goal.timesFaster(3));
  }

  private void statistics() {
    Path trace = folder.resolve("g1.pcap");
    add(
        "statistics",
        "statistics",
        "`plt flows --stats --totals g1.pcap`",
        "`plt flows --totals g1.pcap`, also ours",
        totals("g1.pcap", "--stats"),
        totals("g1.pcap"),
        Goal.atMost(1.5));
    add(
        "statistics",
        "statistics-json",
        "`plt flows --stats --json g1.pcap`, 168 MB of output",
        "`plt flows --json g1.pcap`, 44 MB",
        plt(trace, "flows", "--stats", "--json", trace),
        plt(trace, "flows", "--json", trace),
        Goal.none(false),
        3);
  }

  private void dns(Path project) {
    Path trace = project.resolve("../shared/reference/original/dns-test.pcap");
    dns("dns-header", "header and first question", trace, "headerAndQuestion", "", 10);
    dns("dns-parts", "the same", trace, "headerAndQuestion", "Parts", Double.NaN);
    dns("dns-text", "text of all records", trace, "texts", "", 1);
  }

  private void dns(
      String name, String what, Path trace, String method, String parts, double wanted) {
    add(
        "dns",
        name,
        what,
        parts.isEmpty() ? "dnsjava 3.6.3" : "dnsjava's `Header` and `Record.fromWire` alone",
        dnsScore(method, trace),
        dnsScore(method + "Dnsjava" + parts, trace),
        new Goal(true, wanted));
  }

  private static Jmh dnsScore(String method, Path trace) {
    return new Jmh(DnsBenchmark.class, method, Map.of("trace", trace.toString()), List.of(trace));
  }

  private void prefixes() {
    Goal none = Goal.none(true);
    prefix("prefix", "`PrefixTable`, of numbers", "numbers", Goal.timesFaster(5), 3);
    prefix("prefix-objects", "`PrefixTable`, of `IpAddress`", "objects", none, 1);
    prefix("prefix-mutable", "`MutablePrefixTable`, of numbers", "mutableNumbers", none, 1);
  }

  private void prefix(String name, String what, String method, Goal goal, int mostPairs) {
    String against = "the tries of the IPAddress library 5.5.1";
    Measure theirs = prefixScore("ipAddressLibrary");
    add("prefixes", name, what, against, prefixScore(method), theirs, goal, mostPairs);
  }

  private static Jmh prefixScore(String method) {
    return new Jmh(PrefixBenchmark.class, method, Map.of(), List.of());
  }

  private void anonymising() {
    Path trace = folder.resolve("g1.pcap");
    add(
        "anonymising",
        "anonymising",
        "`plt anon --key` of g1.pcap",
        "libtrace's `traceanon -s -d -c`",
        plt(trace, "anon", "--key", "fish go moo", trace, output),
        tool(
            trace,
            "traceanon",
            "-s",
            "-d",
            "-c",
            "fish go moo",
            "pcapfile:" + trace,
            "pcapfile:" + output),
        Goal.none(false),
        3);
  }

  // ---- what is run

  private Measure totals(String trace, Object... options) {
    Path file = folder.resolve(trace);
    List<String> command = words(launcher, "flows", "--totals");
    command.addAll(words(options));
    command.add(file.toString());
    return new Wall(command, false, List.of(file));
  }

  private Measure plt(Path trace, Object... arguments) {
    List<String> command = words(launcher);
    command.addAll(words(arguments));
    return new Wall(command, true, List.of(trace));
  }

  private Measure cProgram(String trace, String scheme, String program, String... modes) {
    Path file = folder.resolve(trace);
    Path executable = folder.resolve(program);
    List<String> command = words(executable);
    command.addAll(Arrays.asList(modes));
    command.add(scheme + file);
    return new Wall(command, false, List.of(executable, file));
  }

  private Measure cPasses(String program, String... modes) {
    Path file = folder.resolve("g1.pcap");
    Path executable = folder.resolve(program);
    List<String> command = words(executable);
    command.addAll(Arrays.asList(modes));
    command.addAll(words(file, C_PASSES));
    return new Passes(command, 1, List.of(executable, file));
  }

  private Measure ourPasses(Work work, String trace, int passes) {
    Path file = folder.resolve(trace);
    return new Passes(
        java(SteadyState.class, work.name(), file, passes), passes / 2, List.of(file));
  }

  private static Measure tool(Path trace, String name, Object... arguments) {
    Path executable = installed(name);
    List<String> command = words(executable);
    command.addAll(words(arguments));
    return new Wall(command, true, List.of(executable, trace));
  }

  /** Where a program is, or its name alone. */
  private static Path installed(String name) {
    String path = System.getenv("PATH");
    for (String directory : (path == null ? "" : path).split(File.pathSeparator, -1)) {
      Path executable = Path.of(directory, name);
      if (Files.isExecutable(executable)) {
        return executable;
      }
    }
    return Path.of(name);
  }

  private static List<String> java(Class<?> main, Object... arguments) {
    List<String> command =
        words(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName());
    command.addAll(words(arguments));
    return command;
  }

  private static List<String> words(Object... all) {
    List<String> words = new ArrayList<>();
    for (Object word : all) {
      words.add(word.toString());
    }
    return words;
  }

  private void add(
      String region,
      String name,
      String what,
      String against,
      Measure ours,
      Measure theirs,
      Goal goal) {
    add(region, name, what, against, ours, theirs, goal, MANY);
  }

  private void add(
      String region,
      String name,
      String what,
      String against,
      Measure ours,
      Measure theirs,
      Goal goal,
      int mostPairs) {
    rows.add(new Row(region, name, what, against, ours, theirs, goal, mostPairs));
  }
}
