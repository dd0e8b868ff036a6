// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.time.LocalDate;

/** Times as people read them, to the microsecond. */
final class Times {
  private static final long NANOS = 1_000_000_000;
  private static final int SECONDS_A_DAY = 86_400;

  private long lastDay = Long.MIN_VALUE;
  private String lastDate = "";

  /**
   * Appends a time in UTC, such as {@code 2008-03-28 22:22:17.364953}; what is finer is cut off.
   */
  void appendUtc(StringBuilder text, long nanos) {
    long seconds = Math.floorDiv(nanos, NANOS);
    long day = Math.floorDiv(seconds, SECONDS_A_DAY);
    if (day != lastDay) {
      lastDay = day;
      lastDate = LocalDate.ofEpochDay(day).toString();
    }
    int second = Math.floorMod(seconds, SECONDS_A_DAY);
    text.append(lastDate).append(' ');
    appendTwo(text, second / 3600);
    text.append(':');
    appendTwo(text, second / 60 % 60);
    text.append(':');
    appendTwo(text, second % 60);
    appendMicroseconds(text, Math.floorMod(nanos, NANOS));
  }

  /** Appends a duration in seconds, such as {@code 0.676226}, taken as unsigned. */
  static void appendSeconds(StringBuilder text, long nanos) {
    text.append(Long.toUnsignedString(Long.divideUnsigned(nanos, NANOS)));
    appendMicroseconds(text, Long.remainderUnsigned(nanos, NANOS));
  }

  private static void appendMicroseconds(StringBuilder text, long nanos) {
    text.append('.');
    int micros = (int) nanos / 1000;
    appendTwo(text, micros / 10_000);
    appendTwo(text, micros / 100 % 100);
    appendTwo(text, micros % 100);
  }

  private static void appendTwo(StringBuilder text, int number) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
