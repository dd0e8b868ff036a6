// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.plt4j.filter.Expression.Arithmetic;
import org.plt4j.filter.Expression.Direction;
import org.plt4j.filter.Expression.Qualifiers;
import org.plt4j.filter.LinkLayer.Addressing;
import org.plt4j.filter.LinkLayer.Typing;

/**
 * Says what an expression means on a link type. It is read from left to right, for "vlan", "mpls",
 * "pppoes", "geneve", "vxlan" and "lane" move where all that is right of them looks, even behind an
 * "or".
 */
final class Generator {
  private static final int B = BpfInstruction.B;
  private static final int H = BpfInstruction.H;
  private static final int W = BpfInstruction.W;
  private static final int JEQ = BpfInstruction.JEQ;
  private static final int JGT = BpfInstruction.JGT;
  private static final int JGE = BpfInstruction.JGE;
  private static final int JSET = BpfInstruction.JSET;

  private static final int IP4 = 0x0800;
  private static final int IP6 = 0x86dd;
  private static final int ARP = 0x0806;
  private static final int RARP = 0x8035;
  private static final int ATALK = 0x809b;
  private static final int AARP = 0x80f3;
  private static final int IPX_TYPE = 0x8137;
  private static final int MPLS = 0x8847;
  private static final int PPP_MPLS = 0x0281;
  private static final int ISO = 0xfe;
  private static final int LLC_IP = 0x06;
  private static final int IPX = 0xe0;
  private static final int NETBEUI = 0xf0;

  private static final Condition TRUE = new Condition.Constant(true);
  private static final Condition FALSE = new Condition.Constant(false);

  /** The largest value that an Ethernet header's last field has as a length. */
  private static final int MAX_LENGTH = 1500;

  // Link types with something of their own.
  private static final int ATM_CLIP = 19;
  private static final int LINK_ATM_CLIP = 106;
  private static final int PFLOG = 117;
  private static final int PRISM = 119;
  private static final int SUN_ATM = 123;
  private static final int RADIOTAP = 127;
  private static final int AVS = 163;
  private static final int PPI = 192;
  private static final int SLL2 = 276;

  private static final int GENEVE_PORT = 6081;
  private static final int VXLAN_PORT = 4789;

  /** Headers that a "protochain" follows. */
  private static final int MAX_CHAIN = 16;

  /** libpcap has so many memory cells; what needs more is refused there, and here. */
  private static final int MAX_CELLS = 16;

  /**
   * A place in the packet: a constant, and a value to be added where it is not the same in all
   * packets.
   */
  private record Place(int constant, @Nullable Value variable) {
    Place plus(int bytes) {
      return new Place(constant + bytes, variable);
    }
  }

  private final Value.Pool pool = new Value.Pool();
  private final int linkType;
  private final LinkLayer layer;

  // Where things are; moved by what was read.
  private Place linkHeader;
  private @Nullable Place previousLinkHeader;
  private Place type;
  private Place payload;
  private int network;
  private int noSnap;
  private Typing typing;
  private Addressing addressing;
  private int labels;
  private boolean tunnel;

  /** Whether we look at a link layer that is not the packet's own. */
  private boolean inner;

  private boolean afterLane;
  private boolean inPppoe;

  /** Of headers whose length the packet says: what it is, and whether it was asked for. */
  private final @Nullable Value prefixLength;

  private final @Nullable Value wlanPayload;
  private boolean usesPrefix;
  private boolean usesPayload;

  private int variables;
  private int liveSums;
  private Token token = new Token(Token.Kind.END, "", 0, 1);

  Generator(int linkType) {
    this.linkType = linkType;
    LinkLayer known = LinkLayer.of(linkType);
    if (known == null) {
      throw fail("link type " + linkType + " is not known to filters");
    }
    layer = known;
    typing = known.typing();
    addressing = known.addressing();
    network = known.network();
    noSnap = known.noSnap();
    prefixLength = prefixLength();
    linkHeader = new Place(known.header(), prefixLength);
    wlanPayload = typing == Typing.WLAN ? variable() : null;
    if (wlanPayload != null) {
      payload = new Place(0, wlanPayload);
      type = payload;
    } else if (typing == Typing.PFLOG) {
      // The header's first byte is its length without padding to four bytes.
      Value padded = pool.binary(BpfInstruction.ADD, load(B, 0), pool.constant(3));
      payload = new Place(0, pool.binary(BpfInstruction.AND, padded, pool.constant(~3)));
      type = new Place(known.type(), null);
    } else {
      payload = new Place(known.payload(), null);
      type = new Place(known.type(), null);
    }
  }

  private @Nullable Value prefixLength() {
    return switch (linkType) {
      case PRISM -> variable();
      // Prism, or AVS under its name.
      case RADIOTAP, PPI ->
          pool.binary(
              BpfInstruction.OR,
              pool.binary(BpfInstruction.LSH, load(B, 3), pool.constant(8)),
              load(B, 2));
      case AVS -> load(W, 4);
      default -> null;
    };
  }

  private Value variable() {
    if (variables >= MAX_CELLS - 4) {
      throw fail("too many registers are needed");
    }
    return pool.variable(variables++);
  }

  private PacketFilterException fail(String problem) {
    return new PacketFilterException(token.column(), token.text(), null, problem);
  }

  private PacketFilterException unsupported(String what) {
    return fail(what + " is not supported on " + layer.name());
  }

  /** What {@code expression} means. */
  Condition generate(Expression expression) {
    Condition condition = of(expression);
    Condition prologue = prologue();
    return prologue == null ? condition : prologue.and(condition);
  }

  private Condition of(Expression expression) {
    // Down the first parts, so that a long chain is no deep recursion.
    Deque<Expression> chain = new ArrayDeque<>();
    Expression first = expression;
    while (true) {
      if (first instanceof Expression.And and) {
        chain.push(and);
        first = and.first();
      } else if (first instanceof Expression.Or or) {
        chain.push(or);
        first = or.first();
      } else {
        break;
      }
    }
    Condition condition = single(first);
    for (Expression joined : chain) {
      if (joined instanceof Expression.And and) {
        condition = condition.and(of(and.second()));
      } else if (joined instanceof Expression.Or or) {
        condition = condition.or(of(or.second()));
      }
    }
    return condition;
  }

  private Condition single(Expression expression) {
    if (expression instanceof Expression.Not not) {
      return of(not.expression()).not();
    }
    if (expression instanceof Expression.Id id) {
      token = id.token();
      return id(id);
    }
    if (expression instanceof Expression.Proto proto) {
      token = proto.token();
      return protocol(proto.protocol());
    }
    if (expression instanceof Expression.Relation relation) {
      return relation(relation);
    }
    if (expression instanceof Expression.Cast cast) {
      token = cast.token();
      return token.is("broadcast") ? broadcast(cast.protocol()) : multicast(cast.protocol());
    }
    if (expression instanceof Expression.Word word) {
      token = word.token();
      return word(word);
    }
    if (expression instanceof Expression.Wlan wlan) {
      token = wlan.token();
      return wlanType(wlan);
    }
    if (expression instanceof Expression.Field field) {
      token = field.token();
      return field(field);
    }
    if (expression instanceof Expression.ByteTest test) {
      token = test.token();
      return byteTest(test);
    }
    throw new IllegalStateException("expression " + expression);
  }

  // Loads and tests.

  private Value load(int size, int offset) {
    return pool.load(size, null, offset);
  }

  private Value load(int size, Place place, int offset) {
    if (place.variable != null) {
      noteUse(place.variable);
    }
    return pool.load(size, place.variable, place.constant + offset);
  }

  private void noteUse(Value variable) {
    if (variable == prefixLength) {
      usesPrefix = true;
    }
    if (variable == wlanPayload || typing == Typing.PFLOG) {
      usesPayload = true;
    }
  }

  private Value atNetwork(int size, int offset) {
    return load(size, payload, network + offset);
  }

  private Value atNetworkNoSnap(int size, int offset) {
    return load(size, payload, noSnap + offset);
  }

  private Condition is(Value value, int k) {
    return new Condition.Test(value, JEQ, pool.constant(k));
  }

  private Condition test(Value value, int relation, int k) {
    return new Condition.Test(value, relation, pool.constant(k));
  }

  private Value masked(Value value, int mask) {
    return pool.binary(BpfInstruction.AND, value, pool.constant(mask));
  }

  private Condition isMasked(Value value, int mask, int k) {
    return is(masked(value, mask), k);
  }

