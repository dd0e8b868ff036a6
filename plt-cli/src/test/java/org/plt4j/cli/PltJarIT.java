// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.testdata.NativeFreedom;
import org.plt4j.testdata.TestTraces;

/** The runnable jar, as it was packed. */
class PltJarIT {
  private static final Path JAR = Path.of(System.getProperty("plt.jar"));
  private static final Path DAY = TestTraces.path("flows.pcap");
  private static final String LICENCE = "META-INF/LICENSE";
  private static final String NOTICE = "META-INF/NOTICE";
  private static final String SERVICES = "META-INF/services/";

  private static List<Path> libraries;

  @TempDir Path folder;

  @BeforeAll
  static void libraries() throws IOException {
    libraries = new ArrayList<>();
    for (Path part : NativeFreedom.publishedClassPath()) {
      if (part.toString().endsWith(".jar")) {
        libraries.add(part);
      }
    }
    assertThat(libraries).hasSizeGreaterThan(20);
  }

  private static Set<String> names(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Set<String> names = new TreeSet<>();
      file.stream().map(JarEntry::getName).forEach(names::add);
      return names;
    }
  }

  private static String text(Path jar, String name) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return new String(file.getInputStream(file.getJarEntry(name)).readAllBytes(), UTF_8);
    }
  }

  @Test
  void holdsNoNativeCode() throws IOException {
    assertThat(NativeFreedom.violations(List.of(JAR))).isEmpty();
  }

  @Test
  void holdsEveryClassOfItsLibrariesAndNothingThatBelongsToOneOfThem() throws IOException {
    Set<String> names = names(JAR);

    for (Path library : libraries) {
      List<String> missing = new ArrayList<>();
      for (String name : names(library)) {
        if (name.endsWith(".class")
            && !name.endsWith("module-info.class")
            && !names.contains(name)) {
          missing.add(name);
        }
      }
      assertThat(missing).as(library.toString()).isEmpty();
    }
    assertThat(names)
        .noneMatch(n -> n.matches("META-INF/.*\\.(SF|RSA|DSA|EC)"))
        .noneMatch(n -> n.endsWith("module-info.class"));
  }

  @Test
  void keepsLicencesAndNotices() throws IOException {
    Path root = TestTraces.folder().getParent();
    assertThat(text(JAR, LICENCE)).isEqualTo(Files.readString(root.resolve("LICENSE")));
    String notice = text(JAR, NOTICE);
    assertThat(notice).contains(Files.readString(root.resolve("NOTICE")).strip());
    String thirdParty = text(JAR, "META-INF/THIRD-PARTY.txt");

    int notices = 0;
    for (Path library : libraries) {
      for (String name : names(library)) {
        if (name.matches(NOTICE + "(\\.txt|\\.md)?")) {
          notices++;
          for (String line : text(library, name).lines().toList()) {
            assertThat(notice).contains(line.strip());
          }
        }
      }
      String file = library.getFileName().toString();
      if (!file.startsWith("plt-")) {
        String artifact = file.replaceFirst("-[0-9].*", "");
        assertThat(thirdParty).containsPattern(":" + Pattern.quote(artifact) + "\\s");
      }
    }
    assertThat(notices).isGreaterThan(5);
  }

  @Test
  void findsTheServicesOfAllLibraries() throws IOException {
    Set<String> merged = names(JAR);
    int services = 0;
    for (Path library : libraries) {
      for (String name : names(library)) {
        if (name.startsWith(SERVICES) && !name.endsWith("/")) {
          services++;
          assertThat(merged).contains(name);
          assertThat(text(JAR, name).lines()).containsAll(text(library, name).lines().toList());
        }
      }
    }
    assertThat(services).isGreaterThan(0);
    assertThat(text(JAR, SERVICES + "org.plt4j.trace.spi.Codec"))
        .contains("org.plt4j.codecs.Xz", "org.plt4j.zstd.Zstd");
  }

  @Test
  void runsByItself() throws IOException, InterruptedException {
    Path packed = folder.resolve("day.pcap.zst");
    Run.plt("convert", DAY, packed);

    assertThat(java("--version")).startsWith("plt ").doesNotContain("not built as a jar");
    assertThat(java("flows", "--totals", packed.toString()))
        .isEqualTo(Run.plt("flows", "--totals", DAY).out());
  }

  private String java(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("err").toFile()).start();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    process.getInputStream().transferTo(out);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("err"))).isEqualTo(0);
    return out.toString(UTF_8);
  }
}
