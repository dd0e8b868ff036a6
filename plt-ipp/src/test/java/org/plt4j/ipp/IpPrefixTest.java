// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.MacAddress;

/** Prefixes: texts, bits, what is derived from them, order. */
class IpPrefixTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.168.1.1",
        "192.168.1.1/16",
        "0.0.0.0/0",
        "::/0",
        "128.0.0.0/1",
        "1.2.3.4/31",
        "1.2.3.4/32",
        "fe80::1/64",
        "fe80::1",
        "8000::/1",
        "2001:df0::ef:0:0:1/127",
        "::1/128",
        "::ffff:1.2.3.4/96",
        "::1.2.3.4/104"
      })
  void printsAsWritten(String text) {
    IpPrefix prefix = IpPrefix.parse(text);
    StringBuilder appended = new StringBuilder();
    prefix.appendTo(appended);
    assertThat(prefix).hasToString(text).isEqualTo(IpPrefix.parse(text));
    assertThat(prefix).hasSameHashCodeAs(IpPrefix.parse(text));
    assertThat(appended).hasToString(text);
    assertThat(prefix.hasLength()).isEqualTo(text.contains("/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "1.2.3.4/",
        "1.2.3.4/x",
        "1.2.3.4/0",
        "::1/0",
        "1.2.3.4/33",
        "1.2.3.4/-1",
        "1.2.3.4/+8",
        "1.2.3.4/08",
        "1.2.3.4/8 ",
        "1.2.3.4 /8",
        "1.2.3.4/8/8",
        "1.2.3.4/255.0.0.0",
        "1.2.3.4/1\u0661",
        "1.2.3/8",
        "10/8",
        "::/129",
        "::/1000",
        "::/4294967296",
        "fe80::1%eth0/64",
        "fe80::1/64%eth0",
        "[::]/0"
      })
  void textThatIsNoPrefix(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpPrefix.parse(text))
        .withMessageContaining('"' + text + '"');
  }

  @Test
  void lengthThatCannotBe() {
    IpAddress four = IpAddress.parse("1.2.3.4");
    IpAddress six = IpAddress.parse("2001:db8::1");
    for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 33, 128, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IpPrefix.of(four, length))
          .withMessageContaining("length " + length);
    }
    for (int length : new int[] {-1, 0, 129, 255}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IpPrefix.of(six, length))
          .withMessageContaining("length " + length);
      if (length != 0) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> IpPrefix.of(six, 64).network(length))
            .withMessageContaining("length " + length);
      }
    }
    assertThat(IpPrefix.of(IpAddress.ofIp4(0), 0)).hasToString("0.0.0.0/0");
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.77/0, 0.0.0.0/0, 0.0.0.0, 255.255.255.255, 4294967296",
    "203.0.113.77/1, 128.0.0.0/1, 128.0.0.0, 255.255.255.255, 2147483648",
    "203.0.113.77/8, 203.0.0.0/8, 203.0.0.0, 203.255.255.255, 16777216",
    "203.0.113.77/31, 203.0.113.76/31, 203.0.113.76, 203.0.113.77, 2",
    "203.0.113.77/32, 203.0.113.77/32, 203.0.113.77, 203.0.113.77, 1",
    "fe80::1:2/0, ::/0, ::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,"
        + " 340282366920938463463374607431768211456",
    "fe80::1:2/1, 8000::/1, 8000::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,"
        + " 170141183460469231731687303715884105728",
    "2001:db8:1:2:3:4:5:6/31, 2001:db8::/31, 2001:db8::, 2001:db9:ffff:ffff:ffff:ffff:ffff:ffff,"
        + " 158456325028528675187087900672",
    "2001:db8:1:2:3:4:5:6/32, 2001:db8::/32, 2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,"
        + " 79228162514264337593543950336",
    "2001:db8:1:2:3:4:5:6/63, 2001:db8:1:2::/63, 2001:db8:1:2::, 2001:db8:1:3:ffff:ffff:ffff:ffff,"
        + " 36893488147419103232",
    "2001:db8:1:2:3:4:5:6/64, 2001:db8:1:2::/64, 2001:db8:1:2::, 2001:db8:1:2:ffff:ffff:ffff:ffff,"
        + " 18446744073709551616",
    "2001:db8:1:2:ffff::/65, 2001:db8:1:2:8000::/65, 2001:db8:1:2:8000::,"
        + " 2001:db8:1:2:ffff:ffff:ffff:ffff, 9223372036854775808",
    "2001:db8::7/127, 2001:db8::6/127, 2001:db8::6, 2001:db8::7, 2",
    "2001:db8::7/128, 2001:db8::7/128, 2001:db8::7, 2001:db8::7, 1"
  })
  void networkOfEveryEdgeLength(
      String given, String network, String first, String last, BigInteger size) {
    int slash = given.indexOf('/');
    int length = Integer.parseInt(given.substring(slash + 1));
    IpPrefix prefix = IpPrefix.parse(given.substring(0, slash)).network(length);
    assertThat(prefix).hasToString(network);
    assertThat(prefix.network()).isEqualTo(prefix);
    assertThat(prefix.length()).isEqualTo(length);
    assertThat(prefix.width()).isEqualTo(length - 1);
    assertThat(prefix.first()).hasToString(first).isEqualTo(prefix.address());
    assertThat(prefix.last()).hasToString(last);
    assertThat(prefix.size()).isEqualTo(size);
    for (IpAddress inside : List.of(prefix.first(), prefix.last())) {
      assertThat(prefix.contains(inside)).isTrue();
      assertThat(prefix.contains(IpPrefix.of(inside))).isTrue();
    }
    assertThat(prefix.contains(prefix)).isTrue();
    assertThat(prefix.complement().complement()).isEqualTo(prefix);
    if (length == 0) {
      assertThat(prefix.parent()).isNull();
      assertThat(prefix.complement()).isEqualTo(prefix);
    } else {
      IpPrefix parent = prefix.parent();
      assertThat(parent.length()).isEqualTo(length - 1);
      assertThat(parent.contains(prefix)).isTrue();
      assertThat(prefix.contains(parent)).isFalse();
      assertThat(prefix.contains(prefix.complement())).isFalse();
      IpPrefix other = IpPrefix.of(prefix.complement().address(), length);
      assertThat(other.firstBitDifferent(prefix)).isZero();
    }
  }

  @Test
  void bitsAreKeptAsGiven() {
    IpPrefix prefix = IpPrefix.parse("fe80::1/64");
    assertThat(prefix.address()).hasToString("fe80::1");
    assertThat(prefix.network()).hasToString("fe80::/64");
    assertThat(prefix.network(128)).hasToString("fe80::1/128");
    assertThat(prefix.complement()).hasToString("17f:ffff:ffff:ffff:ffff:ffff:ffff:fffe/64");
    assertThat(IpPrefix.parse("10.1.1.1/16").complement()).hasToString("245.254.254.254/16");
    assertThat(IpPrefix.parse("10.1.1.1").complement()).hasToString("245.254.254.254");
    assertThat(IpPrefix.parse("10.1.1.1").network()).hasToString("10.1.1.1/32");
  }

  @Test
  void singleBits() {
    IpPrefix four = IpPrefix.parse("10.0.0.1/8");
    IpPrefix six = IpPrefix.parse("8000:0:0:1:4000::1/8");
    Set<Integer> set = new TreeSet<>();
    for (int i = 0; i < 32; i++) {
      if (four.hasBit(i)) {
        set.add(i);
      }
    }
    assertThat(set).containsExactly(4, 6, 31);
    set.clear();
    for (int i = 0; i < 128; i++) {
      if (six.hasBit(i)) {
        set.add(i);
      }
    }
    assertThat(set).containsExactly(0, 63, 65, 127);
    for (int bit : new int[] {-1, 32, 128}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> four.hasBit(bit))
          .withMessageContaining("bit " + bit);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "172.16.1.1/16, 172.16.1.2/16, 16",
    "172.16.1.1/32, 172.16.1.2/32, 30",
    "172.16.1.1, 172.16.1.2, 30",
    "172.16.1.1/32, 172.16.1.1/24, 24",
    "172.16.1.1, 172.16.1.1, 32",
    "0.0.0.0/32, 128.0.0.0/32, 0",
    "0.0.0.0/0, 128.0.0.0/32, 0",
    "::/128, ::1/128, 127",
    "2001:db8::/128, 2001:db8:0:0:8000::/128, 64",
    "2001:db8::/128, 2001:db8:0:1::/128, 63",
    "::1, ::1, 128"
  })
  void firstBitDifferent(IpPrefixArgument a, IpPrefixArgument b, int bit) {
    assertThat(a.prefix.firstBitDifferent(b.prefix)).isEqualTo(bit);
    assertThat(b.prefix.firstBitDifferent(a.prefix)).isEqualTo(bit);
  }

  /** Made of a text by JUnit's implicit conversion. */
  record IpPrefixArgument(IpPrefix prefix) {
    static IpPrefixArgument of(String text) {
      return new IpPrefixArgument(IpPrefix.parse(text));
    }
  }

  @Test
  void versionsAreApart() {
    IpPrefix four = IpPrefix.parse("0.0.0.0/0");
    IpPrefix six = IpPrefix.parse("::/0");
    assertThat(four.contains(six)).isFalse();
    assertThat(six.contains(IpAddress.parse("1.2.3.4"))).isFalse();
    assertThat(four.isSameAddress(six)).isFalse();
    assertThat(four).isLessThan(six);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> four.firstBitDifferent(six))
        .withMessageContaining("0.0.0.0/0 and ::/0");
  }

  @Test
  void containsComparesTheFirstBitsOfWhatIsNotLarger() {
    IpPrefix home = IpPrefix.parse("192.168.77.1/16"); // host bits do not matter
    for (String inside : List.of("192.168.0.0/16", "192.168.1.1", "192.168.255.255/32")) {
      assertThat(home.contains(IpPrefix.parse(inside))).isTrue();
    }
    for (String outside : List.of("192.169.0.0/16", "192.168.0.0/15", "192.0.0.0/8", "::")) {
      assertThat(home.contains(IpPrefix.parse(outside))).isFalse();
    }
    assertThat(home.isSameAddress(IpPrefix.parse("192.168.77.1/24"))).isTrue();
    assertThat(home.isSameAddress(IpPrefix.parse("192.168.77.2/16"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.1.1/16, true",
    "10.0.0.0/7, false",
    "172.16.0.0/12, true",
    "172.31.255.255, true",
    "172.32.0.0/16, false",
    "192.168.1.1/24, true",
    "192.169.1.1/24, false",
    "::ffff:10.0.0.1, false"
  })
  void privateNetworks(String prefix, boolean isPrivate) {
    assertThat(IpPrefix.parse(prefix).isRfc1918()).isEqualTo(isPrivate);
  }

  @Test
  void interfaceAddressOfMac() { // RFC 4291, appendix A; RFC 2464, 4
    IpPrefix network = IpPrefix.parse("2001:db8:1:2:9::9/64");
    MacAddress mac = MacAddress.parse("34:56:78:9a:bc:de");
    assertThat(network.interfaceAddress(mac)).hasToString("2001:db8:1:2:3656:78ff:fe9a:bcde");
    assertThat(IpPrefix.parse("fe80::/10").interfaceAddress(MacAddress.of(-1)))
        .hasToString("fe80::fdff:ffff:feff:ffff");
    for (String none : List.of("2001:db8::/65", "2001:db8::", "10.0.0.0/8")) {
      assertThatIllegalStateException()
          .isThrownBy(() -> IpPrefix.parse(none).interfaceAddress(mac))
          .withMessageContaining(none);
    }
  }

  @Test
  void orderIsByVersionAddressLengthShorterFirst() {
    List<IpPrefix> ascending =
        List.of(
                "0.0.0.0/0",
                "0.0.0.0/1",
                "0.0.0.0/32",
                "0.0.0.0",
                "9.255.255.255/8",
                "10.0.0.0/8",
                "10.0.0.0/9",
                "10.0.0.0",
                "10.0.0.1/8",
                "255.0.0.0/8",
                "::/0",
                "::/128",
                "::",
                "::1/1",
                "7fff::/16",
                "8000::/1",
                "ffff::/127",
                "ffff::/128")
            .stream()
            .map(IpPrefix::parse)
            .toList();
    List<IpPrefix> sorted = new ArrayList<>(ascending);
    Collections.reverse(sorted);
    Collections.sort(sorted);
    assertThat(sorted).isEqualTo(ascending);
  }

  @Test
  void orderAndEqualityAgree() {
    SplittableRandom random = new SplittableRandom(3);
    List<IpPrefix> prefixes = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      prefixes.add(prefix(random));
    }
    prefixes.addAll(
        prefixes.subList(0, 20).stream().map(p -> IpPrefix.parse(p.toString())).toList());
    for (IpPrefix a : prefixes) {
      for (IpPrefix b : prefixes) {
        int order = Integer.signum(a.compareTo(b));
        assertThat(order).isEqualTo(-Integer.signum(b.compareTo(a)));
        assertThat(order == 0).isEqualTo(a.equals(b));
        assertThat(a.equals(b)).isEqualTo(a.toString().equals(b.toString()));
        if (order == 0) {
          assertThat(a).hasSameHashCodeAs(b);
        }
        IpPrefix c = prefixes.get(random.nextInt(prefixes.size()));
        if (order < 0 && b.compareTo(c) < 0) {
          assertThat(a).isLessThan(c);
        }
      }
    }
    assertThat(new HashSet<>(prefixes)).isEqualTo(new TreeSet<>(prefixes));
    assertThat(prefixes.get(0)).isNotEqualTo(null).isNotEqualTo(prefixes.get(0).toString());
    assertThat(IpPrefix.parse("1.2.3.4")).isNotEqualTo(IpPrefix.parse("1.2.3.4/32"));
  }

  private static IpPrefix prefix(SplittableRandom random) {
    boolean four = random.nextBoolean();
    IpAddress address =
        four
            ? IpAddress.ofIp4(random.nextInt() & (random.nextBoolean() ? 0x8000_0001 : -1))
            : IpAddress.ofIp6(
                random.nextLong() & (random.nextBoolean() ? 1L << 63 : -1),
                random.nextBoolean() ? 0 : random.nextLong());
    return random.nextInt(5) == 0
        ? IpPrefix.of(address)
        : IpPrefix.of(address, 1 + random.nextInt(four ? 32 : 128));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      emptyValue = "",
      value = {
        "'' > ''",
        "10.0.0.0/8 > 10.0.0.0/8",
        "10.1.2.3 > 10.1.2.3/32",
        "10.1.2.3/8 10.0.0.0/8 10.9.9.9 > 10.0.0.0/8",
        "10.0.0.0/9 10.128.0.0/9 > 10.0.0.0/8",
        "10.128.0.0/9 11.0.0.0/8 10.0.0.0/10 10.64.0.0/10 > 10.0.0.0/7",
        "10.0.0.0/24 10.0.2.0/24 10.0.3.0/24 > 10.0.0.0/24 10.0.2.0/23",
        "10.0.1.0/24 10.0.2.0/24 > 10.0.1.0/24 10.0.2.0/24",
        "0.0.0.0/1 128.0.0.0/1 > 0.0.0.0/0",
        "::/1 8000::/1 0.0.0.0/1 > 0.0.0.0/1 ::/0",
        "::/128 ::1/128 ::2/127 > ::/126",
        "0:0:0:1::/64 ::/64 > ::/63",
        "255.255.255.255 255.255.255.254 > 255.255.255.254/31"
      })
  void aggregates(String given, String fewest) {
    List<IpPrefix> prefixes = prefixes(given);
    assertThat(IpPrefix.aggregate(prefixes)).isEqualTo(prefixes(fewest));
    List<IpPrefix> reversed = new ArrayList<>(prefixes);
    Collections.reverse(reversed);
    assertThat(IpPrefix.aggregate(reversed)).isEqualTo(prefixes(fewest));
  }

  private static List<IpPrefix> prefixes(String texts) {
    return texts.isBlank()
        ? List.of()
        : List.of(texts.trim().split(" ")).stream().map(IpPrefix::parse).toList();
  }

  /** Of a small network all sets can be checked address by address. */
  @Test
  void aggregatesHoldTheSameAddressesAndAreTheFewest() {
    SplittableRandom random = new SplittableRandom(4);
    for (int turn = 0; turn < 2000; turn++) {
      boolean[] held = new boolean[64];
      List<IpPrefix> prefixes = new ArrayList<>();
      for (int i = random.nextInt(20); i > 0; i--) {
        int at = random.nextInt(64);
        IpPrefix prefix =
            IpPrefix.of(IpAddress.ofIp6(0x2001_0db8L << 32, at), 122 + random.nextInt(7));
        prefixes.add(prefix);
        for (int n = 0; n < 64; n++) {
          held[n] |= prefix.contains(IpAddress.ofIp6(0x2001_0db8L << 32, n));
        }
      }
      List<IpPrefix> aggregated = IpPrefix.aggregate(prefixes);
      assertThat(aggregated).isSorted();
      int[] times = new int[64];
      for (IpPrefix prefix : aggregated) {
        for (int n = 0; n < 64; n++) {
          times[n] += prefix.contains(IpAddress.ofIp6(0x2001_0db8L << 32, n)) ? 1 : 0;
        }
      }
      for (int n = 0; n < 64; n++) {
        assertThat(times[n]).isEqualTo(held[n] ? 1 : 0);
      }
      assertThat(aggregated).hasSize(fewest(held, 0, 64));
    }
  }

  private static int fewest(boolean[] held, int from, int to) {
    boolean all = true;
    boolean none = true;
    for (int i = from; i < to; i++) {
      all &= held[i];
      none &= !held[i];
    }
    int middle = (from + to) >>> 1;
    return all ? 1 : none ? 0 : fewest(held, from, middle) + fewest(held, middle, to);
  }
}
