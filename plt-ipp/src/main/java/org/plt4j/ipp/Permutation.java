// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.nio.ByteBuffer;
import org.plt4j.packet.IpAddress;

/**
 * A permutation of the addresses of either version: AES of an IPv6 address; a Feistel network on
 * the halves of an IPv4 address. For one thread at a time.
 */
final class Permutation implements AddressMapping {
  private static final int ROUNDS = 10; // Luby and Rackoff need four, of ideal functions

  private final Aes six;
  private final Aes four;
  private final byte[] block = new byte[Aes.BLOCK];
  private final ByteBuffer words = ByteBuffer.wrap(block);

  Permutation(byte[] key) {
    six = new Aes(key, 0);
    four = new Aes(key, Aes.BLOCK);
  }

  @Override
  public IpAddress map(IpAddress address) {
    if (address.version() == 6) {
      words.putLong(0, address.high()).putLong(8, address.low());
      six.encrypt(block, Aes.BLOCK);
      return IpAddress.ofIp6(words.getLong(0), words.getLong(8));
    }
    int left = (int) address.low() >>> 16;
    int right = (int) address.low() & 0xffff;
    for (int round = 0; round < ROUNDS; round++) {
      words.putLong(0, (long) round << 16 | right).putLong(8, 0);
      four.encrypt(block, Aes.BLOCK);
      int next = left ^ (words.getInt(0) & 0xffff);
      left = right;
      right = next;
    }
    return IpAddress.ofIp4(left << 16 | right);
  }
}
