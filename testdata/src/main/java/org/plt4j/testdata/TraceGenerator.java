// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Generates every committed trace. There is no chance, no clock and no compressor of the platform
 * in it: the same bytes come out on every run and every JDK.
 *
 * <pre>
 * java -cp testdata/target/classes org.plt4j.testdata.TraceGenerator testdata
 * </pre>
 */
public final class TraceGenerator {
  private TraceGenerator() {}

  /** Writes every trace into the folder that is named, or the one that holds them. */
  public static void main(String[] args) throws IOException {
    Path folder = args.length > 0 ? Path.of(args[0]) : TestTraces.folder();
    for (Map.Entry<String, byte[]> trace : traces().entrySet()) {
      Files.write(folder.resolve(trace.getKey()), trace.getValue());
    }
  }

  /** File name and content of every trace, by name. */
  public static SortedMap<String, byte[]> traces() {
    SortedMap<String, byte[]> traces = new TreeMap<>();
    ContainerTraces.addTo(traces);
    LinkTraces.addTo(traces);
    ErfTraces.addTo(traces);
    HeaderTraces.addTo(traces);
    DnsTraces.addTo(traces);
    return Collections.unmodifiableSortedMap(traces);
  }
}
