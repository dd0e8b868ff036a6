// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.IpAddress;

/**
 * Networks of both IP versions with a value each, and which of them is the longest that an address
 * is in. Immutable, to be shared between threads; {@link MutablePrefixTable} is for networks that
 * come and go.
 *
 * <p>{@link #lookup4} and {@link #lookup6} take numbers and allocate nothing. A route of a large
 * table takes about 30 bytes, its value not counted.
 *
 * @param <V> the values, which are never null
 */
public final class PrefixTable<V> implements Iterable<Map.Entry<IpPrefix, V>> {
  // the networks, sorted: IPv4's, then IPv6's
  private final int[] networks4;
  private final byte[] lengths4;
  private final long[] highs6;
  private final long[] lows6;
  private final byte[] lengths6;
  private final Object[] values;

  private final LookupTrie trie4;
  private final LookupTrie trie6;

  /** Which lengths there are. */
  private final BitSet lengthsUsed4 = new BitSet();

  private final BitSet lengthsUsed6 = new BitSet();

  private PrefixTable(List<Route<V>> routes, int count4) {
    int count6 = routes.size() - count4;
    networks4 = new int[count4];
    lengths4 = new byte[count4];
    highs6 = new long[count6];
    lows6 = new long[count6];
    lengths6 = new byte[count6];
    values = new Object[routes.size()];
    for (int i = 0; i < values.length; i++) {
      Route<V> route = routes.get(i);
      IpAddress address = route.network.address();
      if (i < count4) {
        networks4[i] = (int) address.low();
        lengths4[i] = (byte) route.network.length();
        lengthsUsed4.set(route.network.length());
      } else {
        highs6[i - count4] = address.high();
        lows6[i - count4] = address.low();
        lengths6[i - count4] = (byte) route.network.length();
        lengthsUsed6.set(route.network.length());
      }
      values[i] = route.value;
    }
    long[] highs4 = new long[count4];
    for (int i = 0; i < count4; i++) {
      highs4[i] = (long) networks4[i] << 32;
    }
    trie4 = new LookupTrie(new Ranges(highs4, new long[count4], lengths4, 0), values);
    trie6 = new LookupTrie(new Ranges(highs6, lows6, lengths6, count4), values);
  }

  private record Route<V>(IpPrefix network, V value) {}

  /** Collects the networks of a table. Not for use by several threads at once. */
  public static final class Builder<V> {
    private final List<Route<V>> routes = new ArrayList<>();

    private Builder() {}

    /** Adds a network: bits behind its length do not count, and the last value given is kept. */
    public Builder<V> add(IpPrefix network, V value) {
      IpPrefix own =
          network.hasLength() && network.first().equals(network.address())
              ? network
              : network.network();
      routes.add(new Route<>(own, Objects.requireNonNull(value)));
      return this;
    }

    /** The table of what was added so far. */
    public PrefixTable<V> build() {
      List<Route<V>> sorted = new ArrayList<>(routes);
      sorted.sort((a, b) -> a.network.compareTo(b.network)); // equal ones stay in order
      int size = 0;
      int count4 = 0;
      for (Route<V> route : sorted) {
        if (size > 0 && sorted.get(size - 1).network.equals(route.network)) {
          sorted.set(size - 1, route);
        } else {
          sorted.set(size++, route);
          count4 += route.network.version() == 4 ? 1 : 0;
        }
      }
      return new PrefixTable<>(sorted.subList(0, size), count4);
    }
  }

  /** An empty builder. */
  public static <V> Builder<V> builder() {
    return new Builder<>();
  }

  /**
   * Reads a table from text in UTF-8: on each line a prefix and, behind blanks or tabs, its value,
   * which may be empty. Empty lines count for nothing, nor does what follows a {@code #} at the
   * start of a line or behind a blank.
   *
   * @param value makes a value of its text, without blanks around it; an {@link
   *     IllegalArgumentException} says that the text is no value
   * @throws PrefixFormatException for a line that holds no prefix or no value; with its number
   */
  public static <V> PrefixTable<V> load(Path file, Function<? super String, ? extends V> value)
      throws IOException {
    try (Reader reader =
        new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
      return load(reader, file.toString(), value);
    }
  }

  /**
   * The same from a reader, which is read to its end and not closed.
   *
   * @param name what the message of an exception calls it
   */
  public static <V> PrefixTable<V> load(
      Reader reader, String name, Function<? super String, ? extends V> value) throws IOException {
    BufferedReader lines = new BufferedReader(reader);
    Builder<V> builder = builder();
    String line = lines.readLine();
    for (long number = 1; line != null; number++, line = lines.readLine()) {
      try {
        addLine(builder, line, value);
      } catch (IllegalArgumentException e) {
        throw new PrefixFormatException(name, number, e);
      }
    }
    return builder.build();
  }

