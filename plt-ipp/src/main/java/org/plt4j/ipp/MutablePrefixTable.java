// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.IpAddress;

/**
 * The form of {@link PrefixTable} for networks that come and go: a binary tree per IP version whose
 * nodes skip the bits that all below them share. A look-up visits a node for each shorter network
 * around the address. Not for use by several threads at once; {@link #toTable} is.
 *
 * @param <V> the values, which are never null
 */
public final class MutablePrefixTable<V> implements Iterable<Map.Entry<IpPrefix, V>> {
  private @Nullable Node<V> root4;
  private @Nullable Node<V> root6;
  private int size;
  private int changes;

  /** The first bits of a network, left-aligned; a value, or none where two ways part. */
  private static final class Node<V> {
    final long high;
    final long low;
    final int length;
    @Nullable V value;
    @Nullable Node<V> zero;
    @Nullable Node<V> one;

    Node(long high, long low, int length, @Nullable V value) {
      this.high = high & Bits.highMask(length);
      this.low = low & Bits.lowMask(length);
      this.length = length;
      this.value = value;
    }

    int common(long otherHigh, long otherLow) {
      return Math.min(length, Bits.common(high, low, otherHigh, otherLow));
    }

    @Nullable Node<V> child(long otherHigh, long otherLow) {
      return isOne(otherHigh, otherLow) ? one : zero;
    }

    void setChild(Node<V> child) {
      setChild(child.high, child.low, child);
    }

    void setChild(long otherHigh, long otherLow, @Nullable Node<V> child) {
      if (isOne(otherHigh, otherLow)) {
        one = child;
      } else {
        zero = child;
      }
    }

    /** The bit behind those of this node. */
    private boolean isOne(long otherHigh, long otherLow) {
      return (length < 64 ? otherHigh << length : otherLow << (length - 64)) < 0;
    }
  }

  /** An empty table. */
  public MutablePrefixTable() {}

  private static long high(IpAddress address) {
    return address.version() == 4 ? address.low() << 32 : address.high();
  }

  private static long low(IpAddress address) {
    return address.version() == 4 ? 0 : address.low();
  }

  private @Nullable Node<V> root(int version) {
    return version == 4 ? root4 : root6;
  }

  private void setRoot(int version, @Nullable Node<V> root) {
    if (version == 4) {
      root4 = root;
    } else {
      root6 = root;
    }
  }

  /**
   * Sets a network's value; bits behind its length do not count.
   *
   * @return its value before, or null if it was not there
   */
  public @Nullable V put(IpPrefix network, V value) {
    Objects.requireNonNull(value);
    changes++;
    long high = high(network.address());
    long low = low(network.address());
    int length = network.length();
    Node<V> above = null;
    Node<V> node = root(network.version());
    while (node != null) {
      int common = node.common(high, low);
      if (common < node.length || length <= common) {
        break;
      }
      above = node;
      node = node.child(high, low);
    }
    if (node != null && node.length == length && node.common(high, low) == length) {
      V before = node.value;
      node.value = value;
      size += before == null ? 1 : 0;
      return before;
    }
    Node<V> added = new Node<>(high, low, length, value);
    Node<V> top = added;
    if (node != null) {
      int common = Math.min(length, node.common(high, low));
      if (common == length) {
        added.setChild(node);
      } else {
        top = new Node<>(high, low, common, null);
        top.setChild(node);
        top.setChild(added);
      }
    }
    if (above == null) {
      setRoot(network.version(), top);
    } else {
      above.setChild(top);
    }
    size++;
    return null;
  }

  /**
   * Takes a network out.
   *
   * @return its value, or null if it was not there
   */
  public @Nullable V remove(IpPrefix network) {
    long high = high(network.address());
    long low = low(network.address());
    int length = network.length();
    Node<V> aboveThat = null;
    Node<V> above = null;
    Node<V> node = root(network.version());
    while (node != null && node.length < length && node.common(high, low) == node.length) {
      aboveThat = above;
      above = node;
      node = node.child(high, low);
    }
    if (node == null || node.length != length || node.common(high, low) != length) {
      return null;
    }
    V before = node.value;
    if (before == null) {
      return null;
    }
    changes++;
    size--;
    node.value = null;
    drop(network.version(), node, above);
    if (above != null) {
      drop(network.version(), above, aboveThat); // it may have parted two ways
    }
    return before;
  }

  /** Leaves a node out that neither has a value nor parts two ways. */
  private void drop(int version, Node<V> node, @Nullable Node<V> above) {
    if (node.value != null || (node.zero != null && node.one != null)) {
      return;
    }
    Node<V> below = node.zero != null ? node.zero : node.one;
    if (above == null) {
      setRoot(version, below);
    } else {
      above.setChild(node.high, node.low, below);
    }
  }

  // ---- look-up

  /** The value of the longest network that the address is in, or null. */
  public @Nullable V lookup(IpAddress address) {
    Node<V> node = match(root(address.version()), high(address), low(address));
    return node == null ? null : node.value;
  }

