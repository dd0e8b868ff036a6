// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 257, 258, 259, 5000, 70_000})
  void theJdkUnzipsWhatIsZippedHere(int length) throws IOException {
    byte[] repeated = Bytes.pattern(length);
    byte[] chaotic = new byte[length];
    new Random(length).nextBytes(chaotic);
    byte[] mixed = chaotic.clone();
    // Few values: matches of every length, at every distance.
    for (int i = 0; i < length; i++) {
      mixed[i] &= 3;
    }
    for (byte[] content : new byte[][] {repeated, chaotic, mixed, new byte[length]}) {
      assertThat(unzipped(Gzip.member(content))).isEqualTo(content);
    }
  }

  @Test
  void storedMemberIsUnzipped() throws IOException {
    byte[] content = Bytes.pattern(999);
    assertThat(unzipped(Gzip.storedMember(content))).isEqualTo(content);
  }

  private static byte[] unzipped(byte[] zipped) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      return in.readAllBytes();
    }
  }
}
