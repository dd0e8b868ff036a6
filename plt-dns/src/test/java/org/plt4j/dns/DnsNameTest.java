// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {
  @Test
  void caseIsKeptAndDoesNotCount() {
    DnsName mixed = DnsName.parse("WWW.Example.COM.");
    DnsName lower = DnsName.parse("www.example.com");

    assertThat(mixed).hasToString("WWW.Example.COM.").isEqualTo(lower).hasSameHashCodeAs(lower);
    assertThat(mixed).isNotEqualTo(DnsName.parse("www.example.org"));
    assertThat(mixed).isNotEqualTo(DnsName.parse("ww.wexample.com"));
    assertThat(DnsName.parse("[.a")).isNotEqualTo(DnsName.parse("{.a"));
  }

  @Test
  void labels() {
    DnsName name = DnsName.parse("a\\.b.\\032\\255c");

    assertThat(name.labelCount()).isEqualTo(2);
    assertThat(name.label(0)).isEqualTo(new byte[] {'a', '.', 'b'});
    assertThat(name.label(1)).isEqualTo(new byte[] {' ', (byte) 255, 'c'});
    assertThat(name).hasToString("a\\.b.\\032\\255c.");
    assertThat(name.toBytes()).hasSize(9).startsWith(3).endsWith('c', 0);
    assertThatThrownBy(() -> name.label(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> name.label(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void root() {
    assertThat(DnsName.parse(".")).isEqualTo(DnsName.ROOT).hasToString(".");
    assertThat(DnsName.ROOT.isRoot()).isTrue();
    assertThat(DnsName.ROOT.labelCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", ".a", "a..b", "\\", "\\25", "\\256", "\u00e9"})
  void textThatIsNoName(String text) {
    assertThatThrownBy(() -> DnsName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining('"' + text + '"');
  }

  @Test
  void lengthsAreLimited() {
    String label = "x".repeat(63);

    assertThatThrownBy(() -> DnsName.parse(label + "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(DnsName.parse(label + '.' + label + '.' + label + '.' + "x".repeat(61)).toBytes())
        .hasSize(DnsName.MAX_LENGTH);
    String tooLong = label + '.' + label + '.' + label + '.' + "x".repeat(62);
    assertThatThrownBy(() -> DnsName.parse(tooLong)).isInstanceOf(IllegalArgumentException.class);
  }
}
