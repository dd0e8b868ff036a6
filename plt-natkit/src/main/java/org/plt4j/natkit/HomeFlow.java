// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

/**
 * A flow's key and which of its ends are at home, as {@link HomeNetwork#flow} finds them.
 *
 * @param key the flow's key
 * @param isSrcHome whether the source address is at home
 * @param isDstHome whether the destination address is at home
 */
public record HomeFlow(FlowKey key, boolean isSrcHome, boolean isDstHome) {

  /** Whether exactly one end is at home. The original calls this "inward", in either direction. */
  public boolean crossesBorder() {
    return isSrcHome != isDstHome;
  }

  /** Whether it comes home: the destination is at home, the source is not. */
  public boolean isInward() {
    return isDstHome && !isSrcHome;
  }

  /** Whether it leaves home: the source is at home, the destination is not. */
  public boolean isOutward() {
    return isSrcHome && !isDstHome;
  }

  /**
   * The key that home sees first: this key if the destination is at home, else its reverse. Both
   * directions of a flow across the border have the same.
   */
  public FlowKey homeKey() {
    return isDstHome ? key : key.reverse();
  }
}
