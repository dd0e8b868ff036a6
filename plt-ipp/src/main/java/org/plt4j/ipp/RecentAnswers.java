// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.plt4j.packet.IpAddress;

/**
 * Remembers the answers of a mapping that is slow and for one thread at a time, and makes it safe
 * for many. A place holds one answer, the last of those that belong there, so memory is bounded.
 */
final class RecentAnswers implements AddressMapping {
  private static final int PLACES = 1 << 17;

  /** An address and what it is replaced by. */
  private record Answer(IpAddress address, IpAddress replacement) {}

  private final AddressMapping mapping;
  private final AtomicReferenceArray<Answer> answers = new AtomicReferenceArray<>(PLACES);

  RecentAnswers(AddressMapping mapping) {
    this.mapping = mapping;
  }

  @Override
  public IpAddress map(IpAddress address) {
    int place = address.hashCode() & (PLACES - 1);
    Answer known = answers.getAcquire(place);
    if (known != null && known.address.equals(address)) {
      return known.replacement;
    }
    IpAddress replacement;
    synchronized (mapping) {
      replacement = mapping.map(address);
    }
    answers.setRelease(place, new Answer(address, replacement));
    return replacement;
  }
}
