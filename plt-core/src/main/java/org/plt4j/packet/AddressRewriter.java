// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.Bytes;
import org.plt4j.packet.PacketEditor.AddressMap;
import org.plt4j.packet.PacketEditor.AddressRole;

/**
 * Replaces the IP addresses in a packet's headers, those inside tunnels and in quoted datagrams
 * too, and updates the checksums that cover them by what was changed (RFC 1624): a wrong checksum
 * stays wrong, and one of a cut datagram can be updated all the same.
 *
 * <p>Of an address that was captured in part, the part that was captured is replaced.
 */
final class AddressRewriter {
  private static final int MAX_QUOTES = 4;
  private static final int MAX_COVERS = 64;

  private static final int RECORD_ROUTE = 7;
  private static final int TIMESTAMP = 68;
  private static final int LOOSE_SOURCE_ROUTE = 131;
  private static final int STRICT_SOURCE_ROUTE = 137;
  private static final int HOME_ADDRESS = 201;
  private static final int SEGMENT_ROUTE = 4;
  private static final int COMPRESSED_ROUTE = 3;

  private static final int IGMP = 2;
  private static final int IGMP_QUERY = 0x11;
  private static final int IGMP_REPORT_3 = 0x22;
  private static final int ROUTER_ADVERTISEMENT = 9;
  private static final int MLD_QUERY = 130;
  private static final int MLD_DONE = 132;
  private static final int MLD_REPORT_2 = 143;

  private static final int GRE_CHECKSUM = 0x8000;

  private final Packet before;
  private final int origin;
  private final byte[] bytes;
  private final ByteBuffer after;
  private final AddressMap map;
  private final boolean checksums;

  // checksums that cover what is being changed, the outermost first: where each starts to count,
  // where its field is, whether 0 means that there is none
  private final int[] coverStarts = new int[MAX_COVERS];
  private final int[] coverFields = new int[MAX_COVERS];
  private final boolean[] coverOptional = new boolean[MAX_COVERS];
  private int covers;

  /** Whether source and destination are those of a packet that went the other way. */
  private boolean reversed;

  /**
   * A rewriter of one packet.
   *
   * @param before the packet as it is
   * @param bytes a copy of its bytes, to be changed
   */
  AddressRewriter(Packet before, byte[] bytes, AddressMap map, boolean checksums) {
    this.before = before;
    this.origin = before.at(0);
    this.bytes = bytes;
    this.after = ByteBuffer.wrap(bytes);
    this.map = map;
    this.checksums = checksums;
  }

  void rewrite() {
    rewrite(before, 0);
  }

  private void rewrite(Packet packet, int quotes) {
    Packet of = null;
    Ip ip = null;
    boolean plain = true;
    for (Layer layer : packet.layers()) {
      if (layer.packet() != of) { // inside a tunnel
        of = layer.packet();
        ip = null;
      }
      int at = layer.offset() + of.at(0) - origin;
      int end = of.capturedLength() + of.at(0) - origin;
      if (layer instanceof Ip4 ip4) {
        ip = ip4;
        plain = ip4.headerLength() <= 20;
        rewriteIp4(ip4, at, end);
      } else if (layer instanceof Ip6 ip6) {
        ip = ip6;
        plain = true;
        address(at + 8, end, 16, AddressRole.SRC);
        address(at + 24, end, 16, AddressRole.DST);
      } else if (layer instanceof Ip6Extension extension) {
        plain = false;
        rewriteExtension(extension, at, end);
      } else if (layer instanceof Arp arp) {
        rewriteArp(arp, at, end);
      } else if (layer instanceof Gre gre) {
        if ((gre.flags() & GRE_CHECKSUM) != 0) {
          cover(at, at + 4, false);
        }
      } else if (layer instanceof Tcp) {
        updatePseudo(ip, plain, at, at + 16);
      } else if (layer instanceof Udp) {
        updatePseudo(ip, plain, at, at + 6);
      } else if (layer instanceof Icmp icmp) {
        rewriteIcmp(icmp, at, end, quotes);
      } else if (layer instanceof Icmp6 icmp6) {
        updatePseudo(ip, plain, at, at + 2);
        rewriteIcmp6(icmp6, at, end, quotes);
      }
      if (layer instanceof Udp) {
        cover(at, at + 6, true);
      }
    }
  }

  // ---- headers

  private void rewriteIp4(Ip4 ip, int at, int end) {
    int outside = covers;
    cover(at, at + 10, false);
    address(at + 12, end, 4, AddressRole.SRC);
    address(at + 16, end, 4, AddressRole.DST);
    int header = ip.headerLength();
    if (header > 20) {
      rewriteOptions(at + 20, Math.min(end, at + header));
    }
    covers = outside;
    if (ip.protocol() == IGMP && header >= 20 && ip.fragmentOffset() == 0) {
      cover(at + header, at + header + 2, false);
      rewriteGroups(at + header, end, 4, u8(at + header, end));
      covers = outside;
    }
  }

