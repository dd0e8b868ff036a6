// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import org.plt4j.packet.IpAddress;

/**
 * Writes JSON (RFC 8259) without white space. The caller opens, names and closes in the right
 * order; the commas come by themselves. After an outermost object the next one starts afresh.
 */
final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

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

  private void appendQuoted(String string) {
    text.append('"');
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

  private void appendControl(char c) {
    switch (c) {
      case '\b' -> text.append("\\b");
      case '\t' -> text.append("\\t");
      case '\n' -> text.append("\\n");
      case '\f' -> text.append("\\f");
      case '\r' -> text.append("\\r");
      default -> text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    }
  }
}
