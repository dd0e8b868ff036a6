// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.IpAddress;

class RowsTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Output out = new Output(bytes);

  @Test
  void jsonIsAnObjectALine() {
    Rows rows = Rows.json(out, "n", "text", "address");
    rows.value(1).value("a,\"b\"").value(IpAddress.parse("10.0.0.1")).endRow();
    rows.value(2).value("é").value(IpAddress.parse("2001:db8::1")).endRow();

    assertThat(printed())
        .isEqualTo(
            """
            {"n":1,"text":"a,\\"b\\"","address":"10.0.0.1"}
            {"n":2,"text":"é","address":"2001:db8::1"}
            """);
  }

  @Test
  void csvQuotesWhatRfc4180WantsQuoted() {
    Rows rows = Rows.csv(out, "n", "text", "address");
    rows.value(1).value("a,b").value(IpAddress.parse("10.0.0.1")).endRow();
    rows.value(2).value("say \"é\"").value(IpAddress.parse("2001:db8::1")).endRow();
    rows.value(3).value("a\nb").value(IpAddress.parse("::")).endRow();
    rows.value(4).value("a\rb").value(IpAddress.parse("::")).endRow();
    rows.value(5).value("").value(IpAddress.parse("::")).endRow();

    assertThat(printed())
        .isEqualTo(
            "n,text,address\r\n"
                + "1,\"a,b\",10.0.0.1\r\n"
                + "2,\"say \"\"é\"\"\",2001:db8::1\r\n"
                + "3,\"a\nb\",::\r\n"
                + "4,\"a\rb\",::\r\n"
                + "5,,::\r\n");
  }

  @Test
  void csvHasItsHeaderWithoutRows() {
    Rows.csv(out, "a", "b");

    assertThat(printed()).isEqualTo("a,b\r\n");
  }

  private String printed() {
    out.flush();
    return bytes.toString(UTF_8);
  }
}
