// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Tcp;

/**
 * Follows TCP connections and tells what their segments are: retransmissions, duplicate
 * acknowledgments, full windows and all that {@link TcpEvent} names, round-trip times, bytes in
 * flight. Segments are judged once, in the order in which they are added.
 *
 * <p>The segment is that of the packet's outermost IP header; for the connections inside of tunnels
 * {@link Packet#innermost} is added instead. A segment is left out if its header was not captured
 * up to the window, and counted but not judged if it is a fragment or its header does not fit into
 * its datagram.
 *
 * <p>A connection takes about a kilobyte, and a long one some more for the times of what waits to
 * be acknowledged; nothing that grows with its length. For one thread at a time.
 */
public final class TcpAnalyzer {
  private final Map<FlowKey, TcpConnection> current = new HashMap<>();
  private final List<TcpConnection> all = new ArrayList<>();

  /** An analyzer that has seen nothing. */
  public TcpAnalyzer() {}

  /**
   * Adds a packet.
   *
   * @return what was found out about it, or null if it is no TCP segment or too little of it was
   *     captured
   */
  public @Nullable TcpSegment add(Packet packet) {
    Ip ip = packet.ip();
    Tcp tcp = packet.tcp();
    FlowKey key = tcp == null ? null : FlowKey.of(packet);
    if (ip == null || tcp == null || key == null || tcp.window() == Layer.NOT_CAPTURED) {
      return null;
    }
    TcpHeader header = new TcpHeader(packet, ip, tcp);
    FlowKey undirected = key.forward();
    TcpConnection connection = current.get(undirected);
    boolean isReused =
        connection != null
            && header.syn
            && !header.ack
            && connection.isOther(key.equals(connection.key()), header.sequenceNumber);
    if (connection == null || isReused) {
      connection = new TcpConnection(key, all.size());
      current.put(undirected, connection);
      all.add(connection);
    }
    return connection.add(header, key.equals(connection.key()), isReused);
  }

  /** The connections in the order of their first segments: a view that grows. */
  public List<TcpConnection> connections() {
    return Collections.unmodifiableList(all);
  }
}
