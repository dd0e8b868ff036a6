// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.NameRecord;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceBlock;
import org.plt4j.trace.TraceFormat;

class MergeTest {
  private static final Path DAY = TestTraces.path("flows.pcap");

  @TempDir private Path folder;

  private Path out(String name) {
    return folder.resolve(name);
  }

  private static List<String> packets(Path file) throws IOException {
    try (Trace trace = Trace.open(file)) {
      return trace.packets().map(MergeTest::describe).toList();
    }
  }

  private static String describe(Packet packet) {
    return packet.timestampNanos() + " " + packet.linkType() + " " + packet.data().hashCode();
  }

  /** The parts of a trace, dealt out like cards, become the trace again. */
  @Test
  void partsBecomeTheWhole() throws IOException {
    List<Object> command = new ArrayList<>(List.of("merge", "-o", out("all.pcap")));
    for (int part = 0; part < 3; part++) {
      Path file = out(part + (part == 1 ? ".pcap" : ".pcapng.gz"));
      Run.plt("convert", "--skip", part * 70, "--count", part == 2 ? 1000 : 70, DAY, file);
      command.add(file);
    }
    Run run = Run.plt(command.toArray());

    assertThat(run).isEqualTo(new Run(Main.DONE, "", "228 packets written\n"));
    List<String> expected = new ArrayList<>();
    try (Trace trace = Trace.open(DAY)) {
      trace
          .packets()
          .sorted(Comparator.comparingLong(Packet::timestampNanos))
          .forEach(packet -> expected.add(describe(packet)));
    }
    assertThat(packets(out("all.pcap"))).isEqualTo(expected);
  }

  @Test
  void packetsOfOneTimeComeInTheOrderOfTheTraces() throws IOException {
    Path ethernet = TestTraces.path("link-ethernet.pcap");
    Run.plt("merge", ethernet, ethernet, "-o", out("twice.pcap"));

    List<String> once = packets(ethernet);
    List<String> expected = new ArrayList<>();
    once.forEach(packet -> expected.addAll(List.of(packet, packet)));
    assertThat(packets(out("twice.pcap"))).isEqualTo(expected);
  }

  @Test
  void severalLinkTypesMakePcapng() throws IOException {
    Path sll = TestTraces.path("link-sll-113.pcap");
    Run run = Run.plt("merge", DAY, sll, TestTraces.path("flows.erf"), "-o", out("a.pcap"));

    assertThat(run.err()).endsWith(" packets written (pcapng: there are several link types)\n");
    try (Trace trace = Trace.open(out("a.pcap"))) {
      assertThat(trace.format()).isEqualTo(TraceFormat.PCAPNG);
      assertThat(trace.packets().map(Packet::linkType).distinct())
          .containsExactlyInAnyOrder(1, 113);
      assertThat(trace.interfaces()).hasSizeGreaterThan(2);
    }
    Run forced = Run.plt("merge", "--format", "pcap", DAY, sll, "-o", out("b.pcap"));
    assertThat(forced.code()).isEqualTo(Main.BAD_USAGE);
    assertThat(out("b.pcap")).doesNotExist();
  }

  @Test
  void finestResolutionIsKept() throws IOException {
    Path nanos = TestTraces.path("container-ns-le.pcap");
    Run.plt("merge", TestTraces.path("container-us-le.pcap"), nanos, "-o", out("a.pcap"));

    assertThat(packets(out("a.pcap"))).containsAll(packets(nanos));
  }

  @Test
  void badTraceIsToldAndTheOthersAreMerged() throws IOException {
    Path cut = TestTraces.path("cut-in-record.pcap");
    Run run = Run.plt("merge", "missing", cut, DAY, "-o", out("a.pcap"));

    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
    assertThat(run.err())
        .contains("plt: missing: no such file\n", cut + ": the file ends inside record");
    assertThat(packets(out("a.pcap"))).containsAll(packets(DAY));
  }

  @Test
  void misuseIsTold() throws IOException {
    assertThat(Run.plt("merge", DAY))
        .isEqualTo(new Run(Main.BAD_USAGE, "", "plt: where to write is missing: -o OUT\n"));
    Path file = Files.copy(DAY, out("a.pcap"));
    assertThat(Run.plt("merge", DAY, file, "-o", file).code()).isEqualTo(Main.BAD_USAGE);
    assertThat(file).hasSameBinaryContentAs(DAY);
  }

  /** Names and secrets of all traces, in front of the packets that follow them. */
  @Test
  void namesAndSecretsAreKept() throws IOException {
    Path blocks = TestTraces.path("pcapng-blocks.pcapng");
    Run.plt("convert", "--from", "0", DAY, out("little.pcapng"));
    Run.plt("merge", out("little.pcapng"), blocks, blocks, "-o", out("all.pcapng"));
    List<NameRecord> names;
    List<String> secrets;
    try (Trace trace = Trace.open(blocks)) {
      assertThat(trace.packets().count()).isPositive();
      names = trace.names();
      secrets = secrets(trace);
    }
    assertThat(names).isNotEmpty();
    assertThat(secrets).isNotEmpty();
    try (Trace trace = Trace.open(out("all.pcapng"))) {
      assertThat(trace.packets().count()).isGreaterThan(228);
      assertThat(trace.sections()).hasSize(1);
      assertThat(trace.names()).containsAll(names).hasSize(2 * names.size());
      assertThat(secrets(trace)).containsAll(secrets).hasSize(2 * secrets.size());
    }
  }

  /** Type, length and bytes of the secrets, and their options. */
  private static List<String> secrets(Trace trace) {
    List<String> secrets = new ArrayList<>();
    for (TraceBlock block : trace.blocks()) {
      if (block.type() == TraceBlock.DECRYPTION_SECRETS) {
        byte[] bytes = new byte[block.bytes().getInt(12)];
        block.bytes().get(16, bytes);
        secrets.add(
            block.bytes().getInt(8) + " " + HexFormat.of().formatHex(bytes) + block.options());
      }
    }
    return secrets;
  }
}
