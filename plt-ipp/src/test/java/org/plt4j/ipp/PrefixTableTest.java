// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.IpAddress;
import org.plt4j.testdata.Allocation;
import org.plt4j.testdata.SyntheticRoutes;

/** Both forms of a prefix table, held against a list that is searched from end to end. */
class PrefixTableTest {
  /** The networks of a table, and answers that are plainly right. */
  private static final class Model {
    final TreeMap<IpPrefix, String> networks = new TreeMap<>();

    Map.Entry<IpPrefix, String> longest(IpAddress address) {
      Map.Entry<IpPrefix, String> longest = null;
      for (Map.Entry<IpPrefix, String> entry : networks.entrySet()) {
        if (entry.getKey().contains(address)
            && (longest == null || entry.getKey().length() > longest.getKey().length())) {
          longest = entry;
        }
      }
      return longest;
    }

    List<Map.Entry<IpPrefix, String>> covering(IpPrefix network) {
      return networks.entrySet().stream()
          .filter(e -> e.getKey().contains(network.network()))
          .toList();
    }

    List<Map.Entry<IpPrefix, String>> covered(IpPrefix network) {
      return networks.entrySet().stream().filter(e -> network.contains(e.getKey())).toList();
    }
  }

  /** From where addresses and lengths are drawn: narrow, so that networks often nest and touch. */
  private enum Space {
    FOUR(4, 0, 32, 0, 0xff0f_00ffL),
    FOUR_HOSTS(4, 24, 32, 0, 0xffL),
    SIX(6, 0, 128, 0x2001_000f_0000_00ffL, 0xff00_0000_0000_000fL),
    SIX_UPPER(6, 16, 64, 0x2fff_00ff_ffff_00ffL, 0),
    SIX_LOWER(6, 60, 128, 0x3, 0xf000_0000_0000_00ffL),
    EDGES(6, 0, 128, 0x8000_0000_0000_0001L, 0x8000_0000_0000_0001L);

    final int version;
    final int shortest;
    final int longest;
    final long high;
    final long low;

    Space(int version, int shortest, int longest, long high, long low) {
      this.version = version;
      this.shortest = shortest;
      this.longest = longest;
      this.high = high;
      this.low = low;
    }

    IpAddress address(SplittableRandom random) {
      boolean full = random.nextInt(10) == 0; // all ones, where a range's end overflows
      long h = full ? -1 : random.nextLong() & high;
      long l = full ? -1 : random.nextLong() & low;
      return version == 4 ? IpAddress.ofIp4((int) l) : IpAddress.ofIp6(h, l);
    }

    IpPrefix network(SplittableRandom random) {
      int length = shortest + random.nextInt(longest - shortest + 1);
      return IpPrefix.of(address(random)).network(length);
    }
  }

  @Test
  void bothFormsAnswerAsTheListDoes() {
    SplittableRandom random = new SplittableRandom(5);
    for (Space space : Space.values()) {
      for (int turn = 0; turn < 60; turn++) {
        Model model = new Model();
        MutablePrefixTable<String> mutable = new MutablePrefixTable<>();
        int count = turn < 4 ? turn : random.nextInt(300);
        for (int i = 0; i < count; i++) {
          Space of = random.nextInt(8) == 0 ? Space.FOUR : space;
          IpPrefix network = of.network(random);
          String value = "v" + i;
          assertThat(mutable.put(network, value)).isEqualTo(model.networks.put(network, value));
          if (random.nextInt(4) == 0) {
            IpPrefix other = random.nextBoolean() ? network : space.network(random);
            assertThat(mutable.remove(other)).isEqualTo(model.networks.remove(other));
          }
        }
        PrefixTable<String> table = mutable.toTable();
        assertThat(table.size()).isEqualTo(mutable.size()).isEqualTo(model.networks.size());
        assertThat(table).containsExactlyElementsOf(model.networks.entrySet());
        assertThat(mutable).containsExactlyElementsOf(model.networks.entrySet());
        for (int i = 0; i < 60; i++) {
          check(model, table, mutable, space.address(random));
          check(model, table, mutable, space.network(random));
        }
        for (IpPrefix network : List.copyOf(model.networks.keySet())) {
          check(model, table, mutable, network.first());
          check(model, table, mutable, network.last());
          check(model, table, mutable, neighbour(network.first(), -1));
          check(model, table, mutable, neighbour(network.last(), 1));
        }
        for (IpPrefix network : List.copyOf(model.networks.keySet())) {
          assertThat(mutable.remove(network)).isEqualTo(model.networks.remove(network));
          if (random.nextInt(10) == 0) {
            IpAddress address = space.address(random);
            assertThat(mutable.longest(address)).isEqualTo(model.longest(address));
            assertThat(mutable).containsExactlyElementsOf(model.networks.entrySet());
          }
        }
        assertThat(mutable.size()).isZero();
        assertThat(mutable).isEmpty();
      }
    }
  }

