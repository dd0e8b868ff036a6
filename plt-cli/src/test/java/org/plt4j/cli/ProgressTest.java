// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void showsABarWhereTheSizeIsKnown() {
    assertThat(Progress.line("g1.pcap", 100L << 20, 400L << 20, 1_000_000))
        .isEqualTo("g1.pcap [====            ] 25 % of 400 MiB, 1000000 packets");
    assertThat(Progress.line("g1.pcap", 400L << 20, 400L << 20, 1_000_000))
        .contains("[================] 100 %");
  }

  @Test
  void aFileThatGrewIsNotBeyondItsEnd() {
    assertThat(Progress.line("a", 500, 400, 1)).contains(" 100 % ");
  }

  @Test
  void showsWhatWasReadWhereTheSizeIsNotKnown() {
    assertThat(Progress.line("-", 3L << 20, -1, 42)).isEqualTo("- 3 MiB, 42 packets");
  }

  @Test
  void fitsIntoALineOfATerminal() {
    String line = Progress.line("/a/long/way/to/the/trace.pcapng", 1, 1L << 39, 4_000_000_000L);

    assertThat(line).startsWith(".../the/trace.pcapng [").hasSizeLessThan(80);
  }
}