  private static <V> void addLine(
      Builder<V> builder, String line, Function<? super String, ? extends V> value) {
    int start = 0;
    int end = 0;
    while (end < line.length() && (line.charAt(end) != '#' || !isBlank(line, end - 1))) {
      end++;
    }
    while (start < end && isBlank(line, start)) {
      start++;
    }
    int behind = start;
    while (behind < end && !isBlank(line, behind)) {
      behind++;
    }
    if (behind > start) {
      IpPrefix prefix = IpPrefix.parse(line.substring(start, behind));
      builder.add(prefix, value.apply(line.substring(behind, end).strip()));
    }
  }

  private static boolean isBlank(String line, int at) {
    return at < 0 || line.charAt(at) == ' ' || line.charAt(at) == '\t';
  }

  // ---- look-up

  /** The value of the longest network that the address is in, or null. */
  public @Nullable V lookup(IpAddress address) {
    return address.version() == 4
        ? lookup4((int) address.low())
        : lookup6(address.high(), address.low());
  }

  /** {@link #lookup} of an IPv4 address, the first octet the highest; allocates nothing. */
  @SuppressWarnings("unchecked") // values are only ever a V
  public @Nullable V lookup4(int bits) {
    return (V) trie4.find((long) bits << 32, 0);
  }

  /** {@link #lookup} of an IPv6 address; allocates nothing. */
  @SuppressWarnings("unchecked") // values are only ever a V
  public @Nullable V lookup6(long high, long low) {
    return (V) trie6.find(high, low);
  }

  /**
   * The longest network that the address is in, with its value; or null. Slower than {@link
   * #lookup}: a binary search for each length that there is.
   */
  public Map.@Nullable Entry<IpPrefix, V> longest(IpAddress address) {
    IpPrefix all = IpPrefix.of(address);
    BitSet lengths = address.version() == 4 ? lengthsUsed4 : lengthsUsed6;
    for (int n = lengths.length() - 1; n >= 0; n = lengths.previousSetBit(n - 1)) {
      int at = find(all.network(n).address(), n);
      if (at >= 0) {
        return entry(at);
      }
    }
    return null;
  }

  /** The value of exactly this network (bits behind its length do not count), or null. */
  public @Nullable V get(IpPrefix network) {
    int at = find(network.first(), network.length());
    return at < 0 ? null : entry(at).getValue();
  }

  // ---- all of them, and some

  /** How many networks there are. */
  public int size() {
    return values.length;
  }

  /** The networks in order, with their values: IPv4 first, by address, shorter ones first. */
  @Override
  public Iterator<Map.Entry<IpPrefix, V>> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < values.length;
      }

      @Override
      public Map.Entry<IpPrefix, V> next() {
        if (next == values.length) {
          throw new NoSuchElementException("all " + next + " networks were visited");
        }
        return entry(next++);
      }
    };
  }

  /** The networks that contain this one, itself among them, the shortest first. */
  public List<Map.Entry<IpPrefix, V>> covering(IpPrefix network) {
    List<Map.Entry<IpPrefix, V>> list = new ArrayList<>();
    BitSet lengths = network.version() == 4 ? lengthsUsed4 : lengthsUsed6;
    for (int n = lengths.nextSetBit(0); n >= 0 && n <= network.length(); ) {
      int at = find(network.network(n).address(), n);
      if (at >= 0) {
        list.add(entry(at));
      }
      n = lengths.nextSetBit(n + 1);
    }
    return list;
  }

  /** The networks within this one, itself among them, in order. */
  public List<Map.Entry<IpPrefix, V>> covered(IpPrefix network) {
    int at = find(network.first(), network.length());
    int end = network.version() == 4 ? networks4.length : values.length;
    List<Map.Entry<IpPrefix, V>> list = new ArrayList<>();
    for (int i = at < 0 ? ~at : at; i < end && network.contains(address(i)); i++) {
      list.add(entry(i));
    }
    return list;
  }

  /** The place of a network, or ~ of where it would be. */
  private int find(IpAddress address, int length) {
    int from = address.version() == 4 ? 0 : networks4.length;
    int to = address.version() == 4 ? networks4.length : values.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      int order = address(middle).compareTo(address);
      order = order != 0 ? order : Integer.compare(length(middle), length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return ~from;
  }

  private IpAddress address(int at) {
    int at6 = at - networks4.length;
    return at6 < 0 ? IpAddress.ofIp4(networks4[at]) : IpAddress.ofIp6(highs6[at6], lows6[at6]);
  }

  private int length(int at) {
    int at6 = at - networks4.length;
    return at6 < 0 ? lengths4[at] : lengths6[at6] & 0xff;
  }

  @SuppressWarnings("unchecked") // values are only ever a V
  private Map.Entry<IpPrefix, V> entry(int at) {
    return Map.entry(IpPrefix.of(address(at), length(at)), (V) values[at]);
  }
}
