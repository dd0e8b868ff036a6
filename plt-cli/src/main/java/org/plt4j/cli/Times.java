// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

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

  /**
   * Nanoseconds since 1970 of a time as people write it: seconds since 1970, or a time in UTC as
   * {@link #appendUtc} writes it, also without fraction or time of day, or with an offset.
   *
   * @throws UsageException if it is none of them
   */
  static long parse(String text) {
    try {
      if (text.matches("[0-9]{1,10}([.][0-9]{1,9})?")) {
        return new BigDecimal(text).movePointRight(9).longValueExact();
      }
      String iso = text.replace(' ', 'T');
      Instant time;
      if (!iso.contains("T")) {
        time = LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC);
      } else if (iso.matches(".*T.*([Zz]|[+-].*)")) {
        time = OffsetDateTime.parse(iso).toInstant();
      } else {
        time = LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
      }
      return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
    } catch (DateTimeException | ArithmeticException e) {
      throw new UsageException(text + ": not a time like '2024-06-05 09:10:27.33' or 1717578627");
    }
  }
}
