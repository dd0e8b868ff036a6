// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;
import org.plt4j.testdata.TestTraces;

class CommandLineTest {
  private static final Path DAY = TestTraces.path("flows.pcap");
  private static final String DAY_TOTALS = Run.plt("flows", "--totals", DAY).out();

  @TempDir Path folder;

  // ----------------------------------------------------------------------------- help and the like

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpOfTheCommandNamesTheSubcommands(String option) {
    Run run = Run.plt(option);

    assertThat(run.out())
        .startsWith("Usage: plt ")
        .contains("flows")
        .contains("generate-completion");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(Main.DONE);
  }

  @Test
  void helpOfASubcommandNamesItsOptions() {
    Run run = Run.plt("flows", "--help");

    assertThat(run.code()).isEqualTo(Main.DONE);
    assertThat(run.out()).startsWith("Usage: plt flows ");
    for (Option option : new Flows().synopsis().options()) {
      assertThat(run.out()).contains(option.name);
    }
    assertThat(Run.plt("flows", DAY, "-h")).isEqualTo(run);
  }

  @Test
  void version() {
    assertThat(Run.plt("--version").out()).startsWith("plt ").endsWith("\n");
    assertThat(Run.plt("flows", "-V")).isEqualTo(Run.plt("-V"));
  }

  @Test
  void completionKnowsSubcommandsAndOptions() {
    Run run = Run.plt("generate-completion");

    assertThat(run.out())
        .startsWith("#!/usr/bin/env bash")
        .contains("--by")
        .contains("\"flow\" \"pair\" \"host\"");
    assertThat(run.code()).isEqualTo(Main.DONE);
  }

