// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.ErfFile;
import org.plt4j.testdata.ErfRecord;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.PcapngFile;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.TestTraces;

/** Traces that are read in parts give what one reading gives, whatever is in them. */
class TraceSplitsTest {
  private static final int ROUNDS = 120;
  private static final long START = 1_700_000_000L;
  private static final long BILLION = 1_000_000_000L;

  private final SplittableRandom random = new SplittableRandom(20261124);

  @TempDir private Path folder;

  // ----------------------------------------------------------------------------------- comparison

  /** Everything of each packet, then how the trace ended. */
  private static List<String> lines(Trace part) throws IOException {
    List<String> lines = new ArrayList<>();
    try {
      for (Packet packet = part.read(); packet != null; packet = part.read()) {
        lines.add(
            packet.timestampNanos()
                + " "
                + packet.capturedLength()
                + " "
                + packet.originalLength()
                + " "
                + packet.linkType()
                + " "
                + packet.interfaceId()
                + " "
                + packet.direction()
                + " "
                + packet.data().hashCode());
      }
      if (part.endedInsideRecord()) {
        lines.add("cut at " + part.position());
      }
    } catch (TraceFormatException e) {
      lines.add(e.record() + " " + e.offset() + " " + e.getMessage());
    }
    return lines;
  }

  private static List<String> together(List<String> before, List<String> after) {
    before.addAll(after);
    return before;
  }

  private static List<String> inOrder(String uri) throws IOException {
    try (Trace trace = Trace.open(uri)) {
      return lines(trace);
    }
  }

  private List<TraceSplit> cut(String uri, long size, int count) {
    TreeSet<Long> places = new TreeSet<>(List.of(0L, size));
    for (int i = 1; i < count; i++) {
      places.add(random.nextLong(size));
    }
    List<Long> all = List.copyOf(places);
    List<TraceSplit> splits = new ArrayList<>();
    for (int i = 1; i < all.size(); i++) {
      splits.add(new TraceSplit(uri, all.get(i - 1), all.get(i)));
    }
    return splits;
  }

  private void compare(String uri, long size, String description) throws IOException {
    List<String> expected = inOrder(uri);
    int[] counts = {2, 3, 16};
    List<TraceSplit> splits = cut(uri, size, counts[random.nextInt(counts.length)]);
    int zone = 64 << random.nextInt(9);
    int mapped = random.nextBoolean() ? Window.MAPPED : 1 << random.nextInt(17);
    assertThat(
            TraceSplits.read(
                splits, TraceSplitsTest::lines, TraceSplitsTest::together, mapped, zone))
        .as("%s, zone %d, mapped %d, %s", description, zone, mapped, splits)
        .isEqualTo(expected);
  }

  // ---------------------------------------------------------------------------------- made traces

