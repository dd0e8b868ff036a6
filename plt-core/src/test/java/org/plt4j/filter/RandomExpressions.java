// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.Random;

/**
 * Makes filter expressions of the grammar, every primitive and qualifier of it, and breaks them.
 */
final class RandomExpressions {
  private static final String[] LINK = {"ether", "link", "wlan", "fddi", "tr", "ppp", "slip"};
  private static final String[] PROTOCOLS = {
    "ip", "ip6", "arp", "rarp", "tcp", "udp", "sctp", "icmp", "icmp6", "igmp", "igrp", "pim",
    "vrrp", "carp", "ah", "esp", "atalk", "aarp", "decnet", "lat", "sca", "moprc", "mopdl", "iso",
    "esis", "isis", "clnp", "stp", "ipx", "netbeui", "l1", "l2", "iih", "lsp", "snp", "csnp", "psnp"
  };
  private static final String[] LOADS = {
    "ip", "ip6", "arp", "tcp", "udp", "icmp", "icmp6", "sctp", "ether", "link", "wlan", "decnet",
    "lat", "igmp", "pim", "vrrp", "carp", "igrp", "atalk", "rarp", "radio", "sca", "moprc", "mopdl"
  };
  private static final String[] DIRECTIONS = {
    "", "src ", "dst ", "src or dst ", "dst or src ", "src and dst ", "dst and src "
  };
  private static final String[] WLAN_DIRECTIONS = {"ra", "ta", "addr1", "addr2", "addr3", "addr4"};
  private static final String[] QUADS = {
    "10.0.0.1", "192.168.1.1", "10.1", "10.1.2", "0.0.0.0", "255.255.255.255", "1.2", "224.0.0.251"
  };
  private static final String[] NETS = {
    "10.0.0.0/8",
    "192.168.0.0/16",
    "10.1",
    "10.1.2",
    "192.168.1.0 mask 255.255.255.0",
    "10",
    "172",
    "128.0.0.0/1",
    "10.0.0.1/32",
    "0.0.0.0/0",
    "224.0.0.0/4"
  };
  private static final String[] ADDRESSES6 = {
    "::1", "fe80::1", "ff02::fb", "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:10.0.0.1"
  };
  private static final String[] NETS6 = {
    "fe80::/10", "ff00::/8", "2001:db8::/32", "::1/128", "::/0", "2001:db8:0:1::/64", "fe80::1"
  };
  private static final String[] MACS = {
    "00:11:22:33:44:55",
    "ff:ff:ff:ff:ff:ff",
    "1:2:3:4:5:6",
    "0011.2233.4455",
    "00-11-22-33-44-55",
    "001122334455",
    "0.0.0.0.0.0"
  };
  private static final String[] PORTS = {
    "80", "53", "443", "0", "65535", "http", "domain", "ssh", "tftp", "snmp", "0x50", "010"
  };
  private static final String[] RANGES = {
    "80", "1-1024", "5000-6000", "20-21", "ssh-telnet", "443-80", "http", "domain-http"
  };
  private static final String[] IP_PROTOCOLS = {
    "6", "17", "1", "58", "\\tcp", "\\udp", "\\icmp", "ospf", "gre", "0", "51", "132", "255"
  };
  private static final String[] LINK_PROTOCOLS = {
    "0x0800",
    "0x86dd",
    "\\ip",
    "\\arp",
    "\\ip6",
    "100",
    "6",
    "0xfe",
    "0xf0",
    "0x42",
    "\\stp",
    "\\ipx",
    "\\netbeui",
    "\\iso",
    "\\aarp",
    "\\atalk",
    "\\decnet",
    "0x8847",
    "0x9000",
    "loopback",
    "1500",
    "1501",
    "0x0600",
    "0x8137",
    "0xffff",
    "0xe0"
  };
  private static final String[] PROTO = {
    "ip ", "ip6 ", "", "iso ", "isis ", "ether ", "link ", "arp "
  };
  private static final String[] RELATIONS = {"=", "==", "!=", ">", "<", ">=", "<="};
  private static final String[] OPERATORS = {"+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"};
  private static final String[] NUMBERS = {
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "7",
    "8",
    "12",
    "15",
    "16",
    "20",
    "31",
    "0x0f",
    "0xf0",
    "0xff",
    "0x1fff",
    "255",
    "256",
    "1500",
    "0x800",
    "65535",
    "0x80000000",
    "0xffffffff",
    "tcp-syn",
    "icmp-echo"
  };
  private static final String[] WORDS = {
    "broadcast",
    "multicast",
    "ether broadcast",
    "ether multicast",
    "ip multicast",
    "ip6 multicast",
    "ip broadcast",
    "wlan multicast",
    "less 100",
    "greater 100",
    "len > 60",
    "len = 0",
    "inbound",
    "outbound",
    "ifindex 3",
    "pppoed",
    "llc",
    "llc i",
    "llc s",
    "llc u",
    "llc rr",
    "llc rnr",
    "llc rej",
    "llc ui",
    "llc ua",
    "llc disc",
    "llc sabme",
    "llc test",
    "llc xid",
    "llc frmr",
    "byte 0 = 1",
    "byte 3 > 4",
    "byte 5 < 8"
  };
  private static final String[] SHIFTS = {
    "vlan",
    "vlan 5",
    "vlan (100)",
    "mpls",
    "mpls 5",
    "mpls 100000",
    "pppoes",
    "pppoes 5",
    "geneve",
    "geneve 5"
  };
  private static final String[] RARE = {
    "type mgt",
    "type ctl",
    "type data",
    "type mgt subtype beacon",
    "type mgt subtype probe-req",
    "type ctl subtype ack",
    "type ctl subtype cf-end",
    "type data subtype null",
    "type data subtype qos-data",
    "subtype rts",
    "subtype data",
    "type 8",
    "type 4 subtype 0xd0",
    "dir nods",
    "dir tods",
    "dir fromds",
    "dir dstods",
    "direction 2",
    "action pass",
    "action block",
    "action nat",
    "action rdr",
    "reason match",
    "reason fragment",
    "reason 3",
    "rnr 5",
    "srnr 6",
    "rulenum 7",
    "subrulenum 8",
    "ifname fxp0",
    "on en1",
    "rset foo",
    "ruleset abcdefghijklmno",
    "lane",
    "metac",
    "bcc",
    "oam",
    "oamf4",
    "oamf4ec",
    "oamf4sc",
    "sc",
    "ilmic",
    "connectmsg",
    "metaconnect",
    "vpi 5",
    "vci > 6",
    "vpi (5 or 6)",
    "vci != 32",
    "vpi <= 3",
    "fisu",
    "lssu",
    "lsu",
    "msu",
    "hfisu",
    "hlssu",
    "hmsu",
    "sio 3",
    "opc 5",
    "dpc > 300",
    "sls < 4",
    "hsio 3",
    "hopc >= 16383",
    "hdpc != 77",
    "hsls (1 or 2 or 3)",
    "opc 1234",
    "dpc 4321"
  };
  private static final String[] BREAKS = {
    "(",
    ")",
    "not",
    "and",
    "or",
    "[",
    "]",
    ":",
    "host",
    "net",
    "port",
    "!",
    "=",
    "-",
    "/",
    "\\",
    "#",
    "0x",
    "1.2",
    "::",
    "mask",
    "proto",
    "src",
    "dst",
    "gateway",
    "vlan",
    "\t",
    "\u00e4",
    "@",
    "$",
    "08",
    "99999999999",
    "host foo",
    "1:2:3:4",
    "\"",
    ".",
    "-1",
    "<<",
    "%",
    "\ud83d\ude00"
  };

