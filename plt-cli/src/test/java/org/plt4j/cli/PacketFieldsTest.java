// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.Layer;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Ip4Builder;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.TestTraces;
import org.plt4j.testdata.Transports;
import org.plt4j.trace.Trace;

/** Each layer is described, and each description keeps to the names and order that are promised. */
class PacketFieldsTest {
  private static final List<String> PACKET_KEYS =
      List.of(
          "n",
          "timestampNanos",
          "erfTimestamp",
          "linkType",
          "capturedLength",
          "originalLength",
          "wireLength",
          "interface",
          "direction",
          "stop",
          "layers");

  /** The keys of each layer behind {@code layer} and {@code offset}; none of a link header. */
  private static final Map<String, String> LAYER_KEYS =
      Map.ofEntries(
          entry("ethernet", "src dst length etherType"),
          entry("llc", "dsap ssap control"),
          entry("snap", "oui etherType"),
          entry("vlan", "id priority dropEligible etherType"),
          entry("mpls", "label trafficClass bottom ttl"),
          entry("pppoe", "version type code sessionId length"),
          entry("ppp", "protocol"),
          entry("hdlc", "address protocol"),
          entry("sll", "packetType arphrd address protocol"),
          entry("sll2", "packetType arphrd address protocol interfaceIndex"),
          entry("null", "family"),
          entry("radiotap", "headerLength"),
          entry("wlan", "type subtype toDs fromDs addr1 addr2 addr3 addr4 sequence"),
          entry("frame-relay", "dlci"),
          entry("arcnet", "src dst"),
          entry("fddi", "src dst"),
          entry("token-ring", "src dst"),
          entry("arp", "operation senderMac senderIp targetMac targetIp"),
          entry(
              "ip4",
              "src dst headerLength trafficClass totalLength identification reserved dontFragment"
                  + " moreFragments fragmentOffset ttl protocol headerChecksum checksum options"),
          entry("ip6", "src dst trafficClass flowLabel payloadLength nextHeader hopLimit protocol"),
          entry("ip6-hop-by-hop", "nextHeader headerLength"),
          entry("ip6-routing", "nextHeader headerLength"),
          entry("ip6-destination", "nextHeader headerLength"),
          entry(
              "ip6-fragment",
              "nextHeader headerLength fragmentOffset moreFragments identification"),
          entry("ah", "nextHeader headerLength spi sequenceNumber"),
          entry("esp", "spi sequenceNumber"),
          entry(
              "tcp",
              "srcPort dstPort sequenceNumber acknowledgmentNumber dataOffset headerLength flags"
                  + " window checksumField checksum urgentPointer options payloadLength"),
          entry("udp", "srcPort dstPort length checksumField checksum payloadLength"),
          entry("sctp", "srcPort dstPort verificationTag checksumField checksum chunks"),
          entry(
              "icmp",
              "type code checksumField checksum identifier sequenceNumber gateway mtu pointer"
                  + " payloadLength quoted"),
          entry(
              "icmp6",
              "type code checksumField checksum identifier sequenceNumber mtu pointer target"
                  + " destination payloadLength quoted"),
          entry("gre", "protocol flags key sequenceNumber"),
          entry("vxlan", "vni"),
          entry("geneve", "vni protocol"),
          entry("gtp-u", "messageType teid"),
          entry("l2tp", "tunnelId sessionId"),
          entry("teredo", ""),
          entry("ayiya", "nextHeader"),
          entry("lisp", "instanceId"));

  private static final int MUTATIONS = 100_000;

  private final StringBuilder json = new StringBuilder();
  private final Fields jsonFields = new JsonFields(new JsonWriter(json));
  private final Output text = new Output(OutputStream.nullOutputStream());
  private final Fields textFields = new TextFields(text);
  private final PacketLine line = new PacketLine(text.text());
  private final Set<String> seen = new HashSet<>();

  // -------------------------------------------------------------------------------- every layer

  @Test
  void everyKindOfLayerIsDescribed() throws IOException {
    Set<Class<?>> printed = new HashSet<>();
    List<Packet> packets = packets();
    packets.add(tunnel(5072, "44 52 11 29 00000000")); // AYIYA
    packets.add(tunnel(4341, "08 000000 00000100")); // LISP
    for (Packet packet : packets) {
      print(packet);
      packet.layers().forEach(layer -> printed.add(layer.getClass()));
    }

    assertThat(printed).containsExactlyInAnyOrderElementsOf(kinds(Layer.class));
    assertThat(seen).containsAll(LAYER_KEYS.keySet());
  }

