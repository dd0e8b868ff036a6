// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of JSON (RFC 8259), to check ours and to read the oracles': objects become maps
 * in their order, whole numbers {@code Long} where they fit, other numbers {@code Double}.
 */
public final class Json {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** The one value that the text holds. */
  public static @Nullable Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.skipBlanks();
    if (json.at < text.length()) {
      throw json.fault("something behind the value");
    }
    return value;
  }

  /** The members of the one object that the text holds. */
  public static Map<String, Object> object(String text) {
    return asObject(parse(text));
  }

  @SuppressWarnings("unchecked") // objects are made here, of no other type
  public static Map<String, Object> asObject(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private IllegalArgumentException fault(String what) {
    return new IllegalArgumentException(what + " at " + at + " of " + text);
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char next() {
    if (at == text.length()) {
      throw fault("unexpected end");
    }
    return text.charAt(at++);
  }

  private boolean take(char c) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!take(c)) {
      throw fault("no " + c);
    }
  }

  private @Nullable Object value() {
    skipBlanks();
    if (take('{')) {
      return members();
    }
    if (take('[')) {
      return elements();
    }
    if (take('"')) {
      return string();
    }
    for (String word : List.of("true", "false", "null")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("null") ? null : Boolean.valueOf(word);
      }
    }
    return number();
  }

  private Map<String, @Nullable Object> members() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (take('}')) {
      return members;
    }
    do {
      expect('"');
      String name = string();
      expect(':');
      if (members.containsKey(name)) {
        throw fault("a second " + name);
      }
      members.put(name, value());
    } while (take(','));
    expect('}');
    return members;
  }

  private List<@Nullable Object> elements() {
    List<@Nullable Object> elements = new ArrayList<>();
    if (take(']')) {
      return elements;
    }
    do {
      elements.add(value());
    } while (take(','));
    expect(']');
    return elements;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      if (c < 0x20) {
        throw fault("a control character in a string");
      }
      string.append(c == '\\' ? escaped() : c);
    }
    return string.toString();
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> throw fault("an unknown escape");
    };
  }

  private Object number() {
    int start = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    if (!NUMBER.matcher(number).matches()) {
      throw fault("no value");
    }
    if (WHOLE.matcher(number).matches() && new BigInteger(number).bitLength() < Long.SIZE) {
      return Long.valueOf(number);
    }
    return Double.valueOf(number);
  }
}
