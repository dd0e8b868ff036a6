// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

@Isolated("changes system properties")
class ReferenceTest {
  private final String folder = System.getProperty(Reference.PROPERTY);
  private final String required = System.getProperty(Reference.REQUIRED);

  @AfterEach
  void restore() {
    set(Reference.PROPERTY, folder);
    set(Reference.REQUIRED, required);
  }

  private static void set(String property, String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }

  @Test
  void absentDataAbortTheTest() {
    set(Reference.PROPERTY, "no/such/folder");
    set(Reference.REQUIRED, null);
    assertThatThrownBy(() -> Reference.require("captures/index.tsv"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("index.tsv")
        .hasMessageContaining(Reference.PROPERTY);
  }

  @Test
  void absentDataFailTheTestWhereTheyAreRequired() {
    set(Reference.PROPERTY, "no/such/folder");
    set(Reference.REQUIRED, "true");
    assertThatThrownBy(() -> Reference.require("captures/index.tsv"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining(Reference.REQUIRED);
  }

  @Test
  void capturesAndTheirTablesBelongTogether() {
    List<Reference.Capture> captures = Reference.captures();
    assertThat(captures).hasSize(2181).allSatisfy(c -> assertThat(c.file()).hasSize(c.size()));
    List<String> ids = captures.stream().map(Reference.Capture::id).toList();
    for (Table table : List.of(Reference.records(), Reference.fields(), Reference.libtrace())) {
      try (Stream<Table.Group> groups = table.groups()) {
        assertThat(groups.map(Table.Group::id).limit(50)).isSubsetOf(ids);
      }
    }
  }

  @Test
  void recordCountsAgreeWithTheIndex() {
    List<Reference.Capture> captures = Reference.captures();
    long counted =
        captures.stream()
            .filter(capture -> capture.libpcapPackets() > 0)
            .mapToLong(Reference.Capture::libpcapPackets)
            .sum();
    try (Stream<Table.Row> rows = Reference.records().rows()) {
      assertThat(rows.count()).isEqualTo(counted);
    }
  }
}
