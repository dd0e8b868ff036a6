// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * How one side of a comparison is measured. Each time is a process of its own, so that no side
 * profits from what the compiler learned, nor suffers from what the other one left behind.
 */
sealed interface Measure {
  /**
   * What was measured.
   *
   * @param value in this unit
   * @param answers numbers that the program printed, by name: they have to be the other side's
   */
  record Sample(double value, String unit, Map<String, String> answers) {}

  /** Measures once. */
  Sample take() throws IOException, InterruptedException;

  /** Files without which it cannot be done. */
  List<Path> needs();

  /** Wall time of a whole process. What it prints is looked at, or thrown away unread. */
  record Wall(List<String> command, boolean isSilent, List<Path> needs) implements Measure {
    @Override
    public Sample take() throws IOException, InterruptedException {
      long start = System.nanoTime();
      String output = run(command, isSilent);
      return new Sample((System.nanoTime() - start) / 1e9, "s", answers(output));
    }
  }

  /** The median of the later passes that a process makes and times itself. */
  record Passes(List<String> command, int skipped, List<Path> needs) implements Measure {
    private static final Pattern PASS = Pattern.compile("pass\\d+ .*?([0-9.]+) ns/pkt");

    @Override
    public Sample take() throws IOException, InterruptedException {
      String output = run(command, false);
      double[] passes = numbers(PASS, output);
      double[] counted =
          Arrays.copyOfRange(passes, Math.min(skipped, passes.length), passes.length);
      return new Sample(median(counted), "ns", answers(output));
    }
  }

  /** The mean of all passes of {@link FilterPasses} or {@code offline-filter.c}. */
  record Means(List<String> command, List<Path> needs) implements Measure {
    private static final Pattern MEAN = Pattern.compile("mean ([0-9.]+)");

    @Override
    public Sample take() throws IOException, InterruptedException {
      String output = run(command, false);
      return new Sample(median(numbers(MEAN, output)), "ns", answers(output));
    }
  }

  /** The score of one fork of a JMH benchmark, with shorter iterations than it has by itself. */
  record Jmh(Class<?> benchmark, String method, Map<String, String> parameters, List<Path> needs)
      implements Measure {
    private static final int ITERATIONS = 5;
    private static final TimeValue TIME = TimeValue.milliseconds(400);

    @Override
    public Sample take() throws IOException {
      ChainedOptionsBuilder options =
          new OptionsBuilder()
              .include(Pattern.quote(benchmark.getName() + "." + method) + "$")
              .forks(1)
              .warmupIterations(ITERATIONS)
              .warmupTime(TIME)
              .measurementIterations(ITERATIONS)
              .measurementTime(TIME)
              .shouldFailOnError(true)
              .verbosity(VerboseMode.SILENT);
      parameters.forEach(options::param);
      try {
        Collection<RunResult> results = new Runner(options.build()).run();
        Result<?> result = results.iterator().next().getPrimaryResult();
        return new Sample(result.getScore(), result.getScoreUnit().replace("/op", ""), Map.of());
      } catch (RunnerException e) {
        throw new IOException(benchmark.getSimpleName() + "." + method + " failed", e);
      }
    }
  }

  /** The middle one, or the mean of the two in the middle. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static double[] numbers(Pattern pattern, String output) throws IOException {
    double[] all =
        pattern
            .matcher(output)
            .results()
            .map(match -> match.group(1))
            .mapToDouble(Double::parseDouble)
            .toArray();
    if (all.length == 0) {
      throw new IOException("no times in: " + output);
    }
    return all;
  }

  /** Numbers with a name in a program's output. */
  private static Map<String, String> answers(String output) {
    Map<String, String> answers = new LinkedHashMap<>();
    Matcher totals = Pattern.compile("\\b(pkts|bytes|ip|pairs|flows)=(\\d+)").matcher(output);
    totals.results().forEach(match -> answers.put(match.group(1), match.group(2)));
    Matcher matches = Pattern.compile("(\\d+) of \\d+ match").matcher(output);
    matches.results().map(MatchResult::group).forEach(text -> answers.put("matches", text));
    return answers;
  }

  private static String run(List<String> command, boolean isSilent)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(!isSilent);
    if (isSilent) {
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    byte[] bytes = (isSilent ? process.getErrorStream() : process.getInputStream()).readAllBytes();
    int code = process.waitFor();
    String output = new String(bytes, StandardCharsets.UTF_8);
    if (code != 0) {
      throw new IOException(command + " ended with " + code + ": " + output.strip());
    }
    return output;
  }
}
