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
 * One pass over a trace, its records alone and its headers: {@code java -jar benchmarks.jar Walk -p
 * trace=g1.pcap}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WalkBenchmark {
  /** The trace to read. */
  @Param("testdata/flows.pcap")
  public String trace = "";

  /** Reads the records alone. */
  @Benchmark
  public String records() throws IOException {
    return Work.READ.over(Path.of(trace));
  }

  /** Walks to addresses and ports. */
  @Benchmark
  public String headers() throws IOException {
    return Work.WALK.over(Path.of(trace));
  }
}
