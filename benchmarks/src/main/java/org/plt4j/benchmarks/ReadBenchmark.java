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

/** One pass over a trace: {@code java -jar benchmarks.jar Read -p trace=g1.pcap}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ReadBenchmark {
  /** The trace to read. */
  @Param("testdata/flows.pcap")
  public String trace = "";

  /** What to do with its packets. */
  @Param({"READ", "WALK", "FLOWS"})
  public String work = "";

  /** A pass. */
  @Benchmark
  public long pass() throws IOException {
    return Work.valueOf(work).over(Path.of(trace));
  }
}
