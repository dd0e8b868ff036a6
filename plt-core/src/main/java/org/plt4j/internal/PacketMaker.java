// SPDX-License-Identifier: Apache-2.0
package org.plt4j.internal;

import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Packet;

/**
 * How the readers make packets although the packet's constructor is private, and how filters and
 * writers reach what a packet is made of: {@link Packet} hands the one implementation over when it
 * is initialised.
 */
public abstract class PacketMaker {
  private static @Nullable PacketMaker instance;

  /** For {@link Packet} alone, which calls it once. */
  protected PacketMaker() {}

  /** Hands over the implementation; called by {@link Packet}'s initialiser. */
  public static void set(PacketMaker maker) {
    instance = maker;
  }

  /** The implementation. */
  public static PacketMaker get() {
    try {
      MethodHandles.lookup().ensureInitialized(Packet.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    return Objects.requireNonNull(instance);
  }

  /**
   * Makes a packet.
   *
   * @param bytes a buffer that will never change
   * @param start where the packet's first byte is in it
   * @param captured how many bytes were captured, all within the buffer
   * @param length the length that the record gives, unsigned
   * @param time nanoseconds since 1970 or 32.32 fixed point, as the origin says
   * @param origin what the packets of the interface have in common
   */
  public abstract Packet make(
      ByteBuffer bytes, int start, int captured, int length, long time, Origin origin);

  /**
   * Hands to a table of flows what the packet would be, and makes it only where it is not of the
   * most common kind; see {@link #make}.
   */
  public abstract void count(
      FlowSink flows,
      ByteBuffer bytes,
      int start,
      int captured,
      int length,
      long time,
      Origin origin);

  /** What the packet has in common with the others of its interface. */
  public abstract Origin origin(Packet packet);

  /** The time as the packet was made with it. */
  public abstract long time(Packet packet);

  /**
   * The buffer that holds the packet, among others; never to be written, positioned or handed out.
   */
  public abstract ByteBuffer bytes(Packet packet);

  /** Where the packet's first byte is in the buffer. */
  public abstract int start(Packet packet);

  /**
   * The pcapng block that holds the packet: the file's own bytes where nothing was changed, else
   * the same with the data as they now are. Null if the packet came from no such block.
   */
  public abstract @Nullable ByteBuffer block(Packet packet);
}
