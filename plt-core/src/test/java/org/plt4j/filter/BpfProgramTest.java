// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

class BpfProgramTest {
  private static final byte[] BYTES =
      HexFormat.of().parseHex("101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f");

  /** What tcpdump prints for {@code tcp port 80} on Ethernet. */
  private static final String TCP_PORT_80 =
      """
      (000) ldh      [12]
      (001) jeq      #0x86dd          jt 2\tjf 8
      (002) ldb      [20]
      (003) jeq      #0x6             jt 4\tjf 19
      (004) ldh      [54]
      (005) jeq      #0x50            jt 18\tjf 6
      (006) ldh      [56]
      (007) jeq      #0x50            jt 18\tjf 19
      (008) jeq      #0x800           jt 9\tjf 19
      (009) ldb      [23]
      (010) jeq      #0x6             jt 11\tjf 19
      (011) ldh      [20]
      (012) jset     #0x1fff          jt 19\tjf 13
      (013) ldxb     4*([14]&0xf)
      (014) ldh      [x + 14]
      (015) jeq      #0x50            jt 18\tjf 16
      (016) ldh      [x + 16]
      (017) jeq      #0x50            jt 18\tjf 19
      (018) ret      #262144
      (019) ret      #0
      """;

  private static final String TCP_PORT_80_DECIMAL =
      """
      20
      40 0 0 12
      21 0 6 34525
      48 0 0 20
      21 0 15 6
      40 0 0 54
      21 12 0 80
      40 0 0 56
      21 10 11 80
      21 0 10 2048
      48 0 0 23
      21 0 8 6
      40 0 0 20
      69 6 0 8191
      177 0 0 14
      72 0 0 14
      21 2 0 80
      72 0 0 16
      21 0 1 80
      6 0 0 262144
      6 0 0 0
      """;

  private static long run(String decimal) {
    return run(decimal, BYTES.length);
  }

  /** Instructions on one line, and how many bytes of the packet were captured. */
  private static long run(String decimal, int captured) {
    String[] lines = decimal.strip().split(", *");
    BpfProgram program = BpfProgram.parse(lines.length + "\n" + String.join("\n", lines));
    return program.run(
        Packet.of(Arrays.copyOf(BYTES, captured), LinkType.ETHERNET).withSnapLength(captured));
  }

