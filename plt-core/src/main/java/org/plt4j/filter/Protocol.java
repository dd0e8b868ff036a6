// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The protocols that the language has words for; a primitive's first qualifier is one of them. */
enum Protocol {
  /** None was named. */
  DEFAULT(),
  LINK("link", "ether", "ppp", "slip", "fddi", "tr", "wlan"),
  IP("ip"),
  ARP("arp"),
  RARP("rarp"),
  SCTP("sctp"),
  TCP("tcp"),
  UDP("udp"),
  ICMP("icmp"),
  IGMP("igmp"),
  IGRP("igrp"),
  PIM("pim"),
  VRRP("vrrp"),
  CARP("carp"),
  ATALK("atalk"),
  AARP("aarp"),
  DECNET("decnet"),
  LAT("lat"),
  SCA("sca"),
  MOPRC("moprc"),
  MOPDL("mopdl"),
  IP6("ip6"),
  ICMP6("icmp6"),
  AH("ah"),
  ESP("esp"),
  ISO("iso"),
  ESIS("esis", "es-is"),
  ISIS("isis", "is-is"),
  CLNP("clnp"),
  ISIS_L1("l1"),
  ISIS_L2("l2"),
  ISIS_IIH("iih"),
  ISIS_LSP("lsp"),
  ISIS_SNP("snp"),
  ISIS_PSNP("psnp"),
  ISIS_CSNP("csnp"),
  STP("stp"),
  IPX("ipx"),
  NETBEUI("netbeui"),
  RADIO("radio");

  private static final Map<String, Protocol> BY_WORD = new HashMap<>();

  static {
    for (Protocol protocol : values()) {
      for (String word : protocol.words) {
        BY_WORD.put(word, protocol);
      }
    }
  }

  private final ImmutableList<String> words;

  Protocol(String... words) {
    this.words = ImmutableList.copyOf(words);
  }

  /** The protocol that this word of the language stands for, or null. */
  static @Nullable Protocol of(String word) {
    return BY_WORD.get(word);
  }

  @Override
  public String toString() {
    return words.isEmpty() ? "no protocol" : words.get(0);
  }
}