  /** The bytes of {@code values} at a place, compared from the end, four at a time. */
  private Condition bytes(Place place, int offset, byte[] values) {
    int left = values.length;
    Condition all = null;
    while (left > 0) {
      int size = left >= 4 ? 4 : left >= 2 ? 2 : 1;
      left -= size;
      int k = 0;
      for (int i = 0; i < size; i++) {
        k = k << 8 | (values[left + i] & 0xff);
      }
      Condition one = is(load(size == 4 ? W : size == 2 ? H : B, place, offset + left), k);
      all = all == null ? one : all.and(one);
    }
    return all == null ? TRUE : all;
  }

  private Condition mac(Place place, int offset, long address) {
    return is(load(W, place, offset + 2), (int) address)
        .and(is(load(H, place, offset), (int) (address >>> 32)));
  }

  private Condition snap(int organisation, int type) {
    return is(load(W, payload, 4), organisation << 16 | type)
        .and(is(load(W, payload, 0), 0xaaaa0300 | organisation >>> 16));
  }

  // The beginning of programs for headers of variable length.

  private @Nullable Condition prologue() {
    Condition all = null;
    Value prefix = usesPrefix ? prefixLength : null;
    if (prefix != null) {
      all = prefixPrologue(prefix);
    }
    if (usesPayload && wlanPayload != null) {
      Condition compute = wlanPrologue(wlanPayload, prefix == null ? pool.constant(0) : prefix);
      all = all == null ? compute : all.and(compute);
    } else if (usesPayload && payloadOfLayer() != null) {
      all = touch(payloadOfLayer());
    }
    if (linkType == PPI) {
      // PPI: nothing but 802.11 behind it.
      Condition wlan = is(load(W, 4), 0x69000000);
      return all == null ? wlan : wlan.and(all);
    }
    return all;
  }

  private @Nullable Value payloadOfLayer() {
    return layer.typing() == Typing.PFLOG ? pool.load(B, null, 0) : null;
  }

  /** Computes a value, which ends the filter if it cannot. */
  private Condition touch(@Nullable Value value) {
    if (value == null || !value.canFail) {
      return TRUE;
    }
    return is(value, 0).or(TRUE);
  }

  private Condition prefixPrologue(Value prefix) {
    if (linkType != PRISM) {
      return touch(prefix);
    }
    return choose(
        isMasked(load(W, 0), 0xfffff000, 0x80211000),
        new Condition.Assign(prefix, load(W, 4)),
        new Condition.Assign(prefix, pool.constant(144)));
  }

  private static Condition choose(Condition condition, Condition yes, Condition no) {
    return condition.and(yes).or(no);
  }

  /** The length of a 802.11 header: 24, in QoS data frames 26, and radiotap's padding. */
  private Condition wlanPrologue(Value payload, Value prefix) {
    Value control = pool.load(B, prefix, 0);
    Condition data = test(control, JSET, 8).and(test(control, JSET, 4).not());
    Value after24 = pool.binary(BpfInstruction.ADD, prefix, pool.constant(24));
    Value after26 = pool.binary(BpfInstruction.ADD, prefix, pool.constant(26));
    Condition assign24 = new Condition.Assign(payload, after24);
    Condition plain24 = assign24;
    Condition plain26 = new Condition.Assign(payload, after26);
    if (linkType == RADIOTAP) {
      Value present = load(W, 4);
      Condition hasFlags = test(present, JSET, 0x02000000).and(test(present, JSET, 0x80).not());
      Condition padded =
          hasFlags.and(
              choose2(
                  test(present, JSET, 0x01000000),
                  test(load(B, 16), JSET, 0x20),
                  test(load(B, 8), JSET, 0x20)));
      plain24 = choose(padded, new Condition.Assign(payload, padded(after24)), assign24);
      plain26 =
          choose(
              padded,
              new Condition.Assign(payload, padded(after26)),
              new Condition.Assign(payload, after26));
    }
    return choose(data, choose(test(control, JSET, 0x80), plain26, plain24), assign24);
  }

  /** One of two conditions that may fail. */
  private static Condition choose2(Condition condition, Condition yes, Condition no) {
    return condition.and(yes).or(condition.not().and(no));
  }

  private Value padded(Value length) {
    return masked(pool.binary(BpfInstruction.ADD, length, pool.constant(3)), ~3);
  }

  // What the link layer carries.

  private Condition carries(int protocol) {
    if (labels > 0) {
      if (protocol == IP4 || protocol == 0x0021) {
        return labelled(0x40);
      }
      if (protocol == IP6 || protocol == 0x0057) {
        return labelled(0x60);
      }
      throw fail("this protocol is not supported behind \"mpls\"");
    }
    switch (typing) {
      case ETHERNET -> {
        return ethernet(protocol);
      }
      case LLC -> {
        return llc(protocol);
      }
      case WLAN -> {
        return dataFrame().and(llc(protocol));
      }
      case SUN_ATM -> {
        return isLlcAtm().and(llc(protocol));
      }
      case SLL -> {
        return sll(protocol);
      }
      case RAW -> {
        return protocol == IP4
            ? isMasked(load(B, 0), 0xf0, 0x40)
            : protocol == IP6 ? isMasked(load(B, 0), 0xf0, 0x60) : FALSE;
      }
      case ONLY_IP4 -> {
        return protocol == IP4 ? TRUE : FALSE;
      }
      case ONLY_IP6 -> {
        return protocol == IP6 ? TRUE : FALSE;
      }
      case PPP -> {
        return is(load(H, type, 0), pppOf(protocol));
      }
      case PPP_BSDOS -> {
        if (protocol == IP4) {
          Value number = load(H, type, 0);
          return is(number, 0x21).or(is(number, 0x2d)).or(is(number, 0x2f));
        }
        return is(load(H, type, 0), pppOf(protocol));
      }
      case CISCO_HDLC -> {
        return is(load(H, type, 0), protocol == ISO ? ISO << 8 | ISO : protocol);
      }
      case FAMILY_HOST, FAMILY_NETWORK -> {
        return family(protocol);
      }
      case PFLOG -> {
        return protocol == IP4 ? is(load(B, 1), 2) : protocol == IP6 ? is(load(B, 1), 10) : FALSE;
      }
      case ARCNET -> {
        return arcnet(protocol);
      }
      case LOCALTALK -> {
        return protocol == ATALK ? TRUE : FALSE;
      }
      case FRAME_RELAY -> {
        return frameRelay(protocol);
      }
      case JUNIPER -> {
        return isMasked(load(W, 0), 0xffffff00, 0x4d474300);
      }
      case BACNET -> {
        return isMasked(load(W, 0), 0xffff0000, 0x55ff0000);
      }
      case IPNET -> {
        return protocol == IP4
            ? is(load(B, type, 0), 2)
            : protocol == IP6 ? is(load(B, type, 0), 26) : FALSE;
      }
      case ETHER_TYPE -> {
        return is(load(H, type, 0), protocol);
      }
      default -> throw fail("filters know no protocols of " + layer.name());
    }
  }

  /** Behind the last label of a stack, with this version of IP. */
  private Condition labelled(int version) {
    return isMasked(atNetwork(B, -2), 1, 1).and(isMasked(atNetwork(B, 0), 0xf0, version));
  }

  private Condition isLength() {
    return test(load(H, type, 0), JGT, MAX_LENGTH).not();
  }

  private Condition ethernet(int protocol) {
    Condition length = isLength();
    return switch (protocol) {
      case ISO, LLC_IP, NETBEUI -> length.and(is(load(H, payload, 0), protocol << 8 | protocol));
      case IPX ->
          is(load(H, type, 0), IPX_TYPE)
              .or(
                  length.and(
                      snap(0, IPX_TYPE)
                          .or(is(load(B, payload, 0), IPX).or(is(load(H, payload, 0), 0xffff)))));
      case ATALK, AARP ->
          is(load(H, type, 0), protocol)
              .or(length.and(snap(protocol == ATALK ? 0x080007 : 0, protocol)));
      default ->
          protocol <= MAX_LENGTH && protocol >= 0
              ? length.and(is(load(B, type, 2), protocol))
              : is(load(H, type, 0), protocol);
    };
  }

  private Condition llc(int protocol) {
    return switch (protocol) {
      case ISO, LLC_IP, NETBEUI -> is(load(H, payload, 0), protocol << 8 | protocol);
      case IPX -> is(load(B, payload, 0), IPX);
      case ATALK -> snap(0x080007, ATALK);
      default ->
          protocol <= MAX_LENGTH && protocol >= 0
              ? is(load(B, payload, 0), protocol)
              : is(load(H, payload, 6), protocol);
    };
  }

