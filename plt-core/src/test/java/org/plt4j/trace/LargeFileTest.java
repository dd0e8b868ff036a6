// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.packet.Packet;

/** A file beyond 2 GiB: a sparse one, in which only the record headers are written. */
class LargeFileTest {
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int CAPTURED = RecordReader.MAX_CAPTURED;
  private static final long RECORDS = (2200L << 20) / CAPTURED;

  @Test
  void fileBeyondTwoGibibytes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large.pcap");
    long end = write(file);
    assertThat(end).isGreaterThan(Integer.MAX_VALUE);
    try (Trace trace = Trace.open(file)) {
      Packet packet = trace.read();
      for (long n = 0; packet != null && n < RECORDS; n++) {
        assertThat(packet.timestampNanos()).isEqualTo(n * 1_000_000_000);
        assertThat(packet.capturedLength()).isEqualTo(CAPTURED);
        assertThat(packet.data().getLong(CAPTURED - 8)).isZero();
        packet = trace.records() < RECORDS ? trace.read() : null;
      }
      assertThat(trace.records()).isEqualTo(RECORDS);
      assertThat(trace.position()).isEqualTo(end);
      assertThatExceptionOfType(TraceFormatException.class)
          .isThrownBy(trace::read)
          .satisfies(e -> assertThat(e.offset()).isEqualTo(end))
          .satisfies(e -> assertThat(e.record()).isEqualTo(RECORDS + 1));
    }
  }

  /** Sound records, and behind them a bad one; answers where the bad one starts. */
  private static long write(Path file) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE))) {
      out.write(words(FILE_HEADER, PcapReader.MICROSECONDS, 0x0004_0002, 0, 0, CAPTURED, 1), 0);
      long at = FILE_HEADER;
      for (int n = 0; n < RECORDS; n++) {
        out.write(words(RECORD_HEADER, n, 0, CAPTURED, CAPTURED), at);
        at += RECORD_HEADER + CAPTURED;
      }
      out.write(words(RECORD_HEADER, 0, 0, -1, -1), at);
      return at;
    }
  }

  private static ByteBuffer words(int bytes, int... words) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      buffer.putInt(word);
    }
    return buffer.flip();
  }
}
