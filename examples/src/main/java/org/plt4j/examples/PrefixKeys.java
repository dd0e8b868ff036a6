// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.util.HashMap;
import java.util.Map;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.ipp.PrefixTable;
import org.plt4j.packet.IpAddress;

/**
 * Uses prefixes as keys: of a map, which finds equal ones, and of a table, which finds the longest
 * around an address (python-libtrace: {@code test-ipp-hash}). Run: {@code examples/run PrefixKeys}.
 */
public final class PrefixKeys {
  public static void main(String[] args) {
    Map<IpPrefix, String> map = new HashMap<>();
    map.put(IpPrefix.parse("192.168.0.0/16"), "the house");
    map.put(IpPrefix.parse("192.168.7.0/24"), "the garden");
    map.put(IpPrefix.parse("2001:db8::/32"), "the book");
    System.out.println("map: " + map.get(IpPrefix.parse("192.168.7.0/24")));
    System.out.println("map: " + map.get(IpPrefix.parse("192.168.7.1"))); // an address: not equal

    PrefixTable.Builder<String> builder = PrefixTable.builder();
    map.forEach(builder::add);
    PrefixTable<String> table = builder.build();
    for (String text : new String[] {"192.168.7.1", "192.168.8.1", "2001:db8:1::1", "10.0.0.1"}) {
      IpAddress address = IpAddress.parse(text);
      System.out.println(text + ": " + table.lookup(address) + ", " + table.longest(address));
    }
  }
}
