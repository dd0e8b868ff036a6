// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

/**
 * What is wrong with a message, and where: the first fault of any kind. The records before a {@link
 * Fault#TRUNCATED} or a {@link Fault#BAD_NAME} that hides where the name ends are all that the
 * message delivers; behind every other fault the records go on.
 *
 * @param fault the kind of fault
 * @param section the section in which it is
 * @param offset where it is, in bytes from the message's first
 */
public record DnsStatus(Fault fault, DnsSection section, int offset) {
  /** Kinds of fault. */
  public enum Fault {
    /** None. */
    OK("ok"),

    /** The message ends inside a record, or before all records that it counts. */
    TRUNCATED("truncated"),

    /** A compression pointer that does not go strictly backwards, or one of too many. */
    BAD_POINTER("bad-pointer"),

    /** A name of more than 255 octets, or a label of a reserved type (RFC 1035, section 4.1.4). */
    BAD_NAME("bad-name"),

    /**
     * Rdata that are shorter or longer than what is in them, or hold what their type does not; what
     * there is is printed all the same.
     */
    BAD_LENGTH("bad-length");

    private final String word;

    Fault(String word) {
      this.word = word;
    }

    /** The word that is printed, such as {@code bad-pointer}. */
    @Override
    public String toString() {
      return word;
    }
  }

  static final DnsStatus OK = new DnsStatus(Fault.OK, DnsSection.HEADER, 0);

  /** Whether there is no fault. */
  public boolean isOk() {
    return fault == Fault.OK;
  }

  /** {@code ok}, or the fault's word and its offset, such as {@code truncated 57}. */
  @Override
  public String toString() {
    return isOk() ? fault.toString() : fault + " " + offset;
  }
}
