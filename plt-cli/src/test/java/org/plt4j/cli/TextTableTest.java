// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void alignsColumnsAndLeavesNoBlanksAtTheEnd() {
    String[][] cells = {{"a", "1", "x"}, {"longer", "1000000", "yy"}, {"", "", "z"}};

    assertThat(print(new TextTable().left("Name").right("Count").left("Last"), cells))
        .isEqualTo(
            """
            Name      Count  Last
            a             1  x
            longer  1000000  yy
                             z
            """);
  }

  @Test
  void aTableWithoutRowsIsItsHeader() {
    assertThat(print(new TextTable().right("A").left("B"), new String[0][])).isEqualTo("A  B\n");
  }

  @Test
  void aLongTableKeepsItsShapeOverManyWrites() {
    String[][] cells = new String[20_000][];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = new String[] {"row", String.valueOf(i)};
    }

    assertThat(print(new TextTable().left("Kind").right("Number"), cells).lines())
        .hasSize(20_001)
        .allMatch(line -> line.length() == 12);
  }

  private static String print(TextTable table, String[][] cells) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output out = new Output(bytes);
    table.print(
        out,
        cells.length,
        (row, target) -> {
          for (String cell : cells[row]) {
            target.cell().append(cell);
            target.endCell();
          }
        });
    out.flush();
    return bytes.toString(UTF_8);
  }
}
