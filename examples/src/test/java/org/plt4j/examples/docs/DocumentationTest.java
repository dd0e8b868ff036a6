// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.testdata.TestTraces;

/**
 * What the pages show is so: samples compile and run, commands print what stands under them, links
 * lead somewhere, names exist. All pages of the project are looked at.
 *
 * <ul>
 *   <li>A block {@code ```java} that declares a class is a program. Any other is the body of a
 *       {@code main}, with the packages of plt and of {@code java.io}, {@code java.nio}, {@code
 *       java.nio.file}, {@code java.time}, {@code java.util}, {@code java.util.function} and {@code
 *       java.util.stream} imported; it may use {@link Sample#trace} and {@link Sample#packet}
 *       without declaring them. If the next block is {@code ```text}, it is what the sample prints.
 *   <li>In a block without a language, {@code ```sh} or {@code ```console}, a line that begins with
 *       {@code $ ./plt}, {@code $ plt}, {@code ./plt} or {@code plt} is run, and so is a span of
 *       code that begins with {@code ./plt} and names a trace. What stands behind three blanks or
 *       {@code #} is a remark; {@code < file} is standard input, a backslash at the end goes on.
 *       The lines under one that begins with {@code $} are what it prints, if there are any.
 *   <li>In an output a line {@code ...} is any number of lines, and {@code ...} at a line's end is
 *       its rest. A line {@code plt: ...} says that the command fails.
 *   <li>All run in a folder that holds {@code testdata/} and the names that the pages use for "some
 *       trace", which are traces of it: see {@link #PLACEHOLDERS}.
 * </ul>
 */
class DocumentationTest {
  private static final Path PROJECT = TestTraces.folder().resolveSibling("");

  private static final Map<String, String> PLACEHOLDERS =
      Map.of(
          "a.pcap", "flows.pcap",
          "a.pcapng", "flows.pcapng",
          "a.erf", "flows.erf",
          "b.erf", "flows.erf",
          "day.pcap", "flows.pcap",
          "day.pcapng", "flows.pcapng",
          "eth0.pcap", "flows.pcap",
          "ppp0.erf", "flows.erf",
          "ppp0.pcap", "times-us.pcap",
          "g1.pcap", "flows.pcap");

  private static final Map<String, String> FILES =
      Map.of(
          "routes.txt", "0.0.0.0/0 default\n192.0.2.0/24 office\n2001:db8:20::/64 office\n",
          "prefixes.txt", "10.0.0.0/9\n10.128.0.0/9\n",
          "addresses.txt", "192.0.2.12\n203.0.113.10\n",
          "random32", "0123456789abcdef0123456789abcdef");

  private static final String IMPORTS =
      Stream.of(
              "java.io",
              "java.nio",
              "java.nio.file",
              "java.time",
              "java.util",
              "java.util.function",
              "java.util.stream",
              "org.plt4j.dns",
              "org.plt4j.filter",
              "org.plt4j.ipp",
              "org.plt4j.natkit",
              "org.plt4j.packet",
              "org.plt4j.trace")
          .map(name -> "import " + name + ".*;\n")
          .reduce("", String::concat);

  private static final Pattern CLASS = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");
  private static final Pattern COMMAND = Pattern.compile("(\\$ )?(?:\\./)?plt( .*)?");

  @TempDir private Path folder;

  /** One thing to run, and what it has to print, if that is told. */
  private record Task(String where, List<String> words, @Nullable List<String> printed) {
    boolean fails() {
      return printed != null && printed.stream().anyMatch(line -> line.startsWith("plt: "));
    }
  }

  // ------------------------------------------------------------------------- samples and commands

  @Test
  void samplesAndCommandsDoWhatThePagesSay() throws IOException, InterruptedException {
    Path sources = Files.createDirectory(folder.resolve("sources"));
    List<Task> tasks = new ArrayList<>();
    for (Page page : Page.all(PROJECT)) {
      addSamples(page, sources, tasks);
      addCommands(page, tasks);
    }
    assertThat(tasks).hasSizeGreaterThan(40);
    Path classes = compile(sources);
    List<String> faults = new ArrayList<>();
    run(classes, tasks, faults);
    assertThat(faults).isEmpty();
  }

