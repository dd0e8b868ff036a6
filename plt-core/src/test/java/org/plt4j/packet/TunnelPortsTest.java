// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Ip4Builder;
import org.plt4j.testdata.LinkLayers;
import org.plt4j.testdata.Transports;
import org.plt4j.testdata.Tunnels;

/** What is taken for a tunnel or a frame inside, and what only looks like one. */
class TunnelPortsTest {
  private static final String SRC = "192.0.2.10";
  private static final String DST = "198.51.100.20";

  private static final byte[] INNER =
      Ip4Builder.ip4("10.0.0.1", "10.0.0.2").carry(17, Transports.udp(7, 9, new byte[8]));

  @Test
  void greMayBeInUdp() {
    assertThat(names(udp(4754, Tunnels.gre(EtherType.IP4, INNER))))
        .isEqualTo("ip4 udp gre ip4 udp");
  }

  @Test
  void lispHasAnInstanceIfItsFlagSaysSo() {
    byte[] header = HexFormat.of().parseHex("0800000000001203");
    Packet packet = udp(4341, Bytes.concat(header, INNER));

    assertThat(names(packet)).isEqualTo("ip4 udp lisp ip4 udp");
    Lisp lisp = packet.layer(Lisp.class);
    assertThat(lisp.instanceId()).isEqualTo(0x12);
    assertThat(lisp.payload().limit()).isEqualTo(INNER.length);
    assertThat(packet.innermost().ip().src()).isEqualTo(IpAddress.parse("10.0.0.1"));
    header[0] = 0;
    Packet without = udp(4341, Bytes.concat(header, INNER));
    assertThat(without.layer(Lisp.class).instanceId()).isEqualTo(Layer.NOT_CAPTURED);
    assertThat(without.withSnapLength(35).layer(Lisp.class).instanceId())
        .isEqualTo(Layer.NOT_CAPTURED);
  }

  @Test
  void theInnermostPacketSaysWhyTheLayersEnd() {
    Packet packet = udp(4754, Tunnels.gre(EtherType.IP4, INNER));

    assertThat(packet.innermost().stop()).isEqualTo(Stop.NONE);
    assertThat(packet.withSnapLength(40).innermost().stop()).isEqualTo(Stop.CUT);
    assertThat(udp(53, INNER).innermost().capturedLength()).isEqualTo(28 + INNER.length);
  }

  @Test
  void ciscosKeepAliveIsNoReverseArp() {
    byte[] slarp = LinkLayers.ciscoHdlc(0x8035, new byte[14]);

    assertThat(names(Packet.of(slarp, LinkType.C_HDLC))).isEqualTo("hdlc");
    byte[] ethernet = LinkLayers.ethernet(EtherType.RARP, new byte[28]);
    assertThat(names(Packet.of(ethernet, LinkType.ETHERNET))).isEqualTo("ethernet arp");
  }

  /** An 802.3 frame in a pseudowire is as long as it says, but for padding. */
  @Test
  void aPseudowiresFrameHasAPlausibleLength() {
    byte[] llc = LinkLayers.llc(0x42, 0x42, new byte[35]);
    byte[] padded = LinkLayers.padded(LinkLayers.ieee8023(llc));
    byte[] longer = Arrays.copyOf(padded, padded.length + 1);

    assertThat(names(mpls(padded))).isEqualTo("ethernet mpls ethernet llc");
    assertThat(names(mpls(longer))).isEqualTo("ethernet mpls");
  }

  private static Packet mpls(byte[] frame) {
    byte[] labelled = LinkLayers.mpls(frame, 16);
    return Packet.of(LinkLayers.ethernet(EtherType.MPLS, labelled), LinkType.ETHERNET);
  }

  private static Packet udp(int port, byte[] payload) {
    byte[] ip = Ip4Builder.ip4(SRC, DST).carry(17, Transports.udp(50_000, port, payload));
    return Packet.of(ip, LinkType.IPV4);
  }

  private static String names(Packet packet) {
    return String.join(" ", packet.layers().stream().map(Layer::name).toList());
  }
}
