// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.plt4j.packet.IpAddress;

/**
 * Remembers the answers of a mapping that is slow and for one thread at a time, and makes it safe
 * for many. A place holds one answer, the last of those that belong there, so memory is bounded.
 */
final class RecentAnswers implements AddressMapping {
  private static final int BITS4 = 18;
  private static final int BITS6 = 16;

  /** An address and what it is replaced by. */
  private record Answer(IpAddress address, IpAddress replacement) {}

  private final AddressMapping mapping;

  /** IPv4 address and replacement in one word: one access to memory, and never half written. */
  private final AtomicLongArray answers4 = new AtomicLongArray(1 << BITS4);

  private final AtomicReferenceArray<Answer> answers6 = new AtomicReferenceArray<>(1 << BITS6);

  RecentAnswers(AddressMapping mapping) {
    this.mapping = mapping;
  }

  @Override
  public IpAddress map(IpAddress address) {
    return address.version() == 4 ? map4(address) : map6(address);
  }

  private IpAddress map4(IpAddress address) {
    int place = address.hashCode() >>> (32 - BITS4);
    long known = answers4.getOpaque(place);
    // 0 is an empty place; the answer that 0.0.0.0 is replaced by itself is asked for each time
    if (known >>> 32 == address.low() && known != 0) {
      return IpAddress.ofIp4((int) known);
    }
    IpAddress replacement = ask(address);
    answers4.setOpaque(place, address.low() << 32 | replacement.low());
    return replacement;
  }

  private IpAddress map6(IpAddress address) {
    int place = address.hashCode() >>> (32 - BITS6);
    Answer known = answers6.getAcquire(place);
    if (known != null && known.address.equals(address)) {
      return known.replacement;
    }
    IpAddress replacement = ask(address);
    answers6.setRelease(place, new Answer(address, replacement));
    return replacement;
  }

  private IpAddress ask(IpAddress address) {
    synchronized (mapping) {
      return mapping.map(address);
    }
  }
}
