// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import inet.ipaddr.IPAddress;
import inet.ipaddr.format.util.AssociativeAddressTrie.AssociativeTrieNode;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv4.IPv4AddressAssociativeTrie;
import inet.ipaddr.ipv6.IPv6Address;
import inet.ipaddr.ipv6.IPv6AddressAssociativeTrie;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.ipp.MutablePrefixTable;
import org.plt4j.ipp.PrefixTable;
import org.plt4j.packet.IpAddress;
import org.plt4j.testdata.SyntheticRoutes;

/**
 * Longest matches of random addresses in a table of 1,000,000 IPv4 and 200,000 IPv6 routes, ours
 * beside the tries of the IPAddress library: {@code java -jar benchmarks.jar Prefix}. Five
 * addresses of six are IPv4; each lies in a route that was drawn. Addresses are ready as each
 * library wants them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx3g")
public class PrefixBenchmark {
  private static final int ADDRESSES = 1 << 18;
  private static final int NEXT_HOPS = 256;

  /** As a router has them: few, each the value of many routes. */
  private static final Integer[] HOPS =
      IntStream.range(0, NEXT_HOPS).boxed().toArray(Integer[]::new);

  /** What is looked up, as numbers; an IPv4 address has the upper half 0. */
  @State(Scope.Benchmark)
  public static class Addresses {
    /** IPv4 routes. */
    @Param("1000000")
    public int ip4Routes;

    /** IPv6 routes. */
    @Param("200000")
    public int ip6Routes;

    private final List<SyntheticRoutes.Route> routes = new ArrayList<>();
    private final long[] highs = new long[ADDRESSES];
    private final long[] lows = new long[ADDRESSES];

    /** Draws routes and addresses. */
    @Setup(Level.Trial)
    public void draw() {
      SyntheticRoutes.make(1, ip4Routes, ip6Routes, routes::add);
      SplittableRandom random = new SplittableRandom(2);
      for (int i = 0; i < ADDRESSES; i++) {
        SyntheticRoutes.Route route = routes.get(random.nextInt(routes.size()));
        long host = random.nextLong();
        if (route.version() == 4) {
          lows[i] = route.low() | (host & 0xffff_ffffL >>> route.length());
        } else {
          highs[i] = route.high() | (route.length() == 64 ? 0 : host >>> route.length());
          lows[i] = random.nextLong() | 1L << 63;
        }
      }
    }

    private IpAddress address(int i) {
      return highs[i] == 0 ? IpAddress.ofIp4((int) lows[i]) : IpAddress.ofIp6(highs[i], lows[i]);
    }
  }

  private static IpPrefix prefix(SyntheticRoutes.Route route) {
    IpAddress address =
        route.version() == 4
            ? IpAddress.ofIp4((int) route.low())
            : IpAddress.ofIp6(route.high(), route.low());
    return IpPrefix.of(address, route.length());
  }

  private static Integer nextHop(SyntheticRoutes.Route route) {
    return HOPS[(int) ((route.high() * 31 + route.low()) >>> 8) & (NEXT_HOPS - 1)];
  }

  /** Our immutable table. */
  @State(Scope.Benchmark)
  public static class Ours {
    private PrefixTable<Integer> table = PrefixTable.<Integer>builder().build();
    private final IpAddress[] objects = new IpAddress[ADDRESSES];

    /** Fills it, and tells how much memory it takes. */
    @Setup(Level.Trial)
    public void build(Addresses addresses) {
      PrefixTable.Builder<Integer> builder = PrefixTable.builder();
      addresses.routes.forEach(route -> builder.add(prefix(route), nextHop(route)));
      table = builder.build();
      for (int i = 0; i < ADDRESSES; i++) {
        objects[i] = addresses.address(i);
      }
    }
  }

  /** Our mutable table. */
  @State(Scope.Benchmark)
  public static class OursMutable {
    private final MutablePrefixTable<Integer> table = new MutablePrefixTable<>();

    /** Fills it. */
    @Setup(Level.Trial)
    public void build(Addresses addresses) {
      addresses.routes.forEach(route -> table.put(prefix(route), nextHop(route)));
    }
  }

  /** The tries of the IPAddress library. */
  @State(Scope.Benchmark)
  public static class Theirs {
    private final IPv4AddressAssociativeTrie<Integer> trie4 = new IPv4AddressAssociativeTrie<>();
    private final IPv6AddressAssociativeTrie<Integer> trie6 = new IPv6AddressAssociativeTrie<>();
    private final IPAddress[] objects = new IPAddress[ADDRESSES];

    /** Fills them. */
    @Setup(Level.Trial)
    public void build(Addresses addresses) {
      for (SyntheticRoutes.Route route : addresses.routes) {
        if (route.version() == 4) {
          trie4.put(
              new IPv4Address((int) route.low()).setPrefixLength(route.length()).toPrefixBlock(),
              nextHop(route));
        } else {
          trie6.put(
              new IPv6Address(prefix(route).address().toBytes(), route.length()).toPrefixBlock(),
              nextHop(route));
        }
      }
      for (int i = 0; i < ADDRESSES; i++) {
        IpAddress address = addresses.address(i);
        objects[i] =
            address.version() == 4
                ? new IPv4Address((int) address.low())
                : new IPv6Address(address.toBytes());
      }
    }

    private @Nullable Integer lookup(IPAddress address) {
      if (address instanceof IPv4Address four) {
        AssociativeTrieNode<IPv4Address, Integer> node = trie4.longestPrefixMatchNode(four);
        return node == null ? null : node.getValue();
      }
      AssociativeTrieNode<IPv6Address, Integer> node =
          trie6.longestPrefixMatchNode((IPv6Address) address);
      return node == null ? null : node.getValue();
    }
  }

  /** Ours, of numbers. */
  @Benchmark
  @OperationsPerInvocation(ADDRESSES)
  public long numbers(Addresses addresses, Ours ours) {
    long sum = 0;
    for (int i = 0; i < ADDRESSES; i++) {
      Integer hop =
          addresses.highs[i] == 0
              ? ours.table.lookup4((int) addresses.lows[i])
              : ours.table.lookup6(addresses.highs[i], addresses.lows[i]);
      sum += hop == null ? -1 : hop;
    }
    return sum;
  }

  /** Ours, of address objects. */
  @Benchmark
  @OperationsPerInvocation(ADDRESSES)
  public long objects(Ours ours) {
    long sum = 0;
    for (IpAddress address : ours.objects) {
      Integer hop = ours.table.lookup(address);
      sum += hop == null ? -1 : hop;
    }
    return sum;
  }

  /** Our mutable form, of numbers. */
  @Benchmark
  @OperationsPerInvocation(ADDRESSES)
  public long mutableNumbers(Addresses addresses, OursMutable ours) {
    long sum = 0;
    for (int i = 0; i < ADDRESSES; i++) {
      Integer hop =
          addresses.highs[i] == 0
              ? ours.table.lookup4((int) addresses.lows[i])
              : ours.table.lookup6(addresses.highs[i], addresses.lows[i]);
      sum += hop == null ? -1 : hop;
    }
    return sum;
  }

  /** The IPAddress library's tries. */
  @Benchmark
  @OperationsPerInvocation(ADDRESSES)
  public long ipAddressLibrary(Theirs theirs) {
    long sum = 0;
    for (IPAddress address : theirs.objects) {
      Integer hop = theirs.lookup(address);
      sum += hop == null ? -1 : hop;
    }
    return sum;
  }
}
