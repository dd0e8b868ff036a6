// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.filter.PacketFilter;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.Trace;

/** The commands filter, stats and bpf, and the option --filter of all. */
class FilterTest {
  private static final Path TRANSPORTS = file("transports.pcap");
  private static final Path WLAN = file("pcapng-interfaces.pcapng");
  private static final int FILE_HEADER = 24;

  @TempDir Path folder;

  private static Path file(String name) {
    return TestTraces.folder().resolve(name);
  }

  private static List<Packet> packets(Path file) throws IOException {
    List<Packet> packets = new ArrayList<>();
    try (Trace trace = Trace.open(file)) {
      trace.forEach(packets::add);
    }
    return packets;
  }

  // ---- plt filter

  @Test
  void writesThePacketsThatMatch() throws IOException {
    Path out = folder.resolve("tcp.pcap");
    Run run = Run.plt("filter", "tcp or sctp", TRANSPORTS, "-o", out);

    List<Packet> all = packets(TRANSPORTS);
    PacketFilter filter = PacketFilter.compile("tcp or sctp");
    List<Packet> matching = all.stream().filter(filter).toList();
    assertThat(run)
        .isEqualTo(new Run(0, "", matching.size() + " packets written, of " + all.size() + "\n"));
    assertThat(packets(out))
        .usingElementComparator((a, b) -> same(a, b) ? 0 : 1)
        .containsExactlyElementsOf(matching);
  }

  private static boolean same(Packet a, Packet b) {
    return a.data().equals(b.data())
        && a.timestampNanos() == b.timestampNanos()
        && a.originalLength() == b.originalLength();
  }

