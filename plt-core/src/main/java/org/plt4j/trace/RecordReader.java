// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.plt4j.internal.PacketMaker;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

/** Reads the records of one format from a window. */
abstract sealed class RecordReader permits PcapReader, PcapngReader, ErfReader {
  /** Larger records are a sign of a bad file: libpcap's limit. */
  static final int MAX_CAPTURED = 262_144;

  /** The same for D-Bus, whose messages may be as large as this. */
  static final int MAX_CAPTURED_DBUS = 128 << 20;

  static final PacketMaker PACKETS = PacketMaker.get();

  final String trace;
  final Window window;

  /** How many packets are made at a time. */
  private static final int BATCH = 64;

  /** Packet records delivered so far. */
  long records;

  boolean endedInsideRecord;

  /** Packets that were made ahead: those from {@link #readyAt} to {@link #readyEnd} wait. */
  private final @Nullable Packet[] ready = new Packet[BATCH];

  private int readyAt;
  private int readyEnd;

  RecordReader(String trace, Window window) {
    this.trace = trace;
    this.window = window;
  }

  /** The next packet, or null at the end. */
  final @Nullable Packet next() throws IOException {
    if (readyAt == readyEnd) {
      readyAt = 0;
      readyEnd = readAhead(ready);
      if (readyEnd == 0) {
        Packet packet = readOne();
        records += packet == null ? 0 : 1;
        return packet;
      }
    }
    records++;
    return ready[readyAt++];
  }

  /** Reads one record, wherever its bytes are; null at the end. */
  abstract @Nullable Packet readOne() throws IOException;

  /**
   * Makes packets of the sound records that lie whole in the window, in one tight loop, which is
   * worth more than anything else in reading: what is the same for all records is looked at once.
   * It never waits for bytes, and what is not sound is left to {@link #readOne}. A format that does
   * not do it leaves all to that.
   *
   * @return how many were made
   */
  int readAhead(@Nullable Packet[] packets) {
    return 0;
  }

  /** Packets that the capture lost, as far as the file told by now, or {@link Trace#NOT_KNOWN}. */
  abstract long dropped();

  abstract TraceFormat format();

  static int maxCaptured(int linkType) {
    return linkType == LinkType.DBUS ? MAX_CAPTURED_DBUS : MAX_CAPTURED;
  }

  /** The file ended: cleanly if nothing is left over, else inside a record. */
  final @Nullable Packet end() throws IOException {
    IOException failure = window.failure();
    if (failure instanceof EOFException) { // the compressed file was cut
      endedInsideRecord = true;
    } else if (failure != null) {
      throw bad(window.offset(), String.valueOf(failure.getMessage()), failure);
    }
    endedInsideRecord |= window.limit > window.at;
    return null;
  }

  /** The fault of the record that starts at this offset. */
  final TraceFormatException bad(long offset, String fault) {
    return bad(offset, fault, null);
  }

  private TraceFormatException bad(long offset, String fault, @Nullable Throwable cause) {
    return new TraceFormatException(trace, records + 1, offset, fault, cause);
  }
}