  private Condition sll(int protocol) {
    Value field = load(H, type, 0);
    Condition isLlc = is(field, 4);
    return switch (protocol) {
      case ISO, LLC_IP, NETBEUI -> isLlc.and(is(load(H, payload, 0), protocol << 8 | protocol));
      case IPX ->
          is(field, IPX_TYPE)
              .or(is(field, 1).or(isLlc.and(is(load(B, payload, 0), IPX).or(snap(0, IPX_TYPE)))));
      case ATALK, AARP ->
          is(field, protocol).or(isLlc.and(snap(protocol == ATALK ? 0x080007 : 0, protocol)));
      default ->
          protocol <= MAX_LENGTH && protocol >= 0
              ? isLlc.and(is(load(B, payload, 0), protocol))
              : is(field, protocol);
    };
  }

  private static int pppOf(int protocol) {
    return switch (protocol) {
      case IP4 -> 0x21;
      case IP6 -> 0x57;
      case 0x6003 -> 0x27;
      case ATALK -> 0x29;
      case 0x0600 -> 0x25;
      case ISO -> 0x23;
      case 0x42 -> 0x31;
      case IPX -> 0x2b;
      default -> protocol;
    };
  }

  /** The address family of IP, or one of those that systems have for IPv6. */
  private Condition family(int protocol) {
    if (protocol == IP4) {
      return isFamily(0x40, 2);
    }
    return protocol == IP6 ? isFamily(0x60, 30, 24, 28) : FALSE;
  }

  /**
   * A family in network byte order or, where the link type has that of the machine that captured,
   * in little-endian order; else in big-endian order if the version of IP confirms it, for libpcap
   * goes by the byte order of the file, which a program does not know.
   */
  private Condition isFamily(int version, int... families) {
    Value field = load(W, type, 0);
    Condition network = FALSE;
    Condition little = FALSE;
    for (int family : families) {
      network = network.or(is(field, family));
      little = little.or(is(field, Integer.reverseBytes(family)));
    }
    return typing == Typing.FAMILY_NETWORK
        ? network
        : little.or(network.and(isMasked(load(B, payload, 0), 0xf0, version)));
  }

  private Condition arcnet(int protocol) {
    Value field = load(B, type, 0);
    return switch (protocol) {
      case IP4 -> is(field, 212).or(is(field, 240));
      case ARP -> is(field, 213).or(is(field, 241));
      case RARP -> is(field, 214);
      case IP6 -> is(field, 196);
      case ATALK -> is(field, 221);
      default -> FALSE;
    };
  }

  private Condition frameRelay(int protocol) {
    Value field = load(H, 2);
    return switch (protocol) {
      case IP4 -> is(field, 0x3cc);
      case IP6 -> is(field, 0x38e);
      case ISO -> is(field, 0x381).or(is(field, 0x382)).or(is(field, 0x383));
      default -> FALSE;
    };
  }

  /** 802.11, but for PPI, which libpcap knows by half. */
  private boolean isWlan() {
    return typing == Typing.WLAN && linkType != PPI;
  }

  private Condition dataFrame() {
    Value control = load(B, linkHeader, 0);
    return test(control, JSET, 4).not().and(test(control, JSET, 8));
  }

  // Protocols.

  private Condition protocol(Protocol protocol) {
    return switch (protocol) {
      case SCTP -> encapsulated(132, Protocol.DEFAULT);
      case TCP -> encapsulated(6, Protocol.DEFAULT);
      case UDP -> encapsulated(17, Protocol.DEFAULT);
      case PIM -> encapsulated(103, Protocol.DEFAULT);
      case AH -> encapsulated(51, Protocol.DEFAULT);
      case ESP -> encapsulated(50, Protocol.DEFAULT);
      case ICMP -> encapsulated(1, Protocol.IP);
      case IGMP -> encapsulated(2, Protocol.IP);
      case IGRP -> encapsulated(9, Protocol.IP);
      case VRRP, CARP -> encapsulated(112, Protocol.IP);
      case ICMP6 -> encapsulated(58, Protocol.IP6);
      case IP -> carries(IP4);
      case IP6 -> carries(IP6);
      case ARP -> carries(ARP);
      case RARP -> carries(RARP);
      case ATALK -> carries(ATALK);
      case AARP -> carries(AARP);
      case DECNET -> carries(0x6003);
      case SCA -> carries(0x6007);
      case LAT -> carries(0x6004);
      case MOPDL -> carries(0x6001);
      case MOPRC -> carries(0x6002);
      case ISO -> carries(ISO);
      case STP -> carries(0x42);
      case IPX -> carries(IPX);
      case NETBEUI -> carries(NETBEUI);
      case CLNP -> encapsulated(0x81, Protocol.ISO);
      case ESIS -> encapsulated(0x82, Protocol.ISO);
      case ISIS -> encapsulated(0x83, Protocol.ISO);
      case ISIS_L1 -> isis(26, 24, 18, 15, 17);
      case ISIS_L2 -> isis(27, 25, 20, 16, 17);
      case ISIS_IIH -> isis(17, 15, 16);
      case ISIS_LSP -> isis(18, 20);
      case ISIS_SNP -> isis(24, 25, 26, 27);
      case ISIS_CSNP -> isis(24, 25);
      case ISIS_PSNP -> isis(26, 27);
      case RADIO -> throw fail("\"radio\" is no protocol; radio[...] is");
      default -> throw fail("a link layer's name stands only before a qualifier or \"[\"");
    };
  }

  private Condition isis(int... types) {
    Condition any = null;
    for (int type : types) {
      Condition one = encapsulated(type, Protocol.ISIS);
      any = any == null ? one : any.or(one);
    }
    return any == null ? FALSE : any;
  }

  /** {@code in proto number}. */
  private Condition encapsulated(int number, Protocol in) {
    switch (in) {
      case DEFAULT -> {
        return encapsulated(number, Protocol.IP).or(encapsulated(number, Protocol.IP6));
      }
      case LINK -> {
        return carries(number);
      }
      case IP -> {
        return carries(IP4).and(is(atNetwork(B, 9), number));
      }
      case IP6 -> {
        Condition first = is(atNetwork(B, 6), 44).and(is(atNetwork(B, 40), number));
        return carries(IP6).and(is(atNetwork(B, 6), number).or(first));
      }
      case ISO -> {
        if (typing == Typing.FRAME_RELAY) {
          return is(load(H, 2), 0x300 | number);
        }
        if (typing == Typing.CISCO_HDLC) {
          return carries(ISO).and(is(atNetworkNoSnap(B, 1), number));
        }
        return carries(ISO).and(is(atNetworkNoSnap(B, 0), number));
      }
      case ISIS -> {
        return encapsulated(0x83, Protocol.ISO).and(is(atNetworkNoSnap(B, 4), number));
      }
      default -> throw fail("\"" + in + "\" carries no other protocol");
    }
  }

  private Condition chain(int number, Protocol in) {
    if (in == Protocol.DEFAULT) {
      return chain(number, Protocol.IP).or(chain(number, Protocol.IP6));
    }
    if (in != Protocol.IP && in != Protocol.IP6) {
      throw fail("\"protochain\" is of \"ip\" or \"ip6\"");
    }
    if (payload.variable != null) {
      throw fail("\"protochain\" is not supported behind headers of variable length");
    }
    boolean ip4 = in == Protocol.IP;
    Condition is = carries(ip4 ? IP4 : IP6);
    int base = payload.constant + network;
    Value protocol = load(B, base + (ip4 ? 9 : 6));
    Value at = ip4 ? pool.headerLength(base) : pool.constant(40);
    return is.and(touch(protocol)).and(touch(at)).and(chain(number, protocol, at, base, ip4));
  }

  /**
   * Header after header. As in libpcap, the place of what follows an AH forgets where that AH was.
   */
  private Condition chain(int number, Value protocol, Value at, int base, boolean ip4) {
    int cell = variables;
    if (cell + 4 > MAX_CELLS - 2) {
      throw fail("too many registers are needed");
    }
    List<Condition> turns = new ArrayList<>();
    Value p = protocol;
    Value x = at;
    for (int i = 0; i < MAX_CHAIN; i++) {
      Value nextP = pool.variable(cell + i % 2);
      Value nextX = pool.variable(cell + 2 + i % 2);
      Condition takeP = new Condition.Assign(nextP, pool.load(B, x, base));
      Value beyondAh =
          pool.binary(
              BpfInstruction.MUL,
              pool.binary(
                  BpfInstruction.ADD,
                  pool.load(B, pool.binary(BpfInstruction.ADD, x, pool.constant(1)), base),
                  pool.constant(2)),
              pool.constant(4));
      Condition step = is(p, 51).and(takeP).and(new Condition.Assign(nextX, beyondAh));
      if (!ip4) {
        Value beyond =
            pool.binary(
                BpfInstruction.ADD,
                pool.binary(
                    BpfInstruction.MUL,
                    pool.binary(BpfInstruction.ADD, pool.load(B, x, base + 1), pool.constant(1)),
                    pool.constant(8)),
                x);
        step =
            is(p, 0)
                .or(is(p, 60))
                .or(is(p, 43))
                .or(is(p, 44))
                .and(takeP)
                .and(new Condition.Assign(nextX, beyond))
                .or(step);
      }
      turns.add(is(p, number));
      turns.add(is(p, 59).not().and(step));
      p = nextP;
      x = nextX;
    }
    Condition rest = is(p, number);
    for (int i = turns.size() - 2; i >= 0; i -= 2) {
      rest = turns.get(i).or(turns.get(i + 1).and(rest));
    }
    return rest;
  }