  private static void addSamples(Page page, Path sources, List<Task> tasks) throws IOException {
    for (int i = 0; i < page.blocks.size(); i++) {
      Page.Block block = page.blocks.get(i);
      if (!block.language().equals("java")) {
        continue;
      }
      String code = String.join("\n", block.lines()) + "\n";
      Matcher declared = CLASS.matcher(code);
      String name;
      if (declared.find()) {
        name = declared.group(1);
      } else {
        name = page.name().replaceAll("\\W", "_") + "_" + block.line();
        code =
            String.format(
                """
                %spublic final class %s extends org.plt4j.examples.docs.Sample {
                  public static void main(String[] args) throws Exception {
                %s  }
                }
                """,
                IMPORTS, name, code);
      }
      Files.writeString(sources.resolve(name + ".java"), code);
      boolean told = i + 1 < page.blocks.size() && page.blocks.get(i + 1).language().equals("text");
      List<String> printed = told ? page.blocks.get(i + 1).lines() : null;
      tasks.add(new Task(page.name() + ":" + block.line(), List.of("sample", name), printed));
    }
  }

  private static void addCommands(Page page, List<Task> tasks) {
    for (Page.Block block : page.blocks) {
      if (!List.of("", "sh", "console").contains(block.language())) {
        continue;
      }
      for (int i = 0; i < block.lines().size(); i++) {
        String where = page.name() + ":" + (block.line() + i);
        Matcher command = COMMAND.matcher(block.lines().get(i));
        if (!command.matches()) {
          continue;
        }
        StringBuilder text = new StringBuilder(block.lines().get(i));
        while (text.charAt(text.length() - 1) == '\\') {
          i++;
          text.setLength(text.length() - 1);
          text.append(block.lines().get(i).strip());
        }
        List<String> printed = new ArrayList<>();
        if (command.group(1) != null) {
          while (i + 1 < block.lines().size() && !block.lines().get(i + 1).startsWith("$ ")) {
            i++;
            printed.add(block.lines().get(i));
          }
        }
        tasks.add(new Task(where, words(text.toString()), printed.isEmpty() ? null : printed));
      }
    }
    for (Page.Line line : page.lines) {
      for (String span : Page.spans(line.text())) {
        if (span.matches("\\./plt .*\\.(pcap|pcapng|erf).*")) {
          tasks.add(new Task(page.name() + ":" + line.number(), words(span), null));
        }
      }
    }
  }

