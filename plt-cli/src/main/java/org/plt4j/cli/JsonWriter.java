// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.MacAddress;

/**
 * Writes JSON (RFC 8259) without white space. The caller opens, names and closes in the right
 * order; the commas come by themselves. After an outermost object the next one starts afresh.
 */
final class JsonWriter {
  private final StringBuilder text;

  /** How many objects and arrays are open. */
  private int depth;

  /** Whether the next value or name follows another in the same object or array. */
  private boolean follows;

  JsonWriter(StringBuilder text) {
    this.text = text;
  }

  JsonWriter beginObject() {
    return open('{');
  }

  JsonWriter endObject() {
    return close('}');
  }

  JsonWriter beginArray() {
    return open('[');
  }

  JsonWriter endArray() {
    return close(']');
  }

  private JsonWriter open(char bracket) {
    separate();
    text.append(bracket);
    depth++;
    follows = false;
    return this;
  }

  private JsonWriter close(char bracket) {
    text.append(bracket);
    depth--;
    follows = depth > 0;
    return this;
  }

  private void separate() {
    if (follows) {
      text.append(',');
    }
    follows = true;
  }

  /** The name of the value that is written next. */
  JsonWriter name(String name) {
    separate();
    appendQuoted(name);
    text.append(':');
    follows = false;
    return this;
  }

  JsonWriter value(String value) {
    separate();
    appendQuoted(value);
    return this;
  }

  JsonWriter value(long value) {
    separate();
    text.append(value);
    return this;
  }

  /** A number with a fraction, which must be finite: JSON has no other. */
  JsonWriter value(double value) {
    separate();
    text.append(value);
    return this;
  }

  /** The value null. */
  JsonWriter nothing() {
    separate();
    text.append("null");
    return this;
  }

  /** A number with at most three decimal places; null where it is not finite. */
  JsonWriter decimal(double value) {
    separate();
    if (Double.isFinite(value)) {
      appendDecimal(text, value);
    } else {
      text.append("null");
    }
    return this;
  }

  /** Appends a finite number with as many decimal places as it needs, at most three. */
  static void appendDecimal(StringBuilder text, double value) {
    if (Math.abs(value) >= 1e15) {
      text.append(BigDecimal.valueOf(value).toBigInteger());
      return;
    }
    long thousandths = Math.round(value * 1000);
    if (thousandths < 0) {
      text.append('-');
      thousandths = -thousandths;
    }
    text.append(thousandths / 1000);
    int rest = (int) (thousandths % 1000);
    if (rest != 0) {
      text.append('.').append((char) ('0' + rest / 100));
      if (rest % 100 != 0) {
        text.append((char) ('0' + rest / 10 % 10));
        if (rest % 10 != 0) {
          text.append((char) ('0' + rest % 10));
        }
      }
    }
  }

  JsonWriter value(boolean value) {
    separate();
    text.append(value);
    return this;
  }

  JsonWriter value(IpAddress value) {
    separate();
    text.append('"');
    value.appendTo(text); // nothing in it needs an escape
    text.append('"');
    return this;
  }

  JsonWriter value(MacAddress value) {
    separate();
    text.append('"');
    Hex.appendMac(text, value.bits());
    text.append('"');
    return this;
  }

  /** Bytes, as a string of hexadecimal digits. */
  JsonWriter value(ByteBuffer value) {
    separate();
    text.append('"');
    Hex.append(text, value);
    text.append('"');
    return this;
  }

  private void appendQuoted(String string) {
    text.append('"');
    if (isPlain(string)) {
      text.append(string).append('"');
      return;
    }
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20) {
        appendControl(c);
      } else if (Character.isSurrogate(c)) {
        int point = string.codePointAt(i);
        if (Character.isSupplementaryCodePoint(point)) {
          text.appendCodePoint(point);
          i++;
        } else {
          text.append('\ufffd'); // half a pair is no character: UTF-8 has none for it
        }
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  /** Whether nothing in a string needs to be looked at: nearly always, and then it goes faster. */
  private static boolean isPlain(String string) {
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\' || c > '~') {
        return false;
      }
    }
    return true;
  }

  private void appendControl(char c) {
    switch (c) {
      case '\b' -> text.append("\\b");
      case '\t' -> text.append("\\t");
      case '\n' -> text.append("\\n");
      case '\f' -> text.append("\\f");
      case '\r' -> text.append("\\r");
      default -> Hex.append(text.append("\\u00"), c, 2);
    }
  }
}
