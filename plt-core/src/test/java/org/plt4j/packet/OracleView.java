// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.plt4j.trace.TraceFormat;

/**
 * A packet in the terms of python-libtrace: the attributes that its objects have, by their names,
 * with the values of our API. Where the two differ by design, the translation is here:
 *
 * <ul>
 *   <li>meta-data in front, such as a Linux cooked header, is no part of its packet;
 *   <li>its {@code ip}, {@code tcp} ... are what layer 3 starts with, while ours are found behind
 *       any stack of tags and labels;
 *   <li>its {@code transport} goes through IPv6 in IPv4, ours asks for the inner packet;
 *   <li>its payloads run to the end of the capture, and are none where nothing was captured;
 *   <li>it does not know SCTP's checksum.
 * </ul>
 */
final class OracleView {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private final Packet packet;
  private final TraceFormat format;

  private OracleView(Packet packet, TraceFormat format) {
    this.packet = packet;
    this.format = format;
  }

  /** What the oracle prints of a packet, so far as it is about the packet itself. */
  static Map<String, @Nullable Object> of(Packet packet, TraceFormat format) {
    OracleView view = new OracleView(packet, format);
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("pkt", view.pkt());
    all.put("layer2", view.generic("Layer2", packet.layer2(), 0));
    all.put("layer3", view.generic("Layer3", packet.layer3(), 0));
    all.put("transport", view.transport());
    boolean seen = seesIp(packet);
    Ip4 ip4 = seen ? packet.ip4() : null;
    Ip6 ip6 = seen ? packet.ip6() : null;
    Tcp tcp = seen ? packet.tcp() : null;
    Udp udp = seen ? packet.udp() : null;
    Icmp icmp = seen ? packet.icmp() : null;
    Icmp6 icmp6 = seen ? packet.icmp6() : null;
    Sctp sctp = seen ? packet.sctp() : null;
    all.put("ip", ip4 == null ? null : view.ip(ip4));
    all.put("ip6", ip6 == null ? null : view.ip6(ip6));
    all.put("tcp", tcp == null ? null : view.tcp(tcp));
    all.put("udp", udp == null ? null : view.udp(udp));
    all.put("tcp_payload", tcp == null ? null : packetPayload(tcpPayload(tcp)));
    all.put("udp_payload", udp == null ? null : packetPayload(udpPayload(udp)));
    all.put("icmp", icmp == null ? null : icmp(icmp));
    all.put("icmp6", icmp6 == null ? null : icmp6(icmp6));
    all.put("sctp", sctp == null ? null : sctp(sctp));
    all.put("cksm", checksums(ip4, ip6, tcp, udp, icmp, icmp6));
    return all;
  }

  /** Whether layer 3 is the IP header, with nothing in between. */
  static boolean seesIp(Packet packet) {
    Ip ip = packet.ip();
    ByteBuffer layer3 = packet.layer3();
    return ip != null && layer3 != null && ip.data().limit() == layer3.limit();
  }

  // ---- packet and layers

  private Map<String, @Nullable Object> pkt() {
    Map<String, @Nullable Object> pkt = generic("Packet", packet.layer2(), 0);
    pkt.put("size", 0L); // the original's own answer
    pkt.put("ts_sec", packet.timestamp().getEpochSecond());
    pkt.put("seconds", packet.seconds());
    pkt.put("erf_time", packet.erfTimestamp());
    pkt.put("wire_len", packet.wireLength());
    pkt.put("capture_len", (long) packet.capturedLength());
    pkt.put("direction", (long) packet.direction());
    pkt.put("time", TIME.format(format == TraceFormat.ERF ? erfTime() : packet.timestamp()));
    return pkt;
  }

  /** Cut to the microsecond, where ours rounds ERF's time to the nearest nanosecond. */
  private Instant erfTime() {
    long time = packet.erfTimestamp();
    long micros = ((time & 0xffff_ffffL) * 1_000_000) >>> 32;
    return Instant.ofEpochSecond(time >>> 32, micros * 1000);
  }

  private @Nullable Map<String, @Nullable Object> generic(
      String type, @Nullable ByteBuffer data, int protocol) {
    if (data == null) {
      return null;
    }
    Map<String, @Nullable Object> layer = object("packet", type, data);
    layer.put("ethertype", (long) packet.etherType());
    layer.put("linktype", (long) packet.libtraceType());
    layer.put("vlan_id", (long) packet.vlanId());
    layer.put("proto", (long) protocol);
    return layer;
  }

