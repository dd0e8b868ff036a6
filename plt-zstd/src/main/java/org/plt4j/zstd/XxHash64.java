// SPDX-License-Identifier: Apache-2.0
package org.plt4j.zstd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Yann Collet's XXH64 with seed 0, of which Zstandard's checksum is the lower half. */
final class XxHash64 {
  private static final long P1 = 0x9e37_79b1_85eb_ca87L;
  private static final long P2 = 0xc2b2_ae3d_27d4_eb4fL;
  private static final long P3 = 0x1656_67b1_9e37_79f9L;
  private static final long P4 = 0x85eb_ca77_c2b2_ae63L;
  private static final long P5 = 0x27d4_eb2f_1656_67c5L;
  private static final int STRIPE = 32;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private long v1 = 0x60ea_27ee_adc0_b5d6L; // P1 + P2
  private long v2 = P2;
  private long v3;
  private long v4 = -P1;
  private long length;
  private final byte[] rest = new byte[STRIPE];
  private int restLength;

  void update(byte[] bytes, int offset, int count) {
    length += count;
    int at = offset;
    int left = count;
    if (restLength > 0) {
      int step = Math.min(left, STRIPE - restLength);
      System.arraycopy(bytes, at, rest, restLength, step);
      restLength += step;
      at += step;
      left -= step;
      if (restLength < STRIPE) {
        return;
      }
      stripe(rest, 0);
      restLength = 0;
    }
    for (; left >= STRIPE; at += STRIPE, left -= STRIPE) {
      stripe(bytes, at);
    }
    System.arraycopy(bytes, at, rest, 0, left);
    restLength = left;
  }

  private void stripe(byte[] bytes, int at) {
    v1 = round(v1, (long) LONG.get(bytes, at));
    v2 = round(v2, (long) LONG.get(bytes, at + 8));
    v3 = round(v3, (long) LONG.get(bytes, at + 16));
    v4 = round(v4, (long) LONG.get(bytes, at + 24));
  }

  private static long round(long sum, long word) {
    return Long.rotateLeft(sum + word * P2, 31) * P1;
  }

  private static long merge(long hash, long sum) {
    return (hash ^ round(0, sum)) * P1 + P4;
  }

  /** The hash of what was given so far. */
  long value() {
    long hash;
    if (length >= STRIPE) {
      hash =
          Long.rotateLeft(v1, 1)
              + Long.rotateLeft(v2, 7)
              + Long.rotateLeft(v3, 12)
              + Long.rotateLeft(v4, 18);
      hash = merge(merge(merge(merge(hash, v1), v2), v3), v4);
    } else {
      hash = P5;
    }
    hash += length;
    int at = 0;
    for (; restLength - at >= 8; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, (long) LONG.get(rest, at)), 27) * P1 + P4;
    }
    if (restLength - at >= 4) {
      hash = Long.rotateLeft(hash ^ ((int) INT.get(rest, at) & 0xffff_ffffL) * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < restLength; at++) {
      hash = Long.rotateLeft(hash ^ (rest[at] & 0xff) * P5, 11) * P1;
    }
    hash = (hash ^ hash >>> 33) * P2;
    hash = (hash ^ hash >>> 29) * P3;
    return hash ^ hash >>> 32;
  }
}