  // Ids.

  private Condition id(Expression.Id id) {
    Token written = id.token();
    Qualifiers qualifiers = id.qualifiers();
    Expression.Type kind = qualifiers.type();
    if (kind == Expression.Type.NONE) {
      throw PacketFilterException.unexpected(
          written.column(),
          written.text(),
          "a primitive: there are no qualifiers before it to go on with");
    }
    switch (written.kind()) {
      case NUMBER -> {
        return number(written.number(), qualifiers);
      }
      case QUAD -> {
        return id.prefix() >= 0 || id.mask() != null ? net(id) : quad(written.text(), qualifiers);
      }
      case IP6 -> {
        return ip6(id);
      }
      case MAC -> {
        if (qualifiers.protocol() != Protocol.LINK
            || (kind != Expression.Type.HOST && kind != Expression.Type.DEFAULT)) {
          throw fail("a MAC address stands only after \"ether host\" and the like");
        }
        return linkHost(Names.mac(written.text()), qualifiers.direction());
      }
      case ARCNET -> {
        if (qualifiers.protocol() != Protocol.LINK
            || (kind != Expression.Type.HOST && kind != Expression.Type.DEFAULT)) {
          throw fail("an ARCNET address stands only after \"link host\" and the like");
        }
        if (addressing != Addressing.ARCNET) {
          throw unsupported("an ARCNET address");
        }
        return arcnetHost(
            Integer.parseInt(written.text().substring(1), 16), qualifiers.direction());
      }
      default -> {
        return name(written.text(), qualifiers);
      }
    }
  }

  private Condition number(int number, Qualifiers qualifiers) {
    Protocol protocol = qualifiers.protocol();
    Direction direction = qualifiers.direction();
    switch (qualifiers.type()) {
      case DEFAULT, HOST, NET -> {
        if (protocol == Protocol.DECNET) {
          return host(number, 0, qualifiers);
        }
        if (protocol == Protocol.LINK) {
          throw fail("this is no link-layer address");
        }
        int value = number;
        int mask = -1;
        if (qualifiers.type() == Expression.Type.NET) {
          while (value != 0 && (value & 0xff000000) == 0) {
            value <<= 8;
            mask <<= 8;
          }
        }
        return host(value, mask, qualifiers);
      }
      case PORT -> {
        return ports(portOf(number), portOf(number), transport(protocol, "port"), direction);
      }
      case PORT_RANGE -> {
        return ports(portOf(number), portOf(number), transport(protocol, "portrange"), direction);
      }
      case GATEWAY -> throw fail("\"gateway\" needs a host name, and host names are not looked up");
      case PROTOCOL -> {
        return encapsulated(number, protocol);
      }
      case PROTOCOL_CHAIN -> {
        return chain(number, protocol);
      }
      default -> throw new IllegalStateException();
    }
  }

  private int portOf(int number) {
    if (number < 0 || number > 65535) {
      throw fail("a port is at most 65535");
    }
    return number;
  }

  private int transport(Protocol protocol, String qualified) {
    return switch (protocol) {
      case DEFAULT -> 0;
      case TCP -> 6;
      case UDP -> 17;
      case SCTP -> 132;
      default -> throw fail("\"" + protocol + "\" has no " + qualified);
    };
  }

  private Condition quad(String text, Qualifiers qualifiers) {
    Expression.Type kind = qualifiers.type();
    if (kind != Expression.Type.DEFAULT
        && kind != Expression.Type.HOST
        && kind != Expression.Type.NET) {
      throw fail("an address stands only after \"host\" or \"net\"");
    }
    if (qualifiers.protocol() == Protocol.DECNET) {
      return host(Names.decnet(text), 0, qualifiers);
    }
    if (qualifiers.protocol() == Protocol.LINK) {
      throw fail("this is no link-layer address");
    }
    int bits = bitsOf(text);
    return host(addressOf(text), bits == 32 ? -1 : -1 << (32 - bits), qualifiers);
  }

  private static int bitsOf(String quad) {
    return 8 * (int) (1 + quad.chars().filter(c -> c == '.').count());
  }

  /** A dotted quad of one to four numbers, as the first bytes of an address. */
  private int addressOf(String quad) {
    long value = Names.quad(quad);
    if (value < 0) {
      throw fail("\"" + quad + "\" is no IPv4 address");
    }
    int bits = bitsOf(quad);
    return bits == 32 ? (int) value : (int) value << (32 - bits);
  }

  private Condition net(Expression.Id id) {
    int address = addressOf(id.token().text());
    Token maskToken = id.mask();
    int mask;
    if (maskToken != null) {
      mask = addressOf(maskToken.text());
    } else {
      if (id.prefix() > 32) {
        throw fail("a prefix of IPv4 is at most 32 bits");
      }
      mask = id.prefix() == 0 ? 0 : -1 << (32 - id.prefix());
    }
    if ((address & ~mask) != 0) {
      throw fail("the address has bits outside of the mask");
    }
    if (id.qualifiers().type() != Expression.Type.NET) {
      throw fail("a mask stands only after \"net\"");
    }
    return host(address, mask, id.qualifiers());
  }

  private Condition ip6(Expression.Id id) {
    int[] address = Names.ip6(id.token().text());
    if (address == null) {
      throw fail("this is no IPv6 address");
    }
    int prefix = id.prefix() < 0 ? 128 : id.prefix();
    if (prefix > 128) {
      throw fail("a prefix of IPv6 is at most 128 bits");
    }
    int[] mask = new int[4];
    for (int i = 0; i < 4; i++) {
      int bits = Math.min(32, Math.max(0, prefix - 32 * i));
      mask[i] = bits == 0 ? 0 : -1 << (32 - bits);
      if ((address[i] & ~mask[i]) != 0) {
        throw fail("the address has bits outside of the prefix");
      }
    }
    Qualifiers qualifiers = id.qualifiers();
    Expression.Type kind = qualifiers.type();
    if (kind == Expression.Type.DEFAULT || kind == Expression.Type.HOST) {
      if (prefix != 128) {
        throw fail("a prefix stands only after \"net\"");
      }
    } else if (kind != Expression.Type.NET) {
      throw fail("an address stands only after \"host\" or \"net\"");
    }
    Protocol protocol = qualifiers.protocol();
    if (protocol != Protocol.DEFAULT && protocol != Protocol.IP6) {
      throw fail("\"" + protocol + "\" has no IPv6 addresses");
    }
    return directed(
        qualifiers.direction(),
        source -> {
          Condition all = carries(IP6);
          for (int i = 0; i < 4; i++) {
            all = all.and(isMasked(atNetwork(W, (source ? 8 : 24) + 4 * i), mask[i], address[i]));
          }
          return all;
        });
  }

  /** A condition on the source or the destination. */
  private interface OnSide {
    Condition of(boolean source);
  }

  private Condition directed(Direction direction, OnSide side) {
    return switch (direction) {
      case SRC -> side.of(true);
      case DST -> side.of(false);
      case SRC_AND_DST -> side.of(true).and(side.of(false));
      case SRC_OR_DST, DEFAULT -> side.of(true).or(side.of(false));
      default -> throw fail("802.11 directions are of MAC addresses alone");
    };
  }

  private Condition host(int address, int mask, Qualifiers qualifiers) {
    Direction direction = qualifiers.direction();
    switch (qualifiers.protocol()) {
      case DEFAULT -> {
        Condition ip = ipHost(address, mask, direction, IP4, 12, 16);
        if (labels > 0) {
          return ip;
        }
        return ip.or(ipHost(address, mask, direction, ARP, 14, 24))
            .or(ipHost(address, mask, direction, RARP, 14, 24));
      }
      case IP -> {
        return ipHost(address, mask, direction, IP4, 12, 16);
      }
      case ARP -> {
        return ipHost(address, mask, direction, ARP, 14, 24);
      }
      case RARP -> {
        return ipHost(address, mask, direction, RARP, 14, 24);
      }
      case DECNET -> {
        return decnetHost(address, direction);
      }
      default -> throw fail("\"" + qualifiers.protocol() + "\" has no such hosts or nets");
    }
  }