  /** What kind of file is made. */
  private enum Kind {
    PCAP,
    OLD_PCAP,
    PCAPNG,
    ERF,
    TSH,
    LEGACY_ETH
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void madeTraces(Kind kind) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] whole = made(kind);
      byte[] bytes = damaged(kind, whole);
      Path file = folder.resolve(kind + "-" + round);
      Files.write(file, bytes);
      String scheme =
          switch (kind) {
            case TSH -> "tsh:";
            case LEGACY_ETH -> "legacyeth:";
            case ERF -> "erf:";
            default -> "";
          };
      try {
        compare(scheme + file, bytes.length, kind + " in round " + round);
      } catch (TraceFormatException e) { // the head of pcapng was hit
        assertThat(e.record()).isZero();
      }
    }
  }

  private byte[] made(Kind kind) {
    return switch (kind) {
      case PCAP -> pcap();
      case OLD_PCAP -> oldPcap();
      case PCAPNG -> pcapng();
      case ERF -> erf();
      default -> random(64 * (1 + random.nextInt(600)));
    };
  }

  /** Whole, cut, or with a bad place. */
  private byte[] damaged(Kind kind, byte[] whole) {
    int head = kind == Kind.ERF ? 0 : 28;
    int at = head + random.nextInt(whole.length - head);
    byte[] bytes = whole.clone();
    switch (random.nextInt(5)) {
      case 0 -> bytes = Arrays.copyOf(bytes, Math.max(at, head));
      case 1 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 200), (byte) 0xff);
      case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      default -> {}
    }
    return bytes.length == 0 ? whole : bytes;
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private ByteOrder order() {
    return random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /**
   * What packets hold: nothing of interest, or a record header at their beginning that leads to the
   * one of the next packet, so that a second chain runs through the file.
   *
   * @param head a record header that is as long as the payload and what comes before a payload
   */
  private byte[] payload(boolean isShadow, int length, byte[] head) {
    byte[] bytes =
        switch (random.nextInt(3)) {
          case 0 -> new byte[length];
          case 1 -> random(length);
          default -> Arrays.copyOf(Arrays.copyOf(head, length / 2), length);
        };
    if (isShadow) {
      System.arraycopy(head, 0, bytes, 0, head.length);
    }
    return bytes;
  }

  private long seconds(boolean isWild) {
    return isWild ? random.nextLong(1L << 32) : START + random.nextInt(1000);
  }

  private byte[] pcap() {
    List<PcapFile.Variant> variants = List.of(PcapFile.Variant.values());
    PcapFile.Variant variant = variants.get(random.nextInt(variants.size()));
    ByteOrder order = order();
    int[] snapLengths = {0, 65535, 262_144, 300};
    int snapLength = snapLengths[random.nextInt(snapLengths.length)];
    PcapFile file = new PcapFile(variant, order, 1, snapLength);
    int header = variant == PcapFile.Variant.MODIFIED ? 24 : 16;
    boolean isWild = random.nextInt(4) == 0;
    boolean isShadow = random.nextBoolean();
    int records = random.nextInt(400);
    int length = 40 + random.nextInt(300);
    for (int i = 0; i < records; i++) {
      int size = isShadow ? length : random.nextInt(length);
      ByteBuffer head = ByteBuffer.allocate(header).order(order);
      head.putInt((int) START).putInt(i).putInt(length).putInt(length);
      byte[] payload = payload(isShadow, size, head.array());
      file.add(seconds(isWild), random.nextInt(1_000_000), payload, size + random.nextInt(2));
    }
    return file.bytes();
  }

  /** A file of version 2.2 or 2.3, whose records have their lengths the other way round. */
  private byte[] oldPcap() {
    ByteBuffer file = ByteBuffer.allocate(1 << 18).order(order());
    file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) (2 + random.nextInt(2)));
    file.putInt(0).putInt(0).putInt(65535).putInt(1);
    int records = random.nextInt(400);
    for (int i = 0; i < records; i++) {
      byte[] bytes = random(random.nextInt(300));
      file.putInt((int) START + i).putInt(i).putInt(bytes.length + 1).putInt(bytes.length);
      file.put(bytes);
    }
    return Arrays.copyOf(file.array(), file.position());
  }

  private byte[] pcapng() {
    ByteOrder order = order();
    PcapngFile file = new PcapngFile(order).section(-1);
    boolean isShadow = random.nextBoolean();
    boolean isPlain = random.nextBoolean(); // one section, all interfaces at the beginning
    int length = 4 * (10 + random.nextInt(80));
    int interfaces = 1 + random.nextInt(2);
    for (int i = 0; i < interfaces; i++) {
      file.iface(i == 0 ? 1 : 101, random.nextBoolean() ? 0 : 65535);
    }
    int records = random.nextInt(400);
    for (int i = 0; i < records; i++) {
      ByteBuffer head = ByteBuffer.allocate(12).order(order);
      head.putInt(length + 32).putInt(random.nextInt(2) * 0xbad).putInt(length + 32);
      int size = isShadow ? length : random.nextInt(length);
      Frame frame =
          Frame.of(Math.multiplyExact(START + i, BILLION), payload(isShadow, size, head.array()));
      int kind = random.nextInt(isPlain ? 45 : 50);
      if (kind < 30 || (isShadow && kind < 45)) {
        file.enhanced(random.nextInt(interfaces), random.nextLong(1L << 50), frame);
      } else if (kind < 34) {
        file.enhanced(0, i, frame, file.option32(2, random.nextInt(3)));
      } else if (kind < 36) {
        file.simple(frame);
      } else if (kind < 38) {
        file.obsolete(0, 1, i, frame);
      } else if (kind < 45) {
        int[] types = {4, 5, 0xbad, 0x4000_0bad};
        file.block(types[random.nextInt(types.length)], random(4 * random.nextInt(600)));
      } else if (kind < 48) {
        file.iface(random.nextInt(2) * 101, 0, file.option(9, (byte) 9));
        interfaces++;
      } else if (kind == 48) {
        order = order();
        file.order(order).section(-1).iface(1, 0);
        interfaces = 1;
      }
    }
    return file.bytes();
  }

  private byte[] erf() {
    ErfFile file = new ErfFile();
    int[] types = {1, 2, 3, 10, 11, 16, 22, 23, 48, 27};
    boolean isShadow = random.nextBoolean();
    boolean isWild = random.nextInt(4) == 0;
    int records = 1 + random.nextInt(400);
    int length = 40 + random.nextInt(300);
    for (int i = 0; i < records; i++) {
      ByteBuffer head = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN);
      head.putLong(Long.reverseBytes(START << 32)).put((byte) 2).put((byte) 4);
      head.putShort((short) (length + 18)).putShort((short) 0).putShort((short) length);
      int size = isShadow ? length : random.nextInt(length);
      int type = isShadow ? 2 : types[random.nextInt(types.length)];
      long nanos = seconds(isWild) % (1L << 32) * BILLION + i;
      ErfRecord record =
          new ErfRecord(type, nanos, payload(isShadow, size, head.array()), random.nextInt(400));
      if (!isShadow) {
        record.aligned(1 + random.nextInt(16)).flags(random.nextInt(256));
        record.extensions(random.longs(random.nextInt(3)).map(n -> n & Long.MAX_VALUE).toArray());
      }
      file.add(record);
    }
    return file.bytes();
  }

  // ---------------------------------------------------------------------------------- real traces

  @Test
  void testTraces() throws IOException {
    for (Path file : TestTraces.all()) {
      compareFile(file);
    }
  }

  @Test
  void captures() throws IOException {
    for (Reference.Capture capture : Reference.captures()) {
      compareFile(capture.file());
    }
    try (Stream<Path> derived = Files.list(Reference.require("derived"))) {
      for (Path file : derived.sorted().toList()) {
        compareFile(file);
      }
    }
  }

  private void compareFile(Path file) throws IOException {
    String uri = file.toString();
    try (Trace trace = Trace.open(uri)) {
      if (!trace.canBeSplit()) {
        assertThat(TraceSplits.of(uri, 3)).containsExactly(new TraceSplit(uri, 0, Long.MAX_VALUE));
        return;
      }
    } catch (TraceFormatException e) {
      assertThatExceptionOfType(TraceFormatException.class)
          .isThrownBy(() -> TraceSplits.of(uri, 3))
          .withMessage(e.getMessage());
      return;
    }
    compare(uri, Files.size(file), uri);
  }

  // --------------------------------------------------------------------------------- single parts

  /** Each part is opened with nothing but its three components. */
  @ParameterizedTest
  @EnumSource(
      value = TraceFormat.class,
      names = {"PCAP", "PCAPNG", "ERF"})
  void partsCoverAllRecordsOnce(TraceFormat format) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      frames.add(Frame.of(Math.multiplyExact(START + i, BILLION), random(random.nextInt(1200))));
    }
    byte[] bytes =
        switch (format) {
          case PCAP -> PcapFile.of(1, frames);
          case PCAPNG -> PcapngFile.of(ByteOrder.BIG_ENDIAN, 1, frames);
          default -> ErfFile.ofEthernet(frames);
        };
    Path file = folder.resolve("large." + format);
    Files.write(file, bytes);
    String uri = file.toString();
    List<String> expected = inOrder(uri);

    List<TraceSplit> splits = TraceSplits.of(uri, 4);
    assertThat(splits).hasSize(4);
    List<String> lines = new ArrayList<>();
    long end = 0;
    for (TraceSplit split : splits) {
      try (Trace part = new TraceSplit(split.uri(), split.from(), split.to()).open()) {
        assertThat(part.startOffset()).isEqualTo(end);
        List<String> more = lines(part);
        assertThat(part.records()).isEqualTo(more.size()).isPositive();
        lines.addAll(more);
        end = part.offset();
      }
    }
    assertThat(lines).isEqualTo(expected);
    assertThat(end).isEqualTo(bytes.length);

    // Together they need no second look.
    AtomicInteger readings = new AtomicInteger();
    lines =
        TraceSplits.read(
            uri,
            4,
            part -> {
              readings.incrementAndGet();
              return lines(part);
            },
            TraceSplitsTest::together);
    assertThat(lines).isEqualTo(expected);
    assertThat(readings).hasValue(4);

    // What is read does not depend on what is far before it: the place is found by looks.
    Arrays.fill(bytes, 1 << 20, (1 << 20) + 2000, (byte) 0xff);
    Path damaged = folder.resolve("damaged." + format);
    Files.write(damaged, bytes);
    try (Trace part = new TraceSplit(damaged.toString(), end - 1_000_000, end).open()) {
      List<String> last = lines(part);
      assertThat(last).hasSizeGreaterThan(1000);
      assertThat(last).isEqualTo(expected.subList(expected.size() - last.size(), expected.size()));
    }
  }

  /** Where a second chain of records runs through packets, a part begins in the right one. */
  @Test
  void partsOfTracesThatDeceive() throws IOException {
    PcapFile file = new PcapFile(PcapFile.Variant.MICROSECONDS, ByteOrder.LITTLE_ENDIAN, 1, 65535);
    int length = 200;
    for (int i = 0; i < 2000; i++) {
      ByteBuffer head = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      head.putInt((int) START).putInt(i).putInt(length).putInt(length);
      file.add(START + i, 0, head.array(), length);
    }
    Path path = folder.resolve("deceiving.pcap");
    Files.write(path, file.bytes());
    List<String> expected = inOrder(path.toString());
    for (int zone : new int[] {256, 4096}) {
      List<String> lines = new ArrayList<>();
      for (TraceSplit split : cut(path.toString(), Files.size(path), 30)) {
        try (Trace part = Trace.open(split, Window.MAPPED, zone)) {
          lines.addAll(lines(part));
        }
      }
      assertThat(lines).isEqualTo(expected);
    }
  }

  /** The file ends inside its only record, which is not the later part's. */
  @Test
  void aRecordThatIsCutBelongsToThePartWhereItStarts() throws IOException {
    byte[] whole = ErfFile.ofEthernet(List.of(Frame.of(START * BILLION, new byte[1000])));
    Path file = folder.resolve("cut.erf");
    Files.write(file, Arrays.copyOf(whole, 500));
    try (Trace first = new TraceSplit("erf:" + file, 0, 100).open();
        Trace later = new TraceSplit("erf:" + file, 100, 500).open()) {
      assertThat(lines(first)).containsExactly("cut at 0");
      assertThat(later.startOffset()).isEqualTo(100);
      assertThat(lines(later)).isEmpty();
    }
  }

  // ------------------------------------------------------------------------------------- the rest

  @Test
  void filtersAndSnapLengthsAreEachPartsOwn() throws IOException {
    String uri = TestTraces.path("flows.pcap").toString();
    long[] expected;
    try (Trace trace = Trace.open(uri)) {
      expected = udpOf(trace);
    }
    List<TraceSplit> splits = cut(uri, Files.size(TestTraces.path("flows.pcap")), 9);
    for (int zone : new int[] {8, 64, Probe.QUICK}) {
      long[] found =
          TraceSplits.read(
              splits,
              TraceSplitsTest::udpOf,
              (a, b) -> new long[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]},
              Window.MAPPED,
              zone);
      assertThat(found).isEqualTo(expected);
    }
  }

  private static long[] udpOf(Trace part) throws IOException {
    part.setFilter(packet -> packet.udp() != null).setSnapLength(50);
    long bytes = 0;
    for (Packet packet = part.read(); packet != null; packet = part.read()) {
      bytes += packet.capturedLength();
    }
    return new long[] {part.accepted(), part.filtered(), bytes};
  }

  @Test
  void mistakesOfCallers() throws IOException {
    String uri = TestTraces.path("flows.pcap").toString();
    String zipped = TestTraces.path("flows.pcap.gz").toString();
    assertThatIllegalArgumentException().isThrownBy(() -> TraceSplits.of(uri, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> TraceSplits.of("int:eth0", 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceSplit(uri, 2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceSplit(uri, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceSplit(zipped, 0, 9).open());
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceSplit("-", 0, 9).open());
    assertThat(TraceSplits.of("-", 4)).containsExactly(new TraceSplit("-", 0, Long.MAX_VALUE));
    assertThatIllegalStateException()
        .isThrownBy(() -> TraceSplits.read(uri, 2, Trace::records, Long::sum))
        .withMessageContaining("was not read");
    try (Trace part = TraceSplits.of(uri, 2).get(1).open()) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> part.seek(java.time.Instant.EPOCH));
    }
  }

  @Test
  void whatAReaderThrowsIsThrown() {
    String uri = TestTraces.path("flows.pcap").toString();
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(
            () ->
                TraceSplits.read(
                    uri,
                    3,
                    part -> {
                      if (part.startOffset() > 0) {
                        throw new ArithmeticException();
                      }
                      return part.packets().count();
                    },
                    Long::sum));
  }

  @Test
  void compressedTracesAreOnePart() throws IOException {
    String zipped = TestTraces.path("flows.pcap.gz").toString();
    long count = TraceSplits.read(zipped, 8, part -> part.packets().count(), Long::sum);
    try (Trace trace = Trace.open(zipped)) {
      assertThat(count).isEqualTo(trace.packets().count()).isPositive();
    }
  }
}