  /** Routes and timestamps (RFC 791, 3.1): what is not recorded yet is no address. */
  private void rewriteOptions(int from, int end) {
    int at = from;
    while (end - at >= 2 && bytes[at] != HeaderOption.END) {
      int kind = bytes[at] & 0xff;
      int length = kind == HeaderOption.NO_OPERATION ? 1 : bytes[at + 1] & 0xff;
      if (length < 1 || (length < 2 && kind != HeaderOption.NO_OPERATION)) {
        return;
      }
      int next = at + length;
      int pointer = end - at >= 3 ? bytes[at + 2] & 0xff : 0;
      int recorded = Math.min(Math.min(next, end), at + pointer - 1);
      switch (kind) {
        case LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE ->
            addresses(at + 3, Math.min(next, end), 4, 4);
        case RECORD_ROUTE -> addresses(at + 3, recorded, 4, 4);
        case TIMESTAMP -> {
          int flag = end - at >= 4 ? bytes[at + 3] & 0xf : 0;
          if (flag == 1 || flag == 3) {
            addresses(at + 4, flag == 1 ? recorded : Math.min(next, end), 4, 8);
          }
        }
        default -> {}
      }
      at = next;
    }
  }

  /** Addresses of routing headers, and a home address (RFC 6275, 6.3). */
  private void rewriteExtension(Ip6Extension header, int at, int end) {
    int length = header.headerLength();
    if (length < 0) {
      return;
    }
    int limit = Math.min(end, at + length);
    if (header.protocol() == IpProtocol.ROUTING) {
      int type = header.u8(2);
      int count = type == SEGMENT_ROUTE ? header.u8(4) + 1 : length / 16;
      if (type != COMPRESSED_ROUTE) {
        addresses(at + 8, Math.min(limit, at + 8 + 16 * count), 16, 16);
      }
      return;
    }
    for (int option = at + 2; limit - option >= 2; ) {
      int type = bytes[option] & 0xff;
      if (type == HOME_ADDRESS && bytes[option + 1] == 16) {
        address(option + 2, limit, 16, AddressRole.SRC);
      }
      option += type == 0 ? 1 : 2 + (bytes[option + 1] & 0xff);
    }
  }

  private void rewriteArp(Arp arp, int at, int end) {
    int hardware = arp.hardwareLength();
    if (arp.protocolType() == EtherType.IP4 && arp.protocolLength() == 4 && hardware >= 0) {
      address(at + 8 + hardware, end, 4, AddressRole.SRC);
      address(at + 12 + 2 * hardware, end, 4, AddressRole.DST);
    }
  }

  private void rewriteIcmp(Icmp icmp, int at, int end, int quotes) {
    cover(at, at + 2, false);
    switch (icmp.type()) {
      case Icmp.REDIRECT -> address(at + 4, end, 4, AddressRole.OTHER);
      case ROUTER_ADVERTISEMENT -> { // RFC 1256: how many entries, of how many words
        int entry = Math.max(4, icmp.u8(5) * 4);
        addresses(at + 8, Math.min(end, at + 8 + icmp.u8(4) * entry), 4, entry);
      }
      default -> {}
    }
    rewriteQuoted(icmp.quoted(), quotes);
  }

  private void rewriteIcmp6(Icmp6 icmp, int at, int end, int quotes) {
    cover(at, at + 2, false);
    int type = icmp.type();
    int options = end;
    switch (type) {
      case Icmp6.ROUTER_SOLICITATION -> options = at + 8;
      case Icmp6.ROUTER_ADVERTISEMENT -> options = at + 16;
      case Icmp6.NEIGHBOUR_SOLICITATION, Icmp6.NEIGHBOUR_ADVERTISEMENT -> {
        address(at + 8, end, 16, AddressRole.OTHER);
        options = at + 24;
      }
      case Icmp6.REDIRECT -> {
        address(at + 8, end, 16, AddressRole.OTHER);
        address(at + 24, end, 16, AddressRole.OTHER);
        options = at + 40;
      }
      default -> {}
    }
    if ((type >= MLD_QUERY && type <= MLD_DONE) || type == MLD_REPORT_2) {
      rewriteGroups(at, end, 16, type);
    }
    while (end - options >= 2) { // RFC 4861, 4.6
      int length = (bytes[options + 1] & 0xff) * 8;
      if (length == 0) {
        break;
      }
      int limit = Math.min(end, options + length);
      switch (bytes[options]) {
        case 3 -> prefix(options + 16, limit, u8(options + 2, end));
        case 4 -> // the packet that is redirected
            rewriteQuoted(icmp.quoted(options + 8 - at, LinkType.IPV6), quotes);
        case 24 -> prefix(options + 8, limit, u8(options + 2, end)); // a route, RFC 4191
        case 25 -> addresses(options + 8, limit, 16, 16); // DNS servers, RFC 8106
        default -> {}
      }
      options += length;
    }
    rewriteQuoted(icmp.quoted(), quotes);
  }