  private Condition ipHost(
      int address, int mask, Direction direction, int protocol, int source, int destination) {
    return directed(
        direction,
        isSource ->
            carries(protocol)
                .and(isMasked(atNetwork(W, isSource ? source : destination), mask, address)));
  }

  private Condition decnetHost(int address, Direction direction) {
    int swapped = (address & 0xff) << 8 | (address >>> 8 & 0xff);
    return carries(0x6003)
        .and(
            directed(
                direction,
                source -> {
                  Condition shortHeader =
                      isMasked(atNetwork(B, 2), 7, 2)
                          .and(is(atNetwork(H, source ? 5 : 3), swapped));
                  Condition padded =
                      isMasked(atNetwork(H, 2), 0xff07, 0x8102)
                          .and(is(atNetwork(H, source ? 6 : 4), swapped));
                  Condition longHeader =
                      isMasked(atNetwork(B, 2), 7, 6)
                          .and(is(atNetwork(H, source ? 17 : 9), swapped));
                  Condition longPadded =
                      isMasked(atNetwork(H, 2), 0xff07, 0x8106)
                          .and(is(atNetwork(H, source ? 18 : 10), swapped));
                  return shortHeader.or(padded).or(longHeader).or(longPadded);
                }));
  }

  private Condition linkHost(long address, Direction direction) {
    if (addressing == Addressing.WLAN) {
      return wlanHost(address, direction);
    }
    if (addressing == Addressing.NONE || addressing == Addressing.ARCNET) {
      throw unsupported("a MAC address");
    }
    Condition host =
        directed(
            direction,
            source ->
                mac(linkHeader, source ? addressing.source : addressing.destination, address));
    return inLinkLayer(host);
  }

  /** Asks first whether there is such a link layer at all, where a tunnel decides. */
  private Condition inLinkLayer(Condition condition) {
    Condition there = linkLayerThere();
    return there == null ? condition : there.and(condition);
  }

  private @Nullable Condition linkLayerThere() {
    Place previous = previousLinkHeader;
    if (tunnel && payload.variable != null && linkHeader.variable != null) {
      // The tunnel carries a network layer where its payload is where its link layer would be.
      return new Condition.Test(payload.variable, JEQ, linkHeader.variable).not();
    }
    if (afterLane && previous != null) {
      return is(load(H, previous, 4), 0xff00).not();
    }
    return null;
  }

  private Condition arcnetHost(int address, Direction direction) {
    return directed(direction, source -> is(load(B, linkHeader, source ? 0 : 1), address));
  }

  private Condition wlanHost(long address, Direction direction) {
    Value control = load(B, linkHeader, 0);
    Value flags = load(B, linkHeader, 1);
    Condition toDs = test(flags, JSET, 1);
    Condition fromDs = test(flags, JSET, 2);
    switch (direction) {
      case SRC -> {
        Condition four =
            toDs.not().and(mac(linkHeader, 16, address)).or(toDs.and(mac(linkHeader, 24, address)));
        Condition data = fromDs.not().and(mac(linkHeader, 10, address)).or(fromDs.and(four));
        Condition all =
            test(control, JSET, 8)
                .not()
                .and(mac(linkHeader, 10, address))
                .or(test(control, JSET, 8).and(data));
        return test(control, JSET, 4).not().and(all);
      }
      case DST -> {
        Condition data =
            toDs.not().and(mac(linkHeader, 4, address)).or(toDs.and(mac(linkHeader, 16, address)));
        Condition all =
            test(control, JSET, 8)
                .not()
                .and(mac(linkHeader, 4, address))
                .or(test(control, JSET, 8).and(data));
        return test(control, JSET, 4).not().and(all);
      }
      case SRC_AND_DST -> {
        return wlanHost(address, Direction.SRC).and(wlanHost(address, Direction.DST));
      }
      case SRC_OR_DST, DEFAULT -> {
        return wlanHost(address, Direction.SRC).or(wlanHost(address, Direction.DST));
      }
      case ADDRESS_1 -> {
        return mac(linkHeader, 4, address);
      }
      case ADDRESS_2 -> {
        return hasSecondAddress(control).and(mac(linkHeader, 10, address));
      }
      case ADDRESS_3 -> {
        return isMasked(control, 0x0c, 4).not().and(mac(linkHeader, 16, address));
      }
      case ADDRESS_4 -> {
        return isMasked(flags, 3, 3).and(mac(linkHeader, 24, address));
      }
      case RECEIVER -> {
        return test(control, JSET, 8).and(mac(linkHeader, 4, address));
      }
      case TRANSMITTER -> {
        return test(control, JSET, 8)
            .and(hasSecondAddress(control).and(mac(linkHeader, 10, address)));
      }
      default -> throw new IllegalStateException();
    }
  }

  /** Neither CTS nor ACK. */
  private Condition hasSecondAddress(Value control) {
    return isMasked(control, 0x0c, 4)
        .and(isMasked(control, 0xf0, 0xc0).or(isMasked(control, 0xf0, 0xd0)))
        .not();
  }

  private Condition name(String name, Qualifiers qualifiers) {
    Protocol protocol = qualifiers.protocol();
    switch (qualifiers.type()) {
      case NET ->
          throw fail("network names such as \"" + name + "\" are not looked up; write the number");
      case DEFAULT, HOST ->
          throw fail("host names such as \"" + name + "\" are not looked up; write the address");
      case GATEWAY -> throw fail("\"gateway\" needs a host name, and host names are not looked up");
      case PORT -> {
        return namedPorts(name, name, qualifiers);
      }
      case PORT_RANGE -> {
        int dash = name.indexOf('-');
        if (dash < 0) {
          throw fail("a range of services has two names with a dash between them");
        }
        return namedPorts(name.substring(0, dash), name.substring(dash + 1), qualifiers);
      }
      case PROTOCOL -> {
        return encapsulated(protocolNumber(name, protocol), protocol);
      }
      case PROTOCOL_CHAIN -> {
        return chain(protocolNumber(name, protocol), protocol);
      }
      default -> throw new IllegalStateException();
    }
  }

  private int protocolNumber(String name, Protocol in) {

    Integer number =
        switch (in) {
          case DEFAULT, IP, IP6 -> Names.ipProtocol(name);
          case ISO -> Names.isoProtocol(name);
          case LINK -> Names.linkProtocol(name);
          default -> null;
        };
    if (number == null) {
      throw fail("the protocol \"" + name + "\" is not known");
    }
    return number;
  }

  private Condition namedPorts(String from, String to, Qualifiers qualifiers) {
    String qualified = qualifiers.type() == Expression.Type.PORT ? "port" : "portrange";
    int transport = transport(qualifiers.protocol(), qualified);
    boolean range = qualifiers.type() == Expression.Type.PORT_RANGE;
    Names.Service first = service(from, range);
    Names.Service last = service(to, range);
    int own = first.transport() == last.transport() ? first.transport() : 0;
    if (transport != 0 && own != 0 && transport != own) {
      throw fail("\"" + from + "\" is a service of " + (own == 6 ? "TCP" : "UDP"));
    }
    return ports(
        first.port(), last.port(), transport == 0 ? own : transport, qualifiers.direction());
  }

  private Names.Service service(String name, boolean digits) {
    if (digits && name.matches("[0-9]{1,9}")) {
      return new Names.Service(portOf(Integer.parseInt(name)), 0);
    }
    Names.Service service = Names.service(name);
    if (service == null) {
      throw fail("the service \"" + name + "\" is not known; write the port's number");
    }
    return service;
  }

  /** Ports from first to last, whichever is the smaller, of a transport or, with 0, of three. */
  private Condition ports(int first, int last, int transport, Direction direction) {
    int[] transports = transport == 0 ? new int[] {132, 6, 17} : new int[] {transport};
    Condition six = null;
    for (int one : transports) {
      Condition ports = is(atNetwork(B, 6), one).and(ports(first, last, direction, true));
      six = six == null ? ports : six.or(ports);
    }
    Condition all6 = carries(IP6).and(six == null ? FALSE : six);
    Condition four = null;
    for (int one : transports) {
      Condition ports =
          is(atNetwork(B, 9), one).and(unfragmented()).and(ports(first, last, direction, false));
      four = four == null ? ports : four.or(ports);
    }
    return all6.or(carries(IP4).and(four == null ? FALSE : four));
  }

  private Condition unfragmented() {
    return test(atNetwork(H, 6), JSET, 0x1fff).not();
  }