  /** What bash offers behind the words of a line, the last of which is being typed. */
  @ParameterizedTest
  @CsvSource({
    "'fl', 'flows'",
    "'p', 'packets prefix'",
    "'flows --to', '--totals --top'",
    "'flows --by ', 'flow pair host'",
    "'convert --compress x', 'xz'",
    "'flows a.p', 'a.pcap'",
    "'convert --nanos a.pcap b', 'b.pcapng'",
    "'tcp --plot b', 'b.pcapng'",
    "'bpf a.p', ''",
    "'nothing --x', ''",
  })
  void bashCompletes(String line, String expected) throws IOException, InterruptedException {
    Path script = folder.resolve("plt-completion.bash");
    Files.writeString(script, Run.plt("generate-completion").out());
    Files.createFile(folder.resolve("a.pcap"));
    Files.createFile(folder.resolve("b.pcapng"));
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "--norc",
                "-c",
                """
                source "$0"
                COMP_WORDS=(plt "$@") COMP_CWORD=$# COMP_LINE="plt $*" COMP_POINT=${#COMP_LINE}
                _complete_plt
                echo "${COMPREPLY[*]}"
                """,
                script.toString()));
    command.addAll(List.of(line.split(" ", -1)));
    Process bash;
    try {
      bash =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new TestAbortedException("no bash here: " + e.getMessage());
    }
    String out = new String(bash.getInputStream().readAllBytes(), UTF_8);

    assertThat(bash.waitFor()).as(out).isEqualTo(0);
    assertThat(out.strip().split("\\s+", -1)).containsExactly(expected.split(" ", -1));
  }

  // ------------------------------------------------------------------------------------- bad usage

  static Stream<org.junit.jupiter.params.provider.Arguments> misuses() {
    return Stream.of(
        misuse("Missing command (see 'plt --help')"),
        misuse("No such command: 'flaws' (see 'plt --help')", "flaws", DAY),
        misuse("Unknown option: '--json' (see 'plt --help')", "--json"),
        misuse(
            "Unexpected argument: 'x' (see 'plt generate-completion --help')",
            "generate-completion",
            "x"),
        misuse("Missing required parameter: 'TRACE...' (see 'plt flows --help')", "flows"),
        misuse(
            "Missing required parameter: 'TRACE...' (see 'plt flows --help')", "flows", "--json"),
        misuse("Unknown option: '--jsn' (see 'plt flows --help')", "flows", "--jsn", DAY),
        misuse("Unknown option: '-x' (see 'plt flows --help')", "flows", "-x", DAY),
        misuse(
            "--by net: not one of flow, pair, host (see 'plt flows --help')",
            "flows",
            "--by",
            "net",
            DAY),
        misuse(
            "--by FLOW: not one of flow, pair, host (see 'plt flows --help')",
            "flows",
            "--by=FLOW",
            DAY),
        misuse(
            "--top x: not a number from 0 to 2147483647 (see 'plt flows --help')",
            "flows",
            "--top",
            "x",
            DAY),
        misuse(
            "--top -1: not a number from 0 to 2147483647 (see 'plt flows --help')",
            "flows",
            "--top",
            "-1",
            DAY),
        misuse(
            "--snap-length 2147483648: not a number from 0 to 2147483647"
                + " (see 'plt flows --help')",
            "flows",
            "--snap-length",
            "2147483648",
            DAY),
        misuse(
            "--count 99999999999999999999: not a number from 0 to 922337203685477580"
                + " (see 'plt flows --help')",
            "flows",
            "--count",
            "99999999999999999999",
            DAY),
        misuse(
            "--skip : not a number from 0 to 922337203685477580 (see 'plt flows --help')",
            "flows",
            "--skip=",
            DAY),
        misuse(
            "Missing required parameter for option '--top' (N) (see 'plt flows --help')",
            "flows",
            DAY,
            "--top"),
        misuse(
            "option '--top' (N) should be specified only once (see 'plt flows --help')",
            "flows",
            "--top",
            "1",
            "--top",
            "2",
            DAY),
        misuse(
            "option '--json' should be specified without 'yes' parameter"
                + " (see 'plt flows --help')",
            "flows",
            "--json=yes",
            DAY),
        misuse(
            "only one of --json, --csv and --totals can be printed",
            "flows",
            "--json",
            "--csv",
            DAY),
        misuse(
            "only one of --json, --csv and --totals can be printed",
            "flows",
            "--json",
            "--totals",
            DAY),
        misuse(
            "--sort first needs --by flow, only flows have times",
            "flows",
            "--by",
            "pair",
            "--sort",
            "first",
            DAY),
        misuse(
            "int:eth0: live capture is not supported, traces are read from files only",
            "flows",
            "int:eth0"),
        misuse(
            "ring:lo: live capture is not supported, traces are read from files only",
            "flows",
            DAY,
            "ring:lo"));
  }

  private static org.junit.jupiter.params.provider.Arguments misuse(
      String sentence, Object... args) {
    return arguments(sentence, args);
  }

  @ParameterizedTest
  @MethodSource("misuses")
  void misuseIsOneSentenceAndExitCode2(String sentence, Object[] args) {
    assertThat(Run.plt(args)).isEqualTo(new Run(2, "", "plt: " + sentence + "\n"));
  }

  // ------------------------------------------------------------------------------------ bad traces

  @Test
  void aMissingTraceIsToldAndTheOthersAreRead() {
    Path missing = folder.resolve("missing.pcap");

    assertThat(Run.plt("flows", "--totals", missing, DAY))
        .isEqualTo(new Run(1, DAY_TOTALS, "plt: " + missing + ": no such file\n"));
  }

  @Test
  void aFolderIsNoTrace() {
    Run run = Run.plt("flows", "--totals", folder);

    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
    assertThat(run.err()).startsWith("plt: " + folder + ": ").hasLineCount(1);
  }

  @Test
  void aFileThatIsNoTrace() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "Dear packet,\n");

    assertThat(Run.plt("flows", "--totals", text))
        .isEqualTo(
            new Run(
                1,
                "pkts=0 bytes=0 ip=0 pairs=0 flows=0\n",
                "plt: "
                    + text
                    + ": file header at offset 0: neither pcap, pcapng nor ERF: it begins with"
                    + " 44 65 61 72\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "cut-in-record-header.pcap, 11 at offset 1838",
    "cut-in-record.pcap, 11 at offset 1838",
    "cut-in-record-header.pcapng, 11 at offset 2052",
    "cut-in-record.pcapng, 11 at offset 2052",
    "cut-in-record-header.erf, 11 at offset 1834",
    "cut-in-record.erf, 11 at offset 1834",
    "cut-in-record.pcap.gz, 11",
  })
  void aCutTraceIsToldAndItsWholeRecordsAreCounted(String name, String record) {
    Path cut = TestTraces.path(name);
    String whole = Run.plt("flows", "--totals", "--count", "10", cut).out();

    assertThat(Run.plt("flows", "--totals", cut))
        .isEqualTo(
            new Run(1, whole, "plt: " + cut + ": the file ends inside record " + record + "\n"));
    assertThat(whole).startsWith("pkts=10 ");
  }

  @Test
  void aBadRecordIsToldAndWhatStoodBeforeItIsCounted() throws IOException {
    byte[] bytes = Files.readAllBytes(DAY);
    int second = 24 + 16 + bytes[24 + 8] + 256 * bytes[24 + 9]; // behind header and record 1
    bytes[second + 11] = 0x7f; // the highest byte of its captured length
    Path bad = Files.write(folder.resolve("bad.pcap"), bytes);
    String one = Run.plt("flows", "--totals", "--count", "1", DAY).out();

    Run run = Run.plt("flows", "--totals", bad);

    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
    assertThat(run.out()).isEqualTo(one);
    assertThat(run.err())
        .startsWith("plt: " + bad + ": record 2 at offset " + second + ": ")
        .hasLineCount(1);
  }

  // ----------------------------------------------------------------------------------- two readers

  /** What is plain is read without picocli; picocli reads it to the same arguments. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "-",
        "a b c",
        "--json a",
        "a --json",
        "--by pair a --sort=bytes b --top 7",
        "--by=host --csv - --snap-length=0 --skip 1 --count 2 --no-progress x=y",
        "@a pcapfile:b",
        "flows generate-completion",
        "--totals --top 007 a"
      })
  void picocliReadsAPlainLineToTheSame(String line) {
    List<String> args = List.of(line.split(" ", -1));
    Synopsis synopsis = new Recorder().synopsis();
    Arguments plain = Arguments.plain(synopsis, args);
    Recorder recorder = new Recorder();
    List<String> all = new ArrayList<>(List.of("flows"));
    all.addAll(args);
    new FullCommandLine(List.of(recorder)).run(all.toArray(String[]::new), null);

    assertThat(plain).isNotNull();
    assertThat(recorder.read.operands()).isEqualTo(plain.operands());
    for (Option option : synopsis.options()) {
      assertThat(recorder.read.has(option)).as(option.name).isEqualTo(plain.has(option));
      assertThat(recorder.read.text(option, "-")).isEqualTo(plain.text(option, "-"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--json",
        "a --help",
        "-h a",
        "-- a",
        "--by a",
        "--by",
        "--top x a",
        "--json --json a",
        "--json= a",
        "--jso a",
        "a -x",
        "--top= a",
        "--totals -V a"
      })
  void whatIsNotPlainIsLeftToPicocli(String line) {
    List<String> args = Arrays.asList(line.split(" ", -1));

    assertThat(Arguments.plain(new Flows().synopsis(), args)).isNull();
  }

  private static final Option WORDS = Option.texts("-f", "TEXT", "Any words.");
  private static final Option WORD = Option.text("--word", "TEXT", "Any word, 100 % of them.");

  /** A synopsis with all that {@code plt flows} has not. */
  private static final Synopsis OTHER =
      new Synopsis(
          "other",
          "Does nothing.",
          new Synopsis.Operands("EXPR FILE", "An expression, and a file.", 1, 2),
          List.of(WORDS, WORD));

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a b", "-f x a", "-f x -f y,z -f=x a", "--word not[x] a -f 1", "--word= a"})
  void repeatedAndFreeOptionsAreReadByBoth(String line) {
    List<String> args = List.of(line.split(" ", -1));
    Arguments plain = Arguments.plain(OTHER, args);
    Recorder recorder = new Recorder(OTHER);
    List<String> all = new ArrayList<>(List.of("other"));
    all.addAll(args);
    new FullCommandLine(List.of(recorder)).run(all.toArray(String[]::new), null);

    assertThat(plain).isNotNull();
    assertThat(recorder.read.operands()).isEqualTo(plain.operands());
    assertThat(recorder.read.texts(WORDS)).isEqualTo(plain.texts(WORDS));
    assertThat(recorder.read.text(WORD, "-")).isEqualTo(plain.text(WORD, "-"));
  }

  @Test
  void tooFewAndTooManyOperandsAreMisuse() {
    FullCommandLine line = new FullCommandLine(List.of(new Recorder(OTHER)));

    assertThat(Arguments.plain(OTHER, List.of("-f", "x"))).isNull();
    assertThat(Arguments.plain(OTHER, List.of("a", "b", "c"))).isNull();
    assertThat(Arguments.plain(OTHER, List.of("a", "--word", "-f"))).isNull();
    assertThatThrownBy(() -> line.run(new String[] {"other"}, null))
        .hasMessage("Missing required parameter: 'EXPR FILE' (see 'plt other --help')");
    assertThatThrownBy(() -> line.run(new String[] {"other", "a", "b", "c"}, null))
        .hasMessage("Unexpected argument: 'c' (see 'plt other --help')");
  }

  @Test
  void operandsBehindTwoDashesMayLookLikeOptions() throws IOException {
    Recorder recorder = new Recorder();
    new FullCommandLine(List.of(recorder))
        .run(new String[] {"flows", "--json", "--", "--csv", "-", "a"}, null);

    assertThat(recorder.read.operands()).containsExactly("--csv", "-", "a");
    assertThat(recorder.read.number(Option.flag("--csv", ""), 5)).isEqualTo(5);
  }

  /** Called like {@code plt flows}, or another, but only remembers its arguments. */
  private static final class Recorder implements Subcommand {
    private final Synopsis synopsis;
    private Arguments read;

    Recorder() {
      this(new Flows().synopsis());
    }

    Recorder(Synopsis synopsis) {
      this.synopsis = synopsis;
    }

    @Override
    public Synopsis synopsis() {
      return synopsis;
    }

    @Override
    public int run(Arguments arguments, Streams streams) {
      read = arguments;
      return Main.DONE;
    }
  }
}
