// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.Checksum;
import org.plt4j.packet.Everything;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Packet;

/**
 * Packets at every capture length: nothing throws, and every field is that of the uncut packet or
 * says that it was not captured.
 */
class CutTest {
  /** What a cut may change freely. */
  private static final Set<String> FREE =
      Set.of(
          "data",
          "payload",
          "value",
          "optionsData",
          "layer2",
          "layer3",
          "transport",
          "stop",
          "isCut",
          "capturedLength",
          "toString");

  /** What answers 0 where it was not captured. */
  private static final Set<String> ZERO =
      Set.of(
          "srcPort",
          "dstPort",
          "ports",
          "srcHigh",
          "srcLow",
          "dstHigh",
          "dstLow",
          "addresses",
          "vlanId");

  @Test
  void testTracesAtEveryCaptureLength() {
    cut(SamplePackets.ofTestTraces());
  }

  @Test
  void capturesAtEveryCaptureLength() {
    cut(SamplePackets.ofCaptures(20, 400));
  }

  private static void cut(List<Packet> packets) {
    long cuts = 0;
    Map<String, String> differences = new TreeMap<>(); // the first one of each field
    for (Packet packet : packets) {
      Map<String, @Nullable Object> whole = Everything.of(packet);
      for (int length = packet.capturedLength(); length >= 0; length--) {
        // a copy has no byte behind the cut that could be read by mistake
        Packet cut = packet.withSnapLength(length).copy();
        compare(whole, Everything.of(cut), cut, differences);
        cuts++;
      }
    }
    System.out.println(cuts + " cuts of " + packets.size() + " packets");
    assertThat(packets).isNotEmpty();
    assertThat(differences).isEmpty();
  }

  private static void compare(
      Map<String, @Nullable Object> whole,
      Map<String, @Nullable Object> cut,
      Packet packet,
      Map<String, String> differences) {
    cut.forEach(
        (name, value) -> {
          if (!Objects.equals(value, whole.get(name)) && !mayDiffer(name, value, whole.get(name))) {
            differences.putIfAbsent(name, value + " of " + packet + ", uncut " + whole.get(name));
          }
        });
  }

  private static boolean mayDiffer(String name, @Nullable Object cut, @Nullable Object whole) {
    String field = name.substring(name.lastIndexOf('.') + 1);
    if (FREE.contains(field)
        || (name.contains("quoted") && field.endsWith("Length"))
        || cut == null
        || cut.equals(false)
        || cut.equals(Checksum.UNKNOWN)) {
      return true;
    }
    if (!(cut instanceof Number number)) {
      return false;
    }
    long value = number.longValue();
    return value == Layer.NOT_CAPTURED
        || (value == 0 && ZERO.contains(field))
        || (field.equals("protocol") && isExtensionHeader((int) value) && whole != null);
  }

  /** A cut chain of IPv6 extension headers has its last one as its protocol. */
  private static boolean isExtensionHeader(int protocol) {
    return switch (protocol) {
      case IpProtocol.HOP_BY_HOP,
          IpProtocol.ROUTING,
          IpProtocol.FRAGMENT,
          IpProtocol.DESTINATION_OPTIONS ->
          true;
      default -> false;
    };
  }
}
