// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The committed traces of the folder {@code testdata/}.
 *
 * <p>The folder is the one that the system property {@value #PROPERTY} names, else the first {@code
 * testdata} holding a {@code PROVENANCE.md} that is found in the working directory or above it.
 */
public final class TestTraces {
  /** System property: the folder of the committed traces. */
  public static final String PROPERTY = "plt.testdata";

  private static final List<String> SUFFIXES = List.of(".pcap", ".pcapng", ".erf", ".gz");

  private TestTraces() {}

  /** The folder that holds the traces, absolute. */
  public static Path folder() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return Path.of(named).toAbsolutePath().normalize();
    }
    Path start = Path.of("").toAbsolutePath();
    for (Path at = start; at != null; at = at.getParent()) {
      Path folder = at.endsWith("testdata") ? at : at.resolve("testdata");
      if (Files.exists(folder.resolve("PROVENANCE.md"))) {
        return folder;
      }
    }
    throw new IllegalStateException(
        "No folder testdata with a PROVENANCE.md in " + start + " or above it; set " + PROPERTY);
  }

  /** The committed trace of this name, such as {@code flows.pcap}. */
  public static Path path(String name) {
    Path path = folder().resolve(name);
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException("No trace " + name + " in " + folder());
    }
    return path;
  }

  /** Every committed trace, of whatever format, by name. */
  public static List<Path> all() {
    try (Stream<Path> files = Files.list(folder())) {
      return files.filter(TestTraces::isTrace).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every committed uncompressed pcap file, by name. */
  public static List<Path> pcaps() {
    return all().stream().filter(path -> path.toString().endsWith(".pcap")).toList();
  }

  /**
   * A table of the folder {@code expected}: {@code libpcap.tsv}, {@code libtrace.tsv} and {@code
   * tshark.tsv} have the columns that {@link Reference#records}, {@link Reference#libtrace} and
   * {@link Reference#fields} have, the trace's name in the first; {@code refused.tsv} tells what an
   * oracle could not read to its end.
   */
  public static Table expected(String name) {
    return Table.of(folder().resolve("expected").resolve(name));
  }

  private static boolean isTrace(Path path) {
    String name = path.getFileName().toString();
    return SUFFIXES.stream().anyMatch(name::endsWith);
  }
}
