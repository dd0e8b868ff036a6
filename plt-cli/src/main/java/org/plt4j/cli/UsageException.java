// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

/** The command was used wrongly; the message is the sentence that says how. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String sentence) {
    super(sentence);
  }
}
