// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Layer;
import org.plt4j.packet.MacAddress;

/**
 * Takes what {@link PacketFields} tells of a packet, in order, and gives it a form. What the packet
 * does not have, or what was not captured, is left out: {@link Layer#NOT_CAPTURED} and null.
 */
interface Fields {
  void number(String name, long value);

  /** Nanoseconds since 1970, which are always there, and before 1970 negative. */
  void nanos(String name, long value);

  /** A number of the registry of {@link org.plt4j.packet.EtherType}. */
  void etherType(String name, int value);

  /** A number of the registry of {@link org.plt4j.packet.IpProtocol}. */
  void protocol(String name, int value);

  void flag(String name, boolean value);

  void text(String name, String value);

  void address(String name, @Nullable IpAddress value);

  void mac(String name, @Nullable MacAddress value);

  void bytes(String name, ByteBuffer value);

  /** Begins a list of items or layers. */
  void beginList(String name);

  void endList();

  void beginItem();

  void endItem();

  /** Begins a layer, which is ended by {@link #endItem}. */
  void beginLayer(String name, int offset);
}
