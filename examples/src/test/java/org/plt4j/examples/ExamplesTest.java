// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.plt4j.filter.PacketFilterException;
import org.plt4j.testdata.TestTraces;
import org.plt4j.trace.UnwritablePacketException;

/**
 * Every example prints what is committed, run as a newcomer runs it: without arguments, from the
 * top of the project. With {@code -Dplt.examples.write=true} what it prints is committed anew.
 */
@Isolated("takes the standard output and the locale")
class ExamplesTest {
  private static final Path TOP = TestTraces.folder().getParent();
  private static final Path SOURCES = TOP.resolve("examples/src/main/java/org/plt4j/examples");
  private static final Path EXPECTED = TOP.resolve("examples/src/test/resources/expected");

  /** The examples that write a trace, and its name's ending. */
  private static final Map<String, String> WRITERS =
      Map.of(
          "AnonymousArp",
          ".pcap",
          "CopyFirst",
          ".pcap",
          "CopyIcmp",
          ".pcap",
          "CopyIcmp6",
          ".pcapng");

  /** The most lines of a file, with its imports. */
  private static final int MOST_LINES = 70;

  private static SortedSet<String> examples() throws IOException {
    return names(SOURCES, ".java", name -> !name.equals("package-info"));
  }

  private static SortedSet<String> names(Path folder, String ending, Predicate<String> wanted)
      throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .map(name -> name.substring(0, name.length() - ending.length()))
          .filter(wanted)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void printsWhatIsCommitted(String name, @TempDir Path folder) throws Exception {
    boolean writes = WRITERS.containsKey(name);
    Path written = folder.resolve(name + WRITERS.getOrDefault(name, ""));
    String printed = writes ? run(name, "testdata/flows.pcap", written.toString()) : run(name);
    Path text = EXPECTED.resolve(name + ".txt");
    Path trace = EXPECTED.resolve(written.getFileName());
    if (Boolean.getBoolean("plt.examples.write")) {
      Files.writeString(text, printed);
      if (writes) {
        Files.write(trace, Files.readAllBytes(written));
      }
    }
    assertThat(printed).isNotEmpty().isEqualTo(Files.readString(text));
    if (writes) {
      assertThat(written).hasSameBinaryContentAs(trace);
    }
  }

  private static SortedSet<String> readers() throws IOException {
    SortedSet<String> readers = examples();
    readers.removeIf(name -> !source(name).contains("[TRACE"));
    return readers;
  }

  /** Whatever a trace holds: what is cut, malformed or unknown, too. */
  @ParameterizedTest
  @MethodSource("readers")
  void readsEveryTrace(String name, @TempDir Path folder) throws Exception {
    String out = folder.resolve("out.pcapng").toString();
    for (Path trace : TestTraces.all()) {
      String in = trace.toString();
      try {
        run(name, WRITERS.containsKey(name) ? new String[] {in, out} : new String[] {in});
      } catch (AssertionError e) {
        // a pcap file has one link type, and filters do not know every one
        assertThat(e)
            .cause()
            .isInstanceOfAny(UnwritablePacketException.class, PacketFilterException.class);
      }
    }
  }

  private static String run(String name, String... args) throws Exception {
    PrintStream out = System.out;
    Locale locale = Locale.getDefault();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Locale.setDefault(Locale.ROOT);
    try (PrintStream taken = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(taken);
      Class.forName("org.plt4j.examples." + name)
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw new AssertionError(name + " " + String.join(" ", args), e.getCause());
    } finally {
      System.setOut(out);
      Locale.setDefault(locale);
    }
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void everyExampleHasAnExpectedOutputAndTheOtherWayRound() throws IOException {
    assertThat(names(EXPECTED, ".txt", name -> true)).isEqualTo(examples());
    assertThat(examples()).containsAll(WRITERS.keySet());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void sourceIsShortAndStandsAlone(String name) throws IOException {
    String source = source(name);
    assertThat(source.lines().count()).isBetween(15L, (long) MOST_LINES);
    assertThat(source).contains("examples/run " + name);
    SortedSet<String> others = examples();
    others.remove(name);
    assertThat(others)
        .noneMatch(other -> Pattern.compile("\\b" + other + "\\b").asPredicate().test(source));
  }

  @Test
  void readmeNamesEveryExample() throws IOException {
    String readme = Files.readString(TOP.resolve("examples/README.md"));
    SortedSet<String> named =
        Pattern.compile("^\\| \\[(\\w+)]", Pattern.MULTILINE)
            .matcher(readme)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isEqualTo(examples());
  }

  private static String source(String name) {
    try {
      return Files.readString(SOURCES.resolve(name + ".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
