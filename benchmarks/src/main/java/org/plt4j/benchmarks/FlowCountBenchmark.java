// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The flows of a trace, counted and measured, one pass: {@code java -jar benchmarks.jar FlowCount
 * -p trace=g1.pcap}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class FlowCountBenchmark {
  /** The trace to read. */
  @Param("testdata/flows.pcap")
  public String trace = "";

  /** Counts packets and bytes of flows and address pairs. */
  @Benchmark
  public String counts() throws IOException {
    return Work.FLOWS.over(Path.of(trace));
  }

  /** Measures all that a flow meter knows. */
  @Benchmark
  public String statistics() throws IOException {
    return Work.STATISTICS.over(Path.of(trace));
  }
}
