// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.trace.Compression;
import org.plt4j.trace.Trace;
import org.plt4j.trace.spi.Codec;

/** Files that claim or hold far more than they look like, read with 64 MiB of heap. */
class BombTest {
  /** More than the heap, so that nothing can be held whole. */
  private static final int LARGE = 100 << 20;

  private static final int RECORD = 64_000;

  @TempDir private Path folder;

  private final List<String> files = new ArrayList<>();

  /** Reads the named files in the JVM with little memory, and prints what came of each. */
  static final class Child {
    private Child() {}

    public static void main(String[] names) {
      for (String name : names) {
        long records = 0;
        String end = "end";
        try (Trace trace = Trace.open(name)) {
          while (trace.read() != null) {
            records++;
          }
          end = trace.endedInsideRecord() ? "cut" : "end";
        } catch (IOException e) {
          end = "fault";
        }
        System.out.println(Path.of(name).getFileName() + " " + records + " " + end);
      }
    }
  }

  private void add(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    files.add(file.toString());
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.position()];
    buffer.get(0, bytes);
    return bytes;
  }

  private static ByteBuffer section(int size) {
    ByteBuffer file = little(size).putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d);
    return file.putShort((short) 1).putShort((short) 0).putLong(-1).putInt(28);
  }

  private static ByteBuffer described(int size) {
    ByteBuffer file = section(size).putInt(1).putInt(20).putShort((short) 1).putShort((short) 0);
    return file.putInt(0).putInt(20);
  }

  /** A pcap file of so many bytes of zeros, in records. */
  private static void zeros(OutputStream out, long size) throws IOException {
    out.write(bytes(little(24).putInt(0xa1b2c3d4).putInt(0x40002).putLong(0).putInt(0).putInt(1)));
    byte[] record = new byte[16 + RECORD];
    ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).putInt(8, RECORD).putInt(12, RECORD);
    for (long written = 0; written < size; written += record.length) {
      out.write(record);
    }
  }

  private static byte[] pack(Compression compression, long size) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Codec codec = Objects.requireNonNull(compression.codec());
    int level = Objects.requireNonNull(codec.levels()).min();
    try (OutputStream out = codec.compress(packed, level)) {
      zeros(out, size);
    }
    return packed.toByteArray();
  }

  @Test
  void memoryIsBounded() throws Exception {
    for (int type : new int[] {1, 2, 3, 4, 5, 6, 10, 0xbad, 0x12345678, 0x0a0d0d0a}) {
      ByteBuffer file = described(1000).putInt(type).putInt(-4).putInt(0x1a2b3c4d).putInt(1);
      add("length-" + type + ".pcapng", bytes(file.position(1000)));
    }
    // options of no length, one after another, in every block that has some
    ByteBuffer loop = described(16 << 20).putInt(6).putInt((15 << 20) + 32);
    loop.position(loop.position() + 20);
    for (int i = 0; i < 15 << 18; i++) {
      loop.putShort((short) 1).putShort((short) 0);
    }
    add("options.pcapng", bytes(loop.putInt((15 << 20) + 32)));
    ByteBuffer names = described(16 << 20).putInt(4).putInt((15 << 20) + 12);
    for (int i = 0; i < 15 << 18; i++) {
      names.putShort((short) 9).putShort((short) 0);
    }
    add("names.pcapng", bytes(names.putInt((15 << 20) + 12)));
    add("captured.pcap", bytes(pcapRecord(262_144)));
    add("beyond.pcap", bytes(pcapRecord(Integer.MAX_VALUE)));
    expect("options.pcapng 1 end", "names.pcapng 0 end", "captured.pcap 0 cut");
    expect("beyond.pcap 0 fault");

    // what inflates up to a thousandfold and more
    int records = (LARGE + RECORD + 15) / (RECORD + 16);
    for (Compression each : Compression.values()) {
      if (Objects.requireNonNull(each.codec()).levels() != null) {
        byte[] packed = pack(each, LARGE);
        assertThat(packed.length).as(each.toString()).isLessThan(LARGE / 10);
        add("zeros." + each.suffix(), packed);
        expect("zeros." + each.suffix() + " " + records + " end");
      }
    }
    // millions of interfaces, sections and blocks
    add("interfaces.pcapng.gz", many(bytes(described(48)), 28, 3_000_000));
    add("sections.pcapng.gz", many(bytes(section(28)), 0, 2_000_000));
    ByteBuffer custom = section(28 + 60).putInt(0xbad).putInt(60);
    add("blocks.pcapng.gz", many(bytes(custom.position(84).putInt(60)), 28, 1_500_000));
    expect("interfaces.pcapng.gz 0 fault", "sections.pcapng.gz 0 end", "blocks.pcapng.gz 0 end");

    // memory that is claimed: a dictionary of 4 GiB, a window of terabytes, a block of 2 GiB
    byte[] xz = pack(Compression.XZ, RECORD);
    int header = 4 * (xz[12] & 0xff);
    xz[16] = 40;
    CRC32 crc = new CRC32();
    crc.update(xz, 12, header);
    ByteBuffer.wrap(xz).order(ByteOrder.LITTLE_ENDIAN).putInt(12 + header, (int) crc.getValue());
    add("dictionary.xz", xz);
    ByteBuffer zstd = little(100).putInt(0xfd2f_b528).put((byte) 0).put((byte) 0xf8);
    add("window.zst", bytes(zstd.put((byte) 1).position(100)));
    ByteBuffer lz4 = little(100).putInt(0x184c_2102).putInt(Integer.MAX_VALUE);
    add("block.lz4", bytes(lz4.position(100)));
    expect("dictionary.xz 0 fault", "window.zst 0 fault", "block.lz4 0 fault");

    String printed = runChild();
    System.out.println(printed);
    // newer JVMs warn of what aircompressor does
    List<String> results = printed.lines().filter(line -> !line.startsWith("WARNING: ")).toList();
    assertThat(results).containsAll(expected).hasSameSizeAs(files);
  }

  private final List<String> expected = new ArrayList<>();

  private void expect(String... lines) {
    expected.addAll(List.of(lines));
  }

  private static ByteBuffer pcapRecord(int captured) {
    ByteBuffer file = little(140).putInt(0xa1b2c3d4).putInt(0x40002).putLong(0).putInt(0).putInt(1);
    return file.putLong(0).putInt(captured).putInt(captured).position(140);
  }

  /** A file whose end is repeated, zipped. */
  private static byte[] many(byte[] file, int from, int times) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] piece = new byte[(file.length - from) * 1000];
    for (int i = 0; i < 1000; i++) {
      System.arraycopy(file, from, piece, i * (file.length - from), file.length - from);
    }
    Codec gzip = Objects.requireNonNull(Compression.GZIP.codec());
    try (OutputStream out = gzip.compress(packed, 1)) {
      out.write(file);
      for (int i = 0; i < times / 1000; i++) {
        out.write(piece);
      }
    }
    return packed.toByteArray();
  }

  private String runChild() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    String modules = System.getProperty("jdk.module.path", "");
    String classes = System.getProperty("java.class.path");
    command.addAll(List.of("-cp", classes + File.pathSeparator + modules));
    command.add(Child.class.getName());
    command.addAll(files);
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(printed).isZero();
    return printed;
  }
}