  /** Groups and sources of IGMP (RFC 2236, RFC 3376) and MLD (RFC 2710, RFC 3810). */
  private void rewriteGroups(int at, int end, int width, int type) {
    if (type != IGMP_REPORT_3 && type != MLD_REPORT_2) {
      int group = width == 4 ? at + 4 : at + 8;
      address(group, end, width, AddressRole.OTHER);
      if (type == IGMP_QUERY || type == MLD_QUERY) {
        int sources = group + width + 4;
        addresses(sources, limit(end, sources, u16(sources - 2, end) * width), width, width);
      }
      return;
    }
    int records = u16(at + 6, end);
    for (int record = at + 8; records > 0 && record < end; records--) {
      int sources = record + 4 + width;
      int count = u16(record + 2, end);
      address(record + 4, end, width, AddressRole.OTHER);
      addresses(sources, limit(end, sources, count * width), width, width);
      record = sources + count * width + 4 * u8(record + 1, end);
    }
  }

  private void rewriteQuoted(@Nullable Packet quoted, int quotes) {
    if (quoted == null || quotes == MAX_QUOTES) {
      return;
    }
    int outside = covers;
    reversed = !reversed; // what is quoted went the other way
    rewrite(quoted, quotes + 1);
    reversed = !reversed;
    covers = outside;
  }

  // ---- addresses

  private static int limit(int end, int from, int length) {
    return Math.min(end, from + length);
  }

  private int u8(int at, int end) {
    return at < end ? bytes[at] & 0xff : 0;
  }

  private int u16(int at, int end) {
    return end - at >= 2 ? Bytes.u16(after, at) : 0;
  }

  /** Addresses side by side, or with something behind each. */
  private void addresses(int from, int end, int width, int step) {
    for (int at = from; at < end; at += step) {
      address(at, end, width, AddressRole.OTHER);
    }
  }

  private void address(int at, int end, int width, AddressRole role) {
    replace(at, end, width, 8 * width, role);
  }

  /** The first bits of an IPv6 address; those behind them stay as they are. */
  private void prefix(int at, int end, int length) {
    replace(at, end, 16, Math.min(length, 128), AddressRole.OTHER);
  }

  private void replace(int at, int end, int width, int bits, AddressRole role) {
    int captured = Math.min(width, end - at);
    if (captured <= 0) {
      return;
    }
    byte[] value = new byte[width];
    System.arraycopy(bytes, at, value, 0, captured);
    AddressRole as = reversed ? role.reversed() : role;
    byte[] mapped = map.map(IpAddress.of(value), as).toBytes();
    if (mapped.length != width) {
      throw new IllegalArgumentException(
          "an address of " + width + " bytes was mapped to one of " + mapped.length);
    }
    for (int i = bits / 8; i < width; i++) {
      int mask = i == bits / 8 ? 0xff00 >>> (bits % 8) & 0xff : 0;
      mapped[i] = (byte) ((mapped[i] & mask) | (value[i] & ~mask));
    }
    write(at, mapped, captured, covers);
  }

  // ---- checksums

  private void cover(int start, int field, boolean optional) {
    if (covers < MAX_COVERS) {
      coverStarts[covers] = start;
      coverFields[covers] = field;
      coverOptional[covers] = optional;
      covers++;
    }
  }

  /** Writes bytes and updates the first so many checksums, which cover them. */
  private void write(int at, byte[] value, int length, int covered) {
    for (int i = 0; checksums && i < covered; i++) {
      long difference = 0;
      for (int n = 0; n < length; n++) {
        int byteDifference = (value[n] & 0xff) - (bytes[at + n] & 0xff);
        difference += (at + n - coverStarts[i] & 1) == 0 ? byteDifference << 8 : byteDifference;
      }
      update(coverFields[i], difference, coverOptional[i], i);
    }
    System.arraycopy(value, 0, bytes, at, length);
  }

  /** Updates a checksum, and the first so many others, which cover it. */
  private void update(int field, long difference, boolean optional, int covered) {
    if (difference == 0 || bytes.length - field < 2) {
      return;
    }
    int old = Bytes.u16(after, field);
    if (optional && old == 0) {
      return; // UDP without a checksum
    }
    int updated = ~Checksums.fold((~old & 0xffff) + Math.floorMod(difference, 0xffffL)) & 0xffff;
    updated = optional && updated == 0 ? 0xffff : updated;
    write(field, new byte[] {(byte) (updated >>> 8), (byte) updated}, 2, covered);
  }

  /** Updates a transport checksum by what was changed in the addresses of its pseudo header. */
  private void updatePseudo(@Nullable Ip ip, boolean plain, int at, int field) {
    if (!checksums || ip == null || !ip.hasAddresses()) {
      return;
    }
    int offset = ip.offset() + ip.packet().at(0);
    long difference;
    if (plain) {
      int from = ip.version() == 4 ? 12 : 8;
      int length = ip.version() == 4 ? 8 : 32;
      difference =
          Checksums.sum(after, offset - origin + from, length)
              - Checksums.sum(before.bytes(), offset + from, length);
    } else {
      Packet changed = ip.packet().over(after, ip.packet().at(0) - origin);
      Ip changedIp =
          ip instanceof Ip4 ? new Ip4(changed, ip.offset()) : new Ip6(changed, ip.offset());
      difference = Checksums.addressSum(changedIp) - Checksums.addressSum(ip);
    }
    update(field, difference, field - at == 6, covers);
  }
}
