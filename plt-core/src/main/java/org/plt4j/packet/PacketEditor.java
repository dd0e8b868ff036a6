// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A private copy of a packet's captured bytes, to be changed field by field: the only mutable
 * packet type. It means the outermost headers, as the packet's own accessors do.
 *
 * <pre>{@code
 * PacketEditor editor = packet.edit();
 * editor.dst(IpAddress.parse("192.0.2.1")).set(Field.DST_PORT, 53).set(Field.HOP_LIMIT, 3);
 * editor.fixChecksums();
 * Packet changed = editor.toPacket();
 * }</pre>
 *
 * Nothing follows from a change but the change: lengths and checksums stay as they are until they
 * are set. Headers are found afresh in the bytes as changed so far: where {@link
 * Field#IP4_PROTOCOL} becomes UDP's, the fields of UDP can be set. The packet's time and lengths
 * are kept.
 *
 * <p>What is not there cannot be set: a field of a header that the packet has not, or that lies
 * beyond the capture, is an {@link IllegalStateException}, a value that does not fit its field an
 * {@link IllegalArgumentException}; either changes nothing. Not for use by several threads at once.
 */
public final class PacketEditor {
  private final Packet source;
  private byte[] bytes;
  private Packet packet;

  /** Whether a packet that was handed out has these bytes: copied before the next change. */
  private boolean shared;

  private boolean isUnchanged = true;

  PacketEditor(Packet source) {
    this.source = source;
    bytes = new byte[source.capturedLength()];
    source.data().get(bytes);
    packet = source.withBytes(bytes);
  }

  /** The fixed fields of the outermost headers, each an unsigned number. */
  public enum Field {
    /** What follows an Ethernet header ({@link EtherType}), or an 802.3 frame's length. */
    ETHER_TYPE(in(Ethernet.class, 96, 16)),
    /** The outermost VLAN tag's priority code point. */
    VLAN_PRIORITY(in(Vlan.class, 0, 3)),
    /** The outermost VLAN tag's drop eligible indicator. */
    VLAN_DROP_ELIGIBLE(in(Vlan.class, 3, 1)),
    /** The outermost VLAN tag's identifier. */
    VLAN_ID(in(Vlan.class, 4, 12)),
    /** What follows the outermost VLAN tag ({@link EtherType}). */
    VLAN_ETHER_TYPE(in(Vlan.class, 16, 16)),

    /** DSCP and ECN of either IP version. */
    TRAFFIC_CLASS(in(Ip4.class, 8, 8), in(Ip6.class, 4, 8)),
    /** IPv4's time to live or IPv6's hop limit. */
    HOP_LIMIT(in(Ip4.class, 64, 8), in(Ip6.class, 56, 8)),
    /** The datagram's length in bytes, header included. */
    IP4_TOTAL_LENGTH(in(Ip4.class, 16, 16)),
    /** The identification of the datagram's fragments. */
    IP4_IDENTIFICATION(in(Ip4.class, 32, 16)),
    /** The three flags: 4 reserved, 2 DF, 1 MF. */
    IP4_FLAGS(in(Ip4.class, 48, 3)),
    /** Where the fragment belongs in its datagram, in units of 8 bytes. */
    IP4_FRAGMENT_OFFSET(in(Ip4.class, 51, 13)),
    /** What an IPv4 header carries ({@link IpProtocol}). */
    IP4_PROTOCOL(in(Ip4.class, 72, 8)),
    /** The checksum of an IPv4 header. */
    IP4_HEADER_CHECKSUM(in(Ip4.class, 80, 16)),
    /** The flow label. */
    IP6_FLOW_LABEL(in(Ip6.class, 12, 20)),
    /** Bytes behind an IPv6 header, extension headers included. */
    IP6_PAYLOAD_LENGTH(in(Ip6.class, 32, 16)),
    /** What follows an IPv6 header at once. */
    IP6_NEXT_HEADER(in(Ip6.class, 48, 8)),

    /** The source port of TCP, UDP or SCTP. */
    SRC_PORT(in(Tcp.class, 0, 16), in(Udp.class, 0, 16), in(Sctp.class, 0, 16)),
    /** The destination port of TCP, UDP or SCTP. */
    DST_PORT(in(Tcp.class, 16, 16), in(Udp.class, 16, 16), in(Sctp.class, 16, 16)),
    /** The checksum of TCP, UDP, ICMP or ICMPv6, or the 32 bits of SCTP's. */
    CHECKSUM(
        in(Tcp.class, 128, 16),
        in(Udp.class, 48, 16),
        in(Sctp.class, 64, 32),
        in(Icmp.class, 16, 16),
        in(Icmp6.class, 16, 16)),

    /** The sequence number. */
    TCP_SEQUENCE_NUMBER(in(Tcp.class, 32, 32)),
    /** The acknowledgment number. */
    TCP_ACKNOWLEDGMENT_NUMBER(in(Tcp.class, 64, 32)),
    /** The 12 bits behind the data offset: reserved bits and flags, FIN the lowest. */
    TCP_FLAGS(in(Tcp.class, 100, 12)),
    /** The window, unscaled. */
    TCP_WINDOW(in(Tcp.class, 112, 16)),
    /** The urgent pointer. */
    TCP_URGENT_POINTER(in(Tcp.class, 144, 16)),
    /** The datagram's length in bytes, header included. */
    UDP_LENGTH(in(Udp.class, 32, 16)),
    /** The verification tag. */
    SCTP_VERIFICATION_TAG(in(Sctp.class, 32, 32)),

    /** The type of an ICMP or ICMPv6 message. */
    ICMP_TYPE(in(Icmp.class, 0, 8), in(Icmp6.class, 0, 8)),
    /** The code of an ICMP or ICMPv6 message. */
    ICMP_CODE(in(Icmp.class, 8, 8), in(Icmp6.class, 8, 8)),
    /** The identifier of an ICMP or ICMPv6 message that has one: an echo and the like. */
    ICMP_IDENTIFIER(in(Icmp.class, 32, 16), in(Icmp6.class, 32, 16)),
    /** The sequence number of an ICMP or ICMPv6 message that has one: an echo and the like. */
    ICMP_SEQUENCE_NUMBER(in(Icmp.class, 48, 16), in(Icmp6.class, 48, 16));

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Place> places;

    Field(Place... places) {
      this.places = List.of(places);
    }

    private static Place in(Class<? extends Layer> layer, int bit, int width) {
      return new Place(layer, bit, width);
    }

    /** The field's place in the first of its headers that the packet has, or null. */
    private @Nullable Place place(Packet packet) {
      for (Place place : places) {
        Layer layer = packet.layer(place.layer);
        if (layer != null && isIn(layer)) {
          return place;
        }
      }
      return null;
    }

    private boolean isIn(Layer layer) {
      return switch (this) {
        case ICMP_IDENTIFIER, ICMP_SEQUENCE_NUMBER ->
            layer instanceof Icmp icmp ? icmp.isQuery() : ((Icmp6) layer).isEcho();
        default -> true;
      };
    }

    /** The name in words: {@code tcp window}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** A field's place in one kind of header, in bits from its start, the highest bit first. */
  private record Place(Class<? extends Layer> layer, int bit, int width) {}

  /**
   * Sets a field.
   *
   * @throws IllegalArgumentException if the value is negative or has more bits than the field
   * @throws IllegalStateException if the packet has no such header, or the field was not captured
   */
  public PacketEditor set(Field field, long value) {
    Place place = field.place(packet);
    if (place == null) {
      throw new IllegalStateException("the packet has no " + field);
    }
    if (value >>> place.width != 0) {
      throw new IllegalArgumentException(
          field + " " + value + " is not from 0 to " + ((1L << place.width) - 1));
    }
    int first = place.bit / 8;
    int length = (place.bit % 8 + place.width + 7) / 8;
    int at = captured(packet.layer(place.layer), first, length, field);
    int shift = (first + length) * 8 - place.bit - place.width;
    long mask = ((1L << place.width) - 1) << shift;
    write(at, length, (read(at, length) & ~mask) | (value << shift));
    return this;
  }

  /**
   * Sets the outermost IP header's source address.
   *
   * @throws IllegalArgumentException if the address is not of the header's version
   * @throws IllegalStateException if there is no IP header, or the address was not captured whole
   */
  public PacketEditor src(IpAddress address) {
    return address(address, 12, 8, "source address");
  }

  /** Sets the outermost IP header's destination address; as {@link #src(IpAddress)}. */
  public PacketEditor dst(IpAddress address) {
    return address(address, 16, 24, "destination address");
  }

  private PacketEditor address(IpAddress address, int in4, int in6, String name) {
    Ip ip = packet.ip();
    if (ip != null && ip.version() != address.version()) {
      throw new IllegalArgumentException(
          name + " " + address + " is not of IP version " + ip.version());
    }
    byte[] value = address.toBytes();
    return put(captured(ip, address.version() == 4 ? in4 : in6, value.length, "IP " + name), value);
  }

  /**
   * Sets the Ethernet source address.
   *
   * @throws IllegalStateException if there is no Ethernet header, or the address was not captured
   */
  public PacketEditor src(MacAddress address) {
    return put(captured(packet.layer(Ethernet.class), 6, 6, "Ethernet source"), address.toBytes());
  }

  /** Sets the Ethernet destination address; as {@link #src(MacAddress)}. */
  public PacketEditor dst(MacAddress address) {
    return put(
        captured(packet.layer(Ethernet.class), 0, 6, "Ethernet destination"), address.toBytes());
  }

  /**
   * Overwrites bytes wherever they are, inside tunnels too: those of a layer start at its {@link
   * Layer#offsetIn} of the packet.
   *
   * @param offset of the first byte to overwrite, counted from the packet's first
   * @throws IllegalArgumentException if not all of them are within the capture
   */
  public PacketEditor put(int offset, byte... values) {
    if (offset < 0 || bytes.length - offset < values.length) {
      throw new IllegalArgumentException(
          values.length + " bytes at " + offset + ", " + bytes.length + " were captured");
    }
    changing();
    System.arraycopy(values, 0, bytes, offset, values.length);
    return this;
  }

  /** What an address is to its header. */
  public enum AddressRole {
    /** A source: of an IP header, of a home address option; the sender of ARP. */
    SRC,
    /** A destination: of an IP header; the target of ARP. */
    DST,
    /** Neither: a gateway, a hop of a route, the target of neighbour discovery, a group ... */
    OTHER;

    AddressRole reversed() {
      return this == SRC ? DST : this == DST ? SRC : OTHER;
    }
  }

  /** What becomes of an address. */
  public interface AddressMap {
    /**
     * Answers the address that takes an address's place: of the same version, perhaps the same.
     *
     * @param role what it is; in a datagram that an error quotes, which went the other way, a
     *     source is called a destination, so that a host has the same role in both
     */
    IpAddress map(IpAddress address, AddressRole role);
  }

  /**
   * Replaces the IP addresses in all headers: of IP with its options and extension headers, inside
   * tunnels and quoted datagrams too; of ARP; in redirects, neighbour discovery, router
   * advertisements, IGMP and MLD. Where an address was captured in part, the map gets it filled up
   * with zeros and the part is replaced. What carries addresses as data, such as DNS, is left.
   *
   * @param checksums whether checksums are updated that cover what was changed: by the change (RFC
   *     1624), so that a wrong one stays wrong, and one of a cut datagram is updated too. UDP's 0
   *     stays 0, a computed 0 is sent as 0xffff. Integrity checks with keys (AH) are left.
   * @throws IllegalArgumentException if an address is mapped to one of the other version
   */
  public PacketEditor mapAddresses(AddressMap map, boolean checksums) {
    Packet before = isUnchanged ? source : toPacket();
    changing();
    new AddressRewriter(before, bytes, map, checksums).rewrite();
    packet = source.withBytes(bytes);
    return this;
  }

  /**
   * Computes the checksums of the outermost IP datagram and its transport header: IPv4's, TCP's,
   * UDP's, ICMP's, ICMPv6's, SCTP's. UDP's 0 over IPv4 stays: it says that there is none; set it to
   * anything else to have it computed. A computed 0 is sent as 0xffff (RFC 768).
   *
   * @return whether all that there are could be computed: false, with that one left as it is, where
   *     what one covers was not captured whole, or is only the first fragment of a datagram
   */
  public boolean fixChecksums() {
    boolean all = true;
    Ip4 ip = packet.ip4();
    if (ip != null) {
      all = fix(Field.IP4_HEADER_CHECKSUM, Checksums.computeIp4Header(ip));
    }
    Place place = Field.CHECKSUM.place(packet);
    Layer transport = place == null ? null : packet.layer(place.layer);
    if (place == null || transport == null) {
      return all;
    }
    if (transport instanceof Sctp sctp) {
      return fix(Field.CHECKSUM, Checksums.computeSctp(sctp)) && all;
    }
    int checksum = Checksums.compute(transport, place.bit / 8);
    if (transport instanceof Udp udp) {
      if (udp.checksumStatus() == Checksum.NONE) {
        return all;
      }
      checksum = checksum == 0 ? 0xffff : checksum;
    }
    return fix(Field.CHECKSUM, checksum) && all;
  }

  private boolean fix(Field field, long checksum) {
    if (checksum < 0) {
      return false;
    }
    set(field, checksum);
    return true;
  }

  /** The packet as it is now, immutable: what is edited later does not change it. */
  public Packet toPacket() {
    Packet inBlock = source.inBlock(bytes);
    if (inBlock != null) {
      return inBlock;
    }
    shared = true;
    return packet;
  }

  /** Where a field is in the packet, if all of it was captured. */
  private int captured(@Nullable Layer layer, int at, int length, Object name) {
    if (layer == null) {
      throw new IllegalStateException("the packet has no " + name);
    }
    if (!layer.has(at, length)) {
      throw new IllegalStateException("the " + name + " was not captured");
    }
    return layer.offset() + at;
  }

  private long read(int at, int length) {
    long value = 0;
    for (int i = at; i < at + length; i++) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }

  private void write(int at, int length, long value) {
    changing();
    for (int i = 0; i < length; i++) {
      bytes[at + i] = (byte) (value >>> (8 * (length - 1 - i)));
    }
  }

  private void changing() {
    isUnchanged = false;
    if (shared) {
      bytes = Arrays.copyOf(bytes, bytes.length);
      shared = false;
    }
    packet = source.withBytes(bytes); // its layers are found afresh
  }
}
