// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.TestTraces;

/** What is printed is the same for any number of threads, on both streams, and the exit code. */
class ThreadsTest {
  private static final List<Integer> THREADS = List.of(2, 3, 16);

  /** Each with 1 thread, and with one of the other numbers in turn. */
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("flows", "--sort", "first"),
          List.of("flows", "--by", "pair", "--filter", "tcp or arp"),
          List.of("flows", "--by", "host", "--csv", "--snap-length", "60"),
          List.of("flows", "--stats", "--json", "--home", "10.0.0.0/8", "--key", "vlan"),
          List.of("flows", "--idle", "0.5", "--active", "3", "--close", "--csv"),
          List.of("flows", "--totals"),
          List.of("flows", "--json", "--skip", "3", "--count", "9"),
          List.of("flows", "--json", "--max-flows", "2"),
          List.of("stats", "--json", "-f", "tcp", "-f", "wlan type mgt or udp port 53"),
          List.of("stats", "--filter", "ip and greater 100", "-f", "net 10"));

  private int turn;

  private static Run run(List<String> command, int threads, List<Path> traces) {
    List<Object> args = new ArrayList<>(command);
    args.addAll(List.of("--no-progress", "--threads", threads));
    args.addAll(traces);
    return Run.plt(args.toArray());
  }

  private static void compare(List<String> command, Run expected, int threads, List<Path> traces) {
    Run found = run(command, threads, traces);
    if (!found.equals(expected)) { // the description of what is equal would take longest
      assertThat(found).as("%s --threads %d %s", command, threads, traces).isEqualTo(expected);
    }
  }

  private void compareInTurn(List<Path> traces) {
    List<String> command = COMMANDS.get(turn % COMMANDS.size());
    int threads = THREADS.get(turn % THREADS.size());
    turn++;
    compare(command, run(command, 1, traces), threads, traces);
  }

  @Test
  void captures() {
    List<String> json = List.of("flows", "--json");
    for (Reference.Capture capture : Reference.captures()) {
      List<Path> trace = List.of(capture.file());
      compare(json, run(json, 1, trace), THREADS.get(turn % THREADS.size()), trace);
      compareInTurn(trace);
    }
  }

  @Test
  void testTraces() {
    for (Path trace : TestTraces.all()) {
      for (int i = 0; i < COMMANDS.size() + 1; i++) { // once more, so that all pairs are met
        compareInTurn(List.of(trace));
      }
    }
  }

  @Test
  void severalTraces() {
    List<Path> all = TestTraces.all();
    assertThat(all).hasSizeGreaterThan(50);
    for (List<String> command : COMMANDS) {
      Run expected = run(command, 1, all);
      for (int threads : THREADS) {
        compare(command, expected, threads, all);
      }
    }
  }

  @Test
  void badTraces(@TempDir Path folder) throws IOException {
    for (String name : List.of("flows.pcap", "flows.pcapng", "flows.erf")) {
      byte[] whole = Files.readAllBytes(TestTraces.path(name));
      List<Path> bad = new ArrayList<>(List.of(folder.resolve("absent.pcap")));
      for (int at = 40; at < whole.length; at += whole.length / 12) {
        Path cut = folder.resolve(at + "-cut-" + name);
        Files.write(cut, Arrays.copyOf(whole, at));
        Path bent = folder.resolve(at + "-bent-" + name);
        byte[] bytes = whole.clone();
        Arrays.fill(bytes, at, Math.min(bytes.length, at + 2000), (byte) 0xff);
        Files.write(bent, bytes);
        bad.addAll(List.of(cut, bent));
        for (int i = 0; i < 4; i++) {
          compareInTurn(List.of(cut));
          compareInTurn(List.of(bent));
        }
      }
      Run expected = run(COMMANDS.get(0), 1, bad);
      assertThat(expected.code()).isEqualTo(Main.BAD_TRACE);
      assertThat(expected.err()).contains("the file ends inside record", "at offset");
      compare(COMMANDS.get(0), expected, 16, bad);
    }
  }

  @Test
  void noThreadsAreTooFew() {
    Run run = Run.plt("flows", "--threads", "0", TestTraces.path("flows.pcap"));
    assertThat(run.code()).isEqualTo(Main.BAD_USAGE);
    assertThat(run.err()).contains("--threads 0");
    assertThat(Run.plt("stats", "--threads", "1025", "a").code()).isEqualTo(Main.BAD_USAGE);
  }
}