  @Test
  void printsWhatTcpdumpPrints() {
    BpfProgram program = BpfProgram.parse(TCP_PORT_80_DECIMAL);
    assertThat(program).hasToString(TCP_PORT_80);
    assertThat(program.toDecimal()).isEqualTo(TCP_PORT_80_DECIMAL);
    assertThat(program.toC())
        .startsWith("{ 0x28, 0, 0, 0x0000000c },\n{ 0x15, 0, 6, 0x000086dd },\n")
        .endsWith("{ 0x6, 0, 0, 0x00040000 },\n{ 0x6, 0, 0, 0x00000000 },\n");
    assertThat(BpfProgram.parse(program.toDecimal())).isEqualTo(program).hasSameHashCodeAs(program);
    assertThat(BpfProgram.of(program.instructions())).isEqualTo(program);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "0",
        "1",
        "1 6 0 0",
        "1 6 0 0 0 0",
        "2 6 0 0 0",
        "1 6 0 0 4294967296",
        "1 6 256 0 0",
        "1 65542 0 0 0",
        "1 6 0 0 -1",
        "1 6 0 -1 0",
        "99999999999999999999 6 0 0 0",
        "4294967295 6 0 0 0"
      })
  void readsNothingElse(String decimal) {
    assertThatIllegalArgumentException().isThrownBy(() -> BpfProgram.parse(decimal));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6 0 0 1, 0 0 0 1 | instruction 1: the last instruction is no return",
        "8 0 0 0, 6 0 0 0 | instruction 0: no instruction has the code 0x8",
        "177 0 0 0, 176 0 0 0, 6 0 0 0 | instruction 1: no instruction has the code 0xb0",
        "65535 0 0 0, 6 0 0 0 | instruction 0: no instruction has the code 0xffff",
        "5 0 0 1, 6 0 0 0 | instruction 0: a jump out of the program or back, over 1 instructions",
        "6 0 0 0, 5 0 0 4294967295, 6 0 0 0 | instruction 1: a jump out of the program or back,"
            + " over 4294967295 instructions",
        "21 1 0 0, 6 0 0 0 | instruction 0: a jump out of the program, or over more than 255"
            + " instructions",
        "21 0 255 0, 6 0 0 0 | instruction 0: a jump out of the program, or over more than 255"
            + " instructions",
        "2 0 0 16, 6 0 0 0 | instruction 0: no memory has the address 16",
        "97 0 0 4294967295, 6 0 0 0 | instruction 0: no memory has the address 4294967295",
        "52 0 0 0, 6 0 0 0 | instruction 0: a division by 0",
        "148 0 0 0, 6 0 0 0 | instruction 0: a division by 0",
      })
  void refusesWhatCannotBeRun(String decimal, String fault) {
    assertThatIllegalArgumentException().isThrownBy(() -> run(decimal)).withMessage(fault);
  }

  @Test
  void refusesAnEmptyProgram() {
    assertThatIllegalArgumentException().isThrownBy(() -> BpfProgram.of(List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "32 0 0 28, 22 0 0 0 | 32 | 0x2c2d2e2f", // ld
        "32 0 0 28, 22 0 0 0 | 31 | 0",
        "32 0 0 4294967292, 6 0 0 1 | 32 | 0",
        "40 0 0 30, 22 0 0 0 | 32 | 0x2e2f", // ldh
        "40 0 0 31, 6 0 0 1 | 32 | 0",
        "48 0 0 31, 22 0 0 0 | 32 | 0x2f", // ldb
        "48 0 0 32, 6 0 0 1 | 32 | 0",
        "48 0 0 0, 6 0 0 1 | 0 | 0",
        "1 0 0 3, 80 0 0 4, 22 0 0 0 | 32 | 0x17", // ldb [x + 4]
        "1 0 0 4294967295, 80 0 0 1, 6 0 0 1 | 32 | 0", // no wrapping around
        "1 0 0 2147483648, 64 0 0 2147483648, 6 0 0 1 | 32 | 0",
        "177 0 0 5, 135 0 0 0, 22 0 0 0 | 32 | 0x14", // ldxb 4*([5]&0xf)
        "177 0 0 32, 6 0 0 1 | 32 | 0",
        "128 0 0 0, 22 0 0 0 | 20 | 20", // ld #pktlen
        "129 0 0 0, 135 0 0 0, 22 0 0 0 | 32 | 32",
        "96 0 0 3, 22 0 0 0 | 32 | 0", // memory is 0
        "0 0 0 9, 2 0 0 15, 97 0 0 15, 135 0 0 0, 22 0 0 0 | 32 | 9",
        "0 0 0 5, 4 0 0 4294967295, 22 0 0 0 | 32 | 4", // add
        "0 0 0 5, 20 0 0 6, 22 0 0 0 | 32 | 0xffffffff", // sub
        "0 0 0 2147483649, 36 0 0 3, 22 0 0 0 | 32 | 0x80000003", // mul
        "0 0 0 4294967295, 52 0 0 3, 22 0 0 0 | 32 | 0x55555555", // div
        "0 0 0 4294967295, 148 0 0 16, 22 0 0 0 | 32 | 15", // mod
        "0 0 0 7, 60 0 0 0, 6 0 0 1 | 32 | 0", // div x, x being 0
        "0 0 0 7, 156 0 0 0, 6 0 0 1 | 32 | 0",
        "0 0 0 5, 164 0 0 3, 22 0 0 0 | 32 | 6", // xor
        "0 0 0 5, 132 0 0 0, 22 0 0 0 | 32 | 0xfffffffb", // neg
        "0 0 0 1, 100 0 0 31, 22 0 0 0 | 32 | 0x80000000", // lsh
        "0 0 0 1, 1 0 0 32, 108 0 0 0, 22 0 0 0 | 32 | 0",
        "0 0 0 4294967295, 116 0 0 31, 22 0 0 0 | 32 | 1", // rsh
        "0 0 0 4294967295, 116 0 0 32, 22 0 0 0 | 32 | 0",
        "0 0 0 4294967295, 37 0 1 1, 6 0 0 7, 6 0 0 8 | 32 | 7", // jgt, unsigned
        "0 0 0 2147483648, 53 0 1 2147483647, 6 0 0 7, 6 0 0 8 | 32 | 7", // jge
        "0 0 0 6, 69 0 1 2147483649, 6 0 0 7, 6 0 0 8 | 32 | 8", // jset
        "5 0 0 1, 6 0 0 7, 6 0 0 4294967295 | 32 | 0xffffffff", // ja
      })
  void runs(String decimal, int captured, String expected) {
    assertThat(run(decimal, captured)).isEqualTo(Long.decode(expected));
  }

  @Test
  void theLengthIsThatOfThePacketNotOfTheCapture() {
    Packet cut = Packet.of(BYTES, LinkType.ETHERNET).withSnapLength(10);
    assertThat(BpfProgram.parse("2\n128 0 0 0\n22 0 0 0").run(cut)).isEqualTo(32);
  }
}
