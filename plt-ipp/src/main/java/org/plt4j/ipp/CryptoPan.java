// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.plt4j.packet.IpAddress;

/**
 * Crypto-PAn: bit n of an address is flipped if AES, of the n bits before it and the rest of a
 * padding, says so with its first bit. For one thread at a time.
 */
final class CryptoPan implements AddressMapping {
  private final Aes aes;
  private final long padHigh;
  private final long padLow;
  private final byte[] blocks = new byte[128 * Aes.BLOCK];
  private final ByteBuffer words = ByteBuffer.wrap(blocks);

  CryptoPan(byte[] key) {
    aes = new Aes(key, 0);
    byte[] pad = Arrays.copyOfRange(key, Aes.BLOCK, 2 * Aes.BLOCK);
    aes.encrypt(pad, Aes.BLOCK);
    padHigh = ByteBuffer.wrap(pad).getLong(0);
    padLow = ByteBuffer.wrap(pad).getLong(8);
  }

  @Override
  public IpAddress map(IpAddress address) {
    boolean four = address.version() == 4;
    int bits = four ? 32 : 128;
    long high = four ? address.low() << 32 : address.high();
    long low = four ? 0 : address.low();
    for (int n = 0; n < bits; n++) {
      long highMask = Bits.highMask(n);
      long lowMask = Bits.lowMask(n);
      words.putLong(n * Aes.BLOCK, (high & highMask) | (padHigh & ~highMask));
      words.putLong(n * Aes.BLOCK + 8, (low & lowMask) | (padLow & ~lowMask));
    }
    aes.encrypt(blocks, bits * Aes.BLOCK);
    long flipHigh = 0;
    long flipLow = 0;
    for (int n = 0; n < bits; n++) {
      long bit = blocks[n * Aes.BLOCK] < 0 ? 1L << (63 - (n & 63)) : 0;
      if (n < 64) {
        flipHigh |= bit;
      } else {
        flipLow |= bit;
      }
    }
    return four
        ? IpAddress.ofIp4((int) ((high ^ flipHigh) >>> 32))
        : IpAddress.ofIp6(high ^ flipHigh, low ^ flipLow);
  }
}
