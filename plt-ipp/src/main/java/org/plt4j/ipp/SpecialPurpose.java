// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.IpAddress;

/**
 * An entry of the registries of special-purpose addresses (RFC 6890, RFC 8190 and the RFCs that
 * added to them), and the multicast addresses, which stand in registries of their own. The table is
 * as of RFC 9780 (May 2025).
 */
public final class SpecialPurpose {
  private static final List<SpecialPurpose> ENTRIES =
      List.of(
          // prefix, name, RFC; as source, as destination, forwardable, globally reachable: Yes, No,
          // or - where the registry does not say
          entry("0.0.0.0/8", "this network", "RFC 791", "YNNN"),
          entry("0.0.0.0/32", "this host on this network", "RFC 1122", "YNNN"),
          entry("10.0.0.0/8", "private use", "RFC 1918", "YYYN"),
          entry("100.64.0.0/10", "shared address space", "RFC 6598", "YYYN"),
          entry("127.0.0.0/8", "loopback", "RFC 1122", "NNNN"),
          entry("169.254.0.0/16", "link local", "RFC 3927", "YYNN"),
          entry("172.16.0.0/12", "private use", "RFC 1918", "YYYN"),
          entry("192.0.0.0/24", "IETF protocol assignments", "RFC 6890", "NNNN"),
          entry("192.0.0.0/29", "IPv4 service continuity", "RFC 7335", "YYYN"),
          entry("192.0.0.8/32", "IPv4 dummy address", "RFC 7600", "YNNN"),
          entry("192.0.0.9/32", "port control protocol anycast", "RFC 7723", "YYYY"),
          entry("192.0.0.10/32", "TURN anycast", "RFC 8155", "YYYY"),
          entry("192.0.0.170/32", "NAT64/DNS64 discovery", "RFC 8880", "NNNN"),
          entry("192.0.0.171/32", "NAT64/DNS64 discovery", "RFC 8880", "NNNN"),
          entry("192.0.2.0/24", "documentation", "RFC 5737", "NNNN"),
          entry("192.31.196.0/24", "AS112", "RFC 7535", "YYYY"),
          entry("192.52.193.0/24", "AMT", "RFC 7450", "YYYY"),
          entry("192.88.99.0/24", "6to4 relay anycast (deprecated)", "RFC 7526", "----"),
          entry("192.88.99.2/32", "6a44 relay anycast", "RFC 6751", "YYYN"),
          entry("192.168.0.0/16", "private use", "RFC 1918", "YYYN"),
          entry("192.175.48.0/24", "AS112", "RFC 7534", "YYYY"),
          entry("198.18.0.0/15", "benchmarking", "RFC 2544", "YYYN"),
          entry("198.51.100.0/24", "documentation", "RFC 5737", "NNNN"),
          entry("203.0.113.0/24", "documentation", "RFC 5737", "NNNN"),
          entry("224.0.0.0/4", "multicast", "RFC 5771", "NY--"),
          entry("240.0.0.0/4", "reserved", "RFC 1112", "NNNN"),
          entry("255.255.255.255/32", "limited broadcast", "RFC 919", "NYNN"),
          entry("::1/128", "loopback", "RFC 4291", "NNNN"),
          entry("::/128", "unspecified", "RFC 4291", "YNNN"),
          entry("::ffff:0:0/96", "IPv4-mapped", "RFC 4291", "NNNN"),
          entry("64:ff9b::/96", "IPv4-IPv6 translation", "RFC 6052", "YYYY"),
          entry("64:ff9b:1::/48", "IPv4-IPv6 translation", "RFC 8215", "YYYN"),
          entry("100::/64", "discard only", "RFC 6666", "YYYN"),
          entry("100:0:0:1::/64", "dummy prefix", "RFC 9780", "YNNN"),
          entry("2001::/23", "IETF protocol assignments", "RFC 2928", "NNNN"),
          entry("2001::/32", "Teredo", "RFC 4380", "YYY-"),
          entry("2001:1::1/128", "port control protocol anycast", "RFC 7723", "YYYY"),
          entry("2001:1::2/128", "TURN anycast", "RFC 8155", "YYYY"),
          entry("2001:1::3/128", "DNS-SD registration anycast", "RFC 9665", "YYYY"),
          entry("2001:2::/48", "benchmarking", "RFC 5180", "YYYN"),
          entry("2001:3::/32", "AMT", "RFC 7450", "YYYY"),
          entry("2001:4:112::/48", "AS112", "RFC 7535", "YYYY"),
          entry("2001:10::/28", "ORCHID (deprecated)", "RFC 4843", "----"),
          entry("2001:20::/28", "ORCHIDv2", "RFC 7343", "YYYY"),
          entry("2001:30::/28", "drone remote identification", "RFC 9374", "YYYY"),
          entry("2001:db8::/32", "documentation", "RFC 3849", "NNNN"),
          entry("2002::/16", "6to4", "RFC 3056", "YYY-"),
          entry("2620:4f:8000::/48", "AS112", "RFC 7534", "YYYY"),
          entry("3fff::/20", "documentation", "RFC 9637", "NNNN"),
          entry("5f00::/16", "segment routing", "RFC 9602", "YYYN"),
          entry("fc00::/7", "unique local", "RFC 4193", "YYYN"),
          entry("fe80::/10", "link local", "RFC 4291", "YYNN"),
          entry("fec0::/10", "site local (deprecated)", "RFC 3879", "----"),
          entry("ff00::/8", "multicast", "RFC 4291", "NY--"));

