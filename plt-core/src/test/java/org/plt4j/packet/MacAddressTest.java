// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.plt4j.packet.Show.hex;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"00:00:00:00:00:00", "02:00:5e:10:00:01", "ff:ff:ff:ff:ff:ff"})
  void textBitsAndBytes(String text) {
    MacAddress address = MacAddress.parse(text);
    assertThat(address).hasToString(text);
    assertThat(MacAddress.of(address.bits())).isEqualTo(address);
    assertThat(MacAddress.of(address.bits() | 0xabcd_0000_0000_0000L)).isEqualTo(address);
    assertThat(MacAddress.of(address.toBytes())).isEqualTo(address);
    assertThat(address.toBytes()).isEqualTo(hex(text.replace(":", "")));
    assertThat(MacAddress.parse(text.toUpperCase(Locale.ROOT))).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02",
        "02:00:5e:10:00",
        "02:00:5e:10:00:01:02",
        "02005e100001",
        "0:2:0:5:e:1",
        "02:00:5e:10:00:0",
        "02:00:5e:10:00:0g",
        "02-00-5e-10-00-01",
        "0200:5e:10:00:01",
        "02:00:5e:10:00:01 ",
        ":02:00:5e:10:00:01"
      })
  void otherTextIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MacAddress.parse(text))
        .withMessage("not a MAC address: \"" + text + '"');
  }

  @Test
  void sixBytes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MacAddress.of(new byte[5]))
        .withMessage("a MAC address of 5 bytes");
  }

  @Test
  void orderedAsUnsignedNumbers() {
    assertThat(MacAddress.parse("7f:ff:ff:ff:ff:ff"))
        .isLessThan(MacAddress.parse("80:00:00:00:00:00"));
  }
}
