// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that a filter may use for numbers. Nothing is looked up on the machine or the network.
 */
final class Names {
  private Names() {}

  /** A service's port and the transport that alone has it; transport 0: more than one. */
  record Service(int port, int transport) {}

  /** Names that stand for a number anywhere in an expression. */
  static final Map<String, Integer> CONSTANTS =
      numbers(
          "icmptype 0 icmpcode 1 icmp-echoreply 0 icmp-unreach 3 icmp-sourcequench 4 icmp-redirect 5"
              + " icmp-echo 8 icmp-routeradvert 9 icmp-routersolicit 10 icmp-timxceed 11"
              + " icmp-paramprob 12 icmp-tstamp 13 icmp-tstampreply 14 icmp-ireq 15"
              + " icmp-ireqreply 16 icmp-maskreq 17 icmp-maskreply 18 icmp6type 0 icmp6code 1"
              + " icmp6-destinationunreach 1 icmp6-packettoobig 2 icmp6-timeexceeded 3"
              + " icmp6-parameterproblem 4 icmp6-echo 128 icmp6-echoreply 129"
              + " icmp6-multicastlistenerquery 130 icmp6-multicastlistenerreportv1 131"
              + " icmp6-multicastlistenerdone 132 icmp6-routersolicit 133 icmp6-routeradvert 134"
              + " icmp6-neighborsolicit 135 icmp6-neighboradvert 136 icmp6-redirect 137"
              + " icmp6-routerrenum 138 icmp6-nodeinformationquery 139"
              + " icmp6-nodeinformationresponse 140 icmp6-ineighbordiscoverysolicit 141"
              + " icmp6-ineighbordiscoveryadvert 142 icmp6-multicastlistenerreportv2 143"
              + " icmp6-homeagentdiscoveryrequest 144 icmp6-homeagentdiscoveryreply 145"
              + " icmp6-mobileprefixsolicit 146 icmp6-mobileprefixadvert 147"
              + " icmp6-certpathsolicit 148 icmp6-certpathadvert 149"
              + " icmp6-multicastrouteradvert 151 icmp6-multicastroutersolicit 152"
              + " icmp6-multicastrouterterm 153 tcpflags 13 tcp-fin 1 tcp-syn 2 tcp-rst 4 tcp-push 8"
              + " tcp-ack 16 tcp-urg 32 tcp-ece 64 tcp-cwr 128");

  /** IP protocols, as {@code proto} has them. */
  private static final Map<String, Integer> PROTOCOLS =
      numbers(
          "ip 0 hopopt 0 icmp 1 igmp 2 ggp 3 ipencap 4 ip-encap 4 st 5 tcp 6 egp 8 igp 9 pup 12 udp 17"
              + " hmp 20 xns-idp 22 rdp 27 iso-tp4 29 dccp 33 xtp 36 ddp 37 idpr-cmtp 38 ipv6 41"
              + " ipv6-route 43 ipv6-frag 44 idrp 45 rsvp 46 gre 47 esp 50 ipsec-esp 50 ah 51"
              + " ipsec-ah 51 skip 57 ipv6-icmp 58 ipv6-nonxt 59 ipv6-opts 60 rspf 73 cphb 73"
              + " vmtp 81 eigrp 88 ospf 89 ospfigp 89 ax.25 93 ipip 94 etherip 97 encap 98 pim 103"
              + " ipcomp 108 vrrp 112 l2tp 115 isis 124 sctp 132 fc 133 mobility-header 135"
              + " udplite 136 mpls-in-ip 137 manet 138 hip 139 shim6 140 wesp 141 rohc 142"
              + " ethernet 143 mptcp 262");

  /**
   * What {@code ether proto} has names for: EtherTypes, and below 1536 LLC service access points.
   */
  private static final Map<String, Integer> LINK_PROTOCOLS =
      numbers(
          "aarp 0x80f3 arp 0x0806 atalk 0x809b decnet 0x6003 ip 0x0800 ip6 0x86dd lat 0x6004"
              + " loopback 0x9000 mopdl 0x6001 moprc 0x6002 rarp 0x8035 sca 0x6007 iso 0xfe"
              + " stp 0x42 ipx 0xe0 netbeui 0xf0");

  private static final Map<String, Integer> ISO_PROTOCOLS =
      numbers("clnp 0x81 esis 0x82 isis 0x83");

  /** LLC control fields of the PDUs that {@code llc} has names for. */
  static final Map<String, Integer> LLC_SUPERVISORY = numbers("rr 0 rnr 4 rej 8");

  static final Map<String, Integer> LLC_UNNUMBERED =
      numbers("ui 0x03 ua 0x63 disc 0x43 sabme 0x6f test 0xe3 xid 0xaf frmr 0x87");

  static final Map<String, Integer> WLAN_TYPES =
      numbers("mgt 0 management 0 ctl 4 control 4 data 8");

  static final Map<String, Integer> WLAN_MANAGEMENT =
      numbers(
          "assocreq 0 assoc-req 0 assocresp 16 assoc-resp 16 reassocreq 32 reassoc-req 32"
              + " reassocresp 48 reassoc-resp 48 probereq 64 probe-req 64 proberesp 80"
              + " probe-resp 80 beacon 128 atim 144 disassoc 160 disassociation 160 auth 176"
              + " authentication 176 deauth 192 deauthentication 192");

  static final Map<String, Integer> WLAN_CONTROL =
      numbers("ps-poll 160 rts 176 cts 192 ack 208 cf-end 224 cf-end-ack 240");

