// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.plt4j.filter.Token.Kind;

/** Cuts a filter expression into tokens; of several readings the longest counts. */
final class Lexer {
  private static final Set<String> KEYWORDS =
      Set.of(
          ("and or not len length src dst host net mask port portrange proto protochain gateway type"
                  + " subtype direction dir address1 addr1 address2 addr2 address3 addr3 address4"
                  + " addr4 ra ta less greater byte broadcast multicast inbound outbound ifindex"
                  + " vlan mpls pppoed pppoes geneve vxlan lane llc metac bcc oam oamf4 oamf4ec"
                  + " oamf4sc sc ilmic vpi vci connectmsg metaconnect on ifname rset ruleset rnr"
                  + " rulenum srnr subrulenum reason action fisu lssu lsu msu hfisu hlssu hmsu sio"
                  + " opc dpc sls hsio hopc hdpc hsls")
              .split(" "));

  /** Words for signs. */
  private static final Map<String, String> SIGNS =
      Map.of("&&", "and", "||", "or", "!", "not", "==", "=");

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9](?:[-_.A-Za-z0-9]*[.A-Za-z0-9])?");
  private static final Pattern ESCAPED = Pattern.compile("\\\\[^ !()\n\t]+");
  private static final Pattern NUMBER = Pattern.compile("0[xX][0-9A-Fa-f]+|[0-9]+");
  private static final Pattern QUAD = Pattern.compile("[0-9]+(?:\\.[0-9]+){1,3}");
  private static final Pattern ARCNET = Pattern.compile("\\$[0-9A-Fa-f]{1,2}");
  private static final Pattern MAC =
      Pattern.compile(
          "[0-9A-Fa-f]{12}|[0-9A-Fa-f]{4}(?:\\.[0-9A-Fa-f]{4}){2}"
              + "|[0-9A-Fa-f]{1,2}(?:(?::[0-9A-Fa-f]{1,2}){5}|(?:-[0-9A-Fa-f]{1,2}){5}"
              + "|(?:\\.[0-9A-Fa-f]{1,2}){5})");
  private static final Pattern SIGN =
      Pattern.compile("&&|\\|\\||<<|>>|>=|<=|!=|==|[-+*/%&|^<>=!:()\\[\\]]");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String expression) {
    Lexer lexer = new Lexer(expression);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (true) {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      if (at == text.length()) {
        tokens.add(new Token(Kind.END, "", 0, at + 1));
        return;
      }
      next();
    }
  }

  private int length(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    return matcher.lookingAt() ? matcher.end() - at : 0;
  }

  private void next() {
    int name = length(NAME);
    int number = length(NUMBER);
    int quad = length(QUAD);
    int mac = length(MAC);
    int ip6 = lengthOfIp6();
    int longest = Math.max(Math.max(Math.max(name, number), Math.max(quad, mac)), ip6);
    if (longest == 0) {
      other();
    } else if (mac == longest) {
      add(Kind.MAC, longest, 0);
    } else if (number == longest) {
      add(Kind.NUMBER, longest, number(text.substring(at, at + longest)));
    } else if (quad == longest) {
      add(Kind.QUAD, longest, 0);
    } else if (ip6 == longest) {
      add(Kind.IP6, longest, 0);
    } else {
      word(text.substring(at, at + longest));
    }
  }

  private void add(Kind kind, int length, int number) {
    tokens.add(new Token(kind, text.substring(at, at + length), number, at + 1));
    at += length;
  }

  private void word(String word) {
    Integer constant = Names.CONSTANTS.get(word);
    if (constant != null) {
      add(Kind.NUMBER, word.length(), constant);
    } else if (KEYWORDS.contains(word) || Protocol.of(word) != null) {
      add(Kind.KEYWORD, word.length(), 0);
    } else {
      add(Kind.NAME, word.length(), 0);
    }
  }

  private void other() {
    int escaped = length(ESCAPED);
    int arcnet = length(ARCNET);
    int sign = length(SIGN);
    if (escaped > 0) {
      tokens.add(new Token(Kind.NAME, text.substring(at + 1, at + escaped), 0, at + 1));
      at += escaped;
    } else if (arcnet > 0) {
      add(Kind.ARCNET, arcnet, 0);
    } else if (sign > 0) {
      String written = text.substring(at, at + sign);
      String meaning = SIGNS.getOrDefault(written, written);
      Kind kind = KEYWORDS.contains(meaning) ? Kind.KEYWORD : Kind.SIGN;
      tokens.add(new Token(kind, meaning, 0, at + 1));
      at += sign;
    } else {
      String sample = text.substring(at, text.offsetByCodePoints(at, 1));
      throw PacketFilterException.unexpected(
          at + 1, sample, "a word, a number, an address or an operator");
    }
  }

  private int number(String digits) {
    boolean hexadecimal = digits.length() > 1 && (digits.charAt(1) | 0x20) == 'x';
    int radix = hexadecimal ? 16 : digits.charAt(0) == '0' ? 8 : 10;
    int first = hexadecimal ? 2 : 0;
    long value = 0;
    for (int i = first; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), radix);
      if (digit < 0) {
        throw PacketFilterException.unexpected(
            at + 1, digits, "octal digits (0 to 7) after the leading 0");
      }
      value = value * radix + digit;
      if (value > 0xffffffffL) {
        throw PacketFilterException.unexpected(at + 1, digits, "a number of at most 32 bits");
      }
    }
    return (int) value;
  }

  /** How many characters from here are an IPv6 address, 0 if none are. */
  private int lengthOfIp6() {
    int end = at;
    int colons = 0;
    while (end < text.length() && end - at < 46) {
      char c = text.charAt(end);
      if (c == ':') {
        colons++;
      } else if ((c != '.' && Character.digit(c, 16) < 0) || c > 'f') {
        break;
      }
      end++;
    }
    if (colons < 2) {
      return 0;
    }
    while (end > at) {
      if (Names.ip6(text.substring(at, end)) != null) {
        return end - at;
      }
      end--;
    }
    return 0;
  }
}
