// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.plt4j.ipp.IpPrefix;

/** Prefixes as the keys of a map, and tests of private addresses. */
final class PrefixKeys {
  private PrefixKeys() {}

  static void run(Path traces, PrintStream out) {
    Map<IpPrefix, Integer> map = new LinkedHashMap<>();
    for (String text : List.of("1.2.3.4", "1.2.3.5", "1.2.4.4", "1.3.3.4", "2.2.3.4")) {
      map.put(IpPrefix.parse(text), map.size() + 1);
    }
    for (IpPrefix key : map.keySet()) {
      Integer value = map.get(IpPrefix.parse(key.toString()));
      out.printf(" %s -> %d,  %d%n", key, value, key.hashCode());
    }
    IpPrefix x = IpPrefix.parse("192.168.10.1/16");
    out.printf(" ip01 =            %s%n", x);
    out.printf(" ip01.complement = %s%n", x.complement());
    out.printf(" ip01.width      = %d%n", x.width());
    out.printf(" ip01.is_rfc1918 = %s%n", truth(x.isRfc1918()));
    IpPrefix slash = IpPrefix.parse("192.168.0.0/16");
    for (String text :
        List.of("192.168.0.2", "192.168.1.3/32", "130.216.12.34", "130.216.56.78/32")) {
      IpPrefix y = IpPrefix.parse(text);
      out.printf(" --- trying %s%n", y);
      out.printf("    slash: %s.is_prefix(%s) -> %s%n", slash, y, truth(slash.contains(y)));
      out.printf(" %s -> %s%n", y, truth(y.isRfc1918()));
    }
    try {
      out.println(comparable(x).compareTo("192.168.10.1/16"));
    } catch (ClassCastException e) {
      out.println(" Exception caught");
    }
  }

  @SuppressWarnings("unchecked") // that is the mistake
  private static Comparable<Object> comparable(Object prefix) {
    return (Comparable<Object>) prefix;
  }

  private static String truth(boolean value) {
    return value ? "True" : "False";
  }
}
