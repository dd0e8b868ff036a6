// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceGeneratorTest {
  private final SortedMap<String, byte[]> generated = TraceGenerator.traces();

  @Test
  void everyCommittedTraceIsGeneratedAndEveryGeneratedTraceCommitted() {
    List<String> committed =
        TestTraces.all().stream().map(p -> p.getFileName().toString()).toList();
    assertThat(committed).containsExactlyElementsOf(generated.keySet());
  }

  @Test
  void committedBytesAreTheGeneratedOnes() throws IOException {
    for (Map.Entry<String, byte[]> trace : generated.entrySet()) {
      byte[] committed = Files.readAllBytes(TestTraces.path(trace.getKey()));
      assertThat(committed).as(trace.getKey()).isEqualTo(trace.getValue());
    }
  }

  @Test
  void provenanceTellsOfEveryTrace() throws IOException {
    String provenance = Files.readString(TestTraces.folder().resolve("PROVENANCE.md"));
    assertThat(generated.keySet()).allSatisfy(n -> assertThat(provenance).contains("`" + n + "`"));
  }

  @Test
  void tracesAreSmall() {
    long total = 0;
    for (Map.Entry<String, byte[]> trace : generated.entrySet()) {
      assertThat(trace.getValue().length).as(trace.getKey()).isBetween(1, 40_000);
      total += trace.getValue().length;
    }
    assertThat(total).isLessThan(500_000);
  }

  @Test
  void mainWritesEveryTrace(@TempDir Path folder) throws IOException {
    TraceGenerator.main(new String[] {folder.toString()});
    for (Map.Entry<String, byte[]> trace : generated.entrySet()) {
      assertThat(folder.resolve(trace.getKey())).hasBinaryContent(trace.getValue());
    }
  }
}
