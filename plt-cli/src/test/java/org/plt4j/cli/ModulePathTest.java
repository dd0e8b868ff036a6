// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.testdata.NativeFreedom;
import org.plt4j.testdata.TestTraces;

/** A module that uses the library's modules, from outside: {@code release/consumer}. */
class ModulePathTest {
  private static final Path SOURCES =
      TestTraces.folder().resolveSibling("release/consumer/src/main/java");

  @TempDir Path folder;

  @Test
  void aModuleOfAUserCompilesAndRuns() throws IOException, InterruptedException {
    List<Path> published = NativeFreedom.publishedClassPath();
    List<String> parts = new ArrayList<>();
    for (Path part : published.subList(1, published.size())) { // behind the command's own classes
      parts.add(asModule(part).toString());
    }
    String modulePath = String.join(File.pathSeparator, parts);
    Path classes = folder.resolve("classes");

    compile(modulePath, classes);
    String out = run(modulePath + File.pathSeparator + classes);

    assertThat(out)
        .startsWith("packets=228 flows=44 matched=")
        .doesNotContain("=0 ")
        .doesNotContain("=0\n")
        .hasLineCount(1);
  }

  /**
   * A part of the module path. Before the build packs jars, it has folders of classes; one without
   * a descriptor is no module until it is a jar.
   */
  private Path asModule(Path part) throws IOException {
    if (Files.isRegularFile(part) || Files.exists(part.resolve("module-info.class"))) {
      return part;
    }
    Path jar = folder.resolve("packed-" + part.getParent().getParent().getFileName() + ".jar");
    ToolProvider packer = ToolProvider.findFirst("jar").orElseThrow();
    int code =
        packer.run(
            System.out,
            System.err,
            "--create",
            "--file",
            jar.toString(),
            "-C",
            part.toString(),
            ".");
    assertThat(code).isZero();
    return jar;
  }

  private void compile(String modulePath, Path classes) throws IOException {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("-d", classes.toString(), "--module-path", modulePath));
    args.addAll(List.of("--release", "17", "-Xlint:all", "-Werror"));
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      sources.filter(p -> p.toString().endsWith(".java")).map(Path::toString).forEach(args::add);
    }
    StringWriter text = new StringWriter();
    PrintWriter printer = new PrintWriter(text);
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    int code = javac.run(printer, printer, args.toArray(String[]::new));
    assertThat(text.toString()).isEmpty();
    assertThat(code).isZero();
  }

  private String run(String modulePath) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    String java = ProcessHandle.current().info().command().orElse("java");
    Process process =
        new ProcessBuilder(
                java,
                "--module-path",
                modulePath,
                "--module",
                "consumer/consumer.Consumer",
                TestTraces.path("flows.pcap").toString(),
                folder.toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    int code = process.waitFor();
    assertThat(code).as(Files.readString(err)).isEqualTo(0);
    return Files.readString(out);
  }
}