  private @Nullable Map<String, @Nullable Object> transport() {
    Packet inner = innerOf6in4();
    if (inner == null) {
      return generic("Transport", packet.transport(), packet.transportProtocol());
    }
    ByteBuffer transport = inner.transport();
    Ip ip = inner.ip();
    if (transport == null || ip == null) {
      return null;
    }
    int offset = ip.offsetIn(packet) + inner.capturedLength() - transport.limit();
    return generic("Transport", from(packet.data(), offset), inner.transportProtocol());
  }

  private @Nullable Packet innerOf6in4() {
    Ip4 ip = packet.transportProtocol() == IpProtocol.IP6 ? packet.ip4() : null;
    return ip == null ? null : ip.inner();
  }

  // ---- internet

  private Map<String, @Nullable Object> ip(Ip4 ip) {
    Map<String, @Nullable Object> all = generic("IP", ip.data(), ip.protocol());
    all.putAll(ip4Fields(ip));
    return all;
  }

  private static Map<String, @Nullable Object> ip4Fields(Ip4 ip) {
    Map<String, @Nullable Object> all = ipFields(ip);
    all.put("hdr_len", ip.headerLength() / 4L);
    all.put("pkt_len", number(ip.totalLength()));
    all.put("ident", number(ip.identification()));
    all.put("has_rf", ip.isReserved());
    all.put("has_df", ip.isDontFragment());
    all.put("has_mf", ip.isMoreFragments());
    all.put("frag_offset", number(ip.fragmentOffset()));
    all.put("checksum", number(ip.headerChecksum()));
    all.put("payload", hex(from(ip.data(), ip.headerLength())));
    return all;
  }

  private Map<String, @Nullable Object> ip6(Ip6 ip) {
    Map<String, @Nullable Object> all = generic("IP6", ip.data(), ip.protocol());
    all.putAll(ip6Fields(ip));
    return all;
  }

  private static Map<String, @Nullable Object> ip6Fields(Ip6 ip) {
    Map<String, @Nullable Object> all = ipFields(ip);
    all.put("hdr_len", null);
    all.put("pkt_len", null);
    all.put("flow_label", number(ip.flowLabel()));
    all.put("payload_len", number(ip.payloadLength()));
    all.put("next_hdr", number(ip.nextHeader()));
    all.put("payload", hex(from(ip.data(), 40)));
    return all;
  }

