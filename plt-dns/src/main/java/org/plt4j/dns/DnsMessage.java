// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.Layer;
import org.plt4j.packet.Tcp;
import org.plt4j.packet.Udp;

/**
 * A window on a DNS message (RFC 1035, section 4), also one of multicast DNS (RFC 6762) or LLMNR
 * (RFC 4795). Nothing is decoded before it is asked for, and nothing in a message throws: {@link
 * #status} says what is wrong, and whatever is whole is there.
 *
 * <pre>
 *   0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
 * +-----------------------------------------------+
 * |                      ID                       |
 * +--+-----------+--+--+--+--+--+--+--+-----------+
 * |QR|  Opcode   |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
 * +--+-----------+--+--+--+--+--+--+--+-----------+
 * |    number of questions, of answers,           |
 * |    of authority and of additional records     |
 * +-----------------------------------------------+
 * </pre>
 */
public final class DnsMessage {
  /** The value of a header field that was not captured. */
  public static final int NOT_CAPTURED = Layer.NOT_CAPTURED;

  static final int HEADER_LENGTH = 12;
  static final int MAX_LENGTH = 0xffff;
  static final int COUNTS = 4;
  static final int QUESTION_LENGTH = 4;
  private static final int FLAGS = 2;
  private static final int UDP_HEADER = 8;

  private static final int QR = 0x8000;
  private static final int AA = 0x0400;
  private static final int TC = 0x0200;
  private static final int RD = 0x0100;
  private static final int RA = 0x0080;
  private static final int Z = 0x0040;
  private static final int AD = 0x0020;
  private static final int CD = 0x0010;

  private final ByteBuffer message;

  /** The datagram, which knows whether it is cut; null over TCP. */
  private final @Nullable Udp udp;

  private final boolean cut;

  private DnsMessage(ByteBuffer message, @Nullable Udp udp, boolean cut) {
    this.message = message;
    this.udp = udp;
    this.cut = cut;
  }

  /** The message that a datagram carries; of a first fragment, what it holds. */
  public static DnsMessage of(Udp udp) {
    return new DnsMessage(udp.payload(), udp, false);
  }

  /**
   * The messages that a segment carries, the length in front of each (RFC 1035, section 4.2.2)
   * where the segment starts with one; the last may be cut by the segment's end. Messages across
   * segments are a matter for {@link DnsStream}.
   */
  public static List<DnsMessage> of(Tcp tcp) {
    return messages(tcp.payload());
  }

  static List<DnsMessage> messages(ByteBuffer bytes) {
    List<DnsMessage> messages = new ArrayList<>(1);
    for (int at = 0; bytes.limit() - at > 2; ) {
      int length = Wire.u16(bytes, at);
      int room = bytes.limit() - at - 2;
      messages.add(
          new DnsMessage(
              bytes.slice(at + 2, Math.min(length, room)).order(ByteOrder.BIG_ENDIAN),
              null,
              room < length));
      at += 2 + length;
    }
    return messages;
  }

  /**
   * The message in these bytes, from position to limit, of which a copy is made. Bytes behind the
   * first 65,535 are no part of it.
   */
  public static DnsMessage of(ByteBuffer bytes) {
    byte[] copy = new byte[Math.min(bytes.remaining(), MAX_LENGTH)];
    bytes.get(bytes.position(), copy);
    return owning(copy, false);
  }