  private final Random random;
  private final boolean portable;

  /**
   * Makes expressions from random numbers.
   *
   * @param portable whether all that is made is known to libpcap
   */
  RandomExpressions(Random random, boolean portable) {
    this.random = random;
    this.portable = portable;
  }

  private String of(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** An expression of a few primitives. */
  String next() {
    return expression(random.nextInt(4));
  }

  /** An expression with something taken out, put in, doubled or cut off. */
  String broken() {
    String text = next();
    int turns = 1 + random.nextInt(3);
    for (int i = 0; i < turns; i++) {
      int at = random.nextInt(text.length() + 1);
      int to = at + random.nextInt(text.length() - at + 1);
      switch (random.nextInt(5)) {
        case 0 -> text = text.substring(0, at);
        case 1 -> text = text.substring(0, at) + text.substring(Math.min(to, at + 3));
        case 2 -> text = text.substring(0, at) + of(BREAKS) + text.substring(at);
        case 3 -> text = text.substring(0, to) + text.substring(at);
        default -> text = text.substring(0, at) + (char) random.nextInt(0x180) + text.substring(at);
      }
    }
    return text;
  }

  private String expression(int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      return random.nextInt(7) == 0 ? "not " + primitive() : primitive();
    }
    String left = expression(depth - 1);
    String and = random.nextBoolean() ? " and " : " or ";
    if (random.nextInt(8) == 0) {
      return left + and + inherited();
    }
    String right = expression(depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> "(" + left + and + right + ")";
      case 1 -> "not (" + left + and + right + ")";
      case 2 -> left + and + "(" + right + ")";
      case 3 -> "(" + left + ")" + and + "not " + right;
      default -> left + and + right;
    };
  }

