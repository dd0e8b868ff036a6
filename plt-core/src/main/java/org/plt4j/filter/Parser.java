// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.filter.Expression.Arithmetic;
import org.plt4j.filter.Expression.Direction;
import org.plt4j.filter.Expression.Qualifiers;
import org.plt4j.filter.Token.Kind;

/**
 * Parses the grammar of pcap-filter(7). "and" and "or" bind equally and to the left; an id without
 * qualifiers has those of the primitive before it. What a parenthesis holds (ids, a number, a sum
 * or a condition) shows only at its end, so operands are parsed together with what they turned out
 * to be.
 */
final class Parser {
  /** Parentheses, "not" and operators may be nested this deep. */
  static final int MAX_DEPTH = 400;

  private static final String PRIMITIVE = "a primitive such as \"host\", \"tcp\" or \"ip[0] = 5\"";

  /** What an operand is. */
  private enum Sort {
    /** A number, which may be an id or part of a sum. */
    NUMBER,
    /** Ids, with the qualifiers before them. */
    IDS,
    /** A sum without a comparison. */
    SUM,
    CONDITION
  }

  /** An operand; {@code qualifiers} are those that an id after it inherits. */
  private record Operand(
      Sort sort,
      @Nullable Expression expression,
      @Nullable Arithmetic sum,
      Token first,
      Qualifiers qualifiers) {}