  private static final PrefixTable<SpecialPurpose> TABLE = table();

  private final IpPrefix prefix;
  private final String name;
  private final String rfc;
  private final String answers;

  private SpecialPurpose(IpPrefix prefix, String name, String rfc, String answers) {
    this.prefix = prefix;
    this.name = name;
    this.rfc = rfc;
    this.answers = answers;
  }

  private static SpecialPurpose entry(String prefix, String name, String rfc, String answers) {
    return new SpecialPurpose(IpPrefix.parse(prefix), name, rfc, answers);
  }

  private static PrefixTable<SpecialPurpose> table() {
    PrefixTable.Builder<SpecialPurpose> builder = PrefixTable.builder();
    ENTRIES.forEach(entry -> builder.add(entry.prefix, entry));
    return builder.build();
  }

  /** All entries: IPv4's, then IPv6's. */
  public static List<SpecialPurpose> entries() {
    return ENTRIES;
  }

  /** The most specific entry that the address is in, or null: then it is an ordinary one. */
  public static @Nullable SpecialPurpose of(IpAddress address) {
    return TABLE.lookup(address);
  }

  /** The most specific entry that all of the network is in, or null. */
  public static @Nullable SpecialPurpose of(IpPrefix network) {
    List<Map.Entry<IpPrefix, SpecialPurpose>> around = TABLE.covering(network);
    return around.isEmpty() ? null : around.get(around.size() - 1).getValue();
  }

  /** The addresses. */
  public IpPrefix prefix() {
    return prefix;
  }

  /** What they are for, in words: {@code private use}, {@code documentation} ... */
  public String name() {
    return name;
  }

  /** The RFC that says so. */
  public String rfc() {
    return rfc;
  }

  /** Whether a packet may have such a source address, as far as the registry says. */
  public boolean isSource() {
    return answers.charAt(0) == 'Y';
  }

  /** Whether a packet may have such a destination address. */
  public boolean isDestination() {
    return answers.charAt(1) == 'Y';
  }

  /** Whether a router may forward a packet to such an address. */
  public boolean isForwardable() {
    return answers.charAt(2) == 'Y';
  }

  /** Whether a packet to such an address may go beyond its own network. */
  public boolean isGloballyReachable() {
    return answers.charAt(3) == 'Y';
  }

  /** Prefix, name and RFC. */
  @Override
  public String toString() {
    return prefix + " " + name + " (" + rfc + ')';
  }
}
