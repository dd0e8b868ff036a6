// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts of rdata that ldns 1.8.3 prints in its own way, as it printed them. */
class RdataTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1));

  /** Type, rdata, text. */
  private static final String LDNS =
      """
      RRSIG 00fa0800000000010000000000000000000100 TSIG 8 0 1 19700101000000 19700101000000 1 .
      RRSIG 00fb0800000000010000000000000000000100 TYPE251 8 0 1 19700101000000 19700101000000 1 .
      RRSIG 00ff0800000000010000000000000000000100 TYPE255 8 0 1 19700101000000 19700101000000 1 .
      NSEC 000020000000000000000000000000000000000000000000000000000000000000003f . TSIG TYPE251 TYPE252 TYPE253 TYPE254 TYPE255\s
      NSEC 00000140010140800140 . A CAA DLV\s
      APL 00010883c0a820 !1:192.168.32.0/8\s
      APL 00030882010200011802c0a8 Unknown address family: 3 data: 03088201021:192.168.0.0/24\s
      APL 00011802c0a8ffff088401020304 1:192.168.0.0/24 Unknown address family: 65535 data: 011802c0a8ffff
      SVCB 00010000070003612062 1 . dohpath="a b"
      SVCB 00010000070003613b62 1 . dohpath=a;b
      SVCB 0001000007000461286229 1 . dohpath=a(b)
      SVCB 0001000007000122 1 . dohpath=\\"
      SVCB 00010000070003610962 1 . dohpath="a\tb"
      SVCB 00010000070003610d62 1 . dohpath="a\\013b"
      SVCB 00010000070003615c62 1 . dohpath=a\\\\b
      SVCB 00010000070001ff 1 . dohpath=\\255
      SVCB 00010000070000 1 . dohpath
      HTTPS 0001000001000403612c62 1 . alpn=a\\,b
      HTTPS 0001000001000703612062026832 1 . alpn="a b,h2"
      HTTPS 00010000010002015c 1 . alpn=\\\\
      HTTPS 00010000010000 1 . alpn
      HTTPS 0001000001000100 1 . alpn=
      SVCB 0001000003000000040008c0000201c0000202 1 . port ipv4hint=192.0.2.1,192.0.2.2
      SVCB 0000000000000400010004 0 . mandatory=alpn,ipv4hint
      SVCB 000100ffff00017a00020000 1 . key65535=z no-default-alpn
      LOC 00000102800000017fffffff0098967f 00 00 0.001 N 00 00 0.001 W -0.01m 0.00m 0.00m 0m
      LOC 00081011800000017fffffff0098967f 00 00 0.001 N 00 00 0.001 W -0.01m 0000000m 0.01m 0.10m
      LOC 00a0a1a2800000017fffffff0098967f 00 00 0.001 N 00 00 0.001 W -0.01m 0.10m 0.100m 10m
      LOC 00ff9990800000017fffffff0098967f 00 00 0.001 N 00 00 0.001 W -0.01m 150000000000000m 90000000m 0.09m
      LOC 01616263 01616263
      LOC 0012161300000000ffffffffffffffff 596 31 23.648 S 596 31 23.647 E 42849672.95m 1m 10000m 10m
      DNSKEY 01010301 257 3 1 ;{id = 0 (ksk), size = 0b}
      DNSKEY 01000308 256 3 8 ;{id = 1032 (zsk), size = 0b}
      DNSKEY 01010301000003 257 3 1 AAAD ;{id = 0 (ksk), size = 0b}
      DNSKEY 01000308000003 256 3 8 AAAD ;{id = 1800 (zsk), size = 0b}
      DNSKEY 01010301030100016161616161616161 257 3 1 AwEAAWFhYWFhYWFh ;{id = 24929 (ksk), size = 64b}
      DNSKEY 01000308030100016161616161616161 256 3 8 AwEAAWFhYWFhYWFh ;{id = 35983 (zsk), size = 64b}
      DNSKEY 010103010000010501 257 3 1 AAABBQE= ;{id = 261 (ksk), size = 8b}
      DNSKEY 010003080000010501 256 3 8 AAABBQE= ;{id = 1549 (zsk), size = 8b}
      DNSKEY 0000030c61626364 0 3 12 YWJjZA== ;{id = 51154, size = 0b}
      DNSKEY 0101039d6162 257 3 157 YWI= ;{id = 26112 (ksk), size = 2b}
      CAA 00056973737565 0 issue
      CAA 80054162317a5a225c3bff 128 Ab1zZ "\\"\\\\;\\255"
      IPSECKEY 0a000200c0 10 0 2 . AMA=
      IPSECKEY 0a0302016100616263 10 3 2 a. YWJj
      CERT 00fd000108ab URI 1 8 qw==
      TXT 0001090122015c017f "" "\t" "\\"" "\\\\" "\\127"
      GPOS 0120000161 " " "" "a"
      NAPTR 00010002016100012200 1 2 "a" "" "\\"" .
      NSAP 4700 0x4700
      TKEY 000000000000000000000300000001610000 . 19700101000000 19700101000000 3 0 1 YQ== 0\s
      """;

  private static Stream<String[]> printed() {
    return LDNS.lines().map(line -> line.split(" ", 3));
  }

  private static DnsMessage response(String type, String rdata) {
    int number =
        IntStream.range(0, 1 << 16)
            .filter(n -> DnsType.name(n).equals(type))
            .findFirst()
            .orElseThrow();
    return Samples.message(Samples.response(number, rdata));
  }

  @ParameterizedTest
  @MethodSource("printed")
  void printsAsLdns(String type, String rdata, String text) {
    DnsMessage message = response(type, rdata);

    assertThat(message.status()).hasToString("ok");
    assertThat(message.answers().get(0).toString(CLOCK))
        .isEqualTo("www.example.com.\t300\tIN\t" + type + "\t" + text);
  }

  /** What ldns cannot print at all. */
  @ParameterizedTest
  @CsvSource({
    "CAA, 000178, ok, 0 x",
    "CAA, 0000, bad-length 46, \\# 2 0000",
    "CAA, 0003612d62, bad-length 46, \\# 5 0003612d62",
    "IPSECKEY, 0a0000, ok, 10 0 0 .",
    "IPSECKEY, 0a0002, bad-length 45, \\# 3 0a0002",
    "IPSECKEY, 0a0302c010ff, bad-length 45, 10 3 2 example.com. /w==",
    "SVCB, 000100000300017a, bad-length 48, \\# 8 000100000300017a",
    "SVCB, 0001000002000100, bad-length 48, \\# 8 0001000002000100",
    "SINK, 010203, bad-length 48, 1",
    "A, c0000201ff, bad-length 50, 192.0.2.1",
    "A, c00002, bad-length 45, \\# 3 c00002"
  })
  void deliversWhereLdnsGivesUp(String type, String rdata, String status, String text) {
    DnsMessage message = response(type, rdata);

    assertThat(message.status()).hasToString(status);
    assertThat(message.answers().get(0).rdata()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "2|0000001e|Update Lease:lease 30",
        "3||NSID:",
        "3|67702d0a|NSID: 67 70 2d 0a (gp-)",
        "5|05080dff|DNSSEC Algorithm Understood (DAU): RSASHA1 RSASHA256 ECDSAP256SHA256 ALG255",
        "5|fcfdfe|DNSSEC Algorithm Understood (DAU): INDIRECT PRIVATEDNS PRIVATEOID",
        "6|01020304|DS Hash Understood (DHU): SHA1 SHA256 HASH-GOST SHA384",
        "6|05|DS Hash Understood (DHU): ALG5",
        "7|0102|NSEC3 Hash Understood (N3U): SHA1 2",
        "8|00011800c00002|CLIENT-SUBNET: 192.0.2.0/24 scope /0",
        "8|0002380020010db8000000|CLIENT-SUBNET: 2001:db8::/56 scope /0",
        "8|00010000|CLIENT-SUBNET: 0.0.0.0/0 scope /0",
        "8|00031800010203|OPT=8: 00 03 18 00 01 02 03",
        "8|00011800c000020102|OPT=8: 00 01 18 00 c0 00 02 01 02",
        "9||EXPIRE:",
        "9|00000e10|EXPIRE: 3600",
        "10|3132333435363738|COOKIE: 31 32 33 34 35 36 37 38",
        "10|313233343536373861|OPT=10: 31 32 33 34 35 36 37 38 61",
        "11||KEEPALIVE:no timeout value (only valid for client option)",
        "11|0064|KEEPALIVE:timeout value in units of 100ms 100",
        "12|0000|PADDING:  00 00",
        "13|03616263016100|CHAIN: abc.a.",
        "14|12345678|KEY TAG:  4660 22136",
        "15|0016|EDE: 22 (No Reachable Authority)",
        "15|001661220a|EDE: 22 (No Reachable Authority): \"a\\\"\\010\"",
        "15|001b|EDE: 27",
        "15|ffff6869|EDE: 65535: \"hi\"",
        "16|0102|CLIENT-TAG: 01 02",
        "17|01|SERVER-TAG: 01",
        "65001|00ff|OPT=65001: 00 ff"
      })
  void optionsAreTextsOfLdns(int code, @Nullable String data, String text) {
    assertThat(option(code, data == null ? "" : data)).hasToString(text);
  }

  @Test
  void optionsThatAreNotWhatTheyShouldBeAreHexadecimal() {
    List<Integer> strict = List.of(2, 8, 9, 10, 11, 13, 14, 15);
    assertThat(strict)
        .allSatisfy(code -> assertThat(option(code, "ff")).hasToString("OPT=" + code + ": ff"));
  }

  private static EdnsOption option(int code, String data) {
    byte[] bytes = HexFormat.of().parseHex(data);
    return new EdnsOption(code, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
  }
}
