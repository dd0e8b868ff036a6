// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.ipp.Anonymizer;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.packet.Ip;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormat;

class AnonTest {
  private static final String KEY = "fish go moo, oh yes they do";

  @TempDir Path folder;

  private static List<Packet> read(Path file) throws IOException {
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(file)) {
      trace.packets().forEach(packets::add);
    }
    return packets;
  }

  private static void assertAnonymised(List<Packet> from, List<Packet> to, Anonymizer anonymizer) {
    assertThat(to).hasSameSizeAs(from);
    for (int i = 0; i < from.size(); i++) {
      assertThat(to.get(i).data()).isEqualTo(anonymizer.anonymize(from.get(i)).data());
      assertThat(to.get(i).timestampNanos()).isEqualTo(from.get(i).timestampNanos());
      assertThat(to.get(i).originalLength()).isEqualTo(from.get(i).originalLength());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "container-us-le.pcap flows.pcap",
        "container-ns-be.pcap out.pcap",
        "container-ns-le.pcap out.pcapng",
        "container-le.pcapng out.pcapng.gz",
        "container.erf out.erf",
        "container.erf out.pcap", // nanoseconds, for ERF's times are fine
        "container.erf.gz out.pcap.gz"
      })
  void anyFormatToAny(String inAndOut) throws IOException {
    int blank = inAndOut.indexOf(' ');
    Path in = TestTraces.path(inAndOut.substring(0, blank));
    Path out = folder.resolve(inAndOut.substring(blank + 1));
    Run run = Run.plt("anon", "--key", KEY, in, out);
    assertThat(run.err()).endsWith(" packets written\n");
    assertThat(run.code()).isEqualTo(Main.DONE);
    assertAnonymised(read(in), read(out), Anonymizer.cryptoPan(Anonymizer.keyOf(KEY)));
    try (Trace trace = Trace.open(out)) {
      String name = out.getFileName().toString();
      assertThat(trace.format())
          .isEqualTo(
              name.contains(".pcapng")
                  ? TraceFormat.PCAPNG
                  : name.endsWith(".erf") ? TraceFormat.ERF : TraceFormat.PCAP);
    }
  }

  @Test
  void namesAndCommentsOfPcapngAreLeftOut() throws IOException {
    Path out = folder.resolve("out.pcapng");
    Path in = TestTraces.path("pcapng-blocks.pcapng");
    assertThat(Run.plt("anon", "--key", KEY, in, out).code()).isEqualTo(Main.DONE);
    assertAnonymised(read(in), read(out), Anonymizer.cryptoPan(Anonymizer.keyOf(KEY)));
    String before = Files.readString(in, StandardCharsets.ISO_8859_1);
    String after = Files.readString(out, StandardCharsets.ISO_8859_1);
    List<String> words =
        Pattern.compile("[a-zA-Z0-9.]{6,}") // comments, names, what wrote it
            .matcher(before)
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(words).hasSizeGreaterThan(5).noneMatch(after::contains);
  }

  @Test
  void keysAreTheSameInEveryForm() throws IOException {
    Path in = TestTraces.path("flows.pcap");
    byte[] key = Anonymizer.keyOf(KEY);
    Path file = folder.resolve("key");
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.writeBytes(key);
    longer.write(77);
    Files.write(file, longer.toByteArray());
    String hex = "0x" + HexFormat.of().withUpperCase().formatHex(key);
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    Path c = folder.resolve("c");
    Run.plt("anon", "--key", KEY, in, a);
    Run.plt("anon", "--key-file", file, in, b);
    Run.plt("anon", "--key=" + hex, in, c);
    assertThat(a).hasSameBinaryContentAs(b).hasSameBinaryContentAs(c);
  }

  @Test
  void prefixesSourcesChecksums() throws IOException {
    Path in = TestTraces.path("flows.pcap");
    Path out = folder.resolve("out.pcap");
    Anonymizer both =
        Anonymizer.substitution(IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("fd00::/8"));
    Run.plt("anon", "--prefix", "10.0.0.0/8", "--prefix", "fd00::/8", in, out);
    assertAnonymised(read(in), read(out), both);
    Run.plt("anon", "--prefix", "10.0.0.0/8", "--source", "--destination", in, out);
    assertAnonymised(read(in), read(out), Anonymizer.substitution(IpPrefix.parse("10.0.0.0/8")));
    Run.plt("anon", "--prefix=10.0.0.0/8", "--prefix=fd00::/8", "--source", in, out);
    assertAnonymised(read(in), read(out), both.sourcesOnly());
    Run.plt("anon", "--key", KEY, "--destination", "--leave-checksums", in, out);
    Anonymizer cryptoPan = Anonymizer.cryptoPan(Anonymizer.keyOf(KEY));
    assertAnonymised(read(in), read(out), cryptoPan.destinationsOnly().leavingChecksums());
    Run.plt("anon", "--key", KEY, "--permute", in, out);
    assertAnonymised(read(in), read(out), Anonymizer.permutation(Anonymizer.keyOf(KEY)));
    Ip ip = read(out).get(0).ip();
    assertThat(ip.src()).isNotEqualTo(read(in).get(0).ip().src());
  }

  @Test
  void severalTracesBecomeOne() throws IOException {
    Path in = TestTraces.path("flows.pcap");
    Path out = folder.resolve("out.pcap");
    assertThat(Run.plt("anon", "--key", "k", "--count", 5, in, in, out).code())
        .isEqualTo(Main.DONE);
    assertThat(read(out)).hasSize(5);
    Run run = Run.plt("anon", "--key", "k", in, folder.resolve("none"), out);
    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
    assertThat(read(out)).hasSameSizeAs(read(in));
  }

  @Test
  void badUsageWritesNothing() throws IOException {
    Path in = TestTraces.path("flows.pcap");
    Path out = folder.resolve("out.pcap");
    Path small = folder.resolve("small");
    Files.write(small, new byte[31]);
    Object[][] all = {
      {"anon", in, out},
      {"anon", "--key", "", in, out},
      {"anon", "--key", "x".repeat(33), in, out},
      {"anon", "--key-file", small, in, out},
      {"anon", "--key-file", folder.resolve("none"), in, out},
      {"anon", "--key", "k", "--prefix", "10.0.0.0/8", in, out},
      {"anon", "--prefix", "10.0.0.0/33", in, out},
      {"anon", "--prefix", "10.0.0.0/8", "--prefix", "11.0.0.0/8", in, out},
      {"anon", "--prefix", "10.0.0.0/8", "--permute", in, out},
      {"anon", "--key", "k", out}
    };
    for (Object[] args : all) {
      Run run = Run.plt(args);
      assertThat(run.code()).as("%s", List.of(args)).isEqualTo(Main.BAD_USAGE);
      assertThat(run.err()).isNotEmpty();
    }
    assertThat(Run.plt("anon", "--key", "k", in, in).code()).isEqualTo(Main.BAD_USAGE);
    assertThat(out).doesNotExist();
  }
}