  /** An id without qualifiers: it has those of what is before it. */
  private String inherited() {
    String one =
        switch (random.nextInt(5)) {
          case 0 -> of(PORTS);
          case 1 -> of(QUADS);
          case 2 -> of(ADDRESSES6);
          case 3 -> of(MACS);
          default -> of(IP_PROTOCOLS);
        };
    return switch (random.nextInt(4)) {
      case 0 -> "not " + one;
      case 1 -> "(" + one + " or " + one + ")";
      default -> one;
    };
  }

  private String primitive() {
    return switch (random.nextInt(18)) {
      case 0, 1 -> of(PROTOCOLS);
      case 2, 3 -> qualifier() + of(DIRECTIONS) + "host " + host();
      case 4 -> of(DIRECTIONS) + "net " + (random.nextInt(3) == 0 ? of(NETS6) : of(NETS));
      case 5, 6 -> transport() + of(DIRECTIONS) + "port " + ids(of(PORTS), of(PORTS));
      case 7 -> transport() + of(DIRECTIONS) + "portrange " + of(RANGES);
      case 8 -> proto();
      case 9 -> of(WORDS);
      case 10 -> of(SHIFTS) + (random.nextBoolean() ? " and " + primitive() : "");
      case 11 -> of(RARE);
      case 12 -> of(LINK) + " " + linkDirection() + of(MACS);
      case 13 -> "decnet " + of(DIRECTIONS) + "host 1." + random.nextInt(1023);
      case 14 ->
          random.nextInt(6) == 0
              ? (random.nextBoolean() ? "ip" : "ip6") + " protochain " + of(IP_PROTOCOLS)
              : "ether proto " + of(LINK_PROTOCOLS);
      case 15 -> portable || random.nextInt(3) > 0 ? of(SHIFTS) : vxlan();
      default -> sum(2) + " " + of(RELATIONS) + " " + sum(1);
    };
  }

  private String proto() {
    String protocol = of(PROTO);
    boolean link = protocol.startsWith("ether") || protocol.startsWith("link");
    return protocol + "proto " + of(link ? LINK_PROTOCOLS : IP_PROTOCOLS);
  }

  private String linkDirection() {
    return random.nextInt(4) == 0 ? of(WLAN_DIRECTIONS) + " " : of(DIRECTIONS) + "host ";
  }

  private String vxlan() {
    return random.nextBoolean() ? "vxlan" : "vxlan " + random.nextInt(1 << 24);
  }

  private static String ids(String one, String other) {
    return one.length() % 3 == 0 ? "(" + one + " or " + other + ")" : one;
  }

  private String qualifier() {
    String[] qualifiers = {"", "", "ip ", "ip6 ", "arp ", "rarp "};
    return of(qualifiers);
  }

  private String transport() {
    String[] transports = {"", "tcp ", "udp ", "sctp "};
    return of(transports);
  }

  private String host() {
    return random.nextInt(3) == 0 ? of(ADDRESSES6) : of(QUADS);
  }

  private String sum(int depth) {
    int kind = random.nextInt(depth == 0 ? 3 : 6);
    return switch (kind) {
      case 0 -> of(NUMBERS);
      case 1 ->
          random.nextInt(4) == 0 ? "len" : of(LOADS) + "[" + random.nextInt(24) + size() + "]";
      case 2 -> of(LOADS) + "[" + random.nextInt(24) + size() + "]";
      case 3 -> of(LOADS) + "[" + sum(depth - 1) + size() + "]";
      case 4 ->
          random.nextInt(8) == 0
              ? "-" + sum(depth - 1)
              : "(" + sum(depth - 1) + " " + of(OPERATORS) + " " + sum(depth - 1) + ")";
      default -> sum(depth - 1) + " " + of(OPERATORS) + " " + sum(depth - 1);
    };
  }

  private String size() {
    return switch (random.nextInt(4)) {
      case 0 -> ":2";
      case 1 -> ":4";
      default -> "";
    };
  }
}