  static final Map<String, Integer> WLAN_DATA =
      numbers(
          "data 0 data-cf-ack 16 data-cf-poll 32 data-cf-ack-poll 48 null 64 cf-ack 80 cf-poll 96"
              + " cf-ack-poll 112 qos-data 128 qos-data-cf-ack 144 qos-data-cf-poll 160"
              + " qos-data-cf-ack-poll 176 qos 192 qos-cf-poll 224 qos-cf-ack-poll 240");

  static final Map<String, Integer> WLAN_DIRECTIONS = numbers("nods 0 tods 1 fromds 2 dstods 3");

  static final Map<String, Integer> PF_REASONS =
      numbers(
          "match 0 bad-offset 1 fragment 2 short 3 normalize 4 memory 5 bad-timestamp 6 congestion 7"
              + " ip-option 8 proto-cksum 9 state-mismatch 10 state-insert 11 state-limit 12"
              + " src-limit 13 synproxy 14");

  static final Map<String, Integer> PF_ACTIONS =
      numbers(
          "pass 0 accept 0 drop 1 block 1 scrub 2 noscrub 3 nat 4 nonat 5 binat 6 nobinat 7 rdr 8"
              + " nordr 9 synproxy-drop 10");

  private static Map<String, Integer> numbers(String text) {
    String[] words = text.split(" ", -1);
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < words.length; i += 2) {
      numbers.put(words[i], Integer.decode(words[i + 1]));
    }
    return Map.copyOf(numbers);
  }

  /** The number of an IP protocol, or null. */
  static @Nullable Integer ipProtocol(String name) {
    return PROTOCOLS.get(name.toLowerCase(Locale.ROOT));
  }

  /** The EtherType, or LLC service access point, of a protocol, or null. */
  static @Nullable Integer linkProtocol(String name) {
    return LINK_PROTOCOLS.get(name);
  }

  /** The network layer protocol identifier of an OSI protocol, or null. */
  static @Nullable Integer isoProtocol(String name) {
    return ISO_PROTOCOLS.get(name);
  }

  /** Services by name, read when one is first asked for. */
  private static final class Services {
    static final Map<String, Service> BY_NAME = read();

    private static Map<String, Service> read() {
      Map<String, Service> services = new HashMap<>();
      try (InputStream in = Names.class.getResourceAsStream("services.txt")) {
        if (in == null) {
          throw new IllegalStateException("the table of services is missing");
        }
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
        List<String> lines = reader.lines().filter(line -> !line.startsWith("#")).toList();
        for (String line : lines) {
          String[] fields = line.split(" ", -1);
          boolean tcp = fields[2].contains("t");
          boolean udp = fields[2].contains("u");
          if (tcp || udp) {
            int transport = tcp && udp ? 0 : tcp ? 6 : 17;
            services.put(fields[0], new Service(Integer.parseInt(fields[1]), transport));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Map.copyOf(services);
    }
  }

  /** A service, or null. */
  static @Nullable Service service(String name) {
    return Services.BY_NAME.get(name);
  }

  /**
   * The bytes of dotted numbers, as many as there are, from the left: 10.1 is 0x0a01; -1 if one is
   * more than 255.
   */
  static long quad(String text) {
    long value = 0;
    for (String part : text.split("\\.", -1)) {
      if (part.length() > 9 || Integer.parseInt(part) > 255) {
        return -1;
      }
      value = value << 8 | Integer.parseInt(part);
    }
    return value;
  }

  /** A DECnet address: area (6 bits) and node (10 bits). */
  static int decnet(String text) {
    String[] parts = text.split("\\.", -1);
    return (number(parts[0]) << 10 & 0xfc00) | (number(parts[1]) & 0x3ff);
  }

  private static int number(String digits) {
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      value = value * 10 + Character.digit(digits.charAt(i), 10);
    }
    return value;
  }

  /** The six bytes of a MAC address as the language writes it. */
  static long mac(String text) {
    boolean grouped = text.length() == 12 || (text.length() == 14 && text.charAt(4) == '.');
    if (grouped && text.indexOf(':') < 0 && text.indexOf('-') < 0) {
      return Long.parseLong(text.replace(".", ""), 16);
    }
    long value = 0;
    for (String part : text.split("[-:.]", -1)) {
      value = value << 8 | Integer.parseInt(part, 16);
    }
    return value;
  }

  /** The four 32-bit words of an IPv6 address, or null if it is none. */
  static int @Nullable [] ip6(String text) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int at = 0;
    int n = text.length();
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    } else if (text.startsWith(":")) {
      return null;
    }
    while (at < n) {
      int end = at;
      while (end < n && Character.digit(text.charAt(end), 16) >= 0) {
        end++;
      }
      if (end < n && text.charAt(end) == '.') {
        String rest = text.substring(at);
        if (count > 6 || !rest.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
          return null;
        }
        long quad = quad(rest);
        if (quad < 0) {
          return null;
        }
        groups[count++] = (int) (quad >>> 16);
        groups[count++] = (int) (quad & 0xffff);
        at = n;
        break;
      }
      if (end == at || end - at > 4 || count == 8) {
        return null;
      }
      groups[count++] = Integer.parseInt(text.substring(at, end), 16);
      at = end;
      if (at == n) {
        break;
      }
      if (text.charAt(at) != ':' || at + 1 == n) {
        return null;
      }
      at++;
      if (text.charAt(at) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = count;
        at++;
      }
    }
    if (gap < 0 ? count != 8 : count > 7) {
      return null;
    }
    int[] words = new int[4];
    for (int i = 0; i < 8; i++) {
      int group;
      if (gap < 0 || i < gap) {
        group = groups[i];
      } else {
        int fromEnd = count - (8 - i);
        group = fromEnd >= gap ? groups[fromEnd] : 0;
      }
      words[i / 2] = words[i / 2] << 16 | group;
    }
    return words;
  }
}
