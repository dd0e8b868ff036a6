// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {
  @TempDir Path folder;

  private static Run withInput(String input, Object... args) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return Run.plt(args);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void explains() {
    assertThat(Run.plt("prefix", "--json", "10.1.2.3/16", "2001:4860::1").out())
        .isEqualTo(
            """
            {"prefix":"10.1.2.3/16","version":4,"length":16,"network":"10.1.0.0/16",\
            "first":"10.1.0.0","last":"10.1.255.255","addresses":"65536",\
            "complement":"245.254.253.252/16","purpose":"private use","rfc":"RFC 1918"}
            {"prefix":"2001:4860::1","version":6,"network":"2001:4860::1/128",\
            "first":"2001:4860::1","last":"2001:4860::1","addresses":"1",\
            "complement":"dffe:b79f:ffff:ffff:ffff:ffff:ffff:fffe"}
            """);
    assertThat(Run.plt("prefix", "--csv", "128.0.0.0/1").out())
        .isEqualTo(
            "prefix,version,length,network,first,last,addresses,complement,purpose,rfc\r\n"
                + "128.0.0.0/1,4,1,128.0.0.0/1,128.0.0.0,255.255.255.255,2147483648,"
                + "127.255.255.255/1,,\r\n");
    assertThat(Run.plt("prefix", "::/0").lines())
        .hasSize(2)
        .last()
        .asString()
        .contains("340282366920938463463374607431768211456");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.1.0.0/16, contains, -1, false, 8",
    "10.1.0.0/16, 10.0.0.0/8, within, 1, false, 8",
    "10.1.0.0/16, 10.2.0.0/16, apart, -1, false, 14",
    "10.1.2.3/16, 10.1.2.4/16, same, -1, false, 16",
    "10.1.2.3, 10.1.2.3/32, same, 1, true, 32",
    "10.0.0.0/8, 10.0.0.0/8, same, 0, true, 8"
  })
  void compares(String a, String b, String relation, int order, boolean same, int bit) {
    assertThat(Run.plt("prefix", "--json", "--compare", a, b).out())
        .isEqualTo(
            "{\"a\":\"%s\",\"b\":\"%s\",\"relation\":\"%s\",\"order\":%d,\"sameAddress\":%s,\"firstBitDifferent\":%d}\n"
                .formatted(a, b, relation, order, same, bit));
  }

  @Test
  void comparesVersions() {
    Run run = Run.plt("prefix", "--json", "--compare", "0.0.0.0/0", "::/0");
    assertThat(run.out())
        .isEqualTo(
            "{\"a\":\"0.0.0.0/0\",\"b\":\"::/0\",\"relation\":\"apart\",\"order\":-1,"
                + "\"sameAddress\":false}\n");
  }

  @Test
  void aggregates() {
    Run run =
        withInput(
            "10.0.1.0/24\n\n# no prefix\n10.0.0.0/24 more words\n  2001:db8::1\n10.0.0.77\n",
            "prefix",
            "--aggregate");
    assertThat(run.out()).isEqualTo("10.0.0.0/23\n2001:db8::1/128\n");
    assertThat(run.code()).isEqualTo(Main.DONE);
  }

  @Test
  void looksAddressesUp() throws IOException {
    Path table = folder.resolve("table");
    Files.writeString(table, "10.0.0.0/8 ten\n10.1.0.0/16 ten, one # more\n2001:db8::/32\n");
    String addresses = "10.1.2.3\n10.2.3.4\n192.0.2.1\nnone\n2001:db8::7\n";
    Run run = withInput(addresses, "prefix", "--table", table);
    assertThat(run.out())
        .isEqualTo(
            """
            10.1.2.3 10.1.0.0/16 ten, one
            10.2.3.4 10.0.0.0/8 ten
            192.0.2.1 - -
            2001:db8::7 2001:db8::/32\s
            """);
    assertThat(run.err())
        .isEqualTo(
            "plt: line 4: not an IP address: \"none\"\n3 of 4 addresses found in 3 prefixes\n");
    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
    assertThat(withInput(addresses, "prefix", "--json", "--table", table, "-").lines())
        .startsWith("{\"address\":\"10.1.2.3\",\"prefix\":\"10.1.0.0/16\",\"value\":\"ten, one\"}")
        .contains("{\"address\":\"192.0.2.1\"}");
    assertThat(Run.plt("prefix", "--csv", "--table", table, "10.1.9.9").out())
        .isEqualTo("address,prefix,value\r\n10.1.9.9,10.1.0.0/16,\"ten, one\"\r\n");
  }

  @Test
  void faults() throws IOException {
    Path table = folder.resolve("bad");
    Files.writeString(table, "10.0.0.0/8 ten\n10.0.0.0/33 x\n");
    Run run = Run.plt("prefix", "--table", table, "1.1.1.1");
    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
    assertThat(run.err()).startsWith("plt: " + table + ": line 2: ").contains("10.0.0.0/33");
    run = Run.plt("prefix", "--table", folder.resolve("none"), "1.1.1.1");
    assertThat(run.err()).isEqualTo("plt: " + folder.resolve("none") + ": no such file\n");
    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
    for (String[] args :
        new String[][] {
          {"prefix", "10.0.0.0/33"},
          {"prefix", "--compare", "10.0.0.0/8"},
          {"prefix", "--compare", "--aggregate", "10.0.0.0/8", "10.0.0.0/9"},
          {"prefix", "--json", "--csv", "10.0.0.0/8"}
        }) {
      assertThat(Run.plt((Object[]) args).code()).isEqualTo(Main.BAD_USAGE);
    }
  }
}