  @Test
  void skipsAndCountsWhatMatches() {
    Path out = folder.resolve("one.pcap");
    Run run = Run.plt("filter", "tcp", TRANSPORTS, "-o", out, "--skip", "1", "--count", "2");
    assertThat(run.code()).isZero();
    assertThat(run.err()).startsWith("2 packets written, of ");
    assertThat(Run.plt("packets", out).lines()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp port 9", "icmp or icmp6", "len > 100", "ip6", "less 0"})
  void writesWhatTcpdumpWrites(String expression) throws Exception {
    for (String name : new String[] {"transports.pcap", "tunnels.pcap", "container-ns-be.pcap"}) {
      Path theirs = folder.resolve("theirs.pcap");
      if (!tcpdump(expression, file(name), theirs)) {
        org.junit.jupiter.api.Assumptions.abort("tcpdump is not installed");
      }
      Path ours = folder.resolve("ours.pcap");
      assertThat(Run.plt("filter", expression, file(name), "-o", ours).code()).isZero();
      // tcpdump writes the snap length of the trace it reads, and microseconds unless told
      assertThat(records(ours)).isEqualTo(records(theirs));
    }
  }

  private static byte[] records(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return Arrays.copyOfRange(bytes, FILE_HEADER, bytes.length);
  }

  private static boolean tcpdump(String expression, Path in, Path out) throws Exception {
    try {
      Process process =
          new ProcessBuilder(
                  "tcpdump",
                  "--time-stamp-precision=" + (in.toString().contains("-ns-") ? "nano" : "micro"),
                  "-Z",
                  System.getProperty("user.name"),
                  "-r",
                  in.toString(),
                  "-w",
                  out.toString(),
                  expression)
              .redirectErrorStream(true)
              .start();
      process.getInputStream().readAllBytes();
      return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void tellsWhatCannotBeWritten() {
    Path nowhere = folder.resolve("no/such/folder/a.pcap");
    Run run = Run.plt("filter", "tcp", TRANSPORTS, "-o", nowhere);
    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
    assertThat(run.err()).startsWith("plt: " + nowhere);

    Run noOutput = Run.plt("filter", "tcp", TRANSPORTS);
    assertThat(noOutput.code()).isEqualTo(Main.BAD_USAGE);
    assertThat(noOutput.err()).contains("-o OUT");

    Run live = Run.plt("filter", "tcp", TRANSPORTS, "-o", "int:eth0");
    assertThat(live.code()).isEqualTo(Main.BAD_USAGE);
  }

  @Test
  void whatOnePcapFileCannotHoldIsTold() {
    Run run = Run.plt("filter", "len >= 0", WLAN, "-o", folder.resolve("mixed.pcap"));
    assertThat(run.code()).isEqualTo(Main.BAD_USAGE);
    assertThat(run.err()).contains("--format pcapng");
    Path all = folder.resolve("all.pcapng");
    assertThat(Run.plt("filter", "len >= 0", WLAN, "-o", all).code()).isZero();
    assertThat(Run.plt("packets", all).out()).isEqualTo(Run.plt("packets", WLAN).out());
  }

  // ---- --filter

  @Test
  void everyCommandTakesAFilter() {
    List<String> all = Run.plt("packets", TRANSPORTS).lines();
    List<String> tcp = Run.plt("packets", "--filter", "tcp", TRANSPORTS).lines();
    assertThat(tcp).isNotEmpty().hasSizeLessThan(all.size());
    assertThat(all).containsAll(tcp); // with the numbers they have in the trace

    assertThat(Run.plt("flows", "--totals", "--filter", "tcp", TRANSPORTS).out())
        .startsWith("pkts=" + tcp.size() + " ");
    assertThat(Run.plt("dns", "--filter", "tcp", TRANSPORTS).code()).isZero();
    assertThat(Run.plt("packets", "--filter", "tcp", "--count", "1", TRANSPORTS).lines())
        .isEqualTo(tcp.subList(0, 1));
  }

  @Test
  void theFilterSeesThePacketBeforeItIsCut() {
    assertThat(Run.plt("packets", "--filter", "tcp", "--snap-length", "14", TRANSPORTS).lines())
        .hasSameSizeAs(Run.plt("packets", "--filter", "tcp", TRANSPORTS).lines());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"tcp porte 80|4", "tcp port|8", "host 1.2.3.4.5|5", "(tcp|4", "ip[0|4", "|0"})
  void aCaretPointsAtTheFault(String expression, int atLeast) {
    String text = expression == null ? "foo\tbar" : expression;
    Run run = Run.plt("packets", "--filter", text, TRANSPORTS);
    assertThat(run.code()).isEqualTo(Main.BAD_USAGE);
    assertThat(run.out()).isEmpty();
    List<String> lines = run.err().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("plt: filter, column ");
    assertThat(lines.get(1)).isEqualTo("  " + text.replace('\t', ' '));
    assertThat(lines.get(2)).matches(" {2,}\\^").hasSizeBetween(3 + atLeast, 3 + text.length());
    assertThat(Run.plt("stats", "-f", text, TRANSPORTS)).isEqualTo(run);
    assertThat(Run.plt("bpf", text)).isEqualTo(run);
    assertThat(Run.plt("filter", text, TRANSPORTS, "-o", "-")).isEqualTo(run);
  }

  @Test
  void aLongExpressionIsShownAroundTheFault() {
    String text = "tcp or ".repeat(100) + "nonsense" + " or tcp".repeat(100);
    List<String> lines = Run.plt("bpf", text).err().lines().toList();
    int at = lines.get(2).indexOf('^');
    assertThat(lines.get(1)).hasSizeLessThan(200);
    assertThat(lines.get(1).substring(at)).startsWith("nonsense");
  }

  @Test
  void aFilterThatIsNotGoodForATraceIsBadUsage() {
    Run run = Run.plt("packets", "--filter", "type mgt", TRANSPORTS);
    assertThat(run.code()).isEqualTo(Main.BAD_USAGE);
    assertThat(run.err()).contains("type mgt");
  }

  @Test
  void packetsOfALinkThatItIsNotGoodForAreCounted() {
    String ether = "ether host 02:00:5e:10:00:01";
    Run run = Run.plt("packets", "--filter", ether, WLAN);
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .matches(
            "plt: \\d+ packets have a link type for which there is no filter \"" + ether + "\"\n");
  }

  // ---- plt stats

  @Test
  void statsCountsPerExpression() throws IOException {
    Object[] stats = {"stats", "-f", "tcp", "-f", "udp or sctp", TRANSPORTS};
    List<Packet> all = packets(TRANSPORTS);
    List<Packet> tcp = all.stream().filter(PacketFilter.compile("tcp")).toList();
    double percent = Math.round(tcp.size() * 100_000.0 / all.size()) / 1000.0;
    long bytes = tcp.stream().mapToLong(Packet::wireLength).sum();
    long allBytes = all.stream().mapToLong(Packet::wireLength).sum();

    Run json = Run.plt(with(stats, "--json"));
    assertThat(json.code()).isZero();
    assertThat(json.lines()).hasSize(3);
    assertThat(json.lines().get(0))
        .isEqualTo(
            "{\"filter\":\"tcp\",\"packets\":%d,\"bytes\":%d,\"percent\":%s}"
                .formatted(tcp.size(), bytes, percent));
    assertThat(json.lines().get(2))
        .isEqualTo(
            "{\"filter\":null,\"packets\":%d,\"bytes\":%d,\"percent\":100.0}"
                .formatted(all.size(), allBytes));

    Run csv = Run.plt(with(stats, "--csv"));
    assertThat(csv.out())
        .startsWith("filter,packets,bytes,percent\r\ntcp," + tcp.size() + "," + bytes + ",")
        .endsWith("\r\n," + all.size() + "," + allBytes + ",100.0\r\n");

    Run text = Run.plt(stats);
    assertThat(text.lines()).hasSize(4);
    assertThat(text.lines().get(3)).endsWith("100.000%  (all)");
  }

  private static Object[] with(Object[] arguments, Object more) {
    Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = more;
    return all;
  }

  @Test
  void statsOfNothing() {
    Run run = Run.plt("stats", "-f", "tcp", "--json", file("empty.pcap"));
    assertThat(run.lines())
        .containsExactly(
            "{\"filter\":\"tcp\",\"packets\":0,\"bytes\":0,\"percent\":0.0}",
            "{\"filter\":null,\"packets\":0,\"bytes\":0,\"percent\":0.0}");
    assertThat(Run.plt("stats", "--json", "--csv", TRANSPORTS).code()).isEqualTo(Main.BAD_USAGE);
  }

  // ---- plt bpf

  @Test
  void bpfPrintsAsTcpdumpDoes() {
    String ip = "(000) ldh      [12]\n(001) jeq      #0x800           jt 2\tjf 3\n";
    assertThat(Run.plt("bpf", "ip").out()).startsWith(ip);
    assertThat(Run.plt("bpf", "-d", "ip", "--link-type", "EN10MB").out()).startsWith(ip);
    assertThat(Run.plt("bpf", "-dd", "ip").out()).startsWith("{ 0x28, 0, 0, 0x0000000c },\n");
    assertThat(Run.plt("bpf", "-ddd", "ip", "--link-type=1").out())
        .isEqualTo("4\n40 0 0 12\n21 0 1 2048\n6 0 0 262144\n6 0 0 0\n");
  }

  @Test
  void bpfTakesLinkTypesByNumberAndName() {
    String raw = Run.plt("bpf", "tcp", "--link-type", "101").out();
    assertThat(raw).isNotEmpty().isNotEqualTo(Run.plt("bpf", "tcp").out());
    for (String name : new String[] {"raw", "RAW", "LINKTYPE_RAW", "DLT_RAW"}) {
      assertThat(Run.plt("bpf", "tcp", "--link-type", name)).isEqualTo(new Run(0, raw, ""));
    }
    assertThat(Run.plt("bpf", "tcp", "--link-type", "juniper_ppp"))
        .isEqualTo(Run.plt("bpf", "tcp", "--link-type", "179"));
    for (String wrong : new String[] {"nonsense", "", "65536", "-1"}) {
      assertThat(Run.plt("bpf", "tcp", "--link-type", wrong).code()).isEqualTo(Main.BAD_USAGE);
    }
  }
}
