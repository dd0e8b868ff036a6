// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** AES-128 on whole blocks, each by itself. For one thread at a time. */
final class Aes {
  static final int BLOCK = 16;

  private final Cipher cipher;

  /** A cipher with the 16 bytes of a longer key that start at a place. */
  Aes(byte[] key, int from) {
    try {
      cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, from, BLOCK, "AES"));
    } catch (GeneralSecurityException e) { // every Java platform has it
      throw new IllegalStateException("no AES here", e);
    }
  }

  /** Encrypts so many bytes, whole blocks, in place. */
  void encrypt(byte[] blocks, int length) {
    try {
      cipher.doFinal(blocks, 0, length, blocks, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES of " + length + " bytes", e);
    }
  }
}