  private Condition ports(int first, int last, Direction direction, boolean six) {
    int low = Math.min(first, last);
    int high = Math.max(first, last);
    return directed(
        direction,
        source -> {
          Value port = six ? atNetwork(H, source ? 40 : 42) : atTransport(H, source ? 0 : 2);
          return first == last && low == high
              ? is(port, low)
              : test(port, JGE, low).and(test(port, JGT, high).not());
        });
  }

  /** The length of the IPv4 header; behind a payload of variable place, with that place. */
  private Value transportIndex() {
    Value variable = payload.variable;
    if (variable == null) {
      return pool.headerLength(payload.constant + network);
    }
    Value length = pool.binary(BpfInstruction.LSH, masked(atNetwork(B, 0), 0x0f), pool.constant(2));
    return pool.binary(BpfInstruction.ADD, length, variable);
  }

  private Value atTransport(int size, int offset) {
    return pool.load(size, transportIndex(), payload.constant + network + offset);
  }

  // Sums.

  /** A sum's value and what must hold for it to make sense. */
  private record Sum(Value value, @Nullable Condition guard) {}

  private Condition relation(Expression.Relation relation) {
    Sum left = sum(relation.left());
    Sum right = sum(relation.right());
    liveSums -= 2;
    Condition test = new Condition.Test(left.value, relation.relation(), right.value);
    if (relation.reversed()) {
      test = test.not();
    }
    Condition guard = both(left.guard, right.guard);
    return guard == null ? test : guard.and(test);
  }

  private static @Nullable Condition both(@Nullable Condition first, @Nullable Condition second) {
    return first == null ? second : second == null ? first : first.and(second);
  }

  private Sum sum(Arithmetic arithmetic) {
    if (arithmetic instanceof Expression.Numeral number) {
      claim();
      return new Sum(pool.constant(number.value()), null);
    }
    if (arithmetic instanceof Expression.Length) {
      claim();
      return new Sum(pool.length(), null);
    }
    if (arithmetic instanceof Expression.Negative negative) {
      Sum of = sum(negative.of());
      return new Sum(pool.negate(of.value), of.guard);
    }
    if (arithmetic instanceof Expression.Binary binary) {
      Sum left = sum(binary.left());
      token = binary.token();
      Sum right = sum(binary.right());
      liveSums--;
      token = binary.token();
      int op = binary.operation();
      checkOperand(op, binary.right());
      // As in libpcap, what the right side needs is not asked for.
      return new Sum(pool.binary(op, left.value, right.value), left.guard);
    }
    if (arithmetic instanceof Expression.Load load) {
      return load(load);
    }
    throw new IllegalStateException("sum " + arithmetic);
  }

  /**
   * Refuses to divide by 0 and to shift too far. As in libpcap, it is the operand's first number
   * that counts, even if it is an index: {@code 1 / ip[0]} is refused.
   */
  private void checkOperand(int op, Arithmetic operand) {
    Arithmetic first = operand;
    while (!(first instanceof Expression.Numeral)) {
      if (first instanceof Expression.Binary binary) {
        first = binary.left();
      } else if (first instanceof Expression.Negative negative) {
        first = negative.of();
      } else if (first instanceof Expression.Load load) {
        first = load.index();
      } else {
        return;
      }
    }
    int number = ((Expression.Numeral) first).value();
    boolean division = op == BpfInstruction.DIV || op == BpfInstruction.MOD;
    if (division && number == 0) {
      throw fail("division by zero");
    }
    boolean shift = op == BpfInstruction.LSH || op == BpfInstruction.RSH;
    if (shift && Integer.compareUnsigned(number, 31) > 0) {
      throw fail("a shift by more than 31 bits");
    }
  }

  private void claim() {
    if (++liveSums + variables > MAX_CELLS) {
      throw fail("too many registers are needed for this sum");
    }
  }

  private Sum load(Expression.Load load) {
    Sum index = sum(load.index());
    token = load.token();

    int size =
        switch (load.size()) {
          case 1 -> B;
          case 2 -> H;
          case 4 -> W;
          default -> throw fail("a size is 1, 2 or 4 bytes");
        };
    Protocol protocol = load.protocol();
    switch (protocol) {
      case RADIO -> {
        if ((linkType != PRISM && linkType != RADIOTAP && linkType != AVS) || inner) {
          throw unsupported("a radio header");
        }
        return new Sum(pool.load(size, index.value, 0), index.guard);
      }
      case LINK -> {
        return new Sum(at(size, linkHeader, index.value), index.guard);
      }
      case IP, IP6, ARP, RARP, ATALK, DECNET, LAT, SCA, MOPRC, MOPDL -> {
        return new Sum(
            at(size, payload.plus(network), index.value), both(index.guard, protocol(protocol)));
      }
      case SCTP, TCP, UDP, ICMP, IGMP, IGRP, PIM, VRRP, CARP -> {
        Condition guard =
            carries(IP4).and(orTrue(index.guard).and(protocol(protocol).and(unfragmented())));
        Value where = pool.binary(BpfInstruction.ADD, transportIndex(), index.value);
        return new Sum(pool.load(size, where, payload.constant + network), guard);
      }
      case ICMP6 -> {
        Condition six = carries(IP6);
        if (index.guard != null) {
          six = index.guard.and(six);
        }
        return new Sum(
            at(size, payload.plus(network + 40), index.value), six.and(is(atNetwork(B, 6), 58)));
      }
      default -> throw fail("\"" + protocol + "[...]\" is not supported");
    }
  }

  private static Condition orTrue(@Nullable Condition condition) {
    return condition == null ? TRUE : condition;
  }

  private Value at(int size, Place place, Value index) {
    Value variable = place.variable;
    if (variable == null) {
      return pool.load(size, index, place.constant);
    }
    noteUse(variable);
    return pool.load(size, pool.binary(BpfInstruction.ADD, variable, index), place.constant);
  }

  private Condition byteTest(Expression.ByteTest test) {
    Value value = load(B, linkHeader, test.offset());
    return switch (test.operator()) {
      case "=" -> is(value, test.number());
      case "<" -> test(value, JGE, test.number()).not();
      case ">" -> test(value, JGT, test.number());
      case "&" -> is(masked(value, test.number()), 0).not();
      default -> is(pool.binary(BpfInstruction.OR, value, pool.constant(test.number())), 0).not();
    };
  }

  // Broadcast and multicast.

  private Condition broadcast(Protocol protocol) {
    if (protocol == Protocol.IP) {
      // A file does not tell the network's mask: all zeroes and all ones remain, as in tcpdump.
      Value destination = atNetwork(W, 16);
      return carries(IP4).and(is(destination, 0).or(is(destination, -1)));
    }
    if (protocol != Protocol.DEFAULT && protocol != Protocol.LINK) {
      throw fail("\"" + protocol + "\" has no broadcast");
    }
    if (addressing == Addressing.ARCNET) {
      return arcnetHost(0, Direction.DST);
    }
    if (addressing == Addressing.NONE) {
      throw unsupported("\"broadcast\"");
    }
    return linkHost(0xffffffffffffL, Direction.DST);
  }

  private Condition multicast(Protocol protocol) {
    switch (protocol) {
      case DEFAULT, LINK -> {}
      case IP -> {
        return carries(IP4).and(test(atNetwork(B, 16), JGE, 224));
      }
      case IP6 -> {
        return carries(IP6).and(is(atNetwork(B, 24), 255));
      }
      default -> throw fail("\"" + protocol + "\" has no multicast");
    }
    switch (addressing) {
      case NONE -> throw unsupported("\"multicast\"");
      case ARCNET -> {
        return arcnetHost(0, Direction.DST);
      }
      case WLAN -> {
        Value control = load(B, linkHeader, 0);
        Condition toDs = test(load(B, linkHeader, 1), JSET, 1);
        Condition first = test(load(B, linkHeader, 4), JSET, 1);
        Condition third = test(load(B, linkHeader, 16), JSET, 1);
        Condition data = test(control, JSET, 8).and(toDs.not().and(first).or(toDs.and(third)));
        return test(control, JSET, 4).not().and(test(control, JSET, 8).not().and(first).or(data));
      }
      default -> {
        return inLinkLayer(test(load(B, linkHeader, addressing.destination), JSET, 1));
      }
    }
  }

  // Words.