  private static List<Class<?>> kinds(Class<?> type) {
    if (!Modifier.isAbstract(type.getModifiers())) {
      return List.of(type);
    }
    return Arrays.stream(type.getPermittedSubclasses())
        .flatMap(permitted -> kinds(permitted).stream())
        .toList();
  }

  private static Packet tunnel(int port, String hex) {
    byte[] header = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] udp = Transports.udp(50_000, port, header);
    return Packet.of(Ip4Builder.ip4("192.0.2.10", "198.51.100.20").carry(17, udp), LinkType.IPV4);
  }

  @Test
  void aNanosecondBefore1970IsThereButANumberNotCapturedIsNot() {
    json.append('{');
    jsonFields.nanos("time", -1);
    jsonFields.number("number", Layer.NOT_CAPTURED);
    jsonFields.etherType("type", Layer.NOT_CAPTURED);
    jsonFields.address("address", null);
    jsonFields.mac("mac", null);
    textFields.nanos("time", -1);
    textFields.number("number", Layer.NOT_CAPTURED);
    textFields.protocol("type", Layer.NOT_CAPTURED);
    textFields.address("address", null);
    textFields.mac("mac", null);

    assertThat(json).hasToString("{\"time\":-1");
    assertThat(text.text()).hasToString("  time: -1\n");
  }

  // ---------------------------------------------------------------------------------- mutations

  @Test
  void mutatedPacketsArePrinted() throws IOException {
    SplittableRandom random = new SplittableRandom(20_260_301);
    List<Packet> packets = packets();
    for (int i = 0; i < MUTATIONS; i++) {
      Packet packet = packets.get(random.nextInt(packets.size()));
      int linkType = random.nextInt(4) > 0 ? packet.linkType() : random.nextInt(300);
      print(Packet.of(mutated(packet.data(), random), linkType));
    }
    assertThat(seen).containsAll(LAYER_KEYS.keySet().stream().filter(this::isInTraces).toList());
  }

  private boolean isInTraces(String layer) {
    return !layer.equals("ayiya") && !layer.equals("lisp");
  }

  private static byte[] mutated(ByteBuffer data, SplittableRandom random) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    int changes = random.nextInt(6);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      int at = random.nextInt(Math.min(bytes.length, random.nextBoolean() ? 64 : bytes.length));
      bytes[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) random.nextInt(256);
            case 1 -> 0;
            case 2 -> (byte) 0xff;
            default -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
          };
    }
    return random.nextInt(3) > 0
        ? bytes
        : Arrays.copyOf(bytes, random.nextInt(bytes.length + 8)); // cut, or zeros behind it
  }

  // ------------------------------------------------------------------------------------ checking

  private static List<Packet> packets() throws IOException {
    List<Packet> packets = new ArrayList<>();
    for (Path path : TestTraces.all()) {
      if (!path.toString().endsWith(".gz")) {
        try (Trace trace = Trace.open(path)) {
          trace.forEach(packets::add);
        }
      }
    }
    return packets;
  }

  /** Prints a packet in every form, and checks its JSON. */
  private void print(Packet packet) {
    json.setLength(0);
    json.append('{');
    PacketFields.of(1, packet, true, jsonFields);
    json.append('}');
    text.text().setLength(0);
    line.append(1, packet);
    PacketFields.of(1, packet, true, textFields);
    HexDump.print(text, packet.data());

    Map<String, Object> members = Json.object(json.toString());
    assertInOrder(members, PACKET_KEYS);
    checkLayers(members.get("layers"));
  }

  private void checkLayers(Object layers) {
    for (Object layer : (List<?>) layers) {
      Map<String, Object> fields = Json.asObject(layer);
      String name = (String) fields.get("layer");
      seen.add(name);
      List<String> keys = new ArrayList<>(List.of("layer", "offset"));
      keys.addAll(List.of(LAYER_KEYS.getOrDefault(name, "").split(" ")));
      assertInOrder(fields, keys);
      if (fields.containsKey("quoted")) {
        checkLayers(fields.get("quoted"));
      }
    }
  }

  /** Whether an object's keys are among the promised ones, and come in that order. */
  private static void assertInOrder(Map<String, Object> members, List<String> keys) {
    Iterator<String> promised = keys.iterator();
    for (String key : members.keySet()) {
      boolean found = false;
      while (!found && promised.hasNext()) {
        found = promised.next().equals(key);
      }
      assertThat(found).as(key + " of " + members).isTrue();
    }
  }
}
