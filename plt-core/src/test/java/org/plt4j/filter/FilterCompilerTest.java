// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What the language means, and what is said of mistakes in it. */
class FilterCompilerTest {
  private static final int ETHERNET = 1;

  private static PacketFilterException mistake(String expression) {
    return assertThatExceptionOfType(PacketFilterException.class)
        .isThrownBy(() -> FilterCompiler.compile(expression, ETHERNET))
        .actual();
  }

  private static boolean matches(String expression, String packet) {
    byte[] bytes = HexFormat.of().parseHex(packet.replace(" ", ""));
    BpfProgram program = FilterCompiler.compile(expression, ETHERNET);
    return program.run(ByteBuffer.wrap(bytes), 0, bytes.length, bytes.length) != 0;
  }

  private static int size(String expression) {
    return FilterCompiler.compile(expression, ETHERNET).instructions().size();
  }

  @Test
  void mistakesAreNamed() {
    PacketFilterException e = mistake("tcp port");
    assertThat(e.column()).isEqualTo(9);
    assertThat(e.token()).isEmpty();
    assertThat(e.expected()).contains("address");
    e = mistake("tcp or or udp");
    assertThat(e.column()).isEqualTo(8);
    assertThat(e.token()).isEqualTo("or");
    assertThat(e).hasMessageContaining("column 8").hasMessageContaining("expected");
    e = mistake("ip and host example.org");
    assertThat(e.column()).isEqualTo(13);
    assertThat(e.token()).isEqualTo("example.org");
    assertThat(e).hasMessageContaining("not looked up");
    assertThat(mistake("port nosuchservice")).hasMessageContaining("service");
    assertThat(mistake("gateway foo")).hasMessageContaining("gateway");
    assertThat(mistake("ip host tcp")).hasMessageContaining("\\tcp");
    assertThat(mistake("net 10.0.0.1/8").column()).isEqualTo(5);
    assertThat(mistake("ip[0:3] = 1")).hasMessageContaining("1, 2 or 4");
    assertThat(mistake("tcp #").column()).isEqualTo(5);
    assertThat(mistake("action pass")).hasMessageContaining("Ethernet");
  }

  @Test
  void grammarIsCheckedWithoutALinkType() {
    assertThatCode(() -> FilterCompiler.check("type mgt and wlan addr2 1:2:3:4:5:6"))
        .doesNotThrowAnyException();
    assertThatCode(() -> FilterCompiler.check("action pass")).doesNotThrowAnyException();
    assertThatCode(() -> FilterCompiler.check("")).doesNotThrowAnyException();
    assertThatExceptionOfType(PacketFilterException.class)
        .isThrownBy(() -> FilterCompiler.check("port nosuchservice"));
    assertThatExceptionOfType(PacketFilterException.class)
        .isThrownBy(() -> FilterCompiler.check("action pass and type mgt"));
  }

  @Test
  void anEmptyExpressionMatchesAll() {
    assertThat(FilterCompiler.compile(" \t", 12345).instructions())
        .containsExactly(new BpfInstruction(BpfInstruction.RET, 0, 0, FilterCompiler.SNAP_LENGTH));
    assertThat(FilterCompiler.compile("ip", ETHERNET, true, 96).instructions())
        .contains(new BpfInstruction(BpfInstruction.RET, 0, 0, 96));
  }

  @Test
  void programsAreAsShortAsByHand() {
    assertThat(size("ip")).isEqualTo(4);
    assertThat(size("ip and ip")).isEqualTo(4);
    assertThat(size("ip or not ip")).isEqualTo(2);
    assertThat(size("1 + 1 = 2")).isEqualTo(1);
    assertThat(size("len > 5 and len > 3")).isEqualTo(4);
    assertThat(size("tcp port 80")).isEqualTo(20);
    assertThat(size("port 80")).isEqualTo(24);
    assertThat(size("tcp dst port 80 and ip")).isEqualTo(11);
    assertThat(size("tcp[tcpflags] & tcp-syn != 0")).isEqualTo(11);
  }

  @Test
  void qualifiersAreInherited() {
    assertThat(FilterCompiler.compile("tcp src port 25 or 110", ETHERNET))
        .isEqualTo(FilterCompiler.compile("tcp src port 25 or tcp src port 110", ETHERNET));
    assertThat(FilterCompiler.compile("not host 10.0.0.1 and 10.0.0.2", ETHERNET))
        .isEqualTo(FilterCompiler.compile("not host 10.0.0.1 and host 10.0.0.2", ETHERNET));
    assertThat(mistake("tcp or 110").expected()).contains("primitive");
  }

  @Test
  void andAndOrBindEqually() {
    assertThat(FilterCompiler.compile("tcp or udp and port 53", ETHERNET))
        .isEqualTo(FilterCompiler.compile("(tcp or udp) and port 53", ETHERNET));
  }

  /** Ethernet, IPv4, UDP to port 4789, VXLAN with VNI 123, Ethernet, IPv4 from 10.0.0.9, TCP. */
  private static final String VXLAN =
      "000102030405 060708090a0b 0800"
          + "45000056 00004000 40110000 0a000001 0a000002"
          + "c000 12b5 0042 0000 08000000 00007b00"
          + "101112131415 161718191a1b 0800"
          + "45000028 00004000 40060000 0a000009 0a000008"
          + "0050 1f90 00000000 00000000 50020000 00000000";

  @Test
  void vxlanLooksInside() {
    assertThat(matches("vxlan", VXLAN)).isTrue();
    assertThat(matches("vxlan 123", VXLAN)).isTrue();
    assertThat(matches("vxlan 124", VXLAN)).isFalse();
    assertThat(matches("vxlan and tcp src port 80", VXLAN)).isTrue();
    assertThat(matches("vxlan and ip src host 10.0.0.9", VXLAN)).isTrue();
    assertThat(matches("ip src host 10.0.0.9", VXLAN)).isFalse();
    assertThat(matches("vxlan and ether src 16:17:18:19:1a:1b", VXLAN)).isTrue();
    assertThat(matches("vxlan and udp", VXLAN)).isFalse();
    assertThat(matches("udp and vxlan and tcp", VXLAN)).isTrue();
  }

  @Test
  void aPacketTooShortForATestDoesNotMatch() {
    String cut = "000102030405 060708090a0b 0800 45";
    assertThat(matches("not tcp", cut)).isFalse();
    assertThat(matches("not (ip[19] = ip[19])", cut)).isFalse();
    assertThat(matches("ip or tcp", cut)).isTrue();
  }

  @Test
  void unoptimisedMeansTheSame() {
    BpfProgram plain =
        FilterCompiler.compile("tcp port 80 or 443", ETHERNET, false, FilterCompiler.SNAP_LENGTH);
    assertThat(plain.instructions().size()).isGreaterThan(size("tcp port 80 or 443"));
    byte[] packet = HexFormat.of().parseHex(VXLAN.replace(" ", "").substring(100));
    assertThat(plain.run(ByteBuffer.wrap(packet), 0, packet.length, packet.length)).isPositive();
  }
}