  /** A message that keeps these bytes. */
  static DnsMessage owning(byte[] bytes, boolean cut) {
    return new DnsMessage(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), null, cut);
  }

  /** The message from its first byte. Read only, big endian, positioned at 0. */
  public ByteBuffer data() {
    return message.duplicate().order(ByteOrder.BIG_ENDIAN);
  }

  /**
   * Whether fewer bytes of the message are here than were sent, as far as lengths tell: a first
   * fragment has fewer too.
   */
  public boolean isCut() {
    return udp == null ? cut : udp.isCut() || udp.length() - UDP_HEADER > message.limit();
  }

  // ---------------------------------------------------------------------------------------- header

  private int header(int at) {
    return message.limit() - at < 2 ? NOT_CAPTURED : Wire.u16(message, at);
  }

  /** The identifier, which the response repeats. */
  public int id() {
    return header(0);
  }

  /** The 16 bits behind the identifier. */
  public int flags() {
    return header(FLAGS);
  }

  private boolean has(int flag) {
    return flags() != NOT_CAPTURED && (flags() & flag) != 0;
  }

  /** QR: a response, not a query. */
  public boolean isResponse() {
    return has(QR);
  }

  /** The kind of query, see {@link DnsOpcode}. */
  public int opcode() {
    return flags() == NOT_CAPTURED ? NOT_CAPTURED : flags() >> 11 & 15;
  }

  /** AA: the answer is the authority's own. */
  public boolean isAuthoritative() {
    return has(AA);
  }

  /** TC: the sender left records out. */
  public boolean isTruncated() {
    return has(TC);
  }

  /** RD: the server is asked to ask others. */
  public boolean isRecursionDesired() {
    return has(RD);
  }

  /** RA: the server would ask others. */
  public boolean isRecursionAvailable() {
    return has(RA);
  }

  /** Z: reserved. */
  public boolean isZ() {
    return has(Z);
  }

  /** AD: the server vouches for the data (RFC 4035, section 3.2.3). */
  public boolean isAuthenticData() {
    return has(AD);
  }

  /** CD: the server is not to check signatures (RFC 4035, section 3.2.2). */
  public boolean isCheckingDisabled() {
    return has(CD);
  }

  /** In LLMNR: C, the name is not unique (RFC 4795, section 2.1.1). */
  public boolean isConflict() {
    return has(AA);
  }

  /** In LLMNR: T, the responder has not yet verified that its name is unique. */
  public boolean isTentative() {
    return has(RD);
  }

  /** The response code in the header, 4 bits. */
  public int headerRcode() {
    return flags() == NOT_CAPTURED ? NOT_CAPTURED : flags() & 15;
  }

  /** The response code with the upper bits that EDNS adds, 12 bits; see {@link DnsRcode}. */
  public int rcode() {
    int low = headerRcode();
    if (low == NOT_CAPTURED || additionalCount() <= 0) {
      return low;
    }
    Edns edns = edns();
    return edns == null ? low : edns.extendedRcode() << 4 | low;
  }

  /** How many questions the header counts. */
  public int questionCount() {
    return header(COUNTS);
  }

  /** How many answers the header counts. */
  public int answerCount() {
    return header(COUNTS + 2);
  }

  /** How many records of authority the header counts. */
  public int authorityCount() {
    return header(COUNTS + 4);
  }

  /** How many additional records the header counts, those of EDNS and TSIG among them. */
  public int additionalCount() {
    return header(COUNTS + 6);
  }

  // -------------------------------------------------------------------------------------- sections

  /** The first question, or null if there is none. */
  public @Nullable DnsQuestion question() {
    return questionCount() <= 0 ? null : questionAt(HEADER_LENGTH);
  }

  private @Nullable DnsQuestion questionAt(int start) {
    int scanned = DnsName.scan(message, start);
    int fixed = DnsName.behind(scanned);
    return fixed < 0 || message.limit() - fixed < QUESTION_LENGTH
        ? null
        : new DnsQuestion(
            DnsName.read(message, start, scanned),
            Wire.u16(message, fixed),
            Wire.u16(message, fixed + 2));
  }

  /** The questions, all that are whole. */
  public List<DnsQuestion> questions() {
    List<DnsQuestion> questions = new ArrayList<>(1);
    Walk walk = new Walk(message);
    while (walk.next() && walk.section() == DnsSection.QUESTION) {
      DnsQuestion question = questionAt(walk.start());
      if (question != null) {
        questions.add(question);
      }
    }
    return questions;
  }

  /** The answers, all that are whole. */
  public List<DnsRecord> answers() {
    return records(DnsSection.ANSWER);
  }

  /** The records of authority, all that are whole. */
  public List<DnsRecord> authority() {
    return records(DnsSection.AUTHORITY);
  }

  /** The additional records, all that are whole, those of EDNS and TSIG among them. */
  public List<DnsRecord> additional() {
    return records(DnsSection.ADDITIONAL);
  }

  private List<DnsRecord> records(DnsSection section) {
    List<DnsRecord> records = new ArrayList<>();
    Walk walk = new Walk(message);
    while (walk.next() && walk.section().compareTo(section) <= 0) {
      if (walk.section() == section) {
        records.add(walk.record());
      }
    }
    return records;
  }

  /** What EDNS (RFC 6891) adds: the last OPT record of the additional ones, or null. */
  public @Nullable Edns edns() {
    DnsRecord last = null;
    for (DnsRecord record : additional()) {
      if (record.type() == DnsType.OPT) {
        last = record;
      }
    }
    return last == null ? null : new Edns(last);
  }

  /** What is wrong with the message. Looks at all of it, rdata too, whenever it is asked. */
  public DnsStatus status() {
    return new Walk(message).status();
  }
}
