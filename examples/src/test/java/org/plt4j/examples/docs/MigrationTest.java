// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.TestTraces;

/**
 * The table that leads from python-libtrace to plt names what there is, and all of the original.
 */
class MigrationTest {
  private static final Path FILE = TestTraces.folder().resolveSibling("docs/migration.md");
  private static final List<String> PACKAGES =
      List.of("trace", "packet", "filter", "ipp", "dns", "natkit");

  /**
   * {@code Type}, {@code Type.NAME}, {@code Type.method(a, b)}, with nested types before the name.
   */
  private static final Pattern NAME =
      Pattern.compile("([A-Z]\\w*(?:\\.[A-Z]\\w*)*?)(?:\\.(\\w+)(\\(.*\\))?)?");

  @Test
  void everyNameOfOursIsPublic() throws IOException {
    int names = 0;
    List<String> missing = new ArrayList<>();
    for (Page.Line line : Page.read(FILE).lines) {
      List<String> cells = cells(line);
      if (cells.size() != 3) {
        continue;
      }
      for (String span : Page.spans(cells.get(1))) {
        names++;
        if (!isPublic(span)) {
          missing.add(line.number() + ": " + span);
        }
      }
      for (String span : Page.spans(cells.get(2))) { // the notes name other things, too
        if (span.matches("[A-Z]\\w+\\..*") && !isPublic(span)) {
          missing.add(line.number() + ": " + span);
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(names).isGreaterThan(150);
  }

  /** What the objects of the original were asked for, one attribute after the other. */
  @Test
  void everyAttributeOfTheOriginalIsNamed() throws IOException {
    Set<String> named = new TreeSet<>();
    for (Page.Line line : Page.read(FILE).lines) {
      List<String> cells = cells(line);
      for (String span : cells.size() == 3 ? Page.spans(cells.get(0)) : List.<String>of()) {
        named.addAll(Arrays.asList(span.split("\\W+")));
      }
    }
    Set<String> asked = new TreeSet<>();
    try (Stream<Path> files = Files.list(Reference.require("oracle"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        addAttributes(file, asked);
      }
    }
    assertThat(asked).contains("seq_nbr", "verification_tag", "fwd_key");
    assertThat(named).containsAll(asked);
  }

  private static void addAttributes(Path file, Set<String> asked) throws IOException {
    Pattern key = Pattern.compile("\"(\\w+)\": ");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                StandardCharsets.UTF_8))) {
      for (int n = 0; n < 300; n++) {
        String line = lines.readLine();
        if (line == null || line.startsWith("{\"end\"")) {
          return;
        }
        key.matcher(line).results().map(found -> found.group(1)).forEach(asked::add);
      }
    } finally {
      asked.removeAll(NO_ATTRIBUTES);
      asked.removeIf(name -> name.matches("\\d+"));
    }
  }

  /** Words of those who asked; filters that are one word. */
  private static final Set<String> NO_ATTRIBUTES =
      Set.of(
          "n",
          "f",
          "hex",
          "bpf",
          "cksm",
          "dns",
          "home",
          "options",
          "payload_ip",
          "payload_ip6",
          "read_error",
          "start_error",
          "step",
          "packets",
          "arp",
          "vlan",
          "end",
          "accepts",
          "drops");

  private static List<String> cells(Page.Line line) {
    String text = line.text();
    return text.startsWith("| ")
        ? Stream.of(text.substring(1, text.lastIndexOf('|')).split("\\|"))
            .map(String::strip)
            .toList()
        : List.of();
  }

  private static boolean isPublic(String span) {
    Matcher name = NAME.matcher(span);
    if (!name.matches()) {
      return false;
    }
    Class<?> type = type(name.group(1));
    String member = name.group(2);
    if (type == null || member == null) {
      return type != null;
    }
    String arguments = name.group(3);
    if (arguments == null) {
      return Stream.of(type.getFields()).map(Field::getName).anyMatch(member::equals)
          || type(name.group(1) + "." + member) != null;
    }
    int count = arguments.equals("()") ? 0 : arguments.split(",").length;
    return Stream.of(type.getMethods())
        .anyMatch(method -> method.getName().equals(member) && takes(method, count));
  }

  private static boolean takes(Method method, int count) {
    int parameters = method.getParameterCount();
    return parameters == count || (method.isVarArgs() && count >= parameters - 1);
  }

  private static @Nullable Class<?> type(String name) {
    for (String in : PACKAGES) {
      try {
        Class<?> type = Class.forName("org.plt4j." + in + "." + name.replace('.', '$'));
        return Modifier.isPublic(type.getModifiers()) ? type : null;
      } catch (ClassNotFoundException e) {
        // in another package, or none
      }
    }
    return null;
  }
}
