// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures plt beside C programs that do the same, in pairs: ours, theirs, ours, theirs ... so that
 * a machine whose speed drifts is the same for both. Prints one table of medians and of the ratios
 * taken pair by pair.
 *
 * <p>{@code Compare FOLDER PAIRS LAUNCHER}: the folder holds the programs (ft_libtrace, ft_mmap,
 * ft_opt) and the traces g1.pcap and g1s.pcap. What is not there is left out, and said to be.
 */
public final class Compare {
  private static final Pattern NANOS = Pattern.compile("pass\\d+ .*?([0-9.]+) ns/pkt");

  /** Passes in one process of a steady-state comparison; the last half of ours counts. */
  private static final int PASSES = 16;

  private final Path folder;
  private final int pairs;
  private final String launcher;

  private Compare(Path folder, int pairs, String launcher) {
    this.folder = folder;
    this.pairs = pairs;
    this.launcher = launcher;
  }

  /** Runs from the command line. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new Compare(Path.of(args[0]), Integer.parseInt(args[1]), args[2]).run();
  }

  private interface Measurement {
    double take() throws IOException, InterruptedException;
  }

  private void run() throws IOException, InterruptedException {
    System.out.println("what                              ours     theirs  ratio (min .. max)");
    whole("flow count, g1.pcap, process", "g1.pcap", "ft_libtrace", "pcapfile:");
    whole("flow count, g1s.pcap, process", "g1s.pcap", "ft_libtrace", "pcapfile:");
    steady("header walk, g1.pcap, steady", "walk", "ft_mmap", "walk");
    steady("flow count, g1.pcap, steady", "flows", "ft_opt", "batch", "mmap");
  }

  /** Wall time of whole processes, in seconds. */
  private void whole(String what, String trace, String program, String scheme)
      throws IOException, InterruptedException {
    if (!isThere(what, program, trace)) {
      return;
    }
    String file = folder.resolve(trace).toString();
    compare(
        what,
        () -> seconds(launcher, "flows", "--totals", file),
        () -> seconds(folder.resolve(program).toString(), scheme + file));
  }

  /** Nanoseconds a packet after the warm-up. */
  private void steady(String what, String work, String program, String... modes)
      throws IOException, InterruptedException {
    if (!isThere(what, program, "g1.pcap")) {
      return;
    }
    String file = folder.resolve("g1.pcap").toString();
    List<String> theirs = new ArrayList<>();
    theirs.add(folder.resolve(program).toString());
    theirs.addAll(Arrays.asList(modes));
    theirs.add(file);
    theirs.add("6");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> ours =
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            SteadyState.class.getName(),
            work,
            file,
            Integer.toString(PASSES));
    compare(what, () -> nanos(ours, PASSES / 2), () -> nanos(theirs, 1));
  }

  private boolean isThere(String what, String... names) {
    for (String name : names) {
      if (!Files.exists(folder.resolve(name))) {
        System.out.printf(Locale.ROOT, "%-30s  left out: %s is missing%n", what, name);
        return false;
      }
    }
    return true;
  }

  private void compare(String what, Measurement ours, Measurement theirs)
      throws IOException, InterruptedException {
    ours.take();
    theirs.take();
    double[] a = new double[pairs];
    double[] b = new double[pairs];
    double[] ratio = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      a[i] = ours.take();
      b[i] = theirs.take();
      ratio[i] = a[i] / b[i];
    }
    Arrays.sort(ratio);
    System.out.printf(
        Locale.ROOT,
        "%-30s %8.3f %10.3f  %.2f (%.2f .. %.2f)%n",
        what,
        median(a),
        median(b),
        median(ratio),
        ratio[0],
        ratio[pairs - 1]);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static double seconds(String... command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    output(List.of(command));
    return (System.nanoTime() - start) / 1e9;
  }

  private static double nanos(List<String> command, int skip)
      throws IOException, InterruptedException {
    Matcher matcher = NANOS.matcher(output(command));
    List<Double> passes = new ArrayList<>();
    while (matcher.find()) {
      passes.add(Double.valueOf(matcher.group(1)));
    }
    return median(passes.stream().skip(skip).mapToDouble(Double::doubleValue).toArray());
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(command + " ended with " + code + ": " + text);
    }
    return text;
  }
}
