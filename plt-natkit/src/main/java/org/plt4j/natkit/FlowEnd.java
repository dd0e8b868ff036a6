// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

/** Why a metered flow ended: RFC 5102's flowEndReason. */
public enum FlowEnd {
  /** No packet for longer than the idle timeout. */
  IDLE("idle"),
  /** It had lasted for longer than the active timeout, and another flow of the key went on. */
  ACTIVE("active"),
  /** Its TCP connection was closed by FIN both ways or by RST. */
  CLOSED("closed"),
  /** The trace ended. */
  TRACE("trace"),
  /** There were more flows than the meter was allowed to keep. */
  EVICTED("evicted");

  private final String text;

  FlowEnd(String text) {
    this.text = text;
  }

  /** The reason in lower case, as the command prints it. */
  public String text() {
    return text;
  }
}
