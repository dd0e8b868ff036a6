// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.IpAddress;
import org.plt4j.testdata.Json;

class JsonWriterTest {
  private final StringBuilder text = new StringBuilder();
  private final JsonWriter json = new JsonWriter(text);

  @Test
  void separatesNestsAndStartsAfresh() {
    json.beginObject().name("a").value(1).name("b").beginArray();
    json.value("x").beginObject().endObject().beginObject().name("c").value(true).endObject();
    json.beginArray().endArray().value(-2).endArray().name("d").value(IpAddress.parse("::1"));
    json.endObject();
    text.append('\n');
    json.beginObject().endObject();

    assertThat(text).hasToString("{\"a\":1,\"b\":[\"x\",{},{\"c\":true},[],-2],\"d\":\"::1\"}\n{}");
  }

  @Test
  void escapesWhatJsonWantsEscapedAndNothingElse() {
    json.value("\"\\/\b\f\n\r\t\u0000\u001f\u007f é€😀");

    assertThat(text).hasToString("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f é€😀\"");
  }

  @Test
  void everyStringIsValidUtf8AndComesBack() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 97) {
      String string = "a" + Character.toString(c) + "b";
      text.setLength(0);
      json.beginArray().value(string).endArray();

      String read = new String(text.toString().getBytes(UTF_8), UTF_8);
      boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      assertThat(Json.parse(read)).isEqualTo(List.of(half ? "a\ufffdb" : string));
    }
  }

  @Test
  void halfAPairAtTheEndBecomesTheReplacementCharacter() {
    json.beginObject().name("\ud83d").value("\ude00\ud83d").endObject();

    assertThat(Json.parse(text.toString())).isEqualTo(Map.of("\ufffd", "\ufffd\ufffd"));
  }
}