  /** "plt", the file for standard input or nothing, the command's arguments. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word =
        Pattern.compile("\\s*(#.*|(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+)( {3,}.*)?").matcher(line);
    while (word.find()) {
      if (word.group(1).startsWith("#")) {
        break;
      }
      words.add(word.group(1).replaceAll("[\"']", ""));
      if (word.group(2) != null) {
        break;
      }
    }
    words.remove("$");
    words.set(0, "");
    int input = words.indexOf("<");
    if (input > 0) {
      words.set(0, words.remove(input + 1));
      words.remove(input);
    }
    words.add(0, "plt");
    return words;
  }

  private Path compile(Path sources) throws IOException {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8);
        Stream<Path> all = Files.list(sources)) {
      List<String> options =
          List.of("-d", classes.toString(), "-cp", classPath(), "-proc:none", "--release", "17");
      boolean done =
          compiler
              .getTask(
                  said, files, null, options, null, files.getJavaFileObjectsFromPaths(all.toList()))
              .call();
      assertThat(done).as(said.toString()).isTrue();
    }
    return classes;
  }

  private static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  private void run(Path classes, List<Task> tasks, List<String> faults)
      throws IOException, InterruptedException {
    Path work = Files.createDirectory(folder.resolve("work"));
    Files.createSymbolicLink(work.resolve("testdata"), TestTraces.folder());
    for (Map.Entry<String, String> placeholder : PLACEHOLDERS.entrySet()) {
      Files.copy(TestTraces.path(placeholder.getValue()), work.resolve(placeholder.getKey()));
    }
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Files.writeString(work.resolve(file.getKey()), file.getValue());
    }
    Path list = Files.createDirectory(folder.resolve("tasks")).resolve("list");
    Files.write(list, tasks.stream().map(task -> String.join("\t", task.words())).toList());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-cp",
                classPath() + File.pathSeparator + classes,
                SampleRunner.class.getName(),
                list.toString())
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    Files.delete(work.resolve("testdata")); // the link
    assertThat(ended).as("the samples end").isTrue();
    for (int i = 0; i < tasks.size(); i++) {
      check(
          tasks.get(i),
          list.resolveSibling(i + ".out"),
          list.resolveSibling(i + ".result"),
          faults);
    }
  }

  private void check(Task task, Path out, Path result, List<String> faults) throws IOException {
    if (!Files.exists(result)) {
      faults.add(task.where + " did not run: " + Files.readString(folder.resolve("log")));
      return;
    }
    List<String> lines = Files.readAllLines(out);
    String ended = Files.readString(result);
    String what = task.where + " " + task.words + "\n";
    if (ended.equals("0") == task.fails()) {
      faults.add(what + ended + "\n" + String.join("\n", lines));
    } else if (task.printed != null && !matches(task.printed, lines)) {
      faults.add(
          what
              + "the page says:\n"
              + String.join("\n", task.printed)
              + "\nbut it prints:\n"
              + String.join("\n", lines));
    }
  }

  private static boolean matches(List<String> page, List<String> printed) {
    StringBuilder pattern = new StringBuilder();
    for (String line : page) {
      if (line.equals("...")) {
        pattern.append("(?:.*\n)*");
      } else if (line.endsWith("...")) {
        pattern.append(Pattern.quote(line.substring(0, line.length() - 3))).append(".*\n");
      } else {
        pattern.append(Pattern.quote(line.stripTrailing())).append("[ ]*\n");
      }
    }
    return Pattern.matches(pattern.toString(), String.join("\n", printed) + "\n");
  }

  // ------------------------------------------------------------------------------ links and names

  @Test
  void linksLeadSomewhere() throws IOException {
    List<Page> pages = Page.all(PROJECT);
    Map<Path, Page> byFile = new HashMap<>();
    pages.forEach(page -> byFile.put(page.file.normalize(), page));
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Page page : pages) {
      for (Page.Line link : page.links()) {
        String target = link.text();
        if (target.matches("[a-z]+:.*")) {
          continue;
        }
        links++;
        String path = target.replaceFirst("#.*", "");
        Path file =
            path.isEmpty() ? page.file.normalize() : page.file.resolveSibling(path).normalize();
        String anchor = target.contains("#") ? target.replaceFirst(".*#", "") : "";
        boolean found =
            Files.exists(file)
                && (anchor.isEmpty()
                    || (byFile.containsKey(file) && byFile.get(file).anchors().contains(anchor)));
        if (!found) {
          broken.add(page.name() + ":" + link.number() + " " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(30);
  }

  /** The artifacts that the pages tell to depend on are ours, in the version of this project. */
  @Test
  void artifactsExist() throws IOException {
    Pattern version = Pattern.compile("<version>(.*?)</version>");
    Matcher own = version.matcher(Files.readString(PROJECT.resolve("pom.xml")));
    assertThat(own.find()).isTrue();
    int artifacts = 0;
    for (Page page : Page.all(PROJECT)) {
      for (Page.Block block : page.blocks) {
        String xml = String.join("", block.lines());
        if (!block.language().equals("xml") || !xml.contains("org.plt4j")) {
          continue;
        }
        Matcher artifact = Pattern.compile("<artifactId>(plt.*?)</artifactId>").matcher(xml);
        while (artifact.find()) {
          artifacts++;
          assertThat(PROJECT.resolve(artifact.group(1)).resolve("pom.xml")).exists();
        }
        version.matcher(xml).results().forEach(v -> assertThat(v.group(1)).isEqualTo(own.group(1)));
      }
    }
    assertThat(artifacts).isPositive();
  }

  /** A region of the page of scores that no test writes would stay as it is for ever. */
  @Test
  void everyTableOfScoresIsWrittenByATest() throws IOException {
    List<String> names =
        Page.read(PROJECT.resolve("docs/conformance.md")).lines.stream()
            .map(line -> Pattern.compile("<!-- generated: (.*) -->").matcher(line.text()))
            .filter(Matcher::matches)
            .map(region -> region.group(1))
            .toList();
    StringBuilder tests = new StringBuilder();
    try (Stream<Path> files = Files.walk(PROJECT)) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith("Test.java"))::iterator) {
        tests.append(Files.readString(file));
      }
    }
    assertThat(names)
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(tests)
                    .contains('"' + name.replaceAll("-(reasons|left-out)$", "") + '"'));
  }
}