  private static IpAddress neighbour(IpAddress address, int step) {
    long low = address.low() + step;
    return address.version() == 4
        ? IpAddress.ofIp4((int) low)
        : IpAddress.ofIp6(
            address.high() + (step > 0 && low == 0 ? 1 : step < 0 && low == -1 ? -1 : 0), low);
  }

  private static void check(
      Model model,
      PrefixTable<String> table,
      MutablePrefixTable<String> mutable,
      IpAddress address) {
    Map.Entry<IpPrefix, String> longest = model.longest(address);
    assertThat(table.longest(address)).isEqualTo(longest);
    assertThat(mutable.longest(address)).isEqualTo(longest);
    String value = longest == null ? null : longest.getValue();
    assertThat(table.lookup(address)).isEqualTo(value);
    assertThat(mutable.lookup(address)).isEqualTo(value);
    if (address.version() == 4) {
      assertThat(table.lookup4((int) address.low())).isEqualTo(value);
      assertThat(mutable.lookup4((int) address.low())).isEqualTo(value);
    } else {
      assertThat(table.lookup6(address.high(), address.low())).isEqualTo(value);
      assertThat(mutable.lookup6(address.high(), address.low())).isEqualTo(value);
    }
  }

  private static void check(
      Model model,
      PrefixTable<String> table,
      MutablePrefixTable<String> mutable,
      IpPrefix network) {
    assertThat(table.get(network)).isEqualTo(model.networks.get(network));
    assertThat(mutable.get(network)).isEqualTo(model.networks.get(network));
    assertThat(table.covering(network)).isEqualTo(model.covering(network));
    assertThat(mutable.covering(network)).isEqualTo(model.covering(network));
    assertThat(table.covered(network)).isEqualTo(model.covered(network));
    assertThat(mutable.covered(network)).isEqualTo(model.covered(network));
  }

  @Test
  void everyEdgeLength() {
    for (String address : List.of("0.0.0.0", "255.255.255.255", "::", "ffff::ffff")) {
      IpAddress inside = IpAddress.parse(address);
      for (int length : new int[] {0, 1, 31, 32, 63, 64, 65, 127, 128}) {
        if (inside.version() == 6 || length <= 32) {
          IpPrefix network = IpPrefix.of(inside).network(length);
          PrefixTable<String> table = PrefixTable.<String>builder().add(network, "x").build();
          IpAddress outside = network.complement().last();
          assertThat(table.lookup(network.first())).isEqualTo("x");
          assertThat(table.lookup(network.last())).isEqualTo("x");
          assertThat(table.lookup(outside)).isEqualTo(length == 0 ? "x" : null);
          IpAddress otherVersion = IpAddress.parse(inside.version() == 4 ? "::" : "0.0.0.0");
          assertThat(table.lookup(otherVersion)).isNull();
        }
      }
    }
  }

  @Test
  void lastValueOfANetworkIsKeptAndBitsBehindTheLengthDoNotCount() {
    PrefixTable<String> table =
        PrefixTable.<String>builder()
            .add(IpPrefix.parse("10.1.2.3/8"), "first")
            .add(IpPrefix.parse("10.0.0.0/8"), "second")
            .add(IpPrefix.parse("10.1.2.3"), "host")
            .build();
    assertThat(table)
        .containsExactly(
            Map.entry(IpPrefix.parse("10.0.0.0/8"), "second"),
            Map.entry(IpPrefix.parse("10.1.2.3/32"), "host"));
    assertThat(table.get(IpPrefix.parse("10.9.9.9/8"))).isEqualTo("second");
    assertThat(table.get(IpPrefix.parse("10.1.2.3"))).isEqualTo("host");
    MutablePrefixTable<String> mutable = new MutablePrefixTable<>();
    mutable.put(IpPrefix.parse("10.1.2.3/8"), "x");
    assertThat(mutable).containsExactly(Map.entry(IpPrefix.parse("10.0.0.0/8"), "x"));
    assertThat(mutable.remove(IpPrefix.parse("10.7.7.7/8"))).isEqualTo("x");
  }

  @Test
  void tableIsNotChangedByItsBuilderNorByTheMutableForm() {
    PrefixTable.Builder<String> builder = PrefixTable.builder();
    builder.add(IpPrefix.parse("10.0.0.0/8"), "a");
    PrefixTable<String> before = builder.build();
    builder.add(IpPrefix.parse("10.0.0.0/8"), "b").add(IpPrefix.parse("::/0"), "c");
    PrefixTable<String> after = builder.build();
    assertThat(before).containsExactly(Map.entry(IpPrefix.parse("10.0.0.0/8"), "a"));
    assertThat(after).hasSize(2);
    MutablePrefixTable<String> mutable = new MutablePrefixTable<>();
    mutable.put(IpPrefix.parse("10.0.0.0/8"), "a");
    PrefixTable<String> snapshot = mutable.toTable();
    Iterator<?> iterator = mutable.iterator();
    mutable.put(IpPrefix.parse("::/0"), "b");
    assertThat(snapshot).hasSize(1);
    assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(iterator::next);
    Iterator<?> end = snapshot.iterator();
    end.next();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(end::next);
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(end::remove);
    assertThatNullPointerException().isThrownBy(() -> builder.add(IpPrefix.parse("::/0"), null));
  }