  /** {@link #lookup} of an IPv4 address, the first octet the highest; allocates nothing. */
  public @Nullable V lookup4(int bits) {
    Node<V> node = match(root4, (long) bits << 32, 0);
    return node == null ? null : node.value;
  }

  /** {@link #lookup} of an IPv6 address; allocates nothing. */
  public @Nullable V lookup6(long high, long low) {
    Node<V> node = match(root6, high, low);
    return node == null ? null : node.value;
  }

  /** The longest network that the address is in, with its value; or null. */
  public Map.@Nullable Entry<IpPrefix, V> longest(IpAddress address) {
    Node<V> node = match(root(address.version()), high(address), low(address));
    return node == null ? null : entry(address.version(), node);
  }

  private static <V> @Nullable Node<V> match(@Nullable Node<V> root, long high, long low) {
    Node<V> match = null;
    Node<V> node = root;
    while (node != null && node.common(high, low) == node.length) {
      match = node.value != null ? node : match;
      node = node.length < 128 ? node.child(high, low) : null;
    }
    return match;
  }

  /** The value of exactly this network (bits behind its length do not count), or null. */
  public @Nullable V get(IpPrefix network) {
    long high = high(network.address());
    long low = low(network.address());
    Node<V> node = root(network.version());
    while (node != null && node.length < network.length()) {
      node = node.child(high, low);
    }
    return node != null && node.length == network.length() && node.common(high, low) == node.length
        ? node.value
        : null;
  }

  // ---- all of them, and some

  /** How many networks there are. */
  public int size() {
    return size;
  }

  /**
   * The networks in order, with their values: IPv4 first, by address, shorter ones first. A change
   * of the table ends the iteration with a {@link ConcurrentModificationException}.
   */
  @Override
  public Iterator<Map.Entry<IpPrefix, V>> iterator() {
    return new Walk(root4, root6);
  }

  private final class Walk implements Iterator<Map.Entry<IpPrefix, V>> {
    private final Deque<Node<V>> waiting = new ArrayDeque<>();
    private final int changesBefore = changes;
    private @Nullable Node<V> then6;
    private int version;
    private @Nullable Node<V> next;

    Walk(@Nullable Node<V> first4, @Nullable Node<V> first6) {
      version = 4;
      then6 = first6;
      push(first4);
      advance();
    }

    private void push(@Nullable Node<V> node) {
      if (node != null) {
        waiting.push(node);
      }
    }

    /** Goes on to the next node that has a value. */
    private void advance() {
      next = null;
      while (next == null) {
        if (waiting.isEmpty()) {
          if (then6 == null) {
            return;
          }
          version = 6;
          push(then6);
          then6 = null;
        }
        Node<V> node = waiting.pop();
        push(node.one);
        push(node.zero);
        next = node.value != null ? node : null;
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Map.Entry<IpPrefix, V> next() {
      if (changes != changesBefore) {
        throw new ConcurrentModificationException("the table was changed");
      }
      if (next == null) {
        throw new NoSuchElementException("all networks were visited");
      }
      Map.Entry<IpPrefix, V> entry = entry(version, next);
      advance();
      return entry;
    }
  }

  /** The networks that contain this one, itself among them, the shortest first. */
  public List<Map.Entry<IpPrefix, V>> covering(IpPrefix network) {
    List<Map.Entry<IpPrefix, V>> list = new ArrayList<>();
    long high = high(network.address());
    long low = low(network.address());
    Node<V> node = root(network.version());
    while (node != null
        && node.length <= network.length()
        && node.common(high, low) == node.length) {
      if (node.value != null) {
        list.add(entry(network.version(), node));
      }
      node = node.length < 128 ? node.child(high, low) : null;
    }
    return list;
  }

  /** The networks within this one, itself among them, in order. */
  public List<Map.Entry<IpPrefix, V>> covered(IpPrefix network) {
    long high = high(network.address());
    long low = low(network.address());
    Node<V> node = root(network.version());
    while (node != null && node.length < network.length()) {
      node = node.child(high, low);
    }
    List<Map.Entry<IpPrefix, V>> list = new ArrayList<>();
    if (node != null && node.common(high, low) >= network.length()) {
      boolean four = network.version() == 4;
      new Walk(four ? node : null, four ? null : node).forEachRemaining(list::add);
    }
    return list;
  }

  /** An immutable table of what is there now. */
  public PrefixTable<V> toTable() {
    PrefixTable.Builder<V> builder = PrefixTable.builder();
    for (Map.Entry<IpPrefix, V> entry : this) {
      builder.add(entry.getKey(), entry.getValue());
    }
    return builder.build();
  }

  private static <V> Map.Entry<IpPrefix, V> entry(int version, Node<V> node) {
    IpAddress address =
        version == 4
            ? IpAddress.ofIp4((int) (node.high >>> 32))
            : IpAddress.ofIp6(node.high, node.low);
    return Map.entry(IpPrefix.of(address, node.length), Objects.requireNonNull(node.value));
  }
}
