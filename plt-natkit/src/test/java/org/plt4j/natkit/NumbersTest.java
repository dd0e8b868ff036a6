// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.Layer;

/** Sequence arithmetic, and numbers in network order. */
class NumbersTest {
  private static final long MAX = 0xffff_ffffL;
  private static final long HALF = 1L << 31;

  @Test
  void wraps() {
    assertThat(SequenceNumber.add(MAX, 1)).isZero();
    assertThat(SequenceNumber.subtract(0, 1)).isEqualTo(MAX);
    assertThat(SequenceNumber.subtract(0xffff_0000L, 0xfffe_ffffL)).isEqualTo(1);
    assertThat(SequenceNumber.lt(MAX, 0)).isTrue();
    assertThat(SequenceNumber.gt(0, MAX)).isTrue();
    assertThat(SequenceNumber.ge(7, 7)).isTrue();
    assertThat(SequenceNumber.difference(3, MAX)).isEqualTo(4);
    assertThat(SequenceNumber.difference(MAX, 3)).isEqualTo(-4);
  }

  @Test
  void numbersHalfTheCircleApartHaveNoOrder() {
    for (long a : new long[] {0, 1, HALF, MAX}) {
      long b = SequenceNumber.add(a, HALF);
      assertThat(SequenceNumber.lt(a, b)).isFalse();
      assertThat(SequenceNumber.gt(a, b)).isFalse();
      assertThat(SequenceNumber.ge(a, b)).isFalse();
      assertThat(SequenceNumber.lt(b, a)).isFalse();
      assertThat(SequenceNumber.ge(b, a)).isFalse();
    }
  }

  @Test
  void orderIsThatOfStepsUpwards() {
    SplittableRandom random = new SplittableRandom(1982);
    for (int i = 0; i < 10_000; i++) {
      long a = random.nextLong() & MAX;
      long steps = random.nextLong(1, HALF);
      long b = SequenceNumber.add(a, steps);
      assertThat(SequenceNumber.subtract(b, a)).isEqualTo(steps);
      assertThat(SequenceNumber.lt(a, b) && SequenceNumber.gt(b, a)).isTrue();
      assertThat(SequenceNumber.ge(b, a) && !SequenceNumber.ge(a, b)).isTrue();
    }
  }

  @Test
  void networkOrderWhateverTheBufferIs() {
    byte[] bytes = {0x10, 2, (byte) 0xff, 4, 0x30, 5};
    assertThat(NetworkBytes.u16(bytes, 2)).isEqualTo(0xff04);
    assertThat(NetworkBytes.u32(bytes, 2)).isEqualTo(0xff04_3005L);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(3);
    assertThat(NetworkBytes.u16(buffer, 2)).isEqualTo(0xff04);
    assertThat(NetworkBytes.u32(buffer.asReadOnlyBuffer(), 2)).isEqualTo(0xff04_3005L);
    assertThat(buffer.position()).isEqualTo(3);
  }

  @Test
  void beyondTheEnd() {
    byte[] bytes = new byte[6];
    assertThat(NetworkBytes.u16(bytes, 4)).isZero();
    assertThat(NetworkBytes.u16(bytes, 5)).isEqualTo(Layer.NOT_CAPTURED);
    assertThat(NetworkBytes.u32(bytes, 2)).isZero();
    assertThat(NetworkBytes.u32(bytes, 3)).isEqualTo(Layer.NOT_CAPTURED);
    assertThat(NetworkBytes.u32(bytes, Integer.MAX_VALUE - 1)).isEqualTo(Layer.NOT_CAPTURED);
    assertThat(NetworkBytes.u16(ByteBuffer.wrap(bytes).limit(5), 4)).isEqualTo(Layer.NOT_CAPTURED);
    assertThatThrownBy(() -> NetworkBytes.u16(bytes, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
