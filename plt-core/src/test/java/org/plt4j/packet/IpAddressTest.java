// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "192.0.2.1",
        "255.255.255.255",
        "::",
        "::1",
        "1::",
        "::ffff:1.2.3.4",
        "::1.2.3.4",
        "::0.1.0.0",
        "2001:db8::1",
        "2001:db8:0:1:1:1:1:1", // one group of zeros is not shortened
        "2001:db8::1:0:0:1", // of equal runs the first
        "2001:0:0:1::1", // the longest run
        "fe80::1:2:3:4",
        "1:2:3:4:5:6:7:8",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
      })
  void textAsPrintedIsReadAgain(String text) {
    IpAddress address = IpAddress.parse(text);
    assertThat(address).hasToString(text);
    assertThat(address.version()).isEqualTo(text.indexOf(':') < 0 ? 4 : 6);
    assertThat(IpAddress.of(address.toBytes())).isEqualTo(address).hasSameHashCodeAs(address);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "2001:0db8::0001, 2001:db8::1",
    "::ffff:102:304, ::ffff:1.2.3.4",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3"
  })
  void otherSpellings(String text, String printed) {
    assertThat(IpAddress.parse(text)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1.2.3", "1.2.3.256", "1.2.3.4.5", "::1::", "fe80::1%eth0", "g::", "host"})
  void otherTextIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpAddress.parse(text))
        .withMessageContaining('"' + text + '"');
  }

  @Test
  void otherLengthsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpAddress.of(new byte[5]))
        .withMessageContaining("5");
  }

  @Test
  void orderIsByVersionThenUnsigned() {
    List<String> ordered =
        List.of("0.0.0.0", "127.0.0.1", "128.0.0.1", "255.0.0.0", "::", "7fff::", "8000::", "ff::");
    List<IpAddress> addresses = ordered.stream().map(IpAddress::parse).sorted().toList();
    assertThat(addresses)
        .map(IpAddress::toString)
        .containsExactly(
            "0.0.0.0", "127.0.0.1", "128.0.0.1", "255.0.0.0", "::", "ff::", "7fff::", "8000::");
  }

  /** RFC 4291, 2.5.5.2: a mapped address is an IPv6 address. */
  @Test
  void mappedAddressIsAnother() {
    IpAddress mapped = IpAddress.parse("::ffff:192.0.2.1");
    assertThat(mapped).isNotEqualTo(IpAddress.parse("192.0.2.1"));
    assertThat(mapped.low()).isEqualTo(0xffff_c000_0201L);
    assertThat(Arrays.copyOfRange(mapped.toBytes(), 12, 16))
        .isEqualTo(IpAddress.parse("192.0.2.1").toBytes());
  }
}
