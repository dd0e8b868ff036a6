// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01 00:00:00.000000",
    "1206742937364953000, 2008-03-28 22:22:17.364953",
    "1206742937364953999, 2008-03-28 22:22:17.364953",
    "1709251199999999999, 2024-02-29 23:59:59.999999",
    "1709251200000000000, 2024-03-01 00:00:00.000000",
    "-1, 1969-12-31 23:59:59.999999",
    "9223372036854775807, 2262-04-11 23:47:16.854775",
    "-9223372036854775808, 1677-09-21 00:12:43.145224",
  })
  void utc(long nanos, String expected) {
    StringBuilder text = new StringBuilder();
    new Times().appendUtc(text, nanos);

    assertThat(text).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.000000",
    "999, 0.000000",
    "1000, 0.000001",
    "676226000, 0.676226",
    "86400000000123456, 86400000.000123",
    "-1, 18446744073.709551",
  })
  void seconds(long nanos, String expected) {
    StringBuilder text = new StringBuilder();
    Times.appendSeconds(text, nanos);

    assertThat(text).hasToString(expected);
  }
}
