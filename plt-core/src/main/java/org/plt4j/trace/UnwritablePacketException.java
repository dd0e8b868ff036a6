// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;

/**
 * A packet that the trace's format cannot hold: because of its link type or its size. Nothing of it
 * was written, and other packets can be.
 */
public final class UnwritablePacketException extends IOException {
  private static final long serialVersionUID = 1;

  UnwritablePacketException(String sentence) {
    super(sentence);
  }
}
