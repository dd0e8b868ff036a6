// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import org.plt4j.ipp.IpPrefix;
import org.plt4j.packet.IpAddress;

/**
 * What IP prefixes can do (python-libtrace: {@code test-ipp}). Run: {@code examples/run PrefixTour
 * [PREFIX]}.
 */
public final class PrefixTour {
  public static void main(String[] args) {
    IpPrefix prefix = IpPrefix.parse(args.length > 0 ? args[0] : "172.16.5.4/12");
    System.out.println("prefix     " + prefix);
    System.out.println("address    " + prefix.address());
    System.out.println("length     " + prefix.length());
    System.out.println("network    " + prefix.network());
    System.out.println("parent     " + prefix.parent());
    System.out.println("first      " + prefix.first());
    System.out.println("last       " + prefix.last());
    System.out.println("size       " + prefix.size());
    System.out.println("complement " + prefix.complement());
    System.out.println("private    " + prefix.isRfc1918());

    System.out.println("172.16.0.0/12 contains");
    for (String text : new String[] {"172.31.255.255", "172.32.0.0", "2001:db8::1"}) {
      IpAddress address = IpAddress.parse(text);
      System.out.println("  " + text + ": " + IpPrefix.RFC1918_12.contains(address));
    }
    // Ordered by version, address and length, the shorter and less specific first.
    IpPrefix shorter = IpPrefix.parse("10.0.0.0/8");
    IpPrefix longer = IpPrefix.parse("10.0.0.0/16");
    System.out.println(shorter + " before " + longer + ": " + (shorter.compareTo(longer) < 0));
    System.out.println("equal: " + shorter.equals(longer));
    System.out.println("same address: " + shorter.isSameAddress(longer));
    try {
      System.out.println(IpPrefix.parse("10.0.0.0/33"));
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    }
  }
}
