// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("table.tsv");
    Files.writeString(file, "id\tn\tip.src\na\t1\t10.0.0.1\na\t0x10\t\nb\t3\na\t4\t::1\n");
  }

  @Test
  void headerNamesTheColumns() {
    List<Table.Row> rows = all(Table.of(file));
    assertThat(rows)
        .extracting(row -> row.get("ip.src"))
        .containsExactly("10.0.0.1", "", "", "::1");
    assertThat(rows).extracting(row -> row.number("n")).containsExactly(1L, 16L, 3L, 4L);
    assertThat(rows).extracting(row -> row.has("ip.src")).containsExactly(true, false, false, true);
    assertThat(rows.get(2).cells()).containsExactly("b", "3");
    assertThatIllegalArgumentException().isThrownBy(() -> rows.get(0).get("ip.dst"));
  }

  @Test
  void columnsMayBeNamedByTheCaller() {
    List<Table.Row> rows = all(Table.of(file, "first", "second"));
    assertThat(rows).extracting(row -> row.get("first")).containsExactly("id", "a", "a", "b", "a");
  }

  @Test
  void groupsAreRunsOfTheFirstCell() {
    try (Stream<Table.Group> groups = Table.of(file).groups()) {
      assertThat(groups.map(group -> group.id() + group.rows().size()))
          .containsExactly("a2", "b1", "a1");
    }
  }

  @Test
  void gzipIsUnzippedOnTheWay() throws IOException {
    Path zipped = folder.resolve("table.tsv.gz");
    Files.write(zipped, Gzip.member(Files.readAllBytes(file)));
    assertThat(all(Table.of(zipped))).hasToString(all(Table.of(file)).toString());
  }

  private static List<Table.Row> all(Table table) {
    try (Stream<Table.Row> rows = table.rows()) {
      return rows.toList();
    }
  }
}