  private final List<Token> tokens;
  private int at;
  private int depth;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** The parsed expression; null if it is empty, which is no condition at all. */
  static @Nullable Expression parse(String text) {
    Parser parser = new Parser(Lexer.tokens(text));
    if (parser.peek().kind() == Kind.END) {
      return null;
    }
    Operand all = parser.conditions(Qualifiers.NONE, false);
    if (parser.peek().kind() != Kind.END) {
      throw parser.unexpected("\"and\", \"or\" or the end");
    }
    return parser.condition(all);
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  private boolean accept(String word) {
    if (peek().is(word)) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(String word) {
    if (!accept(word)) {
      throw unexpected("\"" + word + "\"");
    }
  }

  private PacketFilterException unexpected(String expected) {
    return PacketFilterException.unexpected(peek().column(), peek().text(), expected);
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw tooDeep();
    }
  }

  private PacketFilterException tooDeep() {
    Token token = peek();
    return new PacketFilterException(
        token.column(), token.text(), null, "nested more than " + MAX_DEPTH + " deep");
  }

  private Expression condition(Operand operand) {
    Expression expression = operand.expression;
    if (operand.sort != Sort.CONDITION || expression == null) {
      if (operand.sort == Sort.SUM || operand.sort == Sort.NUMBER) {
        throw unexpected("a comparison such as \"=\" or an operator");
      }
      Token first = operand.first;
      throw PacketFilterException.unexpected(first.column(), first.text(), PRIMITIVE);
    }
    return expression;
  }

  /** An operand, or several with "and" and "or" between them. */
  private Operand conditions(Qualifiers inherited, boolean ids) {
    Operand left = operand(inherited, ids);
    while (peek().is("and") || peek().is("or")) {
      boolean both = next().is("and");
      boolean onlyIds = left.sort == Sort.IDS || left.sort == Sort.NUMBER;
      if (left.sort == Sort.SUM || (onlyIds && !ids)) {
        at--;
        condition(left);
      }
      Expression first = onlyIds ? id(left, inherited) : condition(left);
      Qualifiers context = onlyIds ? inherited : left.qualifiers;
      Operand right = operand(context, true);
      boolean isId = right.sort == Sort.IDS || right.sort == Sort.NUMBER;
      if (onlyIds && !isId) {
        throw PacketFilterException.unexpected(
            right.first.column(), right.first.text(), "an id, as before");
      }
      Expression second = isId ? id(right, context) : condition(right);
      Expression joined =
          both ? new Expression.And(first, second) : new Expression.Or(first, second);
      left =
          new Operand(
              onlyIds ? Sort.IDS : Sort.CONDITION,
              joined,
              null,
              left.first,
              isId ? context : right.qualifiers);
    }
    return left;
  }

  private Expression id(Operand operand, Qualifiers qualifiers) {
    Expression expression = operand.expression;
    if (expression != null) {
      return expression;
    }
    return new Expression.Id(operand.first, -1, null, qualifiers);
  }

  /** One operand: {@code ids} where it may be an id that has the qualifiers {@code inherited}. */
  private Operand operand(Qualifiers inherited, boolean ids) {
    enter();
    Operand operand = operandOrSum(inherited, ids);
    depth--;
    return operand;
  }

  private Operand operandOrSum(Qualifiers inherited, boolean ids) {
    Token first = peek();
    if (accept("not")) {
      Operand of = operand(inherited, ids);
      if (of.sort == Sort.IDS || of.sort == Sort.NUMBER) {
        if (!ids) {
          condition(of);
        }
        return new Operand(Sort.IDS, new Expression.Not(id(of, inherited)), null, first, inherited);
      }
      Expression not = new Expression.Not(condition(of));
      return new Operand(Sort.CONDITION, not, null, first, of.qualifiers);
    }
    if (accept("(")) {
      Operand inner = conditions(inherited, ids);
      expect(")");
      if (inner.sort == Sort.SUM || inner.sort == Sort.NUMBER) {
        Arithmetic sum = inner.sum;
        if (sum == null) {
          throw new IllegalStateException();
        }
        Token token = inner.sort == Sort.NUMBER ? inner.first : first;
        return sumOrRelation(new Operand(inner.sort, null, sum, token, inherited), inherited);
      }
      return new Operand(inner.sort, inner.expression, null, first, inherited);
    }
    if (first.kind() == Kind.NUMBER) {
      next();
      Arithmetic number = new Expression.Numeral(first.number());
      return sumOrRelation(new Operand(Sort.NUMBER, null, number, first, inherited), inherited);
    }
    if (first.is("-") || first.is("len") || first.is("length")) {
      return sumOrRelation(new Operand(Sort.SUM, null, term(), first, inherited), inherited);
    }
    if (first.kind() == Kind.KEYWORD || first.kind() == Kind.SIGN || first.kind() == Kind.END) {
      return primitive(inherited);
    }
    if (!ids) {
      throw unexpected(PRIMITIVE);
    }
    return new Operand(Sort.IDS, named(inherited), null, first, inherited);
  }

  /** An id that is no mere number. */
  private Expression named(Qualifiers qualifiers) {
    Token token = next();
    if (token.kind() == Kind.QUAD && accept("mask")) {
      Token mask = next();
      if (mask.kind() != Kind.QUAD) {
        at--;
        throw unexpected("a mask such as 255.255.255.0");
      }
      return new Expression.Id(token, -1, mask, qualifiers);
    }
    if ((token.kind() == Kind.QUAD || token.kind() == Kind.IP6) && accept("/")) {
      Token prefix = numberToken("a number of bits");
      if (prefix.number() < 0) {
        throw PacketFilterException.unexpected(prefix.column(), prefix.text(), "a number of bits");
      }
      return new Expression.Id(token, prefix.number(), null, qualifiers);
    }
    return new Expression.Id(token, -1, null, qualifiers);
  }

  private Token numberToken(String expected) {
    if (peek().kind() != Kind.NUMBER) {
      throw unexpected(expected);
    }
    return next();
  }

  private Operand condition(Expression expression, Token first) {
    return new Operand(Sort.CONDITION, expression, null, first, Qualifiers.NONE);
  }

  // Sums.

  /** Goes on with operators and a comparison after a sum's first term, where there are any. */
  private Operand sumOrRelation(Operand start, Qualifiers inherited) {
    Arithmetic first = start.sum;
    if (first == null) {
      throw new IllegalStateException();
    }
    Arithmetic sum = operators(first, 0);
    Token operator = peek();
    int relation = relation(operator);
    if (relation < 0) {
      return sum == first ? start : new Operand(Sort.SUM, null, sum, start.first, inherited);
    }
    next();
    Arithmetic right = operators(term(), 0);
    if (relation(peek()) >= 0) {
      throw unexpected("\"and\", \"or\" or the end: a comparison is no number");
    }
    return condition(
        new Expression.Relation(sum, relation, isReversed(operator), right), start.first);
  }

  private static int relation(Token token) {
    if (token.kind() != Kind.SIGN) {
      return -1;
    }
    return switch (token.text()) {
      case "=", "!=" -> BpfInstruction.JEQ;
      case ">", "<=" -> BpfInstruction.JGT;
      case ">=", "<" -> BpfInstruction.JGE;
      default -> -1;
    };
  }

  private static boolean isReversed(Token relation) {
    return relation.text().equals("!=")
        || relation.text().equals("<=")
        || relation.text().equals("<");
  }

  private static int operation(Token token) {
    if (token.kind() != Kind.SIGN) {
      return -1;
    }
    return switch (token.text()) {
      case "|" -> BpfInstruction.OR;
      case "&" -> BpfInstruction.AND;
      case "<<" -> BpfInstruction.LSH;
      case ">>" -> BpfInstruction.RSH;
      case "+" -> BpfInstruction.ADD;
      case "-" -> BpfInstruction.SUB;
      case "*" -> BpfInstruction.MUL;
      case "/" -> BpfInstruction.DIV;
      case "%" -> BpfInstruction.MOD;
      case "^" -> BpfInstruction.XOR;
      default -> -1;
    };
  }

  private static final int NEGATION = 6;

  private static int precedence(int operation) {
    return switch (operation) {
      case BpfInstruction.OR -> 1;
      case BpfInstruction.AND -> 2;
      case BpfInstruction.LSH, BpfInstruction.RSH -> 3;
      case BpfInstruction.ADD, BpfInstruction.SUB -> 4;
      case BpfInstruction.MUL, BpfInstruction.DIV -> 5;
      default -> Integer.MAX_VALUE;
    };
  }

  /**
   * Operators of at least {@code lowest} after {@code start}. libpcap gives {@code %} and {@code ^}
   * no precedence: they take what is directly before them, and all that follows.
   */
  private Arithmetic operators(Arithmetic start, int lowest) {
    Arithmetic left = start;
    while (true) {
      Token token = peek();
      int operation = operation(token);
      if (operation < 0 || precedence(operation) < lowest) {
        return left;
      }
      next();
      enter();
      int precedence = precedence(operation);
      Arithmetic right = operators(term(), precedence == Integer.MAX_VALUE ? 0 : precedence + 1);
      depth--;
      left =
          new Expression.Binary(
              token, operation, left, right, deeper(Math.max(left.depth(), right.depth())));
    }
  }

  private int deeper(int nested) {
    if (nested >= MAX_DEPTH) {
      throw tooDeep();
    }
    return nested + 1;
  }

  private Arithmetic term() {
    enter();
    Arithmetic term = termOf(peek());
    depth--;
    return term;
  }

  private Arithmetic termOf(Token first) {
    if (first.kind() == Kind.NUMBER) {
      next();
      return new Expression.Numeral(first.number());
    }
    if (accept("(")) {
      Arithmetic inner = operators(term(), 0);
      expect(")");
      return inner;
    }
    if (accept("-")) {
      Arithmetic of = operators(term(), NEGATION);
      return new Expression.Negative(of, deeper(of.depth()));
    }
    if (accept("len") || accept("length")) {
      return new Expression.Length();
    }
    Protocol protocol = first.kind() == Kind.KEYWORD ? Protocol.of(first.text()) : null;
    if (protocol == null) {
      throw unexpected("a number, \"len\" or a load such as \"ip[0]\"");
    }
    next();
    return load(first, protocol);
  }

  private Arithmetic load(Token first, Protocol protocol) {
    expect("[");
    Arithmetic index = operators(term(), 0);
    int size = 1;
    if (accept(":")) {
      size = numberToken("a size: 1, 2 or 4").number();
    }
    expect("]");
    return new Expression.Load(first, protocol, index, size, deeper(index.depth()));
  }

  // Primitives.

  private Operand primitive(Qualifiers inherited) {
    Token first = peek();
    Protocol named = first.kind() == Kind.KEYWORD ? Protocol.of(first.text()) : null;
    if (named == null) {
      Operand words = words(first);
      return words != null ? words : head(first, Protocol.DEFAULT);
    }
    next();
    Token second = peek();
    if (second.is("[")) {
      return sumOrRelation(
          new Operand(Sort.SUM, null, load(first, named), first, inherited), inherited);
    }
    if (second.is("broadcast") || second.is("multicast")) {
      next();
      return condition(new Expression.Cast(second, named), first);
    }
    if (second.is("type") || second.is("subtype") || isDirection(second)) {
      Operand wlan = words(second);
      if (wlan != null) {
        return wlan;
      }
    }
    if (isQualifier(second)) {
      return head(first, named);
    }
    return condition(new Expression.Proto(first, named), first);
  }

  private static boolean isDirection(Token token) {
    return token.is("dir") || token.is("direction");
  }

  private static boolean isQualifier(Token token) {
    if (token.kind() != Kind.KEYWORD) {
      return false;
    }
    return switch (token.text()) {
      case "src",
          "dst",
          "addr1",
          "address1",
          "addr2",
          "address2",
          "addr3",
          "address3",
          "addr4",
          "address4",
          "ra",
          "ta",
          "host",
          "net",
          "port",
          "portrange",
          "proto",
          "protochain",
          "gateway" ->
          true;
      default -> false;
    };
  }

  /** Qualifiers and what they qualify. */
  private Operand head(Token first, Protocol protocol) {
    if (!isQualifier(peek())) {
      throw unexpected(PRIMITIVE);
    }
    Direction direction = direction();
    Expression.Type type = type(direction != Direction.DEFAULT);
    Qualifiers qualifiers = new Qualifiers(protocol, direction, type);
    Token begin = peek();
    if (begin.kind() == Kind.END) {
      throw unexpected("a name, a number or an address");
    }
    Operand ids = idsAfterHead(qualifiers);
    if (ids.sort != Sort.IDS && ids.sort != Sort.NUMBER) {
      throw PacketFilterException.unexpected(
          begin.column(), begin.text(), "a name, a number or an address");
    }
    return new Operand(Sort.CONDITION, id(ids, qualifiers), null, first, qualifiers);
  }

  /** Ids after a head; no sum may begin with one. */
  private Operand idsAfterHead(Qualifiers qualifiers) {
    Token first = peek();
    if (first.kind() == Kind.NUMBER) {
      next();
      return new Operand(
          Sort.NUMBER, null, new Expression.Numeral(first.number()), first, qualifiers);
    }
    enter();
    Operand result;
    if (accept("not")) {
      Operand of = idsAfterHead(qualifiers);
      result =
          new Operand(Sort.IDS, new Expression.Not(id(of, qualifiers)), null, first, qualifiers);
    } else if (accept("(")) {
      Operand inner = idsAfterHead(qualifiers);
      while (peek().is("and") || peek().is("or")) {
        boolean both = next().is("and");
        Expression left = id(inner, qualifiers);
        Expression right = id(idsAfterHead(qualifiers), qualifiers);
        inner =
            new Operand(
                Sort.IDS,
                both ? new Expression.And(left, right) : new Expression.Or(left, right),
                null,
                first,
                qualifiers);
      }
      expect(")");
      result = inner;
    } else if (first.kind() == Kind.KEYWORD
        || first.kind() == Kind.SIGN
        || first.kind() == Kind.END) {
      throw unexpected(
          first.kind() == Kind.KEYWORD
              ? "a name, a number or an address (write \\" + first.text() + " for a name)"
              : "a name, a number or an address");
    } else {
      result = new Operand(Sort.IDS, named(qualifiers), null, first, qualifiers);
    }
    depth--;
    return result;
  }

  private Direction direction() {
    Token token = peek();
    if (token.kind() != Kind.KEYWORD) {
      return Direction.DEFAULT;
    }
    switch (token.text()) {
      case "src", "dst" -> {
        next();
        String other = token.is("src") ? "dst" : "src";
        if (peek().is("or") || peek().is("and")) {
          boolean both = next().is("and");
          expect(other);
          return both ? Direction.SRC_AND_DST : Direction.SRC_OR_DST;
        }
        return token.is("src") ? Direction.SRC : Direction.DST;
      }
      case "addr1", "address1" -> {
        next();
        return Direction.ADDRESS_1;
      }
      case "addr2", "address2" -> {
        next();
        return Direction.ADDRESS_2;
      }
      case "addr3", "address3" -> {
        next();
        return Direction.ADDRESS_3;
      }
      case "addr4", "address4" -> {
        next();
        return Direction.ADDRESS_4;
      }
      case "ra" -> {
        next();
        return Direction.RECEIVER;
      }
      case "ta" -> {
        next();
        return Direction.TRANSMITTER;
      }
      default -> {
        return Direction.DEFAULT;
      }
    }
  }

  private Expression.Type type(boolean afterDirection) {
    Token token = peek();
    Expression.Type type = Expression.Type.DEFAULT;
    switch (token.kind() == Kind.KEYWORD ? token.text() : "") {
      case "host" -> type = Expression.Type.HOST;
      case "net" -> type = Expression.Type.NET;
      case "port" -> type = Expression.Type.PORT;
      case "portrange" -> type = Expression.Type.PORT_RANGE;
      case "gateway" -> type = Expression.Type.GATEWAY;
      case "proto" -> type = Expression.Type.PROTOCOL;
      case "protochain" -> type = Expression.Type.PROTOCOL_CHAIN;
      default -> {}
    }
    if (afterDirection
        && (type == Expression.Type.GATEWAY
            || type == Expression.Type.PROTOCOL
            || type == Expression.Type.PROTOCOL_CHAIN)) {
      throw unexpected("\"host\", \"net\", \"port\", \"portrange\" or an id");
    }
    if (type != Expression.Type.DEFAULT) {
      next();
    }
    return type;
  }

  /** The primitives that begin with a word of their own; null where it is none of them. */
  private @Nullable Operand words(Token first) {
    if (first.kind() != Kind.KEYWORD) {
      return null;
    }
    switch (first.text()) {
      case "broadcast", "multicast" -> {
        next();
        return condition(new Expression.Cast(first, Protocol.DEFAULT), first);
      }
      case "less", "greater", "ifindex", "rnr", "rulenum", "srnr", "subrulenum" -> {
        next();
        return word(first, Integer.toUnsignedLong(numberToken("a number").number()), null);
      }
      case "byte" -> {
        next();
        return condition(byteTest(first), first);
      }
      case "inbound",
          "outbound",
          "pppoed",
          "lane",
          "metac",
          "bcc",
          "oam",
          "oamf4",
          "oamf4ec",
          "oamf4sc",
          "sc",
          "ilmic",
          "connectmsg",
          "metaconnect",
          "fisu",
          "lssu",
          "lsu",
          "msu",
          "hfisu",
          "hlssu",
          "hmsu" -> {
        next();
        return word(first, -1, null);
      }
      case "vlan", "mpls", "pppoes", "geneve", "vxlan" -> {
        next();
        return word(first, optionalNumber(), null);
      }
      case "llc" -> {
        next();
        Token kind = peek();
        if (kind.kind() == Kind.NAME || kind.is("rnr")) {
          return word(first, -1, next());
        }
        return word(first, -1, null);
      }
      case "on", "ifname", "rset", "ruleset", "action" -> {
        next();
        return word(first, -1, nameToken());
      }
      case "reason" -> {
        next();
        Token reason = peek();
        if (reason.kind() == Kind.NUMBER) {
          next();
          return word(first, Integer.toUnsignedLong(reason.number()), null);
        }
        return word(first, -1, nameToken());
      }
      case "dir", "direction" -> {
        next();
        return word(first, -1, nameOrNumber());
      }
      case "type" -> {
        next();
        Token type = nameOrNumber();
        Token subtype = accept("subtype") ? nameOrNumber() : null;
        return condition(new Expression.Wlan(first, type, subtype), first);
      }
      case "subtype" -> {
        next();
        return condition(new Expression.Wlan(first, null, nameToken()), first);
      }
      case "vpi", "vci", "sio", "opc", "dpc", "sls", "hsio", "hopc", "hdpc", "hsls" -> {
        next();
        return condition(field(first), first);
      }
      default -> {
        return null;
      }
    }
  }

  private Operand word(Token first, long number, @Nullable Token argument) {
    return condition(new Expression.Word(first, number, argument), first);
  }

  private Token nameToken() {
    if (peek().kind() != Kind.NAME) {
      throw unexpected("a name");
    }
    return next();
  }

  private Token nameOrNumber() {
    if (peek().kind() != Kind.NAME && peek().kind() != Kind.NUMBER) {
      throw unexpected("a name or a number");
    }
    return next();
  }

  /** A number, in parentheses or not, or -1. */
  private long optionalNumber() {
    int open = 0;
    while (tokens.get(at + open).is("(")) {
      open++;
    }
    if (open == 0 && peek().kind() != Kind.NUMBER) {
      return -1;
    }
    at += open;
    long number = Integer.toUnsignedLong(numberToken("a number").number());
    for (int i = 0; i < open; i++) {
      expect(")");
    }
    return number;
  }

  private Expression byteTest(Token first) {
    int offset = numberToken("an offset").number();
    Token operator = peek();
    if (!(operator.is("=")
        || operator.is("<")
        || operator.is(">")
        || operator.is("&")
        || operator.is("|"))) {
      throw unexpected("one of = < > & |");
    }
    next();
    return new Expression.ByteTest(
        first, offset, operator.text(), numberToken("a number").number());
  }

  private Expression field(Token first) {
    if (accept("(")) {
      Expression any = fieldIs(first);
      while (accept("or")) {
        any = new Expression.Or(any, fieldIs(first));
      }
      expect(")");
      return any;
    }
    Token operator = peek();
    int relation = relation(operator);
    if (relation < 0) {
      return fieldIs(first);
    }
    next();
    return new Expression.Field(
        first, relation, isReversed(operator), numberToken("a number").number());
  }

  private Expression fieldIs(Token first) {
    return new Expression.Field(first, BpfInstruction.JEQ, false, numberToken("a number").number());
  }
}
