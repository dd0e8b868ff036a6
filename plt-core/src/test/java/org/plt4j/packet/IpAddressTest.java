// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as inet_pton reads them and inet_ntop prints them. */
class IpAddressTest {
  /** The bytes, what inet_ntop prints of them, and another text that inet_pton reads as them. */
  @ParameterizedTest
  @CsvSource({
    "00000000, 0.0.0.0, 0.0.0.0",
    "ffffffff, 255.255.255.255, 255.255.255.255",
    "c0000201, 192.0.2.1, 192.0.2.1",
    "00000000000000000000000000000000, ::, 0:0:0:0:0:0:0:0",
    "00000000000000000000000000000001, ::1, 0000:0000::0001",
    "00000000000000000000000000010000, ::0.1.0.0, ::1:0",
    "00010000000000000000000000000000, 1::, 1:0:0:0:0:0:0::",
    "20010db8000000000000000000000001, 2001:db8::1, 2001:0DB8:0:0::0:1",
    "ffffffffffffffffffffffffffffffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,"
        + " FFFF:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
    // a single group of zeros is not shortened, but may be read so
    "20010db8000100020003000400000001, 2001:db8:1:2:3:4:0:1, 2001:db8:1:2:3:4::1",
    "00000001000200030004000500060007, 0:1:2:3:4:5:6:7, ::1:2:3:4:5:6:7",
    "00010002000300040005000600070000, 1:2:3:4:5:6:7:0, 1:2:3:4:5:6:7::",
    // the longest run, and of two equal ones the first
    "00010000000000020000000000000003, 1:0:0:2::3, 1::2:0:0:0:3",
    "00010000000000020003000000000004, 1::2:3:0:0:4, 1:0:0:2:3::4",
    "00000000000100000000000000020000, 0:0:1::2:0, ::1:0:0:0:2:0",
    // IPv4 within IPv6
    "00000000000000000000ffff01020304, ::ffff:1.2.3.4, ::FFFF:102:304",
    "00000000000000000000000001020304, ::1.2.3.4, ::102:304",
    "00000000000000000000ffff00000000, ::ffff:0.0.0.0, ::ffff:0:0",
    "000000000000000000000000ffffffff, ::255.255.255.255, ::ffff:ffff",
    "00000000000000000000000100010002, ::1:1:2, ::1:0.1.0.2",
    "0064ff9b000000000000000001020304, 64:ff9b::102:304, 64:ff9b::1.2.3.4",
    "0000000000000000ffff000001020304, ::ffff:0:102:304, ::ffff:0:1.2.3.4",
    "00010002000300040005000601020304, 1:2:3:4:5:6:102:304, 1:2:3:4:5:6:1.2.3.4"
  })
  void textAndBytes(String bytes, String text, String sameText) {
    IpAddress address = IpAddress.of(HexFormat.of().parseHex(bytes));
    assertThat(address).hasToString(text);
    assertThat(IpAddress.parse(text)).isEqualTo(address).hasSameHashCodeAs(address);
    assertThat(IpAddress.parse(sameText)).isEqualTo(address);
    assertThat(HexFormat.of().formatHex(address.toBytes())).isEqualTo(bytes);
    assertThat(address.version()).isEqualTo(bytes.length() == 8 ? 4 : 6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.4.",
        ".1.2.3.4",
        "1..2.3",
        "1.2.3.256",
        "1.2.3.-4",
        "01.2.3.4",
        "1.2.3.00",
        "0x7f.0.0.1",
        "127.1",
        " 1.2.3.4",
        "1.2.3.4 ",
        "1.2.3.4/24",
        "\u0661.2.3.4", // digits, but of other scripts
        "\uff11.2.3.4",
        "::\u0661",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8:",
        ":1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8",
        "1::2::3",
        "::1::",
        "1:::2",
        ":1::",
        "12345::",
        "00001::",
        "g::",
        "::1.2.3",
        "::1.2.3.256",
        "::01.2.3.4",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "fe80::1%eth0",
        "fe80::1%1",
        "fe80::1%",
        "1.2.3.4%0",
        "[::1]",
        "::1/128",
        "localhost"
      })
  void textThatIsNoAddress(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpAddress.parse(text))
        .withMessageContaining('"' + text + '"');
  }

  @Test
  void bytesOfAnotherNumberAreNoAddress() {
    for (int length = 0; length <= 20; length++) {
      if (length != 4 && length != 16) {
        byte[] bytes = new byte[length];
        assertThatIllegalArgumentException()
            .isThrownBy(() -> IpAddress.of(bytes))
            .withMessageContaining(" " + length + " ");
      }
    }
  }

  /** RFC 4291, 2.5.5: addresses that hold an IPv4 address are IPv6 addresses. */
  @Test
  void mappedAddressIsAnIp6Address() {
    IpAddress mapped = IpAddress.parse("::ffff:1.2.3.4");
    IpAddress compatible = IpAddress.parse("::1.2.3.4");
    IpAddress ip4 = IpAddress.parse("1.2.3.4");
    assertThat(mapped.version()).isEqualTo(6);
    assertThat(mapped.low()).isEqualTo(0xffff_0102_0304L);
    assertThat(compatible.version()).isEqualTo(6);
    assertThat(compatible.low()).isEqualTo(ip4.low());
    assertThat(Set.of(mapped, compatible, ip4)).hasSize(3);
  }

  @Test
  void addressOwnsItsBits() {
    byte[] bytes = {1, 2, 3, 4};
    IpAddress address = IpAddress.of(bytes);
    bytes[0] = 9;
    address.toBytes()[1] = 9;
    assertThat(address).hasToString("1.2.3.4");
    assertThat(address.low()).isEqualTo(0x01020304L);
    assertThat(address.high()).isZero();
    assertThat(IpAddress.ofIp4(0xffff_ffff).low()).isEqualTo(0xffff_ffffL);
  }

  /** What inet_pton, inet_ntop and Python's ipaddress say: address-texts.py makes the table. */
  @Test
  void oddTextsAreReadAsInetPtonReadsThem() throws IOException {
    int texts = 0;
    int refused = 0;
    int zones = 0;
    for (String line : lines("address-texts.tsv")) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] columns = line.split("\t", -1);
      String text = unescaped(columns[0]);
      texts++;
      if (columns[1].equals("-")) {
        refused++;
        assertThatIllegalArgumentException()
            .as(columns[0])
            .isThrownBy(() -> IpAddress.parse(text))
            .withMessageContaining('"' + text + '"');
      } else {
        IpAddress address = IpAddress.parse(text);
        assertThat(HexFormat.of().formatHex(address.toBytes())).isEqualTo(columns[1]);
        assertThat(address).hasToString(columns[2]);
      }
      if (!columns[1].equals(columns[3])) { // ipaddress takes zones, inet_pton does not
        assertThat(text).contains("%");
        zones++;
      }
    }
    System.out.printf(
        "texts of addresses: %d of %d as inet_pton reads them (%d refused); ipaddress takes %d with"
            + " zones%n",
        texts, texts, refused, zones);
    assertThat(texts).isEqualTo(159);
    assertThat(zones).isEqualTo(5);
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(IpAddressTest.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static String unescaped(String text) {
    return Pattern.compile("\\\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|n)")
        .matcher(text)
        .replaceAll(
            m -> {
              String hex = m.group(1) != null ? m.group(1) : m.group(2);
              return hex == null ? "\n" : Character.toString(Integer.parseInt(hex, 16));
            });
  }

  /** A million; printed as Guava does, but for what it has no dotted tail for. */
  @Test
  void randomAddressesAreReadAsTheyWerePrinted() throws UnknownHostException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder appended = new StringBuilder();
    for (int i = 0; i < 1_000_000; i++) {
      IpAddress address = address(random);
      String text = address.toString();
      appended.setLength(0);
      address.appendTo(appended);
      boolean right =
          text.equals(otherwisePrinted(address))
              && text.contentEquals(appended)
              && IpAddress.parse(text).equals(address)
              && IpAddress.of(address.toBytes()).equals(address);
      assertThat(right).as(text).isTrue();
    }
  }

  private static String otherwisePrinted(IpAddress address) throws UnknownHostException {
    byte[] bytes = address.toBytes();
    long tail = address.low() & 0xffff_ffffL;
    String dotted =
        (tail >>> 24)
            + "."
            + (tail >>> 16 & 0xff)
            + "."
            + (tail >>> 8 & 0xff)
            + "."
            + (tail & 0xff);
    if (address.version() == 4) {
      return dotted;
    }
    if (address.high() == 0 && address.low() >>> 32 == 0xffff) {
      return "::ffff:" + dotted;
    }
    if (address.high() == 0 && address.low() >>> 32 == 0 && tail >>> 16 != 0) {
      return "::" + dotted;
    }
    return InetAddresses.toAddrString(Inet6Address.getByAddress("", bytes, -1));
  }

  /** Of either version; of IPv6, most with groups of zeros. */
  private static IpAddress address(SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return IpAddress.ofIp4(random.nextInt());
    }
    long high = random.nextLong();
    long low = random.nextLong();
    for (int group = 0; group < 4; group++) {
      long mask = ~(0xffffL << (16 * group));
      high &= random.nextBoolean() ? mask : -1;
      low &= random.nextBoolean() ? mask : -1;
    }
    if (random.nextInt(8) == 0) {
      high = 0;
      low = (random.nextBoolean() ? 0xffff_0000_0000L : 0) | (low & 0xffff_ffffL);
    }
    return IpAddress.ofIp6(high, low);
  }

  @Test
  void orderIsByVersionThenAsNumbers() {
    List<IpAddress> ascending =
        List.of(
                "0.0.0.0",
                "0.0.0.1",
                "9.255.255.255",
                "10.0.0.0",
                "127.255.255.255",
                "128.0.0.0",
                "255.255.255.255",
                "::",
                "::1",
                "::1.2.3.4",
                "::7fff:ffff:ffff:ffff",
                "::8000:0:0:0",
                "::ffff:ffff:ffff:ffff",
                "0:0:0:1::",
                "ff::",
                "7fff::",
                "7fff::8000:0:0:0",
                "8000::",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
            .stream()
            .map(IpAddress::parse)
            .toList();
    List<IpAddress> sorted = new ArrayList<>(ascending);
    Collections.reverse(sorted);
    Collections.sort(sorted);
    assertThat(sorted).isEqualTo(ascending);
  }

  @Test
  void orderAndEqualityAgree() {
    SplittableRandom random = new SplittableRandom(2);
    List<IpAddress> addresses = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      addresses.add(address(random));
    }
    addresses.addAll(
        addresses.subList(0, 20).stream().map(a -> IpAddress.of(a.toBytes())).toList());
    for (IpAddress a : addresses) {
      for (IpAddress b : addresses) {
        int order = Integer.signum(a.compareTo(b));
        assertThat(order).isEqualTo(-Integer.signum(b.compareTo(a)));
        assertThat(order == 0).isEqualTo(a.equals(b));
        if (order == 0) {
          assertThat(a).hasSameHashCodeAs(b);
        }
        IpAddress c = addresses.get(random.nextInt(addresses.size()));
        if (order < 0 && b.compareTo(c) < 0) {
          assertThat(a).isLessThan(c);
        }
      }
    }
    Set<IpAddress> ordered = new TreeSet<>(addresses);
    assertThat(new HashSet<>(addresses)).hasSizeBetween(250, 300).isEqualTo(ordered);
    assertThat(addresses.get(0)).isNotEqualTo(null).isNotEqualTo(addresses.get(0).toString());
  }
}
