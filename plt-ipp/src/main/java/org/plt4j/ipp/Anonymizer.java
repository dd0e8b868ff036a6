// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Packet;
import org.plt4j.packet.PacketEditor;
import org.plt4j.packet.PacketEditor.AddressRole;

/**
 * Replaces the addresses of packets by others: by Crypto-PAn, which keeps prefixes; by another
 * prefix; or by a permutation that keeps nothing. Equal addresses stay equal, in all packets and
 * with the same key in all traces.
 *
 * <p>Every address is replaced that {@link PacketEditor#mapAddresses} finds, and the checksums that
 * cover it are updated. MAC addresses, ports, times and data are left as they are: somebody who
 * knows some of the traffic may find it again. Immutable but for a memory of recent answers, and
 * safe for use by several threads.
 */
public final class Anonymizer {
  /** Bytes of a key: for AES and for the padding, 16 each. */
  public static final int KEY_LENGTH = 32;

  private final AddressMapping mapping;
  private final boolean sources;
  private final boolean destinations;
  private final boolean checksums;

  private Anonymizer(
      AddressMapping mapping, boolean sources, boolean destinations, boolean checksums) {
    this.mapping = mapping;
    this.sources = sources;
    this.destinations = destinations;
    this.checksums = checksums;
  }

  private static Anonymizer of(AddressMapping mapping) {
    return new Anonymizer(mapping, true, true, true);
  }

  /**
   * Crypto-PAn (Xu, Fan, Ammar, Moon, "Prefix-preserving IP address anonymization", ICNP 2002): two
   * addresses that have their first n bits in common, and no more, are replaced by two that have
   * just as many. IPv6 is treated alike, with 128 bits for 32.
   *
   * @param key 32 bytes
   * @throws IllegalArgumentException for any other number
   */
  public static Anonymizer cryptoPan(byte[] key) {
    return of(new RecentAnswers(new CryptoPan(checked(key))));
  }

  /**
   * A key from a text as libtrace's traceanon makes it: its bytes in UTF-8, filled up with zeros.
   *
   * @throws IllegalArgumentException if it has no bytes, or more than 32
   */
  public static byte[] keyOf(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > KEY_LENGTH) {
      throw new IllegalArgumentException(
          "a key of " + bytes.length + " bytes, from 1 to " + KEY_LENGTH + " are needed");
    }
    return Arrays.copyOf(bytes, KEY_LENGTH);
  }

  /**
   * A permutation of all addresses of a version that depends on the key and keeps no prefixes: of
   * IPv6 AES-128 itself, of IPv4 ten rounds of a Feistel network (Luby and Rackoff 1988) with AES
   * as its function.
   *
   * @param key 32 bytes, the first 16 for AES, the others for IPv4's rounds
   * @throws IllegalArgumentException for any other number
   */
  public static Anonymizer permutation(byte[] key) {
    return of(new RecentAnswers(new Permutation(checked(key))));
  }

  private static byte[] checked(byte[] key) {
    if (key.length != KEY_LENGTH) {
      throw new IllegalArgumentException(
          "a key of " + key.length + " bytes, " + KEY_LENGTH + " are needed");
    }
    return key;
  }

  /**
   * Puts the first bits of a prefix in place of an address's own; the bits behind them stay.
   * Addresses of which no prefix of their version is given stay as they are.
   *
   * @throws IllegalArgumentException if there is none, or two of the same version
   */
  public static Anonymizer substitution(IpPrefix... prefixes) {
    @Nullable IpPrefix four = null;
    @Nullable IpPrefix six = null;
    for (IpPrefix prefix : prefixes) {
      if ((prefix.version() == 4 ? four : six) != null) {
        throw new IllegalArgumentException("a second prefix of its version: " + prefix);
      }
      if (prefix.version() == 4) {
        four = prefix;
      } else {
        six = prefix;
      }
    }
    if (prefixes.length == 0) {
      throw new IllegalArgumentException("no prefix to put in place of others");
    }
    return of(new Substitution(four, six));
  }

  /** The same, for the sources of headers alone, and what is neither source nor destination. */
  public Anonymizer sourcesOnly() {
    return new Anonymizer(mapping, true, false, checksums);
  }

  /** The same, for destinations alone, and what is neither source nor destination. */
  public Anonymizer destinationsOnly() {
    return new Anonymizer(mapping, false, true, checksums);
  }

  /** The same, leaving all checksums as they are. */
  public Anonymizer leavingChecksums() {
    return new Anonymizer(mapping, sources, destinations, false);
  }

  /** What an address is replaced by. */
  public IpAddress anonymize(IpAddress address) {
    return mapping.map(Objects.requireNonNull(address));
  }

  /** The packet with its addresses replaced; time and lengths are kept. */
  public Packet anonymize(Packet packet) {
    return packet.edit().mapAddresses(this::map, checksums).toPacket();
  }

  private IpAddress map(IpAddress address, AddressRole role) {
    boolean wanted =
        switch (role) {
          case SRC -> sources;
          case DST -> destinations;
          case OTHER -> true;
        };
    return wanted ? mapping.map(address) : address;
  }
}
