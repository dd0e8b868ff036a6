// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Reference;

class LinkTypeTest {
  /** Where libpcap counts otherwise than its files, as the registry's list says. */
  private static final Map<Integer, Integer> DLT_TO_LINKTYPE =
      Map.of(11, 100, 12, 101, 15, 102, 16, 103, 19, 106);

  @Test
  void namesAreTheRegistrys() {
    assertThat(LinkType.name(LinkType.ETHERNET)).isEqualTo("ETHERNET");
    assertThat(LinkType.name(LinkType.IEEE802_11_RADIOTAP)).isEqualTo("IEEE802_11_RADIOTAP");
    assertThat(LinkType.name(147)).isEqualTo("RESERVED_01");
    assertThat(LinkType.name(301)).isEqualTo("DECT_NR");
    assertThat(LinkType.name(11)).isEqualTo("11");
    assertThat(LinkType.name(208)).isEqualTo("208");
    assertThat(LinkType.name(65_001)).isEqualTo("65001");
    assertThat(LinkType.name(LinkType.RAW_12)).isEqualTo("RAW");
  }

  @Test
  void everyNameLeadsBackToItsValue() {
    int named = 0;
    for (int linkType = 0; linkType <= 0xffff; linkType++) {
      String name = LinkType.name(linkType);
      if (linkType == LinkType.RAW_12 || linkType == LinkType.RAW_14) {
        assertThat(LinkType.ofName(name)).isEqualTo(LinkType.RAW);
      } else if (name.equals(Integer.toString(linkType))) {
        assertThat(LinkType.ofName(name)).isEqualTo(-1);
      } else {
        assertThat(LinkType.ofName(name)).as(name).isEqualTo(linkType);
        named++;
      }
    }
    assertThat(named).isEqualTo(215);
  }

  @Test
  void namesMayHaveAPrefixAndAnyCase() {
    assertThat(LinkType.ofName("linktype_linux_sll2")).isEqualTo(LinkType.LINUX_SLL2);
    assertThat(LinkType.ofName("DLT_EN10MB")).isEqualTo(LinkType.ETHERNET);
    assertThat(LinkType.ofName("user2")).isEqualTo(LinkType.USER2);
    assertThat(LinkType.ofName("")).isEqualTo(-1);
    assertThat(LinkType.ofName("DLT_")).isEqualTo(-1);
  }

  /** The constants of our own are named as in the registry, but for a few that read better. */
  @Test
  void everyConstantHasAName() throws IllegalAccessException {
    for (Field field : LinkType.class.getFields()) {
      int linkType = field.getInt(null);
      assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
      assertThat(LinkType.name(linkType))
          .as(field.getName())
          .isNotEqualTo(Integer.toString(linkType));
    }
  }

  /** Whatever name libpcap has, it leads to the number that libpcap writes into files for it. */
  @Test
  void libpcapsNamesAreKnown() {
    Function name;
    try {
      name = NativeLibrary.getInstance("pcap").getFunction("pcap_datalink_val_to_name");
    } catch (LinkageError e) {
      String message = "libpcap is not installed: " + e.getMessage();
      if (Boolean.getBoolean(Reference.REQUIRED)) {
        fail(message);
      }
      abort(message);
      return;
    }
    Map<String, Integer> ours = new HashMap<>();
    Map<String, Integer> theirs = new HashMap<>();
    for (int value = 0; value < 400; value++) {
      String known = name.invokeString(new Object[] {value}, false);
      if (known != null) {
        theirs.put(known, DLT_TO_LINKTYPE.getOrDefault(value, value));
        ours.put(known, LinkType.ofName(known));
      }
    }
    assertThat(theirs).hasSizeGreaterThan(150);
    assertThat(ours).isEqualTo(theirs);
  }
}
