// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

/** Which ends of a flow are at home. */
class HomeNetworkTest {
  private static final HomeNetwork HOME =
      HomeNetwork.of(IpPrefix.parse("192.0.2.77/24"), IpPrefix.parse("2001:db8::/33"));

  private static HomeFlow flow(String src, String dst) {
    return HOME.flow(new FlowKey(6, IpAddress.parse(src), 1025, IpAddress.parse(dst), 80));
  }

  @Test
  void aBorderIsCrossedWhereOneEndIsAtHome() {
    HomeFlow in = flow("198.51.100.1", "192.0.2.1");
    assertThat(in.isInward() && in.crossesBorder() && !in.isOutward()).isTrue();
    assertThat(in.homeKey()).isEqualTo(in.key());
    HomeFlow out = flow("2001:db8::1", "2001:db8:8000::1");
    assertThat(out.isOutward() && out.crossesBorder() && !out.isInward()).isTrue();
    assertThat(out.homeKey()).isEqualTo(out.key().reverse());
    HomeFlow inside = flow("192.0.2.1", "192.0.2.255");
    assertThat(inside.crossesBorder() || inside.isInward() || inside.isOutward()).isFalse();
    HomeFlow outside = flow("192.0.3.1", "192.0.1.255");
    assertThat(outside.crossesBorder() || outside.isSrcHome() || outside.isDstHome()).isFalse();
  }

  /** The original compares the bits of one version with those of the other. */
  @Test
  void versionsAreKeptApart() {
    HomeNetwork all4 = HomeNetwork.of(IpPrefix.parse("0.0.0.0/0"));
    assertThat(all4.contains(IpAddress.parse("255.1.2.3"))).isTrue();
    assertThat(all4.contains(IpAddress.parse("::1"))).isFalse();
  }

  @Test
  void anEmptyNetworkAndPacketsWithoutAddresses() {
    assertThat(HomeNetwork.of().contains(IpAddress.parse("::1"))).isFalse();
    assertThat(HOME.flow(Packet.of(new byte[20], LinkType.ETHERNET))).isNull();
    assertThat(HOME.prefixes()).hasSize(2);
  }
}