  @Test
  void loadsText(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("table");
    Files.writeString(
        file,
        """
        # a table
        10.0.0.0/8\tAS1 first
          10.1.0.0/16   second # and a comment

        2001:db8::/32
        192.0.2.1 #none
        ::/0 c#
        """);
    assertThat(PrefixTable.load(file, text -> text))
        .containsExactly(
            Map.entry(IpPrefix.parse("10.0.0.0/8"), "AS1 first"),
            Map.entry(IpPrefix.parse("10.1.0.0/16"), "second"),
            Map.entry(IpPrefix.parse("192.0.2.1/32"), ""),
            Map.entry(IpPrefix.parse("::/0"), "c#"),
            Map.entry(IpPrefix.parse("2001:db8::/32"), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33 7", "x 7", "10.1.1.1/0 7", "10.0.0.0/8 seven", "10.0.0.0/8,7"})
  void lineThatIsNoPrefix(String line) {
    assertThatExceptionOfType(PrefixFormatException.class)
        .isThrownBy(
            () ->
                PrefixTable.load(
                    new StringReader("# a\n::/0 1\n" + line + "\nworse"), "t", Integer::valueOf))
        .withMessageContaining("t: line 3: ")
        .withMessageContaining(line.contains("seven") ? "seven" : line.substring(0, 1))
        .satisfies(e -> assertThat(e.line()).isEqualTo(3));
  }

  @Test
  void manyThreadsGetTheSameAnswers() throws Exception {
    SplittableRandom random = new SplittableRandom(6);
    PrefixTable.Builder<Integer> builder = PrefixTable.builder();
    for (int i = 0; i < 20_000; i++) {
      builder.add(IpPrefix.of(IpAddress.ofIp4(random.nextInt())).network(8 + i % 17), i);
    }
    PrefixTable<Integer> table = builder.build();
    Callable<Long> lookups =
        () -> {
          SplittableRandom own = new SplittableRandom(7);
          long sum = 0;
          for (int i = 0; i < 200_000; i++) {
            Integer value = table.lookup4(own.nextInt());
            sum = sum * 31 + (value == null ? -1 : value);
          }
          return sum;
        };
    long expected = lookups.call();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Long> sum : threads.invokeAll(List.of(lookups, lookups, lookups, lookups))) {
        assertThat(sum.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Looking up numbers allocates nothing, in either form. */
  @Test
  void lookupsAllocateNothing() {
    SplittableRandom random = new SplittableRandom(8);
    MutablePrefixTable<String> mutable = new MutablePrefixTable<>();
    for (int i = 0; i < 10_000; i++) {
      mutable.put(IpPrefix.of(IpAddress.ofIp4(random.nextInt())).network(8 + i % 25), "x");
      IpAddress six = IpAddress.ofIp6(random.nextLong(), random.nextLong());
      mutable.put(IpPrefix.of(six).network(8 + i % 121), "y");
    }
    PrefixTable<String> table = mutable.toTable();
    lookups(table, mutable, 100_000); // compiled before it is measured
    long before = Allocation.bytes();
    lookups(table, mutable, 100_000);
    assertThat(Allocation.bytes() - before).isLessThan(20_000);
  }

  private static int lookups(
      PrefixTable<String> table, MutablePrefixTable<String> mutable, int count) {
    int found = 0;
    for (long n = 1; n <= count; n++) {
      long bits = n * 0x9e37_79b9_7f4a_7c15L;
      int four = (int) bits;
      found += Objects.equals(table.lookup4(four), mutable.lookup4(four)) ? 1 : 0;
      found += Objects.equals(table.lookup6(bits, ~bits), mutable.lookup6(bits, ~bits)) ? 1 : 0;
    }
    assertThat(found).isEqualTo(2 * count);
    return found;
  }

  /** The heap that a large table takes, its values (a few next hops) not counted. */
  @Test
  void memoryOfALargeTable() {
    String[] hops = {"a", "b", "c", "d", "e", "f", "g", "h"};
    PrefixTable.Builder<String> builder = PrefixTable.builder();
    SyntheticRoutes.make(
        1,
        1_000_000,
        200_000,
        route -> {
          IpAddress address =
              route.version() == 4
                  ? IpAddress.ofIp4((int) route.low())
                  : IpAddress.ofIp6(route.high(), route.low());
          String hop = hops[(int) ((route.high() + route.low()) >>> 8) & 7];
          builder.add(IpPrefix.of(address, route.length()), hop);
        });
    long before = used();
    PrefixTable<String> table = builder.build();
    double bytes = (double) (used() - before) / table.size();
    System.out.printf(
        Locale.ROOT, "prefix table: %d routes, %.1f bytes a route%n", table.size(), bytes);
    assertThat(table.size()).isEqualTo(1_200_000);
    assertThat(bytes).isLessThan(40);
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
