// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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
      Set.of("data", "payload", "stop", "isCut", "capturedLength", "toString");

  /** What answers 0 where it was not captured. */
  private static final Set<String> ZERO =
      Set.of("srcPort", "dstPort", "ports", "srcHigh", "srcLow", "dstHigh", "dstLow", "addresses");

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
    for (Packet packet : packets) {
      Map<String, @Nullable Object> whole = Everything.of(packet);
      for (int length = packet.capturedLength(); length >= 0; length--) {
        // a copy has no byte behind the cut that could be read by mistake
        Packet cut = packet.withSnapLength(length).copy();
        compare(whole, Everything.of(cut), cut);
        cuts++;
      }
    }
    System.out.println(cuts + " cuts of " + packets.size() + " packets");
    assertThat(packets).isNotEmpty();
  }

  private static void compare(
      Map<String, @Nullable Object> whole, Map<String, @Nullable Object> cut, Packet packet) {
    cut.forEach(
        (name, value) -> {
          if (!Objects.equals(value, whole.get(name)) && !mayDiffer(name, value, whole.get(name))) {
            fail(name + " " + value + " of " + packet + ", uncut " + whole.get(name));
          }
        });
  }

  private static boolean mayDiffer(String name, @Nullable Object cut, @Nullable Object whole) {
    String field = name.substring(name.lastIndexOf('.') + 1);
    if (FREE.contains(field) || cut == null || cut.equals(false)) {
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
