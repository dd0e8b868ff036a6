// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.plt4j.packet.IpAddress;

/** The special-purpose registries. */
class SpecialPurposeTest {
  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, private use, RFC 1918, false",
    "172.31.255.255, private use, RFC 1918, false",
    "192.168.0.1, private use, RFC 1918, false",
    "127.0.0.1, loopback, RFC 1122, false",
    "169.254.7.7, link local, RFC 3927, false",
    "224.0.0.1, multicast, RFC 5771, false",
    "239.255.255.255, multicast, RFC 5771, false",
    "240.0.0.1, reserved, RFC 1112, false",
    "255.255.255.255, limited broadcast, RFC 919, false",
    "192.0.2.1, documentation, RFC 5737, false",
    "0.0.0.0, this host on this network, RFC 1122, false",
    "0.0.0.1, this network, RFC 791, false",
    "192.0.0.7, IPv4 service continuity, RFC 7335, false",
    "192.0.0.8, IPv4 dummy address, RFC 7600, false",
    "192.0.0.9, port control protocol anycast, RFC 7723, true",
    "192.0.0.11, IETF protocol assignments, RFC 6890, false",
    "100.127.255.255, shared address space, RFC 6598, false",
    "::1, loopback, RFC 4291, false",
    "::, unspecified, RFC 4291, false",
    "::ffff:8.8.8.8, IPv4-mapped, RFC 4291, false",
    "64:ff9b::8.8.8.8, IPv4-IPv6 translation, RFC 6052, true",
    "2001:db8::1, documentation, RFC 3849, false",
    "3fff:fff::1, documentation, RFC 9637, false",
    "2001:0:4136:e378::1, Teredo, RFC 4380, false",
    "2001:1::1, port control protocol anycast, RFC 7723, true",
    "2001:5::1, IETF protocol assignments, RFC 2928, false",
    "fd12::1, unique local, RFC 4193, false",
    "fe80::1, link local, RFC 4291, false",
    "ff02::1, multicast, RFC 4291, false"
  })
  void addresses(String address, String name, String rfc, boolean global) {
    SpecialPurpose entry = SpecialPurpose.of(IpAddress.parse(address));
    assertThat(entry.name()).isEqualTo(name);
    assertThat(entry.rfc()).isEqualTo(rfc);
    assertThat(entry.isGloballyReachable()).isEqualTo(global);
    assertThat(entry.prefix().contains(IpAddress.parse(address))).isTrue();
    assertThat(entry).hasToString(entry.prefix() + " " + name + " (" + rfc + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8",
    "172.32.0.1",
    "128.0.0.1",
    "198.20.0.1",
    "223.255.255.255",
    "2a00::1",
    "::2",
    "4000::"
  })
  void ordinaryAddresses(String address) {
    assertThat(SpecialPurpose.of(IpAddress.parse(address))).isNull();
  }

  @Test
  void networks() {
    assertThat(SpecialPurpose.of(IpPrefix.parse("10.0.0.0/8")).name()).isEqualTo("private use");
    assertThat(SpecialPurpose.of(IpPrefix.parse("10.9.0.0/16")).name()).isEqualTo("private use");
    assertThat(SpecialPurpose.of(IpPrefix.parse("10.0.0.0/7"))).isNull();
    assertThat(SpecialPurpose.of(IpPrefix.parse("::/0"))).isNull();
  }

  @Test
  void tableIsSound() {
    Set<IpPrefix> prefixes = new HashSet<>();
    for (SpecialPurpose entry : SpecialPurpose.entries()) {
      assertThat(prefixes.add(entry.prefix())).isTrue();
      assertThat(entry.prefix().network()).isEqualTo(entry.prefix());
      assertThat(entry.rfc()).matches("RFC \\d{3,4}");
      // RFC 8190, 2: what is globally reachable is forwardable; that, a destination
      assertThat(!entry.isGloballyReachable() || entry.isForwardable()).isTrue();
      assertThat(!entry.isForwardable() || entry.isDestination()).isTrue();
      if (entry.name().equals("private use")) {
        assertThat(entry.prefix().isRfc1918()).isTrue();
        assertThat(entry.isSource()).isTrue();
      }
    }
    assertThat(prefixes).hasSize(54);
  }
}
