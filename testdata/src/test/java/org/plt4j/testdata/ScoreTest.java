// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScoreTest {
  @Test
  void countsPerColumnAndKeepsTheFirstDifferences() {
    Score score = new Score(2);
    for (int n = 1; n <= 8; n++) {
      assertThat(score.compare("ttl", "a", n, n, n > 3 ? n : 0)).isEqualTo(n > 3);
    }
    score.compare("ip.src", "b", 9, "10.0.0.1", "10.0.0.1");
    score.compare("ip.src", "b", 10, null, null);

    assertThat(score.equal("ttl")).isEqualTo(5);
    assertThat(score.different("ttl")).isEqualTo(3);
    assertThat(score.percent("ttl")).isEqualTo(62.5);
    assertThat(score.percent("ip.src")).isEqualTo(100);
    assertThat(score.percent("never compared")).isZero();
    assertThat(score.different()).isEqualTo(3);
    assertThat(score.compared()).isEqualTo(10);
    assertThat(score.differences())
        .extracting(Object::toString)
        .containsExactly("ttl: a 1: expected 1, ours 0", "ttl: a 2: expected 2, ours 0");
    assertThat(score.toString().lines())
        .containsExactly(
            "column                        equal  different   percent",
            "ttl                               5          3   62.5000",
            "ip.src                            2          0  100.0000");
  }
}
