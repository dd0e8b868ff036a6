// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoresTest {
  private static final String PAGE =
      """
      # Scores

      <!-- generated: first -->
      | old |
      <!-- end -->

      Why.

      <!-- generated: second -->
      <!-- end -->
      """;

  @Test
  void aTableReplacesWhatStandsInItsRegion() {
    String page = Scores.replaced(PAGE, "first", "| new |\n");
    page = Scores.replaced(page, "second", "| other |");
    assertThat(page)
        .isEqualTo(
            """
            # Scores

            <!-- generated: first -->
            | new |
            <!-- end -->

            Why.

            <!-- generated: second -->
            | other |
            <!-- end -->
            """);
  }

  @Test
  void aRegionThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Scores.replaced(PAGE, "third", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("<!-- generated: third -->");
  }

  @Test
  void numbersArePrintedForPeople() {
    assertThat(new Scores.Rows("what", "n:", "per cent:").add("a|b", 1234567, 99.9999))
        .hasToString("| what | n | per cent |\n|---|--:|--:|\n| a\\|b | 1,234,567 | 99.999 |\n");
    assertThat(Scores.Rows.counts("why", "n", Map.of("few", 1, "many", 20)))
        .hasToString("| why | n |\n|---|--:|\n| many | 20 |\n| few | 1 |\n");
    assertThat(Scores.percent(100)).isEqualTo("100");
    assertThat(Scores.percent(97.29)).isEqualTo("97.290");
  }

  @Test
  void aScoreIsATable() {
    Score score = new Score(1);
    score.compare("ip.src", "a", 1, "1.2.3.4", "1.2.3.4");
    score.compare("ip.src", "a", 2, "1.2.3.4", "1.2.3.5");
    assertThat(score.toMarkdown()).endsWith("| ip.src | 1 | 1 | 50.000 |\n");
  }
}
