// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.TestTraces;

/** Packets to be cut, bent and kept: each content once for each link type. */
final class SamplePackets {
  /** Counts packets with the same layers, one behind the other. */
  static final class Shapes {
    /** So many of each are tested thoroughly, the others less so. */
    static final int FEW = 8;

    private record Shape(int linkType, List<Class<?>> layers) {}

    private final Map<Shape, Integer> counts = new HashMap<>();

    /** How many of them came before this one. */
    int before(Packet packet) {
      List<Class<?>> layers = new ArrayList<>();
      packet.layers().forEach(layer -> layers.add(layer.getClass()));
      return counts.merge(new Shape(packet.linkType(), layers), 1, Integer::sum) - 1;
    }
  }

  private record Content(int linkType, ByteBuffer bytes) {}

  private final Map<Content, Packet> packets = new LinkedHashMap<>();

  /** Every packet of the committed traces. */
  static List<Packet> ofTestTraces() {
    SamplePackets sample = new SamplePackets();
    TestTraces.all().forEach(trace -> sample.add(trace, Integer.MAX_VALUE, Integer.MAX_VALUE));
    return List.copyOf(sample.packets.values());
  }

  /** The first packets of every real capture, cut to a length; aborts the test without captures. */
  static List<Packet> ofCaptures(int count, int length) {
    SamplePackets sample = new SamplePackets();
    Reference.captures().forEach(capture -> sample.add(capture.file(), count, length));
    return List.copyOf(sample.packets.values());
  }

  private void add(Path file, int count, int length) {
    try (Trace trace = Trace.open(file).setSnapLength(length)) {
      for (Packet packet = trace.read();
          packet != null && trace.records() <= count;
          packet = trace.read()) {
        packets.putIfAbsent(new Content(packet.linkType(), packet.data()), packet);
      }
    } catch (TraceFormatException e) {
      return; // what came before the fault serves
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
