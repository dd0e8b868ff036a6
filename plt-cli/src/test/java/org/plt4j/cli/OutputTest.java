// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.TestTraces;

class OutputTest {
  @Test
  void writesAllLinesInFewLargeWrites() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int[] writes = {0};
    Output out =
        new Output(
            new OutputStream() {
              @Override
              public void write(int b) {
                throw new AssertionError("a single byte");
              }

              @Override
              public void write(byte[] b, int offset, int length) {
                writes[0]++;
                bytes.write(b, offset, length);
              }
            });
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      out.text().append("line é ").append(i);
      out.endLine();
      expected.append("line é ").append(i).append('\n');
    }
    out.flush();

    assertThat(bytes.toString(UTF_8)).isEqualTo(expected.toString());
    assertThat(writes[0]).isLessThan(15);
  }

  @Test
  void aReaderThatHasGoneEndsQuietly() {
    Run run = run("Broken pipe");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(Main.DONE);
  }

  @Test
  void aFullDiskIsTold() {
    Run run = run("No space left on device");

    assertThat(run.err()).isEqualTo("plt: standard output: No space left on device\n");
    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
  }

  private static Run run(String fault) {
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(fault);
          }
        };
    return Run.on(failing, "flows", "--json", TestTraces.path("flows.pcap"));
  }
}