  private Condition word(Expression.Word word) {
    int number = (int) word.number();
    switch (token.text()) {
      case "less" -> {
        return new Condition.Test(pool.length(), JGT, pool.constant(number)).not();
      }
      case "greater" -> {
        return new Condition.Test(pool.length(), JGE, pool.constant(number));
      }
      case "inbound" -> {
        return direction(true);
      }
      case "outbound" -> {
        return direction(false);
      }
      case "ifindex" -> {
        if (linkType != SLL2 || inner) {
          throw unsupported("\"ifindex\"");
        }
        return is(load(W, 4), number);
      }
      case "vlan" -> {
        return vlan(word.number());
      }
      case "mpls" -> {
        return mpls(word.number());
      }
      case "pppoed" -> {
        return carries(0x8863);
      }
      case "pppoes" -> {
        return pppoes(word.number());
      }
      case "geneve" -> {
        return geneve(word.number());
      }
      case "vxlan" -> {
        return vxlan(word.number());
      }
      case "llc" -> {
        return llc(word.argument());
      }
      case "on", "ifname" -> {
        return pfName(word, 4, "an interface");
      }
      case "rset", "ruleset" -> {
        return pfName(word, 20, "a ruleset");
      }
      case "rnr", "rulenum" -> {
        return pf(is(load(W, linkHeader, 36), number));
      }
      case "srnr", "subrulenum" -> {
        return pf(is(load(W, linkHeader, 40), number));
      }
      case "reason" -> {
        return pf(is(load(B, linkHeader, 3), numberOr(word, Names.PF_REASONS, "reason of pf")));
      }
      case "action" -> {
        return pf(is(load(B, linkHeader, 2), numberOr(word, Names.PF_ACTIONS, "action of pf")));
      }
      case "dir", "direction" -> {
        return wlanDirection(word);
      }
      case "lane",
          "metac",
          "bcc",
          "oam",
          "oamf4",
          "oamf4ec",
          "oamf4sc",
          "sc",
          "ilmic",
          "connectmsg",
          "metaconnect" -> {
        return atm(token.text());
      }
      default -> {
        return mtp2(token.text());
      }
    }
  }

  private Condition direction(boolean inbound) {
    LinkLayer.Direction where = layer.direction();
    if (where.mask() == 0 || inner) {
      throw unsupported(inbound ? "\"inbound\"" : "\"outbound\"");
    }
    Value field = load(where.size(), where.offset());
    if (where.mask() != -1) {
      field = masked(field, where.mask());
    }
    int own = inbound ? where.inbound() : where.outbound();
    int other = inbound ? where.outbound() : where.inbound();
    return own < 0 ? is(field, other).not() : is(field, own);
  }

  private Condition pf(Condition condition) {
    if (linkType != PFLOG || inner) {
      throw unsupported("\"" + token.text() + "\"");
    }
    return condition;
  }

  private Condition pfName(Expression.Word word, int offset, String what) {
    Token argument = word.argument();
    String name = argument == null ? "" : argument.text();
    if (name.length() > 15) {
      throw fail(what + "'s name has at most 15 characters");
    }
    byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return pf(bytes(linkHeader, offset, bytes));
  }

  private int numberOr(Expression.Word word, Map<String, Integer> names, String what) {
    Token argument = word.argument();
    if (argument == null) {
      return (int) word.number();
    }
    Integer number = names.get(argument.text());
    if (number == null) {
      throw fail("\"" + argument.text() + "\" is no " + what);
    }
    return number;
  }

  // What moves where the rest of the expression looks.

  private Condition vlan(long number) {
    if (number > 4095) {
      throw fail("a VLAN id is at most 4095");
    }
    if (labels > 0) {
      throw fail("\"vlan\" is not supported behind \"mpls\"");
    }
    if (typing != Typing.ETHERNET && !isWlan()) {
      throw unsupported("\"vlan\"");
    }
    Condition tagged = carries(0x8100).or(carries(0x88a8)).or(carries(0x9100));
    if (number >= 0) {
      tagged = tagged.and(isMasked(atNetwork(H, 0), 0x0fff, (int) number));
    }
    payload = payload.plus(4);
    type = type.plus(4);
    return tagged;
  }

  private Condition mpls(long number) {
    if (number > 0xfffff) {
      throw fail("an MPLS label is at most 1048575");
    }
    Condition there;
    if (labels > 0) {
      // Not the last of the labels before.
      there = isMasked(atNetwork(B, -2), 1, 0);
    } else {
      switch (typing) {
        case CISCO_HDLC, ETHERNET -> there = carries(MPLS);
        case PPP -> {
          if (layer.typing() == Typing.PPP && linkType != 9 && !inPppoe) {
            throw unsupported("\"mpls\"");
          }
          there = carries(PPP_MPLS);
        }
        default -> throw unsupported("\"mpls\"");
      }
    }
    if (number >= 0) {
      there = there.and(isMasked(atNetwork(W, 0), 0xfffff000, (int) number << 12));
    }
    network += 4;
    noSnap += 4;
    labels++;
    return there;
  }

  private Condition pppoes(long number) {
    if (number > 65535) {
      throw fail("a PPPoE session is at most 65535");
    }
    Condition there = carries(0x8864);
    if (number >= 0) {
      there = there.and(isMasked(atNetwork(W, 0), 0xffff, (int) number));
    }
    // The session's header of 6 bytes, then PPP's protocol number of two.
    Place inner = payload.plus(network + 6);
    moveTo(Typing.PPP, Addressing.NONE, inner, inner, inner.plus(2));
    network = 0;
    noSnap = 0;
    inPppoe = true;
    return there;
  }

  private void moveTo(
      Typing kind, Addressing addresses, Place header, Place typeField, Place content) {
    previousLinkHeader = linkHeader;
    typing = kind;
    addressing = addresses;
    linkHeader = header;
    type = typeField;
    payload = content;
    afterLane = false;
    inner = true;
  }

  private Condition udpPort(int port, boolean six) {
    if (six) {
      return carries(IP6).and(is(atNetwork(B, 6), 17).and(is(atNetwork(H, 42), port)));
    }
    return carries(IP4)
        .and(is(atNetwork(B, 9), 17).and(unfragmented()).and(is(atTransport(H, 2), port)));
  }

  /**
   * A place from which what a UDP datagram carries is reached by adding {@code payload.constant +
   * network + 8}.
   */
  private Condition tunnelIn(int port, TunnelTest test, Value base) {
    Condition four =
        udpPort(port, false)
            .and(test.of((size, offset) -> atTransport(size, 8 + offset)))
            .and(new Condition.Assign(base, transportIndex()));
    Value forty = pool.constant(40);
    Condition six =
        udpPort(port, true)
            .and(test.of((size, offset) -> atNetwork(size, 48 + offset)))
            .and(
                new Condition.Assign(
                    base,
                    payload.variable == null
                        ? forty
                        : pool.binary(BpfInstruction.ADD, payload.variable, forty)));
    return four.or(six);
  }

  private interface At {
    Value of(int size, int offset);
  }

  private interface TunnelTest {
    Condition of(At at);
  }

  private Condition geneve(long number) {
    if (number > 0xffffff) {
      throw fail("a Geneve VNI is at most 16777215");
    }
    Value base = variable();
    Condition there =
        tunnelIn(
            GENEVE_PORT,
            at -> {
              Condition version = isMasked(at.of(B, 0), 0xc0, 0);
              return number < 0
                  ? version
                  : version.and(isMasked(at.of(W, 4), 0xffffff00, (int) number << 8));
            },
            base);
    int header = payload.constant + network + 8;
    Value innerType = variable();
    Value innerHeader = variable();
    Value innerPayload = variable();
    Value start = pool.binary(BpfInstruction.ADD, base, pool.constant(header));
    Value options =
        pool.binary(BpfInstruction.MUL, masked(pool.load(B, start, 0), 0x3f), pool.constant(4));
    Value length = pool.binary(BpfInstruction.ADD, options, pool.constant(8));
    Value end = pool.binary(BpfInstruction.ADD, length, start);
    Condition headerIs = new Condition.Assign(innerHeader, end);
    Condition ethernet =
        new Condition.Assign(
                innerType, pool.binary(BpfInstruction.ADD, innerHeader, pool.constant(12)))
            .and(
                new Condition.Assign(
                    innerPayload, pool.binary(BpfInstruction.ADD, innerHeader, pool.constant(14))));
    Condition other =
        new Condition.Assign(innerType, pool.binary(BpfInstruction.ADD, start, pool.constant(2)))
            .and(new Condition.Assign(innerPayload, innerHeader));
    there = there.and(headerIs).and(choose(is(pool.load(H, start, 2), 0x6558), ethernet, other));
    moveTo(
        Typing.ETHERNET,
        Addressing.ETHERNET,
        new Place(0, innerHeader),
        new Place(0, innerType),
        new Place(0, innerPayload));
    network = 0;
    noSnap = 3;
    tunnel = true;
    return there;
  }

