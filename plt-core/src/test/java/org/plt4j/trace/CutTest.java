// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
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

  /**
   * Packets with the same layers as several before are cut at every fourth length only, one after
   * the other at others: all lengths come by.
   */
  private static final int STEP = 4;

  /** A text of each view is made at every eighth cut only. */
  private static final int TEXTS = 8;

  private static void cut(List<Packet> packets) {
    long cuts = 0;
    SamplePackets.Shapes shapes = new SamplePackets.Shapes();
    Map<String, String> differences = new TreeMap<>(); // the first one of each field
    for (Packet packet : packets) {
      Map<String, @Nullable Object> whole = Everything.of(packet);
      int before = shapes.before(packet);
      int step = before < SamplePackets.Shapes.FEW ? 1 : STEP;
      for (int length = packet.capturedLength() - before % step; length >= 0; length -= step) {
        // a copy has no byte behind the cut that could be read by mistake
        Packet cut = packet.withSnapLength(length).copy();
        boolean texts = (length / step + before) % TEXTS == 0;
        Everything.visit(
            cut,
            texts,
            (name, value) -> {
              Object uncut = whole.get(name);
              if (!Objects.equals(value, uncut) && !mayDiffer(name, value, uncut)) {
                differences.putIfAbsent(name, value + " of " + cut + ", uncut " + uncut);
              }
            });
        cuts++;
      }
    }
    System.out.println(cuts + " cuts of " + packets.size() + " packets");
    assertThat(packets).isNotEmpty();
    assertThat(differences).isEmpty();
  }

  private static final Map<String, String> FIELDS = new HashMap<>();

  private static String field(String name) {
    return FIELDS.computeIfAbsent(name, all -> all.substring(all.lastIndexOf('.') + 1));
  }

  private static boolean mayDiffer(String name, @Nullable Object cut, @Nullable Object whole) {
    String field = field(name);
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
