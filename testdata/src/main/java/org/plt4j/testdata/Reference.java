// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Captures that nobody here wrote and what trusted programs print about them. They are not part of
 * the project (their licences are mixed or unstated), so a test that needs them is aborted, with a
 * message that says so, where they are absent.
 *
 * <p>They are looked for where the system property {@value #PROPERTY} says, else in {@code
 * ../shared/reference} seen from the project's root. With {@value #REQUIRED}{@code =true} their
 * absence is a failure.
 */
public final class Reference {
  /** System property: the folder of the reference data. */
  public static final String PROPERTY = "plt.reference";

  /** System property: whether a test fails, rather than being aborted, without reference data. */
  public static final String REQUIRED = "plt.reference.required";

  private Reference() {}

  /** The file or folder of this name below the reference folder; aborts the test without it. */
  public static Path require(String relative) {
    Path path = folder().resolve(relative);
    if (Files.exists(path)) {
      return path;
    }
    String message =
        "Reference data are absent: no " + path + " (system property " + PROPERTY + ")";
    if (Boolean.getBoolean(REQUIRED)) {
      throw new AssertionFailedError(message + ", but " + REQUIRED + " is set");
    }
    throw new TestAbortedException(message);
  }

  private static Path folder() {
    String named = System.getProperty(PROPERTY);
    Path folder =
        named != null ? Path.of(named) : TestTraces.folder().resolveSibling("../shared/reference");
    return folder.toAbsolutePath().normalize();
  }

  /** Every row of {@code captures/index.tsv}. */
  public static List<Capture> captures() {
    Path captures = require("captures");
    try (Stream<Table.Row> rows = table("captures/index.tsv").rows()) {
      return rows.map(row -> Capture.of(captures.resolve("data"), row)).toList();
    }
  }

  /** libpcap's records of the captures: id, n, timestamp, captured, original, crc32. */
  public static Table records() {
    return table("captures/records.tsv.gz", RECORD_COLUMNS);
  }

  /** libpcap's records of the files in {@code derived/}, whose names are the ids. */
  public static Table derivedRecords() {
    return table("derived-records.tsv.gz", RECORD_COLUMNS);
  }

  /** tshark's fields of the captures; the header row names them. */
  public static Table fields() {
    return table("captures/fields.tsv.gz");
  }

  /** libtrace's view of the captures; rows whose n is {@code meta} are not packets. */
  public static Table libtrace() {
    return table("captures/libtrace.tsv.gz", LIBTRACE_COLUMNS);
  }

  /** libtrace's view of the files in {@code derived/}, whose names are the ids. */
  public static Table derivedLibtrace() {
    return table("derived-libtrace.tsv.gz", LIBTRACE_COLUMNS);
  }

  /** The table of this name below the reference folder, its columns named here or in line one. */
  public static Table table(String relative, String... columns) {
    return Table.of(require(relative), columns);
  }

  private static final String[] RECORD_COLUMNS = {
    "id", "n", "timestamp", "captured", "original", "crc32"
  };

  private static final String[] LIBTRACE_COLUMNS = {
    "id",
    "n",
    "erfTimestamp",
    "timestamp",
    "wireLength",
    "captured",
    "framing",
    "linkType",
    "direction",
    "layer2Bytes",
    "etherType",
    "layer3Bytes",
    "protocol",
    "transportBytes",
    "src",
    "dst",
    "srcPort",
    "dstPort",
    "fragmentOffset",
    "moreFragments",
    "payloadLength",
    "srcMac",
    "dstMac",
    "crc32"
  };

  /**
   * One capture of {@code captures/index.tsv}. A number of packets is -1 where the program could
   * not count them.
   *
   * @param compression {@code "-"}, {@code "gz"}, {@code "xz"}, {@code "zst"}
   * @param format such as {@code "pcap-us-LE"}, {@code "pcapng-BE"}
   * @param link the name of the link type, such as {@code "EN10MB"}, {@code "MULTI(0,1)"}
   * @param status {@code "clean"} where every oracle read the file to its end
   */
  public record Capture(
      String id,
      Path file,
      long size,
      String compression,
      String format,
      String link,
      long libpcapPackets,
      long tsharkPackets,
      long libtracePackets,
      String status) {

    private static Capture of(Path data, Table.Row row) {
      return new Capture(
          row.get("id"),
          data.resolve(row.get("file")),
          row.number("size"),
          row.get("compression"),
          row.get("format"),
          row.get("link"),
          packets(row, "packets_libpcap"),
          packets(row, "packets_tshark"),
          packets(row, "packets_lt4"),
          row.get("status"));
    }

    private static long packets(Table.Row row, String column) {
      return row.has(column) ? row.number(column) : -1;
    }

    /** What names the file, and its format where that has no magic number. */
    public String uri() {
      return switch (format) {
        case "tsh" -> "tsh:" + file;
        case "dag-legacy-eth" -> "legacyeth:" + file;
        default -> file.toString();
      };
    }

    /** Whether every oracle read the file to its end. */
    public boolean isClean() {
      return status.equals("clean");
    }
  }
}
