// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

/** Response codes: an open set of 12-bit numbers, the upper 8 bits of which come by EDNS. */
public final class DnsRcode {
  /** No error. */
  public static final int NOERROR = 0;

  /** The server could not read the query. */
  public static final int FORMERR = 1;

  /** The server failed. */
  public static final int SERVFAIL = 2;

  /** There is no such name. */
  public static final int NXDOMAIN = 3;

  /** The server does not support this kind of query. */
  public static final int NOTIMPL = 4;

  /** The server refuses. */
  public static final int REFUSED = 5;

  private static final String[] NAMES = {
    "NOERROR",
    "FORMERR",
    "SERVFAIL",
    "NXDOMAIN",
    "NOTIMPL",
    "REFUSED",
    "YXDOMAIN",
    "YXRRSET",
    "NXRRSET",
    "NOTAUTH",
    "NOTZONE"
  };

  private DnsRcode() {}

  /**
   * The mnemonic, or such as {@code RCODE99}; {@code RCODE16} too, which is BADVERS with EDNS and
   * BADSIG in TSIG.
   */
  public static String name(int rcode) {
    return rcode >= 0 && rcode < NAMES.length ? NAMES[rcode] : "RCODE" + rcode;
  }
}
