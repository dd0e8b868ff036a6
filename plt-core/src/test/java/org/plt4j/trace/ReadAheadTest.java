// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.PcapFile;

/** What is compressed can be read as far as it has come. */
class ReadAheadTest {
  private static final int FRAME = 100;

  @Test
  @Timeout(value = 60, threadMode = SEPARATE_THREAD) // else it would wait forever
  @SuppressWarnings("try") // the stream ends while the trace is open
  void packetsOfAStreamThatGoesOn() throws IOException {
    List<Frame> frames = List.of(frame(1), frame(2), frame(3));
    byte[] file = PcapFile.of(LinkType.ETHERNET, frames);
    int record = 16 + FRAME;
    try (PipedOutputStream pipe = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(pipe, 1 << 16);
        OutputStream zipped = new GZIPOutputStream(pipe, 512, true)) {
      int at = file.length - frames.size() * record;
      zipped.write(file, 0, at);
      zipped.flush();
      try (Trace trace = Trace.open(in)) {
        for (Frame frame : frames) {
          zipped.write(file, at, record);
          zipped.flush();
          at += record;
          Packet packet = trace.read();
          assertThat(packet).isNotNull();
          assertThat(packet.timestampNanos()).isEqualTo(frame.nanos());
        }
        zipped.close();
        assertThat(trace.read()).isNull();
      }
    }
  }

  private static Frame frame(int number) {
    return Frame.of(number * 1_000L, new byte[FRAME]);
  }
}
