// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.plt4j.internal.Bytes.i32;
import static org.plt4j.internal.Bytes.u8;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the format of a trace from its first bytes, and names what it is if it is none of ours. */
final class Detection {
  /** Beginnings of other files, as text with one character a byte, and what they are. */
  private static final String[][] FOREIGN = {
    {"snoop\0\0\0", "a snoop capture (RFC 1761)"},
    {"GMBU", "a Microsoft Network Monitor 2 capture"},
    {"RTSS", "a Microsoft Network Monitor 1 capture"},
    {"TRSNIFF data", "a Sniffer capture"},
    {"XCP\0", "a NetXRay capture"},
    {"iptrace ", "an AIX iptrace capture"},
    {"\n\n\n", "a pcapng capture that was transferred as text, which destroyed it"},
    {"PK\3\4", "a ZIP archive"},
    {"7z\u00bc\u00af", "a 7-Zip archive"},
  };

  /** The object identifier of ETSI TS 102 232, which is near the start of each of its records. */
  private static final String ETSI = "\4\0\2\2\5\1";

  private static final int HEAD = 64;

  private Detection() {}

  /**
   * The format.
   *
   * @throws TraceFormatException if it is none of ours
   */
  static TraceFormat of(String name, Window window) throws IOException {
    if (window.ensure(4)) {
      int magic = i32(window.bytes, window.at);
      if (magic == PcapngReader.SECTION_HEADER) {
        return TraceFormat.PCAPNG;
      }
      if (PcapReader.isMagic(magic) || PcapReader.isMagic(Integer.reverseBytes(magic))) {
        return TraceFormat.PCAP;
      }
      String foreign = foreign(window);
      if (foreign != null) {
        throw bad(name, "this is " + foreign + ": neither pcap, pcapng nor ERF", null);
      }
      if (ErfReader.looksLikeErf(window)) {
        return TraceFormat.ERF;
      }
    }
    IOException failure = window.failure();
    if (failure != null) {
      throw bad(name, String.valueOf(failure.getMessage()), failure);
    }
    StringBuilder head = new StringBuilder();
    for (int i = window.at; i < Math.min(window.limit, window.at + 4); i++) {
      head.append(String.format(Locale.ROOT, " %02x", u8(window.bytes, i)));
    }
    throw bad(
        name,
        head.length() == 0
            ? "the file is empty"
            : "neither pcap, pcapng nor ERF: it begins with" + head,
        null);
  }

  private static TraceFormatException bad(String name, String fault, @Nullable Throwable cause) {
    return new TraceFormatException(name, 0, 0, fault, cause);
  }

  private static @Nullable String foreign(Window window) throws IOException {
    window.ensure(HEAD);
    byte[] bytes = new byte[Math.min(HEAD, window.limit - window.at)];
    window.bytes.get(window.at, bytes);
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    for (String[] each : FOREIGN) {
      if (head.startsWith(each[0])) {
        return each[1];
      }
    }
    boolean sequence = head.startsWith("0"); // a sequence of ASN.1
    return sequence && head.contains(ETSI) ? "an ETSI interception (TS 102 232)" : null;
  }
}
