// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;

/**
 * What Wireshark's capinfos and tshark say of files that were written, where they are installed.
 */
final class Wireshark {
  private static final int FILES_A_RUN = 500;

  private final Map<Path, Path> sources = new HashMap<>();
  private final Map<Path, Integer> packets = new LinkedHashMap<>();

  /** Counted from each file that it reads. */
  private final Map<String, Integer> counts = new HashMap<>();

  private final List<String> complaints = new ArrayList<>();

  /** Remembers a file that was written. */
  void wrote(Path file, int count, Path source) {
    packets.put(file, count);
    sources.put(file, source);
  }

  /**
   * It reads the files to their ends, without a word on standard error, and finds all packets in
   * each. Left out are files whose sources it does not read itself: unknown link types, mostly.
   */
  void readsAll(Path folder) throws IOException, InterruptedException {
    if (!run(Set.copyOf(sources.values()), folder)) {
      System.out.println("capinfos is not installed: what is written is not read by it");
      return;
    }
    Set<Path> bad =
        Set.copyOf(sources.values()).stream()
            .filter(file -> !counts.containsKey(file.toString()) || isComplainedOf(file))
            .collect(Collectors.toSet());
    complaints.clear();
    List<Path> read = packets.keySet().stream().filter(f -> !bad.contains(source(f))).toList();
    run(read, folder);
    System.out.println(read.size() + " of " + packets.size() + " written files: capinfos agrees");
    assertThat(complaints).isEmpty();
    for (Path file : read) {
      assertThat(counts).containsEntry(file.toString(), packets.get(file));
    }
    assertThat(read.size()).isGreaterThan(packets.size() * 95 / 100);
    tsharkReadsAll(read, folder);
  }

  // ---- tshark, which takes one file a run: all packets go to a few files

  /** SunATM's header of 4 bytes, which tshark takes out of the lengths. */
  private static final int SUN_ATM_HEADER = 4;

  private static final long NANOS = 1_000_000_000;

  /** What it says of itself to every root, and nothing else may be on standard error. */
  private static final String ROOT = "Running as user \"root\"";

  /** A file that is written of many, and what tshark shall print of its packets. */
  private static final class Gathered {
    final Path file;
    final TraceWriter writer;
    final List<String> expected = new ArrayList<>();

    Gathered(Path file, WriteOptions options) throws IOException {
      this.file = file;
      writer = TraceWriter.open(file, options);
    }

    void add(Packet packet) throws IOException {
      writer.write(packet);
      int header = packet.linkType() == LinkType.SUNATM ? SUN_ATM_HEADER : 0;
      long original = Math.min(packet.originalLength(), Integer.MAX_VALUE); // all that it shows
      expected.add(
          BigDecimal.valueOf(packet.timestampNanos(), 9).toPlainString()
              + '\t'
              + (original - header)
              + '\t'
              + (packet.capturedLength() - header));
    }
  }

  /**
   * It reads as many packets with the same times and lengths: from one pcapng file of all, from a
   * pcap file for each link type, and from one with nanoseconds of Ethernet.
   */
  private void tsharkReadsAll(List<Path> files, Path folder)
      throws IOException, InterruptedException {
    Gathered all = new Gathered(folder.resolve("all.pcapng"), WriteOptions.DEFAULT);
    Gathered nanos = new Gathered(folder.resolve("nanos.pcap"), WriteOptions.DEFAULT.nanoseconds());
    Map<Integer, Gathered> micros = new TreeMap<>();
    for (Path file : files) {
      boolean isPcapng = file.toString().endsWith(".pcapng");
      try (Trace trace = Trace.open(file)) {
        for (Packet packet : trace) {
          if (packet.timestampNanos() == Long.MAX_VALUE) {
            continue; // later than 64 bits of nanoseconds tell
          }
          if (isPcapng) {
            all.add(packet);
            continue;
          }
          if (packet.timestampNanos() / NANOS > 0xffff_ffffL) {
            continue; // later than 2106: pcap tells that with a fraction beyond a second only
          }
          Gathered same = micros.get(packet.linkType());
          if (same == null) {
            Path pcap = folder.resolve("link-type-" + packet.linkType() + ".pcap");
            same = new Gathered(pcap, WriteOptions.DEFAULT.microseconds());
            micros.put(packet.linkType(), same);
          }
          if (packet.timestampNanos() % 1000 == 0) {
            same.add(packet);
          }
          if (packet.linkType() == LinkType.ETHERNET) {
            nanos.add(packet);
          }
        }
      }
    }
    List<Gathered> each = new ArrayList<>(List.of(all, nanos));
    each.addAll(micros.values());
    List<String> wrong = new ArrayList<>();
    long compared = 0;
    for (Gathered gathered : each) {
      gathered.writer.close();
      List<String> lines = tshark(gathered.file, folder, wrong);
      if (lines == null) {
        System.out.println("tshark is not installed: what is written is not read by it");
        return;
      }
      if (lines.size() != gathered.expected.size()) {
        wrong.add(gathered.file + ": " + lines.size() + " of " + gathered.expected.size());
      }
      for (int i = 0; i < Math.min(lines.size(), gathered.expected.size()); i++) {
        if (!lines.get(i).equals(gathered.expected.get(i))) {
          wrong.add(
              gathered.file
                  + " "
                  + (i + 1)
                  + ": "
                  + lines.get(i)
                  + ", written "
                  + gathered.expected.get(i));
        }
      }
      compared += lines.size();
    }
    System.out.printf("tshark read %d packets in %d files%n", compared, each.size());
    wrong.stream().limit(50).forEach(System.out::println);
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(300_000);
  }

  private static @Nullable List<String> tshark(Path file, Path folder, List<String> wrong)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
    for (String protocol : List.of("ip", "ipv6", "arp")) { // only records are of interest
      command.addAll(List.of("--disable-protocol", protocol));
    }
    command.addAll(List.of("-T", "fields"));
    for (String field : List.of("time_epoch", "len", "cap_len")) {
      command.addAll(List.of("-e", "frame." + field));
    }
    Process tshark;
    try {
      tshark = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    } catch (IOException e) {
      return null;
    }
    String output = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (tshark.waitFor() != 0) {
      wrong.add(file + ": exit code " + tshark.exitValue());
    }
    Files.readAllLines(errors).stream()
        .filter(line -> !line.startsWith(ROOT))
        .forEach(line -> wrong.add(file + ": " + line));
    return output.lines().toList();
  }

  private @Nullable Path source(Path file) {
    return sources.get(file);
  }

  private boolean isComplainedOf(Path file) {
    return complaints.stream().anyMatch(line -> line.contains(file.toString()));
  }

  private boolean run(Collection<Path> all, Path folder) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    for (List<Path> files : Lists.partition(List.copyOf(all), FILES_A_RUN)) {
      List<String> command = new ArrayList<>(List.of("capinfos", "-T", "-m", "-r", "-c"));
      files.forEach(file -> command.add(file.toString()));
      Process capinfos;
      try {
        capinfos = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      } catch (IOException e) {
        return false;
      }
      String output = new String(capinfos.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      capinfos.waitFor();
      complaints.addAll(Files.readAllLines(errors));
      for (String line : output.lines().toList()) {
        int comma = line.lastIndexOf(',');
        counts.put(line.substring(0, comma), Integer.parseInt(line.substring(comma + 1)));
      }
    }
    return true;
  }
}
