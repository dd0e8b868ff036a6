// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.packet.Show.hex;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every field of every header of the link layer, from bytes put down by hand. The walk ends at
 * 0x88b5, an EtherType of nobody's (IEEE 802, local experiments), where it does not end by itself.
 */
class LinkLayersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # Ethernet II; up to 1500 the field is a length, which LLC follows
          ETHERNET | 02005e100002 02005e100001 88b5 aabb | ethernet dst=02:00:5e:10:00:02 etherType=34997 src=02:00:5e:10:00:01
          ETHERNET | 02005e100002 02005e100001 05dd 0000 | ethernet dst=02:00:5e:10:00:02 etherType=1501 src=02:00:5e:10:00:01
          ETHERNET | 02005e100002 02005e100001 05dc 4242 | ethernet dst=02:00:5e:10:00:02 etherType=1500 hasLength src=02:00:5e:10:00:01; llc dsap=66 ssap=66
          ETHERNET | 02005e100002 02005e100001 05      | ethernet dst=02:00:5e:10:00:02 src=02:00:5e:10:00:01
          ETHERNET | 02005e100002 02005e1000             | ethernet dst=02:00:5e:10:00:02
          ETHERNET | 02005e1000                          | ethernet

          # tags of IEEE 802.1Q, one in the other; one that a length follows
          0x8100 | b01e 88a8 0fff 88b5 | vlan etherType=34984 id=30 isDropEligible priority=5; vlan etherType=34997 id=4095 priority=0
          0x9100 | 2001 9200 0002 0800 | vlan etherType=37376 id=1 priority=1; vlan etherType=2048 id=2 priority=0
          0x8100 | e000 8100 | vlan etherType=33024 id=0 priority=7

          # MPLS labels (RFC 3032), the second one the last; what follows is neither IP nor Ethernet
          0x8847 | ffffee3f 00010105 0000 | mpls label=1048574 trafficClass=7 ttl=63; mpls isBottom label=16 trafficClass=0 ttl=5
          0x8848 | 00003bff | mpls isBottom label=3 trafficClass=5 ttl=255
          # RFC 4448: Ethernet behind a control word, and without
          0x8847 | 00010140 00000007 02005e100002 02005e100001 88b5 00 | mpls isBottom label=16 trafficClass=0 ttl=64
          0x8847 | 00010140 00000007 02005e100002 02005e100001 0806 00 | mpls isBottom label=16 trafficClass=0 ttl=64; pseudowire; ethernet dst=02:00:5e:10:00:02 etherType=2054 src=02:00:5e:10:00:01; arp
          0x8847 | 00010140 02005e100002 02005e100001 0806 00 | mpls isBottom label=16 trafficClass=0 ttl=64; ethernet dst=02:00:5e:10:00:02 etherType=2054 src=02:00:5e:10:00:01; arp

          # PPPoE (RFC 2516): a session with PPP's LCP; discovery
          0x8864 | 1100 1234 0006 c021 09010004 0000 | pppoe code=0 length=6 sessionId=4660 type=1; ppp protocol=49185
          0x8863 | 2309 0000 0004 01010000 | pppoe code=9 length=4 sessionId=0 type=3
          PPP_ETHER | 1100 | pppoe code=0 type=1

          # PPP (RFC 1661): with address and control, without, with the protocol in one byte
          PPP | ff03 c021 | ppp protocol=49185
          PPP | c021 0101 | ppp protocol=49185
          PPP | 2d 45 | ppp protocol=45
          PPP | ff03 0021 45 | ppp protocol=33; ip4 headerLength=20
          PPP | 21 45 | ppp protocol=33; ip4 headerLength=20
          PPP | 0057 60 | ppp protocol=87; ip6
          PPP | ff | ppp
          PPP_HDLC | ff03 c021 | ppp protocol=49185
          PPP_WITH_DIR | 01 c021 | ppp protocol=49185

          # Cisco HDLC: unicast, broadcast, under another link type
          C_HDLC | 0f00 88b5 | hdlc address=15 protocol=34997
          C_HDLC | 8f00 2000 02b4 | hdlc address=143 protocol=8192
          PPP_HDLC | 0f00 0800 45 | hdlc address=15 protocol=2048; ip4 headerLength=20

          # BSD loopback in either byte order
          NULL | 02000000 45 | null family=2; ip4 headerLength=20
          NULL | 0000001e 60 | null family=30; ip6
          LOOP | 00000018 60 | null family=24; ip6
          LOOP | 0000000b    | null family=11
          NULL | 0000        | null

          # Linux cooked: addresses of six bytes, of none, of eight
          LINUX_SLL | 0004 0001 0006 02005e100001 0000 88b5 | sll address=02:00:5e:10:00:01 arphrd=1 packetType=4 protocol=34997
          LINUX_SLL | 0003 0301 0000 0000000000000000 88b5 | sll arphrd=769 packetType=3 protocol=34997
          LINUX_SLL | 0000 0020 0008 0102030405060708 0004 f0f003 | sll arphrd=32 packetType=0 protocol=4; llc control=3 dsap=240 ssap=240
          LINUX_SLL2 | 88b5 0000 00000102 0001 04 06 02005e100001 0000 | sll2 address=02:00:5e:10:00:01 arphrd=1 interfaceIndex=258 packetType=4 protocol=34997
          LINUX_SLL2 | 88b5 0000 fffffffe 0304 01 00 0000000000000000 | sll2 arphrd=772 interfaceIndex=4294967294 packetType=1 protocol=34997

          # LLC (IEEE 802.2): unnumbered, information, SNAP (IEEE 802) of IP and of an organisation
          ATM_RFC1483 | 424203 00 | llc control=3 dsap=66 ssap=66
          ATM_RFC1483 | f0f1 0204 | llc control=2 dsap=240 ssap=241
          ATM_RFC1483 | aaaa03 00000c 2000 02 | llc control=3 dsap=170 ssap=170; snap etherType=8192 oui=12
          ATM_RFC1483 | aaaa03 0080c2 0007 | llc control=3 dsap=170 ssap=170; snap etherType=7 oui=32962
          ATM_RFC1483 | aaaa03 000000 88b5 | llc control=3 dsap=170 ssap=170; snap etherType=34997 oui=0
          ATM_RFC1483 | aaaa03 000000 0800 45 | llc control=3 dsap=170 ssap=170; snap etherType=2048 oui=0; ip4 headerLength=20
          ATM_RFC1483 | fefe03 cc 45 | llc control=3 dsap=254 ssap=254; ip4 headerLength=20
          ATM_RFC1483 | 060603 45 | llc control=3 dsap=6 ssap=6; ip4 headerLength=20

          # IEEE 802.11: to, from, between the distribution systems; QoS; HT; management; control
          IEEE802_11 | 0801 2c00 02005e100001 02005e100002 02005e100003 1003 424203 | wlan addr1=02:00:5e:10:00:01 addr2=02:00:5e:10:00:02 addr3=02:00:5e:10:00:03 isToDs sequence=49 subtype=0 type=2; llc control=3 dsap=66 ssap=66
          IEEE802_11 | 0802 2c00 02005e100001 02005e100002 02005e100003 f0ff 424203 | wlan addr1=02:00:5e:10:00:01 addr2=02:00:5e:10:00:02 addr3=02:00:5e:10:00:03 isFromDs sequence=4095 subtype=0 type=2; llc control=3 dsap=66 ssap=66
          IEEE802_11 | 0803 2c00 02005e100001 02005e100002 02005e100003 1003 02005e100004 424203 | wlan addr1=02:00:5e:10:00:01 addr2=02:00:5e:10:00:02 addr3=02:00:5e:10:00:03 addr4=02:00:5e:10:00:04 isFromDs isToDs sequence=49 subtype=0 type=2; llc control=3 dsap=66 ssap=66
          IEEE802_11 | 8801 2c00 02005e100001 02005e100002 02005e100003 1003 0500 424203 | wlan addr1=02:00:5e:10:00:01 addr2=02:00:5e:10:00:02 addr3=02:00:5e:10:00:03 isToDs sequence=49 subtype=8 type=2; llc control=3 dsap=66 ssap=66
          IEEE802_11 | 8881 2c00 02005e100001 02005e100002 02005e100003 1003 0500 11223344 424203 | wlan addr1=02:00:5e:10:00:01 addr2=02:00:5e:10:00:02 addr3=02:00:5e:10:00:03 isToDs sequence=49 subtype=8 type=2; llc control=3 dsap=66 ssap=66
          IEEE802_11 | 8000 0000 ffffffffffff 02005e100002 02005e100003 5000 0102 | wlan addr1=ff:ff:ff:ff:ff:ff addr2=02:00:5e:10:00:02 addr3=02:00:5e:10:00:03 sequence=5 subtype=8 type=0
          IEEE802_11 | d400 0000 02005e100001 | wlan addr1=02:00:5e:10:00:01 subtype=13 type=1
          IEEE802_11 | c400 0000 02005e100001 a1a2a3a4 a5a6a7a8 | wlan addr1=02:00:5e:10:00:01 subtype=12 type=1
          IEEE802_11 | b400 0000 02005e100001 02005e100002 00000000 0000 | wlan addr1=02:00:5e:10:00:01 addr2=02:00:5e:10:00:02 subtype=11 type=1
          IEEE802_11_RADIOTAP | 0000 0a00 02000000 2000 8801 2c00 02005e100001 02005e100002 02005e100003 1003 0500 0000 424203 | radiotap headerLength=10; wlan addr1=02:00:5e:10:00:01 addr2=02:00:5e:10:00:02 addr3=02:00:5e:10:00:03 isToDs sequence=49 subtype=8 type=2; llc control=3 dsap=66 ssap=66
          IEEE802_11_RADIOTAP | 0000 08 | radiotap

          # frame relay (Q.922): addresses of two, three, four bytes; RFC 2427's NLPIDs; Cisco's EtherType
          FRAME_RELAY | 1841 03 cc 45 | frame-relay dlci=100; ip4 headerLength=20
          FRAME_RELAY | fcf1 88b5 | frame-relay dlci=1023
          FRAME_RELAY | fcf0 fd 03 00 80 000000 88b5 | frame-relay dlci=65535; snap etherType=34997 oui=0
          FRAME_RELAY | 0410 02 05 03 8e 60 | frame-relay dlci=139329; ip6

          # ARCNET, BSD's and Linux's: source, destination, system code
          ARCNET_BSD | 11 22 d4 00 0102 45 | arcnet dst=34 src=17 systemCode=212; ip4 headerLength=20
          ARCNET_LINUX | 11 00 0000 f0 45 | arcnet dst=0 src=17 systemCode=240; ip4 headerLength=20
          ARCNET_BSD | 11 22 05 | arcnet dst=34 src=17 systemCode=5

          # FDDI: an LLC frame, a token; token ring: without a source route and with one
          FDDI | 50 02005e100002 02005e100001 424203 | fddi dst=02:00:5e:10:00:02 frameControl=80 src=02:00:5e:10:00:01; llc control=3 dsap=66 ssap=66
          FDDI | 80 02005e100002 02005e100001 | fddi dst=02:00:5e:10:00:02 frameControl=128 src=02:00:5e:10:00:01
          TOKEN_RING | 1040 02005e100002 02005e100001 424203 | token-ring dst=02:00:5e:10:00:02 src=02:00:5e:10:00:01; llc control=3 dsap=66 ssap=66
          TOKEN_RING | 1040 02005e100002 82005e100001 0630 0011 0020 424203 | token-ring dst=02:00:5e:10:00:02 src=82:00:5e:10:00:01; llc control=3 dsap=66 ssap=66

          # headers of which no more is known than where they end
          SUNATM | 02 00 0064 424203 | sunatm; llc control=3 dsap=66 ssap=66
          PPI | 0000 0800 69000000 d400 0000 02005e100001 | ppi; wlan addr1=02:00:5e:10:00:01 subtype=13 type=1
          PKTAP | 0c000000 01000000 00000000 0000001e 60 | pktap; null family=30; ip6
          NFLOG | 0200 0000 0800 0100 0000 0000 0500 0900 45 | nflog; ip4 headerLength=20
          IEEE802_11_AVS | 80211001 0000000c 00000000 d400 0000 02005e100001 | avs; wlan addr1=02:00:5e:10:00:01 subtype=13 type=1
          IEEE802_11_PRISM | 80211001 0000000c 00000000 d400 0000 02005e100001 | avs; wlan addr1=02:00:5e:10:00:01 subtype=13 type=1
          0x8903 | 0001 02005e100002 02005e100001 88b5 | fabricpath; ethernet dst=02:00:5e:10:00:02 etherType=34997 src=02:00:5e:10:00:01
          0x8926 | 00000001 88b5 | vn-tag
          0x893f | 000000000001 8100 0001 88b5 | e-tag; vlan etherType=34997 id=1 priority=0
          0x88e7 | 00000001 02005e100002 02005e100001 88b5 | i-tag; ethernet dst=02:00:5e:10:00:02 etherType=34997 src=02:00:5e:10:00:01
          0x88e5 | 00 00 00000001 8100 0001 88b5 | macsec; vlan etherType=34997 id=1 priority=0
          0x88e5 | 20 00 00000001 0102030405060708 8100 0001 88b5 | macsec; vlan etherType=34997 id=1 priority=0
          0x88e5 | 0c 00 00000001 8100 0001 88b5 | macsec

          # ARP (RFC 826) of Ethernet and of a link with addresses of one byte; RARP; cut short
          0x0806 | 0001 0800 06 04 0001 02005e100001 c0000201 000000000000 c0000202 | arp hardwareLength=6 hardwareType=1 operation=1 protocolLength=4 protocolType=2048 senderIp=192.0.2.1 senderMac=02:00:5e:10:00:01 targetIp=192.0.2.2 targetMac=00:00:00:00:00:00
          0x0806 | 0007 0800 01 04 0002 11 c0000201 22 c0000202 | arp hardwareLength=1 hardwareType=7 operation=2 protocolLength=4 protocolType=2048 senderIp=192.0.2.1 targetIp=192.0.2.2
          0x8035 | 0001 0800 06 04 0003 02005e100001 00000000 02005e100001 00000000 | arp hardwareLength=6 hardwareType=1 operation=3 protocolLength=4 protocolType=2048 senderIp=0.0.0.0 senderMac=02:00:5e:10:00:01 targetIp=0.0.0.0 targetMac=02:00:5e:10:00:01
          0x0806 | 0001 0800 06 04 0001 02005e100001 c000 | arp hardwareLength=6 hardwareType=1 operation=1 protocolLength=4 protocolType=2048 senderMac=02:00:5e:10:00:01
          """)
  void fieldsOfEveryHeader(String link, String bytes, String layers) {
    Packet packet = Packet.of(hex(bytes), linkType(link));
    assertThat(String.join("; ", Show.layers(packet))).isEqualTo(layers);
  }

  private static int linkType(String name) {
    if (name.startsWith("0x")) {
      return LinkType.ofEtherType(Integer.decode(name));
    }
    try {
      return LinkType.class.getField(name).getInt(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  /** A payload ends where the header's own declared length says; padding is not payload. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ETHERNET | 02005e100002 02005e100001 88b5 aabb | ethernet=aabb
          ETHERNET | 02005e100002 02005e100001 0005 424203 aabb 000000 | ethernet=424203aabb llc=aabb
          ETHERNET | 02005e100002 02005e100001 0006 f0f0 0204 aabb 000000 | ethernet=f0f00204aabb llc=aabb
          ETHERNET | 02005e100002 02005e100001 000a aaaa03 00000c 2000 aabb 000000 | ethernet=aaaa0300000c2000aabb llc=00000c2000aabb snap=aabb
          ETHERNET | 02005e100002 02005e100001 0000 424203 aabb | ethernet= llc=
          ETHERNET | 02005e100002 02005e100001 8100 0001 0005 424203 aabb 000000 | ethernet=00010005424203aabb000000 vlan=424203aabb llc=aabb
          0x8100 | 0001 88b5 aabb | vlan=aabb
          0x8847 | 000101ff aabb  | mpls=aabb
          0x8864 | 1100 1234 0006 c021 09010004 000000 | pppoe=c02109010004 ppp=09010004
          0x8864 | 1100 1234 0000 c021 09010004 000000 | pppoe= ppp=
          0x8864 | 1100 1234 ffff c021 09010004 | pppoe=c02109010004 ppp=09010004
          PPP | ff03 c021 aabb | ppp=aabb
          PPP | 2d aabb | ppp=aabb
          C_HDLC | 0f00 88b5 aabb | hdlc=aabb
          NULL | 0b000000 aabb | null=aabb
          LINUX_SLL | 0004 0001 0006 02005e100001 0000 88b5 aabb | sll=aabb
          LINUX_SLL2 | 88b5 0000 00000102 0001 04 06 02005e100001 0000 aabb | sll2=aabb
          IEEE802_11_RADIOTAP | 0000 0900 00000000 00 d400 0000 02005e100001 aabb | radiotap=d400000002005e100001aabb wlan=aabb
          IEEE802_11 | 8800 2c00 02005e100001 02005e100002 02005e100003 1003 0500 424203 aa | wlan=424203aa llc=aa
          IEEE802_11 | 8880 2c00 02005e100001 02005e100002 02005e100003 1003 0500 11223344 424203 aa | wlan=424203aa llc=aa
          IEEE802_11 | 0803 2c00 02005e100001 02005e100002 02005e100003 1003 02005e100004 424203 aa | wlan=424203aa llc=aa
          IEEE802_11 | 8000 0000 ffffffffffff 02005e100002 02005e100003 5000 aabb | wlan=aabb
          IEEE802_11 | b400 0000 02005e100001 02005e100002 aabb | wlan=aabb
          IEEE802_11_RADIOTAP | 0000 0900 02000000 20 8801 2c00 02005e100001 02005e100002 02005e100003 1003 0500 0000 424203 aa | radiotap=88012c0002005e10000102005e10000202005e100003100305000000424203aa wlan=424203aa llc=aa
          FRAME_RELAY | 1841 03b0 aabb | frame-relay=03b0aabb
          FRAME_RELAY | 0410 02 05 03b0 aabb | frame-relay=03b0aabb
          ARCNET_BSD | 11 22 05 aabb | arcnet=aabb
          ARCNET_LINUX | 11 22 0000 05 aabb | arcnet=aabb
          FDDI | 80 02005e100002 02005e100001 aabb | fddi=aabb
          TOKEN_RING | 1000 02005e100002 02005e100001 aabb | token-ring=aabb
          TOKEN_RING | 1000 02005e100002 82005e100001 0630 0011 0020 aabb | token-ring=aabb
          0x0806 | 0007 0800 01 04 0002 11 c0000201 22 c0000202 000000 | arp=
          """)
  void payloadOfEveryHeader(String link, String bytes, String payloads) {
    Packet packet = Packet.of(hex(bytes), linkType(link));
    List<String> all = new ArrayList<>();
    packet.layers().forEach(layer -> all.add(layer.name() + "=" + hex(layer.payload())));
    assertThat(String.join(" ", all)).isEqualTo(payloads);
    // and to the end of what was captured, data is all that follows the layer's first byte
    for (Layer layer : packet.layers()) {
      assertThat(bytes.replace(" ", ""))
          .endsWith(hex(layer.data()))
          .hasSize(2 * (layer.offset() + layer.data().limit()));
    }
  }
}