  private static Map<String, @Nullable Object> ipFields(Ip ip) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("version", (long) ip.version());
    all.put("traffic_class", number(ip.trafficClass()));
    all.put("ttl", number(ip.hopLimit()));
    all.put("hop_limit", number(ip.hopLimit()));
    all.put("src_prefix", text(ip.src()));
    all.put("dst_prefix", text(ip.dst()));
    all.put("proto", number(ip.protocol()));
    return all;
  }

  // ---- transport

  private Map<String, @Nullable Object> tcp(Tcp tcp) {
    Map<String, @Nullable Object> all = object("packet", "TCP", tcp.data());
    putEnds(all, IpProtocol.TCP, tcp.srcPort(), tcp.dstPort());
    all.put("seq_nbr", number(tcp.sequenceNumber()));
    all.put("ack_nbr", number(tcp.acknowledgmentNumber()));
    all.put("doff", number(tcp.dataOffset()));
    all.put("flags", number(tcp.flags()));
    all.put("urg_flag", tcp.isUrg());
    all.put("ack_flag", tcp.isAck());
    all.put("psh_flag", tcp.isPsh());
    all.put("rst_flag", tcp.isRst());
    all.put("syn_flag", tcp.isSyn());
    all.put("fin_flag", tcp.isFin());
    all.put("window", number(tcp.window()));
    all.put("checksum", number(tcp.checksum()));
    all.put("urg_ptr", number(tcp.urgentPointer()));
    all.put("options_data", hex(tcp.optionsData()));
    StringBuilder kinds = new StringBuilder();
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    for (HeaderOption option : tcp.options()) {
      if (option.kind() > HeaderOption.NO_OPERATION) {
        kinds.append(HexFormat.of().toHexDigits((byte) option.kind()));
        Object value = option.length() == 2 ? true : hex(option.value());
        options.putIfAbsent(Integer.toString(option.kind()), value);
      }
    }
    all.put("option_numbers", kinds.isEmpty() ? (Object) false : kinds.toString());
    if (!kinds.isEmpty()) {
      all.put("options", options);
    }
    all.put("payload", copiedPayload(tcpPayload(tcp)));
    return all;
  }

  private static ByteBuffer tcpPayload(Tcp tcp) {
    return from(tcp.data(), tcp.headerLength());
  }

  private Map<String, @Nullable Object> udp(Udp udp) {
    Map<String, @Nullable Object> all = object("packet", "UDP", udp.data());
    putEnds(all, IpProtocol.UDP, udp.srcPort(), udp.dstPort());
    all.put("len", number(udp.length()));
    all.put("checksum", number(udp.checksum()));
    all.put("payload", copiedPayload(udpPayload(udp)));
    return all;
  }

  private static ByteBuffer udpPayload(Udp udp) {
    return from(udp.data(), 8);
  }

  private void putEnds(Map<String, @Nullable Object> all, int protocol, int srcPort, int dstPort) {
    Ip ip = Objects.requireNonNull(packet.ip());
    all.put("proto", (long) protocol);
    all.put("src_port", (long) srcPort);
    all.put("dst_port", (long) dstPort);
    all.put("src_prefix", text(ip.src()));
    all.put("dst_prefix", text(ip.dst()));
  }

  private static @Nullable Map<String, @Nullable Object> copiedPayload(ByteBuffer data) {
    return data.limit() == 0 ? null : object("copy", "payload", data);
  }

  private static @Nullable Map<String, @Nullable Object> packetPayload(ByteBuffer data) {
    if (data.limit() == 0) {
      return null;
    }
    Map<String, @Nullable Object> payload = object("packet", "payload", data);
    payload.put("proto", 0L);
    return payload;
  }

  private static Map<String, @Nullable Object> icmp(Icmp icmp) {
    ByteBuffer body = from(icmp.data(), 8);
    Map<String, @Nullable Object> all =
        message(icmp.data(), icmp.type(), icmp.code(), icmp.checksum());
    Packet quoted = icmp.quoted();
    if (quoted == null) {
      all.put("payload", bytes(body));
    } else {
      all.put("payload", object("copy", "IP", body));
      Ip4 ip = Objects.requireNonNull(quoted.ip4());
      Map<String, @Nullable Object> fields = ip4Fields(ip);
      fields.put("payload", hex(from(body, ip.headerLength())));
      all.put("payload_ip", fields);
    }
    if (icmp.type() == Icmp.ECHO || icmp.type() == Icmp.ECHO_REPLY) {
      all.put("echo", echo(icmp.identifier(), icmp.sequenceNumber()));
    }
    if (icmp.type() == Icmp.REDIRECT) {
      all.put("redirect", Map.of("gateway", String.valueOf(icmp.gateway())));
    }
    return all;
  }

  private static Map<String, @Nullable Object> icmp6(Icmp6 icmp) {
    ByteBuffer body = from(icmp.data(), 8);
    Map<String, @Nullable Object> all =
        message(icmp.data(), icmp.type(), icmp.code(), icmp.checksum());
    Packet quoted = icmp.quoted();
    if (quoted == null) {
      all.put("payload", bytes(body));
    } else {
      all.put("payload", object("copy", "IP", body));
      Map<String, @Nullable Object> fields = ip6Fields(Objects.requireNonNull(quoted.ip6()));
      fields.put("payload", hex(from(body, 40)));
      all.put("payload_ip6", fields);
    }
    switch (icmp.type()) {
      case Icmp6.ECHO_REQUEST, Icmp6.ECHO_REPLY ->
          all.put("echo", echo(icmp.identifier(), icmp.sequenceNumber()));
      case Icmp6.PACKET_TOO_BIG -> all.put("toobig", Map.of("mtu", icmp.mtu()));
      case Icmp6.PARAMETER_PROBLEM -> all.put("param", Map.of("pointer", icmp.pointer()));
      case Icmp6.NEIGHBOUR_SOLICITATION, Icmp6.NEIGHBOUR_ADVERTISEMENT ->
          all.put("neighbour", Map.of("target_prefix", String.valueOf(icmp.target())));
      default -> {}
    }
    return all;
  }

  private static Map<String, @Nullable Object> message(
      ByteBuffer data, int type, int code, int checksum) {
    Map<String, @Nullable Object> all = object("packet", "", data);
    all.put("type", (long) type); // the message's here, not the object's
    all.put("code", number(code));
    all.put("checksum", number(checksum));
    return all;
  }

  private static Map<String, @Nullable Object> echo(int identifier, int sequenceNumber) {
    return Map.of("ident", (long) identifier, "sequence", (long) sequenceNumber);
  }

  private static Map<String, @Nullable Object> sctp(Sctp sctp) {
    Map<String, @Nullable Object> all = object("packet", "SCTP", sctp.data());
    all.put("src_port", (long) sctp.srcPort());
    all.put("dst_port", (long) sctp.dstPort());
    all.put("verification_tag", number(sctp.verificationTag()));
    all.put("checksum", number(sctp.checksum()));
    List<@Nullable Object> chunks = new ArrayList<>();
    for (SctpChunk chunk : sctp.chunks()) {
      Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
      attributes.put("type", (long) chunk.type());
      attributes.put("flags", number(chunk.flags()));
      attributes.put("length", number(chunk.length()));
      attributes.put("is_ok", chunk.isCaptured());
      attributes.put("bytes", hex(chunk.value()));
      chunks.add(attributes);
    }
    all.put("chunks", chunks);
    return all;
  }

  // ---- checksums

  private static Map<String, @Nullable Object> checksums(
      @Nullable Ip4 ip4,
      @Nullable Ip6 ip6,
      @Nullable Tcp tcp,
      @Nullable Udp udp,
      @Nullable Icmp icmp,
      @Nullable Icmp6 icmp6) {
    Boolean ofTcp = tcp == null ? null : isRight(tcp.checksumStatus());
    Boolean ofUdp = udp == null ? null : isRight(udp.checksumStatus());
    Boolean ofIcmp = icmp == null ? null : isRight(icmp.checksumStatus());
    Boolean ofIcmp6 = icmp6 == null ? null : isRight(icmp6.checksumStatus());
    Boolean ofTransport =
        ofTcp != null ? ofTcp : ofUdp != null ? ofUdp : ofIcmp != null ? ofIcmp : ofIcmp6;
    Boolean ofHeader = ip4 == null ? null : isRight(ip4.headerChecksumStatus());
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("tcp.test_trans_cksm", ofTcp);
    all.put("udp.test_trans_cksm", ofUdp);
    all.put("icmp.test_trans_cksm", ofIcmp);
    all.put("icmp6.test_trans_cksm", ofIcmp6);
    all.put("ip.test_trans_cksm", ip4 == null ? null : ofTransport);
    all.put("ip6.test_trans_cksm", ip6 == null ? null : ofTransport);
    all.put("ip.checksum_ok", ofHeader);
    all.put("ip.test_l3_cksm", ofHeader);
    all.put("ip.test_l3_cksm#2", ofHeader);
    all.put("ip6.test_l3_cksm", null);
    return all;
  }

  private static @Nullable Boolean isRight(Checksum checksum) {
    return switch (checksum) {
      case GOOD -> true;
      case BAD -> false;
      case UNKNOWN, NONE -> null;
    };
  }

  // ---- values

  private static Map<String, @Nullable Object> object(String kind, String type, ByteBuffer data) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("kind", kind);
    all.put("type", type);
    all.put("size", (long) data.limit());
    all.put("data", hex(data));
    return all;
  }

  private static Map<String, @Nullable Object> bytes(ByteBuffer data) {
    return Map.of("bytes", hex(data));
  }

  private static @Nullable Long number(long field) {
    return field == Layer.NOT_CAPTURED ? null : field;
  }

  private static @Nullable String text(@Nullable IpAddress address) {
    return address == null ? null : address.toString();
  }

  private static ByteBuffer from(ByteBuffer data, int at) {
    int start = Math.min(at, data.limit());
    return data.slice(start, data.limit() - start);
  }

  private static String hex(ByteBuffer data) {
    byte[] bytes = new byte[data.limit()];
    data.get(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
