// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.PacketMaker;
import org.plt4j.packet.Packet;

/**
 * A filter expression of pcap-filter(7), ready to be applied to packets of any link type.
 *
 * <pre>{@code
 * PacketFilter filter = PacketFilter.compile("tcp port 80 and host 10.1.2.3");
 * try (Trace trace = Trace.open("a.pcap").setFilter(filter)) {
 *   ...
 * }
 * }</pre>
 *
 * <p>What an expression means depends on the link type of the packet, so that a program is compiled
 * for each link type that is met. An expression may have no meaning on some ({@code wlan type mgt}
 * on PPP): packets of these do not match, and are counted.
 *
 * <p>A filter may be used by any number of threads, and waits for none but while a link type is
 * new.
 */
public final class PacketFilter implements Predicate<Packet> {
  private static final PacketMaker PACKETS = PacketMaker.get();

  static {
    try {
      // While the class is not loaded, HotSpot counts no calls of it in matches(), and so would
      // never inline them.
      MethodHandles.lookup().ensureInitialized(BpfCode.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * So many packets are interpreted before a program is compiled for the virtual machine: a small
   * trace is read to its end in less time than the compiler takes to be loaded.
   */
  static final int TRIAL = 2_000;

  private final String expression;

  /** Whose programs these are: itself, unless it is a fork. */
  private final PacketFilter root;

  private final LongAdder unsupported = new LongAdder();

  /** The programs by link type, in a list that only grows at its head. */
  private volatile @Nullable Target targets;

  private PacketFilter(String expression, @Nullable PacketFilter root) {
    this.expression = expression;
    this.root = root == null ? this : root;
  }

  /**
   * Checks the expression's grammar at once; what depends on the link type is found when it is
   * known.
   *
   * @throws PacketFilterException if it is no expression
   */
  public static PacketFilter compile(String expression) {
    FilterCompiler.check(expression);
    return new PacketFilter(expression, null);
  }

  /**
   * Checks everything for a link type at once. The filter serves others, too.
   *
   * @param linkType one of {@link org.plt4j.packet.LinkType}
   * @throws PacketFilterException if it is no expression, or none for this link type
   */
  public static PacketFilter compile(String expression, int linkType) {
    PacketFilter filter = new PacketFilter(expression, null);
    filter.program(linkType);
    return filter;
  }

  /** Whether the packet matches: all of it that was captured, and its length. */
  public boolean matches(Packet packet) {
    Target target = target(packet.linkType());
    BpfCode code = target.code;
    if (code == null) {
      return target.tries(packet, unsupported);
    }
    int length = target.usesLength ? (int) packet.originalLength() : 0;
    return code.run(PACKETS.bytes(packet), PACKETS.start(packet), packet.capturedLength(), length)
        != 0;
  }

  /** The same as {@link #matches}. */
  @Override
  public boolean test(Packet packet) {
    return matches(packet);
  }

  /**
   * The program for a link type.
   *
   * @throws PacketFilterException if the expression cannot be compiled for it
   */
  public BpfProgram program(int linkType) {
    BpfProgram program = target(linkType).program;
    return program != null ? program : FilterCompiler.compile(expression, linkType);
  }

  /**
   * Sees to it that the expression has a meaning on one at least of these link types.
   *
   * @throws PacketFilterException if it cannot be compiled for any of them, and there are some
   */
  public void check(int... linkTypes) {
    PacketFilterException fault = null;
    for (int linkType : linkTypes) {
      try {
        program(linkType);
        return;
      } catch (PacketFilterException e) {
        fault = e;
      }
    }
    if (fault != null) {
      throw fault;
    }
  }

  /**
   * How many packets did not match, so far, because the expression cannot be compiled for their
   * link type.
   */
  public long unsupported() {
    return unsupported.sum();
  }

  /** The same filter with a count of its own, such as for a part of a trace. */
  public PacketFilter fork() {
    return new PacketFilter(expression, root);
  }

  /** The expression. */
  @Override
  public String toString() {
    return expression;
  }

  private Target target(int linkType) {
    Target target = root.find(linkType);
    return target != null ? target : root.add(linkType);
  }

  private @Nullable Target find(int linkType) {
    Target target = targets;
    while (target != null && target.linkType != linkType) {
      target = target.next;
    }
    return target;
  }

  private synchronized Target add(int linkType) {
    Target target = find(linkType); // another thread may have been faster
    if (target == null) {
      target = new Target(expression, linkType, targets);
      targets = target;
    }
    return target;
  }

  /** The program for one link type. */
  private static final class Target {
    final int linkType;
    final @Nullable Target next;

    /** Null if there is none. */
    final @Nullable BpfProgram program;

    final boolean usesLength;

    /** The compiled form; null before the trial is over, and without a program. */
    volatile @Nullable BpfCode code;

    private int trials;

    Target(String expression, int linkType, @Nullable Target next) {
      this.linkType = linkType;
      this.next = next;
      this.program = compile(expression, linkType);
      this.usesLength = program != null && program.usesLength();
    }

    private static @Nullable BpfProgram compile(String expression, int linkType) {
      try {
        return FilterCompiler.compile(expression, linkType);
      } catch (PacketFilterException e) {
        return null;
      }
    }

    boolean tries(Packet packet, LongAdder unsupported) {
      if (program == null) {
        unsupported.increment();
        return false;
      }
      if (trials++ == TRIAL) { // threads that overlook each other make the trial longer, or two
        code = BpfCompiler.compile(program);
      }
      return program.run(packet) != 0;
    }
  }
}