  /** RFC 7348: a header of 8 bytes in UDP, then an Ethernet frame. An extension of ours. */
  private Condition vxlan(long number) {
    if (number > 0xffffff) {
      throw fail("a VXLAN VNI is at most 16777215");
    }
    Value base = variable();
    Condition there =
        tunnelIn(
            VXLAN_PORT,
            at -> {
              Condition flag = test(at.of(B, 0), JSET, 8);
              return number < 0
                  ? flag
                  : flag.and(isMasked(at.of(W, 4), 0xffffff00, (int) number << 8));
            },
            base);
    int header = payload.constant + network + 16;
    moveTo(
        Typing.ETHERNET,
        Addressing.ETHERNET,
        new Place(header, base),
        new Place(header + 12, base),
        new Place(header + 14, base));
    network = 0;
    noSnap = 3;
    tunnel = false;
    return there;
  }

  // LLC.

  private Condition llc(@Nullable Token argument) {
    Condition there;
    switch (typing) {
      case ETHERNET -> {
        if (layer.header() != 0 && !inner) {
          throw unsupported("\"llc\"");
        }
        there = isLength().and(is(load(H, payload, 0), 0xffff).not());
      }
      case SUN_ATM -> there = isLlcAtm();
      case LLC -> {
        if (addressing == Addressing.FIBRE_CHANNEL
            || linkType == ATM_CLIP
            || linkType == LINK_ATM_CLIP) {
          throw unsupported("\"llc\"");
        }
        there = TRUE;
      }
      case WLAN -> there = dataFrame();
      default -> throw unsupported("\"llc\"");
    }
    if (argument == null) {
      return there;
    }
    Value control = load(B, payload, 2);
    String name = argument.text();
    switch (name) {
      case "i" -> {
        return there.and(test(control, JSET, 1).not());
      }
      case "s" -> {
        return there.and(isMasked(control, 3, 1));
      }
      case "u" -> {
        return there.and(isMasked(control, 3, 3));
      }
      default -> {}
    }
    Integer supervisory = Names.LLC_SUPERVISORY.get(name);
    if (supervisory != null) {
      return there.and(isMasked(control, 0x0f, supervisory | 1));
    }
    Integer unnumbered = Names.LLC_UNNUMBERED.get(name);
    if (unnumbered != null) {
      return there.and(isMasked(control, 0xef, unnumbered));
    }
    throw fail("\"" + name + "\" is no type of LLC PDU");
  }

  // 802.11.

  private Condition wlanType(Expression.Wlan wlan) {
    Token typeToken = wlan.type();
    Token subtypeToken = wlan.subtype();
    int type;
    int subtype = -1;
    if (typeToken == null) {
      String name = subtypeToken == null ? "" : subtypeToken.text();
      Integer number = null;
      type = 0;
      for (int candidate = 0; candidate <= 8 && number == null; candidate += 4) {
        number = subtypes(candidate).get(name);
        type = candidate;
      }
      if (number == null) {
        throw fail("\"" + name + "\" is no subtype of 802.11 frames");
      }
      subtype = number;
    } else {
      type = numberOr(typeToken, Names.WLAN_TYPES, 0x0c, "type of 802.11 frames");
      if (subtypeToken != null) {
        subtype = numberOr(subtypeToken, subtypes(type), 0xf0, "subtype of these 802.11 frames");
      }
    }
    if (!isWlan()) {
      throw unsupported("\"" + token.text() + "\"");
    }
    Value control = load(B, linkHeader, 0);
    return subtype < 0 ? isMasked(control, 0x0c, type) : isMasked(control, 0xfc, type | subtype);
  }

  private static Map<String, Integer> subtypes(int type) {
    return type == 0
        ? Names.WLAN_MANAGEMENT
        : type == 4 ? Names.WLAN_CONTROL : type == 8 ? Names.WLAN_DATA : Map.of();
  }

  private int numberOr(Token written, Map<String, Integer> names, int mask, String what) {
    if (written.kind() == Token.Kind.NUMBER) {
      if ((written.number() & ~mask) != 0) {
        throw fail("\"" + written.text() + "\" is no " + what);
      }
      return written.number();
    }
    Integer number = names.get(written.text());
    if (number == null) {
      throw fail("\"" + written.text() + "\" is no " + what);
    }
    return number;
  }

  private Condition wlanDirection(Expression.Word word) {
    Token argument = word.argument();
    if (argument == null) {
      throw new IllegalStateException();
    }
    int direction =
        argument.kind() == Token.Kind.NUMBER
            ? argument.number()
            : numberOr(word, Names.WLAN_DIRECTIONS, "direction of 802.11 frames");
    if (!isWlan()) {
      throw unsupported("\"" + token.text() + "\"");
    }
    return isMasked(load(B, linkHeader, 1), 3, direction);
  }

  // ATM.

  private void requireAtm() {
    if (linkType != SUN_ATM) {
      throw unsupported("\"" + token.text() + "\"");
    }
  }

  private Condition isLlcAtm() {
    return isMasked(load(B, linkHeader, 0), 0x0f, 2);
  }

  private Value vpi() {
    return load(B, linkHeader, 1);
  }

  private Value vci() {
    return load(H, linkHeader, 2);
  }

  private Condition circuit(int number) {
    return is(vpi(), 0).and(is(vci(), number));
  }

  private Condition atm(String name) {
    requireAtm();
    return switch (name) {
      case "metac" -> circuit(1);
      case "bcc" -> circuit(2);
      case "oamf4sc" -> circuit(3);
      case "oamf4ec" -> circuit(4);
      case "sc" -> circuit(5);
      case "ilmic" -> circuit(16);
      case "oam", "oamf4" -> is(vpi(), 0).and(is(vci(), 3).or(is(vci(), 4)));
      case "connectmsg" -> circuit(5).and(message(0x5a, 0x4d, 0x0f, 0x07, 0x05, 0x02));
      case "metaconnect" -> circuit(1).and(message(0x5a, 0x4d, 0x07, 0x05, 0x02));
      default -> lane();
    };
  }

  private Condition message(int... types) {
    Condition any = null;
    for (int type : types) {
      Condition one = is(load(B, linkHeader, 9), type);
      any = any == null ? one : any.or(one);
    }
    return any == null ? FALSE : any;
  }

  private Condition lane() {
    Condition there = isMasked(load(B, linkHeader, 0), 0x0f, 1);
    // A LANE header of two bytes behind the pseudo-header of four, then Ethernet.
    Place header = payload.plus(2);
    moveTo(Typing.ETHERNET, Addressing.ETHERNET, header, header.plus(12), header.plus(14));
    network = 0;
    noSnap = 3;
    afterLane = true;
    return there;
  }

  private Condition field(Expression.Field field) {
    String name = token.text();
    Value value;
    int k = field.number();
    switch (name) {
      case "vpi", "vci" -> {
        requireAtm();
        value = name.equals("vpi") ? vpi() : vci();
      }
      default -> {
        boolean high = name.startsWith("h");
        int begin = mtp2Begin() + (high ? 3 : 0);
        String plain = high ? name.substring(1) : name;
        int most = plain.equals("sio") ? 255 : plain.equals("sls") ? 15 : 16383;
        if (Integer.compareUnsigned(k, most) > 0) {
          throw fail("\"" + name + "\" is at most " + most);
        }
        switch (plain) {
          case "sio":
            value = load(B, begin + 3);
            break;
          case "opc":
            value = masked(load(W, begin + 4), 0x00c0ff0f);
            k = (k & 0x3c00) >> 10 | (k & 0x3fc) << 6 | (k & 3) << 22;
            break;
          case "dpc":
            value = masked(load(W, begin + 4), 0xff3f0000);
            k = (k & 0xff) << 24 | (k & 0x3f00) << 8;
            break;
          default:
            value = masked(load(B, begin + 7), 0xf0);
            k <<= 4;
            break;
        }
      }
    }
    Condition test = test(value, field.relation(), k);
    return field.reversed() ? test.not() : test;
  }

  // SS7.

  /** Where MTP2 begins: BSN, FSN, LI ... */
  private int mtp2Begin() {
    return switch (linkType) {
      case 139 -> 4;
      case 140 -> 0;
      case 197 -> 20;
      default -> throw unsupported("\"" + token.text() + "\"");
    };
  }

  private Condition mtp2(String name) {
    int begin = mtp2Begin();
    boolean high = name.startsWith("h");
    Value length = high ? masked(load(H, begin + 4), 0xff80) : masked(load(B, begin + 2), 0x3f);
    int two = high ? 0x100 : 2;
    return switch (high ? name.substring(1) : name) {
      case "fisu" -> is(length, 0);
      case "lssu", "lsu" -> test(length, JGT, two).not().and(test(length, JGT, 0));
      default -> test(length, JGT, two);
    };
  }
}
