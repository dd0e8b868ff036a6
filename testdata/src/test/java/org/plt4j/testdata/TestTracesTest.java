// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("changes a system property")
class TestTracesTest {
  private final String folder = System.getProperty(TestTraces.PROPERTY);

  @AfterEach
  void restore() {
    if (folder == null) {
      System.clearProperty(TestTraces.PROPERTY);
    } else {
      System.setProperty(TestTraces.PROPERTY, folder);
    }
  }

  @Test
  void folderIsFoundFromTheWorkingDirectoryToo() {
    System.clearProperty(TestTraces.PROPERTY);
    assertThat(TestTraces.folder().resolve("flows.pcap")).isRegularFile();
  }

  @Test
  void propertyNamesTheFolder() {
    System.setProperty(TestTraces.PROPERTY, "some/where");
    assertThat(TestTraces.folder()).isAbsolute().endsWithRaw(Path.of("some/where"));
  }

  @Test
  void unknownTraceIsTheCallersMistake() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestTraces.path("absent.pcap"))
        .withMessageContaining("absent.pcap");
  }

  @Test
  void pcapsAreTheUncompressedOnes() {
    assertThat(TestTraces.pcaps())
        .contains(TestTraces.path("flows.pcap"))
        .doesNotContain(TestTraces.path("flows.pcap.gz"), TestTraces.path("flows.pcapng"))
        .isSubsetOf(TestTraces.all());
  }
}
